"""What is read of one learner: the query, and the snapshot that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from reinforce.codec import Kept
from reinforce.days import Day
from reinforce.errors import InvalidParameterError
from reinforce.journal import Event, Review
from reinforce.journal.stakes import Stakes
from reinforce.ports.records import AttemptRecord, ReviewRecord
from reinforce.practice.cards.card import Card
from reinforce.practice.learner.calendar import CalendarEntry
from reinforce.practice.learner.exposure import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterable

RETIRED = datetime(2999, 1, 1, tzinfo=UTC)
"""The instant before which nothing is taken of learners who are retired: after all others."""


@dataclass(frozen=True, slots=True)
class Held(Kept):
    """A stored card and the version of its row."""

    card: Card
    version: int


@dataclass(frozen=True, slots=True, order=True)
class Practised(Kept):
    """
    What was practised at once.

    Attributes:
        day: the learner day.
        duration: how long it took; zero for a review whose duration is not known.
        items: the exercises: the answers of a quiz, one for a drill or for a review outside attempts.
        stakes: whether it is on record.
    """

    day: Day
    duration: timedelta
    items: int = 1
    stakes: Stakes = Stakes.RECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Kept):
    """
    What to read of one learner.

    Attributes:
        tenant, learner: whose.
        skills: the skills whose cards are wanted; ``None`` for all cards.
        log: whether the log entries of those skills are wanted too.
        ids: entry ids of which it matters whether they are there already, retracted or overridden.
        practice: whether enrolments, exposures and the events that steer plans are wanted.
        since_day: of these events those are wanted that hold on this learner day or a later one; all of them, also what
            is past or was taken back, where it is 0.
        subjects: what subjects begin with (`journal.last_words`): events about them are wanted, whatever they say.
        attempts: whether all attempts of the learner are wanted.
        private: whether it is wanted which skills were practised at practice stakes.
        settings: whether the learner's own settings are wanted, and their journeys, for which others may be set.
        surveys: whether all surveys of the learner are wanted.
        practised_since: durations of practice at or after this instant are wanted; ``None`` for none.
    """

    tenant: str
    learner: str
    skills: tuple[str, ...] | None = ()
    log: bool = False
    ids: tuple[str, ...] = ()
    practice: bool = False
    attempts: bool = False
    since_day: Day = 0
    subjects: tuple[str, ...] = ()
    practised_since: datetime | None = None
    private: bool = False
    settings: bool = False
    surveys: bool = False


def one_tenant(queries: Iterable[Query]) -> None:
    """Raise InvalidParameterError where *queries* are about more than one tenant, which no read may be."""
    tenants = sorted({query.tenant for query in queries})
    if len(tenants) > 1:
        raise InvalidParameterError("queries", f"must be of one tenant, not {', '.join(tenants)}", value=tenants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Kept):
    """
    What a store holds of one learner, as far as a `Query` asked for it.

    The parts are consistent enough for `Store.apply` to notice any change made since: the epoch and the versions of the
    cards are no newer than everything else in the snapshot.

    Attributes:
        policy_version: the tenant's newest policy version.
        edition: the number of the tenant's newest edition; 0 before the first.
        epoch: how often the learner's calendar or events changed; ``None`` if there is no such learner.
        closed_before: entries dated before this instant are no longer taken: what was dated so has been erased or
            replaced by checkpoints; ``None`` where that never happened.
        calendar: the learner's calendar entries, oldest first.
        latest_at: the instant of the learner's latest review or attempt, when ``practised_since`` was asked for.
        cards: the stored cards by skill; a skill never practised has none.
        reviews: by skill, the log's reviews of it, in the order ``(at, id)``, when the log was asked for.
        amendments: the learner's events of the kinds `journal.AMENDING`, when the log was asked for; else those that
            target one of the ids; in the order ``(at, id)``.
        prior_reviews, prior_attempts, prior_events: the entries that are already there under the ids asked for.
        attempts: all attempts, in the order ``(at, id)``, when they were asked for.
        journeys: the journeys that the learner is enrolled in, oldest enrolment first, when practice or settings were
            asked for.
        settings: the learner's last word about settings of their own, when they were asked for; none where there never
            was one.
        surveys: the learner's surveys, in the order ``(at, id)``, when they were asked for.
        exposures: by exercise.
        steering: of the events of the kinds `journal.STEERING`, the learner's and those that concern the whole tenant,
            the last about each subject, in the order ``(at, id)``; leaves also where they hold on a day on which a
            card of the learner fell due; goals of the learner's also where they hold no more but one of the tenant with
            the same id does; and rechecks of the day on which their skill was last practised. How much else was ever
            said makes no difference to the cost.
        practised: every attempt since the instant asked, and every review outside attempts, but for those that were
            taken back and for mock exams (of the kind ``exam``), in the order of day, duration and items.
        private: the skills with a review at practice stakes, or with a checkpoint that says at what stakes, when they
            were asked for.
    """

    policy_version: int
    edition: int
    epoch: int | None
    closed_before: datetime | None = None
    calendar: tuple[CalendarEntry, ...] = ()
    latest_at: datetime | None = None
    cards: Mapping[str, Held] = field(default_factory=dict)
    reviews: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    amendments: tuple[Event, ...] = ()
    prior_reviews: Mapping[str, ReviewRecord] = field(default_factory=dict)
    prior_attempts: Mapping[str, AttemptRecord] = field(default_factory=dict)
    prior_events: Mapping[str, Event] = field(default_factory=dict)
    attempts: tuple[AttemptRecord, ...] = ()
    journeys: tuple[str, ...] = ()
    exposures: Mapping[str, Exposure] = field(default_factory=dict)
    steering: tuple[Event, ...] = ()
    practised: tuple[Practised, ...] = ()
    private: frozenset[str] = frozenset()
    settings: tuple[Event, ...] = ()
    surveys: tuple[Event, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether there is such a person: nobody is one whose reviews are kept for statistics alone."""
        return self.epoch is not None and self.closed_before != RETIRED
