"""Looks at a whole tenant, a page of learners at a time, in the order of their ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import Value
from reinforce.journal import PERSON
from reinforce.practice import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.practice import Card

_MOST = 10_000
_FEWEST = 50  # learners who are read at once, so that a small page does not mean many statements


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLearner(Value):
    """
    A learner with cards that are due now.

    Attributes:
        learner: who.
        day: the number of their learner day.
        due: how many of their cards are due.
        overdue: how many of these were due on an earlier day already.
        since: the earliest day on which one of them fell due.
    """

    learner: str = field(metadata=PERSON)
    day: int
    due: int
    overdue: int
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRetention(Value):
    """
    How much is left of what a learner has practised.

    Attributes:
        learner: who.
        day: the number of their learner day.
        cards: how many of their cards have a memory.
        retrievability: the mean of what is left of these, 0 to 1; ``None`` where there are none.
    """

    learner: str = field(metadata=PERSON)
    day: int
    cards: int
    retrievability: float | None


def due_learners(context: TenantContext, *, after: str, limit: int) -> tuple[DueLearner, ...]:
    """Return up to *limit* learners after one who have cards due now."""
    checks.whole("limit", limit, 1, _MOST)
    now = context.clock.now()
    found: list[DueLearner] = []
    for learner, day, cards in _cards(context, after=after, page=max(limit, _FEWEST)):
        days = [card.due_day for card in cards if card.due_day is not None and card.is_due(day=day, now=now)]
        if days:
            overdue = sum(due < day for due in days)
            found.append(DueLearner(learner=learner, day=day, due=len(days), overdue=overdue, since=min(days)))
            if len(found) == limit:
                break
    return tuple(found)


def retention(context: TenantContext, *, after: str, limit: int) -> tuple[LearnerRetention, ...]:
    """Return what is left of the skills of the next *limit* learners after one."""
    checks.whole("limit", limit, 1, _MOST)
    policy = context.versions.policy()
    found: list[LearnerRetention] = []
    for learner, day, cards in _cards(context, after=after, page=limit, pages=1):
        left = [card.retrievability(day=day, policy=policy) for card in cards]
        known = [share for share in left if share is not None]
        mean = fsum(known) / len(known) if known else None
        found.append(LearnerRetention(learner=learner, day=day, cards=len(known), retrievability=mean))
    return tuple(found)


def _cards(
    context: TenantContext, *, after: str, page: int, pages: int | None = None
) -> Iterator[tuple[str, int, list[Card]]]:
    """Yield learners, the numbers of their days now, and their cards of what can be practised, in the order of ids."""
    now = context.clock.now()
    while (pages is None or pages > 0) and (ids := context.store.learners(context.tenant, after=after, limit=page)):
        snapshots = context.learners.look_for([context.learners.query(learner, skills=None) for learner in ids])
        present = {learner: snapshot for learner, snapshot in snapshots.items() if snapshot.epoch is not None}
        for learner, cards in context.folds.cards_of_many(present).items():
            snapshot = present[learner]
            skills = context.versions.curriculum(snapshot.edition).skills
            yield (
                learner,
                Calendar(snapshot.calendar).day(now),
                [card for card in cards.values() if card.skill in skills],
            )
        after, pages = ids[-1], None if pages is None else pages - 1
