"""Judging by time: nothing is predicted from what came after it, and models that know more predict better."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from reinforce import Elapsed
from reinforce.errors import InvalidParameterError
from reinforce.exchange import ReviewLog, from_frame
from reinforce.exchange.histories import histories
from reinforce.fitting import Evaluation, evaluate, fit, log_loss
from reinforce.fitting.prediction import sm2
from reinforce.memory import DEFAULT_PARAMETERS
from tests.fitting.people import FADING, START, simulated


@pytest.fixture(scope="module")
def log() -> ReviewLog:
    """Return the log of three people who forget quickly."""
    return simulated(learners=("ana", "ben", "cleo"), skills=80)


@pytest.fixture(scope="module")
def judged(log: ReviewLog) -> Evaluation:
    """Return how well all models predict that log, and the weights that made it."""
    return evaluate(log, parameters={"true": FADING}, splits=3, least=400)


def losses(evaluation: Evaluation) -> dict[str, float]:
    """Return the log losses by model."""
    return dict(evaluation.table.select("model", "log_loss").iter_rows())


def test_models_that_know_more_predict_better(judged: Evaluation) -> None:
    """The weights that made the reviews come first; fitted ones beat the default weights, a constant, and SM-2."""
    found = losses(judged)
    assert judged.table["model"][0] == "true"
    assert found["fitted"] < min(found["default"], found["constant"], found["sm2"])
    assert set(judged.table["n"]) == {judged.predictions.height}


def test_only_the_past_is_learned_from(log: ReviewLog, judged: Evaluation) -> None:
    """What happens after a split changes none of its predictions."""
    ends = judged.predictions.filter(pl.col("split") == 1)["at"].max()
    frame = log.frame.with_columns(rating=pl.when(pl.col("at") > ends).then(1).otherwise("rating").cast(pl.Int8))
    other = evaluate(frame, parameters={"true": FADING}, splits=3, least=400)
    kept = pl.col("split") < 2
    assert other.predictions.filter(kept).equals(judged.predictions.filter(kept))
    assert not other.predictions.equals(judged.predictions)


def test_a_split_with_too_little_to_learn_from_is_judged_with_the_default_weights(judged: Evaluation) -> None:
    """It is said which split that was; there the fitted chances are the default ones."""
    assert judged.splits["fitted"].to_list() == [True, True, True]
    late = evaluate(simulated(learners=("ana", "ben", "cleo"), skills=80), splits=3, least=600)
    assert late.splits["fitted"].to_list() == [False, True, True]
    same = (
        late.predictions.with_columns(same=pl.col("fitted") == pl.col("default"))
        .group_by("split")
        .agg(pl.col("same").all())
    )
    assert dict(same.iter_rows()) == {0: True, 1: False, 2: False}


def test_each_part_but_the_first_is_judged_once(log: ReviewLog, judged: Evaluation) -> None:
    """Parts follow each other in time, and what one is learned from is all that is judged before it."""
    known = histories(log)
    assert judged.splits["judged"].sum() + judged.splits["learned"][0] == known.predicted.sum()
    assert judged.splits["learned"].to_list() == sorted(judged.splits["learned"].to_list())
    assert judged.predictions["at"].is_sorted()
    assert judged.predictions["split"].is_sorted()
    assert (judged.predictions["elapsed"] > 0).all()
    assert judged.to_frame() is judged.table


def test_the_optimizers_weights_are_those_of_fit_undrawn(log: ReviewLog) -> None:
    """With no drawing the fitted model is the optimizer's."""
    found = evaluate(log, models=("optimizer", "fitted"), splits=2, least=400, shrink=0)
    assert found.predictions["fitted"].equals(found.predictions["optimizer"], check_names=False)


def test_groups_are_judged_with_their_own_weights() -> None:
    """Where one person forgets quickly and another does not, weights of their own predict better than common ones."""
    quick, slow = simulated(FADING, skills=160), simulated(DEFAULT_PARAMETERS, learners=("dan",), skills=160, seed=6)
    both = from_frame(pl.concat([quick.frame, slow.frame]).sort("at"))
    common, own = (
        losses(evaluate(both, models=("fitted",), groups=groups, shrink=200, splits=3, least=300))
        for groups in ("all", "learner")
    )
    assert own["fitted"] < common["fitted"]


def test_curves_hold_every_judged_review(judged: Evaluation) -> None:
    """Of each model the calibration curve and the table by lateness count all that was judged."""
    for frame in (judged.calibration, judged.lateness):
        counts = frame.group_by("model").agg(pl.col("n").sum())
        assert set(counts["n"]) == {judged.predictions.height}
        assert set(counts["model"]) == {"constant", "sm2", "default", "optimizer", "fitted", "true"}
    row = judged.lateness.filter(model="true", lateness="late").row(0, named=True)
    late = judged.predictions.filter(lateness="late")
    assert row["predicted"] == pytest.approx(late["true"].mean())
    assert row["observed"] == pytest.approx(late["succeeded"].mean())
    assert row["log_loss"] == pytest.approx(log_loss(late["succeeded"].to_numpy(), late["true"].to_numpy()))


def test_lateness_is_by_the_interval_that_the_log_says() -> None:
    """Within a day, or a tenth of the interval, a review is on time; else the default weights say when it was due."""
    gaps = [10, 11, 13, 10, 7, 30, 33, 36] * 4
    intervals = [None, 10, 10, 10, 10, 30, 30, 30] * 4
    at = np.cumsum(gaps)
    frame = pl.DataFrame(
        {
            "learner": "a",
            "skill": "x",
            "rating": 3,
            "at": [START + timedelta(days=int(day)) for day in at],
            "interval": intervals,
        }
    )
    found = evaluate(frame, models=("default", "constant"), splits=2).predictions
    expected = {11: "on time", 13: "late", 10: "on time", 7: "early", 30: "on time", 33: "on time", 36: "late"}
    told = found.filter(pl.col("elapsed") != 10)
    assert told.height > 10
    assert told["lateness"].cast(pl.String).to_list() == [expected[days] for days in told["elapsed"]]


def test_both_ways_of_counting_can_be_judged_by_the_same_reviews(log: ReviewLog) -> None:
    """Reviews at least 24 hours apart are the same whichever way the days are counted."""
    day, hours = (
        evaluate(log, elapsed=elapsed, apart=timedelta(hours=24), models=("default",), splits=2).predictions
        for elapsed in Elapsed
    )
    assert day.select("learner", "skill", "at").equals(hours.select("learner", "skill", "at"))
    assert not day["default"].equals(hours["default"])


def test_sm2_has_its_intervals() -> None:
    """After 1 and 6 days the interval grows by the ease factor; Again sends it back; a day has one review."""
    ratings, gaps = [3, 3, 3, 1, 1, 3, 3], [1, 6, 16, 0, 1, 1, 6]
    at = [START + timedelta(days=int(day)) for day in np.cumsum(gaps)]
    known = histories(pl.DataFrame({"learner": "a", "skill": "x", "rating": ratings, "at": at}))
    expected = [1.0, 0.9**6, 0.9 ** (16 / 6), 1.0, 0.9 ** (1 / 15), 0.9, 0.9**6]
    assert sm2(known).tolist() == pytest.approx(expected, abs=1e-12)


def test_an_evaluation_can_be_read(judged: Evaluation) -> None:
    """The summary has a line a model, best first; a notebook shows the table."""
    lines = judged.summary().splitlines()
    assert lines[0].startswith(f"{judged.predictions.height:,} reviews judged in 3 splits, learner-day")
    assert [line.split()[0] for line in lines[2:]] == judged.table["model"].to_list()
    assert "log_loss" in judged._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"splits": 1}, "splits must be from 2"),
        ({"bins": 1}, "bins must be from 2"),
        ({"models": ("fsrs-7",)}, "models must be of constant, sm2"),
        ({"models": "default"}, "models must be several of constant, sm2"),
        ({"parameters": [FADING]}, "parameters must be a mapping"),
        ({"parameters": {"mine": "weights"}}, "must be 21 numbers, not str"),
        ({"parameters": {"mine": ("x",) * 21}}, "must be a number, not 'x'"),
        ({"parameters": {3: FADING}}, "parameters must be a string"),
        ({"groups": {"typo": "quick"}}, "names 1 who have no review in the log"),
        ({"parameters": {"fitted": DEFAULT_PARAMETERS}}, "must not be named 'fitted'"),
        ({"parameters": {"mine": (1.0,)}}, "must be 21 numbers, not 1"),
        ({"splits": 100}, "has 4[0-9]+ reviews to judge; 1,010 are needed for 100 splits"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, object], reason: str) -> None:
    """The error names what is wrong, and what is needed."""
    with pytest.raises(InvalidParameterError, match=reason):
        evaluate(simulated(), **arguments)  # type: ignore[arg-type]


def test_fitting_takes_what_evaluation_took(log: ReviewLog) -> None:
    """A fit to the first three quarters gives the chances that the last split had."""
    found = evaluate(log, models=("fitted",), splits=3, least=400)
    last = found.predictions.filter(pl.col("split") == 2)
    weights = fit(log.frame.filter(pl.col("at") < last["at"][0]), least=400).parameters
    again = evaluate(log, models=(), parameters={"mine": weights}, splits=3).predictions.filter(pl.col("split") == 2)
    assert again["mine"].to_numpy() == pytest.approx(last["fitted"].to_numpy(), abs=1e-9)
