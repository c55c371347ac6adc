"""What was handed out for one day: exercises in their order, as an entry of the log keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from reinforce.codec import Kept, from_kept, kept
from reinforce.days import Day, date_of
from reinforce.journal import Event, EventKind
from reinforce.journal.event_kinds import LATE_ANSWERS
from reinforce.journal.last_words import subject_of

if TYPE_CHECKING:
    from reinforce.practice.learner.exposure import Exposure


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedItem(Kept):
    """
    A quiz or a drill that was handed out.

    Attributes:
        id: of the quiz or drill.
        questions: of a quiz, the ids of its questions in order; none for a drill.
        drill: the id of the drill; empty for a quiz.
        modifiers: the ids of what makes the drill harder.
    """

    id: str
    questions: tuple[str, ...] = ()
    drill: str = ""
    modifiers: tuple[str, ...] = ()

    @property
    def exercises(self) -> tuple[str, ...]:
        """The ids of its exercises, in order."""
        return self.questions or (self.drill,)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut(Kept):
    """
    A session that was handed out.

    Attributes:
        day: the learner day that it is for.
        at: when it was handed out.
        edition: the edition that its exercises are taken from.
        policy: the version of the policy whose seed shuffles its options.
        items: in order.
        seen: by exercise, how often it had been met before; one that had never been met is left out.
    """

    day: Day
    at: datetime
    edition: int
    policy: int
    items: tuple[HandedItem, ...]
    seen: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, event: Event) -> HandedOut:
        """Return what a `EventKind.HAND_OUT` event says."""
        return from_kept(cls, {**event.body, "at": event.at.isoformat()})

    def event(self, learner: str, *, id: str) -> Event:  # noqa: A002 - the field's name
        """Return the entry that says so; two of one day have targets of their own, so that both hold."""
        return Event(
            id=id,
            kind=EventKind.HAND_OUT,
            at=self.at,
            learner=learner,
            target=f"{date_of(self.day)}:{id}",
            body={name: value for name, value in kept(self).items() if name != "at"},
            recorded_at=self.at,
        )

    @property
    def exercises(self) -> Iterator[str]:
        """The ids of its exercises, in order."""
        return (exercise for item in self.items for exercise in item.exercises)

    def is_done(self, exercise: str, exposures: Mapping[str, Exposure]) -> bool:
        """Whether the learner has met one of its exercises since, by when and what they have met by now."""
        met = exposures.get(exercise)
        return met is not None and met.seen > self.seen.get(exercise, 0)


def subjects_near(day: int) -> tuple[str, ...]:
    """Return what subjects of hand-outs for days near learner *day*, and of some more, begin with."""
    months = sorted({date_of(day + away).strftime("%Y-%m-") for away in range(-LATE_ANSWERS, LATE_ANSWERS + 1)})
    return tuple(subject_of(EventKind.HAND_OUT, month).rstrip("\n") for month in months)


def handed_in(events: Iterable[Event], *, edition: int, day: int) -> Mapping[str, datetime]:
    """
    Return when exercises of one edition were handed out for days near learner *day*, the first time of several.

    Args:
        events: of any kinds, of which those count that handed sessions out.
        edition: that of the exercises.
        day: within a month of which the sessions are.
    """
    found: dict[str, datetime] = {}
    for one in (HandedOut.of(event) for event in events if event.kind is EventKind.HAND_OUT):
        if one.edition == edition and abs(one.day - day) <= LATE_ANSWERS:
            found |= {name: min(one.at, found.get(name, one.at)) for name in one.exercises}
    return found
