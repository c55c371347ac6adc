"""A memory model with states of three numbers is plugged in, and does all that FSRS-6 does, on every store."""

import asyncio
import json
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from examples.memory_model.fast_slow import FastSlow
from reinforce import (
    Answer,
    Card,
    Engine,
    Goal,
    InvalidParameterError,
    ManualClock,
    Policy,
    Quiz,
    QuizAttempt,
    Rating,
    Review,
    Tenant,
)
from reinforce.aio import AsyncEngine
from reinforce.codec import from_kept, kept
from reinforce.errors import UnregisteredModelError
from reinforce.memory import MemoryModels, MemoryState
from reinforce.ports import Change, Held, Store
from reinforce.practice import fold
from reinforce.simulation import Fsrs, Planned, forgetting_curve, simulate
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.support.stores import START, AnyStore

MODELS = MemoryModels.of(FastSlow)
POLICY = Policy(model="fast-slow", memory_models=MODELS)
DAY = timedelta(days=1)


def engine_over(store: Store, clock: ManualClock) -> Engine:
    """Return an engine that knows the model, over *store*."""
    return Engine.over(store, clock=clock, memory_models=MODELS)


def practising(engine: Engine, policy: Policy) -> Tenant:
    """Return a new tenant with *policy* and two people, who are enrolled in a journey."""
    tenant = engine.create_tenant("acme", seed=7, policy=policy)
    tenant.catalog.publish(small_pack())
    for learner in ("ana", "ben"):
        tenant.roster.put(learner)
        tenant.roster.enroll(learner, journey=JOURNEY)
    return tenant


def practise(tenant: Tenant, clock: ManualClock, learner: str = "ana") -> None:
    """Let two skills be practised now, a few days later and the first of them at last not be remembered."""
    for rating, days in ((Rating.Good, 4), (Rating.Easy, 13), (Rating.Again, 2)):
        for skill in SKILLS[:2] if rating is not Rating.Again else SKILLS[:1]:
            tenant.practice.review(learner, skill, rating, review_id=f"{skill} {rating}")
        clock.advance(days * DAY)


@pytest.fixture
def store(any_store: AnyStore) -> Store:
    """Return a new store of each kind."""
    return any_store.new()


@pytest.fixture
def acme(store: Store, clock: ManualClock) -> Tenant:
    """Return a tenant that remembers with the model, and whose learner has practised."""
    tenant = practising(engine_over(store, clock), POLICY)
    practise(tenant, clock)
    return tenant


def folds(tenant: Tenant) -> dict[str, Card]:
    """Return what the logs of Ana's cards fold to, without the engine."""
    return {
        card.skill: fold(tenant.practice.history("ana", card.skill), policy=tenant.policy)
        for card in tenant.practice.cards(learners="ana")
    }


def test_cards_have_its_states_and_its_stamp(
    acme: Tenant, any_store: AnyStore, store: Store, clock: ManualClock
) -> None:
    """Cards are folds with the model, are stamped with its version, and are the same when the store is opened again."""
    cards = {card.skill: card for card in acme.practice.cards(learners="ana")}
    assert cards == folds(acme)
    assert {card.model_version for card in cards.values()} == {"fast-slow/1"}
    for card in cards.values():
        assert card.memory is not None
        (slow,) = card.memory.extra
        assert slow > card.memory.stability
    policy = acme.policy
    again = engine_over(any_store.again(store), clock).tenant("acme")
    assert {card.skill: card for card in again.practice.cards(learners="ana")} == cards
    assert again.policies.verify().clean
    assert again.policy == policy


def test_a_tenant_moves_to_it_and_back(store: Store, clock: ManualClock) -> None:
    """Adopting the model and refolding gives what it would have had from the start, and back what FSRS-6 had."""
    tenant = practising(engine_over(store, clock), Policy())
    practise(tenant, clock)
    before = tenant.practice.cards(learners="ana")
    tenant.policies.adopt(replace(tenant.policy, model="fast-slow", parameters=()))
    assert tenant.policies.refold().changed == 2
    moved = tenant.practice.cards(learners="ana")
    assert [card.memory and len(card.memory.values()) for card in moved] == [3, 3]
    assert {card.skill: card for card in moved} == folds(tenant)
    assert (tenant.policies.verify().outdated, tenant.policies.verify().clean) == (0, True)
    tenant.policies.adopt(replace(tenant.policy, model="fsrs-6", parameters=()))
    tenant.policies.refold()
    assert tuple(replace(card, policy_version=1) for card in tenant.practice.cards(learners="ana")) == before
    assert tenant.policies.verify().clean


def test_previews_forecasts_plans_and_sessions_ask_it(acme: Tenant, clock: ManualClock) -> None:
    """A preview is what a review then leads to; forecasts and plans for a goal use it; a session ends in its cards."""
    foreseen = acme.practice.preview("ana", "terms")
    assert foreseen[Rating.Hard].due_day <= foreseen[Rating.Good].due_day <= foreseen[Rating.Easy].due_day  # type: ignore[operator]
    assert acme.practice.forecast("ana", days=90).reviews > 2
    tested = clock.now().date() + 60 * DAY
    acme.goals.put(Goal(id="exam", skills=SKILLS, on=tested, still_known=0.95), learner="ana")
    (outlook,) = acme.practice.plan("ana", days=60).goals
    assert min(one.still_known for one in outlook.prospects) >= 0.95
    clock.advance(50 * DAY)
    quiz = next(item for item in acme.practice.session("ana", budget=timedelta(minutes=9)) if isinstance(item, Quiz))
    wrong: dict[str, str | int | list[str]] = {
        "q-terms-1": "a",
        "q-terms-2": 1,
        "q-questions-1": "nothing",
        "q-questions-2": ["b"],
    }
    answers = [Answer(question.id, wrong[question.id]) for question in quiz.questions]
    outcome = acme.practice.record("ana", QuizAttempt(attempt_id=quiz.id, edition=quiz.edition, answers=answers))
    assert {card.model_version for card in outcome.cards} == {"fast-slow/1"}
    good = acme.practice.preview("ana", "questions")[Rating.Good]
    reviewed = acme.practice.review("ana", "questions", Rating.Good, review_id="last").cards[0]
    assert replace(good, last_id="last") == reviewed
    assert acme.policies.verify().clean


def test_what_changes_a_memory_without_a_review_asks_it_too(acme: Tenant, clock: ManualClock) -> None:
    """Skills taken for known, forgotten, and softened by a new edition have its states."""
    acme.practice.place("ana", "discovery", stability=30.0)
    placed = acme.practice.card("ana", "discovery").memory
    assert placed == FastSlow().placed(stability=30.0)
    before = acme.practice.card("ana", "terms").memory
    clock.advance(DAY)
    acme.catalog.publish(small_pack(revision=2, on_change="soften"))
    clock.advance(DAY)
    assert before is not None
    assert acme.practice.card("ana", "terms").memory == FastSlow().softened(before, share=acme.policy.soften)
    acme.practice.forget("ana", "questions")
    assert acme.practice.card("ana", "questions").memory is None
    assert acme.policies.verify().clean


def test_a_checkpoint_keeps_its_states_and_other_models_make_their_own(acme: Tenant, clock: ManualClock) -> None:
    """Compaction changes no card; after it each model goes on with states of its own kind, and people are merged."""
    clock.advance(500 * DAY)
    acme.practice.review("ben", "terms", Rating.Good, review_id="of ben's")
    before = acme.practice.cards(learners="ana")
    assert acme.privacy.compact(365 * DAY).checkpoints == 2
    assert acme.practice.cards(learners="ana") == before
    assert acme.policies.verify().clean
    for model, count in (("fsrs-6", 2), ("fast-slow", 3)):
        acme.policies.adopt(replace(acme.policy, model=model, parameters=()))
        acme.policies.refold()
        cards = acme.practice.cards(learners="ana")
        assert [len(card.memory.values()) for card in cards if card.memory] == [count, count]
        assert [card.stability for card in cards] == [card.stability for card in before]
        assert {card.skill: card for card in cards} == folds(acme)
        assert acme.practice.plan("ana", days=30).days
    acme.practice.review("ana", "terms", Rating.Good, review_id="after all")
    acme.roster.merge("ben", into="ana")
    merged = {card.skill: card for card in acme.practice.cards(learners="ana")}
    assert merged == folds(acme)
    assert all(card.memory and len(card.memory.extra) == 1 for card in merged.values())
    assert acme.policies.verify().clean


def test_an_export_has_all_of_its_numbers(acme: Tenant) -> None:
    """What is held about a person is the same on every store, the third number of each state among it."""
    held = {row["skill"]: row for row in acme.privacy.export("ana")["held"]["cards"]}
    for card in acme.practice.cards(learners="ana"):
        row = held[card.skill]
        assert card.memory is not None
        assert [row["stability"], row["difficulty"], *row["memory_extra"]] == list(card.memory.values())


def test_simulated_people_practise_as_an_engine_with_it_says() -> None:
    """The schedule that runs the engine believes what the model says; another schedule refuses such a policy."""
    schedule = Planned(model="fast-slow", memory_models=MODELS, minutes_a_day=2, new_a_day=2)
    assert schedule.name == "Planned(new_a_day=2, minutes_a_day=2, model=fast-slow)"
    ours = simulate(schedule, learners=2, skills=6, days=40, rng=3)
    theirs = simulate(replace(schedule, model="fsrs-6"), learners=2, skills=6, days=40, rng=3)
    assert ours.believed_retention is not None
    assert ((ours.believed_retention > 0.5) & (ours.believed_retention <= 1)).all()
    assert (ours.due_day != theirs.due_day).any()
    with pytest.raises(InvalidParameterError, match=r"^model must be 'fsrs-6'"):
        Fsrs.of(POLICY)
    curve = forgetting_curve([(0, Rating.Good), (3, Rating.Good)], days=30, model=FastSlow())
    assert curve.stability[0] == 2.5


def test_an_engine_for_asyncio_knows_it(sqlite_url: str) -> None:
    """Opened for asyncio, an engine takes the models too, and one within a host's transaction has them."""

    async def practised() -> Card:
        async with await AsyncEngine.open(sqlite_url, clock=ManualClock(START), memory_models=MODELS) as engine:
            tenant = await engine.create_tenant("acme", policy=POLICY)
            await tenant.catalog.publish(small_pack())
            await tenant.roster.put("ana")
            return (await tenant.practice.review("ana", "terms", Rating.Good, review_id="r")).cards[0]

    card = asyncio.run(practised())
    assert card.model_version == "fast-slow/1"
    host = create_engine(sqlite_url)
    with Engine.over(SQLStore(host), memory_models=MODELS) as engine, host.begin() as connection:
        with engine.joining(connection) as joined:
            assert joined.tenant("acme").practice.card("ana", "terms") == card
        assert engine.tenant("acme").policies.verify().clean
    host.dispose()


def test_an_engine_without_it_says_what_to_register(acme: Tenant, store: Store, clock: ManualClock) -> None:
    """A stored policy whose model is not known is named with what to do; the tenant can be moved to one that is."""
    bare = Engine.over(store, clock=clock).tenant("acme")
    with pytest.raises(
        UnregisteredModelError, match=r"'fast-slow', which is not registered here \(known: fsrs-6\)"
    ) as no:
        bare.practice.card("ana", "terms")
    assert (no.value.model, no.value.known) == ("fast-slow", ("fsrs-6",))
    with pytest.raises(InvalidParameterError, match=r"^model must be one of 'fsrs-6', not 'fast-slow'$"):
        bare.policies.adopt(acme.policy)
    with pytest.raises(InvalidParameterError, match=r"^model must be"):
        Engine.open("memory:").create_tenant("acme", policy=POLICY)
    assert bare.policies.adopt(Policy()).version == 2
    assert bare.policies.refold().changed == 2
    assert bare.policies.verify().clean


def test_a_fold_needs_no_engine() -> None:
    """A policy that carries the models folds a log; its settings are all that is written of it."""
    review = Review(
        id="r", learner="ana", skill="terms", rating=Rating.Good, at=START, day=date(2026, 3, 2).toordinal()
    )
    assert fold([review], policy=POLICY).memory == MemoryState(2.5, 5.0, (10.0,))
    written = json.loads(json.dumps(POLICY.to_json()))
    assert "memory_models" not in written
    assert Policy.from_json(written, memory_models=MODELS) == POLICY


# ---------------------------------------------------------------------------------------------------- its three numbers

days = st.floats(min_value=5e-324, max_value=1e300)
states = st.builds(lambda *numbers: MemoryState.of(numbers), days, st.floats(1, 10), days)


@given(states)
def test_json_keeps_three_numbers_to_the_last_bit(memory: MemoryState) -> None:
    """A card comes back from what is kept of it with the state that it had."""
    card = replace(samples.card(), memory=memory)
    assert from_kept(Card, json.loads(json.dumps(kept(card)))) == card


@settings(
    max_examples=4,  # of many states each: a new schema takes long
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(states, min_size=10, max_size=40))
def test_stores_keep_three_numbers_to_the_last_bit(any_store: AnyStore, memories: list[MemoryState]) -> None:
    """Cards come back from every store with the states that they had, also when it is opened again."""
    store = any_store.new()
    cards = [replace(samples.card(f"skill {number}"), memory=each) for number, each in enumerate(memories)]
    store.apply(samples.tenant())
    store.apply(Change(tenant=samples.TENANT, cards=tuple((card, 0) for card in cards)))
    with closing(any_store.again(store)) as again:  # else each example's connection stays open to the end of all
        found = again.read(samples.whole()).cards
    assert found == {card.skill: Held(card, 1) for card in cards}
