"""Simulated people and their chance: as they are described, and the same wherever they are asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6
from reinforce.memory.fsrs6 import PARAMETER_BOUNDS
from reinforce.simulation import Fsrs, Population, simulate
from reinforce.simulation.random_streams import Purpose, card_keys, learner_keys, normal, uniform

DRAWN = [0.890709016968446, 0.38118865099059684, 0.2480931734139452, 0.8780631493781953]
SEEDS = st.integers(0, 2**63 - 1)


@given(SEEDS, st.integers(0, 50), st.integers(1, 5), st.integers(0, 36_500))
def test_a_draw_depends_on_its_key_alone(seed: int, learner: int, skills: int, day: int) -> None:
    """One card's draw is the same among many learners and skills as alone."""
    many = uniform(card_keys(seed, learners=range(60), skills=9), day=day, purpose=Purpose.RATING).reshape(60, 9)
    one = uniform(card_keys(seed, learners=range(learner, learner + 1), skills=skills), day=day, purpose=0)
    np.testing.assert_array_equal(one, many[learner, :skills])


def test_draws_are_those_that_they_always_were() -> None:
    """Published results can be made again: these numbers may never change."""
    keys = card_keys(7, learners=range(2), skills=2)
    assert uniform(keys, day=3, purpose=Purpose.RATING).tolist() == pytest.approx(DRAWN, abs=0)


def test_draws_are_uniform_and_unrelated() -> None:
    """Over cards, days and purposes: means, spreads and correlations are those of independent uniform numbers."""
    keys = card_keys(1, learners=range(100), skills=100)
    drawn = np.array([uniform(keys, day=day, purpose=purpose) for day in range(4) for purpose in (0, 1, 56)])
    assert ((drawn >= 0) & (drawn < 1)).all()
    assert np.abs(drawn.mean(axis=1) - 0.5).max() < 0.015
    assert np.abs(drawn.var(axis=1) - 1 / 12).max() < 0.005
    assert np.abs(np.corrcoef(drawn) - np.eye(12)).max() < 0.05
    rows = drawn[0].reshape(100, 100)
    assert np.abs(np.corrcoef(rows) - np.eye(100)).max() < 0.5
    counts, _ = np.histogram(drawn, bins=100, range=(0, 1))
    assert np.abs(counts - 1200).max() < 5 * 1200**0.5


def test_normal_draws_are_normal() -> None:
    """Mean 0, variance 1, and tails as they should be."""
    drawn = normal(learner_keys(3, learners=range(20_000)), count=2)
    assert np.abs(drawn.mean(axis=0)).max() < 0.03
    assert np.abs(drawn.std(axis=0) - 1).max() < 0.03
    assert (np.abs(drawn) > 1.96).mean() == pytest.approx(0.05, abs=0.005)


@given(SEEDS, st.floats(0, 1))
def test_everybody_has_parameters_that_a_model_accepts(seed: int, spread: float) -> None:
    """However much learners differ, each one's weights are within bounds and in order."""
    for row in Population(spread=spread).parameters_of(seed, learners=range(5)).tolist():
        Fsrs6(parameters=tuple(row))


def test_spread_is_how_much_learners_differ() -> None:
    """The logarithm of a weight has that standard deviation around the middle; none without spread."""
    theirs = Population(spread=0.2).parameters_of(5, learners=range(5_000))
    logs = np.log(theirs / np.array(DEFAULT_PARAMETERS))
    inside = [
        index for index, (low, high) in enumerate(PARAMETER_BOUNDS) if low * 3 < DEFAULT_PARAMETERS[index] < high / 3
    ]
    assert len(inside) > 8
    assert np.abs(logs[:, inside].mean(axis=0)).max() < 0.03
    assert np.abs(logs[:, inside].std(axis=0) - 0.2).max() < 0.02
    assert (Population(spread=0).parameters_of(5, learners=range(3)) == np.array(DEFAULT_PARAMETERS)).all()


def test_people_behave_as_they_are_described() -> None:
    """First ratings, ratings of successes, attendance, times, and successes by true retrievability: all as they say."""
    people = Population(
        first_ratings=(0.1, 0.2, 0.3, 0.4),
        recall_ratings=(0.5, 0.3, 0.2),
        attendance=(1, 1, 1, 0.5, 1, 1, 0),
        first_minutes=(4, 3, 2, 1),
        review_minutes=(0.4, 0.3, 0.2, 0.1),
    )
    result = simulate(Fsrs(), learners=150, skills=40, days=60, rng=9, population=people, log=True)
    log = result.log
    assert log is not None
    first = np.isnan(log.elapsed)
    assert np.bincount(log.rating[first], minlength=5)[1:] / first.sum() == pytest.approx(
        (0.1, 0.2, 0.3, 0.4), abs=0.02
    )
    passed = ~first & (log.rating > 1)
    assert np.bincount(log.rating[passed], minlength=5)[2:] / passed.sum() == pytest.approx((0.5, 0.3, 0.2), abs=0.02)
    for low in (0.7, 0.85, 0.92):
        band = ~first & (log.retrievability >= low) & (log.retrievability < low + 0.05)
        assert (log.rating[band] > 1).mean() == pytest.approx(
            log.retrievability[band].mean(), abs=2 * band.sum() ** -0.5
        )
    assert result.attended[:, 3::7].mean() == pytest.approx(0.5, abs=0.05)
    assert not result.attended[:, 6::7].any()
    assert result.attended[:, 0::7].all()
    assert log.minutes[first] == pytest.approx(5.0 - log.rating[first])
    assert log.minutes[~first] == pytest.approx((5.0 - log.rating[~first]) / 10)
