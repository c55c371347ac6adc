"""
Pictures of practice and memory, made from polars frames with Altair, and written to files that need no network.

Each picture is a function of a small frame with named columns, in stated units, and returns an Altair chart that
carries its own look: nothing is registered with Altair. Whatever colour tells apart, a dash, a shape or lightness tells
apart as well.
"""

from __future__ import annotations

from importlib.util import find_spec

if missing := [name for name in ("altair", "polars", "vl_convert") if find_spec(name) is None]:  # pragma: no cover
    _reason = f"pictures need {', '.join(missing)}: pip install reinforce-engine[simulation]"
    raise ImportError(_reason, name=missing[0])

from reinforce.exchange.log_frames import log_calibration, log_days
from reinforce.pictures.activity_map import activity_map
from reinforce.pictures.calibration import calibration
from reinforce.pictures.engine_frames import (
    activity_days,
    activity_sums,
    forecast_days,
    gap_matrix,
    mastery_matrix,
    plan_days,
)
from reinforce.pictures.mastery_time import mastery_curve
from reinforce.pictures.memory import difficulty_distribution, forgetting_curves, stability_distribution
from reinforce.pictures.notebooks import show_as_images
from reinforce.pictures.page import page, save
from reinforce.pictures.people import due_minutes, gap_map, heat_map
from reinforce.pictures.picture_of import of
from reinforce.pictures.practice import comparison, over_time
from reinforce.pictures.sections import Bullets, Cell, Figure, Link, Section, Table
from reinforce.pictures.slipping import slipping
from reinforce.pictures.standing import standing
from reinforce.pictures.still_known import still_known
from reinforce.pictures.theme import COLOURS, Picture, theme
from reinforce.pictures.to_do import to_do
from reinforce.pictures.trade_off import trade_off

__all__ = [
    "COLOURS",
    "Bullets",
    "Cell",
    "Figure",
    "Link",
    "Picture",
    "Section",
    "Table",
    "activity_days",
    "activity_map",
    "activity_sums",
    "calibration",
    "comparison",
    "difficulty_distribution",
    "due_minutes",
    "forecast_days",
    "forgetting_curves",
    "gap_map",
    "gap_matrix",
    "heat_map",
    "log_calibration",
    "log_days",
    "mastery_curve",
    "mastery_matrix",
    "of",
    "over_time",
    "page",
    "plan_days",
    "save",
    "show_as_images",
    "slipping",
    "stability_distribution",
    "standing",
    "still_known",
    "theme",
    "to_do",
    "trade_off",
]
