"""A job: what one worker simulates, as a value that can be sent to another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reinforce.simulation.population import Population
    from reinforce.simulation.schedules import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """
    What one worker simulates; it can be sent to another process.

    Attributes:
        schedule, population, seed, skills, days: as they were asked for.
        learners: the numbers of the learners, among all that are simulated.
        alone: whether they are all that are simulated, and there is but one.
        log: whether each practice is to be told.
    """

    schedule: Schedule
    population: Population
    seed: int
    learners: range
    skills: int
    days: int
    alone: bool
    log: bool
