"""What one worker hands back: the arrays of some learners, which put together are the result."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from reinforce.simulation.card_arrays import NEVER
from reinforce.simulation.log import PracticeLog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reinforce.simulation.array_schedulers import Scheduler
    from reinforce.simulation.card_arrays import CardArrays
    from reinforce.simulation.daily_sums import DailySums
    from reinforce.simulation.memory_arrays import MemoryArrays, ModelMemories
    from reinforce.simulation.study import Job

_MINUTE = 60_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShardResult:
    """The arrays of a `Result`, for some of its learners."""

    reviews: NDArray[np.int32]
    introduced: NDArray[np.int32]
    recalled: NDArray[np.int32]
    minutes: NDArray[np.float64]
    backlog: NDArray[np.int32]
    attended: NDArray[np.bool_]
    remembered: NDArray[np.float64]
    believed: NDArray[np.float64] | None
    stability: NDArray[np.float64]
    difficulty: NDArray[np.float64]
    believed_stability: NDArray[np.float64] | None
    believed_difficulty: NDArray[np.float64] | None
    repetitions: NDArray[np.int32]
    lapses: NDArray[np.int32]
    introduced_on: NDArray[np.int32]
    last_day: NDArray[np.int32]
    due_day: NDArray[np.int32]
    parameters: NDArray[np.float64]
    log: PracticeLog | None

    @classmethod
    def of(cls, job: Job, arrays: CardArrays, scheduler: Scheduler, sums: DailySums) -> Self:
        """Return what a run recorded."""
        shape = (arrays.learners, arrays.skills)
        stability, difficulty = _known(arrays.truth, arrays)
        believed = scheduler.believed
        theirs = (None, None) if believed is None else _known(believed, arrays)
        never = np.isinf(arrays.last)
        return cls(
            reviews=sums.reviews.T.copy(),
            introduced=sums.introduced.T.copy(),
            recalled=sums.recalled.T.copy(),
            minutes=sums.minutes.T / _MINUTE,
            backlog=sums.backlog.T.copy(),
            attended=sums.attended.T.copy(),
            remembered=sums.remembered.T.copy(),
            believed=None if believed is None else sums.believed.T.copy(),
            stability=stability,
            difficulty=difficulty,
            believed_stability=theirs[0],
            believed_difficulty=theirs[1],
            repetitions=arrays.repetitions.reshape(shape),
            lapses=arrays.lapses.reshape(shape),
            introduced_on=arrays.introduced_on.reshape(shape),
            last_day=np.where(never, -1, np.where(never, 0, arrays.last)).astype(np.int32).reshape(shape),
            due_day=np.where(arrays.due == NEVER, -1, arrays.due).reshape(shape),
            parameters=arrays.parameters,
            log=None if sums.log is None else PracticeLog.of(sums.log, first=job.shard.start),
        )

    @staticmethod
    def joined(shards: Sequence[ShardResult]) -> dict[str, Any]:
        """Return the arrays of some learners after one another, by their names."""
        values: dict[str, Any] = {}
        for spec in fields(ShardResult):
            theirs = [getattr(shard, spec.name) for shard in shards]
            if len(theirs) == 1 or theirs[0] is None:
                values[spec.name] = theirs[0]
            else:
                values[spec.name] = PracticeLog.joined(theirs) if spec.name == "log" else np.concatenate(theirs)
        return values


def _known(
    memories: MemoryArrays | ModelMemories, arrays: CardArrays
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return stability and difficulty of shape ``(learners, skills)``; nan where a skill was never practised."""
    never, shape = np.isinf(arrays.last), (arrays.learners, arrays.skills)
    return (
        np.where(never, np.nan, memories.stability).reshape(shape),
        np.where(never, np.nan, memories.difficulty).reshape(shape),
    )
