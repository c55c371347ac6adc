"""Adopting weights: what is said to change is what changes, and nothing before it is adopted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from examples.memory_model.fast_slow import FastSlow
from reinforce import Card, Elapsed, Engine, ManualClock, Policy, Tenant
from reinforce.errors import InvalidParameterError, NotFoundError
from reinforce.exchange import ReviewLog, from_engine, from_frame
from reinforce.fitting import FittedParameters, adopt, fit, preview_adoption
from reinforce.memory import PROCEDURAL_PARAMETERS, MemoryModels
from reinforce.practice import Settings
from reinforce.testing.packs import small_pack
from tests.fitting.people import FADING, START, simulated

SKILLS = {"s000": "terms", "s001": "questions", "s002": "discovery"}
NAMES = tuple(f"learner-{number:02}" for number in range(40))


@pytest.fixture(scope="module")
def log() -> ReviewLog:
    """Return the log of forty people who forget quickly, of the three skills of the small pack."""
    frame = simulated(FADING, learners=NAMES, skills=3).frame
    return from_frame(frame.with_columns(skill=pl.col("skill").replace(SKILLS)).sort("at"))


@pytest.fixture(scope="module")
def fitted(log: ReviewLog) -> FittedParameters:
    """Return weights fitted to it, one cohort among them."""
    return fit(log, groups=dict.fromkeys(NAMES[:30], "first"), least=400, shrink=0)


@pytest.fixture
def tenant(log: ReviewLog) -> Iterator[Tenant]:
    """Return a tenant in whose engine that log is."""
    with Engine.open("memory:", clock=ManualClock(START + timedelta(days=400))) as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(small_pack())
        for name in NAMES:
            tenant.roster.put(name)
        tenant.practice.review_many(log.to_reviews(), imported=True)
        tenant.practice.place(NAMES[0], "terms", stability=30.0)
        tenant.practice.forget(NAMES[1], "terms")
        yield tenant


def numbers(cards: tuple[Card, ...]) -> dict[tuple[str, str], tuple[date | None, float | None]]:
    """Return due date and stability by learner and skill, of cards with a memory."""
    return {(card.learner, card.skill): (card.due_date, card.stability) for card in cards if card.memory is not None}


SOME: Mapping[str, tuple[dict[str, Any], Callable[[str, str], bool]]] = {
    "everybody": ({}, lambda _learner, _skill: True),
    "group": ({"group": "first"}, lambda learner, _skill: learner in NAMES[:30]),
    "skill": ({"skill": "terms"}, lambda _learner, skill: skill == "terms"),
    "dimension": ({"dimension": "skill"}, lambda _learner, skill: skill == "discovery"),
}
"""For whom or what weights are put in force, and whose cards these are."""


@pytest.mark.parametrize("already", [False, True])
@pytest.mark.parametrize("some", SOME)
def test_what_is_said_to_change_is_what_changes(
    tenant: Tenant, fitted: FittedParameters, some: str, *, already: bool
) -> None:
    """
    Looking changes nothing; after adopting, each card has the due day and stability that were told, and no other moves.

    What else is set for those for whom the weights are, and for others, goes on to hold.
    """
    whom, concerns = SOME[some]
    if already:
        tenant.policies.set_for(Settings(desired_retention=0.8), learner=NAMES[2])
        tenant.policies.set_for(Settings(desired_retention=0.95, items=9), dimension="skill")
        tenant.policies.set_for(Settings(desired_retention=0.93, parameters=PROCEDURAL_PARAMETERS), skill="questions")
    before, version = numbers(tenant.practice.cards()), tenant.policy.version
    weights = fitted.of(whom.get("group"))
    preview = preview_adoption(tenant, fitted, **whom)
    assert numbers(tenant.practice.cards()) == before
    assert (tenant.policy.version, preview.policy.parameters) == (version, weights)
    seen = {(row["learner"], row["skill"]): row for row in preview.frame.iter_rows(named=True)}
    concerned = {place for place in before if concerns(*place)}
    assert {place: (row["due_date"], row["stability"]) for place, row in seen.items()} == {
        place: before[place] for place in concerned
    }
    kept = {place: tenant.policies.settings_for(*place) for place in before}
    policy = adopt(tenant, fitted, **whom)
    assert policy == tenant.policy
    assert (policy.parameters == weights) == (not whom)
    after = numbers(tenant.practice.cards())
    told = {place: (row["new_due_date"], row["new_stability"]) for place, row in seen.items()}
    assert after == {place: before[place] for place in before if place not in concerned} | told
    assert tenant.policies.refold(learners=sorted({learner for learner, _ in concerned})).changed == 0
    assert tenant.policies.verify().clean
    for place, was in kept.items():
        held = tenant.policies.settings_for(*place)
        own = already and not whom and place[1] == "questions"  # whose weights hold in place of everybody's
        wanted = weights if place in concerned and not own else was.parameters
        assert replace(held, parameters=(), said_by={}) == replace(was, parameters=(), said_by={})
        assert held.parameters == wanted
    for row in seen.values():
        assert row["moved"] == (row["new_due_date"] - row["due_date"]).days
        assert row["ratio"] == row["new_stability"] / row["stability"]
    assert before != after
    assert NAMES[0] in {learner for learner, _ in after}


def test_weights_of_every_learner_are_put_in_force_and_taken_back(tenant: Tenant, log: ReviewLog) -> None:
    """Each group by itself, with who decided; without them each card is as before."""
    before = numbers(tenant.practice.cards())
    each = fit(log, groups="learner", least=400, shrink=0)
    for name in NAMES[:3]:
        adopt(tenant, each, group=name, by="zoe")
    found = tenant.policies.settings()
    assert [(one.subject, one.id, one.by) for one in found] == [("learner", name, "zoe") for name in NAMES[:3]]
    assert [one.settings.parameters for one in found] == [each.of(name) for name in NAMES[:3]]
    assert numbers(tenant.practice.cards()) != before
    tenant.policies.withdraw_for(learner=NAMES[:3])
    assert tenant.policies.settings() == ()
    assert numbers(tenant.practice.cards()) == before


def test_a_group_of_whom_one_is_not_there_gets_nothing(tenant: Tenant, log: ReviewLog) -> None:
    """All of them or none; and weights are for a group, a skill or a dimension, not for several of these."""
    others = from_frame(log.frame.with_columns(learner=pl.col("learner").replace({NAMES[0]: "stranger"})))
    strange = fit(others, groups=dict.fromkeys(("stranger", *NAMES[1:30]), "first"), least=400)
    with pytest.raises(NotFoundError, match="stranger"):
        adopt(tenant, strange, group="first")
    assert tenant.policies.settings() == ()
    with pytest.raises(InvalidParameterError, match="skill"):
        adopt(tenant, strange, group="first", skill="terms")
    with pytest.raises(NotFoundError, match="terms"):
        adopt(tenant, strange, skill="trems")


def test_cards_follow_when_they_are_read_if_not_refolded(tenant: Tenant, fitted: FittedParameters) -> None:
    """Without refolding nothing is written to the cards, and they are read as they will be."""
    told = preview_adoption(tenant, fitted).frame
    adopt(tenant, fitted, refold=False)
    assert tenant.policies.verify().outdated > 0
    assert sorted(numbers(tenant.practice.cards()).values()) == sorted(
        told.select("new_due_date", "new_stability").rows()
    )


def test_adopting_again_changes_nothing(tenant: Tenant, fitted: FittedParameters) -> None:
    """The same weights are the same policy, and no card moves any more; going back is adopting the old policy."""
    old, before = tenant.policy, numbers(tenant.practice.cards())
    done: list[int] = []
    adopt(tenant, fitted, progress=lambda so_far: done.append(so_far.learners))
    assert done[-1] == len(NAMES)
    assert adopt(tenant, fitted).version == 2
    frame = preview_adoption(tenant, fitted).frame
    assert set(frame["moved"]) == {0}
    assert set(frame["ratio"]) == {1.0}
    tenant.policies.adopt(old)
    tenant.policies.refold()
    assert numbers(tenant.practice.cards()) == before


def test_the_preview_can_be_read(tenant: Tenant, fitted: FittedParameters) -> None:
    """How many fall due earlier and later, by how much, and how stabilities compare; also where there is no card."""
    preview = preview_adoption(tenant, fitted)
    lines = preview.summary().splitlines()
    moved = preview.frame["moved"]
    assert lines[0] == f"{preview.frame.height} cards; {(moved == 0).sum()} keep their due day"
    assert any(line.startswith(f"{(moved < 0).sum()} fall due earlier: by ") for line in lines)
    assert lines[-1].startswith("stability, new to old: ")
    assert lines[0] in preview._repr_html_()
    empty = Engine.open("memory:").create_tenant("empty")
    assert preview_adoption(empty, fitted).summary() == "0 cards; 0 keep their due day"


def test_weights_for_other_days_are_refused(tenant: Tenant, fitted: FittedParameters, log: ReviewLog) -> None:
    """Weights fitted to days counted in one way are not for a policy that counts in the other; nor are none."""
    hours = fit(log, elapsed=Elapsed.ROLLING_24H, least=100)
    with pytest.raises(InvalidParameterError, match="counted days as 'rolling-24h'"):
        adopt(tenant, hours)
    with pytest.raises(InvalidParameterError, match="must be a FittedParameters"):
        preview_adoption(tenant, Policy())  # type: ignore[arg-type]
    with pytest.raises(NotFoundError, match="frist"):
        preview_adoption(tenant, fitted, group="frist")


def test_weights_can_be_fitted_to_what_the_engine_holds(tenant: Tenant, log: ReviewLog) -> None:
    """The engine's own log gives the weights of the log that went in, but for who was placed afterwards."""
    assert len(from_engine(tenant)) == len(log)
    assert fit(from_engine(tenant), least=100).parameters == fit(log, least=100).parameters


def test_fitted_weights_come_with_the_model_that_they_are_of(fitted: FittedParameters) -> None:
    """A tenant with another memory model moves to FSRS-6 when it adopts its weights."""
    models = MemoryModels.of(FastSlow)
    with Engine.open("memory:", memory_models=models) as engine:
        tenant = engine.create_tenant("acme", policy=Policy(model="fast-slow", memory_models=models))
        adopted = adopt(tenant, fitted)
    assert (adopted.model, adopted.parameters) == ("fsrs-6", fitted.of())
