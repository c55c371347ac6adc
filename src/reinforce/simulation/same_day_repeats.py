"""Further practices on the same day, drawn as whole courses: every one that they can take, with its chance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from reinforce.memory.fsrs6 import MAX_DIFFICULTY, MIN_DIFFICULTY
from reinforce.simulation.population import milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from reinforce.simulation.memory_arrays import Cards, MemoryArrays, Ratings
    from reinforce.simulation.population import Repeats
    from reinforce.vector.equations import Floats, Weights

_AGAIN, _GOOD, _EASY = 1, 3, 4


@dataclass(frozen=True, slots=True, eq=False)
class SameDayRepeats:
    """
    All courses that the further practices of a day can take, in the order of the first rating of the day.

    There are a few hundred, so that one draw picks a whole course. Courses are rows; 0 stands for no practice.

    Attributes:
        before: the rating that a course follows.
        ratings: shape ``(courses, most)``; 0 where a course has ended.
        length: how many practices a course has.
        cost: milliseconds of all its practices.
        costs: milliseconds of one practice, by its rating; none at the place 0.
        ends: where the chance of each course ends, plus twice the rating that it follows; rising.
    """

    before: Ratings
    ratings: Ratings
    length: NDArray[np.int64]
    cost: NDArray[np.int64]
    costs: NDArray[np.int64]
    ends: Floats

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, repeats: Repeats | None) -> SameDayRepeats | None:
        """Return the courses that *repeats* allow; ``None`` if there are none."""
        if repeats is None or not repeats.count or not repeats.most:
            return None
        costs = milliseconds(repeats.minutes)
        rows, ends = [], []
        for before in (1, 2, 3, 4):
            wanted = repeats.count - (before >= _GOOD)
            courses = list(_courses(repeats, before, wanted, ()))
            shares = np.array([chance for chance, _ in courses])
            # The last one ends where no share comes, however it is rounded.
            ends.append(2.0 * before + np.append(np.cumsum(shares / shares.sum())[:-1], 1.5))
            rows += [(before, course) for _, course in courses]
        ratings = np.zeros((len(rows), repeats.most), np.int64)
        for at, (_, course) in enumerate(rows):
            ratings[at, : len(course)] = course
        return cls(
            np.array([before for before, _ in rows]),
            ratings,
            (ratings > 0).sum(axis=1),
            costs[ratings].sum(axis=1),
            costs,
            np.concatenate(ends),
        )

    def drawn(self, before: Ratings | int, share: Floats) -> Cards:
        """Return a course for each first rating of the day, by a draw from [0, 1)."""
        return self.ends.searchsorted(2.0 * before + share, side="right")

    def follow(self, courses: Cards, stability: Floats, who: Cards, memories: MemoryArrays) -> Iterator[Ratings]:
        """Change *stability* as the courses say, round by round; yield the ratings of each, 0 where there was none."""
        ratings = self.ratings[courses]
        for number in range(int(self.length[courses].max(initial=0))):
            rating = ratings[:, number]
            stability[:] = memories.again_today(stability, rating, who)
            yield rating

    def harder(self, weights: Weights) -> tuple[Floats, Floats, Floats, Floats]:
        """
        Return what each course does to difficulty: ``min(max(a · D + b, low), high)``, as four arrays by course.

        One practice moves it along a rising line, within bounds; so does any number of them after one another. The
        arrays have the shape ``(courses,)``, or ``(courses, learners)`` for weights of many learners.
        """
        shape = (len(self.before), *np.shape(weights.keep))
        lines = np.ones(shape), np.zeros(shape), np.full(shape, MIN_DIFFICULTY), np.full(shape, MAX_DIFFICULTY)
        for number in range(self.ratings.shape[1]):
            rows = (self.length > number).nonzero()[0]
            drift = np.moveaxis(weights.drift[..., self.ratings[rows, number]], -1, 0)
            slope, lift = weights.keep * (1.0 - drift), weights.keep * 10.0 * drift + weights.pulled
            for line in lines:
                line[rows] *= slope
            for line in lines[1:]:
                line[rows] += lift
            for line in lines[2:]:
                line[rows] = np.clip(line[rows], MIN_DIFFICULTY, MAX_DIFFICULTY)
        return lines


def _courses(
    repeats: Repeats, before: int, wanted: int, course: tuple[int, ...], row: int = 0
) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Yield the chance of every course that goes on from here, and the ratings of all of it."""
    if row >= wanted or before == _EASY or len(course) == repeats.most:
        yield 1.0, course
        return
    for rating, chance in enumerate(repeats.ratings[before - 1], start=1):
        further = row + 1 if rating >= _GOOD else 0 if rating == _AGAIN else row
        if chance:
            for share, whole in _courses(repeats, rating, wanted, (*course, rating), further):
                yield chance * share, whole
