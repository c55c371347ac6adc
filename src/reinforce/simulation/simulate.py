"""Simulate learners under one schedule, or the same learners under several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Unpack

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.simulation.comparison import Comparison
from reinforce.simulation.display import progress_bar
from reinforce.simulation.result import Result
from reinforce.simulation.schedules import Schedule, schedule_of
from reinforce.simulation.study import Job, Study, check_arguments
from reinforce.simulation.worker import work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Executor

    from reinforce.simulation.shard_result import ShardResult
    from reinforce.simulation.study import SimulationArguments, StudyArguments


def simulate(schedule: Schedule, *, log: bool = False, **arguments: Unpack[SimulationArguments]) -> Result:
    """
    Return what comes of simulated learners who practise under a schedule.

    Args:
        schedule: when a skill is practised again.
        log: whether to keep every practice, about 50 bytes each.
        learners, skills, days, rng, population: whom to simulate, and for how long: those of a `Study`. The population
            may be omitted.
        executor: where to simulate shards of the learners; any of ``concurrent.futures``, or what behaves like one; if
            omitted, here.
        progress: whether to show a bar; if omitted, where the run is long and a terminal is there.

    Raises:
        InvalidParameterError: an argument is not acceptable; the error names it.

    >>> from reinforce.simulation import Fsrs
    >>> result = simulate(Fsrs(desired_retention=0.9), learners=10, skills=20, days=90, rng=7)
    >>> result.retention.shape
    (90,)
    """
    check_arguments(simulate, arguments)
    return results_of([schedule], log=log, **arguments)[0]


def compare(
    schedules: Iterable[Schedule] | Mapping[str, Schedule],
    *,
    log: bool = False,
    **arguments: Unpack[SimulationArguments],
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
    check_arguments(compare, arguments)
    names, compared = _named(schedules)
    return Comparison(results=tuple(results_of(compared, log=log, **arguments)), names=names)


def results_of(
    schedules: Sequence[Schedule],
    *,
    log: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
    **arguments: Unpack[StudyArguments],
) -> list[Result]:
    """Return one result for each schedule; arguments and errors are those of `simulate`."""
    _check(schedules)
    study = Study(**arguments)
    shards = study.shards(split=executor is not None)
    jobs = [Job(study=study, schedule=schedule, shard=shard, log=log) for schedule in schedules for shard in shards]
    with progress_bar(wanted=progress, total=len(schedules) * study.learners * study.days, skills=study.skills) as tick:
        done = _run_all(jobs, executor, tick)
    return [
        Result.from_shards(done[start : start + len(shards)], schedule=schedule, study=study)
        for start, schedule in zip(range(0, len(done), len(shards)), schedules, strict=True)
    ]


def _named(schedules: Iterable[Schedule] | Mapping[str, Schedule]) -> tuple[tuple[str, ...], list[Schedule]]:
    """Return the name of each schedule, and the schedules."""
    if isinstance(schedules, Mapping):
        for name in schedules:
            checks.text("schedules", name)
        return tuple(schedules), list(schedules.values())
    compared = checks.several("schedules", schedules)
    names = tuple(schedule.name if isinstance(schedule, Schedule) else "" for schedule in compared)
    for index, name in enumerate(names):
        if name and (first := names.index(name)) < index:
            reason = f"is {name}, as schedules[{first}] is; to compare both name them: {{'one': ..., 'other': ...}}"
            raise InvalidParameterError(f"schedules[{index}]", reason, value=compared[index])
    return names, compared


def _run_all(jobs: Sequence[Job], executor: Executor | None, tick: Callable[[int], object]) -> list[ShardResult]:
    if executor is None:
        return [work(job, tick) for job in jobs]
    futures = [executor.submit(work, job) for job in jobs]
    for future, job in zip(futures, jobs, strict=True):
        future.result()
        tick(len(job.shard) * job.study.days)
    return [future.result() for future in futures]


def _check(schedules: Sequence[object]) -> None:
    if not schedules:
        raise InvalidParameterError("schedules", "must not be empty", value=schedules)
    for index, schedule in enumerate(schedules):
        schedule_of("schedule" if len(schedules) == 1 else f"schedules[{index}]", schedule)
