"""FSRS-6 as a memory model: equal to the package digit for digit, orderly for all settings that it accepts."""

import copy
import pickle
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler as FsrsScheduler
from hypothesis import assume, given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6, MemoryModel, MemoryState, Phase, Scheduled, Standing, fuzz
from tests.memory.strategies import ELAPSED, HISTORIES, INSTANTS, ORIGIN, RATINGS, models, practised

STABILITIES = st.floats(0.001, 36_500)
DAY = timedelta(days=1)


def _wait(scheduled: Scheduled, *, maximum_interval: int, position: float) -> timedelta:
    """Return how long a card waits after a review, with fuzz at *position*."""
    if scheduled.interval_days is None:
        return scheduled.delay or timedelta()
    return fuzz(scheduled.interval_days, maximum_interval=maximum_interval, position=position) * DAY


@given(models(), INSTANTS)
def test_states_and_intervals_equal_the_packages_own(model: Fsrs6, history: list[tuple[Rating, timedelta]]) -> None:
    """
    With elapsed time in whole spans of 24 hours, every number equals that of the package's own scheduler.

    Until stability is beyond our upper bound: the package has none.
    """
    scheduler = FsrsScheduler(
        parameters=model.parameters,
        desired_retention=model.desired_retention,
        learning_steps=model.learning_steps,
        relearning_steps=model.relearning_steps,
        maximum_interval=model.maximum_interval,
        enable_fuzzing=False,
    )
    theirs, ours, now, last = FsrsCard(card_id=1, due=ORIGIN), Standing(), ORIGIN, ORIGIN
    for rating, gap in history:
        now += gap
        theirs, _ = scheduler.review_card(theirs, FsrsRating(rating), review_datetime=now)
        if theirs.stability is None or theirs.stability > 36_500:
            return
        scheduled = model.review(ours, rating, elapsed_days=(now - last).days)
        ours, last = scheduled.standing, now
        assert ours.memory == MemoryState(theirs.stability, theirs.difficulty or 0)
        assert (ours.phase, ours.step) == (Phase[theirs.state.name.upper()], theirs.step)
        assert now + (scheduled.delay or (scheduled.interval_days or 0) * DAY) == theirs.due


@given(models(), HISTORIES)
def test_every_history_leads_to_a_state_within_bounds(model: Fsrs6, history: list[tuple[Rating, int]]) -> None:
    """Whatever the settings, stability, difficulty and interval stay within their bounds, and the phase fits them."""
    standing = Standing()
    for rating, elapsed in history:
        scheduled = model.review(standing, rating, elapsed_days=elapsed)
        standing = scheduled.standing
        assert standing.memory is not None
        assert 0.001 <= standing.memory.stability <= 36_500
        assert 1 <= standing.memory.difficulty <= 10
        if standing.phase is Phase.REVIEW:
            assert (standing.step, scheduled.delay) == (None, None)
            assert 1 <= (scheduled.interval_days or 0) <= model.maximum_interval
        else:
            assert scheduled.interval_days is None
            assert timedelta() < (scheduled.delay or timedelta()) <= DAY


@given(models(), HISTORIES, ELAPSED, st.floats(0, 1, exclude_max=True))
def test_hard_never_waits_longer_than_good_nor_good_than_easy(
    model: Fsrs6, history: list[tuple[Rating, int]], elapsed: int, position: float
) -> None:
    """For all accepted settings, after any history, with one draw of fuzz for all, no answer overtakes a better."""
    standing = practised(model, history)
    waits = [
        _wait(
            model.review(standing, rating, elapsed_days=elapsed),
            maximum_interval=model.maximum_interval,
            position=position,
        )
        for rating in (Rating.Hard, Rating.Good, Rating.Easy)
    ]
    assert waits == sorted(waits)


def test_again_may_wait_longer_than_hard() -> None:
    """That Again brings the earliest day is folklore: parameters fitted to a log without Hard may say otherwise."""
    model = Fsrs6(parameters=(5.0, *DEFAULT_PARAMETERS[1:]))
    again, hard = (
        model.review(Standing(), rating, elapsed_days=0).interval_days or 0 for rating in (Rating.Again, Rating.Hard)
    )
    assert again > hard


@given(models(), HISTORIES, RATINGS, ELAPSED)
def test_equal_arguments_have_equal_answers(
    model: Fsrs6, history: list[tuple[Rating, int]], rating: Rating, elapsed: int
) -> None:
    """A model remembers nothing: it, or a copy, answers the same the second time, and its arguments do not change."""
    standing = practised(model, history)
    before = copy.deepcopy(standing)
    answer = model.review(standing, rating, elapsed_days=elapsed)
    assert model.review(standing, rating, elapsed_days=elapsed) == answer
    assert pickle.loads(pickle.dumps(model)).review(standing, rating, elapsed_days=elapsed) == answer  # noqa: S301 - ours
    assert standing == before


@given(models(), STABILITIES, st.lists(st.floats(0, 1e6), min_size=2))
def test_retrievability_starts_at_one_and_falls(model: Fsrs6, stability: float, moments: list[float]) -> None:
    """It is 1 at the review, never rises with time, and stays between 0 and 1."""
    memory = MemoryState(stability, 5.0)
    assert model.retrievability(memory, elapsed_days=0) == 1
    curve = [model.retrievability(memory, elapsed_days=moment) for moment in sorted(moments)]
    assert all(1 >= earlier >= later >= 0 for earlier, later in pairwise(curve))


@given(models(), STABILITIES)
def test_stability_is_the_days_until_nine_tenths_are_left(model: Fsrs6, stability: float) -> None:
    """That is what the number means, whatever the parameters."""
    memory = MemoryState(stability, 5.0)
    assert model.retrievability(memory, elapsed_days=stability) == pytest.approx(0.9, rel=1e-12)
    assert model.interval(memory, desired_retention=0.9) == pytest.approx(stability, rel=1e-12)


@given(models(), STABILITIES, st.floats(0.01, 1))
def test_an_interval_is_the_time_until_the_desired_retention(model: Fsrs6, stability: float, desired: float) -> None:
    """After the interval for a desired retention, retrievability is that retention."""
    memory = MemoryState(stability, 5.0)
    interval = model.interval(memory, desired_retention=desired)
    assert model.retrievability(memory, elapsed_days=interval) == pytest.approx(desired, rel=1e-9)


@given(models(), HISTORIES.filter(bool))
def test_what_is_scheduled_is_the_interval_in_whole_days(model: Fsrs6, history: list[tuple[Rating, int]]) -> None:
    """A card in review falls due after its interval, rounded, at least a day, at most the maximum interval."""
    rating, elapsed = history[-1]
    scheduled = model.review(practised(model, history[:-1]), rating, elapsed_days=elapsed)
    assume(scheduled.interval_days is not None)
    assert scheduled.standing.memory is not None
    days = round(model.interval(scheduled.standing.memory))
    assert scheduled.interval_days == min(max(days, 1), model.maximum_interval)


@given(models(), st.floats(1.05, 5), st.integers(1, 500), st.floats(0.5, 0.98))
def test_a_card_of_sm2_keeps_its_interval_and_its_ease(
    model: Fsrs6, ease: float, interval: int, retention: float
) -> None:
    """The memory forgets to that retention in that interval, and Good on that day multiplies stability by the ease."""
    memory = model.from_sm2(ease=ease, interval=interval, retention=retention)
    assume(0.001 < memory.stability < 36_500 / ease)
    assert model.retrievability(memory, elapsed_days=interval) == pytest.approx(retention, rel=1e-9)
    assume(1 < memory.difficulty < 10)
    after = model.review(Standing(Phase.REVIEW, None, memory), Rating.Good, elapsed_days=interval).standing.memory
    assert after is not None
    assert after.stability == pytest.approx(memory.stability * ease, rel=1e-6)


@pytest.mark.parametrize(
    "given_",
    [
        {"ease": 0.9, "interval": 10},
        {"ease": float("nan"), "interval": 10},
        {"ease": 2.5, "interval": -1},
        {"ease": 2.5, "interval": 36_501},
        {"ease": 2.5, "interval": 10, "retention": 1},
        {"ease": 2.5, "interval": 10, "retention": 0},
    ],
)
def test_what_sm2_could_not_have_said_is_refused(given_: dict[str, float]) -> None:
    """Ease under 1, intervals under 0 or over a hundred years, and retentions of none or all name their field."""
    with pytest.raises(InvalidParameterError, match=r"^(ease|interval|retention) must"):
        Fsrs6().from_sm2(**given_)


def test_models_with_equal_settings_are_equal() -> None:
    """A model is a value: equal settings, equal model and hash; what it keeps for speed does not show."""
    model = Fsrs6(desired_retention=0.8)
    assert model == Fsrs6(desired_retention=0.8) == pickle.loads(pickle.dumps(model)) == copy.copy(model)  # noqa: S301 - ours
    assert hash(model) == hash(Fsrs6(desired_retention=0.8))
    assert model != Fsrs6()
    assert replace(model, desired_retention=0.9) == Fsrs6()
    assert "_" not in repr(model).replace("desired_retention", "").replace("maximum_interval", "").replace("_steps", "")


def test_fsrs6_is_a_memory_model() -> None:
    """It can stand wherever the protocol is asked for."""
    model: MemoryModel = Fsrs6()
    assert model.version.startswith("fsrs-6/")


@pytest.mark.parametrize("values", [(5.0, 3.0), (5.0, 3.0, 0.5, 7.0)])
def test_a_memory_state_is_stored_as_its_numbers(values: tuple[float, ...]) -> None:
    """However many numbers a model keeps, they come back as they were."""
    memory = MemoryState.of(values)
    assert memory.values() == values
    assert (memory.stability, memory.difficulty, memory.extra) == (values[0], values[1], values[2:])


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"parameters": DEFAULT_PARAMETERS[:-1]}, "parameters"),
        ({"parameters": None}, "parameters"),
        ({"parameters": (*DEFAULT_PARAMETERS[:20], 0.05)}, "parameters[20]"),
        ({"parameters": (*DEFAULT_PARAMETERS[:20], float("nan"))}, "parameters[20]"),
        ({"parameters": (*DEFAULT_PARAMETERS[:20], "0.2")}, "parameters[20]"),
        ({"parameters": (0.2, 3.0, 2.0, 8.0, *DEFAULT_PARAMETERS[4:])}, "parameters[2]"),
        ({"parameters": (0.2, 1.0, 9.0, 8.0, *DEFAULT_PARAMETERS[4:])}, "parameters[3]"),
        ({"learning_steps": timedelta(minutes=1)}, "learning_steps"),
        ({"learning_steps": (60,)}, "learning_steps[0]"),
        ({"learning_steps": (timedelta(),)}, "learning_steps[0]"),
        ({"learning_steps": (timedelta(minutes=-1),)}, "learning_steps[0]"),
        ({"relearning_steps": (timedelta(minutes=10), timedelta(minutes=1))}, "relearning_steps[1]"),
        ({"relearning_steps": (timedelta(hours=12), timedelta(hours=12))}, "relearning_steps"),
        ({"relearning_steps": (timedelta(hours=16, microseconds=1),)}, "relearning_steps[0]"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any], field: str) -> None:
    """Parameters out of bounds or out of order and steps that could turn the order of ratings name their field."""
    with pytest.raises(InvalidParameterError) as caught:
        Fsrs6(**settings)
    assert caught.value.field == field


@pytest.mark.parametrize("rating", [0, 5, -1, None, "Good"])
def test_a_rating_that_is_none_is_refused(rating: Any) -> None:  # noqa: ANN401 - none of them fits
    """The model knows the four ratings and no other."""
    with pytest.raises(InvalidParameterError) as caught:
        Fsrs6().review(Standing(), rating, elapsed_days=0)
    assert caught.value.field == "rating"
