"""The performance model through the engine: adopted without names, asked by everything that states a chance."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from reinforce import Engine, ManualClock, Rating
from reinforce.engine import Tenant
from reinforce.memory import PRIOR
from reinforce.practice.cards.success import ability, chance
from reinforce.testing.packs import JOURNEY, small_pack

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def _practised(engine: Engine, clock: ManualClock) -> Tenant:
    """Return a tenant in which ana has practised one skill well, and failed at another."""
    acme = engine.create_tenant("acme", seed=7)
    acme.catalog.publish(small_pack())
    acme.roster.put("ana")
    acme.roster.enroll("ana", journey=JOURNEY)
    for _ in range(3):
        clock.advance(2 * DAY)
        acme.practice.review("ana", "terms", Rating.Good)
        acme.practice.review("ana", "questions", Rating.Again)
    clock.advance(DAY)
    return acme


def test_a_model_is_adopted_as_a_version_and_names_nobody(sqlite_url: str) -> None:
    """What is adopted says the same of skills, moves no due day and knows no learner; twice is no new version."""
    clock = ManualClock(START)
    with Engine.open(sqlite_url, clock=clock) as engine:
        acme = _practised(engine, clock)
        before = acme.practice.cards(learners="ana")
        model = PRIOR.updated([("ana", card.skill, True) for card in before] * 20)
        adopted = acme.policies.adopt(replace(acme.policy, performance=model))
        assert (adopted.version, adopted.performance) == (2, model.anonymous())
        assert acme.policies.adopt(replace(acme.policy, performance=model)).version == 2
        assert engine.tenant("acme").policy.performance.version == model.version
        assert [replace(card, policy_version=1) for card in acme.practice.cards(learners="ana")] == list(before)
        with create_engine(sqlite_url).connect() as connection:
            assert not any("ana" in body for body in connection.execute(text("SELECT body FROM policies")).scalars())


def test_mastery_and_gaps_state_the_chance_of_the_one_model(sqlite_url: str) -> None:
    """The chance in a report is the model's for the learner's cards on that day, also of skills not begun yet."""
    clock = ManualClock(START)
    with Engine.open(sqlite_url, clock=clock) as engine:
        acme = _practised(engine, clock)
        report, policy = acme.progress.mastery("ana"), acme.policy
        cards = {card.skill: card for card in acme.practice.cards(learners="ana")}
        shown = ability(cards.values(), day=report.day, policy=policy)
        for skill, card in cards.items():
            expected = chance(card, day=report.day, policy=policy, ability=shown)
            assert report.skills[skill].chance == pytest.approx(expected)
        assert report.skills["terms"].chance > report.skills["questions"].chance
        assert all(0 < one.chance < 1 for one in report.skills.values())
        assert {gap.skill: gap.chance for gap in acme.progress.gaps("ana")}.items() <= {
            skill: one.chance for skill, one in report.skills.items()
        }.items()
        forecast = acme.practice.forecast("ana", days=10)
        assert 0 < forecast.successes < forecast.reviews
