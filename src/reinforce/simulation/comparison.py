"""The same learners under several schedules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reinforce.practice import text
from reinforce.simulation.display import concatenated, frame, picture, polars

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from reinforce.simulation.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    What came of the same learners, with the same luck, under each of several schedules.

    Attributes:
        results: one for each schedule, in the order in which they were given.
        names: what each is called in tables and pictures: as it was named, or else `Schedule.name`.
    """

    results: tuple[Result, ...]
    names: tuple[str, ...]

    def to_frame(self) -> pl.DataFrame:
        """Return the frames of all results after one another, with a first column ``schedule``: its name."""
        pl = polars()
        named = [
            (pl.lit(name).alias("schedule"), result.to_frame())
            for name, result in zip(self.names, self.results, strict=True)
        ]
        return concatenated([one.select(name, pl.all()) for name, one in named])

    def summary(self, *, since: int = 0) -> pl.DataFrame:
        """Return one row for each schedule: its name as ``schedule``, and the numbers of `Result.summary`."""
        return frame(
            [
                {"schedule": name, **result.summary(since=since)}
                for name, result in zip(self.names, self.results, strict=True)
            ]
        )

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of the schedules over time."""
        return picture(self)

    def __repr__(self) -> str:
        """Name the schedules and the size; arrays are in the results."""
        return f"<Comparison of {', '.join(self.names)}: {self.results[0].study.size}>"

    def _repr_html_(self) -> str:
        summaries = [result.summary() for result in self.results]
        columns = ("schedule", *(name.replace("_", " ") for name in summaries[0]))
        rows = [
            (name, *(f"{value:.3f}" for value in summary.values()))
            for name, summary in zip(self.names, summaries, strict=True)
        ]
        return text.table(f"{self.results[0].study.size}: of a learner; means over all days", columns, rows)
