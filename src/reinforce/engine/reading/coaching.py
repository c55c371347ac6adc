"""Looks at what a coach is to do with learners, a page of them at a time; the log is read of leeches only."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from reinforce.journal.last_words import ENDLESS
from reinforce.practice.cards.leeches import coaching_need, is_leech
from reinforce.practice.grading.stakes import hides, seen, seen_events
from reinforce.practice.learner.steering import steered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import Entry
    from reinforce.ports import Snapshot
    from reinforce.practice import Audience, Card
    from reinforce.practice.cards.leeches import CoachingNeed

    _Leech: TypeAlias = tuple[Card, int | None]


def coaching_needs(context: TenantContext, learners: Iterable[str], *, audience: Audience) -> tuple[CoachingNeed, ...]:
    """Return the leeches of *learners* as tasks for a coach, as *audience* may see them."""
    found: list[CoachingNeed] = []
    private = hides(audience)
    for page in context.learners.read_pages(learners, skills=None, practice=True, since_day=ENDLESS, private=private):
        cards = context.folds.cards_of_many(page, audience=audience)
        leeches = {learner: _leeches(context, page[learner], own, audience) for learner, own in cards.items()}
        asked = [
            context.learners.query(learner, skills=tuple(own), log=True) for learner, own in leeches.items() if own
        ]
        for learner, logged in context.learners.read_many(asked).items():
            found += _tasks(context, page[learner], logged, leeches[learner], audience)
    return tuple(found)


def _leeches(
    context: TenantContext, snapshot: Snapshot, cards: Mapping[str, Card], audience: Audience
) -> dict[str, _Leech]:
    """Return the leeches of one learner by skill, sorted, each with the lapses at which somebody last worked on it."""
    policy, curriculum = context.versions.in_force(snapshot)
    coached = steered(seen_events(snapshot.steering, audience), today=0).coached
    return {
        skill: (card, coached.get(skill))
        for skill, card in sorted(cards.items())
        if skill in curriculum.skills and is_leech(card, planning=policy.planning, coached=coached.get(skill))
    }


def _tasks(
    context: TenantContext, snapshot: Snapshot, logged: Snapshot, leeches: Mapping[str, _Leech], audience: Audience
) -> Iterator[CoachingNeed]:
    """Yield what a coach is to do about the leeches of one learner."""
    policy, curriculum = context.versions.in_force(snapshot)
    for skill, (card, worked) in leeches.items():
        reviews = seen(logged.reviews.get(skill, ()), audience)
        entries: tuple[Entry, ...] = (*reviews, *seen_events(logged.amendments, audience))
        task = coaching_need(card, entries, policy=policy, changes=curriculum.changes(skill), coached=worked)
        if task is not None:
            yield task
