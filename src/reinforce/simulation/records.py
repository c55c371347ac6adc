"""What a run writes down: numbers for each day and learner and, if asked for, every practice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.simulation.behaviour import TrialOutcome
    from reinforce.simulation.study import Job

_ROUNDS = 64
_MOST_CARDS = 1 << 40


class Records:
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
        self.log = Notes(job.study.skills) if job.log else None


@dataclass(slots=True)
class Notes:
    """
    The practices of a run, as they come.

    Attributes:
        skills: how many each learner has.
        columns: for each batch of practices: card, day, order on the day, rating, elapsed days, true retrievability
            before, milliseconds, true stability after, days until due.
    """

    skills: int
    columns: list[tuple[NDArray[np.generic], ...]] = field(default_factory=list)

    def note(self, out: TrialOutcome, interval: NDArray[np.int64], day: int) -> None:
        """Write down a day's practices; the interval is that of the last of each card."""
        trial = out.trial
        nothing = np.full(len(trial.cards), np.nan)
        left = nothing if trial.left is None else trial.left
        elapsed = nothing if trial.elapsed is None else trial.elapsed
        more = np.zeros(len(nothing), np.int64) if out.more is None else out.more
        every = np.arange(len(nothing))
        # First practices come after the reviews of a day.
        order = (every + (trial.left is None) * _MOST_CARDS) * _ROUNDS
        until = np.where(more == 0, interval, 0)
        when = np.full(len(nothing), day)
        batch = (trial.cards, when, order, trial.rating, elapsed, left, out.alone, out.first, until)
        self.columns.append(batch)
        for number, round_ in enumerate(out.further, start=1):
            rows, ones = round_.rows, np.ones(len(round_.rows))
            until = np.where(more[rows] == number, interval[rows], 0)
            same = (trial.cards[rows], when[rows], order[rows] + number, round_.rating, 0.0 * ones, ones)
            self.columns.append((*same, round_.cost, round_.stability, until))
