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
        names: what each is called in tables and pictures: as it was named, or else `Limited.name`.
    """

    results: tuple[Result, ...]
    names: tuple[str, ...]

    def to_frame(self) -> pl.DataFrame:
        """Return the frames of all results after one another, with a first column ``policy``: its name."""
        pl = polars()
        named = [
            (pl.lit(name).alias("policy"), result.to_frame())
            for name, result in zip(self.names, self.results, strict=True)
        ]
        return concatenated([one.select(name, pl.all()) for name, one in named])

    def summary(self) -> pl.DataFrame:
        """Return one row for each policy: its name as ``policy``, and the numbers of `Result.summary`."""
        return frame(
            [{"policy": name, **result.summary()} for name, result in zip(self.names, self.results, strict=True)]
        )

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of the policies over time."""
        return picture(self)

    def __repr__(self) -> str:
        """Name the policies and the size; arrays are in the results."""
        return f"<Comparison of {', '.join(self.names)}: {self.results[0].size}>"

    def _repr_html_(self) -> str:
        summaries = [result.summary() for result in self.results]
        columns = ("policy", *(name.replace("_", " ") for name in summaries[0]))
        rows = [
            (name, *(f"{value:.3f}" for value in summary.values()))
            for name, summary in zip(self.names, summaries, strict=True)
        ]
        return show.table(f"{self.results[0].size}: in the end, of a learner", columns, rows)
