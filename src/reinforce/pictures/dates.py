"""Axes of dates, of which each names about eight days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import altair as alt

if TYPE_CHECKING:
    import polars as pl

_MOST = 8
_LONG = 70
"""Days; an axis of more names the first days of months."""
_CLOSE = 12
"""Days between the first date and a month's first that leave no room for both names."""
_MONTHS = 12


def date_axis(dates: pl.Series) -> alt.Axis:
    """Return an axis that names about eight days: as many days apart each, or first days of months after the first."""
    days = dates.unique().sort().to_list()
    first, last = days[0], days[-1]
    length = (last - first).days + 1
    if length <= _LONG:
        step = -(-length // _MOST)
        named = [first + timedelta(days=ahead) for ahead in range(0, length, step)]
    else:
        named = _months(first, last)
    values = [alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in named]
    form = "%-d %b" if first.year == last.year else "%-d %b %y"
    return alt.Axis(format=form, values=values, labelAlign="left", labelOffset=0, labelFlush=False)


def _months(first: date, last: date) -> list[date]:
    """Return *first*, and the first days of every so many months after it."""
    starts = [
        date(first.year + month // _MONTHS, month % _MONTHS + 1, 1)
        for month in range(first.month, first.month + (last.year - first.year) * _MONTHS + last.month - first.month + 1)
    ]
    starts = [day for day in starts if day <= last and (day - first).days >= _CLOSE]
    return [first, *starts[:: -(-len(starts) // _MOST)]]
