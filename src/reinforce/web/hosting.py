"""What the host says, checked: where it is not acceptable, no client is to blame, and none can mend it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.errors import HostError, InvalidParameterError, ReinforceError, shown
from reinforce.practice import Stakes
from reinforce.practice.planning import LONGEST_DAY
from reinforce.web.problems import problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVER = 500


@contextmanager
def of_host(what: str) -> Iterator[None]:
    """
    Raise as a HostError about *what* the host said all that would be told as a client's fault, as a missing tenant.

    What is no fault of anybody's, such as a database that is away, is raised as it is.
    """
    try:
        yield
    except HostError:
        raise
    except ReinforceError as error:
        if problem_of(error).status >= _SERVER:
            raise
        reason = error.reason if isinstance(error, InvalidParameterError) else f"is not acceptable: {error}"
        raise HostError(what, reason, value=getattr(error, "value", None)) from error


def tenant_said(said: str | None) -> str:
    """
    Return the tenant that a host's function *said* a request is about.

    Raises:
        HostError: it said ``None``. Only a host that says nothing at all has one tenant for everybody.
    """
    if said is None:
        reason = "must be said for each request: a function returned None; whom it knows of no tenant it has to refuse"
        raise HostError("tenant", reason)
    return said


def check_offer(*, budget: object, stakes: object, most_bytes: object) -> None:
    """Raise HostError where a host decides for all requests what cannot be."""
    with of_host("budget"):
        if budget is not None:
            checks.duration("budget", budget, most=LONGEST_DAY)
    with of_host("stakes"):
        if stakes is not None and Stakes.of(stakes) is Stakes.EXAM:
            reason = "must be 'practice' or 'recorded': an exam is one by its id"
            raise InvalidParameterError("stakes", reason, value=stakes)
    with of_host("most_bytes"):
        checks.whole("most_bytes", most_bytes, 1, 2**40)


def check_host(*, learner: object, tenant: object, coach: object, around: object) -> None:
    """Raise HostError where a host says for all requests what cannot be; its functions are asked at each."""
    if not (learner is None or callable(learner)):
        check_learner(learner)
    if not (coach is None or callable(coach)):
        check_coach(coach)
    with of_host("tenant"):
        if not (tenant is None or callable(tenant)):
            checks.identifier("tenant", tenant)
    if not (around is None or callable(around)):
        raise HostError("around", f"must be a function, not {shown(around)}", value=around)


def check_learner(learner: object) -> None:
    """Raise HostError where whoever is signed in has no id that one can have; nothing of it is told or logged."""
    if not _is_id(learner):
        reason = f"must be an id, as the host says who is signed in, not any {type(learner).__name__}"
        raise HostError("learner", reason, value=learner)


def check_coach(coach: Any) -> None:  # noqa: ANN401 - whatever the host's function returned
    """Raise HostError where who asks about others is no Coach, has no id, or may ask about what are no ids."""
    fault = ""
    if not (hasattr(coach, "id") and hasattr(coach, "learners") and hasattr(coach, "check")):
        fault = f"must be a Coach or None, not a value of type {type(coach).__name__}"
    elif not _is_id(coach.id):
        fault = "must have an id that is a text: it is under this one that the log knows who coached"
    elif coach.learners is not None and not _are_ids(coach.learners):
        fault = "must have the ids of its learners, texts in a list or a set"
    if fault:
        raise HostError("coach", fault, value=coach)


def _is_id(value: object) -> bool:
    try:
        checks.identifier("id", value)
    except InvalidParameterError:
        return False
    return True


def _are_ids(values: object) -> bool:
    """Whether *values* are several texts; one text is none, since a part of it would be taken for an id in it."""
    if not isinstance(values, Collection) or isinstance(values, str | bytes):
        return False
    return all(isinstance(one, str) for one in values)
