"""Rotation: which exercise of a skill comes next, so that no variant is repeated while another is unseen."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from reinforce import catalog
from reinforce.catalog import Dimension
from reinforce.days import EPOCH
from reinforce.practice.seeded import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reinforce.catalog import Exercise
    from reinforce.practice.planner.situation import Situation

_Turn: TypeAlias = "tuple[datetime, int, bool]"


def cost(exercise: Exercise) -> timedelta:
    """Return the time that *exercise* is expected to take."""
    return _minutes(exercise.minutes)


_minutes = lru_cache(maxsize=1024)(lambda minutes: timedelta(minutes=minutes))


def rotation(
    situation: Situation, skill: str, *, expected: Callable[[Exercise], timedelta] = cost
) -> tuple[Exercise, ...]:
    """
    Return the exercises of *skill* in the order in which the learner should meet them; empty if it has none.

    Those that fit the budget of a whole day come before those that do not, by their *expected* times. Within each:
    unseen ones first, then the one that was met longest ago, then the one met least often; then drills for what one can
    do, questions for what one knows; then in the order of their ids, from a seeded place on. So each comes back only
    after all the others that fit.
    """
    exercises = situation.curriculum.exercises(skill)
    if len(exercises) < 2:  # noqa: PLR2004 - nothing to order
        return exercises
    start = int(keyed_hash(situation.policy.seed, situation.learner, skill), 16) % len(exercises)
    turned = exercises[start:] + exercises[:start]
    budget, dimension = situation.budget, situation.curriculum.skills[skill].dimension
    if budget is None:
        return tuple(sorted(turned, key=lambda exercise: _turn(situation, dimension, exercise)))
    return tuple(
        sorted(turned, key=lambda exercise: (expected(exercise) > budget, _turn(situation, dimension, exercise)))
    )


def _turn(situation: Situation, dimension: Dimension, exercise: Exercise) -> _Turn:
    exposure = situation.exposures.get(exercise.id)
    is_drill = isinstance(exercise, catalog.DrillSpec)
    misfit = is_drill if dimension is Dimension.KNOWLEDGE else not is_drill and dimension is Dimension.SKILL
    if exposure is None:
        return EPOCH, 0, misfit
    return exposure.last_at, exposure.seen, misfit
