"""A picture of what is still known from day to day: by what an engine says, by what is true, or in several teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from reinforce.errors import InvalidParameterError, shown
from reinforce.pictures.dates import date_axis
from reinforce.pictures.frames import SERIES, date, percent, read_series, share, thinned
from reinforce.pictures.theme import INK, SHARE_AXIS, WIDTH, finished, inline, told_apart

if TYPE_CHECKING:
    from reinforce.pictures.theme import Picture

_HEIGHT = 280
_LETTERING = 16
"""Pixels that a line of text is high."""


def still_known(
    frame: pl.DataFrame,
    *,
    by: str | None = None,
    gap: tuple[str, str] | None = None,
    title: str = "What is still known",
) -> Picture:
    """
    Draw what share is still known, by date, from 0 to 100 %; each line says what it ends with.

    Args:
        frame: a row for each day: ``date``, ``still_known`` (0 to 1) and, where there are several lines, ``series``.
        by: the column that tells lines apart, instead of ``series``.
        gap: two lines; how far apart they are on the last day that both have is drawn and named, in points.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, a day comes twice, or *gap*
            names a line that is not there, or two that share no day.
    """
    columns = [date("date", "the day"), share("still_known", "what is still known, 0 to 1")]
    found, names = read_series(frame, columns, by=by, usual="series", once="date")
    axis = date_axis(found["date"])
    found = found.drop_nulls("still_known").sort("date", maintain_order=True)
    x = alt.X(
        "date:T",
        timeUnit="utcyearmonthdate",
        title="day",
        axis=axis,
    )
    y = alt.Y("still_known:Q", title="still known", axis=alt.Axis(**SHARE_AXIS), scale=alt.Scale(domain=[0, 1]))
    tooltip = [
        alt.Tooltip("date:T", timeUnit="utcyearmonthdate", title="day"),
        alt.Tooltip("series:N", title="line"),
        alt.Tooltip("still_known:Q", title="still known", format=".1%"),
    ]
    lines = alt.Chart(inline(thinned(found))).mark_line(clip=True)
    layers: list[alt.Chart | alt.LayerChart] = [
        lines.encode(x, y, tooltip=tooltip, **told_apart(names, dash=True)),
        *_ends(found),
    ]
    words = [f"{name + ': ' if name else ''}{_course(found, name)}" for name in names]
    if gap is not None:
        drawn, told = _gap(found, gap)
        layers.append(drawn)
        words.append(told)
    chart = alt.layer(*layers).properties(width=WIDTH, height=_HEIGHT)
    return finished(chart, title=title, description=f"{'; '.join(words)}.", names=names)


def _course(found: pl.DataFrame, name: str) -> str:
    """Return in words where a line begins and ends."""
    rows = found.filter(pl.col(SERIES) == name)
    if rows.is_empty():
        return "nothing known"
    days, shares = rows["date"], rows["still_known"]
    return f"{percent(shares[0])} on {days[0]}, {percent(shares[-1])} on {days[-1]}"


def _text(rows: list[dict[str, Any]], **mark: Any) -> alt.Chart:  # noqa: ANN401 - what Altair takes
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_text(fontSize=12, color=INK, **mark)
        .encode(alt.X("date:T", timeUnit="utcyearmonthdate"), alt.Y("still_known:Q"), alt.Text("text:N"))
    )
    return drawn


def _ends(found: pl.DataFrame) -> list[alt.Chart]:
    """Return what each line ends with: right of it on the last day, else above; of those that overlap the highest."""
    rows = [
        {"date": str(day), "still_known": value, "text": percent(value)}
        for day, value in found.group_by(SERIES, maintain_order=True)
        .last()
        .sort("still_known", descending=True)
        .select("date", "still_known")
        .iter_rows()
    ]
    last = max((row["date"] for row in rows), default="")
    kept: list[dict[str, Any]] = []
    for row in rows:
        near = (one for one in kept if one["date"] == row["date"])
        if all(one["still_known"] - row["still_known"] >= _LETTERING / _HEIGHT for one in near):
            kept.append(row)
    right, above = ([row for row in kept if (row["date"] == last) == at] for at in (True, False))
    drawn = []
    if right:
        drawn.append(_text(right, align="left", dx=6))
    if above:
        drawn.append(_text(above, align="center", dy=-10))
    return drawn


def _gap(found: pl.DataFrame, gap: tuple[str, str]) -> tuple[alt.LayerChart, str]:
    """Return the distance of two lines on the last day that both have, drawn and in words."""
    names = found[SERIES].unique(maintain_order=True).to_list()
    for name in gap:
        if name not in names:
            raise InvalidParameterError("gap", f"must name two lines of {shown(names)}, not {shown(name)}", value=gap)
    first, second = (found.filter(pl.col(SERIES) == name).select("date", "still_known") for name in gap)
    both = first.join(second, on="date", suffix="_other").sort("date")
    if both.is_empty():
        raise InvalidParameterError("gap", "must name two lines that share a day", value=gap)
    day, one, other = both.row(-1)
    points = abs(round(100 * one) - round(100 * other))  # of the numbers that are read beside it
    named = f"{points} {'point' if points == 1 else 'points'}"
    row = {"date": str(day), "still_known": one, "other": other, "text": named}
    rule = (
        alt.Chart(alt.InlineData(values=[row]))
        .mark_rule(strokeWidth=2, color=INK)
        .encode(alt.X("date:T", timeUnit="utcyearmonthdate"), alt.Y("still_known:Q"), alt.Y2("other:Q"))
    )
    middle = {**row, "still_known": min(one, other)}
    told = f"on {day}, {gap[0]} is {named} {'above' if one > other else 'below'} {gap[1]}"
    drawn: alt.LayerChart = rule + _text([middle], align="center", dy=20)
    return drawn, told
