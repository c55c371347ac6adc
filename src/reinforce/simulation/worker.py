"""A worker: does one job, on arrays or through the real engine, and hands back what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.simulation.runner import Run
from reinforce.simulation.schedules import Planned

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.simulation.shard_result import ShardResult
    from reinforce.simulation.study import Job


def run_of(job: Job) -> Run:
    """Return the run of a *job* before its first day."""
    if isinstance(job.schedule, Planned):
        from reinforce.simulation.engine_run import EngineRun  # noqa: PLC0415 - few need the engine

        return EngineRun(job)
    return Run(job)


def work(job: Job, tick: Callable[[int], object] | None = None) -> ShardResult:
    """Return what comes of a *job*; *tick* is called with the number of learner days that have passed."""
    run = run_of(job)
    for day in range(job.study.days):
        run.live(day)
        if tick is not None:
            tick(len(job.shard))
    return run.shard_result()
