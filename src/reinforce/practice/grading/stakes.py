"""Who may see an attempt: what is at stake in it decides."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Stakes(StrEnum):
    """
    What is at stake in an attempt.

    - PRACTICE: nothing. It is the learner's own: it moves memory like any other, and neither managers nor certificates
      ever see it.
    - RECORDED: it is on record, for all who may look.
    """

    PRACTICE = "practice"
    RECORDED = "recorded"

    @classmethod
    def of(cls, value: object) -> Stakes:
        """
        Return the stakes that *value* is: one of ours, or its value.

        Raises:
            InvalidParameterError: it is neither.
        """
        for stakes in cls:
            if value == stakes:
                return stakes
        raise InvalidParameterError("stakes", f"must be one of {', '.join(cls)}, not {value!r}", value=value)


class Audience(StrEnum):
    """
    Who looks at attempts.

    - LEARNER: the one who made them; sees all.
    - MANAGER: anybody else, a certificate included; sees those on record.
    """

    LEARNER = "learner"
    MANAGER = "manager"


class Submitted(Protocol):
    """Anything that keeps an attempt as it was sent, such as `reinforce.ports.AttemptRecord`."""

    @property
    def body(self) -> Mapping[str, Any]:
        """What was sent, as JSON values: ``to_json()`` of the attempt."""
        ...


S = TypeVar("S", bound=Submitted)


def stakes_of(attempt: Submitted) -> Stakes:
    """Return what is at stake in *attempt*; one that does not say is on record."""
    return Stakes(attempt.body.get("stakes", Stakes.RECORDED))


def visible(attempts: Iterable[S], audience: Audience) -> tuple[S, ...]:
    """
    Return those of *attempts* that *audience* may see, in the order given.

    Raises:
        InvalidParameterError: *audience* is no `Audience`.
    """
    if not isinstance(audience, Audience):
        raise InvalidParameterError("audience", f"must be an Audience, not {audience!r}", value=audience)
    return tuple(
        attempt for attempt in attempts if audience is Audience.LEARNER or stakes_of(attempt) is Stakes.RECORDED
    )
