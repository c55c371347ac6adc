"""Fitted performance models: the arrays equal the folds, the parameters that made a log come back, nothing leaks."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import isnan
from random import Random

import numpy as np
import polars as pl
import pytest

from reinforce.errors import InvalidParameterError
from reinforce.fitting import evaluate_performance, fit_performance
from reinforce.fitting.attempt_arrays import read_attempts
from reinforce.fitting.feature_matrix import feature_matrix, terms
from reinforce.fitting.performance import chances, fitted
from reinforce.journal import Rating
from reinforce.memory import NO_ATTEMPTS, PRIOR, TERMS, Ability, Features, Fsrs6, PerformanceModel, SkillCount, Standing
from tests.support.model_practice import practise_by
from tests.support.skill_practice import KINDS
from tests.support.skill_practice import practise as simulated

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
MODELS = ["performance", "FSRS alone", "running success rate", "skill mean", "PFA", "constant"]


def _log(count: int = 400, *, seed: int = 1, ties: bool = True) -> pl.DataFrame:
    """Return a small log in no order, with attempts at equal instants if there may be ties."""
    rng = Random(seed)
    rows = []
    for number in range(count):
        at = START + timedelta(minutes=rng.randrange(60) * 400 if ties else number * 37 + rng.random())
        rows.append((f"u{rng.randrange(4)}", f"k{rng.randrange(5)}", at, rng.random() < 0.6))
    rng.shuffle(rows)
    return pl.DataFrame(rows, schema=["learner", "skill", "at", "correct"], orient="row")


def _slowly(frame: pl.DataFrame, model: PerformanceModel) -> dict[tuple[str, str, datetime], tuple[float, ...]]:
    """Return the terms of every attempt, reckoned one by one from the folds, instant by instant."""
    memory, found = Fsrs6(), {}
    cards: dict[tuple[str, str], tuple[Features, Standing, int]] = defaultdict(lambda: (NO_ATTEMPTS, Standing(), 0))
    abilities: dict[str, tuple[Ability, int]] = {}
    seen = SkillCount(successes=0, attempts=0)
    counts: dict[str, SkillCount] = defaultdict(lambda: SkillCount(successes=0, attempts=0))
    for (at,), instant in sorted(frame.group_by("at"), key=lambda group: group[0]):
        now = replace(model, skills=dict(counts), seen=seen)
        rows, day = sorted(instant.rows()), at.toordinal()
        for learner, skill, _, _ in rows:
            features, standing, last = cards[learner, skill]
            ability, before = abilities.get(learner, (Ability(), day))
            elapsed = day - last if features.attempts else 0
            held = standing.memory
            left = None if held is None else memory.retrievability(held, elapsed_days=elapsed)
            found[learner, skill, at] = now.terms(
                features,
                rate=now.rate(skill),
                retrievability=left,
                elapsed_days=elapsed,
                ability=ability.faded(day - before),
            )
        for learner, skill, _, correct in rows:
            features, standing, last = cards[learner, skill]
            elapsed = day - last if features.attempts else 0
            rating = Rating.Good if correct else Rating.Again
            standing = memory.review(standing, rating, elapsed_days=elapsed).standing
            cards[learner, skill] = (features.after(correct, elapsed_days=elapsed), standing, day)
            ability, before = abilities.get(learner, (Ability(), day))
            abilities[learner] = (ability.faded(day - before).after(correct, rate=now.rate(skill)), day)
            counts[skill], seen = counts[skill].after(correct), seen.after(correct)
    return found


@pytest.mark.parametrize("ties", [True, False])
def test_what_is_fitted_is_what_the_model_scores(ties: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The terms of a whole log on arrays equal those of the folds, attempt by attempt, from earlier instants alone."""
    frame = _log(ties=ties)
    attempts = read_attempts(frame)
    columns = terms(
        feature_matrix(attempts, memory=Fsrs6(), skill_pool=PRIOR.skill_pool), ability_pool=PRIOR.ability_pool
    )
    slowly = _slowly(frame, PRIOR)
    for place, row in enumerate(columns):
        at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(attempts.at[place]))
        key = (attempts.learners[attempts.learner[place]], attempts.skills[attempts.skill[place]], at)
        assert (1.0, *row) == pytest.approx(slowly[key], abs=1e-9), dict(zip(TERMS, slowly[key], strict=True))


def test_a_model_that_made_a_log_is_found_in_it() -> None:
    """Coefficients fitted to attempts that a model made lie near those of the model, and so do the chances."""
    changed = {"skill": 0.8, "successes": 0.45, "failures": -0.35, "fast": 0.3, "left": 0.3, "same_day": 1.0}
    truth = replace(PRIOR, coefficients=replace(PRIOR.coefficients, **changed))
    frame = practise_by(truth, attempts=12_000, learners=120, skills=20, seed=4)
    attempts = read_attempts(frame)
    everything = np.ones(len(attempts), dtype=np.bool_)
    model, practised = fitted(attempts, everything, memory=Fsrs6(), prior=PRIOR, weight=300.0)
    found = chances(terms(practised, ability_pool=model.ability_pool), model.coefficients)
    made = frame.sort("learner", "skill", "at")["chance"].to_numpy()
    prior = chances(terms(practised, ability_pool=PRIOR.ability_pool), PRIOR.coefficients)
    assert np.abs(found - made).mean() < 0.02 < np.abs(prior - made).mean()
    for name in ("skill", "successes", "failures", "fast", "left"):
        wanted = getattr(truth.coefficients, name)
        assert getattr(model.coefficients, name) == pytest.approx(wanted, abs=0.15), name


def test_easy_skills_and_able_learners_are_recognised() -> None:
    """With guessing and slipping, fitted effects put skills and learners in the order that made the log."""
    frame = simulated("item response", attempts=15_000, learners=60, skills=20, rng=3, truth=True)
    model = fit_performance(frame)
    for column, effect in (
        ("skill", model.rate),
        ("learner", lambda learner: model.learners[learner].effect(pool=model.ability_pool)),
    ):
        true = frame.group_by(column).agg(pl.col("chance").mean(), pl.len()).filter(pl.col("len") > 50)
        fitted_effects = [effect(name) for name in true[column]]
        assert np.corrcoef(np.argsort(np.argsort(fitted_effects)), true["chance"].rank())[0, 1] > 0.8


@pytest.mark.parametrize("kind", ["item response", "knowledge tracing", "until mastered", "retrieval"])
def test_the_model_predicts_better_than_what_is_simpler(kind: str) -> None:
    """On practice of several kinds, with guessing, slipping, unequal skills and learners, it has the least log loss."""
    frame = simulated(kind, attempts=20_000, learners=150, skills=40, rng=11)
    found = evaluate_performance(frame)
    for said in ("later-day", "all"):
        losses = dict(found.filter(attempts=said).select("model", "log_loss").iter_rows())
        assert min(losses, key=losses.__getitem__) == "performance", losses
    assert found.filter(attempts="all")["n"].unique().to_list() == [frame.height - frame.height // 2]


def test_where_there_is_only_luck_the_model_pretends_nothing() -> None:
    """On outcomes of chance alone its log loss is that of the constant rate, but for little."""
    found = evaluate_performance(simulated("luck", attempts=20_000, learners=150, skills=40, rng=11))
    losses = dict(found.filter(attempts="all").select("model", "log_loss").iter_rows())
    assert losses["performance"] < losses["constant"] + 0.002


def test_the_same_log_in_any_form_is_judged_the_same() -> None:
    """Row order, whole numbers for ids, 0 and 1 as numbers, another zone or none: nothing changes the figures."""
    frame = _log(600)
    expected = evaluate_performance(frame)
    digits = pl.col("learner").str.slice(1).cast(pl.Int64)
    for other in (
        frame.sample(fraction=1, shuffle=True, seed=2),
        frame.with_columns(learner=digits, skill=pl.col("skill").cast(pl.Categorical)),
        frame.with_columns(pl.col("correct").cast(pl.Float64), pl.col("at").dt.replace_time_zone(None)),
        frame.with_columns(pl.col("correct").cast(pl.Int8), pl.col("at").dt.convert_time_zone("Asia/Tokyo")),
        frame.with_columns(pl.col("at").dt.cast_time_unit("ms"), other=1).lazy(),
    ):
        assert evaluate_performance(other).equals(expected)
    assert expected.columns == ["model", "attempts", "n", "log_loss", "auc"]
    assert expected.select("model", "attempts").rows() == [(m, a) for a in ("later-day", "all") for m in MODELS]


def test_nothing_from_later_leaks() -> None:
    """Outcomes from some instant on change no prediction up to that instant, and none of the parameters before."""
    frame = simulated("with moods", attempts=3_000, learners=20, skills=10, rng=5)
    instants = frame["at"].sort()
    half, late = instants[frame.height // 2], instants[frame.height * 3 // 4]
    turned = frame.with_columns(
        pl.when(pl.col("at") >= late).then(~pl.col("correct")).otherwise("correct").alias("correct")
    )
    said = []
    for one in (frame, turned):
        attempts = read_attempts(one)
        known = attempts.at < int(half.timestamp() * 1e6)
        model, practised = fitted(attempts, known, memory=Fsrs6(), prior=PRIOR, weight=300.0)
        rows = attempts.at <= int(late.timestamp() * 1e6)
        said.append((model, chances(terms(practised, ability_pool=model.ability_pool), model.coefficients)[rows]))
    assert said[0][0].coefficients.values() == pytest.approx(said[1][0].coefficients.values(), abs=1e-6)
    assert said[0][0].skills == said[1][0].skills
    assert np.abs(said[0][1] - said[1][1]).max() < 1e-6


def test_a_fit_knows_of_skills_and_learners_what_updates_know() -> None:
    """A model that was updated attempt by attempt knows skills, and what learners showed, as one fitted to the log."""
    frame = _log(300, ties=False).sort("at")
    updated = PRIOR.updated(frame.select("learner", "skill", "correct").iter_rows())
    model = fit_performance(frame)
    assert updated.skills == model.skills
    assert updated.seen == model.seen
    attempts = read_attempts(frame)
    practised = feature_matrix(attempts, memory=Fsrs6(), skill_pool=PRIOR.skill_pool)
    more = np.bincount(attempts.learner, attempts.correct - practised.rate)
    assert [updated.learners[name].excess for name in attempts.learners] == pytest.approx(list(more))


@pytest.mark.parametrize("correct", [[True] * 40, [False] * 40, [True] * 30 + [False] * 10])
def test_logs_that_say_little_are_judged_too(correct: list[bool]) -> None:
    """One outcome, one instant, one learner, one row: there are figures, and null where one has no meaning."""
    at = [START + timedelta(hours=7 * number) for number in range(40)]
    frame = pl.DataFrame({"learner": [1] * 40, "skill": [f"k{n % 3}" for n in range(40)], "at": at, "correct": correct})
    for few in (
        frame,
        frame.head(1),
        frame.head(2),
        frame.with_columns(at=pl.lit(START)),
        frame.with_columns(pl.col("at").dt.date()),
    ):
        found = evaluate_performance(few)
        assert found.height == 12
        assert not any(isnan(loss) for loss in found["log_loss"].drop_nulls())
        of_all = found.filter(pl.col("attempts") == "all")
        assert of_all["n"].min() == few.height - few.filter(pl.col("at") < few["at"].sort()[few.height // 2]).height
        assert of_all["log_loss"].null_count() == 0
        assert fit_performance(few).seen.attempts == few.height


def test_few_attempts_leave_the_prior_and_many_do_not() -> None:
    """The less a log has to say, the nearer the fitted chances stay to the prior's."""
    frame = simulated("knowledge tracing", attempts=8_000, learners=60, skills=20, rng=2)
    distances = []
    for rows in (60, 8_000):
        model = fit_performance(frame.head(rows))
        steps = np.subtract(model.coefficients.values(), PRIOR.coefficients.values())
        distances.append(float(np.abs(steps[TERMS.index("fast")])))
    assert distances[0] < 0.2 < distances[1]


def test_a_log_that_cannot_be_read_is_refused_by_column() -> None:
    """What is missing, empty or of the wrong kind is named."""
    log = _log(20)
    for frame, field in (
        (log.drop("skill"), "frame"),
        (log.clear(), "frame"),
        (log.with_columns(correct=0.5), "frame.correct"),
        (log.with_columns(correct=pl.lit("yes")), "frame.correct"),
        (log.with_columns(correct=pl.lit(None, dtype=pl.Boolean)), "frame.correct"),
        (log.with_columns(at=pl.lit("2026-01-01")), "frame.at"),
        (log.with_columns(learner=1.5), "frame.learner"),
        (log.to_dicts(), "frame"),
    ):
        for judge in (evaluate_performance, fit_performance):
            with pytest.raises(InvalidParameterError) as refused:
                judge(frame)  # type: ignore[arg-type]
            assert refused.value.field == field


@pytest.mark.parametrize("split", [0, 1, -0.5, float("nan"), "half"])
def test_a_split_leaves_something_on_both_sides(split: float) -> None:
    """The share that is known lies above 0 and below 1."""
    with pytest.raises(InvalidParameterError) as refused:
        evaluate_performance(_log(20), split=split)
    assert refused.value.field == "split"


def test_days_are_those_of_the_zone_that_is_named() -> None:
    """Attempts an hour apart lie on two days in one zone and on one in another."""
    at = [datetime(2026, 1, 5, 23, 30, tzinfo=UTC) + timedelta(hours=step) for step in (0, 0, 1, 1)]
    frame = pl.DataFrame({"learner": list("abab"), "skill": ["k"] * 4, "at": at, "correct": [True, False] * 2})
    later = {zone: evaluate_performance(frame, timezone=zone)["n"][0] for zone in ("UTC", "Europe/Berlin")}
    assert later == {"UTC": 2, "Europe/Berlin": 0}
    with pytest.raises(InvalidParameterError, match="Nowhere"):
        evaluate_performance(frame, timezone="Nowhere")


def test_every_kind_of_practice_is_made_as_asked() -> None:
    """The simulated logs have about as many attempts as asked, the same for the same seed."""
    for kind in KINDS:
        frame = simulated(kind, attempts=500, learners=10, skills=5, rng=1)
        assert 300 < frame.height < 700
        assert frame.equals(simulated(kind, attempts=500, learners=10, skills=5, rng=1))
