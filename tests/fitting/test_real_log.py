"""On one person's log: learner days predict better than spans of 24 hours, and fitted weights than default ones."""

from datetime import timedelta
from pathlib import Path

import pytest

from examples.real_log import replay
from reinforce import Elapsed
from reinforce.exchange import ReviewLog, read_csv
from reinforce.exchange.histories import histories
from reinforce.fitting import Evaluation, evaluate, fit, log_loss
from reinforce.fitting.prediction import fsrs6
from reinforce.memory import DEFAULT_PARAMETERS

DAY = timedelta(hours=24)
FIGURES = {Elapsed.LEARNER_DAY: (0.4509, 0.4318), Elapsed.ROLLING_24H: (0.4587, 0.4400)}
"""Log losses of the default weights on the real log: all reviews at least 24 hours apart, and those that are judged."""


@pytest.fixture(scope="module")
def log(review_log: Path) -> ReviewLog:
    """Return the named log, or the simulated one."""
    return read_csv(review_log)


def test_the_log_is_read_whole(log: ReviewLog, review_log: Path) -> None:
    """All reviews, and no fault."""
    logged = replay.read_log(review_log)
    assert (len(log), log.faults.height) == (len(logged), 0)
    assert log.frame["skill"].n_unique() == len({review.skill for review in logged})
    if replay.named_log():
        assert (len(log), log.frame["skill"].n_unique()) == (12_580, 1_205)


@pytest.mark.parametrize("elapsed", Elapsed)
def test_predictions_are_those_of_the_engine(log: ReviewLog, review_log: Path, elapsed: Elapsed) -> None:
    """Over the reviews at least 24 hours apart the default weights have the log loss of the replay by the engine."""
    known = histories(log, elapsed=elapsed)
    rows = known.predicted & known.apart(DAY)
    found = log_loss(known.succeeded[rows], fsrs6(known, DEFAULT_PARAMETERS)[0][rows])
    if replay.named_log():  # The replay of so long a log takes a minute, and its figures are tested where it is made.
        assert rows.sum() == 5_329
        assert found == pytest.approx(FIGURES[elapsed][0], abs=5e-5)
    else:
        by_engine = replay.replay(replay.read_log(review_log), elapsed=elapsed)
        assert rows.sum() == len(by_engine.predictions)
        assert found == pytest.approx(by_engine.log_loss, abs=1e-9)


@pytest.mark.parametrize("elapsed", Elapsed)
def test_fitted_weights_are_no_worse_where_they_were_fitted(log: ReviewLog, elapsed: Elapsed) -> None:
    """Over what they were learned from, fitted weights have no higher log loss than the default ones."""
    known = histories(log, elapsed=elapsed)
    rows = known.predicted
    default, fitted = (
        log_loss(known.succeeded[rows], fsrs6(known, weights)[0][rows])
        for weights in (DEFAULT_PARAMETERS, fit(log, elapsed=elapsed).parameters)
    )
    assert fitted <= default


def test_learner_days_and_fitted_weights_predict_better(log: ReviewLog) -> None:
    """By time, over the same reviews: each way of counting by itself, and both against SM-2 and a constant."""

    def judged(elapsed: Elapsed) -> Evaluation:
        return evaluate(log, elapsed=elapsed, apart=DAY)

    days, hours = (
        {row["model"]: row for row in judged(elapsed).table.iter_rows(named=True)}
        for elapsed in (Elapsed.LEARNER_DAY, Elapsed.ROLLING_24H)
    )
    assert len({row["n"] for row in (*days.values(), *hours.values())}) == 1
    for model in ("default", "optimizer", "fitted", "sm2"):
        assert days[model]["log_loss"] < hours[model]["log_loss"]
    for found in (days, hours):
        assert found["fitted"]["log_loss"] < found["default"]["log_loss"] < found["constant"]["log_loss"]
    if replay.named_log():
        for elapsed, found in ((Elapsed.LEARNER_DAY, days), (Elapsed.ROLLING_24H, hours)):
            assert found["default"]["n"] == 4_440
            assert found["fitted"]["rmse_bins"] < 0.8 * found["default"]["rmse_bins"]
            assert found["default"]["log_loss"] == pytest.approx(FIGURES[elapsed][1], abs=5e-5)
