"""The look that all pictures share: colours, dashes and shapes that survive colour blindness and a grey printout."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any, TypeAlias

import altair as alt
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

Picture: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart | alt.VConcatChart
"""A chart of any kind that this package returns."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#000000", "#E69F00", "#CC79A7", "#56B4E9")
"""Okabe and Ito's palette without its yellow, which is too pale on paper (https://jfly.uni-koeln.de/color/, 2008)."""

_DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [14, 4], [4, 2, 1, 2, 1, 2])
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")

_BAR = "#56B4E9"
"""Light enough for a black line across it to be seen."""

INK, PALE, GREY = "#1a1a1a", "#dddddd", "#595959"
WIDTH, HEIGHT = 560, 260
"""Pixels of a picture's plot; a page fits the width to the screen."""

SHARE_AXIS: dict[str, Any] = {"format": ".0%", "tickCount": 6}

_FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
_LETTER, _SYMBOL = 6.0, 56
"""Pixels: how wide a letter of a legend is on average, and what stands beside the text."""
_LINE: dict[str, Any] = {"symbolType": "M-3,0L3,0", "symbolSize": 100, "symbolOffset": 12, "labelOffset": 16}


def theme() -> dict[str, Any]:
    """Return the Vega-Lite configuration that every picture carries; nothing is registered with Altair."""
    text = {"font": _FONT, "color": INK}
    return {
        "font": _FONT,
        "background": "white",
        "padding": 8,
        "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": HEIGHT},
        "axis": {
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelColor": INK,
            "titleColor": INK,
            "titlePadding": 8,
            "gridColor": PALE,
            "domainColor": GREY,
            "tickColor": GREY,
            "labelOverlap": "greedy",
            "labelSeparation": 4,
        },
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False, "labelLimit": 320},
        "legend": {
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelColor": INK,
            "titleColor": INK,
            "labelLimit": 320,
            "symbolSize": 90,
            "symbolStrokeWidth": 2.5,
            "orient": "top",
        },
        "title": {
            "anchor": "start",
            "fontSize": 15,
            "subtitleFontSize": 12,
            "offset": 12,
            "subtitleColor": INK,
            **text,
        },
        "header": {"labelFontSize": 12, "titleFontSize": 12},
        "line": {"strokeWidth": 2.25},
        "point": {"size": 60, "filled": True, "opacity": 1},
        "text": {"fontSize": 11, **text},
        "bar": {"color": _BAR},
    }


def floor_of(frame: pl.DataFrame, *columns: str) -> float:
    """Return the tenth below all shares in the columns: near the top, lines are told apart better without a void."""
    least = frame.select(pl.min_horizontal(pl.col(*columns).min())).item()
    return 0.0 if least is None else min(floor(least * 10) / 10, 0.9)


def finished(
    chart: Picture,
    *,
    title: str,
    subtitle: str = "",
    description: str,
    names: Sequence[str] = (),
    least: int = 0,
) -> Picture:
    """
    Return a picture with its title, its words for those who cannot see it, and the shared look.

    Args:
        chart: what was drawn.
        title: what it shows, in a few words.
        subtitle: what a reader should know, in a line or two.
        description: the picture in words; it becomes the image's accessible name.
        names: what its legend tells apart, so that the legend breaks into lines.
        least: pixels that the plot needs; a page lets it scroll rather than be narrower.
    """
    config = theme()
    if isinstance(chart, alt.LayerChart | alt.Chart) and chart.width is alt.Undefined:
        chart = chart.properties(width=WIDTH, height=HEIGHT)
    longest = max((len(name) for name in names), default=0)
    columns = max(1, min(len(names), int(WIDTH // (_SYMBOL + _LETTER * longest))))
    config["legend"] |= {"columns": columns}
    lines = subtitle.split("\n") if "\n" in subtitle else subtitle
    head = alt.TitleParams(title, subtitle=lines) if subtitle else alt.TitleParams(title)
    words = f"{title}. {description}" if title else description
    meta = {"reinforce": {"least": least}}
    done: Picture = chart.properties(title=head, description=words, usermeta=meta)
    done = done.copy(deep=False)
    done.config = alt.Config.from_dict(config)
    return done


def inline(frame: pl.DataFrame) -> alt.InlineData:
    """Return the rows of a frame as a chart's own data; dates as text, so that no browser's time zone moves them."""
    dated = frame.with_columns(pl.selectors.date().dt.to_string("%Y-%m-%d"))
    return alt.InlineData(values=dated.to_dicts())


def told_apart(names: Sequence[str], *, dash: bool = False, shape: bool = False) -> dict[str, Any]:
    """
    Return the channels that tell series apart: colour, and a dash or a shape for who sees no colour.

    Of lines and the points on them, both are asked for with a shape, so that they share one legend.

    A single series without a name needs no legend.
    """
    if list(names) == [""]:
        return {"color": alt.value(COLOURS[0])}

    def scale(values: Sequence[Any]) -> alt.Scale:
        return alt.Scale(domain=list(names), range=[values[at % len(values)] for at in range(len(names))])

    # A legend of lines shows their dashes, which need some length; where there are shapes, these are its symbols.
    legend = alt.Legend(title=None) if shape else alt.Legend(title=None, **_LINE)
    channels: dict[str, Any] = {"color": alt.Color("series:N", scale=scale(COLOURS), legend=legend)}
    if dash:
        dashes = scale(_DASHES)
        if shape:  # Legends of one domain are one legend, and this one would draw its shapes dashed.
            dashes = alt.Scale(domain=[*names, ""], range=[*dashes.range, [1, 0]])
        channels["strokeDash"] = alt.StrokeDash("series:N", scale=dashes, legend=None if shape else legend)
    if shape:
        channels["shape"] = alt.Shape("series:N", scale=scale(_SHAPES), legend=legend)
    return channels
