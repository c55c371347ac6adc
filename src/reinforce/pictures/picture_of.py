"""The picture that suits a result, whatever it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce.errors import InvalidParameterError
from reinforce.pictures.activity_map import activity_map
from reinforce.pictures.calibration import calibration
from reinforce.pictures.engine_frames import activity_days, forecast_days, plan_days
from reinforce.pictures.mastery_time import mastery_curve
from reinforce.pictures.memory import forgetting_curves
from reinforce.pictures.people import due_minutes
from reinforce.pictures.practice import comparison, over_time
from reinforce.pictures.trade_off import trade_off
from reinforce.practice import Forecast, Plan
from reinforce.practice.progress import Activity

if TYPE_CHECKING:
    from reinforce.pictures.theme import Picture

_CROWDED, _FAR = 0.02, 6


def of(result: Any) -> Picture:  # noqa: ANN401, PLR0911 - anything; a line for each kind of result
    """
    Return the picture that suits a result.

    - a simulation: what is still known, and the workload, over time
    - a comparison of schedules: what is still known of all skills, and what it took
    - a sweep, or the optimal retention: the trade-off; of all skills where it is not the desired retention that varies
    - how often to practise for a target: the trade-off, the target and the answer
    - a forgetting curve; the time to mastery; the calibration of an evaluation
    - a forecast or a plan of the engine: minutes that fall due
    - the activity of a learner, or of several together: the days on which they practised

    Raises:
        InvalidParameterError: *result* is none of these.
    """
    if isinstance(result, Forecast):
        return due_minutes(forecast_days(result))
    if isinstance(result, Plan):
        return due_minutes(plan_days(result))
    if isinstance(result, Activity):
        return activity_map(activity_days(result), first=result.since_date, last=result.until_date)
    # Results know pictures and not the other way round: they are told by what one of them has and another has not.
    if hasattr(result, "calibration"):
        return calibration(result.calibration)
    if hasattr(result, "sweep") or hasattr(result, "over"):
        return _trade_off(result)
    if hasattr(result, "results"):
        return comparison(result.to_frame(), value="retention_of_all")
    if hasattr(result, "marks"):
        return forgetting_curves(result.to_frame(), reviews=result.marks())
    if hasattr(result, "median"):
        return mastery_curve(result.to_frame(), median=result.median)
    if hasattr(result, "card_frame"):
        return over_time(result.to_frame())
    raise InvalidParameterError("result", f"is nothing that has a picture: {type(result).__name__}", value=result)


def _trade_off(result: Any) -> Picture:  # noqa: ANN401 - a sweep, or what was found by one
    """Return what the settings of a schedule leave, against what they take."""
    if hasattr(result, "target"):
        drawn, title = _around(result.to_frame(), result), "How often, and what it takes"
        study = result.sweep.results[0].study.size
        return trade_off(
            drawn,
            over=result.over,
            value="still_known",
            best=result.setting,
            target=result.target,
            title=title,
            subtitle=f"The line: {result.wanted}.\nSimulated: {type(result.schedule).__name__}, {study}.",
            noun=result.noun,
            week=True,
        )
    if hasattr(result, "sweep"):
        return trade_off(result.sweep.to_frame(), best=result.desired_retention)
    # Where not all skills are begun, what is still known of those that are says little.
    value = "retention" if result.over == "desired_retention" else "retention_of_all"
    return trade_off(result.to_frame(), over=result.over, value=value)


def _around(tried: pl.DataFrame, result: Any) -> pl.DataFrame:  # noqa: ANN401 - how often to practise for a target
    """Return the answer and what was tried around it: nothing that crowds it, and nothing that takes far longer."""
    answer = pl.col(result.over) == result.setting
    apart = (pl.col("still_known") - result.still_known).abs() >= _CROWDED
    return tried.filter(answer | (apart & (pl.col("minutes") <= _FAR * result.minutes)))
