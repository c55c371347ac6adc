"""Pictures of memory: forgetting curves with reviews on them, and how stability and difficulty are distributed."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.pictures.frames import SERIES, amount, extent, percent, read_series, share, spoken, thinned
from reinforce.pictures.theme import HEIGHT, INK, SHARE_AXIS, WIDTH, finished, floor_of, inline, told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.pictures.theme import Picture

_DAY_TICKS = (0.01, 0.1, 1, 3, 7, 14, 30, 90, 180, 365, 1000, 3650, 36500)
_PER_DOUBLING = 2
_DIFFICULTIES = (1.0, 10.0)
_HALF = 0.5
_FAILED = 1.0
_TWO_DIGITS = 10
_RECALLED, _FORGOTTEN = "recalled at a review", "forgotten at a review"


def forgetting_curves(
    curve: pl.DataFrame,
    *,
    reviews: pl.DataFrame | None = None,
    desired_retention: float | None = None,
    by: str | None = None,
    title: str = "Forgetting curves",
) -> Picture:
    """
    Draw how what is still known falls over time, and where reviews raised it again.

    Args:
        curve: columns ``day`` (days since the start, fractions count), ``retrievability`` (0 to 1) and, where there are
            several curves, ``skill``. Rows are joined in their order, so that a review is two rows of one day.
        reviews: columns ``day``, ``retrievability`` (0 to 1, right before the review), ``skill`` as in *curve* and,
            where known, ``rating`` (1 to 4): Again is drawn as forgotten.
        desired_retention: from 0 to 1; drawn as a level.
        by: the column that tells curves apart, instead of ``skill``.
        title: the picture's title.

    Raises:
        InvalidParameterError: a frame lacks a column, or a column holds what it must not.
    """
    columns = [amount("day", "days since the start"), share("retrievability", "what share is left, 0 to 1")]
    found, names = read_series(curve, columns, by=by, usual="skill", name="curve")
    low = floor_of(found, "retrievability")
    if reviews is not None:
        rating = amount("rating", "1 (Again) to 4 (Easy)", optional=True)
        marked, _ = read_series(reviews, [*columns, rating], by=by, usual="skill", name="reviews")
        low = min(low, floor_of(marked, "retrievability"))
    x = alt.X("day:Q", title="time (days)")
    y = alt.Y(
        "retrievability:Q",
        title=spoken("retrievability"),
        axis=alt.Axis(**SHARE_AXIS),
        scale=alt.Scale(domain=[low, 1]),
    )
    base = alt.Chart(inline(thinned(found).with_row_index("order"))).encode(x, y, alt.Order("order:Q"))
    layers: list[alt.Chart] = [base.mark_line().encode(**told_apart(names, dash=True))]
    subtitle = ""
    if desired_retention is not None:
        layers.insert(0, _level(checks.between("desired_retention", desired_retention, 0, 1)).encode(y))
        subtitle = f"The thin dashed level is the desired retention, {percent(desired_retention)}."
    described = f"{len(names)} curve{'' if len(names) == 1 else 's'} over {extent(found, 'day')[1]:g} days"
    if reviews is not None:
        layers.append(_reviews(marked).encode(x, y))
        described += f", with {len(marked)} reviews"
    return finished(alt.layer(*layers), title=title, subtitle=subtitle, description=f"{described}.", names=names)


def _reviews(marked: pl.DataFrame) -> alt.Chart:
    """Return marks for reviews: a disc where it was recalled, a cross where it was forgotten."""
    failed = pl.col("rating") == _FAILED if "rating" in marked.columns else pl.lit(value=False)
    told = marked.with_columns(outcome=pl.when(failed).then(pl.lit(_FORGOTTEN)).otherwise(pl.lit(_RECALLED)))
    shapes = {_RECALLED: "circle", _FORGOTTEN: "M-1,-1L1,1M1,-1L-1,1"}
    seen = [outcome for outcome in shapes if outcome in told["outcome"]]
    scale = alt.Scale(domain=seen, range=[shapes[outcome] for outcome in seen])
    drawn: alt.Chart = (
        alt.Chart(inline(told))
        .mark_point(size=70, filled=True, fill="white", stroke=INK, strokeWidth=1.75)
        .encode(
            shape=alt.Shape(
                "outcome:N",
                scale=scale,
                legend=alt.Legend(title=None, orient="bottom", columns=2),
            ),
            tooltip=[
                alt.Tooltip("day:Q", format=",.1f"),
                alt.Tooltip("retrievability:Q", title=spoken("retrievability"), format=".1%"),
                alt.Tooltip("outcome:N"),
            ],
        )
    )
    return drawn


def _level(value: float) -> alt.Chart:
    """Return a dashed level."""
    rows = alt.InlineData(values=[{"retrievability": value}])
    rule: alt.Chart = alt.Chart(rows).mark_rule(strokeDash=[4, 4], color=INK)
    return rule


def stability_distribution(
    frame: pl.DataFrame, *, by: str | None = None, title: str = "How long memory lasts"
) -> Picture:
    """
    Draw how the stability of cards is distributed, on a scale on which each step is a multiple.

    Args:
        frame: a row for each card: ``stability`` (days, above 0) and, to draw several below each other, ``schedule``.
        by: the column that tells the panels apart, instead of ``schedule``.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, or a column holds what it must not.
    """
    columns = [amount("stability", "days after which retrievability has fallen to 90 %")]
    found, names = read_series(frame, columns, by=by, usual="schedule")
    found = _known(found, "stability").with_columns(pl.col("stability").clip(lower_bound=1e-3))
    place = (pl.col("stability").log(2) * _PER_DOUBLING).floor()
    found = found.with_columns(
        low=(place * log(2) / _PER_DOUBLING).exp(), high=((place + 1) * log(2) / _PER_DOUBLING).exp()
    )
    domain = [extent(found, "low")[0], extent(found, "high")[1]]
    x = alt.X(
        "low:Q",
        bin="binned",
        title="stability (days until 90 % is still known)",
        scale=alt.Scale(type="log", domain=domain, nice=False),
        axis=alt.Axis(values=[day for day in _DAY_TICKS if domain[0] <= day <= domain[1]], format=",~g"),
    )
    return _histograms(found, names, x=x, value="stability", unit=" days", title=title)


def difficulty_distribution(
    frame: pl.DataFrame, *, by: str | None = None, title: str = "How hard cards are"
) -> Picture:
    """
    Draw how the difficulty of cards is distributed.

    Args:
        frame: a row for each card: ``difficulty`` (1 to 10) and, to draw several below each other, ``schedule``.
        by: the column that tells the panels apart, instead of ``schedule``.
        title: the picture's title.

    Raises:
        InvalidParameterError: the frame lacks a column, or a column holds what it must not.
    """
    found, names = read_series(frame, [amount("difficulty", "1 (easy) to 10 (hard)")], by=by, usual="schedule")
    low = ((pl.col("difficulty") / _HALF).floor() * _HALF).clip(_DIFFICULTIES[0], _DIFFICULTIES[1] - _HALF)
    found = _known(found, "difficulty").with_columns(low=low).with_columns(high=pl.col("low") + _HALF)
    x = alt.X(
        "low:Q",
        bin="binned",
        title="difficulty (1 easy to 10 hard)",
        scale=alt.Scale(domain=list(_DIFFICULTIES), nice=False),
        axis=alt.Axis(values=list(range(1, 11)), format="d"),
    )
    return _histograms(found, names, x=x, value="difficulty", unit="", title=title)


def _known(found: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the rows in which a column holds a number; each series has some."""
    known = found.drop_nulls(column)
    for name in found[SERIES].unique(maintain_order=True):
        if known.filter(pl.col(SERIES) == name).is_empty():
            where = f" for {name!r}" if name else ""
            raise InvalidParameterError(f"frame.{column}", f"must hold a number{where}", value=None)
    return known


def _histograms(found: pl.DataFrame, names: Sequence[str], *, x: alt.X, value: str, unit: str, title: str) -> Picture:
    """Return bars of the share of cards in each bin, and their median, a panel for each series."""
    middle = dict(found.group_by(SERIES).agg(pl.col(value).median()).iter_rows())
    counts = found.group_by(SERIES, "low", "high").len().sort("low")
    counts = counts.with_columns(share=pl.col("len") / pl.col("len").sum().over(SERIES))
    _, top = extent(counts, "share")
    y = alt.Y("share:Q", title="share of cards", axis=alt.Axis(format="%", tickCount=4))
    panels = []
    for number, name in enumerate(names):
        last = number == len(names) - 1
        bars = alt.Chart(inline(counts.filter(pl.col(SERIES) == name)))
        tooltip = [
            alt.Tooltip("low:Q", title="from", format=",.3~g"),
            alt.Tooltip("high:Q", title="to", format=",.3~g"),
            alt.Tooltip("share:Q", format=".1%"),
            alt.Tooltip("len:Q", title="cards", format=",d"),
        ]
        drawn = bars.mark_bar(binSpacing=1, orient="vertical").encode(
            x if last else x.title(None),
            alt.X2("high:Q"),
            y.scale(domain=[0, top]),
            alt.Y2Datum(0),
            tooltip=tooltip,
        )
        panel = drawn + _median(middle[name], unit=unit)
        height = HEIGHT if len(names) == 1 else max(80, HEIGHT // len(names) + 20)
        head = {"title": alt.TitleParams(name, fontSize=12)} if name else {}
        panels.append(panel.properties(width=WIDTH, height=height, **head))
    described = "; ".join(f"{name + ': ' if name else ''}median {_short(middle[name])}{unit}" for name in names)
    drawn_all: Picture = panels[0] if len(panels) == 1 else alt.vconcat(*panels)
    subtitle = f"{len(found):,} cards."
    return finished(drawn_all, title=title, subtitle=subtitle, description=f"{subtitle} {described}.")


def _median(middle: float, *, unit: str) -> alt.LayerChart:
    """Return a line at the median, with its value."""
    rows = [{"low": middle, "text": f"median {_short(middle)}{unit}"}]
    base = alt.Chart(alt.InlineData(values=rows)).encode(alt.X("low:Q"))
    words = base.mark_text(baseline="bottom", fontSize=12).encode(alt.Text("text:N"), y=alt.value(-5))
    drawn: alt.LayerChart = base.mark_rule(color=INK, strokeDash=[6, 3], strokeWidth=2) + words
    return drawn


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= _TWO_DIGITS else f"{number:.1f}"
