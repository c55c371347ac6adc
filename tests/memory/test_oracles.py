"""The reference vectors that other implementations of FSRS-6 publish; what states each stands beside it in the data."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reinforce.journal import Rating
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6, MemoryState, Phase, Standing

ORACLES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "oracles.json").read_text("utf-8"))
MODEL = Fsrs6()
WITH_STEPS = Fsrs6(
    learning_steps=(timedelta(minutes=1), timedelta(minutes=10)), relearning_steps=(timedelta(minutes=10),)
)


def _in_review(stability: float, difficulty: float) -> Standing:
    return Standing(Phase.REVIEW, None, MemoryState(stability, difficulty))


def test_the_default_parameters_are_those_published() -> None:
    """All 21, in their order."""
    assert list(DEFAULT_PARAMETERS) == ORACLES["default_w"]


def test_interval_history() -> None:
    """A card with steps of minutes, always reviewed when it is due, has the published intervals in days."""
    oracle = ORACLES["interval_history"]
    assert (oracle["steps"], oracle["relearn"]) == (["1m", "10m"], ["10m"])
    standing, last = Standing(), None
    now = datetime.fromisoformat(oracle["start"])
    intervals = []
    for rating in oracle["ratings"]:
        elapsed = 0 if last is None else (now - last).days
        scheduled = WITH_STEPS.review(standing, Rating(rating), elapsed_days=elapsed)
        standing, last = scheduled.standing, now
        now += scheduled.delay or timedelta(days=scheduled.interval_days or 0)
        intervals.append((now - last).days)
    assert intervals == oracle["days"]


def test_first_review() -> None:
    """A first rating gives the published stability, difficulty and, with steps of minutes, whole days until due."""
    oracle = ORACLES["first_review"]
    first = [WITH_STEPS.review(Standing(), rating, elapsed_days=0) for rating in Rating]
    memories = [scheduled.standing.memory or MemoryState(0, 0) for scheduled in first]
    assert [memory.stability for memory in memories] == pytest.approx(oracle["S"], abs=oracle["tol"])
    assert [memory.difficulty for memory in memories] == pytest.approx(oracle["D"], abs=oracle["tol"])
    assert [scheduled.interval_days or 0 for scheduled in first] == oracle["scheduled_days"]


def test_retrievability() -> None:
    """The forgetting curve has the published values."""
    oracle = ORACLES["retrievability"]
    curve = [
        MODEL.retrievability(MemoryState(stability, 5.0), elapsed_days=elapsed)
        for elapsed, stability in zip(oracle["t"], oracle["S"], strict=True)
    ]
    assert curve == pytest.approx(oracle["R"], abs=oracle["tol"])


@pytest.mark.parametrize("elapsed", [0, 1, 30])
def test_next_difficulty(elapsed: int) -> None:
    """Difficulty moves to the published values, whenever the review comes."""
    oracle = ORACLES["next_difficulty"]
    after = [
        MODEL.review(_in_review(3.0, oracle["D0"]), Rating(rating), elapsed_days=elapsed).standing.memory
        for rating in oracle["ratings"]
    ]
    assert [memory and memory.difficulty for memory in after] == pytest.approx(oracle["D"], abs=oracle["tol"])


def test_stability_short_term() -> None:
    """A second review on the same day moves stability to the published values; Hard leaves it where it was."""
    oracle = ORACLES["stability_short_term"]
    after = [
        MODEL.review(_in_review(oracle["S0"], 5.0), Rating(rating), elapsed_days=0).standing.memory
        for rating in oracle["rating"]
    ]
    assert [memory and memory.stability for memory in after] == pytest.approx(oracle["S"], abs=oracle["tol"])


def test_next_interval() -> None:
    """
    The interval for each desired retention, in whole days, at least one and without an upper bound, is as published.

    The published figures were computed in single precision, which holds seven digits: the one figure that has more
    may differ in the last of its seven.
    """
    oracle = ORACLES["next_interval_unclamped_S1"]
    intervals = [
        max(1, round(MODEL.interval(MemoryState(1.0, 5.0), desired_retention=retention))) for retention in oracle["DR"]
    ]
    assert intervals[1:] == oracle["days"][1:]
    assert intervals[0] == pytest.approx(oracle["days"][0], rel=1e-6)


def test_from_sm2() -> None:
    """Ease and interval of SM-2 become the published memory states."""
    oracle = ORACLES["from_sm2"]
    for ease, interval, retention, stability, difficulty in oracle["cases"]:
        memory = MODEL.from_sm2(ease=ease, interval=interval, retention=retention)
        assert memory.stability == pytest.approx(stability, abs=oracle["tol"])
        assert memory.difficulty == pytest.approx(difficulty, abs=oracle["tol"])


@pytest.mark.parametrize("oracle", ORACLES["memory_state"])
def test_memory_state(oracle: dict[str, Any]) -> None:
    """A history of ratings and days between them ends in the published memory state."""
    standing = Standing()
    for rating, elapsed in zip(oracle["ratings"], oracle["delta_t"], strict=True):
        standing = MODEL.review(standing, Rating(rating), elapsed_days=elapsed).standing
    assert standing.memory is not None
    assert standing.memory.stability == pytest.approx(oracle["S"], abs=oracle["tol"])
    assert standing.memory.difficulty == pytest.approx(oracle["D"], abs=oracle["tol"])


def test_every_vector_is_tested() -> None:
    """The data holds nothing that the tests above pass over, and every vector names where it was published."""
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    vectors = {name.removesuffix("_unclamped_S1"): oracle for name, oracle in ORACLES.items() if name != "_about"}
    assert vectors.keys() - tested == {"default_w"}
    for oracle in vectors.values():
        assert not isinstance(oracle, dict) or oracle["src"]
