"""The picture of time to mastery: what share is mastered by which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from reinforce import checks
from reinforce.pictures.frames import SERIES, amount, percent, read_series, share
from reinforce.pictures.theme import HEIGHT, INK, SHARE_AXIS, WIDTH, finished, inline, told_apart

if TYPE_CHECKING:
    from reinforce.pictures.theme import Picture

_MOST_DAYS = 1e6


def mastery_curve(
    frame: pl.DataFrame, *, median: float | None = None, by: str | None = None, title: str = "Time to mastery"
) -> Picture:
    """
    Draw the share that is mastered by each day.

    Args:
        frame: a row for each day on which the share changes: ``day`` (days since the first practice), ``mastered`` (0
            to 1, by Kaplan and Meier's estimate where some were not followed to the end) and, where there are several,
            ``schedule``.
        median: the day by which half is mastered; drawn as a line.
        by: the column that tells lines apart, instead of ``schedule``.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, or a day comes twice.
    """
    columns = [amount("day", "days since the first practice"), share("mastered", "the share mastered by then, 0 to 1")]
    found, names = read_series(frame, columns, by=by, usual="schedule", once="day")
    found = found.sort("day", maintain_order=True)
    x = alt.X("day:Q", title="time since the first practice (days)", axis=alt.Axis(tickCount=8))
    y = alt.Y("mastered:Q", title="mastered", axis=alt.Axis(**SHARE_AXIS), scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(inline(found)).mark_line(interpolate="step-after")
    tooltip = [alt.Tooltip("day:Q", format=",.0f"), alt.Tooltip("mastered:Q", format=".1%")]
    layers = [base.encode(x, y, tooltip=tooltip, **told_apart(names, dash=True))]
    subtitle = ""
    if median is not None:
        at = checks.between("median", median, 0, _MOST_DAYS)
        rule = alt.Chart(alt.InlineData(values=[{"day": at}])).mark_rule(strokeDash=[4, 4], color=INK)
        layers.append(rule.encode(x))
        subtitle = f"Half is mastered by day {at:g}, the thin dashed line."
    ends = {name: found.filter(pl.col(SERIES) == name)["mastered"][-1] for name in names}
    words = "; ".join(f"{name + ': ' if name else ''}{percent(end)} mastered in the end" for name, end in ends.items())
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    description = f"{words}. {subtitle}".strip()
    return finished(chart, title=title, subtitle=subtitle, description=description, names=names)
