"""Pace: how long exercises are expected to take, from what was planned and from how long they took."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from reinforce.practice import Exposure, plan
from reinforce.practice.planner.pace import TICK, Pace
from tests.practice.building import NOW, card, planned, priced, situation


def met(timed: int, seconds: float) -> Exposure:
    """Return that an exercise was met so often, each time for so many seconds."""
    return Exposure(max(timed, 1), NOW, timed=timed, took=timed * timedelta(seconds=seconds))


def expected(exposures: dict[str, Exposure]) -> list[float]:
    """Return the minutes that two questions, planned for two minutes each, are expected to take."""
    taught, _ = priced([2.0, 2.0])
    pace = Pace(situation(taught, exposures=exposures))
    return [pace.expected(question) / timedelta(minutes=1) for question in taught.questions.values()]


def test_without_an_observation_it_is_what_was_planned() -> None:
    """Exercises that were met, but not timed, change nothing."""
    assert expected({}) == [2.0, 2.0]
    assert expected({"q-s00": met(0, 0)}) == [2.0, 2.0]


def test_an_exercise_takes_what_it_took_and_others_follow_the_pace() -> None:
    """Often met, its own times decide; of one never met the learner's pace elsewhere says a part."""
    own, other = expected({"q-s00": met(50, 240)})
    assert 3.75 <= own <= 4.0
    assert 3.0 <= other <= own
    quick, _ = expected({"q-s00": met(50, 60)})
    assert 1.0 <= quick <= 1.25
    once, _ = expected({"q-s00": met(1, 240)})
    assert 2.0 < once < 4.0


@given(st.dictionaries(st.sampled_from(["q-s00", "q-s01"]), st.builds(met, st.integers(0, 9), st.floats(0, 86_400))))
def test_no_time_is_absurd(exposures: dict[str, Exposure]) -> None:
    """A tab left open overnight does not make an exercise cost a day, nor does a click make it cost nothing."""
    taught, _ = priced([2.0, 2.0])
    given_ = situation(taught, exposures=exposures)
    pace = Pace(given_)
    for question in taught.questions.values():
        time = pace.expected(question)
        assert time >= TICK
        seen = exposures.get(question.id)
        if seen is None or not seen.timed:
            assert time <= timedelta(minutes=8)


def test_a_slow_learner_gets_fewer_exercises_into_the_same_time() -> None:
    """Costs of a plan are the expected ones, and so the budget holds for this learner."""
    taught, names = priced([1.0] * 9)
    cards = [card(name, due=-9, ago=20) for name in names]
    slow = {f"q-{name}": met(20, 120) for name in names}
    usual, slowed = (
        plan(situation(taught, *cards, budget=4, exposures=seen, policy=planned(levelling=False))).today
        for seen in ({}, slow)
    )
    assert (usual.items, slowed.items) == (4, 2)
    assert slowed.minutes <= 4
