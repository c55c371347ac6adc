"""What is written together or not at all: a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reinforce.codec import Kept
from reinforce.journal import PERSON, Event
from reinforce.ports.records import AttemptRecord, EditionRecord, Entries, PolicyRecord, ReviewRecord
from reinforce.ports.snapshot import RETIRED
from reinforce.practice.cards.card import Card
from reinforce.practice.learner.calendar import CalendarEntry


@dataclass(frozen=True, slots=True)
class Meeting(Kept):
    """A learner met an exercise: when, and how long it took, if that is known."""

    learner: str = field(metadata=PERSON)
    exercise: str
    at: datetime
    took: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unmeeting(Kept):
    """A meeting that was counted and counts no more; *before* is the latest of those that stay, if that is known."""

    met: Meeting
    before: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting(Kept):
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
        retired: learners to create, in epoch 0, of whom nothing is taken before `RETIRED`. No worker is ever offered
            them, and `Store.learners` names them only to whom asks for them too: they are nobody.
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
    replaced: Entries = field(default_factory=Entries)
    removed: Entries = field(default_factory=Entries)
    unenrolled: tuple[tuple[str, str], ...] = ()
    closed: Mapping[str, datetime] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything to do; of nothing there is one only, `NOTHING_REWRITTEN`."""
        return self is not NOTHING_REWRITTEN

    @property
    def closing(self) -> Mapping[str, datetime]:
        """By learner, the instant before which entries are no longer taken, of those who are retired too."""
        return {**self.closed, **dict.fromkeys(self.retired, RETIRED)}

    @property
    def named(self) -> frozenset[str]:
        """The learners to whom something is done, who have to be there or be made."""
        moved = (learner for move in self.moves for learner in move)
        return self.erased.union(moved, self.retired, (learner for learner, _ in self.unenrolled), self.closed)


NOTHING_REWRITTEN = Rewriting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Kept):
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
        unmet: meetings that are taken off again; of an exercise without any that stays no row is left.
        epochs: by learner, the epoch that the decision was made in; another one makes the change stale. For a learner
            to create it is 0, which notices somebody else who created the learner and turned the epoch meanwhile.
        turning: learners whose epoch the change moves on by one.
        absent: learner and id of reviews or attempts that must not be in the log yet: one that is makes the change
            stale. The learner's epoch has to turn with the change, so that nobody adds the entry at the same moment.
        waking: learners who may have practice waiting that they had not: `Store.take` finds them whatever was settled
            before, and no look that is under way may settle any more.
        persons: the tombstones that the decision saw, by the keyed hash of each person whom entries name as assessor or
            in ``by``; ``None`` where there was none. Another one by now makes the change stale.
        rewriting: what happens to rows that stand already, for erasure, compaction and people who change their id.
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
    unmet: tuple[Unmeeting, ...] = ()
    epochs: Mapping[str, int] = field(default_factory=dict)
    turning: frozenset[str] = frozenset()
    absent: tuple[tuple[str, str], ...] = ()
    waking: frozenset[str] = frozenset()
    persons: Mapping[str, datetime | None] = field(default_factory=dict)
    rewriting: Rewriting = NOTHING_REWRITTEN

    @property
    def is_kept_at_hand(self) -> bool:
        """Whether it writes what engines read once and then keep at hand, since it never changes once committed."""
        return bool(self.policies or self.editions or self.rewriting.key)

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
            (off.met.learner for off in self.unmet),
            self.rewriting.named,
        )
