"""
What the shell needs from outside: a store and a clock.

A store keeps what it is given and gives back what it keeps; it decides nothing. It is set-based: one `Store.read`
brings all that a decision about one learner needs, one `Store.apply` writes all that came of it, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.journal import PERSON
from reinforce.practice.situation import Exposure as Exposure  # noqa: PLC0414, TC001 - stores take it from here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reinforce.journal import Event, Review
    from reinforce.practice.calendar import CalendarEntry
    from reinforce.practice.card import Card


class Clock(Protocol):
    """Where the engine takes the present from."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """
    A clock that stands still until it is moved, for tests and simulations.

    >>> clock = ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> clock.advance(timedelta(days=1))
    >>> clock.now()
    datetime.datetime(2026, 3, 3, 9, 0, tzinfo=datetime.timezone.utc)
    """

    def __init__(self, at: datetime) -> None:
        self._now = checks.instant("at", at)

    def now(self) -> datetime:
        """Return the instant at which the clock stands, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move the clock forward; *by* may not be negative."""
        checks.duration("by", by, most=timedelta(days=100_000))
        self._now += by

    def move_to(self, at: datetime) -> None:
        """Move the clock to the instant *at*, forward or back."""
        self._now = checks.instant("at", at)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRecord:
    """One version of a tenant's policy; ``body`` is ``Policy.to_json()``."""

    version: int
    body: Mapping[str, Any]
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRecord:
    """One published version of one pack; ``number`` counts all editions of the tenant, ``body`` is the whole pack."""

    number: int
    pack: str
    digest: str
    body: Mapping[str, Any]
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """
    One submission as it came in, and what came of it.

    Attributes:
        id: unique for the learner.
        learner: who made it.
        kind: ``quiz`` or ``drill``.
        edition: the edition that it was emitted from.
        at, day: when, and on which learner day.
        duration: how long it took; what was planned for it where the sender did not say.
        body: what the sender sent, as JSON values; decides whether a second one with this id is the same.
        outcome: what the engine answered, as JSON values.
        recorded_at: when it was accepted.
        assessor: the person who scored it, if that was not the learner.
    """

    id: str
    learner: str = field(metadata=PERSON)
    kind: str
    edition: int
    at: datetime
    day: int
    duration: timedelta
    body: Mapping[str, Any]
    outcome: Mapping[str, Any]
    recorded_at: datetime
    assessor: str | None = field(default=None, metadata=PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """A review in the log, and what the engine answered to it, as JSON values; empty for a review of an attempt."""

    review: Review
    outcome: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A stored card and the version of its row."""

    card: Card
    version: int


@dataclass(frozen=True, slots=True, order=True)
class Practised:
    """
    What was practised at once.

    Attributes:
        day: the learner day.
        duration: how long it took; zero for a review whose duration is not known.
        items: the exercises: the answers of a quiz, one for a drill or for a review outside attempts.
    """

    day: int
    duration: timedelta
    items: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """
    What to read of one learner.

    Attributes:
        tenant, learner: whose.
        skills: the skills whose cards are wanted; ``None`` for all cards.
        log: whether the log entries of those skills are wanted too.
        ids: entry ids of which it matters whether they are there already, retracted or overridden.
        practice: whether enrolments, exposures and the events that steer plans are wanted.
        attempts: whether all attempts of the learner are wanted.
        practised_since: durations of practice at or after this instant are wanted; ``None`` for none.
    """

    tenant: str
    learner: str
    skills: tuple[str, ...] | None = ()
    log: bool = False
    ids: tuple[str, ...] = ()
    practice: bool = False
    attempts: bool = False
    practised_since: datetime | None = None


def one_tenant(queries: Iterable[Query]) -> None:
    """Raise InvalidParameterError where *queries* are about more than one tenant, which no read may be."""
    tenants = sorted({query.tenant for query in queries})
    if len(tenants) > 1:
        raise InvalidParameterError("queries", f"must be of one tenant, not {', '.join(tenants)}", value=tenants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """
    What a store holds of one learner, as far as a `Query` asked for it.

    The parts are consistent enough for `Store.apply` to notice any change made since: the epoch and the versions of the
    cards are no newer than everything else in the snapshot.

    Attributes:
        policy_version: the tenant's newest policy version.
        edition: the number of the tenant's newest edition; 0 before the first.
        epoch: how often the learner's calendar or events changed; ``None`` if there is no such learner.
        calendar: the learner's calendar entries, oldest first.
        latest_at: the instant of the learner's latest review or attempt, when ``practised_since`` was asked for.
        cards: the stored cards by skill; a skill never practised has none.
        reviews: by skill, the log's reviews of it, in the order ``(at, id)``, when the log was asked for.
        amendments: the learner's events of the kinds `journal.AMENDING`, when the log was asked for; else those that
            target one of the ids; in the order ``(at, id)``.
        prior_reviews, prior_attempts, prior_events: the entries that are already there under the ids asked for.
        attempts: all attempts, in the order ``(at, id)``, when they were asked for.
        journeys: the journeys that the learner is enrolled in, oldest enrolment first.
        exposures: by exercise.
        steering: the events of the kinds `journal.STEERING`, the learner's and those that concern the whole tenant, in
            the order ``(at, id)``.
        practised: every attempt since the instant asked, and every review outside attempts, in the order of day,
            duration and items.
    """

    policy_version: int
    edition: int
    epoch: int | None
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


@dataclass(frozen=True, slots=True)
class Meeting:
    """A learner met an exercise: when, and how long it took, if that is known."""

    learner: str = field(metadata=PERSON)
    exercise: str
    at: datetime
    took: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    All that one decision writes, together or not at all.

    A learner whom the change names must be there, or be created by it: a change about somebody who is gone is stale.

    Attributes:
        tenant: whose.
        policies, editions: new versions; a number that is taken already makes the change stale.
        events: log entries besides reviews; one that is there already is left as it is.
        learners: ids of learners to create, in epoch 0, where they are not there yet.
        calendar: calendar entries by learner; one at the same instant replaces.
        enrolments: learner and journey, with the instant; one that is there already is left as it is.
        cards: each with the version of the row it replaces; 0 for a card that is not stored yet.
        reviews, attempts: new log entries; an id that is taken already makes the change stale.
        exposures: meetings of a learner with an exercise; counted and summed, and the latest instant kept.
        epochs: by learner, the epoch that the decision was made in; another one makes the change stale. For a learner
            to create it is 0, which notices somebody else who created the learner and turned the epoch meanwhile.
        turning: learners whose epoch the change moves on by one.
        absent: learner and id of reviews or attempts that must not be in the log yet: one that is makes the change
            stale. The learner's epoch has to turn with the change, so that nobody adds the entry at the same moment.
    """

    tenant: str
    policies: tuple[PolicyRecord, ...] = ()
    editions: tuple[EditionRecord, ...] = ()
    events: tuple[Event, ...] = ()
    learners: tuple[str, ...] = ()
    calendar: tuple[tuple[str, CalendarEntry], ...] = ()
    enrolments: tuple[tuple[str, str, datetime], ...] = ()
    cards: tuple[tuple[Card, int], ...] = ()
    reviews: tuple[ReviewRecord, ...] = ()
    attempts: tuple[AttemptRecord, ...] = ()
    exposures: tuple[Meeting, ...] = ()
    epochs: Mapping[str, int] = field(default_factory=dict)
    turning: frozenset[str] = frozenset()
    absent: tuple[tuple[str, str], ...] = ()

    @property
    def named(self) -> frozenset[str]:
        """The learners that the change says anything about, besides creating them."""
        return self.turning.union(
            self.epochs,
            (event.learner for event in self.events if event.learner),
            (learner for learner, _ in self.calendar),
            (learner for learner, _, _ in self.enrolments),
            (card.learner for card, _ in self.cards),
            (record.review.learner for record in self.reviews),
            (record.learner for record in self.attempts),
            (met.learner for met in self.exposures),
        )


class Store(Protocol):
    """
    Where everything is kept.

    Laws that every store keeps (the conformance suite in `reinforce.testing` shows them):

    - what was applied is read back equal, after a restart too;
    - a change is applied whole or not at all, and is durable when `apply` returns;
    - a change whose card versions, epochs or new ids no longer hold raises `StaleError` and writes nothing;
    - no read or write of one tenant ever meets another tenant's rows;
    - work for one learner does not grow with the number of other learners;
    - what a driver raises comes out as `StoreError`, with the driver's error as its cause.
    """

    def read(self, query: Query) -> Snapshot:
        """
        Return what is held of one learner.

        Raises:
            NotFoundError: there is no such tenant. A learner who is not there has the epoch ``None``.
        """
        ...

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """
        Return what `read` would return for each of *queries*, in their order, all of it at one moment.

        The queries are about one tenant, and may ask for the same learner more than once, each for something else. How
        many of them there are does not change the number of statements that a database is sent.

        Raises:
            NotFoundError: there is no such tenant. A learner who is not there has the epoch ``None``.
            InvalidParameterError: the queries are about more than one tenant.
        """
        ...

    def apply(self, change: Change) -> None:
        """
        Write all of *change*.

        Raises:
            StaleError: something it depends on has changed; nothing was written.
            NotFoundError: there is no such tenant, unless the change brings the tenant's first policy.
            InvalidParameterError: a body, an outcome or a memory state holds what JSON cannot say, or a number that is
                not finite.
        """
        ...

    def tenants(self) -> tuple[str, ...]:
        """Return the ids of all tenants, sorted."""
        ...

    def policy(self, tenant: str, version: int | None = None) -> PolicyRecord | None:
        """Return the tenant's policy of that version, or the newest; ``None`` if there is none."""
        ...

    def editions(self, tenant: str, *, upto: int | None = None) -> tuple[EditionRecord, ...]:
        """Return the tenant's editions, oldest first, up to and including number *upto*."""
        ...

    def events(self, tenant: str, *, learner: str = "") -> tuple[Event, ...]:
        """Return the events of one learner, or those that concern the whole tenant, in the order ``(at, id)``."""
        ...

    def learners(self, tenant: str, *, after: str = "", limit: int = 1000) -> tuple[str, ...]:
        """Return ids of learners greater than *after*, sorted by code point, at most *limit*."""
        ...

    def close(self) -> None:
        """Let go of connections; what follows may fail."""
        ...
