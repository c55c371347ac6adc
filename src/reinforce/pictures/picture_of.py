"""The picture that suits a result, whatever it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from reinforce.errors import InvalidParameterError
from reinforce.pictures.calibration import calibration
from reinforce.pictures.engine_frames import forecast_days, plan_days
from reinforce.pictures.mastery_time import mastery_curve
from reinforce.pictures.memory import forgetting_curves
from reinforce.pictures.people import due_minutes
from reinforce.pictures.practice import comparison, over_time
from reinforce.pictures.trade_off import trade_off
from reinforce.practice import Forecast, Plan

if TYPE_CHECKING:
    import polars as pl

    from reinforce.pictures.theme import Picture

# Results know pictures and not the other way round; what is asked of each stands here. What one has and another has
# not comes first.


class _Framed(Protocol):
    def to_frame(self) -> pl.DataFrame: ...


@runtime_checkable
class _Optimal(Protocol):
    @property
    def desired_retention(self) -> float: ...

    @property
    def sweep(self) -> _Framed: ...


@runtime_checkable
class _Swept(Protocol):
    @property
    def over(self) -> str: ...

    def to_frame(self) -> pl.DataFrame: ...


@runtime_checkable
class _Compared(Protocol):
    @property
    def results(self) -> object: ...

    def to_frame(self) -> pl.DataFrame: ...


@runtime_checkable
class _Forgotten(Protocol):
    def to_frame(self) -> pl.DataFrame: ...

    def marks(self) -> pl.DataFrame: ...


@runtime_checkable
class _Mastered(Protocol):
    @property
    def median(self) -> float | None: ...

    def to_frame(self) -> pl.DataFrame: ...


@runtime_checkable
class _Simulated(Protocol):
    def to_frame(self) -> pl.DataFrame: ...

    def card_frame(self) -> pl.DataFrame: ...


@runtime_checkable
class _Evaluated(Protocol):
    @property
    def calibration(self) -> pl.DataFrame: ...

    @property
    def predictions(self) -> pl.DataFrame: ...


def of(result: object) -> Picture:  # noqa: PLR0911 - one for each kind of result
    """
    Return the picture that suits a result.

    - a simulation: retention and workload over time
    - a comparison of schedules: what is left of all skills, and what it took
    - a sweep, or the optimal retention: the trade-off; of all skills where it is not the desired retention that varies
    - a forgetting curve; the time to mastery; the calibration of an evaluation
    - a forecast or a plan of the engine: minutes that fall due

    Raises:
        InvalidParameterError: *result* is none of these.
    """
    if isinstance(result, Forecast):
        return due_minutes(forecast_days(result))
    if isinstance(result, Plan):
        return due_minutes(plan_days(result))
    if isinstance(result, _Evaluated):
        return calibration(result.calibration)
    if isinstance(result, _Optimal):
        return trade_off(result.sweep.to_frame(), best=result.desired_retention)
    if isinstance(result, _Swept):
        # Where not all skills are begun, what is left of those that are says little.
        value = "retention" if result.over == "desired_retention" else "retention_of_all"
        return trade_off(result.to_frame(), over=result.over, value=value)
    if isinstance(result, _Compared):
        return comparison(result.to_frame(), value="retention_of_all")
    if isinstance(result, _Forgotten):
        return forgetting_curves(result.to_frame(), reviews=result.marks())
    if isinstance(result, _Mastered):
        return mastery_curve(result.to_frame(), median=result.median)
    if isinstance(result, _Simulated):
        return over_time(result.to_frame())
    raise InvalidParameterError("result", f"is nothing that has a picture: {type(result).__name__}", value=result)
