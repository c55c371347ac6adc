"""Pictures for whoever looks after people: who holds which skill, where the gaps are, and the minutes that fall due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.pictures.dates import date_axis
from reinforce.pictures.frames import Column, amount, date, extent, label, percent, read, read_series, share, spoken
from reinforce.pictures.theme import COLOURS, HEIGHT, INK, PALE, WIDTH, finished, floor_of, inline, told_apart
from reinforce.practice.progress import Level

if TYPE_CHECKING:
    from reinforce.pictures.theme import Picture

_CELL, _ROW = 34, 24
_MOST_CELLS = 20_000
_NAMED = 26
"""Pixels that a number in a cell needs."""
_MOST_MINUTES = 1440


def heat_map(frame: pl.DataFrame, *, value: str = "still_known", title: str = "Who holds what") -> Picture:
    """
    Draw a share for each person and skill: the darker, the more, from the tenth below the least that occurs.

    A cell without a value, such as a skill that was never practised, stays white.

    Args:
        frame: a row for each cell: ``learner``, ``skill`` and the value (0 to 1 or null), people and skills in the
            order in which they should stand; `mastery_matrix` makes one.
        value: the column to draw.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, or a cell comes twice.
    """
    found = _cells(frame, share(value, "what is drawn, 0 to 1")).rename({value: "value"})
    known = found["value"].drop_nulls()
    mean = known.mean()
    described = f"on average {percent(mean)}" if isinstance(mean, float) else "nothing known"
    low = floor_of(found, "value")
    return _matrix(
        found.with_columns(text=(pl.col("value") * 100).round(0).cast(pl.Int64).cast(pl.String).fill_null("")),
        scale=alt.Scale(domain=[low, (low + 1) / 2, 1], range=["#f0f5fb", "#74a5d4", "#08306b"], interpolate="lab"),
        legend=alt.Legend(
            title=f"{spoken(value)} (numbers in %)",
            values=[low + (1 - low) * part / 4 for part in range(5)],
            format=".0%",
            gradientLength=220,
        ),
        dark=low + 0.62 * (1 - low),
        tooltip=alt.Tooltip("value:Q", title=spoken(value), format=".0%"),
        title=title,
        described=f"{described}; {len(found) - len(known)} cells without a value",
    )


def gap_map(frame: pl.DataFrame, *, title: str = "Gaps: levels still missing") -> Picture:
    """
    Draw how many levels each person lacks in each skill: the darker, the larger the gap.

    Args:
        frame: a row for each gap: ``learner``, ``skill`` and ``size`` (levels between what is held and what is wanted,
            0 to 4); `gap_matrix` makes one. What has no row is no gap and stays white.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, a column holds what it must not, or a cell comes twice.
    """
    found = _cells(frame, amount("size", "levels between what is held and what is wanted")).rename({"size": "value"})
    most = int(max(Level))
    if found.filter(pl.col("value") > most).height:
        raise InvalidParameterError(
            "frame.size", f"must be from 0 to {most}, not {extent(found, 'value')[1]:g}", value=None
        )
    gaps = found.filter(pl.col("value") > 0).height
    return _matrix(
        found.with_columns(text=pl.col("value").cast(pl.Int64).cast(pl.String).fill_null("")),
        scale=alt.Scale(domain=[0, most], range=["#fdf1e7", "#7f2704"], interpolate="lab"),
        legend=alt.Legend(title="levels missing", values=list(range(most + 1)), format="d", gradientLength=160),
        dark=2.5,
        tooltip=alt.Tooltip("value:Q", title="levels missing", format="d"),
        title=title,
        described=f"{gaps} gaps, {float(found['value'].sum()):.0f} levels in all",
    )


def _cells(frame: pl.DataFrame, value: Column) -> pl.DataFrame:
    """Return learner, skill and value, each cell once."""
    found = read(frame, [label("learner", "the learner's id or name"), label("skill", "the skill's id or name"), value])
    if found.select("learner", "skill").is_duplicated().any():
        raise InvalidParameterError("frame.skill", "holds a skill twice for a learner", value=None)
    cells = found["learner"].n_unique() * found["skill"].n_unique()
    if cells > _MOST_CELLS:
        reason = f"makes {cells:,} cells with the learners; at most {_MOST_CELLS:,} can be drawn: filter the frame"
        raise InvalidParameterError("frame.skill", reason, value=cells)
    return found


def _matrix(
    found: pl.DataFrame,
    *,
    scale: alt.Scale,
    legend: alt.Legend,
    dark: float,
    tooltip: alt.Tooltip,
    title: str,
    described: str,
) -> Picture:
    """Return people across and skills down, with the value in each cell."""
    people = found["learner"].unique(maintain_order=True).to_list()
    skills = found["skill"].unique(maintain_order=True).to_list()
    x = alt.X(
        "learner:N",
        title=None,
        sort=people,
        axis=alt.Axis(orient="top", labelAngle=-50, labelLimit=110, labelOverlap=False, ticks=False, domain=False),
    )
    y = alt.Y(
        "skill:N",
        title=None,
        sort=skills,
        axis=alt.Axis(labelOverlap=False),
    )
    base = alt.Chart(inline(found)).encode(
        x, y, tooltip=[alt.Tooltip("learner:N", title="person"), alt.Tooltip("skill:N"), tooltip]
    )
    cells = base.mark_rect(stroke=PALE, strokeWidth=1).encode(
        color=alt.condition(
            "isValid(datum.value)", alt.Color("value:Q", scale=scale, legend=legend), alt.value("white")
        )
    )
    words = base.mark_text(fontSize=11).encode(
        alt.Text("text:N"),
        color=alt.condition(f"datum.value > {dark}", alt.value("white"), alt.value(INK)),
    )
    width = max(_CELL * len(people), 200)
    chart = alt.layer(cells, words).properties(width=width, height=_ROW * len(skills))
    description = f"{len(people)} people across, {len(skills)} skills down; {described}."
    return finished(chart, title=title, description=description, least=_NAMED * len(people))


def due_minutes(frame: pl.DataFrame, *, budget: float | None = None, title: str = "Minutes that fall due") -> Picture:
    """
    Draw the minutes of practice that the coming days bring.

    Args:
        frame: columns ``date`` and ``minutes`` and, to tell parts of a day apart, ``part``; rows of one date and part
            add up, so that the frames of several people can stand below each other. `forecast_days` and `plan_days`
            make them.
        budget: minutes a day, drawn as a level.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, or a column holds what it must not.
    """
    columns = [date("date", "the day"), amount("minutes", "minutes of practice")]
    found, names = read_series(frame, columns, by=None, usual="part")
    found = found.group_by("date", "series", maintain_order=True).agg(pl.col("minutes").sum())
    found = found.with_columns(rank=pl.col("series").replace_strict({name: at for at, name in enumerate(names)}))
    days = found["date"].n_unique()
    x = alt.X("date:T", timeUnit="utcyearmonthdate", title="day", axis=date_axis(found["date"]))
    _, top = extent(found.group_by("date").agg(pl.col("minutes").sum()), "minutes")
    layers: list[alt.Chart | alt.LayerChart] = [
        alt.Chart(inline(found))
        .mark_bar(binSpacing=1 if days > 1 else 0, stroke="white", strokeWidth=0.5)
        .encode(
            x,
            alt.Y("minutes:Q", title="practice (minutes)", axis=alt.Axis(tickCount=5), stack="zero"),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("date:T", timeUnit="utcyearmonthdate", title="day"),
                alt.Tooltip("minutes:Q", format=",.1f"),
                *([alt.Tooltip("series:N", title="part")] if names != [""] else []),
            ],
            **_parts(names),
        )
    ]
    if budget is not None:
        layers.append(_budget(checks.between("budget", budget, 0, _MOST_MINUTES)))
    described = f"{days} days, {float(found['minutes'].sum()):,.0f} minutes in all, at most {top:,.0f} on a day."
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT - 40)
    return finished(chart, title=title, description=described, names=names)


def _parts(names: list[str]) -> dict[str, alt.Color | object]:
    """Return colours of parts that differ in lightness too: parts stacked on each other have no dash and no shape."""
    told = dict(told_apart(names))
    if names != [""]:
        range_ = [COLOURS[0], "#A6CEE8", COLOURS[4], INK, *COLOURS[1:3]]
        scale = alt.Scale(domain=names, range=[range_[at % len(range_)] for at in range(len(names))])
        told["color"] = alt.Color("series:N", scale=scale, legend=alt.Legend(title=None))
    return told


def _budget(minutes: float) -> alt.LayerChart:
    """Return the level of a day's budget, with its name."""
    told = pl.DataFrame({"minutes": [minutes], "text": [f"budget {minutes:g} minutes"]})
    base = alt.Chart(inline(told)).encode(alt.Y("minutes:Q"))
    words = base.mark_text(align="right", baseline="bottom", dy=-3).encode(alt.Text("text:N"), x=alt.value("width"))
    drawn: alt.LayerChart = base.mark_rule(strokeDash=[6, 3], strokeWidth=2, color=COLOURS[1]) + words
    return drawn
