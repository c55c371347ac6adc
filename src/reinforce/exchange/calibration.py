"""Whether predicted chances come true: predicted and observed share, bin by bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray


def calibration(succeeded: NDArray[np.bool_], chance: NDArray[np.float64], *, bins: int) -> pl.DataFrame:
    """
    Return predicted and observed share by bins of about as many reviews each, in the order of the prediction.

    Equal predictions share a bin, so that there may be fewer. Columns: ``bin``, ``predicted``, ``observed``, ``n``.
    """
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, bins + 1)[1:-1]))
    frame = pl.DataFrame({"bin": np.searchsorted(edges, chance, side="right"), "p": chance, "y": succeeded})
    return shares(frame, "bin").with_columns(bin=pl.int_range(pl.len()))


def shares(frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return the mean of ``p`` and of ``y`` and the number of rows by the values of a column, in their order."""
    means = (pl.col("p").mean().alias("predicted"), pl.col("y").cast(pl.Float64).mean().alias("observed"))
    return frame.group_by(by).agg(*means, n=pl.len()).sort(by)
