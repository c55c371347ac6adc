"""On a real log: learner days predict better than spans of 24 hours, and fitted weights than default ones."""

from datetime import timedelta

import pytest

from examples.real_log import replay
from reinforce import Elapsed
from reinforce.exchange import ReviewLog, read_csv
from reinforce.exchange.histories import histories
from reinforce.fitting import Evaluation, evaluate, log_loss
from reinforce.fitting.prediction import fsrs6
from reinforce.memory import DEFAULT_PARAMETERS

DAY = timedelta(hours=24)
pytestmark = pytest.mark.skipif(
    replay.find_log() is None,
    reason=f"no review log: {replay.VARIABLE} names none, and {replay.BESIDE_THE_PROJECT} is not there",
)


@pytest.fixture(scope="module")
def log() -> ReviewLog:
    """Return the real log."""
    path = replay.find_log()
    assert path is not None
    return read_csv(path)


def test_the_log_is_read_whole(log: ReviewLog) -> None:
    """All reviews, and no fault."""
    assert (len(log), log.faults.height, log.frame["skill"].n_unique()) == (12_580, 0, 1_205)


@pytest.mark.parametrize(("elapsed", "expected"), [(Elapsed.LEARNER_DAY, 0.4509), (Elapsed.ROLLING_24H, 0.4587)])
def test_predictions_are_those_of_the_engine(log: ReviewLog, elapsed: Elapsed, expected: float) -> None:
    """Over the reviews at least 24 hours apart the default weights have the log loss of the replay by the engine."""
    known = histories(log, elapsed=elapsed)
    rows = known.predicted & known.apart(DAY)
    assert rows.sum() == 5_329
    assert log_loss(known.succeeded[rows], fsrs6(known, DEFAULT_PARAMETERS)[0][rows]) == pytest.approx(
        expected, abs=5e-5
    )


def test_learner_days_and_fitted_weights_predict_better(log: ReviewLog) -> None:
    """By time, over the same 4,440 reviews: each way of counting by itself, and both against SM-2 and a constant."""

    def judged(elapsed: Elapsed) -> Evaluation:
        return evaluate(log, elapsed=elapsed, apart=DAY)

    days, hours = (
        {row["model"]: row for row in judged(elapsed).table.iter_rows(named=True)}
        for elapsed in (Elapsed.LEARNER_DAY, Elapsed.ROLLING_24H)
    )
    assert {row["n"] for row in (*days.values(), *hours.values())} == {4_440}
    for model in ("default", "optimizer", "fitted", "sm2"):
        assert days[model]["log_loss"] < hours[model]["log_loss"]
    for found in (days, hours):
        assert found["fitted"]["log_loss"] < found["default"]["log_loss"] < found["constant"]["log_loss"]
        assert found["fitted"]["rmse_bins"] < 0.8 * found["default"]["rmse_bins"]
    assert days["default"]["log_loss"] == pytest.approx(0.4318, abs=5e-5)
    assert hours["default"]["log_loss"] == pytest.approx(0.4400, abs=5e-5)
