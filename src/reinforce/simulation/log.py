"""The log of a simulation: every practice of every learner, as arrays and as the frame that other rooms read."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Self

import numpy as np

from reinforce.days import EPOCH
from reinforce.simulation.display import frame, polars

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from numpy.typing import NDArray

    from reinforce.simulation.behaviour import TrialOutcome

_MINUTE = 60_000
START = date(2026, 1, 5)
"""The date of the first day, a Monday, unless another is asked for."""

_HOUR = timedelta(hours=9)
_ROUNDS = 64
_MOST_CARDS = 1 << 40


@dataclass(slots=True)
class LogRows:
    """
    The practices of a run, as they come.

    Attributes:
        skills: how many each learner has.
        columns: for each batch of practices: card, day, order on the day, rating, elapsed days, true retrievability
            before, milliseconds, true stability after, days until due.
    """

    skills: int
    columns: list[tuple[NDArray[np.generic], ...]] = field(default_factory=list)

    def add(self, out: TrialOutcome, interval: NDArray[np.int64], day: int) -> None:
        """Add a day's practices; the interval is that of the last of each card."""
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PracticeLog:
    """
    Every practice, in the order of learners, days, and practice on a day. All arrays have the shape ``(n,)``.

    Attributes:
        learner, skill: numbers, counted from 0.
        day: counted from 0.
        rating: 1 (Again) to 4 (Easy).
        elapsed: days since the practice of that skill before; nan at the first.
        retrievability: the true one, right before; nan at the first practice of a skill.
        minutes: how long it took.
        stability: the true one, in days, right after.
        interval: days until the skill is due again; 0 where it is not, or is practised again on the same day.
    """

    learner: NDArray[np.int32]
    skill: NDArray[np.int32]
    day: NDArray[np.int32]
    rating: NDArray[np.int8]
    elapsed: NDArray[np.float64]
    retrievability: NDArray[np.float64]
    minutes: NDArray[np.float64]
    stability: NDArray[np.float64]
    interval: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.day)

    @classmethod
    def of(cls, rows: LogRows, *, first: int) -> Self:
        """Return the log that the rows of a run amount to; *first* is the number of its first learner."""
        empty: tuple[NDArray[np.generic], ...] = tuple(np.zeros(0) for _ in range(9))
        columns = [np.concatenate(column) for column in zip(*(rows.columns or [empty]), strict=True)]
        cards, day, order, rating, elapsed, left, cost, stability, interval = columns
        learner, skill = np.divmod(cards.astype(np.int64), rows.skills)
        sequence = np.lexsort((order, day, learner))
        return cls(
            learner=(learner + first)[sequence].astype(np.int32),
            skill=skill[sequence].astype(np.int32),
            day=day[sequence].astype(np.int32),
            rating=rating[sequence].astype(np.int8),
            elapsed=elapsed[sequence].astype(np.float64),
            retrievability=left[sequence].astype(np.float64),
            minutes=cost[sequence].astype(np.float64) / _MINUTE,
            stability=stability[sequence].astype(np.float64),
            interval=interval[sequence].astype(np.int32),
        )

    @classmethod
    def joined(cls, logs: Sequence[PracticeLog]) -> Self:
        """Return the logs of some learners after one another."""
        return cls(**{spec.name: np.concatenate([getattr(log, spec.name) for log in logs]) for spec in fields(cls)})

    def to_frame(self, *, start: date = START, learners: int, skills: int) -> pl.DataFrame:
        """Return the log as a polars frame; see `Result.log_frame`."""
        pl = polars()
        place = self._place()
        seconds = np.rint(self.minutes * 60_000).astype(np.int64)
        # A day's practices follow one another from nine o'clock on, each after what the ones before it took.
        before = np.cumsum(seconds) - seconds
        first = np.flatnonzero(place == 0)
        since = before - np.repeat(before[first], np.diff(np.append(first, len(place))))
        origin = datetime(start.year, start.month, start.day, tzinfo=UTC) + _HOUR
        at = origin.timestamp() * 1_000_000 + self.day * 86_400_000_000.0
        return frame(
            {
                "id": [f"{n}-{d}-{p}" for n, d, p in zip(self.learner, self.day, place, strict=True)],
                "learner": named("l", self.learner, learners),
                "skill": named("s", self.skill, skills),
                "rating": self.rating,
                "at": pl.Series(at.astype(np.int64) + since * 1000, dtype=pl.Int64).cast(pl.Datetime("us", "UTC")),
                "day": pl.Series(self.day + np.int32(start.toordinal() - EPOCH.toordinal()), dtype=pl.Int32).cast(
                    pl.Date
                ),
                "duration": seconds,
            }
        )

    def _place(self) -> NDArray[np.int64]:
        """Return the place of each practice on its learner's day."""
        new = np.append(True, (np.diff(self.learner) != 0) | (np.diff(self.day) != 0))[: len(self)]
        starts = np.flatnonzero(new)
        return np.arange(len(self)) - np.repeat(starts, np.diff(np.append(starts, len(self))))


def named(letter: str, numbers: NDArray[np.integer], count: int) -> pl.Series:
    """Return the ids of *numbers* counted from 0, of *count* that there are."""
    names: pl.Series = polars().Series(ids(letter, count)).gather(numbers)
    return names


def ids(letter: str, count: int) -> list[str]:
    """Return so many ids such as ``s0001``, as wide as the last of them needs, so that they sort by number."""
    width = max(4, len(str(count)))
    return [f"{letter}{number + 1:0{width}}" for number in range(count)]
