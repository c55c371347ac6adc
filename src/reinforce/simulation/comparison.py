"""The same learners under several policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reinforce.practice import show
from reinforce.simulation.frames import concatenated, frame, picture, polars

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from reinforce.simulation.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    What came of the same learners, with the same luck, under each of several policies.

    Attributes:
        results: one for each policy, in the order in which they were given.
    """

    results: tuple[Result, ...]

    def to_frame(self) -> pl.DataFrame:
        """Return the frames of all results after one another, with a first column ``policy``: its name."""
        pl = polars()
        named = [(pl.lit(result.policy.name).alias("policy"), result.to_frame()) for result in self.results]
        return concatenated([one.select(name, pl.all()) for name, one in named])

    def summary(self) -> pl.DataFrame:
        """Return one row for each policy: its name as ``policy``, and the numbers of `Result.summary`."""
        return frame([{"policy": result.policy.name, **result.summary()} for result in self.results])

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of the policies over time."""
        return picture(self)

    def _repr_html_(self) -> str:
        summaries = [result.summary() for result in self.results]
        columns = ("policy", *(name.replace("_", " ") for name in summaries[0]))
        rows = [
            (result.policy.name, *(f"{value:.3f}" for value in summary.values()))
            for result, summary in zip(self.results, summaries, strict=True)
        ]
        one = self.results[0]
        caption = f"{one.learners} learners, {one.skills} skills, {one.days} days: in the end, of a learner"
        return show.table(caption, columns, rows)
