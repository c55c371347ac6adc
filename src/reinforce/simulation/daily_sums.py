"""What a run adds up for each day and learner; and the practices, if they were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reinforce.simulation.log import LogRows

if TYPE_CHECKING:
    from reinforce.simulation.study import Job


class DailySums:
    """What is written down of each day: arrays of shape ``(days, learners)``."""

    def __init__(self, job: Job) -> None:
        shape = (job.study.days, len(job.shard))
        self.reviews = np.zeros(shape, np.int32)
        self.introduced = np.zeros(shape, np.int32)
        self.recalled = np.zeros(shape, np.int32)
        self.backlog = np.zeros(shape, np.int32)
        self.minutes = np.zeros(shape, np.int64)
        self.attended = np.zeros(shape, np.bool_)
        self.remembered = np.zeros(shape)
        self.believed = np.zeros(shape)
        self.log = LogRows(job.study.skills) if job.log else None
