"""How well a performance model predicts a log that it was not fitted to, beside what is simpler."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from sklearn.metrics import log_loss

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.fitting.attempt_arrays import read_attempts
from reinforce.fitting.baselines import baselines
from reinforce.fitting.feature_matrix import terms
from reinforce.fitting.metrics import auc
from reinforce.fitting.performance import PRIOR_WEIGHT, chances, fitted
from reinforce.memory import Fsrs6
from reinforce.memory.prior import PRIOR

if TYPE_CHECKING:
    from reinforce.fitting.attempt_arrays import Booleans, Floats

_LATER_DAY, _ALL = "later-day", "all"


def evaluate_performance(
    frame: pl.DataFrame | pl.LazyFrame, split: float = 0.5, *, timezone: str = "UTC"
) -> pl.DataFrame:
    """
    Return how well the performance model and simpler ones predict the later part of a log of skill practice.

    The log is split by time, all learners together: with *n* attempts, those earlier than the instant of the one at
    place ``floor(split · n)`` are what is known, and all others are predicted, attempts at that very instant among
    them. Every parameter is fitted to the known attempts alone and stays. Each attempt is then predicted from what was
    practised at earlier instants, predicted attempts included, as the counts on cards and of skills would be when it
    came: so a learner or skill that is new in the later part starts at the pooled estimate and moves. Attempts at one
    instant know nothing of each other, and the order of the rows changes nothing.

    Args:
        frame: ``learner, skill, at, correct``, as `read_attempts` takes them: ids as strings or whole numbers; dates or
            datetimes, without a zone in UTC; Booleans, or 0 and 1.
        split: the share of attempts that is known, above 0 and below 1.
        timezone: the zone whose calendar days are the days of practice.

    Returns:
        ``model`` (``performance``, ``FSRS alone``, ``running success rate``, ``skill mean``, ``PFA``, ``constant``; see
        `baselines` for what each is), ``attempts`` (``later-day``: those of a learner at a skill whose last attempt
        at it was on an earlier day; ``all``: all that are predicted), ``n`` (how many), ``log_loss`` (natural
        logarithm, mean) and ``auc`` (area under the receiver's curve). ``log_loss`` is null where there are none,
        ``auc`` also where all have the same outcome.

    Raises:
        InvalidParameterError: the frame lacks a column, has none or unusable rows, or *split* is out of bounds.
    """
    checks.between("split", split, 0, 1)
    if split in (0, 1):
        raise InvalidParameterError("split", f"must be above 0 and below 1, not {split}", value=split)
    attempts = read_attempts(frame, timezone=timezone)
    place = int(split * len(attempts))
    known = attempts.at < np.partition(attempts.at, place)[place]
    model, practised = fitted(attempts, known, memory=Fsrs6(), prior=PRIOR, weight=PRIOR_WEIGHT)
    ours = chances(terms(practised, ability_pool=model.ability_pool), model.coefficients)
    predicted = {"performance": ours, **baselines(attempts, practised, known)}
    which = {_LATER_DAY: ~known & practised.later_day, _ALL: ~known}
    return pl.DataFrame(
        [
            (name, said, int(rows.sum()), *_measured(chance[rows], attempts.correct[rows]))
            for said, rows in which.items()
            for name, chance in predicted.items()
        ],
        schema={"model": pl.String, "attempts": pl.String, "n": pl.Int64, "log_loss": pl.Float64, "auc": pl.Float64},
        orient="row",
    )


def _measured(chance: Floats, correct: Booleans) -> tuple[float | None, float | None]:
    """Return log loss and AUC, each ``None`` where it has no meaning."""
    if not len(correct):
        return None, None
    loss = float(log_loss(correct, chance, labels=[False, True]))
    return loss, auc(correct, chance) if 0 < correct.sum() < len(correct) else None
