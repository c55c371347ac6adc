"""Reading a request: its parameters and its body, checked before anything is asked of a tenant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reinforce.web.asked import Asked, Offer
from reinforce.web.bodies import check_body
from reinforce.web.hosting import check_coach, check_learner
from reinforce.web.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from reinforce.web.asked import Coach
    from reinforce.web.operation import Operation


_MOST_NESTED = 64
"""How deep objects and lists may stand in each other: far deeper than any attempt, and never too deep to write down."""

_MOST_DIGITS = 400
_NOBODY = {False: ("not-signed-in", "sign in first"), True: ("no-coach", "this is for coaches")}
"""By whether an operation is for coaches, what is told to somebody of whom the host says nothing."""


def ask(
    operation: Operation,
    *,
    learner: str | None = None,
    coach: Coach | None = None,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: bytes = b"",
    content_type: str = "",
    offer: Offer | None = None,
) -> Asked:
    """
    Return what a request asks of an *operation*.

    Args:
        operation: which.
        learner: who is signed in, as the host says, where the operation is for learners; ``None`` if nobody is.
        coach: who is signed in, as the host says, where it is for coaches; ``None`` for somebody who is none.
        path: the parameters in the path.
        query: those after the question mark; what the operation does not know is the host's own, and is left alone.
        body: what was sent.
        content_type: the header that says what that is.
        offer: what the host decides.

    Raises:
        RefusedError, ReinforceError: what is asked cannot be; `problem_of` tells either to the client.
        HostError: *learner* is no id, or *coach* no Coach that could be one.
    """
    if (coach if operation.for_coach else learner) is None:
        raise RefusedError(*_NOBODY[operation.for_coach])
    if coach is None:
        check_learner(learner)
    else:
        check_coach(coach)
    values = dict(_values(operation, path or {}, query or {}))
    about = learner or ""
    if coach is not None:
        about = str(values.get("learner", ""))
        if about:
            coach.check(about)
    asked = Asked(learner=about, coach=coach, values=values, offer=offer or Offer())
    if operation.reads is None:
        return asked
    said = _json(body, content_type, most=asked.offer.most_bytes)
    check_body(operation, said)
    read = operation.reads(said, asked)
    return Asked(learner=about, coach=coach, values=values, sent=read, offer=asked.offer)


def _values(
    operation: Operation, path: Mapping[str, str], query: Mapping[str, str]
) -> Iterator[tuple[str, float | str | date]]:
    """Yield the parameters that were given, read; of those after the question mark an empty one is left out."""
    for one in operation.parameters:
        said = path.get(one.name, "") if operation.in_path(one) else query.get(one.name)
        if said or operation.in_path(one):
            yield one.name, one.read(said or "")


def _json(body: bytes, content_type: str, *, most: int) -> Any:  # noqa: ANN401 - any JSON value
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise RefusedError("unsupported-media-type", "send JSON, and say so: Content-Type: application/json")
    if len(body) > most:
        raise RefusedError("too-large", f"the body must have at most {most} bytes")
    try:
        read = json.loads(body.decode("utf-8-sig"), parse_int=_whole, parse_constant=_none)
        _check_depth(read)
    except (ValueError, RecursionError) as error:
        wanted = f"JSON text in UTF-8, nested no deeper than {_MOST_NESTED}"
        raise RefusedError("not-json", f"the body is no {wanted}") from error
    return read


def _whole(written: str) -> float:
    """Return a whole number: of one with more digits than any that is kept, infinity, which its field refuses."""
    return int(written) if len(written) <= _MOST_DIGITS else float(written)


def _none(written: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(written)


def _check_depth(read: Any) -> None:  # noqa: ANN401 - any JSON value
    level: list[Any] = [[read]]
    for _ in range(_MOST_NESTED + 1):
        inside = (part for one in level for part in (one.values() if isinstance(one, dict) else one))
        level = [part for part in inside if isinstance(part, dict | list)]
        if not level:
            return
    raise ValueError(_MOST_NESTED)
