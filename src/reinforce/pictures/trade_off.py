"""The picture of the trade-off: what is still known, and what it costs in minutes a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import altair as alt
import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.pictures.frames import SERIES, Column, amount, extent, percent, read_series, share, spoken
from reinforce.pictures.theme import INK, SHARE_AXIS, finished, floor_of, inline, told_apart
from reinforce.practice import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.pictures.theme import Picture

_MOST_LABELS = 8
_SAME = 1e-6
_WEEK = 7
_SHARE, _MINUTES = "desired_retention", "daily_minutes"


def trade_off(
    frame: pl.DataFrame,
    *,
    by: str | None = None,
    over: str | None = None,
    value: str = "retention",
    best: float | None = None,
    target: float | None = None,
    title: str = "Still known, and what it costs",
    subtitle: str = "",
    noun: str = "",
    week: bool = False,
) -> Picture:
    """
    Draw what is still known against the minutes a day that it takes.

    Args:
        frame: a row for each point, of means over the same days: ``daily_minutes`` (for one learner), ``retention``
            (0 to 1); where known, ``desired_retention`` (0 to 1), which orders and names the points; and, where there
            are several curves, ``schedule``.
        by: the column that tells curves apart, instead of ``schedule``.
        over: the column of numbers that orders and names the points, instead of ``desired_retention``.
        value: the column that is drawn as still known, instead of ``retention``; in ``retention_of_all`` a skill
            that was never practised counts 0.
        best: a value of that column, to draw a ring around.
        target: what was to be still known, 0 to 1, to draw a line across.
        title: the picture's title.
        subtitle: the line under it, before the one that says what the points are named by.
        noun: of what the column of their names is a number, as ``"day"``; labels then say it.
        week: whether the axis is in minutes a week, and not in those a day; the frame holds those of a day.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, or *best* is not in it.
    """
    ordering = _ordering(over)
    columns = [
        amount(_MINUTES, "minutes of practice a day, for one learner"),
        share(value, "the mean retrievability, 0 to 1"),
        ordering,
    ]
    found, names = read_series(frame, columns, by=by, usual="schedule")
    asked = ordering.name in found.columns
    found = found.rename({value: "retention"})
    found = found.rename({ordering.name: "asked"}) if asked else found.with_columns(asked=pl.col(_MINUTES))
    if week:
        found = found.with_columns(pl.col(_MINUTES) * _WEEK)
    found = _labelled(found, shares=ordering.name == _SHARE, asked=asked, noun=noun, best=best)
    words = spoken(ordering.name)
    layers = _curves(
        found, names, value=value, week=week, tooltip=[alt.Tooltip("text:N", title=words)] if asked else []
    )
    if best is not None:
        layers.append(_ring(found, value=value, best=best, week=week))
    if target is not None:
        at = alt.Chart(alt.InlineData(values=[{"target": checks.between("target", target, 0, 1)}]))
        layers.append(at.mark_rule(strokeDash=[4, 4], color=INK).encode(alt.Y("target:Q")))
    least, most = extent(found, "retention")
    return finished(
        alt.layer(*layers),
        title=title,
        subtitle="\n".join(filter(None, (subtitle, f"Points are named by the {words}." if asked else ""))),
        description=f"{len(found)} points from {percent(least)} to {percent(most)} still known.",
        names=names,
    )


def _ordering(over: str | None) -> Column:
    """Return the column that orders the points."""
    if over is None or over == _SHARE:
        return share(_SHARE, "what was asked for, 0 to 1", optional=over is None)
    return amount(over, "what orders and names the points")


def _labelled(found: pl.DataFrame, *, shares: bool, asked: bool, noun: str, best: float | None) -> pl.DataFrame:
    """
    Put the points in order, and add their names, a label to so many of them as do not crowd, and the side it stands on.

    The best one always has its own, left of it, and none stands right beside it. Of several curves, the labels of the
    cheapest stand left of it, those of the dearest right; the others have none.
    """
    found = found.sort("asked", maintain_order=True).with_row_index("order")
    texts = ["" if value is None else percent(value) if shares else _name(value, noun) for value in found["asked"]]
    found = found.with_columns(text=pl.Series(texts if asked else [""] * len(texts), dtype=pl.String))
    costs = found.group_by(SERIES, maintain_order=True).agg(pl.col(_MINUTES).mean()).sort(_MINUTES)[SERIES].to_list()
    row, count = pl.int_range(pl.len()).over(SERIES), pl.len().over(SERIES)
    most = _MOST_LABELS if len(costs) == 1 else _MOST_LABELS // 2
    spaced = (row % (count / most).ceil().cast(pl.Int64) == 0) | (row == count - 1)
    ringed = pl.lit(False)  # noqa: FBT003 - none
    if best is not None:
        ringed = ((pl.col("asked") - best).abs() < _SAME).fill_null(value=False)
        beside = ringed.shift(1, fill_value=False).over(SERIES) | ringed.shift(-1, fill_value=False).over(SERIES)
        spaced = ringed | (spaced & ~beside)
    named = spaced & pl.col(SERIES).is_in([costs[0], costs[-1]])
    return found.with_columns(
        label=pl.when(named).then("text").otherwise(pl.lit("")),
        right=(pl.lit(len(costs) == 1) & ~ringed) | ((pl.col(SERIES) != costs[0]) & (len(costs) > 1)),
    )


def _name(value: float, noun: str) -> str:
    """Return the name of a point: a number, and of what it is one."""
    return text.amount(value, value, noun) if noun else f"{value:g}"


def _placed(found: pl.DataFrame, *, value: str, week: bool) -> alt.Chart:
    """Return an empty chart of the points, on axes of their own range."""
    chart: alt.Chart = alt.Chart(inline(found)).encode(
        alt.X(
            f"{_MINUTES}:Q",
            title=f"practice (minutes a {_period(week)})",
            scale=alt.Scale(zero=True),
            axis=alt.Axis(tickCount=8),
        ),
        alt.Y(
            "retention:Q",
            title=spoken(value) + ", on average" * value.startswith("retention"),
            axis=alt.Axis(**SHARE_AXIS),
            scale=alt.Scale(domain=[floor_of(found, "retention"), 1]),
        ),
    )
    return chart


def _curves(
    found: pl.DataFrame, names: Sequence[str], *, value: str, week: bool, tooltip: Sequence[alt.Tooltip]
) -> list[alt.Chart]:
    """Return the lines, their points and labels."""
    base = _placed(found, value=value, week=week)
    points = base.mark_point(size=70).encode(
        **told_apart(names, shape=True),
        tooltip=[
            alt.Tooltip(f"{_MINUTES}:Q", title=f"minutes a {_period(week)}", format=",.2f"),
            alt.Tooltip("retention:Q", title=spoken(value), format=".1%"),
            *tooltip,
        ],
    )
    told = told_apart(names, dash=True, shape=True)
    told.pop("shape", None)
    joined = base.mark_line().encode(alt.Order("order:Q"), **told)
    return [joined, points, *_labels(base, found)]


def _labels(base: alt.Chart, found: pl.DataFrame) -> list[alt.Chart]:
    """Return the labels, those on each side of their points."""
    sides: tuple[tuple[bool, Literal["left", "right"], Literal["top", "bottom"], int], ...] = (
        (True, "left", "top", 1),
        (False, "right", "bottom", -1),
    )
    drawn = []
    for right, align, baseline, sign in sides:
        rows = found.filter((pl.col("right") == right) & (pl.col("label") != ""))
        if len(rows):
            words = base.mark_text(align=align, baseline=baseline, dx=8 * sign, dy=7 * sign)
            words.data = inline(rows)
            drawn.append(words.encode(alt.Text("label:N")))
    return drawn


def _period(week: bool) -> str:  # noqa: FBT001 - named by the function
    return "week" if week else "day"


def _ring(found: pl.DataFrame, *, value: str, best: float, week: bool) -> alt.Chart:
    """Return a ring around the points of that value."""
    chosen = found.filter((pl.col("asked") - best).abs() < _SAME)
    if chosen.is_empty():
        reason = f"must be a value of the column that names the points, not {best:g}"
        raise InvalidParameterError("best", reason, value=best)
    ring: alt.Chart = _placed(found, value=value, week=week).mark_point(
        size=320, filled=False, stroke=INK, strokeWidth=2
    )
    ring.data = inline(chosen)
    return ring
