"""What is simulated, as values: a study, which is the same for every schedule, and the job of one worker in it."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from inspect import Parameter, signature
from typing import TYPE_CHECKING, NotRequired, TypedDict

from reinforce import checks, slips
from reinforce.practice import text
from reinforce.simulation.population import Population
from reinforce.simulation.random_streams import seed_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor

    import numpy as np

    from reinforce.simulation.schedules import Schedule

_MOST = 10_000_000
_DAYS = 36_500
_AT_ONCE = 2_000_000
"""Cards that are simulated at once: more need more memory, and save no time."""

_SHARDS = 8
"""Shards that the learners of a study are split into for an executor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """
    Who is simulated, how much there is to learn, for how long, and with which luck.

    What a learner meets with a skill on a day depends on the seed, the learner's number, the skill's number and the day
    alone. So one study gives the same people and the same luck to every schedule, and the same result however the work
    is split: bit for bit on one platform.

    Attributes:
        learners: how many, 1 to 10,000,000.
        skills: how many there are to learn, 1 to 10,000,000.
        days: how long, 1 to 36,500.
        rng: a whole number from 0 on, or a numpy Generator, from which one is drawn; kept as ``seed``.
        population: the people; as `Population` has them by default.

    Raises:
        InvalidParameterError: an argument is not acceptable; the error names it.
    """

    learners: int
    skills: int
    days: int
    rng: InitVar[int | np.random.Generator]
    population: Population = field(default_factory=Population)
    seed: int = field(init=False)

    def __post_init__(self, rng: int | np.random.Generator) -> None:
        """Check every argument, and draw the seed."""
        population: object = self.population
        checks.of_kind("population", population, Population)
        checks.whole("learners", self.learners, 1, _MOST)
        checks.whole("skills", self.skills, 1, _MOST)
        checks.whole("days", self.days, 1, _DAYS)
        object.__setattr__(self, "seed", seed_of(rng))

    @property
    def size(self) -> str:
        """How many learners, skills and days, in words."""
        return ", ".join(
            text.counted(number, word)
            for number, word in ((self.learners, "learner"), (self.skills, "skill"), (self.days, "day"))
        )

    @property
    def longest_exercise(self) -> float:
        """Minutes that one exercise takes its people at most: the least budget of a day that any fits into."""
        return self.population.longest_exercise

    def shards(self, *, split: bool) -> list[range]:
        """Return the numbers of all learners in shards of about equal size: several, where work is to be *split*."""
        most = max(1, _AT_ONCE // self.skills)
        if split:
            most = min(most, -(-self.learners // _SHARDS))
        return [range(start, min(start + most, self.learners)) for start in range(0, self.learners, most)]


class StudyArguments(TypedDict):
    """The arguments of a `Study`."""

    learners: int
    skills: int
    days: int
    rng: int | np.random.Generator
    population: NotRequired[Population]


class SimulationArguments(StudyArguments):
    """What every simulation is asked with: the arguments of a study, and how to run it; see `simulate`."""

    executor: NotRequired[Executor | None]
    progress: NotRequired[bool | None]


def check_arguments(called: Callable[..., object], arguments: Mapping[str, object]) -> None:
    """
    Check that the *arguments* of a simulation are there, and no others, before they are passed on.

    Raises:
        TypeError: as Python raises it, but naming what was *called*, and not what it calls.
    """
    of_study, run = signature(Study).parameters, {"executor", "progress"}
    for name in arguments:
        if name not in of_study and name not in run:
            own = {one for one, spec in signature(called).parameters.items() if spec.kind is Parameter.KEYWORD_ONLY}
            message = f"{called.__name__}() has no argument {name!r}{slips.name(name, own | run | of_study.keys())}"
            raise TypeError(message)
    for name, spec in of_study.items():
        if spec.default is Parameter.empty and name not in arguments:
            message = f"{called.__name__}() needs the argument {name!r}"
            raise TypeError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """
    What one worker simulates; it can be sent to another process.

    Attributes:
        study: what is simulated.
        schedule: under which.
        shard: the numbers of the learners that are the worker's.
        log: whether each practice is to be told.
    """

    study: Study
    schedule: Schedule
    shard: range
    log: bool
