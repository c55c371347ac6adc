"""
Pictures of practice and memory, made from polars frames with Altair, and written to files that need no network.

Each picture is a function of a small frame with named columns, in stated units, and returns an Altair chart that
carries its own look: nothing is registered with Altair. Whatever colour tells apart, a dash, a shape or lightness tells
apart as well.
"""

from __future__ import annotations

try:
    import altair as _altair
    import polars as _polars
    import vl_convert as _vl_convert
except ImportError as missing:  # pragma: no cover - the tests have all of them
    _reason = "pictures need more than the core: pip install reinforce-engine[simulation]"
    raise ImportError(_reason, name=missing.name) from missing

from reinforce.simulation.pictures.judging import calibration
from reinforce.simulation.pictures.memory import difficulty_distribution, forgetting_curves, stability_distribution
from reinforce.simulation.pictures.page import Figure, page, save
from reinforce.simulation.pictures.people import due_minutes, gap_map, heat_map
from reinforce.simulation.pictures.practice import comparison, over_time, trade_off
from reinforce.simulation.pictures.theme import COLOURS, Picture, theme
from reinforce.simulation.pictures.values import forecast_days, gap_matrix, mastery_matrix, plan_days

__all__ = [
    "COLOURS",
    "Figure",
    "Picture",
    "calibration",
    "comparison",
    "difficulty_distribution",
    "due_minutes",
    "forecast_days",
    "forgetting_curves",
    "gap_map",
    "gap_matrix",
    "heat_map",
    "mastery_matrix",
    "over_time",
    "page",
    "plan_days",
    "save",
    "stability_distribution",
    "theme",
    "trade_off",
]
