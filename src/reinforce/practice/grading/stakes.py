"""Who may see an attempt: what is at stake in it decides."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from reinforce.checks import of_kind
from reinforce.journal.stakes import Stakes
from reinforce.practice.cards.on_record import on_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reinforce.journal import Event, Review


class Audience(StrEnum):
    """
    Who looks at attempts.

    - LEARNER: the one who made them; sees all.
    - MANAGER: anybody else, a certificate included; sees those on record, mock exams among them.
    """

    LEARNER = "learner"
    MANAGER = "manager"


class Submitted(Protocol):
    """Anything that keeps an attempt as it was sent, such as `reinforce.ports.AttemptRecord`."""

    @property
    def body(self) -> Mapping[str, Any]:
        """What was sent, as JSON values: the attempt as it is `kept`."""
        ...


S = TypeVar("S", bound=Submitted)


def seen(reviews: Iterable[Review], audience: Audience) -> tuple[Review, ...]:
    """Return those of *reviews* that *audience* may see, in the order given, and with them what they did to memory."""
    sees_all = audience is Audience.LEARNER
    return tuple([review for review in reviews if sees_all or review.stakes is Stakes.RECORDED])


def seen_events(events: Iterable[Event], audience: Audience) -> tuple[Event, ...]:
    """Return *events* as *audience* may see them: of what follows from practice, what follows from that on record."""
    if audience is Audience.LEARNER:
        return tuple(events)
    return tuple([shown for event in events if (shown := on_record(event)) is not None])


def checked(audience: object) -> Audience:
    """
    Return *audience* if it is one.

    Raises:
        InvalidParameterError: it is none.
    """
    return of_kind("audience", audience, Audience)


def hides(audience: object) -> bool:
    """Whether something may have to be left out for *audience*; raise InvalidParameterError where it is none."""
    return checked(audience) is not Audience.LEARNER


def stakes_of(attempt: Submitted) -> Stakes:
    """Return what is at stake in *attempt*; one that does not say is on record."""
    return Stakes(attempt.body.get("stakes", Stakes.RECORDED))


def stamp_of(stakes: Stakes) -> dict[str, str]:
    """Return what an event says that follows from an attempt at *stakes*: what is the learner's own says so."""
    return {"stakes": stakes.value} if stakes is Stakes.PRACTICE else {}


def visible(attempts: Iterable[S], audience: Audience) -> tuple[S, ...]:
    """
    Return those of *attempts* that *audience* may see, in the order given.

    Raises:
        InvalidParameterError: *audience* is no `Audience`.
    """
    sees_all = not hides(audience)
    return tuple(attempt for attempt in attempts if sees_all or stakes_of(attempt) is not Stakes.PRACTICE)
