"""
The equations of FSRS-6 on arrays, for one set of weights or for one set each of many learners.

Source: the FSRS wiki, "The Algorithm", section FSRS-6. The order of operations is that of the ``fsrs`` package wherever
it decides about a last digit that shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reinforce.memory.fsrs6 import MAX_DIFFICULTY, MAX_STABILITY, MIN_DIFFICULTY, MIN_STABILITY, forgetting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.integer]

Each = float | np.ndarray[tuple[int], np.dtype[np.float64]]
"""One number for everybody, or one for each learner."""

_AGAIN = 1
_LEAST_RISE = np.array([1.0, 0.0, 1.0, 1.0, 1.0])
"""By rating: on the same day only Again makes stability fall."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """
    What the equations need of the 21 weights: numbers for one set, arrays of shape ``(learners,)`` for many.

    Tables by rating have the shape ``(5,)`` or ``(learners, 5)``. The place 0 is that of no practice: there *short* is
    0, so that a further review on the same day that does not take place changes nothing, and the others are nan.

    Attributes:
        first_stability, first_difficulty: tables, of a first review.
        decay, factor: of the forgetting curve; *decay* is negative.
        growth, growth_stability, growth_gap: of the rise of stability at recall.
        bonus: table, what the rating does to that rise.
        lapse, lapse_difficulty, lapse_stability, lapse_gap, lapse_most: of stability after a lapse.
        short, short_stability: table and exponent of a review on the same day.
        drift: table, by how much difficulty moves at a rating, before damping.
        keep, pulled: what share of difficulty stays where it is, and what it is drawn to times the rest.
    """

    first_stability: Floats
    first_difficulty: Floats
    decay: Each
    factor: Each
    growth: Each
    growth_stability: Each
    growth_gap: Each
    bonus: Floats
    lapse: Each
    lapse_difficulty: Each
    lapse_stability: Each
    lapse_gap: Each
    lapse_most: Each
    short: Floats
    short_stability: Each
    drift: Floats
    keep: Each
    pulled: Each

    @classmethod
    def of(cls, parameters: Sequence[float] | Floats) -> Weights:
        """Return the weights of *parameters*, of shape ``(21,)`` or ``(learners, 21)``."""
        given = np.asarray(parameters, np.float64)
        w = np.moveaxis(given, -1, 0)
        ratings = np.arange(1.0, 5.0)
        easy = w[4] - np.exp(w[5] * 3.0) + 1.0
        steepness = w[5][..., None] * (ratings - 1.0)
        decay, factor = forgetting(w[20])
        first = w[4][..., None] - np.exp(steepness) + 1.0
        one = np.ones_like(w[15])
        initial = np.maximum(np.stack(tuple(w[:4]), axis=-1), MIN_STABILITY)
        # Plain numbers meet arrays faster than numpy's own do.
        number = float if given.ndim == 1 else np.asarray
        return cls(
            first_stability=_table(initial),
            first_difficulty=_table(np.clip(first, MIN_DIFFICULTY, MAX_DIFFICULTY)),
            decay=number(decay),
            factor=number(factor),
            growth=number(np.exp(w[8])),
            growth_stability=number(-w[9]),
            growth_gap=number(w[10]),
            bonus=_table(np.stack((one, w[15], one, w[16]), axis=-1)),
            lapse=number(w[11]),
            lapse_difficulty=number(-w[12]),
            lapse_stability=number(w[13]),
            lapse_gap=number(w[14]),
            lapse_most=number(np.exp(w[17] * w[18])),
            short=_table(np.exp(w[17][..., None] * (ratings - 3.0 + w[18][..., None])), nothing=0.0),
            short_stability=number(-w[19]),
            drift=_table(-(w[6][..., None] * (ratings - 3.0)) / 9.0),
            keep=number(1.0 - w[7]),
            pulled=number(w[7] * easy),
        )

    def first(self, rating: Whole, *, who: Whole | None = None) -> tuple[Floats, Floats]:
        """Return stability and difficulty after a first review; *who* are the rows of *rating*'s learners."""
        return _by_rating(self.first_stability, rating, who), _by_rating(self.first_difficulty, rating, who)

    def left(self, stability: Floats, elapsed: Whole | Floats, *, who: Whole | None = None) -> Floats:
        """Return the retrievability after so many days."""
        return np.power(1.0 + _of(self.factor, who) * elapsed / stability, _of(self.decay, who))

    def after(
        self,
        stability: Floats,
        difficulty: Floats,
        rating: Whole,
        *,
        left: Floats,
        same_day: NDArray[np.bool_] | None = None,
        who: Whole | None = None,
    ) -> tuple[Floats, Floats]:
        """
        Return stability and difficulty after a review of cards of which so much was *left*.

        *same_day* says which of them were reviewed earlier that day; none if omitted.
        """
        gap = 1.0 - left
        rise = np.exp(_of(self.growth_gap, who) * gap) - 1.0
        rise *= _of(self.growth, who)
        rise *= 11.0 - difficulty
        rise *= np.power(stability, _of(self.growth_stability, who))
        rise *= _by_rating(self.bonus, rating, who)
        rise += 1.0
        rise *= stability
        lapsed = (rating == _AGAIN).nonzero()[0]
        if lapsed.size:
            rise[lapsed] = self._lapsed(
                stability[lapsed], difficulty[lapsed], gap[lapsed], who=None if who is None else who[lapsed]
            )
        if same_day is not None and same_day.any():
            now = same_day.nonzero()[0]
            rise[now] = self.again_today(stability[now], rating[now], who=None if who is None else who[now])
        return _within(rise, MIN_STABILITY, MAX_STABILITY), self.harder(difficulty, rating, who=who)

    def again_today(self, stability: Floats, rating: Whole, *, who: Whole | None = None) -> Floats:
        """
        Return the stability after a further review on the same day, at least the smallest there is.

        A *rating* of 0 stands for no review.
        """
        rise = np.power(stability, _of(self.short_stability, who))
        rise *= _by_rating(self.short, rating, who)
        np.maximum(rise, _LEAST_RISE.take(rating), out=rise)
        rise *= stability
        return _within(rise, MIN_STABILITY, MAX_STABILITY)

    def harder(self, difficulty: Floats, rating: Whole, *, who: Whole | None = None) -> Floats:
        """Return the difficulty after a review."""
        moved = (10.0 - difficulty) * _by_rating(self.drift, rating, who)
        moved += difficulty
        moved *= _of(self.keep, who)
        moved += _of(self.pulled, who)
        return _within(moved, MIN_DIFFICULTY, MAX_DIFFICULTY)

    def _lapsed(self, stability: Floats, difficulty: Floats, gap: Floats, *, who: Whole | None) -> Floats:
        left = _of(self.lapse, who) * np.power(difficulty, _of(self.lapse_difficulty, who))
        left *= np.power(stability + 1.0, _of(self.lapse_stability, who)) - 1.0
        left *= np.exp(gap * _of(self.lapse_gap, who))
        return np.minimum(left, stability / _of(self.lapse_most, who))


def _table(values: Floats, *, nothing: float = np.nan) -> Floats:
    """Return a table by rating: *nothing* at the place 0, and *values* at those of the four ratings."""
    return np.insert(values, 0, nothing, axis=-1)


def _within(values: Floats, low: float, high: float) -> Floats:
    """Return *values*, which are changed, between two bounds; ``np.clip`` takes thrice the time on few values."""
    np.maximum(values, low, out=values)
    return np.minimum(values, high, out=values)


def _of(weight: Each, who: Whole | None) -> Each:
    """Return a weight for each row: the one that there is, or each learner's."""
    return weight if who is None or isinstance(weight, float) else weight.take(who)


def _by_rating(table: Floats, rating: Whole, who: Whole | None) -> Floats:
    """Return what a table by rating says for each row."""
    return table.take(rating) if who is None else table.reshape(-1).take(who * table.shape[-1] + rating)
