"""Simulate learners under one schedule, or the same learners under several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.simulation.comparison import Comparison
from reinforce.simulation.frames import progress_bar
from reinforce.simulation.job import Job
from reinforce.simulation.population import Population
from reinforce.simulation.random_streams import seed_of
from reinforce.simulation.result import Result
from reinforce.simulation.schedules import Planned, Schedule
from reinforce.simulation.shard_result import ShardResult
from reinforce.simulation.worker import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Executor

    import numpy as np

_MOST = 10_000_000
_DAYS = 36_500
_AT_ONCE = 2_000_000
"""Cards that are simulated at once: more need more memory, and save no time."""

_PIECES = 8
"""Pieces that the learners of a simulation are split into for an executor."""


def simulate(
    schedule: Schedule,
    *,
    learners: int,
    skills: int,
    days: int,
    rng: int | np.random.Generator,
    population: Population | None = None,
    executor: Executor | None = None,
    log: bool = False,
    progress: bool | None = None,
) -> Result:
    """
    Return what comes of simulated learners who practise under a schedule.

    What a learner meets with a skill on a day depends on the seed, the learner's number, the skill's number and the day
    alone. So the same seed gives the same people and the same luck to every schedule, and the same result however the
    work is split: bit for bit on one platform.

    Args:
        schedule: when a skill is practised again.
        learners: how many.
        skills: how many there are to learn.
        days: how long.
        rng: a whole number from 0 on, or a numpy Generator, from which one is drawn.
        population: the people; as `Population` has them by default.
        executor: where to simulate pieces of the learners; any of ``concurrent.futures``, or what behaves like one.
        log: whether to keep every practice, about 50 bytes each.
        progress: whether to show a bar; if omitted, where the run is long and a terminal is there.

    Raises:
        InvalidParameterError: an argument is not acceptable; the error names it.

    >>> from reinforce.simulation import Fsrs
    >>> result = simulate(Fsrs(desired_retention=0.9), learners=10, skills=20, days=90, rng=7)
    >>> result.retention.shape
    (90,)
    """
    return results_of(
        [schedule],
        learners=learners,
        skills=skills,
        days=days,
        rng=rng,
        population=population,
        executor=executor,
        log=log,
        progress=progress,
    )[0]


def compare(
    schedules: Iterable[Schedule] | Mapping[str, Schedule],
    *,
    learners: int,
    skills: int,
    days: int,
    rng: int | np.random.Generator,
    population: Population | None = None,
    executor: Executor | None = None,
    log: bool = False,
    progress: bool | None = None,
) -> Comparison:
    """
    Return what comes of the same learners under each of several schedules.

    *schedules* are as many as you like, by the names that tables and pictures shall give them, or without; no two may
    have the same name. All other arguments, and the errors, are those of `simulate`.

    >>> from reinforce.simulation import FixedInterval, Workshop
    >>> both = compare([Workshop(), FixedInterval(interval=30)], learners=10, skills=20, days=90, rng=7)
    >>> both.names
    ('Workshop', 'FixedInterval(interval=30)')
    >>> compare({"once": Workshop(), "monthly": FixedInterval(interval=30)}, learners=10, skills=20, days=90, rng=7)
    <Comparison of once, monthly: 10 learners, 20 skills, 90 days>
    """
    names, compared = _named(schedules)
    results = results_of(
        compared,
        learners=learners,
        skills=skills,
        days=days,
        rng=rng,
        population=population,
        executor=executor,
        log=log,
        progress=progress,
    )
    return Comparison(results=tuple(results), names=names)


def results_of(
    schedules: Sequence[Schedule],
    *,
    learners: int,
    skills: int,
    days: int,
    rng: int | np.random.Generator,
    population: Population | None,
    executor: Executor | None,
    log: bool,
    progress: bool | None,
) -> list[Result]:
    """Return one result for each schedule; arguments and errors are those of `simulate`."""
    people = Population() if population is None else population
    _check(schedules, people, learners=learners, skills=skills, days=days)
    seed = seed_of(rng)
    pieces = _pieces(learners, skills, split=executor is not None)
    jobs = [
        Job(
            schedule=schedule,
            population=people,
            seed=seed,
            learners=piece,
            skills=skills,
            days=days,
            alone=learners == 1 and not isinstance(schedule, Planned),
            log=log,
        )
        for schedule in schedules
        for piece in pieces
    ]
    with progress_bar(wanted=progress, total=len(schedules) * learners * days, skills=skills) as tick:
        parts = _run_all(jobs, executor, tick)
    results = []
    for number, schedule in enumerate(schedules):
        part = ShardResult.joined(parts[number * len(pieces) : (number + 1) * len(pieces)])
        results.append(
            Result.from_part(
                part, schedule=schedule, population=people, learners=learners, skills=skills, days=days, seed=seed
            )
        )
    return results


def _named(schedules: Iterable[Schedule] | Mapping[str, Schedule]) -> tuple[tuple[str, ...], list[Schedule]]:
    """Return the name of each schedule, and the schedules."""
    if isinstance(schedules, Mapping):
        for name in schedules:
            checks.text("schedules", name)
        return tuple(schedules), list(schedules.values())
    compared = list(schedules)
    names = tuple(schedule.name if isinstance(schedule, Schedule) else "" for schedule in compared)
    for index, name in enumerate(names):
        if name and (first := names.index(name)) < index:
            reason = f"is {name}, as schedules[{first}] is; to compare both name them: {{'one': ..., 'other': ...}}"
            raise InvalidParameterError(f"schedules[{index}]", reason, value=compared[index])
    return names, compared


def _run_all(jobs: Sequence[Job], executor: Executor | None, tick: Callable[[int], object]) -> list[ShardResult]:
    if executor is None:
        return [run(job, tick) for job in jobs]
    futures = [executor.submit(run, job) for job in jobs]
    for future, job in zip(futures, jobs, strict=True):
        future.result()
        tick(len(job.learners) * job.days)
    return [future.result() for future in futures]


def _pieces(learners: int, skills: int, *, split: bool) -> list[range]:
    """Return the numbers of all learners in pieces, of about equal size."""
    most = max(1, _AT_ONCE // skills)
    if split:
        most = min(most, -(-learners // _PIECES))
    return [range(start, min(start + most, learners)) for start in range(0, learners, most)]


def _check(schedules: Sequence[object], population: object, *, learners: int, skills: int, days: int) -> None:
    if not schedules:
        raise InvalidParameterError("schedules", "must not be empty", value=schedules)
    for index, schedule in enumerate(schedules):
        if not isinstance(schedule, Schedule):
            name = "schedule" if len(schedules) == 1 else f"schedules[{index}]"
            raise InvalidParameterError(name, f"must be a schedule, not {schedule!r}", value=schedule)
    if not isinstance(population, Population):
        raise InvalidParameterError("population", f"must be a Population, not {population!r}", value=population)
    checks.whole("learners", learners, 1, _MOST)
    checks.whole("skills", skills, 1, _MOST)
    checks.whole("days", days, 1, _DAYS)
