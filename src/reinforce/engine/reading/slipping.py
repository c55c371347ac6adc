"""Looks over a tenant for who is slipping on what: the log of some says how to judge, the cards of all are judged."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from reinforce.journal.last_words import ENDLESS
from reinforce.practice import Calendar, steered
from reinforce.practice.cards.fold import reviewed
from reinforce.practice.grading.stakes import checked, hides, seen, seen_events
from reinforce.practice.progress import SlippingModel, judged, later_attempts, slipping, slipping_card, succeeded
from reinforce.practice.seeded import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import Entry, Review
    from reinforce.ports import Snapshot
    from reinforce.practice import Audience, Card
    from reinforce.practice.progress import LaterAttempt, Slipping, SlippingCard, SlippingJudged

    _History: TypeAlias = list[tuple[Card, Review]]

_ENOUGH = 8_000
"""So many reviews say enough of how to judge; more would cost time and say the same."""

_FIRST = 20  # learners whose logs are read first; each later read doubles how many were read


def slipping_now(
    context: TenantContext,
    learners: Iterable[str],
    *,
    skills: Container[str],
    below: float | None,
    limit: int,
    audience: Audience,
) -> Slipping:
    """Return who of *learners* is slipping on which of *skills*, with a chance *below* one; the worst *limit*."""
    model = SlippingModel.of(_answers(context, audience=audience))
    pages = context.learners.read_pages(
        learners, skills=None, practice=True, since_day=ENDLESS, private=hides(audience)
    )
    others: dict[tuple[str, str], float] = {}
    judged = (one for page in pages for one in _judged(context, page, model=model, audience=audience, others=others))
    wanted = (one for one in judged if one.skill in skills)
    bound = context.versions.policy().desired_retention if below is None else below
    return slipping(wanted, model=model, limit=limit, below=bound, others=others if below is None else {})


def _judged(
    context: TenantContext,
    page: dict[str, Snapshot],
    *,
    model: SlippingModel,
    audience: Audience,
    others: dict[tuple[str, str], float],
) -> Iterator[SlippingCard]:
    """
    Yield how learners of a page stand with what they have begun, if it is still taught and not suspended.

    What retention is desired of a card, where that is not the tenant's, goes to *others* before it comes.
    """
    now = context.clock.now()
    for learner, cards in context.folds.cards_of_many(page, audience=audience).items():
        snapshot = page[learner]
        policy, curriculum = context.versions.in_force(snapshot)
        day = Calendar(snapshot.calendar).day(now)
        said = seen_events(snapshot.steering, audience)
        suspended = steered(said, journeys=snapshot.journeys, today=day).suspended
        begun = [card for card in cards.values() if card.skill in curriculum.skills and card.memory is not None]
        own = model.learner(begun)
        for card in begun:
            if card.skill in suspended:
                continue
            wanted = policy.of(card.skill).desired_retention
            if wanted != policy.desired_retention:
                others[learner, card.skill] = wanted
            left = card.retrievability(day=day, policy=policy)
            yield slipping_card(card, day=day, retrievability=left, model=model, own=own)


def judge_slipping(context: TenantContext, *, at: datetime, limit: int, audience: Audience) -> SlippingJudged:
    """Return how good the list as of the instant *at* was, of the learners whose logs say how to judge."""
    known: list[LaterAttempt] = []
    then: list[tuple[Card, int, float | None, bool]] = []
    for snapshot, histories in _drawn(context, audience=audience):
        policy, _ = context.versions.in_force(snapshot)
        day = Calendar(snapshot.calendar).day(at)
        for history in histories:
            known += later_attempts((pair for pair in history if pair[1].at <= at), policy=policy)
            card, review = next((pair for pair in history if pair[1].at > at), (None, None))
            if card is not None and review is not None and card.memory is not None:
                then.append((card, day, card.retrievability(day=day, policy=policy), succeeded(review)))
    model = SlippingModel.of(known)
    own = {learner: model.known.effect(*shown) for learner, shown in model.known.learners.items()}
    answered = (
        (slipping_card(card, day=day, retrievability=left, model=model, own=own.get(card.learner, 0.0)), right)
        for card, day, left, right in then
    )
    return judged(answered, at=at, order=model.order, limit=limit)


def _answers(context: TenantContext, *, audience: Audience) -> list[LaterAttempt]:
    """Return the later answers of as many of the tenant's learners as say enough."""
    return [
        answer
        for snapshot, histories in _drawn(context, audience=audience)
        for history in histories
        for answer in later_attempts(history, policy=context.versions.in_force(snapshot)[0])
    ]


def _drawn(context: TenantContext, *, audience: Audience) -> Iterator[tuple[Snapshot, list[_History]]]:
    """Yield learners drawn by the tenant's seed, with the histories of their cards, until there is enough of these."""
    checked(audience)
    seed = context.versions.policy().seed
    drawn = iter(sorted(context.learners.everybody(), key=lambda learner: keyed_hash(seed, "slipping", learner)))
    seen_so_far = read = 0
    while seen_so_far < _ENOUGH and (some := list(islice(drawn, read or _FIRST))):
        read += len(some)
        queries = [context.learners.query(learner, skills=None, log=True) for learner in some]
        for learner, snapshot in context.learners.look_for(queries).items():
            if snapshot.is_there:
                histories = list(_histories(context, learner, snapshot, audience=audience))
                seen_so_far += sum(map(len, histories))
                yield snapshot, histories


def _histories(context: TenantContext, learner: str, snapshot: Snapshot, *, audience: Audience) -> Iterator[_History]:
    """Yield of each card of one learner its reviews, each with the card before it, as *audience* may see them."""
    policy, curriculum = context.versions.in_force(snapshot)
    amending = seen_events(snapshot.amendments, audience)
    for skill, reviews in sorted(snapshot.reviews.items()):
        if skill in curriculum.skills:
            entries: tuple[Entry, ...] = (*seen(reviews, audience), *amending)
            changes = curriculum.changes(skill)
            yield list(reviewed(entries, learner=learner, skill=skill, policy=policy, changes=changes))
