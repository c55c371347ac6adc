"""Pace: how long an exercise will take this learner, from what was planned for it and from how long such took them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce.practice.planner.exercises import cost

if TYPE_CHECKING:
    from reinforce.catalog import Exercise
    from reinforce.practice.planner.situation import Situation

TICK = timedelta(seconds=15)
"""What expected times are rounded to where they rest on observation."""

_PRIOR = timedelta(minutes=20)
_PRIOR_MEETINGS = 2
_SLOWEST = 4


@dataclass(slots=True)
class Pace:
    """
    Expected times of one learner.

    What was planned for an exercise counts as much as two observations of it. Before that it is stretched by the
    learner's own pace: the time that all timed exercises took over the time that was planned for them, with twenty
    minutes as planned added to both, and from a quarter to four times. Without any observation it is what was planned.
    """

    situation: Situation
    factor: float | None = field(init=False)
    known: dict[str, timedelta] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Take the learner's pace from the exercises whose time is known."""
        took = planned = _PRIOR
        curriculum = self.situation.curriculum
        for name, exposure in self.situation.exposures.items():
            exercise = curriculum.questions.get(name) or curriculum.drills.get(name)
            if exposure.timed and exercise is not None:
                took += exposure.took
                planned += cost(exercise) * exposure.timed
        observed = planned > _PRIOR
        self.factor = min(max(took / planned, 1 / _SLOWEST), _SLOWEST) if observed else None

    def expected(self, exercise: Exercise) -> timedelta:
        """Return the time that *exercise* is expected to take, at least 15 seconds where it rests on observation."""
        if self.factor is None:
            return cost(exercise)
        if exercise.id not in self.known:
            exposure = self.situation.exposures.get(exercise.id)
            timed, took = (0, timedelta()) if exposure is None else (exposure.timed, exposure.took)
            mean = (cost(exercise) * self.factor * _PRIOR_MEETINGS + took) / (_PRIOR_MEETINGS + timed)
            self.known[exercise.id] = max(TICK, TICK * round(mean / TICK))
        return self.known[exercise.id]
