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
from reinforce.practice.learner.exposure import Exposure as Exposure  # noqa: PLC0414, TC001 - stores take it from here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reinforce.journal import Entry, Event, Review
    from reinforce.practice.cards.card import Card
    from reinforce.practice.learner.calendar import CalendarEntry


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


@dataclass(frozen=True, slots=True)
class Meeting:
    """A learner met an exercise: when, and how long it took, if that is known."""

    learner: str = field(metadata=PERSON)
    exercise: str
    at: datetime
    took: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """
    What a change does to rows that stand already: the one exception to a log in which nothing ever changes.

    It happens after everything else that the change writes, so that an entry added by the same change never gets the
    place in the log of one that goes.

    Attributes:
        key: the tenant's key for hashes of ids; kept where there is none yet.
        tombstones: keyed hashes of ids, each with the instant of erasure; of one that is there the later instant holds.
        moves: two learners each: all rows of the first become the second's, and the first is gone. Where the second is
            not there, they are made and get everything; else their calendar and claim stay, enrolments unite, exposures
            add up, and of two entries with one id theirs stays. Cards go: the change brings those of the second.
        erased: learners all of whose rows go.
        retired: learners to create, in epoch 0, whom no worker is ever offered.
        replaced: entries that take the place of those with the same learner and id; a missing one makes the change
            stale. Where rows move, they are named by whom they belong to then.
        removed: entries that go; those that are not there are left aside.
        unenrolled: learner and journey of enrolments that go.
        closed: by learner, the instant before which entries are no longer taken.
        counted: by learner, how many log entries the decision saw; another number makes the change stale. The
            learner's epoch has to turn with the change, so that nobody adds an entry at the same moment.
    """

    key: str = ""
    tombstones: Mapping[str, datetime] = field(default_factory=dict)
    moves: tuple[tuple[str, str], ...] = ()
    erased: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    replaced: Entries = Entries()
    removed: Entries = Entries()
    unenrolled: tuple[tuple[str, str], ...] = ()
    closed: Mapping[str, datetime] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything to do; of nothing there is one only, `NOTHING_REWRITTEN`."""
        return self is not NOTHING_REWRITTEN

    @property
    def named(self) -> frozenset[str]:
        """The learners to whom something is done, who have to be there or be made."""
        moved = (learner for move in self.moves for learner in move)
        return self.erased.union(moved, self.retired, (learner for learner, _ in self.unenrolled), self.closed)


NOTHING_REWRITTEN = Rewriting()


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
        waking: learners who may have practice waiting that they had not: `Store.take` finds them whatever was settled
            before, and no look that is under way may settle any more.
        persons: the tombstones that the decision saw, by the keyed hash of each person whom entries name as assessor or
            in ``by``; ``None`` where there was none. Another one by now makes the change stale.
        rewriting: what happens to rows that stand already, for erasure, retention and people who change their id.
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
    waking: frozenset[str] = frozenset()
    persons: Mapping[str, datetime | None] = field(default_factory=dict)
    rewriting: Rewriting = NOTHING_REWRITTEN

    @property
    def named(self) -> frozenset[str]:
        """The learners that the change says anything about, besides creating them."""
        return self.turning.union(
            self.waking,
            self.epochs,
            (event.learner for event in self.events if event.learner),
            (learner for learner, _ in self.calendar),
            (learner for learner, _, _ in self.enrolments),
            (card.learner for card, _ in self.cards),
            (record.review.learner for record in self.reviews),
            (record.learner for record in self.attempts),
            (met.learner for met in self.exposures),
            self.rewriting.named,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    A learner whom one worker looks at, and nobody else does until the time set for it has run out.

    Attributes:
        learner: who.
        mark: what `Store.settle` asks for.
        edition: the edition that the look was taken in.
        day: the last learner day for which no claim may be given out any more; ``None`` if there is none.
    """

    learner: str = field(metadata=PERSON)
    mark: str
    edition: int
    day: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What becomes of a look, or of a claim.

    Attributes:
        learner: who.
        held: the mark of the look, or the id of the claim, that this is the end of.
        edition: of a look, the edition that it was taken in; ``None`` for a claim.
        claim_id: the id of the claim that is given out; ``None`` for none.
        day: the learner day that is claimed; without a claim, the last one for which none may be given out any more.
        look_at: until when the claim is leased; without a claim, when to look at the learner again.
    """

    learner: str = field(metadata=PERSON)
    held: str
    edition: int | None = None
    claim_id: str | None = None
    day: int | None = None
    look_at: datetime


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """
    A place in a tenant's log, which is in the order of the transactions that wrote it.

    Attributes:
        epoch: goes up where the numbers of transactions start anew.
        transaction: the number of the transaction; zero in a store that has one writer at a time.
        number: of the entry.
    """

    epoch: int = 0
    transaction: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSlice:
    """
    A part of a tenant's log.

    Attributes:
        entries: in the order of the log.
        end: the place of the last of them; the place asked for where there are none.
        held_since: when the first entry was recorded that is held back for now; ``None`` where none is.
    """

    entries: tuple[Entry, ...]
    end: Place
    held_since: datetime | None = None


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

    def take(
        self, tenant: str, *, edition: int, now: datetime, until: datetime, limit: int, mark: str
    ) -> tuple[Look, ...]:
        """
        Return learners to look at, at most *limit*, whom nobody else is given until then.

        These are the ones whose time to be looked at has come, and those who were last looked at in an edition before
        *edition* or were woken since, unless they are claimed and the lease still runs. Everybody is there once with
        the learner. The ones who have waited longest come first, as far as nobody else is writing them.

        A claim whose lease has run out ends with the look; its day may be claimed again.

        Args:
            tenant: whose.
            edition: the number of the tenant's newest edition.
            now: the present instant.
            until: for how long nobody else is given the learner, unless somebody wakes them.
            limit: how many at most.
            mark: a new one; part of the marks of the looks.
        """
        ...

    def settle(self, tenant: str, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """
        Write what became of looks and claims, at most one of a learner; return the learners for whom it was written.

        It is written where the mark or the claim is still the one that was given out and, for a look, where the
        learner was not woken meanwhile. Elsewhere nothing is written, and that is no error.
        """
        ...

    def log(self, tenant: str, *, after: Place, limit: int) -> LogSlice:
        """
        Return the entries of the tenant's log after a place, reviews and events, at most *limit*, in the log's order.

        Whoever goes on from the end of one slice to the next gets every entry once, also where transactions commit in
        another order than they wrote: an entry is held back as long as one before it could still appear.

        Raises:
            InvalidParameterError: *after* lies beyond the end of the log, so that the next entries would be missed.
        """

    def entries(self, tenant: str, *, learner: str | None = None, naming: str | None = None) -> Entries:
        """Return all log entries of a *learner*, or all of anybody that name a person as assessor or in `by`."""
        ...

    def held(self, tenant: str, person: str) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """
        Return everything that is held about a person, as JSON values, by the name of what it is kept in.

        Rows of the learner come whole. ``named_in`` has, for each entry of somebody else, or of the tenant, that names
        the person, only where it is kept (``table``), its ``id``, the ``role`` and ``at``. Rows are in the order of
        their keys. There is a name for everything that can hold something, also where it is empty.
        """
        ...

    def erasure_key(self, tenant: str) -> str | None:
        """Return the tenant's key for hashes of ids; ``None`` before it is first needed."""
        ...

    def tombstones(self, tenant: str, digests: Iterable[str]) -> Mapping[str, datetime]:
        """Return the instants of erasure of those of *digests* that are there."""
        ...

    def close(self) -> None:
        """Let go of connections; what follows may fail."""
        ...
