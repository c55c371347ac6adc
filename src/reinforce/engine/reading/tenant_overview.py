"""Looks at a whole tenant, or at some of it, a page of learners at a time, in the order of their ids."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.engine.reading.situation import LONGEST_DAY
from reinforce.journal import PERSON
from reinforce.practice import Audience, Calendar, steered
from reinforce.practice.cards.leeches import is_leech
from reinforce.practice.grading.stakes import hides, seen_events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot
    from reinforce.practice import Card, Policy

_MOST = 10_000
_FEWEST = 50  # learners who are read at once, so that a small page does not mean many statements


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLearner(Value):
    """
    A learner with cards that are due now.

    Attributes:
        learner: who.
        day: their learner day.
        due: how many of their cards are due: a fact of memory, whatever keeps them from being practised.
        since: the earliest day on which one of them fell due.
        overdue: how many of them may be called overdue: the learner could have practised them on the day on which they
            fell due or on one after it, other than today, and can today. Suspended and buried skills and leeches,
            which wait for a coach, are not; nothing is on leave, nor on account of days off.
        overdue_since: the earliest day on which one of these fell due; ``None`` where there is none.
    """

    learner: str = field(metadata=PERSON)
    day: Day
    due: int
    since: Day
    overdue: int = 0
    overdue_since: Day | None = None

    @property
    def since_date(self) -> date:
        """The date of ``since``."""
        return date_of(self.since)

    @property
    def overdue_since_date(self) -> date | None:
        """The date of ``overdue_since``."""
        return date_of(self.overdue_since)

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class StillKnown(Value):
    """
    How much of what a learner has learnt is still known.

    Attributes:
        learner: who.
        day: their learner day.
        cards: how many of their cards have a memory.
        share: the share of these that is still there, 0 to 1, their mean; ``None`` where there are none.
    """

    learner: str = field(metadata=PERSON)
    day: Day
    cards: int
    share: float | None

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)


def due_learners(
    context: TenantContext, learners: str | Iterable[str] | None, *, after: str, limit: int, audience: Audience
) -> tuple[DueLearner, ...]:
    """Return up to *limit* of *learners*, or of all, after one who have cards due now."""
    checks.whole("limit", limit, 1, _MOST)
    now = context.clock.now()
    found: list[DueLearner] = []
    for one in _looked(context, learners, after=after, page=max(limit, _FEWEST), audience=audience, steering=True):
        due = [card for card in one.cards if card.is_due(day=one.day, now=now)]
        days = [card.due_day for card in due if card.due_day is not None]
        if not days:
            continue
        overdue = _overdue(one, due, policy=context.versions.policy_of(one.snapshot), audience=audience)
        found.append(
            DueLearner(
                learner=one.learner,
                day=one.day,
                due=len(days),
                since=min(days),
                overdue=len(overdue),
                overdue_since=min(overdue, default=None),
            )
        )
        if len(found) == limit:
            break
    return tuple(found)


def still_known(
    context: TenantContext, learners: str | Iterable[str] | None, *, after: str, limit: int, audience: Audience
) -> tuple[StillKnown, ...]:
    """Return how much the next *limit* of *learners*, or of all, after one still know of their skills."""
    checks.whole("limit", limit, 1, _MOST)
    found: list[StillKnown] = []
    for one in _looked(context, learners, after=after, page=limit, pages=1, audience=audience):
        policy = context.versions.policy_of(one.snapshot)
        left = [card.retrievability(day=one.day, policy=policy) for card in one.cards]
        known = [share for share in left if share is not None]
        mean = fsum(known) / len(known) if known else None
        found.append(StillKnown(learner=one.learner, day=one.day, cards=len(known), share=mean))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A learner who was looked at: the number of their day now, and their cards of what can be practised."""

    learner: str
    day: Day
    cards: list[Card]
    snapshot: Snapshot


def _overdue(one: _Looked, due: list[Card], *, policy: Policy, audience: Audience) -> list[int]:
    """Return the days on which those of the *due* cards fell due that may be called overdue."""
    said = seen_events(one.snapshot.steering, audience)
    steering = steered(said, journeys=one.snapshot.journeys, today=one.day)
    share = steering.availability.share
    if not share(one.day):
        return []
    kept_out = steering.suspended | steering.buried | steering.pending
    days = [
        card.due_day
        for card in due
        if card.due_day is not None
        and card.skill not in kept_out
        and not is_leech(card, planning=policy.planning, coached=steering.coached.get(card.skill))
    ]
    first = min(days, default=one.day)
    free = next((day for day in range(one.day - 1, first - 1, -1) if share(day)), first - 1)
    return [day for day in days if day <= free]


def _looked(
    context: TenantContext,
    learners: str | Iterable[str] | None,
    *,
    after: str,
    page: int,
    audience: Audience,
    pages: int | None = None,
    steering: bool = False,
) -> Iterator[_Looked]:
    """Yield learners, in the order of their ids, as *audience* may see them."""
    checks.text("after", after)
    now, private = context.clock.now(), hides(audience)
    named = None if learners is None else sorted(context.learners.named(learners))
    while (pages is None or pages > 0) and (ids := _next(context, named, after=after, page=page)):
        wanted = {
            "skills": None,
            "practice": steering,
            "since_day": (now - LONGEST_DAY).toordinal(),
            "private": private,
        }
        queries = [context.learners.query(learner, **wanted) for learner in ids]
        snapshots = context.learners.look_for(queries) if named is None else context.learners.read_many(queries)
        present = {learner: snapshot for learner, snapshot in snapshots.items() if snapshot.epoch is not None}
        for learner, cards in context.folds.cards_of_many(present, audience=audience).items():
            snapshot = present[learner]
            skills = context.versions.curriculum(snapshot.edition).skills
            known = [card for card in cards.values() if card.skill in skills]
            yield _Looked(learner, Calendar(snapshot.calendar).day(now), known, snapshot)
        after, pages = ids[-1], None if pages is None else pages - 1


def _next(context: TenantContext, named: Sequence[str] | None, *, after: str, page: int) -> Sequence[str]:
    """Return the ids of the next *page* of learners after one: of those *named*, or of all."""
    if named is None:
        return context.store.learners(context.tenant, after=after, limit=page)
    first = bisect_right(named, after)
    return named[first : first + page]
