"""Pictures of practice over time: retention and workload, the trade-off between them, and ways of practising compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.simulation.pictures.frames import SERIES, amount, percent, read_series, share, thinned
from reinforce.simulation.pictures.theme import INK, SHARE_AXIS, WIDTH, finished, floor_of, inline, told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.simulation.pictures.theme import Picture

_UPPER, _LOWER = 220, 140
_MOST_LABELS = 8
_MOST_ENDS = 6
_LONGEST_WINDOW = 365
_DAY = "time (days)"
_SAME = 1e-6
_LETTERING = 14
"""Pixels that a line of text is high."""


def over_time(
    frame: pl.DataFrame, *, by: str | None = None, window: int = 7, title: str = "Retention and workload"
) -> Picture:
    """
    Draw what is retained, and below it the practice that it takes, day by day.

    Args:
        frame: a row for each day: ``day`` (days since the start), ``retention`` (0 to 1: the mean retrievability),
            ``minutes`` (of practice on that day, for one learner) and, where there are several, ``policy``.
        by: the column that tells lines apart, instead of ``policy``.
        window: days, 1 to 365; the minutes of a day are drawn as the mean of so many days up to it, as days differ
            much.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, or a day comes twice.
    """
    checks.whole("window", window, 1, _LONGEST_WINDOW)
    found, names = _days(frame, by=by)
    smooth = pl.col("minutes").rolling_mean(window, min_samples=1).over(SERIES).alias("smooth")
    unit = ["minutes a day"] if window == 1 else ["minutes a day", f"(mean of {window} days)"]
    return finished(
        _panels(thinned(found.with_columns(smooth)), names, low=floor_of(found, "retention"), lower="smooth", unit=unit),
        title=title,
        description=_told(found, names, cumulated=False),
        names=names,
    )


def comparison(frame: pl.DataFrame, *, by: str | None = None, title: str = "What is left, and what it took") -> Picture:
    """
    Draw ways of practising against each other: what is retained, and the minutes spent so far.

    Args:
        frame: a row for each day and way: ``day`` (days since the start), ``retention`` (0 to 1: the mean
            retrievability), ``minutes`` (of practice on that day, for one learner) and ``policy``.
        by: the column that tells lines apart, instead of ``policy``.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, or a day comes twice.
    """
    found, names = _days(frame, by=by)
    spent = pl.col("minutes").fill_null(0).cum_sum().over(SERIES).alias("spent")
    found = found.with_columns(spent)
    return finished(
        _panels(thinned(found), names, low=0.0, lower="spent", unit=["minutes so far"]),
        title=title,
        description=_told(found, names, cumulated=True),
        names=names,
    )


def _days(frame: pl.DataFrame, *, by: str | None) -> tuple[pl.DataFrame, list[str]]:
    columns = [
        amount("day", "days since the start"),
        share("retention", "the mean retrievability, 0 to 1"),
        amount("minutes", "minutes of practice on that day, for one learner"),
    ]
    found, names = read_series(frame, columns, by=by, usual="policy", once="day")
    return found.sort("day", maintain_order=True), names


def _panels(found: pl.DataFrame, names: Sequence[str], *, low: float, lower: str, unit: Sequence[str]) -> alt.VConcatChart:
    """Return two panels over the same days: retention above, minutes below."""
    base = alt.Chart(inline(found)).mark_line(clip=True).encode(**told_apart(names, dash=True))
    days = alt.X("day:Q", scale=alt.Scale(domain=[found["day"].min(), found["day"].max()], nice=False), axis=alt.Axis(tickCount=8))
    tooltip = [alt.Tooltip("day:Q", format=",d"), alt.Tooltip("series:N", title="line")]
    upper = base.encode(
        days.title(None),
        alt.Y("retention:Q", title="retention", axis=alt.Axis(**SHARE_AXIS), scale=alt.Scale(domain=[low, 1])),
        tooltip=[*tooltip, alt.Tooltip("retention:Q", format=".1%")],
    )
    below = base.mark_line(clip=True, interpolate="step-after" if lower == "spent" else "linear").encode(
        days.title(_DAY),
        alt.Y(f"{lower}:Q", title=list(unit), axis=alt.Axis(tickCount=4), scale=alt.Scale(zero=True)),
        tooltip=[*tooltip, alt.Tooltip(f"{lower}:Q", title=" ".join(unit), format=",.1f")],
    )
    if 1 < len(names) <= _MOST_ENDS:
        upper = upper + _ends(found, low=low)
    return alt.vconcat(
        upper.properties(width=WIDTH, height=_UPPER), below.properties(width=WIDTH, height=_LOWER), spacing=16
    )


def _ends(found: pl.DataFrame, *, low: float) -> alt.Chart:
    """Return how much each line ends with, right of it; where two would overlap, only the higher."""
    last = found.group_by(SERIES).last().drop_nulls("retention").sort("retention", descending=True)
    apart, above = (1 - low) * _LETTERING / _UPPER, float("inf")
    rows = []
    for day, retention in last.select("day", "retention").iter_rows():
        if above - retention >= apart:
            rows.append({"day": day, "retention": retention, "text": percent(retention)})
            above = retention
    base = alt.Chart(alt.InlineData(values=rows)).mark_text(align="left", dx=6, fontSize=12)
    return base.encode(alt.X("day:Q"), alt.Y("retention:Q"), alt.Text("text:N"))


def _told(found: pl.DataFrame, names: Sequence[str], *, cumulated: bool) -> str:
    """Return in words how each line ends."""
    last = found["day"].max()
    words = []
    for name in names:
        rows = found.filter(pl.col(SERIES) == name)
        minutes = rows["minutes"].sum() if cumulated else rows["minutes"].mean()
        spent = "" if minutes is None else f", {minutes:,.1f} minutes {'in all' if cumulated else 'a day'}"
        words.append(f"{name + ': ' if name else ''}{percent(rows['retention'][-1])} retained{spent}")
    return f"On day {last:g}, {'; '.join(words)}."


def trade_off(
    frame: pl.DataFrame,
    *,
    by: str | None = None,
    best: float | None = None,
    title: str = "What retention costs",
) -> Picture:
    """
    Draw what is retained against the minutes a day that it takes.

    Args:
        frame: a row for each point: ``minutes_a_day`` (for one learner), ``retention`` (0 to 1); where known,
            ``desired_retention`` (0 to 1), which orders and names the points; and, where there are several curves,
            ``policy``.
        by: the column that tells curves apart, instead of ``policy``.
        best: a desired retention of the frame, 0 to 1, to draw a ring around.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, or *best* is not in it.
    """
    columns = [
        amount("minutes_a_day", "minutes of practice a day, for one learner"),
        share("retention", "the mean retrievability, 0 to 1"),
        share("desired_retention", "what was asked for, 0 to 1", optional=True),
    ]
    found, names = read_series(frame, columns, by=by, usual="policy")
    asked = "desired_retention" in found.columns
    found = _labelled(found.sort("desired_retention" if asked else "minutes_a_day", maintain_order=True), asked=asked)
    base = alt.Chart(inline(found)).encode(
        alt.X("minutes_a_day:Q", title="practice (minutes a day)", scale=alt.Scale(zero=True)),
        alt.Y(
            "retention:Q",
            title="retention",
            axis=alt.Axis(**SHARE_AXIS),
            scale=alt.Scale(domain=[floor_of(found, "retention"), 1]),
        ),
    )
    asked_for = [alt.Tooltip("desired_retention:Q", title="desired", format=".0%")] if asked else []
    points = base.mark_point(size=70).encode(
        **told_apart(names, shape=True),
        tooltip=[alt.Tooltip("minutes_a_day:Q", title="minutes a day", format=",.2f"), alt.Tooltip("retention:Q", format=".1%"), *asked_for],
    )
    told = told_apart(names, dash=True, shape=True)
    told.pop("shape", None)
    joined = base.mark_line().encode(alt.Order("order:Q"), **told)
    layers = [joined, points, *_labels(base, found)]
    if best is not None:
        layers.append(_ring(base, found, best=checks.between("best", best, 0, 1)))
    subtitle = "Points are named by the desired retention." if asked else ""
    chart = alt.layer(*layers)
    ends = found.select(pl.col("retention").min().alias("least"), pl.col("retention").max().alias("most")).row(0)
    described = f"{len(found)} points from {percent(ends[0])} to {percent(ends[1])} retained."
    return finished(chart, title=title, subtitle=subtitle, description=described, names=names)


def _labelled(found: pl.DataFrame, *, asked: bool) -> pl.DataFrame:
    """
    Add the order of the points, a label to so many of them as do not crowd, and on which side of the point it stands.

    Of several curves, the labels of the cheapest stand left of it, those of the dearest right, and the others have none.
    """
    costs = found.group_by(SERIES).agg(pl.col("minutes_a_day").mean()).sort("minutes_a_day")[SERIES].to_list()
    row, count = pl.int_range(pl.len()).over(SERIES), pl.len().over(SERIES)
    most = _MOST_LABELS if len(costs) == 1 else _MOST_LABELS // 2
    spaced = (row % (count / most).ceil().cast(pl.Int64) == 0) | (row == count - 1)
    named = spaced & pl.col(SERIES).is_in([costs[0], costs[-1]]) if asked else pl.lit(value=False)
    text = pl.col("desired_retention").map_elements(percent, return_dtype=pl.String) if asked else pl.lit("")
    return found.with_row_index("order").with_columns(
        label=pl.when(named).then(text).otherwise(pl.lit("")),
        right=pl.lit(len(costs) == 1) | (pl.col(SERIES) != costs[0]),
    )


def _labels(base: alt.Chart, found: pl.DataFrame) -> list[alt.Chart]:
    """Return the labels, those on each side of their points."""
    drawn = []
    for right, align, baseline, sign in ((True, "left", "top", 1), (False, "right", "bottom", -1)):
        rows = found.filter((pl.col("right") == right) & (pl.col("label") != ""))
        if len(rows):
            words = base.mark_text(align=align, baseline=baseline, dx=8 * sign, dy=7 * sign)
            words.data = inline(rows)
            drawn.append(words.encode(alt.Text("label:N")))
    return drawn


def _ring(base: alt.Chart, found: pl.DataFrame, *, best: float) -> alt.Chart:
    """Return a ring around the points with that desired retention."""
    chosen = found.clear()
    if "desired_retention" in found.columns:
        chosen = found.filter((pl.col("desired_retention") - best).abs() < _SAME)
    if chosen.is_empty():
        raise InvalidParameterError("best", f"must be a desired_retention of the frame, not {best:g}", value=best)
    ring = base.mark_point(size=320, filled=False, stroke=INK, strokeWidth=2)
    ring.data = inline(chosen)
    return ring
