"""What is asked of every memory model, of FSRS-6 and of the one in the examples."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from examples.memory_model.fast_slow import FastSlow
from reinforce import Rating
from reinforce.memory import Fsrs6, MemoryModel, MemoryState, Phase, Standing

every_model = pytest.mark.parametrize("model", [Fsrs6(), FastSlow()], ids=lambda model: model.name)
histories = st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 400)), min_size=1, max_size=12)


def after(model: MemoryModel, history: list[tuple[Rating, int]]) -> MemoryState:
    """Return the memory after reviews with these ratings, so many days apart."""
    standing = Standing()
    for rating, elapsed in history:
        standing = model.review(standing, rating, elapsed_days=elapsed if standing.memory else 0).standing
    assert standing.memory is not None
    return standing.memory


@every_model
@given(history=histories, elapsed=st.integers(0, 1000))
def test_what_the_protocol_asks_for_holds(model: MemoryModel, history: list[tuple[Rating, int]], elapsed: int) -> None:
    """Retrievability falls from 1, is 0.9 after the stability, and gives the intervals; answers stay in order."""
    memory = after(model, history)
    standing = Standing(Phase.REVIEW, None, memory)
    left = [model.retrievability(memory, elapsed_days=day) for day in range(0, 1000, 7)]
    assert left[0] == 1
    assert left == sorted(left, reverse=True)
    assert model.retrievability(memory, elapsed_days=memory.stability) == pytest.approx(0.9)
    for retention in (0.5, 0.9, 0.99):
        length = model.interval(memory, desired_retention=retention)
        assert model.retrievability(memory, elapsed_days=length) == pytest.approx(retention)
    led_to = [model.review(standing, rating, elapsed_days=elapsed) for rating in Rating]
    intervals = [scheduled.interval_days or 0 for scheduled in led_to]
    assert 1 <= intervals[1] <= intervals[2] <= intervals[3]
    assert [scheduled.interval_days for scheduled in led_to] == [
        model.interval_days(scheduled.standing.memory) for scheduled in led_to if scheduled.standing.memory
    ]
    if elapsed:
        good = led_to[2].standing.memory
        assert good is not None
        assert model.recalled(memory, elapsed_days=elapsed).values() == pytest.approx(good.values(), rel=1e-9)
    assert MemoryState.of(memory.values()) == memory


@every_model
@given(stability=st.floats(0.5, 1000), difficulty=st.floats(1, 10), share=st.floats(0.5, 1))
def test_placed_and_softened_states_are_what_was_asked_for(
    model: MemoryModel, stability: float, difficulty: float, share: float
) -> None:
    """What is taken for known has that stability and difficulty, and softening leaves its share of the stability."""
    placed = model.placed(stability=stability, difficulty=difficulty)
    assert (placed.stability, placed.difficulty) == (stability, difficulty)
    assert model.softened(placed, share=share).stability == pytest.approx(stability * share)


@given(st.lists(st.sampled_from((Rating.Hard, Rating.Good, Rating.Easy)), min_size=3, max_size=8))
def test_relearning_is_quicker_than_learning(ratings: list[Rating]) -> None:
    """After a lapse a success brings a skill further than it brings one that was never known as well."""
    model, standing = FastSlow(), Standing()
    for rating in ratings:
        memory = standing.memory
        elapsed = 0 if memory is None else model.interval_days(memory)
        standing = model.review(standing, rating, elapsed_days=elapsed).standing
    known = standing.memory
    assert known is not None
    assume(known.stability > 20)
    lapsed = after(model, [(rating, 30) for rating in ratings] + [(Rating.Again, 60)])
    relearned = model.recalled(lapsed, elapsed_days=model.interval_days(lapsed))
    learned = model.recalled(model.placed(stability=lapsed.stability), elapsed_days=model.interval_days(lapsed))
    assert relearned.stability > learned.stability
