"""How well predicted chances fit what happened: log loss, RMSE(bins) and AUC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CLIP = 1e-4
"""No prediction is taken to be surer than this, so that one that fails costs 9.2 and not without limit."""


def log_loss(succeeded: NDArray[np.bool_], chance: NDArray[np.float64]) -> float:
    """
    Return the mean of ``-log(p)`` where a review succeeded and of ``-log(1 - p)`` where it did not; lower is better.

    Chances are first brought into 0.0001 to 0.9999.
    """
    sure = np.clip(chance, _CLIP, 1 - _CLIP)
    return float(-np.log(np.where(succeeded, sure, 1 - sure)).mean())


def auc(succeeded: NDArray[np.bool_], chance: NDArray[np.float64]) -> float:
    """
    Return how often a review that succeeded had the higher chance than one that did not; 0.5 is guessing.

    It is not a number where all reviews went the same way.
    """
    if succeeded.all() or not succeeded.any():
        return float("nan")
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to import

    return float(roc_auc_score(succeeded, chance))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """
    The bins of RMSE(bins): reviews alike in elapsed days, in how many came before, and in lapses.

    Each is rounded down on a scale of its own, as srs-benchmark does (open-spaced-repetition/srs-benchmark, "RMSE
    (bins)"): elapsed days t to ``2.48 · 3.62 ** floor(log(t) / log(3.62))``, the review's number i to
    ``1.99 · 1.89 ** floor(log(i) / log(1.89))``, lapses l to ``1.65 · 1.73 ** floor(log(l) / log(1.73))``, none to 0.

    Attributes:
        number: of each review's bin, from 0 (int64).
    """

    number: NDArray[np.int64]

    @classmethod
    def of(cls, *, elapsed: NDArray[np.int64], count: NDArray[np.int64], lapses: NDArray[np.int64]) -> Bins:
        """Return the bins of reviews with these elapsed days, numbers and lapses."""
        levels = np.stack([_level(elapsed, 3.62), _level(count, 1.89), _level(lapses, 1.73)], axis=1)
        _, number = np.unique(levels, axis=0, return_inverse=True)
        return cls(number=number.reshape(-1).astype(np.int64))

    def rmse(self, succeeded: NDArray[np.bool_], chance: NDArray[np.float64]) -> float:
        """Return the root of the mean squared difference of predicted and observed share in a bin, by its reviews."""
        size = np.bincount(self.number)
        gap = np.bincount(self.number, weights=chance - succeeded) / size
        return float(np.sqrt((size * gap**2).sum() / size.sum()))


def _level(values: NDArray[np.int64], base: float) -> NDArray[np.int64]:
    """Return the whole logarithm of *values*, and -1 for 0."""
    positive = np.maximum(values, 1)
    return np.where(values > 0, np.floor(np.log(positive) / np.log(base)), -1).astype(np.int64)
