"""Pictures of practice over time: what is still known and the workload, and ways of practising compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from reinforce import checks
from reinforce.pictures.frames import SERIES, amount, extent, percent, read_series, share, spoken, thinned
from reinforce.pictures.theme import SHARE_AXIS, WIDTH, finished, floor_of, inline, told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.pictures.theme import Picture

_UPPER, _LOWER = 220, 140
_MOST_ENDS = 6
_LONGEST_WINDOW = 365
_DAY = "time (days)"
_LETTERING = 14
"""Pixels that a line of text is high."""


def over_time(
    frame: pl.DataFrame,
    *,
    by: str | None = None,
    value: str = "retention",
    window: int = 7,
    title: str = "Still known, and the workload",
) -> Picture:
    """
    Draw what is still known, and below it the practice that it takes, day by day.

    Args:
        frame: a row for each day: ``day`` (days since the start), ``retention`` (0 to 1: what is still known),
            ``minutes`` (of practice on that day, for one learner) and, where there are several, ``schedule``.
        by: the column that tells lines apart, instead of ``schedule``.
        value: the column that is drawn as still known, instead of ``retention``; in ``retention_of_all`` a skill
            that was never practised counts 0.
        window: days, 1 to 365; the minutes of a day are drawn as the mean of so many days up to it, as days differ
            much.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, or a day comes twice.
    """
    checks.whole("window", window, 1, _LONGEST_WINDOW)
    found, names = _days(frame, by=by, value=value)
    smooth = pl.col("minutes").rolling_mean(window, min_samples=1).over(SERIES).alias("smooth")
    unit = ["minutes a day"] if window == 1 else ["minutes a day", f"(mean of {window} days)"]
    return finished(
        _panels(
            thinned(found.with_columns(smooth)),
            names,
            value=value,
            low=floor_of(found, "retention"),
            lower="smooth",
            unit=unit,
        ),
        title=title,
        description=_told(found, names, cumulated=False),
        names=names,
    )


def comparison(
    frame: pl.DataFrame,
    *,
    by: str | None = None,
    value: str = "retention",
    title: str = "Still known, and what it took",
) -> Picture:
    """
    Draw ways of practising against each other: what is still known, and the minutes spent so far.

    Args:
        frame: a row for each day and way: ``day`` (days since the start), ``retention`` (0 to 1: what is
            still known), ``minutes`` (of practice on that day, for one learner) and ``schedule``.
        by: the column that tells lines apart, instead of ``schedule``.
        value: the column that is drawn as still known, instead of ``retention``; in ``retention_of_all`` a skill
            that was never practised counts 0.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, or a day comes twice.
    """
    found, names = _days(frame, by=by, value=value)
    spent = pl.col("minutes").fill_null(0).cum_sum().over(SERIES).alias("spent")
    found = found.with_columns(spent)
    return finished(
        _panels(thinned(found), names, value=value, low=0.0, lower="spent", unit=["minutes so far"]),
        title=title,
        description=_told(found, names, cumulated=True),
        names=names,
    )


def _days(frame: pl.DataFrame, *, by: str | None, value: str) -> tuple[pl.DataFrame, list[str]]:
    columns = [
        amount("day", "days since the start"),
        share(value, "the mean retrievability, 0 to 1"),
        amount("minutes", "minutes of practice on that day, for one learner"),
    ]
    found, names = read_series(frame, columns, by=by, usual="schedule", once="day")
    return found.rename({value: "retention"}).sort("day", maintain_order=True), names


def _panels(
    found: pl.DataFrame, names: Sequence[str], *, value: str, low: float, lower: str, unit: Sequence[str]
) -> alt.VConcatChart:
    """Return two panels over the same days: what is still known above, minutes below."""
    base: alt.Chart = alt.Chart(inline(found)).mark_line(clip=True).encode(**told_apart(names, dash=True))
    days = alt.X(
        "day:Q",
        scale=alt.Scale(domain=list(extent(found, "day")), nice=False),
        axis=alt.Axis(tickCount=8),
    )
    tooltip = [alt.Tooltip("day:Q", format=",d"), alt.Tooltip("series:N", title="line")]
    upper: alt.Chart | alt.LayerChart | alt.FacetChart = base.encode(
        days.title(None),
        alt.Y(
            "retention:Q",
            title=spoken(value),
            axis=alt.Axis(**SHARE_AXIS),
            scale=alt.Scale(domain=[low, 1]),
        ),
        tooltip=[*tooltip, alt.Tooltip("retention:Q", title=spoken(value), format=".1%")],
    )
    below = base.mark_line(clip=True, interpolate="step-after" if lower == "spent" else "linear").encode(
        days.title(_DAY),
        alt.Y(f"{lower}:Q", title=list(unit), axis=alt.Axis(tickCount=4), scale=alt.Scale(zero=True)),
        tooltip=[*tooltip, alt.Tooltip(f"{lower}:Q", title=" ".join(unit), format=",.1f")],
    )
    if 1 < len(names) <= _MOST_ENDS:
        upper = alt.layer(upper, _ends(found, low=low))
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
    drawn: alt.Chart = base.encode(alt.X("day:Q"), alt.Y("retention:Q"), alt.Text("text:N"))
    return drawn


def _told(found: pl.DataFrame, names: Sequence[str], *, cumulated: bool) -> str:
    """Return in words how each line ends."""
    _, last = extent(found, "day")
    words = []
    for name in names:
        rows = found.filter(pl.col(SERIES) == name)
        minutes = float(rows["minutes"].sum()) / (1 if cumulated else len(rows))
        spent = f", {minutes:,.1f} minutes {'in all' if cumulated else 'a day'}"
        words.append(f"{name + ': ' if name else ''}{percent(rows['retention'][-1])} still known{spent}")
    return f"On day {last:g}, {'; '.join(words)}."
