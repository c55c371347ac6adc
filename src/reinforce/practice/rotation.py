"""Rotation: which exercise of a skill comes next, so that no variant is repeated while another is unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from reinforce.catalog import Dimension, DrillSpec
from reinforce.days import EPOCH
from reinforce.practice.chance import mark

if TYPE_CHECKING:
    from datetime import datetime

    from reinforce.catalog import Exercise
    from reinforce.practice.situation import Situation

_Turn: TypeAlias = "tuple[datetime, int, bool, str]"


def cost(exercise: Exercise) -> timedelta:
    """Return the time that *exercise* is expected to take."""
    return timedelta(minutes=exercise.minutes)


def rotation(situation: Situation, skill: str) -> tuple[Exercise, ...]:
    """
    Return the exercises of *skill* in the order in which the learner should meet them; empty if it has none.

    Those that fit the budget of a whole day come before those that do not. Within each: unseen ones first, then the one
    that was met longest ago, then the one met least often; then drills for what one can do, questions for what one
    knows; then by a seeded hash. So each comes back only after all the others that fit.
    """
    budget = situation.budget

    def key(exercise: Exercise) -> tuple[bool, _Turn]:
        return budget is not None and cost(exercise) > budget, _turn(situation, skill, exercise)

    return tuple(sorted(situation.curriculum.exercises(skill), key=key))


def _turn(situation: Situation, skill: str, exercise: Exercise) -> _Turn:
    exposure = situation.exposures.get(exercise.id)
    dimension = situation.curriculum.skills[skill].dimension
    is_drill = isinstance(exercise, DrillSpec)
    misfit = is_drill if dimension is Dimension.KNOWLEDGE else not is_drill and dimension is Dimension.SKILL
    return (
        EPOCH if exposure is None else exposure.last_at,
        0 if exposure is None else exposure.seen,
        misfit,
        mark(situation.policy.seed, situation.learner, exercise.id),
    )
