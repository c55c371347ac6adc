"""Sums over everything before each attempt of a log, on arrays; attempts at one instant know nothing of each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.fitting.attempt_arrays import Booleans, Floats, Whole

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PriorSums:
    """
    Attempts in runs: those of one card, of one learner, or of one skill, each in the order of time.

    All arrays have the shape ``(n,)`` and follow the runs' own order, except ``order``.

    Attributes:
        order: the places of the runs' attempts in the log.
        starts: of each attempt, where its run begins.
        instants: of each attempt, where the attempts at its instant begin; what is before that came earlier.
        days: of each attempt, where the attempts on its day begin.
        day: numbers of the days.
    """

    order: Whole
    starts: Whole
    instants: Whole
    days: Whole
    day: Whole

    @classmethod
    def of(cls, keys: tuple[Whole, ...], *, at: Whole, day: Whole) -> PriorSums:
        """Return the runs of equal *keys*."""
        order = np.lexsort((at, *keys)).astype(np.int64)
        new = _changes(*(key[order] for key in keys)) if keys else _first(len(order))
        days = new | _changes(day[order])
        return cls(
            order=order,
            starts=_begins(new),
            instants=_begins(new | _changes(at[order])),
            days=_begins(days),
            day=day[order],
        )

    def counts(self) -> Whole:
        """Return how many attempts of the run came before each, in the order of the log."""
        return self._back(self.instants - self.starts)

    def sums(self, values: Floats) -> Floats:
        """Return the sum of *values* over what came before each attempt; both in the order of the log."""
        before = _running(values[self.order])
        return self._back(before[self.instants] - before[self.starts])

    def weighted(self, values: Floats, *, left: float) -> Floats:
        """Return the same, each value weighted by *left* once for every attempt that came after it."""
        mine, out = values[self.order], np.zeros(len(values))
        for rows in _by_place(self.starts):
            out[rows] = out[rows - 1] * left + mine[rows - 1]
        return self._back(out[self.instants])

    def faded(self, values: Floats, *, half_life: float) -> Floats:
        """Return the same, each value weighted by a half for every *half_life* days that have passed since."""
        mine = values[self.order]
        new = self.days == np.arange(len(mine))
        heads = np.flatnonzero(new)
        if not len(heads):
            return np.zeros(0)
        totals = np.add.reduceat(mine, heads)
        place = np.cumsum(new) - 1
        carried = np.zeros(len(heads))
        gaps = np.maximum(np.diff(self.day[heads], prepend=0), 0)
        left = 0.5 ** (gaps / half_life)
        for rows in _by_place(place[self.starts[heads]]):
            carried[rows] = (carried[rows - 1] + totals[rows - 1]) * left[rows]
        before = _running(mine)
        today = before[self.instants] - before[np.minimum(self.days, self.instants)]
        return self._back(carried[place] + today)

    def elapsed(self) -> Whole:
        """Return the days since the attempt before, 0 at the first of a run, in the order of the log."""
        gaps = self.day[self.instants] - self.day[np.maximum(self.instants - 1, 0)]
        return self._back(np.where(self.instants > self.starts, np.maximum(gaps, 0), 0))

    def _back(self, values: NDArray[T]) -> NDArray[T]:
        out = np.empty_like(values)
        out[self.order] = values
        return out


def _running(values: Floats) -> Floats:
    """Return the sum of all values before each."""
    return np.concatenate(([0.0], np.cumsum(values)[:-1])) if len(values) else values


def _changes(*keys: Whole) -> Booleans:
    """Return where any key differs from the one before it."""
    new = _first(len(keys[0]))
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return new


def _first(count: int) -> Booleans:
    new = np.zeros(count, dtype=np.bool_)
    new[:1] = True
    return new


def _begins(new: Booleans) -> Whole:
    """Return of each place the last one up to it that is *new*."""
    return np.maximum.accumulate(np.where(new, np.arange(len(new)), 0))


def _by_place(starts: Whole) -> list[Whole]:
    """Return the rows that come second in their runs, then those that come third, and so on."""
    place = np.arange(len(starts)) - starts
    order = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[order], np.arange(1, place.max(initial=0) + 2))
    return [order[low:high] for low, high in pairwise(ends)]
