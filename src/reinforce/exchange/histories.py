"""A review log as the histories that memory models learn from and are judged by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from reinforce.errors import InvalidParameterError, shown
from reinforce.exchange import ReviewLog, from_frame
from reinforce.practice import Elapsed

if TYPE_CHECKING:
    from datetime import timedelta

    from numpy.typing import NDArray

_CARD = ("learner", "skill")
_SPELL = (*_CARD, "spell")
_ARRAYS = ("begins", "elapsed", "rating", "count", "lapses", "predicted", "order")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Histories:
    """
    The reviews of a log, card by card and each card's in the order of time; every array has one value a review.

    A history begins with a card's first review, and anew where the learner started anew with the skill.

    Attributes:
        frame: ``learner``, ``skill``, ``at``, ``day`` (the date of the learner day, never before that of the
            review before) and, where known, ``interval`` of each review.
        begins: whether a history begins here.
        elapsed: days since the review before, 0 where a history begins (int64).
        rating: 1 to 4 (int64).
        count: which review of its history it is, of those on different days, from 1 (int64).
        lapses: how many of the reviews before it, each at least a day after the one before, were rated Again (int64).
        predicted: whether memory has something to say about it: it comes at least a day after the review before.
        order: the place of each review in the order of time over all cards (int64).
        left_out: how many reviews of the log are not here, since their memory comes from elsewhere.
    """

    frame: pl.DataFrame
    begins: NDArray[np.bool_]
    elapsed: NDArray[np.int64]
    rating: NDArray[np.int64]
    count: NDArray[np.int64]
    lapses: NDArray[np.int64]
    predicted: NDArray[np.bool_]
    order: NDArray[np.int64]
    left_out: int

    @property
    def succeeded(self) -> NDArray[np.bool_]:
        """Whether each review was rated better than Again."""
        return self.rating > 1

    def only(self, rows: NDArray[np.bool_]) -> Histories:
        """Return those *rows*, which must be whole histories."""
        arrays = {name: getattr(self, name)[rows] for name in _ARRAYS}
        return replace(self, frame=self.frame.filter(rows), **arrays)

    def apart(self, least: timedelta) -> NDArray[np.bool_]:
        """Return whether each review comes at least so long after the one before it."""
        gap = self.frame.select(pl.col("at").diff().fill_null(pl.duration()) >= least).to_series().to_numpy()
        return np.asarray(gap & ~self.begins)


def histories(log: ReviewLog | pl.DataFrame, *, elapsed: Elapsed = Elapsed.LEARNER_DAY) -> Histories:
    """
    Return the histories in *log*.

    Args:
        log: a review log; or a frame of one, which is then read as `exchange.from_frame` does.
        elapsed: how the days between two reviews are counted; the same rules as in the fold.

    Raises:
        InvalidParameterError: the frame is no review log, or *elapsed* is no way of counting.
    """
    if not isinstance(elapsed, Elapsed):
        raise InvalidParameterError("elapsed", f"must be an Elapsed, not {shown(elapsed)}", value=elapsed)
    frame = log.frame if isinstance(log, ReviewLog) else from_frame(log).frame
    whole = frame.height
    if "carried" in frame.columns:
        frame = frame.filter(~pl.col("carried"))
    if "spell" not in frame.columns:
        frame = frame.with_columns(spell=pl.lit(0, dtype=pl.Int32))
    # Reviews of different cards at one instant have an order too, whichever rows they came in.
    frame = frame.sort("at", *_CARD, maintain_order=True).with_row_index("order").sort(*_SPELL, maintain_order=True)
    begins = pl.struct(*_SPELL).is_first_distinct()
    frame = frame.with_columns(begins=begins, day=pl.col("day").cum_max().over(*_CARD))
    passed = pl.col("at" if elapsed is Elapsed.ROLLING_24H else "day").diff().dt.total_days()
    frame = frame.with_columns(elapsed=pl.when("begins").then(0).otherwise(passed).cast(pl.Int64))
    later = pl.col("elapsed") > 0
    failed = (later & (pl.col("rating") == 1)).cast(pl.Int64)
    frame = frame.with_columns(
        count=1 + later.cast(pl.Int64).cum_sum().over(*_SPELL),
        lapses=failed.cum_sum().over(*_SPELL) - failed,
    )
    return Histories(
        frame=frame.select("learner", "skill", "at", "day", *(["interval"] if "interval" in frame.columns else [])),
        begins=frame["begins"].to_numpy(),
        elapsed=frame["elapsed"].to_numpy(),
        rating=frame["rating"].cast(pl.Int64).to_numpy(),
        count=frame["count"].to_numpy(),
        lapses=frame["lapses"].to_numpy(),
        predicted=(frame["elapsed"] > 0).to_numpy(),
        order=frame["order"].cast(pl.Int64).to_numpy(),
        left_out=whole - frame.height,
    )
