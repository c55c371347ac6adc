"""How long it takes until a skill stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

import numpy as np

from reinforce import checks
from reinforce.practice import text
from reinforce.practice.progress.survival import Wait, survival
from reinforce.simulation.display import frame, picture
from reinforce.simulation.simulate import simulate
from reinforce.simulation.study import check_arguments

if TYPE_CHECKING:
    import altair as alt
    import polars as pl
    from numpy.typing import NDArray

    from reinforce.practice.progress.survival import Survival
    from reinforce.simulation.result import Result
    from reinforce.simulation.schedules import Schedule
    from reinforce.simulation.study import SimulationArguments


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mastery:
    """
    How long it takes from the first practice of a skill until it stays.

    Attributes:
        stability: a skill is mastered when its true stability first reaches so many days.
        mastered_after: shape ``(learners, skills)``, days from the first practice on; -1 where it has not come so far.
        survival: the product-limit estimate over all skills that were introduced, those not mastered in the end among
            them.
        result: the simulation, with its log.
    """

    stability: float
    mastered_after: NDArray[np.int32]
    survival: Survival
    result: Result

    @property
    def median(self) -> int | None:
        """The days after which half of the skills are mastered; ``None`` where it has not come so far."""
        return self.survival.median

    def to_frame(self) -> pl.DataFrame:
        """Return one row for each day on which a skill was mastered: ``day``, ``mastered`` (share, 0 to 1)."""
        steps = self.survival.steps
        rows = {"day": [0, *(step.days for step in steps)], "mastered": [0.0, *(1 - step.waiting for step in steps)]}
        return frame(rows).group_by("day", maintain_order=True).last()

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of the share of skills mastered over time."""
        return picture(self)

    def __repr__(self) -> str:
        """Name the schedule and the median; arrays are in the result."""
        half = "not yet" if self.median is None else f"after {text.counted(self.median, 'day')}"
        return f"<Mastery under {self._bar}; half of the skills {half}>"

    @property
    def _bar(self) -> str:
        return f"{self.result.schedule.name}: until stability is {self.stability:g} days"

    def _repr_html_(self) -> str:
        rows = [
            (name, "not yet" if (days := self.survival.quantile(share)) is None else f"{days} days")
            for name, share in (("a quarter", 0.25), ("half", 0.5), ("three quarters", 0.75), ("nine tenths", 0.9))
        ]
        return text.table(self._bar, ("of the skills", "mastered after"), rows)


def time_to_mastery(
    schedule: Schedule, *, stability: float = 30.0, **arguments: Unpack[SimulationArguments]
) -> Mastery:
    """
    Return how long it takes under a schedule until skills stay; see `Mastery`.

    *stability*, in days, 0.001 to 36,500, is what counts as mastered, once true stability first reaches it. All other
    arguments, and the errors, are those of `simulate`.
    """
    check_arguments(time_to_mastery, arguments)
    checks.between("stability", stability, 0.001, 36_500)
    result = simulate(schedule, log=True, **arguments)
    after = _mastered_after(result, stability)
    introduced = result.introduced_on >= 0
    waited = np.where(after >= 0, after, result.study.days - 1 - result.introduced_on)[introduced]
    happened = (after >= 0)[introduced]
    waits = (Wait(days, bool(done)) for days, done in zip(waited.tolist(), happened, strict=True))
    return Mastery(stability=stability, mastered_after=after, survival=survival(waits), result=result)


def _mastered_after(result: Result, stability: float) -> NDArray[np.int32]:
    after = np.full(result.introduced_on.shape, -1, np.int32)
    log = result.log
    if log is None:  # pragma: no cover - it was asked for
        return after
    rows = (log.stability >= stability).nonzero()[0][::-1]
    # Of several rows of one card the last to be written is the first that there was.
    learner, skill = log.learner[rows], log.skill[rows]
    after[learner, skill] = log.day[rows] - result.introduced_on[learner, skill]
    return after
