"""Looks over a tenant for who is slipping on what: the log of some says how to judge, the cards of all are judged."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from reinforce.practice import Calendar
from reinforce.practice.grading.stakes import hides, seen, seen_events
from reinforce.practice.progress import SlippingModel, later_attempts, slipping, slipping_card
from reinforce.practice.seeded import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import Entry
    from reinforce.ports import Snapshot
    from reinforce.practice import Audience
    from reinforce.practice.progress import LaterAttempt, Slipping, SlippingCard

_ANSWERS = 5_000
"""So many later answers say enough of how to judge; more would cost time and say the same."""

_AT_ONCE = 20  # learners whose logs are held in memory at once


def look_over(
    context: TenantContext, learners: Iterable[str], *, skills: Container[str], limit: int, audience: Audience
) -> Slipping:
    """Return who of *learners* is slipping on which of *skills*, the worst *limit* of them."""
    model = SlippingModel.of(_answers(context, audience=audience))
    pages = context.learners.read_pages(learners, skills=None, private=hides(audience))
    judged = (one for page in pages for one in _judged(context, page, model=model, audience=audience))
    return slipping((one for one in judged if one.skill in skills), model=model, limit=limit)


def _judged(
    context: TenantContext, page: dict[str, Snapshot], *, model: SlippingModel, audience: Audience
) -> Iterator[SlippingCard]:
    """Yield how each learner of a page stands with each skill that they have begun and that is still taught."""
    now = context.clock.now()
    for learner, cards in context.folds.cards_of_many(page, audience=audience).items():
        snapshot = page[learner]
        policy, curriculum = context.versions.in_force(snapshot)
        day = Calendar(snapshot.calendar).day(now)
        begun = [card for card in cards.values() if card.skill in curriculum.skills and card.memory is not None]
        own = model.learner(begun)
        for card in begun:
            left = card.retrievability(day=day, policy=policy)
            yield slipping_card(card, day=day, retrievability=left, model=model, own=own)


def _answers(context: TenantContext, *, audience: Audience) -> list[LaterAttempt]:
    """Return the later answers of so many of the tenant's learners, drawn by its seed, as say enough."""
    seed = context.versions.policy().seed
    drawn = iter(sorted(context.learners.everybody(), key=lambda learner: keyed_hash(seed, "slipping", learner)))
    found: list[LaterAttempt] = []
    while len(found) < _ANSWERS and (some := list(islice(drawn, _AT_ONCE))):
        queries = [context.learners.query(learner, skills=None, log=True) for learner in some]
        for learner, snapshot in context.learners.look_for(queries).items():
            if snapshot.is_there:
                found += _logged(context, learner, snapshot, audience=audience)
    return found


def _logged(context: TenantContext, learner: str, snapshot: Snapshot, *, audience: Audience) -> Iterator[LaterAttempt]:
    """Yield the later answers of one learner, as *audience* may see them."""
    policy, curriculum = context.versions.in_force(snapshot)
    amending = seen_events(snapshot.amendments, audience)
    for skill, reviews in snapshot.reviews.items():
        if skill in curriculum.skills:
            entries: tuple[Entry, ...] = (*seen(reviews, audience), *amending)
            changes = curriculum.changes(skill)
            yield from later_attempts(entries, learner=learner, skill=skill, policy=policy, changes=changes)
