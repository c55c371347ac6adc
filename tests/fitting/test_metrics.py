"""The measures are what their definitions say."""

from collections import defaultdict
from math import floor, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.exchange.calibration import calibration
from reinforce.fitting import Bins, auc, log_loss

REVIEWS = st.lists(
    st.tuples(st.integers(1, 2000), st.integers(2, 60), st.integers(0, 20), st.booleans(), st.floats(0, 1)),
    min_size=1,
    max_size=40,
)


@given(reviews=REVIEWS)
def test_rmse_of_bins_is_as_srs_benchmark_defines_it(reviews: list[tuple[int, int, int, bool, float]]) -> None:
    """Reviews alike in days, number and lapses are a bin; the squares of the bins' gaps weigh by their reviews."""
    bins = defaultdict(list)
    for days, number, lapses, succeeded, chance in reviews:
        key = (
            round(2.48 * 3.62 ** floor(log(days) / log(3.62)), 2),
            round(1.99 * 1.89 ** floor(log(number) / log(1.89))),
            round(1.65 * 1.73 ** floor(log(lapses) / log(1.73))) if lapses else 0,
        )
        bins[key].append((succeeded, chance))
    squares = 0.0
    for members in bins.values():
        gap = sum(chance for _, chance in members) / len(members) - sum(one for one, _ in members) / len(members)
        squares += len(members) * gap**2
    columns = [np.array(column) for column in zip(*reviews, strict=True)]
    found = Bins.of(elapsed=columns[0], count=columns[1], lapses=columns[2])
    assert found.rmse(columns[3], columns[4]) == pytest.approx(sqrt(squares / len(reviews)), abs=1e-12)


def test_no_prediction_is_surer_than_one_in_ten_thousand() -> None:
    """A certain prediction that fails costs 9.2; one half costs the logarithm of two."""
    succeeded = np.array([True, False])
    assert log_loss(succeeded, np.array([0.5, 0.5])) == pytest.approx(log(2))
    assert log_loss(succeeded, np.array([0.0, 1.0])) == pytest.approx(-log(1e-4))


def test_auc_is_the_chance_to_tell_two_apart() -> None:
    """1 where every success had the higher chance, 0.5 where chances are equal, no number where all went one way."""
    succeeded = np.array([True, True, False])
    assert auc(succeeded, np.array([0.9, 0.8, 0.1])) == 1.0
    assert auc(succeeded, np.full(3, 0.7)) == 0.5
    assert np.isnan(auc(np.ones(3, dtype=np.bool_), np.full(3, 0.7)))


def test_the_calibration_curve_holds_every_review_once() -> None:
    """Bins go up, hold about as many each, and their means are those of all; equal predictions share a bin."""
    rng = np.random.default_rng(3)
    chance = rng.random(1000)
    succeeded = rng.random(1000) < chance
    curve = calibration(succeeded, chance, bins=10)
    assert curve["n"].to_list() == [100] * 10
    assert curve["predicted"].is_sorted()
    assert (curve["observed"] * curve["n"]).sum() == succeeded.sum()
    assert (curve["predicted"] - curve["observed"]).abs().max() == pytest.approx(0, abs=0.15)
    assert calibration(succeeded, np.full(1000, 0.5), bins=10).select("bin", "n").rows() == [(0, 1000)]
