"""Rows of the mission about what is known and what fades, through the engine on every store."""

from datetime import timedelta
from itertools import pairwise

import pytest

from reinforce import Engine, ManualClock, Policy, Rating, Tenant
from reinforce.memory import PROCEDURAL_PARAMETERS, Phase
from reinforce.practice import Reason
from tests.support.stores import START, small_tenant


@pytest.mark.mission("S65")
def test_what_people_already_know_starts_seasoned(acme: Tenant, clock: ManualClock) -> None:
    """After a diagnostic test known skills are in review and due when they fade; the others are still to be met."""
    acme.practice.place_many("ana", {"terms": 60, "questions": 15}, event_id="diagnosis")
    cards = {card.skill: card for card in acme.practice.cards(learners="ana")}
    assert {skill: (card.phase, card.reps) for skill, card in cards.items()} == {
        "terms": (Phase.REVIEW, 0),
        "questions": (Phase.REVIEW, 0),
    }
    assert acme.practice.card("ana", "discovery").phase is Phase.NEW
    placements = acme.practice.plan("ana", days=5).placements
    assert {placement.skill for placement in placements if placement.reason is Reason.NEW} == {"discovery"}
    clock.advance(timedelta(days=20))
    assert [card.skill for card in acme.practice.due("ana")] == ["questions"]
    seasoned = acme.practice.review("ana", "questions", Rating.Good).cards[0]
    met = acme.practice.review("ana", "discovery", Rating.Good).cards[0]
    assert (seasoned.stability or 0) > 15 > (met.stability or 0)
    assert acme.policies.verify().clean


@pytest.mark.mission("S77")
def test_unpractised_skills_decay_and_procedural_ones_more_slowly(engine: Engine) -> None:
    """With the same reviews in two tenants retrievability falls day by day, and is higher with procedural weights."""
    facts, doing = small_tenant(engine, "facts"), small_tenant(engine, "doing")
    doing.policies.adopt(Policy(seed=7, parameters=PROCEDURAL_PARAMETERS))
    histories = {"terms": [Rating.Hard], "questions": [Rating.Good, Rating.Again], "discovery": [Rating.Good] * 3}
    for skill, ratings in histories.items():
        left = []
        for tenant in (facts, doing):
            for number, rating in enumerate(ratings):
                at = START - timedelta(days=5 * (len(ratings) - number))
                card = tenant.practice.review("ana", skill, rating, at=at).cards[0]
            day = START.date().toordinal()
            values = [card.retrievability(day=day + later, policy=tenant.policy) or 0 for later in range(0, 720, 9)]
            assert all(more > less for more, less in pairwise(values))
            left.append(values)
        assert all(slower > faster for faster, slower in zip(*left, strict=True))
