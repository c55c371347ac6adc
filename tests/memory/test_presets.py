"""Memory without a review, and weights for skills of doing."""

from itertools import pairwise
from math import inf, nan

import pytest
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.memory import DEFAULT_PARAMETERS, PROCEDURAL_PARAMETERS, Fsrs6, MemoryState, Phase, Standing
from reinforce.memory.presets import HALF_LEFT_DAYS
from tests.memory.strategies import ELAPSED, HISTORIES, RATINGS, models, practised

STATES = st.builds(MemoryState, st.floats(0.001, 36_500), st.floats(1, 10))


@given(models(), HISTORIES, RATINGS, ELAPSED)
def test_whole_intervals_are_those_that_reviews_schedule(
    model: Fsrs6, history: list[tuple[Rating, int]], rating: Rating, elapsed: int
) -> None:
    """A card in review is scheduled as its memory alone says."""
    scheduled = model.review(practised(model, history), rating, elapsed_days=elapsed)
    if scheduled.standing.phase is Phase.REVIEW:
        assert scheduled.standing.memory is not None
        assert scheduled.interval_days == model.interval_days(scheduled.standing.memory)


@given(models(), st.floats(0.001, 36_500), st.floats(1, 10))
def test_a_placed_memory_is_what_was_said(model: Fsrs6, stability: float, difficulty: float) -> None:
    """Within its bounds a placed memory has the stability and the difficulty given, and reviews can go on from it."""
    memory = model.placed(stability=stability, difficulty=difficulty)
    assert memory == MemoryState(stability, difficulty)
    assert model.review(Standing(Phase.REVIEW, None, memory), Rating.Good, elapsed_days=3).standing.memory is not None


@given(models())
def test_a_placed_memory_is_clamped_and_as_hard_as_a_first_good(model: Fsrs6) -> None:
    """Beyond the bounds it is at the bound; without a difficulty it is that of a first review rated Good."""
    assert model.placed(stability=inf, difficulty=99) == MemoryState(36_500.0, 10.0)
    assert model.placed(stability=-1, difficulty=-1) == MemoryState(0.001, 1.0)
    first = model.review(Standing(), Rating.Good, elapsed_days=0).standing.memory
    assert first is not None
    assert model.placed(stability=7).difficulty == first.difficulty


@given(models(), STATES, st.floats(0, 1))
def test_softening_never_lengthens_an_interval(model: Fsrs6, memory: MemoryState, share: float) -> None:
    """A share of the stability is left, difficulty stays, and the card is due no later."""
    softer = model.softened(memory, share=share)
    assert softer == MemoryState(max(memory.stability * share, 0.001), memory.difficulty)
    assert 1 <= model.interval_days(softer) <= model.interval_days(memory)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, nan, "half", True])
def test_a_share_is_a_share(wrong: float) -> None:
    """Only shares from 0 to 1 soften; stability and difficulty have to be numbers."""
    model, memory = Fsrs6(), MemoryState(10.0, 5.0)
    with pytest.raises(InvalidParameterError, match="share"):
        model.softened(memory, share=wrong)
    for name in ("stability", "difficulty"):
        with pytest.raises(InvalidParameterError, match=name):
            model.placed(**{"stability": 1.0, name: nan})


def test_half_of_what_was_just_passed_is_left_after_six_and_a_half_months() -> None:
    """With the procedural weights half is left of a first Hard after 198 days; better answers keep more, Again less."""
    model = Fsrs6(parameters=PROCEDURAL_PARAMETERS)
    left = []
    for rating in Rating:
        memory = model.review(Standing(), rating, elapsed_days=0).standing.memory
        assert memory is not None
        left.append(model.retrievability(memory, elapsed_days=HALF_LEFT_DAYS))
    assert left[1] == pytest.approx(0.5, abs=1e-4)
    assert all(less < more for less, more in pairwise(left))


def test_procedural_weights_are_default_ones_with_first_stabilities_scaled() -> None:
    """One factor for all four, everything else as it is, all within the bounds of the package."""
    factors = [ours / theirs for ours, theirs in zip(PROCEDURAL_PARAMETERS[:4], DEFAULT_PARAMETERS[:4], strict=True)]
    assert factors == pytest.approx([1.69] * 4, abs=0.01)
    assert PROCEDURAL_PARAMETERS[4:] == DEFAULT_PARAMETERS[4:]
    for low, value, high in zip(LOWER_BOUNDS_PARAMETERS, PROCEDURAL_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True):
        assert low <= value <= high


@given(RATINGS, st.integers(1, 3_000), st.integers(1, 3_000))
def test_procedural_skill_decays_more_slowly(rating: Rating, days: int, more: int) -> None:
    """Retrievability falls from day to day, and after the same first review the procedural one is above the default."""
    slow, fast = Fsrs6(parameters=PROCEDURAL_PARAMETERS), Fsrs6()
    one, other = (model.review(Standing(), rating, elapsed_days=0).standing.memory for model in (slow, fast))
    assert one is not None
    assert other is not None
    assert slow.retrievability(one, elapsed_days=days) > fast.retrievability(other, elapsed_days=days)
    assert slow.retrievability(one, elapsed_days=days) > slow.retrievability(one, elapsed_days=days + more)
