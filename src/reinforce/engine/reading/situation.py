"""Gathering: everything that a learner's plan depends on, from one snapshot, as one value."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reinforce.journal import EventKind
from reinforce.practice import Audience, Calendar, Situation, steered
from reinforce.practice.cards.effective_log import EffectiveLog
from reinforce.practice.grading.attempts import review_id
from reinforce.practice.grading.stakes import hides, seen_events
from reinforce.practice.planner.situation import is_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot
    from reinforce.practice import Card

LONGEST_DAY = timedelta(days=4)
"""
No learner day began longer ago than this. Between the first zone, with days from midnight, and the last, with days from
eleven in the evening, one day number is in use for 73 hours; a change of the clocks may come on top.
"""


def read_situation(
    context: TenantContext,
    learner: str,
    *,
    budget: timedelta | None = None,
    items: int | None = None,
    ahead: int = 0,
    audience: Audience = Audience.LEARNER,
) -> Situation:
    """Return the learner's situation now, with the limits that are given in place of the policy's."""
    limits: dict[str, Any] = {"budget": budget, "items": items, "ahead": ahead}
    return read_situation_in(context, learner, **limits, audience=audience)[0]


def read_situation_in(
    context: TenantContext,
    learner: str,
    *,
    budget: timedelta | None,
    items: int | None,
    ahead: int,
    audience: Audience = Audience.LEARNER,
) -> tuple[Situation, int]:
    """Return the same, and the learner's epoch, in which what is decided by it may be written."""
    now = context.clock.now()
    private = hides(audience)
    snapshot = context.learners.read(learner, **_wanted(now), private=private)
    cards = context.folds.cards(learner, snapshot, audience=audience)
    if private:
        snapshot, cards = _on_record(snapshot), {skill: card for skill, card in cards.items() if card.is_begun}
    gone = _gone(context, {learner: snapshot}, {learner: cards})
    situation = _situation(context, learner, snapshot, cards, now=now, gone=gone)
    limited = replace(
        situation,
        budget=situation.budget if budget is None else budget,
        items=situation.items if items is None else items,
        ahead=ahead,
    )
    return limited, snapshot.epoch or 0


def _on_record(snapshot: Snapshot) -> Snapshot:
    """
    Return *snapshot* without what does not tell by itself at what stakes it came about.

    That is how often an exercise was met, how long today's practice took, and which skills are to be looked at again.
    """
    said = tuple(event for event in snapshot.steering if event.kind is not EventKind.RECHECK)
    return replace(snapshot, steering=seen_events(said, Audience.MANAGER), exposures={}, practised=())


def read_situations(context: TenantContext, learners: Iterable[str]) -> Iterator[Situation]:
    """Yield the situations now of those of *learners* who are there, read at once."""
    now = context.clock.now()
    found = context.learners.look_for([context.learners.query(learner, **_wanted(now)) for learner in learners])
    present = {learner: snapshot for learner, snapshot in found.items() if snapshot.epoch is not None}
    cards = context.folds.cards_of_many(present)
    gone = _gone(context, present, cards)
    for learner in cards:
        yield _situation(context, learner, present[learner], cards[learner], now=now, gone=gone)


def _wanted(now: datetime) -> dict[str, Any]:
    """Return what of a learner a situation is made from."""
    since = now - LONGEST_DAY
    return {"skills": None, "practice": True, "since_day": since.toordinal(), "practised_since": since}


def _gone(
    context: TenantContext, snapshots: Mapping[str, Snapshot], cards: Mapping[str, Mapping[str, Card]]
) -> Mapping[str, frozenset[str]]:
    """Return by learner rechecks and pending answers that count no more: what they rest on was taken back."""
    rests: dict[str, dict[str, set[str]]] = {}
    for learner, snapshot in snapshots.items():
        for event in snapshot.steering:
            if event.kind is EventKind.RECHECK and is_open(cards[learner].get(event.target), event.body["day"]):
                attempt = event.body["attempt"]
                rests.setdefault(learner, {})[event.id] = {attempt, review_id(attempt, event.target)}
            elif event.kind is EventKind.PENDING:
                rests.setdefault(learner, {})[event.id] = {event.body["attempt"], event.target}
    if not rests:
        return {}
    queries = [context.learners.query(who, ids=tuple(sorted(set().union(*on.values())))) for who, on in rests.items()]
    found = context.learners.look_for(queries)
    retracted = {learner: EffectiveLog.of(snapshot.amendments).retracted for learner, snapshot in found.items()}
    return {who: frozenset(id_ for id_, on in all_.items() if on & retracted[who]) for who, all_ in rests.items()}


def _situation(
    context: TenantContext,
    learner: str,
    snapshot: Snapshot,
    cards: Mapping[str, Card],
    *,
    now: datetime,
    gone: Mapping[str, frozenset[str]],
) -> Situation:
    calendar = Calendar(snapshot.calendar)
    today = calendar.day(now)
    policy = context.versions.policy_of(snapshot)
    done = [practised for practised in snapshot.practised if practised.day == today]
    steering = steered(snapshot.steering, journeys=snapshot.journeys, today=today, left_out=gone.get(learner, ()))
    return Situation(
        learner=learner,
        now=now,
        today=today,
        calendar=calendar,
        policy=policy,
        curriculum=context.versions.curriculum(snapshot.edition),
        cards=cards,
        journeys=snapshot.journeys,
        exposures=snapshot.exposures,
        **{spec.name: getattr(steering, spec.name) for spec in fields(steering)},
        spent=sum((practised.duration for practised in done), timedelta()),
        spent_items=sum(practised.items for practised in done),
        budget=policy.planning.budget,
        items=policy.planning.items,
    )
