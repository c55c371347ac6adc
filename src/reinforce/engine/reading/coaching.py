"""Looks at what a coach is to do with learners, a page of them at a time; the log is read of leeches only."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def coaching_needs(context: TenantContext, learners: Iterable[str], *, audience: Audience) -> tuple[CoachingNeed, ...]:
    """Return the leeches of *learners* as tasks for a coach, as *audience* may see them."""
    found: list[CoachingNeed] = []
    private = hides(audience)
    for page in context.learners.read_pages(learners, skills=None, practice=True, since_day=ENDLESS, private=private):
        for learner, cards in context.folds.cards_of_many(page, audience=audience).items():
            found += _tasks(context, learner, page[learner], cards, audience)
    return tuple(found)


def _tasks(
    context: TenantContext, learner: str, snapshot: Snapshot, cards: Mapping[str, Card], audience: Audience
) -> Iterator[CoachingNeed]:
    """Yield what a coach is to do with one learner; the log is read of leeches only."""
    policy, curriculum = context.versions.in_force(snapshot)
    coached = steered(seen_events(snapshot.steering, audience), today=0).coached
    for skill, card in sorted(cards.items()):
        worked = coached.get(skill)
        if skill not in curriculum.skills or not is_leech(card, planning=policy.planning, coached=worked):
            continue
        logged = context.learners.read(learner, skills=(skill,), log=True)
        reviews = seen(logged.reviews.get(skill, ()), audience)
        entries: tuple[Entry, ...] = (*reviews, *seen_events(logged.amendments, audience))
        task = coaching_need(card, entries, policy=policy, changes=curriculum.changes(skill), coached=worked)
        if task is not None:
            yield task
