"""One setting of a schedule over a range: what retention costs."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.practice import text
from reinforce.simulation.display import frame, picture, polars
from reinforce.simulation.schedules import Fsrs, Schedule, schedule_of
from reinforce.simulation.simulate import results_of
from reinforce.simulation.study import check_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable

    import altair as alt
    import polars as pl

    from reinforce.simulation.result import Result
    from reinforce.simulation.study import SimulationArguments

RETENTIONS: tuple[float, ...] = tuple(percent / 100 for percent in range(70, 98))
"""What `optimal_retention` tries by default: 0.70 to 0.97."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """
    What came of the same learners, with the same luck, at each value of one setting.

    Attributes:
        over: the setting.
        values: its values, in the order in which they were given.
        results: one for each value.
    """

    over: str
    values: tuple[float, ...]
    results: tuple[Result, ...]

    def to_frame(self, *, since: int = 0) -> pl.DataFrame:
        """Return one row for each value: a column named like the setting, and the numbers of `Result.summary`."""
        return frame(
            [
                {self.over: value, **result.summary(since=since)}
                for value, result in zip(self.values, self.results, strict=True)
            ]
        )

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of retention against minutes, both means over all days."""
        return picture(self)

    def __repr__(self) -> str:
        """Name the setting, its values and the size; arrays are in the results."""
        values = ", ".join(f"{value:g}" for value in self.values)
        return f"<Sweep of {_swept(self)}: {values}; {self.results[0].study.size}>"

    def _repr_html_(self) -> str:
        return _table(_swept(self), self.to_frame())


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimalRetention:
    """
    The desired retention at which practice and forgetting together cost least.

    A learner's day costs its minutes of practice, and *forgetting_cost* minutes for each skill that is not there: for
    all skills less the sum of their true retrievability, mean over all days. Little practice costs much forgetting, and
    the other way round, so that there is a least between the two. Minutes for each remembered skill, which is what
    others minimise, have none: in this model they fall with the retention that is asked for, as far down as one tries.

    Attributes:
        desired_retention: that of the values tried with the least cost.
        forgetting_cost: minutes that a skill costs for each day on which it is not there.
        at_bound: whether it is the least or the greatest of the values tried, so that the best may lie beyond them.
        sweep: all that was tried.
    """

    desired_retention: float
    forgetting_cost: float
    at_bound: bool
    sweep: Sweep

    def to_frame(self) -> pl.DataFrame:
        """Return the frame of the sweep, with a column ``daily_cost``: minutes a day, those of forgetting included."""
        costs = [_daily_cost(result, self.forgetting_cost) for result in self.sweep.results]
        made = self.sweep.to_frame()
        return made.insert_column(1, polars().Series("daily_cost", costs))

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of what each value costs."""
        return picture(self)

    def __repr__(self) -> str:
        """Name the value, how many were tried, and whether it is one at their bounds."""
        return f"<OptimalRetention: {self._said}, of {text.counted(len(self.sweep.values), 'value')}>"

    @property
    def _said(self) -> str:
        border = " (at the bound of what was tried: try beyond it)" if self.at_bound else ""
        return f"{self.desired_retention:g}{border}"

    def _repr_html_(self) -> str:
        said = f"desired retention {self._said}, where a skill not there costs {self.forgetting_cost:g} minutes a day"
        return f"<p>{said}</p>{_table(_swept(self.sweep), self.to_frame())}"


def sweep(schedule: Schedule, *, over: str, values: Iterable[float], **arguments: Unpack[SimulationArguments]) -> Sweep:
    """
    Return what comes of the same learners under *schedule* at each value of one of its settings.

    *over* is the setting, as ``desired_retention`` or ``minutes_a_day``; all others stay. Its *values* are numbers: of
    what is none, as of no limit at all, `compare` takes a schedule each. All other arguments, and the errors, are those
    of `simulate`.

    >>> curve = sweep(Fsrs(), over="desired_retention", values=(0.8, 0.9), learners=10, skills=20, days=90, rng=7)
    >>> curve.to_frame()["minutes"].is_sorted()
    True
    """
    check_arguments(sweep, arguments)
    schedule_of("schedule", schedule)
    tried = numbers(values)
    results = results_of([schedule.with_(over, value) for value in tried], **arguments)
    return Sweep(over=over, values=tried, results=tuple(results))


def numbers(values: Iterable[float]) -> tuple[float, ...]:
    """Return *values*, which are to be one number or more; raise InvalidParameterError for anything else."""
    tried = tuple(checks.several("values", values))
    if not tried:
        raise InvalidParameterError("values", "must not be empty", value=tried)
    for place, value in enumerate(tried):
        checks.between(f"values[{place}]", value, -sys.float_info.max, sys.float_info.max)
    return tried


def optimal_retention(
    schedule: Fsrs | None = None,
    *,
    forgetting_cost: float | None = None,
    values: Iterable[float] = RETENTIONS,
    **arguments: Unpack[SimulationArguments],
) -> OptimalRetention:
    """
    Return the desired retention at which practice and forgetting together cost least; see `OptimalRetention`.

    Args:
        schedule: that of which it is to be found; `Fsrs` with its defaults if omitted.
        forgetting_cost: minutes, 0 to 1,440, that a skill costs for each day on which it is not there. It is for you to
            say, since it is what you lose; by default it is half the time of a review that goes well, with which the
            best lies near 0.9 for a study of a year.
        values: those to try.
        arguments: those of `simulate`, as are the errors.
    """
    check_arguments(optimal_retention, arguments)
    if forgetting_cost is not None:
        checks.between("forgetting_cost", forgetting_cost, 0, 24 * 60)
    tried = sweep(schedule or Fsrs(), over="desired_retention", values=values, **arguments)
    if forgetting_cost is None:
        forgetting_cost = tried.results[0].study.population.review_minutes[Rating.Good - 1] / 2
    costs = [_daily_cost(result, forgetting_cost) for result in tried.results]
    best = tried.values[costs.index(min(costs))]
    return OptimalRetention(
        desired_retention=best,
        forgetting_cost=forgetting_cost,
        at_bound=best in (min(tried.values), max(tried.values)),
        sweep=tried,
    )


def _daily_cost(result: Result, forgetting_cost: float) -> float:
    """Return what a day of a learner costs: minutes of practice, and those for the skills that are not there."""
    said = result.summary()
    return said["daily_minutes"] + forgetting_cost * (result.study.skills - said["remembered"])


def _swept(tried: Sweep) -> str:
    """Return what was varied, in words."""
    return f"{type(tried.results[0].schedule).__name__} over {tried.over.replace('_', ' ')}"


def _table(title: str, made: pl.DataFrame) -> str:
    rows = [tuple(f"{value:.3f}" for value in row) for row in made.rows()]
    return text.table(f"{title}; means over all days", [name.replace("_", " ") for name in made.columns], rows)
