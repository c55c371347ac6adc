"""A performance model fitted to a log of attempts: coefficients by logistic regression, skills and learners pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from reinforce import checks
from reinforce.fitting.attempt_arrays import read_attempts
from reinforce.fitting.feature_matrix import feature_matrix, terms
from reinforce.fitting.pooling import ability_pool, counts, skill_pool
from reinforce.memory import Fsrs6
from reinforce.memory.features import Ability
from reinforce.memory.performance import CHANCE_MARGIN, TERMS, Coefficients, PerformanceModel
from reinforce.memory.prior import PRIOR

if TYPE_CHECKING:
    import polars as pl

    from reinforce.fitting.attempt_arrays import AttemptArrays, Booleans, Floats
    from reinforce.fitting.feature_matrix import FeatureMatrix

PRIOR_WEIGHT = 300.0
"""As so many attempts, at most, the prior counts beside the log."""

_PRETENDED = 2_000
"""Rows on which the prior is asked what it says; more would say the same."""

_VARIANCE = 0.01
"""How far coefficients stray from the prior's: their variance for terms of unit variance."""

_FREE = 10.0
"""By so much the prior's own log-odds are stretched before they are regressed on, which frees their coefficient."""

_STILL = 1e-6
"""A term that varies less than this in the log is left where the prior has it."""


def fit_performance(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    memory: Fsrs6 | None = None,
    prior: PerformanceModel = PRIOR,
    prior_weight: float = PRIOR_WEIGHT,
    timezone: str = "UTC",
) -> PerformanceModel:
    """
    Return the performance model that a log of attempts shows.

    Each attempt is predicted from the terms that its card had before it, by logistic regression (scikit-learn). What is
    learnt is how far to move from the prior: its coefficients are penalised by their distance from those of the prior,
    all of them stretched by one factor that is free. Besides, the prior is asked what it expects of rows of the log,
    and its answers count as *prior_weight* attempts (a data augmentation prior: Bedrick, Christensen and Johnson 1996,
    Journal of the American Statistical Association 91). So few attempts leave the prior nearly as it is, and many have
    their own say. Skills and learners are pooled as strongly as they differ in the log, see `pooling`.

    Args:
        frame: ``learner, skill, at, correct``, as `read_attempts` takes them.
        memory: the memory model of retrievability; with the default weights if omitted.
        prior: where coefficients and pools start.
        prior_weight: as how many attempts the prior counts, above 0.
        timezone: the zone whose calendar days are the days of practice.

    Raises:
        InvalidParameterError: the frame has unusable rows, or an argument is out of bounds.
    """
    checks.between("prior_weight", prior_weight, 0.001, 1e9)
    attempts = read_attempts(frame, timezone=timezone)
    everything = np.ones(len(attempts), dtype=np.bool_)
    return fitted(attempts, everything, memory=memory or Fsrs6(), prior=prior, weight=prior_weight)[0]


def fitted(
    attempts: AttemptArrays, known: Booleans, *, memory: Fsrs6, prior: PerformanceModel, weight: float
) -> tuple[PerformanceModel, FeatureMatrix]:
    """Return the model fitted to the attempts that are *known*, and what was known before each of all attempts."""
    skills = skill_pool(attempts, known, beforehand=prior.skill_pool)
    learners = ability_pool(attempts, known, beforehand=prior.ability_pool)
    practised = feature_matrix(attempts, memory=memory, skill_pool=skills)
    columns = terms(practised, ability_pool=learners)
    counted, seen = counts(attempts, known)
    model = PerformanceModel(
        coefficients=_coefficients(columns[known], attempts.correct[known], prior=prior.coefficients, weight=weight),
        skills=counted,
        learners=_abilities(attempts, known, practised),
        seen=seen,
        skill_pool=skills,
        ability_pool=learners,
    )
    return model, practised


def chances(columns: Floats, coefficients: Coefficients) -> Floats:
    """Return the chances, of shape ``(n,)``, of rows of terms without the intercept."""
    intercept, *weights = coefficients.values()
    odds = np.clip(columns @ np.asarray(weights) + intercept, -30, 30)
    chance: Floats = np.clip(1 / (1 + np.exp(-odds)), CHANCE_MARGIN, 1 - CHANCE_MARGIN)
    return chance


def _coefficients(columns: Floats, correct: Booleans, *, prior: Coefficients, weight: float) -> Coefficients:
    """Return the coefficients that rows of terms and their outcomes show, beginning at the prior."""
    if not len(correct):
        return prior
    start, *slopes = prior.values()
    expected = columns @ np.asarray(slopes)
    centre, scale, middle = columns.mean(axis=0), columns.std(axis=0), float(expected.mean())
    scale = np.where(scale > _STILL, scale, np.inf)
    table = np.column_stack(((columns - centre) / scale, (expected - middle) * _FREE))
    asked = slice(None, None, -(-len(correct) // _PRETENDED))
    chance = chances(columns[asked], prior)
    share = weight / len(chance)
    regression = LogisticRegression(C=_VARIANCE, solver="newton-cholesky", tol=1e-6, max_iter=100)
    regression.fit(
        np.concatenate((table, table[asked], table[asked])),
        np.concatenate((correct, np.ones(len(chance), dtype=np.bool_), np.zeros(len(chance), dtype=np.bool_))),
        sample_weight=np.concatenate((np.ones(len(correct)), share * chance, share * (1 - chance))),
    )
    *moved, stretch = regression.coef_[0]
    steps = np.asarray(moved) / scale
    factor = stretch * _FREE
    start = float(regression.intercept_[0] - steps @ centre - factor * middle)
    found = (start, *(float(slope) for slope in steps + factor * np.asarray(slopes)))
    return Coefficients(**dict(zip(TERMS, found, strict=True)))


def _abilities(attempts: AttemptArrays, known: Booleans, practised: FeatureMatrix) -> dict[str, Ability]:
    """Return of each learner what all of their known attempts show; none of it counts as lately."""
    codes, rate, size = attempts.learner[known], practised.rate[known], len(attempts.learners)
    excess = np.bincount(codes, attempts.correct[known] - rate, minlength=size)
    information = np.bincount(codes, rate * (1 - rate), minlength=size)
    return {
        learner: Ability(excess=float(more), information=float(much))
        for learner, more, much in zip(attempts.learners, excess, information, strict=True)
        if much
    }
