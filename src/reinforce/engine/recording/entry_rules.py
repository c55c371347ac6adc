"""One learner at the moment of a decision: what an entry needs, when it may be dated, and the card after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.context.learners import refuse_closed
from reinforce.errors import ClockSkewError
from reinforce.journal import EventKind
from reinforce.practice import Calendar, TooEarly, advance, fold, follows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from reinforce.catalog import Curriculum
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import Event, Review
    from reinforce.ports import Snapshot
    from reinforce.practice import Card, Outcome


@dataclass(frozen=True, slots=True)
class Needs:
    """
    What has to be known to decide about one entry.

    Attributes:
        skills: those whose cards it moves.
        ids: the ids that must be free, its own first.
        curriculum: that of the edition which an attempt is graded by.
    """

    skills: tuple[str, ...]
    ids: tuple[str, ...]
    curriculum: Curriculum | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NewEntries:
    """
    What something new becomes in the log; each is itself alone.

    Attributes:
        learner, assessor: whose log it is, and the person who scored it.
        reviews: the reviews, at most one a skill.
        outcome: what came of it, by its ``cards`` afterwards, in the order of the reviews.
        rows: what is written besides cards, as fields of `Change`, by the outcome.
    """

    learner: str
    assessor: str | None
    reviews: tuple[Review, ...]
    outcome: Callable[..., Outcome]
    rows: Callable[[Outcome], Mapping[str, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class When:
    """
    When an entry took place.

    Attributes:
        at: the instant.
        late_day: the learner day on which it arrived, where that is later than the sender's word is taken for.
        said_at: the instant that the sender gave, where it counts at another.
    """

    at: datetime
    late_day: int | None = None
    said_at: datetime | None = None


class LearnerNow:
    """
    What is held of a learner, and what is in force for them, looked up once for all that they send together.

    Attributes:
        learner, snapshot: who, and what is held of them.
        now, today: when it is decided, and on which learner day.
        policy, curriculum: what is in force.
    """

    def __init__(self, context: TenantContext, learner: str, snapshot: Snapshot, *, now: datetime) -> None:
        self._context = context
        self.learner, self.snapshot, self.now = learner, snapshot, now
        self.policy, self.curriculum = context.versions.in_force(snapshot)
        self._calendar = Calendar(snapshot.calendar)
        self.today = self._calendar.day(now)
        self._gone = _targets(snapshot.amendments, EventKind.RETRACTION)
        self._overridden = _targets(snapshot.amendments, EventKind.OVERRIDE)

    def when(self, at: datetime | None, *, imported: bool, after: datetime | None = None) -> When:
        """
        Return when an entry took place, now where its sender left it out, as far as the sender is believed.

        Args:
            at: when, as the sender says.
            imported: whether the host vouches for it.
            after: when its sender was given what it answers, if that is known. A clock may be a little behind ours.

        Raises:
            ClockSkewError: it lies in the future or, unless it is imported, before the floor, or before *after*.
            ErasedError: it is one of which the learner's log was erased.
        """
        found = When(self.now) if at is None else self._believed(at, imported=imported, after=after)
        refuse_closed(self.learner, found.at, self.snapshot)
        return found

    def _believed(self, at: datetime, *, imported: bool, after: datetime | None) -> When:
        """Return when something counts as done of which the sender says that it was at that instant."""
        checks.past("at", at, now=self.now)
        if imported:
            return When(at)
        arrival = self.policy.arrival
        floor = arrival.earliest(put_at=self.snapshot.calendar[0].effective_at, now=self.now)
        counts = after if after is not None and at < after <= at + checks.MAX_SKEW else at
        if counts >= max(floor, after or floor):
            late_day = self.today if self.now - counts > arrival.late else None
            return When(counts, late_day=late_day, said_at=None if counts is at else at)
        if arrival.too_early is TooEarly.ARRIVAL:
            return When(self.now, said_at=at)
        if after is None or after <= floor:
            raise ClockSkewError("at", at=at, now=self.now, floor=floor)
        raise ClockSkewError("at", at=at, now=self.now, floor=after, of="answers to what was handed out then")

    def day(self, at: datetime) -> int:
        """Return the learner day of an instant."""
        return self.today if at is self.now else self._calendar.day(at)

    def version(self, skill: str) -> int:
        """Return the version of the stored card of *skill*; 0 if there is none."""
        held = self.snapshot.cards.get(skill)
        return 0 if held is None else held.version

    def advanced(self, skill: str, reviews: Iterable[Review]) -> Card | None:
        """Return the card after *reviews* that count, as far as the stored one tells; ``None`` where the log has to."""
        changes = self.curriculum.changes(skill)
        held = self.snapshot.cards.get(skill)
        if held is None:
            card: Card | None = fold((), policy=self.policy, changes=changes, learner=self.learner, skill=skill)
        else:
            card = self._context.folds.current(held.card, policy=self.policy, curriculum=self.curriculum)
        for review in reviews:
            if card is None or review.id in self._overridden or not follows(card, review, changes=changes):
                return None
            card = advance(card, review, policy=self.policy)
        return card

    def is_gone(self, id_: str) -> bool:
        """Whether the entry with that id was taken back before it came."""
        return id_ in self._gone

    def counts(self, review: Review) -> bool:
        """Whether *review* has not been taken back already, by itself or with its attempt."""
        return review.id not in self._gone and review.attempt_id not in self._gone

    def is_due(self, card: Card) -> bool:
        """Whether a card is due today: again, in a learning step, or by a late review."""
        return card.due_day is not None and card.due_day <= self.today


def _targets(events: Iterable[Event], kind: EventKind) -> frozenset[str]:
    return frozenset([event.target for event in events if event.kind is kind])
