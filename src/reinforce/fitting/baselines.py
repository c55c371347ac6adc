"""What a performance model has to beat: simpler predictions of the same attempts, from the same past."""

from __future__ import annotations

from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

import numpy as np
from scipy.sparse import coo_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scipy.sparse import csr_matrix

    from reinforce.fitting.attempt_arrays import AttemptArrays, Booleans, Floats
    from reinforce.fitting.feature_matrix import FeatureMatrix

_SMOOTHING = 2.0
"""As so many attempts counts the overall success rate, beside a learner's or a skill's own."""

MARGIN = 0.01
"""Retrievability is taken as no chance closer to 0 or 1 than this: one miss would otherwise cost without bound."""


def baselines(attempts: AttemptArrays, practised: FeatureMatrix, known: Booleans) -> Mapping[str, Floats]:
    """
    Return by name what each of the simpler ways says of every attempt; what they fit, they fit to the *known* ones.

    - ``FSRS alone``: retrievability under FSRS-6 with its default weights, kept `MARGIN` away from 0 and 1; for the
      first attempt of a card, of which FSRS says nothing, the success rate of first attempts.
    - ``running success rate``: of the learner, all skills together, up to then.
    - ``skill mean``: the success rate of the skill, all learners together, up to then.
    - ``PFA``: performance factors analysis, a logistic regression with an intercept and a weight of successes and of
      failures for each skill (Pavlik, Cen and Koedinger 2009).
    - ``constant``: the success rate of all known attempts.
    """
    right = attempts.correct[known]
    mean = (float(right.sum()) + 1) / (len(right) + 2)
    first = (practised.successes + practised.failures) == 0
    of_first = attempts.correct[known & first]
    start = (float(of_first.sum()) + 1) / (len(of_first) + 2)
    own = practised.own_attempts + _SMOOTHING
    skill = practised.skill_attempts + _SMOOTHING
    return {
        "FSRS alone": np.clip(np.where(first, start, practised.retrievability), MARGIN, 1 - MARGIN),
        "running success rate": (practised.own_successes + _SMOOTHING * mean) / own,
        "skill mean": (practised.skill_successes + _SMOOTHING * mean) / skill,
        "PFA": _factors_analysis(attempts, practised, known, mean=mean),
        "constant": np.full(len(attempts), mean),
    }


def _factors_analysis(attempts: AttemptArrays, practised: FeatureMatrix, known: Booleans, *, mean: float) -> Floats:
    if len(np.unique(attempts.correct[known])) < len((False, True)):
        return np.full(len(attempts), mean)
    table = hstack(
        [_by_skill(attempts, values) for values in (np.ones(len(attempts)), practised.successes, practised.failures)],
        format="csr",
    )
    scale = np.sqrt(np.asarray(table[known].power(2).mean(axis=0)).ravel())
    table = table.multiply(1 / np.where(scale > 0, scale * np.sqrt(len(attempts.skills)), 1.0)).tocsr()
    regression = LogisticRegression(max_iter=200, tol=1e-4)
    with catch_warnings():  # a weight of a rare skill that is not settled yet moves no figure
        simplefilter("ignore", ConvergenceWarning)
        regression.fit(table[known], attempts.correct[known])
    chance: Floats = regression.predict_proba(table)[:, 1]
    return chance


def _by_skill(attempts: AttemptArrays, values: Floats) -> csr_matrix:
    shape = (len(attempts), len(attempts.skills))
    return coo_matrix((values, (np.arange(len(attempts)), attempts.skill)), shape=shape).tocsr()
