"""One setting of a schedule over a range: what retention costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from reinforce.errors import InvalidParameterError
from reinforce.practice import text
from reinforce.simulation.display import frame, picture
from reinforce.simulation.schedules import Fsrs, Schedule
from reinforce.simulation.simulate import results_of

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

    def to_frame(self) -> pl.DataFrame:
        """Return one row for each value: a column named like the setting, and the numbers of `Result.summary`."""
        return frame(
            [{self.over: value, **result.summary()} for value, result in zip(self.values, self.results, strict=True)]
        )

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of retention against minutes."""
        return picture(self)

    def __repr__(self) -> str:
        """Name the setting, its values and the size; arrays are in the results."""
        values = ", ".join(f"{value:g}" for value in self.values)
        return f"<Sweep of {self._swept}: {values}; {self.results[0].study.size}>"

    @property
    def _swept(self) -> str:
        return f"{type(self.results[0].schedule).__name__} over {self.over.replace('_', ' ')}"

    def _repr_html_(self) -> str:
        table = self.to_frame()
        rows = [tuple(f"{value:.3f}" for value in row) for row in table.rows()]
        return text.table(self._swept, [name.replace("_", " ") for name in table.columns], rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimalRetention:
    """
    The desired retention at which a remembered skill costs the fewest minutes.

    Attributes:
        desired_retention: that of the values tried which has the least ``minutes_per_remembered``: all minutes of all
            days over the sum of true retrievability on the last. It is the least that makes sense, not what is best for
            a team: below it, more forgetting costs more time than it saves.
        sweep: all that was tried.
    """

    desired_retention: float
    sweep: Sweep

    def to_frame(self) -> pl.DataFrame:
        """Return the frame of the sweep."""
        return self.sweep.to_frame()

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of what each value costs."""
        return picture(self)

    def __repr__(self) -> str:
        """Name the value and how many were tried."""
        return f"<OptimalRetention: {self.desired_retention:g}, of {text.counted(len(self.sweep.values), 'value')}>"

    def _repr_html_(self) -> str:
        return f"<p>desired retention {self.desired_retention:g}</p>{self.sweep._repr_html_()}"


def sweep(schedule: Schedule, *, over: str, values: Iterable[float], **arguments: Unpack[SimulationArguments]) -> Sweep:
    """
    Return what comes of the same learners under *schedule* at each value of one of its settings.

    *over* is the setting, as ``desired_retention`` or ``minutes_a_day``; all others stay. All other arguments, and the
    errors, are those of `simulate`.

    >>> curve = sweep(Fsrs(), over="desired_retention", values=(0.8, 0.9), learners=10, skills=20, days=90, rng=7)
    >>> curve.to_frame()["minutes"].is_sorted()
    True
    """
    if not isinstance(schedule, Schedule):
        raise InvalidParameterError("schedule", f"must be a schedule, not {schedule!r}", value=schedule)
    tried = tuple(values)
    if not tried:
        raise InvalidParameterError("values", "must not be empty", value=tried)
    results = results_of([schedule.with_(over, value) for value in tried], **arguments)
    return Sweep(over=over, values=tried, results=tuple(results))


def optimal_retention(
    schedule: Fsrs | None = None, *, values: Iterable[float] = RETENTIONS, **arguments: Unpack[SimulationArguments]
) -> OptimalRetention:
    """
    Return the desired retention at which a remembered skill costs the fewest minutes; see `OptimalRetention`.

    *schedule* is that of which it is to be found (`Fsrs` with its defaults if omitted), *values* are those to try. All
    other arguments, and the errors, are those of `simulate`.
    """
    tried = sweep(schedule or Fsrs(), over="desired_retention", values=values, **arguments)
    costs = [result.summary()["minutes_per_remembered"] for result in tried.results]
    return OptimalRetention(desired_retention=tried.values[costs.index(min(costs))], sweep=tried)
