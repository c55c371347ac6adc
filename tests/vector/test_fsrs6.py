"""FSRS-6 on arrays: equal to the model card by card, for all settings that it accepts."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.memory import DEFAULT_PARAMETERS, MemoryState, Standing
from reinforce.memory import Fsrs6 as Model
from reinforce.vector import CardStates, Fsrs6, Reviewed
from tests.memory.strategies import ELAPSED, HISTORIES, RATINGS, models, practised

CLOSE = 1e-9
ROWS = st.lists(st.tuples(HISTORIES, RATINGS, ELAPSED), min_size=1, max_size=12)
DAYS = st.lists(st.tuples(RATINGS, ELAPSED), min_size=1, max_size=12)


def _assert_alike(
    reviewed: Reviewed, index: int, model: Model, before: Standing, *, rating: Rating, elapsed: int
) -> Standing:
    """Assert that one card of *reviewed* is what the model makes of it, and return that."""
    expected = model.review(before, rating, elapsed_days=elapsed)
    state, memory = reviewed.cards.standing(index), expected.standing.memory
    assert memory is not None
    assert state.memory is not None
    assert state.memory.stability == pytest.approx(memory.stability, rel=CLOSE)
    assert state.memory.difficulty == pytest.approx(memory.difficulty, rel=CLOSE)
    assert (state.phase, state.step) == (expected.standing.phase, expected.standing.step)
    assert reviewed.interval_days[index] == (expected.interval_days or 0)
    assert reviewed.delay[index].item() == (expected.delay or timedelta())
    return expected.standing


@given(models(), ROWS)
def test_a_review_of_many_cards_is_the_models_of_each(
    model: Model, rows: list[tuple[list[tuple[Rating, int]], Rating, int]]
) -> None:
    """States agree to 1e-9; phases, steps, days and delays exactly: whatever the settings, histories and days."""
    before = [practised(model, history) for history, _, _ in rows]
    ratings, elapsed = [rating for _, rating, _ in rows], [days for _, _, days in rows]
    reviewed = Fsrs6(model).review(CardStates.of(before), np.array(ratings), elapsed_days=np.array(elapsed))
    for index, (standing, rating, days) in enumerate(zip(before, ratings, elapsed, strict=True)):
        _assert_alike(reviewed, index, model, standing, rating=rating, elapsed=days)


@given(models(), DAYS)
def test_a_history_leads_where_the_model_leads(model: Model, history: list[tuple[Rating, int]]) -> None:
    """Differences do not add up: after a whole history on arrays the card still is the model's."""
    vector, cards, standing = Fsrs6(model), CardStates.new(1), Standing()
    for rating, elapsed in history:
        reviewed = vector.review(cards, int(rating), elapsed_days=elapsed)
        standing = _assert_alike(reviewed, 0, model, standing, rating=rating, elapsed=elapsed)
        cards = reviewed.cards


@given(models(), st.lists(st.tuples(st.floats(0.001, 36_500), st.floats(0, 1e6)), min_size=1), st.floats(0.01, 1))
def test_curves_and_intervals_are_the_models(model: Model, rows: list[tuple[float, float]], desired: float) -> None:
    """Retrievability, the interval for any retention, and whole days: each as the model has it."""
    vector, memories = Fsrs6(model), [MemoryState(stability, 5.0) for stability, _ in rows]
    stability, elapsed = np.array(rows).T
    left = [model.retrievability(memory, elapsed_days=days) for memory, (_, days) in zip(memories, rows, strict=True)]
    assert vector.retrievability(stability, elapsed_days=elapsed) == pytest.approx(left, rel=CLOSE)
    waits = [model.interval(memory, desired_retention=desired) for memory in memories]
    assert vector.interval(stability, desired_retention=desired) == pytest.approx(waits, rel=CLOSE, abs=CLOSE)
    own = [model.interval(memory) for memory in memories]
    assert vector.interval(stability) == pytest.approx(own, rel=CLOSE)


@given(models(), st.floats(0.001, 36_500), st.lists(st.floats(0, 1e6), min_size=2))
def test_retrievability_is_within_zero_and_one_and_falls(model: Model, stability: float, moments: list[float]) -> None:
    """It is 1 at the review, above 0 however long it is ago, and never rises with time."""
    curve = Fsrs6(model).retrievability(stability, elapsed_days=np.array([0.0, *sorted(moments)]))
    assert curve[0] == 1
    assert all(1 >= earlier >= later > 0 for earlier, later in pairwise(curve))


@given(
    models().filter(lambda model: not (model.learning_steps or model.relearning_steps)), st.lists(DAYS | st.just([]))
)
def test_a_replay_is_the_models_fold_of_each_card(model: Model, log: list[list[tuple[Rating, int]]]) -> None:
    """Of a whole log, cards with no review among them, every review has the state that the model folds to."""
    offsets = np.cumsum([0, *(len(history) for history in log)])
    flat = [row for history in log for row in history]
    replayed = Fsrs6(model).replay(
        np.array([rating for rating, _ in flat], int),
        offsets=offsets,
        elapsed_days=np.array([elapsed for _, elapsed in flat], int),
    )
    for card, history in enumerate(log):
        standing = Standing()
        for number, (rating, elapsed) in enumerate(history):
            place, before = offsets[card] + number, standing.memory
            if before is None:
                assert np.isnan(replayed.retrievability[place])
            else:
                left = model.retrievability(before, elapsed_days=elapsed)
                assert replayed.retrievability[place] == pytest.approx(left, rel=CLOSE)
            standing = model.review(standing, rating, elapsed_days=elapsed).standing
            assert standing.memory is not None
            assert replayed.stability[place] == pytest.approx(standing.memory.stability, rel=CLOSE)
            assert replayed.difficulty[place] == pytest.approx(standing.memory.difficulty, rel=CLOSE)
        assert replayed.last[card] == (offsets[card + 1] - 1 if history else -1)


@pytest.mark.parametrize("stability", [0.5, 1.5, 2.5, 3.5, 100.5, 36_499.5])
def test_half_days_are_rounded_as_the_model_rounds_them(stability: float) -> None:
    """At a desired retention of 0.9 the interval is the stability itself; a half goes to the even day."""
    model = Model()
    assert Fsrs6(model).interval_days(stability) == model.interval_days(MemoryState(stability, 5.0))


def test_a_review_that_ends_on_half_a_day_is_rounded_by_the_model() -> None:
    """Where the last bit of a power decides between two days, the model itself is asked, and so are its states."""
    rows = [(MemoryState(stability, 5.0), days) for stability in np.linspace(2, 9, 40) for days in (3, 9)]
    model = Model()
    for memory, days in rows:
        standing = Standing(practised(model, [(Rating.Good, 0)]).phase, None, memory)
        after = model.review(standing, Rating.Good, elapsed_days=days).standing.memory
        assert after is not None
        # A desired retention at which just this stability leads to half a day.
        half = np.floor(after.stability) + 0.5
        factor, decay = 0.9 ** (-1 / model.parameters[20]) - 1, -model.parameters[20]
        near = Model(desired_retention=float((1 + factor * half / after.stability) ** decay))
        expected = near.review(standing, Rating.Good, elapsed_days=days)
        reviewed = Fsrs6(near).review(CardStates.of([standing]), 3, elapsed_days=days)
        assert reviewed.interval_days[0] == expected.interval_days
        assert reviewed.cards.standing(0) == expected.standing


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"rating": 0}, "rating"),
        ({"rating": [3, 5]}, "rating[1]"),
        ({"rating": [3.0, 3.0]}, "rating"),
        ({"rating": [3, 3, 3]}, "rating"),
        ({"elapsed_days": -1}, "elapsed_days"),
        ({"elapsed_days": [0, 1_000_001]}, "elapsed_days[1]"),
        ({"elapsed_days": 0.5}, "elapsed_days"),
    ],
)
def test_reviews_that_cannot_be_are_refused(given_: dict[str, object], field: str) -> None:
    """The error names the argument, and the place in it."""
    arguments: dict[str, Any] = {"rating": 3, "elapsed_days": 0, **given_}
    with pytest.raises(InvalidParameterError) as caught:
        Fsrs6().review(CardStates.new(2), arguments["rating"], elapsed_days=arguments["elapsed_days"])
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("cards", "field"),
    [
        (CardStates.of([Standing()] * 2), None),
        (
            CardStates(
                phase=np.array([0, 7], np.int8),
                step=np.array([-1, -1], np.int8),
                stability=np.ones(2),
                difficulty=np.ones(2),
            ),
            "before.phase[1]",
        ),
        (
            CardStates(
                phase=np.array([2], np.int8), step=np.array([-1], np.int8), stability=np.zeros(1), difficulty=np.ones(1)
            ),
            "before.memory[0]",
        ),
        (
            CardStates(
                phase=np.array([1], np.int8), step=np.array([-1], np.int8), stability=np.ones(1), difficulty=np.ones(1)
            ),
            "before.step[0]",
        ),
    ],
)
def test_cards_that_no_review_leads_to_are_refused(cards: CardStates, field: str | None) -> None:
    """Phases that there are not, memory out of bounds, and learning without a step name their card."""
    if field is None:
        Fsrs6().review(cards, 3, elapsed_days=0)
        return
    with pytest.raises(InvalidParameterError) as caught:
        Fsrs6().review(cards, 3, elapsed_days=0)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"rating": [3, 5]}, "rating"),
        ({"rating": [[3, 3]]}, "rating"),
        ({"elapsed_days": [0]}, "elapsed_days"),
        ({"elapsed_days": [0, -1]}, "elapsed_days"),
        ({"offsets": [0, 1]}, "offsets"),
        ({"offsets": [0, 3, 2]}, "offsets"),
        ({"offsets": []}, "offsets"),
    ],
)
def test_logs_that_cannot_be_are_refused(given_: dict[str, object], field: str) -> None:
    """Ratings that are none, columns of other lengths, and offsets that do not fit name their argument."""
    arguments: dict[str, Any] = {"rating": [3, 3], "offsets": [0, 2], "elapsed_days": [0, 1], **given_}
    with pytest.raises(InvalidParameterError) as caught:
        Fsrs6().replay(arguments["rating"], offsets=arguments["offsets"], elapsed_days=arguments["elapsed_days"])
    assert caught.value.field == field


def test_a_log_is_replayed_without_steps() -> None:
    """A model with steps is refused by the name of what it has; so are other models, and other questions."""
    other: Any = "fsrs"
    stepped = Fsrs6(Model(learning_steps=(timedelta(minutes=10),)))
    with pytest.raises(InvalidParameterError, match=r"^learning_steps"):
        stepped.replay([3], offsets=[0, 1], elapsed_days=[0])
    with pytest.raises(InvalidParameterError, match=r"^model"):
        Fsrs6(other)
    with pytest.raises(InvalidParameterError, match=r"^elapsed_days"):
        Fsrs6().retrievability(1.0, elapsed_days=[-1.0])
    with pytest.raises(InvalidParameterError, match=r"^desired_retention"):
        Fsrs6().interval(1.0, desired_retention=[0.9, 1.1])


def test_an_empty_log_and_no_cards_are_fine() -> None:
    """Nothing leads to nothing."""
    nothing = np.zeros(0, int)
    assert len(Fsrs6().replay(nothing, offsets=[0], elapsed_days=nothing).stability) == 0
    assert len(Fsrs6().review(CardStates.new(0), nothing, elapsed_days=nothing).cards) == 0
    assert CardStates.new(1).standing(0) == Standing()
    assert Fsrs6().model.parameters == DEFAULT_PARAMETERS
