"""Settings for some against the plain case: what is set for a learner is as if their tenant's policy said so."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import Engine, ManualClock, Rating, Tenant
from reinforce.memory import DEFAULT_PARAMETERS, PROCEDURAL_PARAMETERS
from reinforce.practice import Settings
from reinforce.practice.settings import LIMITS
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.support.stores import START

DAY = timedelta(days=1)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "desired_retention": st.sampled_from([0.7, 0.8, 0.97]),
    "parameters": st.just(PROCEDURAL_PARAMETERS),
    "items": st.integers(0, 3),
    "new_skills": st.integers(0, 2),
    "budget": st.sampled_from([timedelta(), timedelta(minutes=2), timedelta(minutes=10)]),
}
SAID = st.fixed_dictionaries({}, optional=FIELDS).filter(bool).map(lambda said: Settings(**said))
RETENTIONS = FIELDS["desired_retention"].map(lambda share: Settings(desired_retention=share))
REVIEWS = st.lists(st.tuples(st.sampled_from(SKILLS), st.sampled_from(Rating), st.integers(0, 40)), max_size=12)
Given = Sequence[tuple[str, Rating, int]]


def opened(url: str = "memory:") -> tuple[Engine, Tenant]:
    """Return an engine, and a tenant in it with the small pack and a learner on its journey."""
    engine = Engine.open(url, clock=ManualClock(START + 60 * DAY))
    acme = engine.create_tenant("acme", seed=7)
    acme.catalog.publish(small_pack())
    acme.roster.put("ana")
    acme.roster.enroll("ana", journey=JOURNEY)
    return engine, acme


def send(acme: Tenant, reviews: Given) -> None:
    """Send reviews of the days that they say, in the order given."""
    for place, (skill, rating, day) in enumerate(reviews):
        at = START + day * DAY + place * timedelta(seconds=1)
        acme.practice.review("ana", skill, rating, review_id=f"r-{skill}-{rating}-{day}-{place}", at=at, imported=True)


def seen(acme: Tenant) -> list[object]:
    """Return what practice and its planner tell of the learner, but for stamps of versions."""
    cards = [replace(card, policy_version=1, model_version="") for card in acme.practice.cards()]
    session = acme.practice.session("ana")
    plan = acme.practice.plan("ana", days=20)
    previews = [
        {rating: card.due_day for rating, card in acme.practice.preview("ana", skill).items()} for skill in SKILLS
    ]
    told = [cards, [item.id for item in session.items], plan.days, plan.backlog, previews]
    told += [acme.practice.forecast("ana", days=20), acme.progress.still_known(), acme.progress.mastery("ana")]
    return [*told, [card.skill for card in acme.practice.due("ana")]]


def said_for_all(acme: Tenant, said: Settings) -> None:
    """Adopt a policy that says the same for all."""
    limits = {name: getattr(said, name) for name in said.names if name in LIMITS}
    memory = {name: getattr(said, name) for name in said.names if name not in LIMITS}
    acme.policies.adopt(replace(acme.policy, planning=replace(acme.policy.planning, **limits), **memory))


@settings(max_examples=max(20, settings().max_examples // 4))
@given(reviews=REVIEWS, said=SAID)
def test_for_a_learner_it_is_as_if_the_policy_said_so(reviews: Given, said: Settings) -> None:
    """Cards, previews, what is due, session, plan, forecast and mastery, with weights and with every limit of a day."""
    (one, some), (other, all_) = opened(), opened()
    with closing(one), closing(other):
        some.policies.set_for(said, learner="ana")
        said_for_all(all_, said)
        for acme in (some, all_):
            send(acme, reviews)
        assert seen(some) == seen(all_)


@pytest.mark.parametrize("subject", [{"journey": JOURNEY}, {"capability": "talking"}])
@settings(max_examples=max(10, settings().max_examples // 8))
@given(reviews=REVIEWS, said=RETENTIONS)
def test_for_all_skills_it_is_as_if_the_policy_said_so(subject: dict[str, str], reviews: Given, said: Settings) -> None:
    """A journey, and a capability, in which every skill lies: memory is reckoned, and plans are made, as for all."""
    (one, some), (other, all_) = opened(), opened()
    with closing(one), closing(other):
        some.policies.set_for(said, **subject)
        said_for_all(all_, said)
        for acme in (some, all_):
            send(acme, reviews)
        assert seen(some) == seen(all_)


SETS: tuple[tuple[Settings, dict[str, str]], ...] = (
    (Settings(desired_retention=0.8), {"learner": "ana"}),
    (Settings(desired_retention=0.97), {"skill": "terms"}),
    (Settings(parameters=PROCEDURAL_PARAMETERS), {"dimension": "skill"}),
    (Settings(desired_retention=0.7), {"journey": JOURNEY}),
)


@pytest.mark.parametrize("url", ["memory:", "sqlite://"])
@settings(max_examples=max(10, settings().max_examples // 8))
@given(data=st.data(), reviews=st.lists(REVIEWS.filter(bool), max_size=4), sets=st.sets(st.sampled_from(range(4))))
def test_answer_and_setting_may_come_in_any_order(
    url: str, data: st.DataObject, reviews: list[Given], sets: set[int]
) -> None:
    """A phone that was offline sends what is older than a setting: before it or after it, the cards are the same."""
    steps: list[Any] = [*enumerate(reviews), *(SETS[place] for place in sorted(sets))]
    found = []
    for order in (steps, data.draw(st.permutations(steps))):
        engine, acme = opened(url)
        with closing(engine):
            for step in order:
                if isinstance(step[0], Settings):
                    acme.policies.set_for(step[0], **step[1])
                else:
                    send(acme, [(skill, rating, day + step[0]) for skill, rating, day in step[1]])
                acme.practice.cards()
            cards = acme.practice.cards()
            assert acme.policies.verify().clean
            acme.policies.refold()
            assert acme.practice.cards() == cards
            found.append(tuple(replace(card, policy_version=1) for card in cards))
    assert found[0] == found[1]


def test_skills_get_their_preset_where_knowledge_keeps_its_own() -> None:
    """In one pack: the first stability of what is performed is that of the preset, of what is known the default."""
    engine, acme = opened()
    with closing(engine):
        acme.policies.set_for(Settings(parameters=PROCEDURAL_PARAMETERS), dimension="skill")
        send(acme, [("terms", Rating.Good, 1), ("discovery", Rating.Good, 1)])
        first = Rating.Good - 1
        known, performed = (acme.practice.card("ana", skill).stability for skill in ("terms", "discovery"))
        assert (known, performed) == (DEFAULT_PARAMETERS[first], PROCEDURAL_PARAMETERS[first])
        assert known != performed
