"""Rotation: no variant is repeated while another is unseen."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.practice import Exposure
from reinforce.practice.planner.exercises import cost, rotation
from tests.practice.building import NOW, curriculum, question, situation, skill, variants


@given(st.integers(1, 4), st.integers(0, 3), st.sampled_from(["knowledge", "skill", "attitude"]))
def test_no_variant_is_repeated_while_another_is_unseen(questions: int, drills: int, dimension: str) -> None:
    """Always taking the first, every exercise is met once before any is met twice, and so on round after round."""
    exercises = variants("s", questions=questions, drills=drills)
    taught = curriculum([skill("s", dimension=dimension)], exercises)
    exposures: dict[str, Exposure] = {}
    rounds = 3
    met = []
    for meeting in range(rounds * len(exercises)):
        first = rotation(situation(taught, exposures=exposures), "s")[0].id
        seen = exposures[first].seen if first in exposures else 0
        exposures[first] = Exposure(seen + 1, NOW + timedelta(days=meeting))
        met.append(first)
    one_round = met[: len(exercises)]
    assert sorted(one_round) == sorted(exercise.id for exercise in exercises)
    assert met == one_round * rounds


def test_a_new_exercise_comes_next_and_then_takes_its_turn() -> None:
    """One that joins late is met next, but not again and again until it has caught up."""
    taught = curriculum([skill("s")], [question("old", "s"), question("new", "s")])
    exposures = {"old": Exposure(9, NOW)}
    assert rotation(situation(taught, exposures=exposures), "s")[0].id == "new"
    exposures["new"] = Exposure(1, NOW + timedelta(days=1))
    assert rotation(situation(taught, exposures=exposures), "s")[0].id == "old"


@pytest.mark.parametrize(("dimension", "first"), [("knowledge", "question"), ("skill", "drill")])
def test_what_one_can_do_is_drilled_and_what_one_knows_is_asked(dimension: str, first: str) -> None:
    """Among exercises equally seen a skill comes with a drill, knowledge with a question."""
    exercises = variants("s", questions=3, drills=3)
    taught = curriculum([skill("s", dimension=dimension)], exercises)
    for exposures in ({}, {exercise.id: Exposure(2, NOW) for exercise in exercises}):
        order = [exercise.id for exercise in rotation(situation(taught, exposures=exposures), "s")]
        assert all(name.startswith(first) for name in order[:3])


def test_what_fits_a_day_comes_first() -> None:
    """An exercise longer than a whole day's budget comes after all that fit, seen or not; costs are exact."""
    taught = curriculum([skill("s")], [question("long", "s", minutes=2.1), question("short", "s", minutes=2.0)])
    met = {"short": Exposure(5, NOW)}
    assert rotation(situation(taught, exposures=met, budget=2.0), "s")[0].id == "short"
    assert rotation(situation(taught, exposures=met, budget=2.1), "s")[0].id == "long"
    assert cost(taught.exercise("long")) == timedelta(seconds=126)


def test_ties_follow_from_seed_and_learner() -> None:
    """Unseen equals come in an order that differs between learners, and is the same each time."""
    taught = curriculum([skill("s")], [question(f"q{n}", "s") for n in range(6)])
    orders = {
        name: tuple(exercise.id for exercise in rotation(situation(taught, learner=name), "s")) for name in "abcdefgh"
    }
    assert len(set(orders.values())) > 1
    assert orders["a"] == tuple(exercise.id for exercise in rotation(situation(taught, learner="a"), "s"))
