"""What a run writes down: numbers for each day and learner and, if asked for, every practice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.simulation.memories import Cards, Ratings
    from reinforce.simulation.outcomes import Outcomes
    from reinforce.vector.equations import Floats

_ROUNDS = 64


class Records:
    """What is written down of each day: arrays of shape ``(days, learners)``."""

    def __init__(self, *, learners: int, days: int, skills: int, log: bool) -> None:
        shape = (days, learners)
        self.reviews = np.zeros(shape, np.int32)
        self.introduced = np.zeros(shape, np.int32)
        self.recalled = np.zeros(shape, np.int32)
        self.backlog = np.zeros(shape, np.int32)
        self.minutes = np.zeros(shape, np.int64)
        self.attended = np.zeros(shape, np.bool_)
        self.remembered = np.zeros(shape)
        self.believed = np.zeros(shape)
        self.log = Notes(skills) if log else None


@dataclass(slots=True)
class Notes:
    """The practices of a run, as they come."""

    skills: int
    rows: list[tuple[NDArray[np.generic], ...]] = field(default_factory=list)

    def note(self, out: Outcomes, interval: NDArray[np.int64], day: int) -> None:
        """Write down a day's practices; the interval is that of the last of each card."""
        introduced = bool(len(out.elapsed)) and bool(np.isnan(out.elapsed[0]))
        last = np.zeros(len(out.cards), np.int64)
        for number, round_ in enumerate(out.further, start=1):
            last[round_.rows] = number
        every = np.arange(len(out.cards))
        self._add(
            out,
            every,
            day,
            introduced,
            0,
            out.rating,
            out.elapsed,
            out.left,
            out.alone,
            out.first_stability,
            np.where(last == 0, interval, 0),
        )
        for number, round_ in enumerate(out.further, start=1):
            rows = round_.rows
            ones = np.ones(len(rows))
            until = np.where(last[rows] == number, interval[rows], 0)
            self._add(
                out, rows, day, introduced, number, round_.rating, 0 * ones, ones, round_.cost, round_.stability, until
            )

    def _add(  # noqa: PLR0917 - the columns of one table
        self,
        out: Outcomes,
        rows: Cards,
        day: int,
        introduced: bool,
        number: int,
        rating: Ratings,
        elapsed: Floats,
        left: Floats,
        cost: NDArray[np.int64],
        stability: Floats,
        interval: NDArray[np.int64],
    ) -> None:
        order = (rows + introduced * (1 << 40)) * _ROUNDS + number
        when = np.full(len(rows), day)
        self.rows.append((out.cards[rows], when, order, rating, elapsed, left, cost, stability, interval))
