"""Replay of a whole log: all cards' first reviews at once, then all second ones, and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reinforce.errors import InvalidParameterError
from reinforce.memory.fsrs6 import MAX_ELAPSED

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from reinforce.vector.equations import Floats, Weights

_EASIEST = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replay:
    """
    What each of the *n* reviews of a log led to, in the order of the log.

    Attributes:
        retrievability: shape ``(n,)``, what was left right before the review, 0 to 1; nan at a card's first.
        stability, difficulty: shape ``(n,)``, after the review.
        offsets: shape ``(cards + 1,)``, where each card begins.
    """

    retrievability: NDArray[np.float64]
    stability: NDArray[np.float64]
    difficulty: NDArray[np.float64]
    offsets: NDArray[np.int64]

    @property
    def last(self) -> NDArray[np.int64]:
        """Shape ``(cards,)``: the place of each card's last review; -1 for a card that has none."""
        return np.where(np.diff(self.offsets) > 0, self.offsets[1:] - 1, -1)


def replay(weights: Weights, rating: ArrayLike, *, offsets: ArrayLike, elapsed_days: ArrayLike) -> Replay:
    """Return what a log leads to; see `vector.Fsrs6.replay`."""
    ratings, elapsed, starts = _checked(rating, offsets, elapsed_days)
    counts = np.diff(starts)
    # The cards with the most reviews first: those that have an r-th review are then a beginning of all arrays.
    order = np.argsort(-counts, kind="stable")
    begins = starts[:-1][order]
    having = np.searchsorted(-counts[order], -np.arange(1, counts.max(initial=0) + 1), side="right")
    shape = ratings.shape
    out = Replay(
        retrievability=np.full(shape, np.nan), stability=np.empty(shape), difficulty=np.empty(shape), offsets=starts
    )
    stability, difficulty = np.empty(0), np.empty(0)
    for repetition, count in enumerate(having):
        places = begins[:count] + repetition
        now = ratings[places]
        if repetition == 0:
            stability, difficulty = weights.first(now)
        else:
            days = elapsed[places]
            left = weights.left(stability[:count], days)
            out.retrievability[places] = left
            stability, difficulty = weights.after(
                stability[:count], difficulty[:count], now, left=left, same_day=days == 0
            )
        out.stability[places], out.difficulty[places] = stability, difficulty
    return out


def _checked(
    rating: ArrayLike, offsets: ArrayLike, elapsed_days: ArrayLike
) -> tuple[NDArray[np.integer], Floats, NDArray[np.int64]]:
    ratings, elapsed, starts = np.asarray(rating), np.asarray(elapsed_days), np.asarray(offsets)
    for name, given in (("rating", ratings), ("elapsed_days", elapsed), ("offsets", starts)):
        if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
            reason = f"must be whole numbers of one dimension, not {given.dtype} of shape {given.shape}"
            raise InvalidParameterError(name, reason, value=given)
    if elapsed.shape != ratings.shape:
        reason = f"must have the shape of rating, {ratings.shape}, not {elapsed.shape}"
        raise InvalidParameterError("elapsed_days", reason, value=elapsed_days)
    if ratings.size and not (ratings.min() >= 1 and ratings.max() <= _EASIEST):
        raise InvalidParameterError("rating", "must be from 1 to 4", value=rating)
    if elapsed.size and not (elapsed.min() >= 0 and elapsed.max() <= MAX_ELAPSED):
        raise InvalidParameterError("elapsed_days", f"must be from 0 to {MAX_ELAPSED}", value=elapsed_days)
    whole_log = starts.size and starts[0] == 0 and starts[-1] == ratings.size and (np.diff(starts) >= 0).all()
    if not whole_log:
        reason = f"must rise from 0 to the number of reviews, {ratings.size}"
        raise InvalidParameterError("offsets", reason, value=offsets)
    return ratings, elapsed.astype(np.float64), starts.astype(np.int64)
