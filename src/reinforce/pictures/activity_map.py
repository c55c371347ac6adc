"""The picture of the days on which people practised: weeks across, weekdays down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.pictures.frames import amount, date, extent, read, spoken
from reinforce.pictures.theme import PALE, WIDTH, finished, inline
from reinforce.practice.learner.availability import WEEKDAYS, calendar_date

if TYPE_CHECKING:
    import datetime as dt

    from reinforce.pictures.theme import Picture

_WIDEST, _NARROWEST, _ROW = 34, 12, 20
"""Pixels of a week across, and of a weekday down."""
_MOST_DAYS = 1_100
_NAMED = 76
"""Pixels that the name of a week needs."""
_NAMES = tuple(name[:3].capitalize() for name in WEEKDAYS)


def activity_map(
    frame: pl.DataFrame,
    *,
    value: str = "items",
    first: dt.date | None = None,
    last: dt.date | None = None,
    title: str = "Days practised",
) -> Picture:
    """
    Draw how much was practised on each day: the darker, the more; a day without a row stays white.

    Args:
        frame: columns ``date`` and the value, 0 or more; rows of one date add up, so that it is of all the learners in
            it: filter it for one of them. `activity_days` makes one, and `activity_sums`, with ``first`` named
            ``date``, another.
        value: the column to draw: ``items`` (exercises), or ``minutes``, of which not all may be known.
        first: the first day to draw; that of the frame if omitted.
        last: the last one, at most three years later; that of the frame if omitted.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame has no rows or lacks a column, a column holds what it must not, or there is no
            day to draw, or too many.
    """
    found = read(frame, [date("date", "the day"), amount(value, "what is drawn of each day")]).rename({value: "value"})
    found = found.group_by("date").agg(pl.col("value").sum())
    begin, end = _span(found["date"], first, last)
    every = pl.DataFrame({"date": pl.date_range(begin, end, "1d", eager=True)})
    found = found.with_columns(is_practised=pl.lit(value=True))
    days = every.join(found, on="date", how="left").sort("date")
    days = days.with_columns(pl.col("is_practised").fill_null(value=False), pl.col("value").fill_null(0))
    days = days.with_columns(
        week=pl.col("date").dt.truncate("1w"), weekday=pl.col("date").dt.weekday().cast(pl.Int64)
    ).with_columns(weekday=pl.col("weekday").replace_strict(dict(enumerate(_NAMES, 1))))
    weeks, active = days["week"].n_unique(), days["is_practised"].sum()
    _, most = extent(days, "value")
    chart = _drawn(days, value=value, most=most, weeks=weeks)
    in_all = f"{active} of {days.height} days with practice, {days['value'].sum():,.0f} {spoken(value)} in all"
    description = f"{weeks} weeks across, weekdays down; {in_all}, at most {most:,.0f} on a day."
    return finished(chart, title=title, description=description, least=_NARROWEST * weeks)


def _span(dates: pl.Series, first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date]:
    """Return the first and the last day to draw."""
    given = {"first": first, "last": last}
    for name, day in given.items():
        if day is not None:
            calendar_date(name, day)
    every = dates.sort().to_list()
    begin, end = first or every[0], last or every[-1]
    checks.in_order("first", begin, "last", end, is_given=last is not None)
    if not 0 <= (end - begin).days < _MOST_DAYS:
        reason = f"must be from {begin} to at most {_MOST_DAYS:,} days later, not {end}"
        raise InvalidParameterError("last", reason, value=end)
    return begin, end


def _drawn(days: pl.DataFrame, *, value: str, most: float, weeks: int) -> alt.Chart:
    """Return a cell for each day."""
    wide = max(_NARROWEST, min(_WIDEST, WIDTH // weeks))
    mondays = days["week"].unique().sort().to_list()
    named = [str(monday) for monday in mondays[:: -(-_NAMED // wide)]]
    form = "%-d %b" if mondays[0].year == mondays[-1].year else "%-d %b %y"
    axis = alt.Axis(
        orient="top",
        labelAngle=0,
        labelAlign="left",
        labelOffset=-wide // 2,
        values=named,
        labelExpr=f"utcFormat(utcParse(datum.value, '%Y-%m-%d'), '{form}')",
        ticks=False,
        domain=False,
    )
    scale = alt.Scale(domain=[0, most or 1], range=["#d6e6f4", "#4a8fc7", "#08306b"], interpolate="lab")
    legend = alt.Legend(title=f"{spoken(value)} a day", gradientLength=160, tickCount=4, tickMinStep=1)
    drawn: alt.Chart = (
        alt.Chart(inline(days))
        .mark_rect(stroke=PALE, strokeWidth=1)
        .encode(
            alt.X("week:O", title="week from Monday", axis=axis, scale=alt.Scale(padding=0)),
            alt.Y("weekday:O", title="weekday", sort=list(_NAMES), axis=alt.Axis(labelOverlap=False)),
            color=alt.condition(
                "datum.is_practised", alt.Color("value:Q", scale=scale, legend=legend), alt.value("white")
            ),
            tooltip=[
                alt.Tooltip("date:N", title="day"),
                alt.Tooltip("value:Q", title=spoken(value), format=",.1f"),
            ],
        )
        .properties(width=wide * weeks, height=_ROW * len(_NAMES))
    )
    return drawn
