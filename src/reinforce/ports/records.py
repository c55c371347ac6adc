"""Records: what is kept of policies, editions, attempts and reviews, and how a log entry is kept with its outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from reinforce.codec import Kept
from reinforce.days import Day
from reinforce.journal import PERSON, Event, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRecord(Kept):
    """One version of a tenant's policy; ``body`` is the `kept` policy."""

    version: int
    body: Mapping[str, Any]
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRecord(Kept):
    """
    One published version of one pack. It is never removed, since attempts name the edition that they are graded by.

    Attributes:
        number: counts all editions of the tenant.
        pack: the pack's id.
        digest: what tells its content from that of others.
        body: the whole pack, as JSON values.
        newest: by pack, the number of its newest edition as of this one, which is among them.
        history: what the pack's editions up to this one changed, as JSON values, oldest first.
        recorded_at: when it was published.
    """

    number: int
    pack: str
    digest: str
    body: Mapping[str, Any]
    newest: Mapping[str, int]
    history: Sequence[Mapping[str, Any]]
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord(Kept):
    """
    One submission as it came in, and what came of it.

    Attributes:
        id: unique for the learner.
        learner: who made it.
        kind: ``quiz``, ``drill`` or ``exam``.
        edition: the edition that it was emitted from.
        at, day: when, and on which learner day.
        duration: how long it took; what was planned for it where the sender did not say.
        body: what the sender sent, as JSON values; decides whether a second one with this id is the same.
        outcome: of what the engine answered, what does not follow from the rest and the edition, as JSON values.
        recorded_at: when it was accepted.
        assessor: the person who scored it, if that was not the learner.
    """

    id: str
    learner: str = field(metadata=PERSON)
    kind: str
    edition: int
    at: datetime
    day: Day
    duration: timedelta
    body: Mapping[str, Any]
    outcome: Mapping[str, Any]
    recorded_at: datetime
    assessor: str | None = field(default=None, metadata=PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord(Kept):
    """A review in the log, and the card that the engine answered with, as JSON; empty for a review of an attempt."""

    review: Review
    outcome: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries(Kept):
    """
    Log entries as they are kept, with what the engine answered to them.

    Attributes:
        reviews, attempts, events: each kind in the order of instant, id and learner.
    """

    reviews: tuple[ReviewRecord, ...] = ()
    attempts: tuple[AttemptRecord, ...] = ()
    events: tuple[Event, ...] = ()

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self.reviews) + len(self.attempts) + len(self.events)
