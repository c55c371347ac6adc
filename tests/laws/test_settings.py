"""Settings for some, in any order with everything else: every card is the fold of its log by what holds for it."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import Engine, ManualClock, Rating
from reinforce.memory import PROCEDURAL_PARAMETERS
from reinforce.practice import Settings, fold
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.support.stores import START

LEARNERS = ("ana", "ben")
SUBJECTS = st.sampled_from(
    [
        *({"learner": learner} for learner in LEARNERS),
        *({"skill": skill} for skill in SKILLS),
        *({"dimension": name} for name in ("knowledge", "skill")),
        *({"capability": "talking"}, {"journey": JOURNEY}, {"journey": "small"}),
    ]
)
RETENTIONS = st.sampled_from([0.7, 0.9, 0.97]).map(lambda share: Settings(desired_retention=share))
WEIGHTS = st.just(Settings(parameters=PROCEDURAL_PARAMETERS))
STEPS = st.one_of(
    st.tuples(st.just("review"), st.sampled_from(LEARNERS), st.sampled_from(SKILLS), st.sampled_from(Rating)),
    st.tuples(st.just("set"), SUBJECTS, RETENTIONS),
    st.tuples(st.just("set"), SUBJECTS.filter(lambda one: not {"capability", "journey"} & one.keys()), WEIGHTS),
    st.tuples(st.just("off"), SUBJECTS),
    st.tuples(st.just("enroll"), st.sampled_from(LEARNERS), st.sampled_from([JOURNEY, "small"])),
    st.tuples(st.just("unenroll"), st.sampled_from(LEARNERS), st.sampled_from([JOURNEY, "small"])),
    st.tuples(st.just("adopt"), st.sampled_from([0.7, 0.9])),
    st.tuples(st.just("publish"), st.sampled_from(["knowledge", "attitude"])),
    st.tuples(st.just("refold")),
    st.tuples(st.just("wait")),
)


def _done(acme: Any, clock: ManualClock, step: tuple[Any, ...]) -> None:  # noqa: ANN401 - a tenant of any store
    match step:
        case "review", learner, skill, rating:
            acme.practice.review(learner, skill, rating)
        case "set", subject, some:
            acme.policies.set_for(some, **subject)
        case "off", subject:
            acme.policies.withdraw_for(**subject)
        case "enroll", learner, journey:
            acme.roster.enroll(learner, journey=journey)
        case "unenroll", learner, journey if journey in acme.roster.get(learner).journeys:
            acme.roster.unenroll(learner, journey=journey)
        case "adopt", share:
            acme.policies.adopt(replace(acme.policy, desired_retention=share))
        case "publish", dimension:
            acme.catalog.publish(small_pack().replace("dimension: knowledge", f"dimension: {dimension}", 1))
        case ("refold",):
            acme.policies.refold()
            assert acme.policies.verify().outdated == 0
        case ("wait",):
            clock.advance(timedelta(days=3))
        case _:  # somebody who leaves a journey that they are not on
            pass


@pytest.mark.parametrize("url", ["memory:", "sqlite://"])
@settings(max_examples=max(20, settings().max_examples // 5))
@given(steps=st.lists(STEPS, max_size=25))
def test_every_card_is_the_fold_of_its_log_by_what_holds_for_it(url: str, steps: list[tuple[Any, ...]]) -> None:
    """At every moment, also for an engine that has just been opened and has heard of no settings."""
    clock = ManualClock(START)
    with closing(Engine.open(url, clock=clock)) as engine:
        acme = engine.create_tenant("acme", seed=7)
        acme.catalog.publish(small_pack())
        for learner in LEARNERS:
            acme.roster.put(learner)
        for step in steps:
            _done(acme, clock, step)
            other = Engine.over(acme.practice._context.store, clock=clock).tenant("acme")  # noqa: SLF001 - one store
            cards = acme.practice.cards()
            assert other.practice.cards() == cards
            for card in cards:
                held = acme.policies.settings_for(card.learner, card.skill)
                policy = replace(
                    acme.policy,
                    desired_retention=held.desired_retention,
                    parameters=held.parameters,
                    exceptions=None,
                )
                folded = fold(acme.practice.history(card.learner, card.skill), policy=policy)
                assert replace(card, model_version="", content_version=0) == replace(folded, model_version="")
        assert not acme.policies.verify().differences
