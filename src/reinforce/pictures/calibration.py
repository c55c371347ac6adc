"""The picture of calibration: whether what was predicted came true, and on how many reviews that rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from reinforce.errors import InvalidParameterError
from reinforce.pictures.frames import SERIES, amount, extent, read_series, share
from reinforce.pictures.theme import GREY, SHARE_AXIS, finished, floor_of, inline, told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.pictures.theme import Picture

_WIDTH, _UPPER, _LOWER, _LEAST = 420, 320, 90, 40
_Z = 1.959964
"""The standard normal deviate of a 95 % interval."""


def calibration(frame: pl.DataFrame, *, by: str | None = None, title: str = "Calibration") -> Picture:
    """
    Draw the share of reviews that succeeded against the one that was predicted, and how many reviews each bin has.

    On the dashed diagonal what was predicted comes true. The whiskers are 95 % intervals of the observed share, by
    Wilson's score (Journal of the American Statistical Association 22, 1927, 209-212).

    Args:
        frame: a row for each bin: ``predicted`` (0 to 1: the mean prediction), ``observed`` (0 to 1: the share that
            succeeded), ``n`` (reviews in the bin) and, where there are several, ``model``.
        by: the column that tells curves apart, instead of ``model``.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, or a column holds what it must not.
    """
    columns = [
        share("predicted", "the mean prediction in the bin, 0 to 1"),
        share("observed", "the share that succeeded, 0 to 1"),
        amount("n", "how many reviews the bin has"),
    ]
    found, names = read_series(frame, columns, by=by, usual="model")
    found = found.filter(pl.col("n") > 0).drop_nulls().sort("predicted", maintain_order=True)
    if found.is_empty():
        raise InvalidParameterError("frame.n", "must be above 0 in one bin at least", value=0)
    found = _interval(found)
    domain = [floor_of(found, "predicted", "observed"), 1.0]
    upper = _curves(found, names, domain=domain).properties(width=_WIDTH, height=_UPPER)
    lower = _counts(found, names, domain=domain)
    count = int(found["n"].sum())
    each = f"{count:,} reviews" if len(names) == 1 else f"{count:,} predictions of {len(names)} models"
    apart = ((pl.col("predicted") - pl.col("observed")).abs() * pl.col("n")).sum() / pl.col("n").sum()
    errors = {name: found.filter(pl.col(SERIES) == name).select(apart).item() for name in names}
    words = "; ".join(
        f"{name + ': ' if name else ''}{100 * error:.1f} percentage points between predicted and observed on average"
        for name, error in errors.items()
        if error is not None
    )
    return finished(
        alt.vconcat(upper, *lower, spacing=16),
        title=title,
        subtitle=f"{each}; whiskers are 95 % intervals.",
        description=f"{each}. {words}.",
        names=names,
    )


def _interval(found: pl.DataFrame) -> pl.DataFrame:
    """Add the ends of Wilson's interval of the observed share."""
    n, p = pl.col("n"), pl.col("observed")
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = (p * (1 - p) / n + _Z**2 / (4 * n**2)).sqrt() * _Z / (1 + _Z**2 / n)
    return found.with_columns(low=(middle - half).clip(0, 1).round(6), high=(middle + half).clip(0, 1).round(6))


def _curves(found: pl.DataFrame, names: Sequence[str], *, domain: Sequence[float]) -> Picture:
    x = alt.X("predicted:Q", title=None, axis=alt.Axis(**SHARE_AXIS), scale=alt.Scale(domain=list(domain)))
    y = alt.Y("observed:Q", title="observed success", axis=alt.Axis(**SHARE_AXIS), scale=alt.Scale(domain=list(domain)))
    diagonal = alt.Chart(alt.InlineData(values=[{"predicted": end, "observed": end} for end in domain]))
    base = alt.Chart(inline(found)).encode(x, y)
    told = told_apart(names, dash=True, shape=True)
    shape = told.pop("shape", None)
    tooltip = [
        alt.Tooltip("predicted:Q", format=".1%"),
        alt.Tooltip("observed:Q", format=".1%"),
        alt.Tooltip("n:Q", title="reviews", format=",d"),
    ]
    return alt.layer(
        diagonal.mark_line(strokeDash=[4, 4], strokeWidth=1.5, color=GREY).encode(x, y),
        base.mark_rule(strokeWidth=1.25, clip=True).encode(alt.Y("low:Q"), alt.Y2("high:Q"), color=told["color"]),
        base.mark_line().encode(**told),
        base.mark_point(size=60).encode(
            color=told["color"], **({} if shape is None else {"shape": shape}), tooltip=tooltip
        ),
    )


def _counts(found: pl.DataFrame, names: Sequence[str], *, domain: Sequence[float]) -> list[alt.Chart]:
    """Return bars of how many reviews each bin has, a panel for each model: side by side they would need colours."""
    x = alt.X(
        "predicted:Q",
        title="predicted success",
        axis=alt.Axis(**SHARE_AXIS),
        scale=alt.Scale(domain=list(domain), padding=0),
    )
    _, most = extent(found, "n")
    y = alt.Y("n:Q", title="reviews", axis=alt.Axis(format=",d", tickCount=2), scale=alt.Scale(domain=[0, most]))
    tooltip = [alt.Tooltip("predicted:Q", format=".1%"), alt.Tooltip("n:Q", title="reviews", format=",d")]
    height = _LOWER if len(names) == 1 else max(_LEAST, _LOWER // len(names))
    panels = []
    for name in names:
        bars = alt.Chart(inline(found.filter(pl.col(SERIES) == name))).mark_bar(width=8)
        drawn = bars.encode(x if name == names[-1] else x.title(None), y, tooltip=tooltip)
        head = {"title": alt.TitleParams(name, fontSize=12, fontWeight="normal", offset=4)} if name else {}
        panels.append(drawn.properties(width=_WIDTH, height=height, **head))
    return panels
