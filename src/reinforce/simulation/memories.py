"""What is remembered of many cards, in truth or as a scheduler believes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.vector.equations import Floats, Weights

    Cards = NDArray[np.intp]
    Ratings = NDArray[np.int64]

_IN_CACHE = 16_384
"""Numbers that are worked on at once where all cards are gone through."""


class Memories:
    """
    Stability and difficulty of each card, and the equations that move them.

    Args:
        weights: one set, or one for each learner.
        learners, skills: how many; the cards are numbered learner by learner.
        each: whether *weights* are one set for each learner.
    """

    def __init__(self, weights: Weights, *, learners: int, skills: int, each: bool) -> None:
        self._weights, self._each = weights, each
        self._shape = (learners, skills)
        self.stability: Floats = np.ones(learners * skills)
        self.difficulty: Floats = np.ones(learners * skills)
        people = (learners, 1)
        self._factor = np.broadcast_to(weights.factor.reshape(-1, 1), people)
        self._decay = np.broadcast_to(weights.decay.reshape(-1, 1), people)

    def met(self, rating: Ratings, who: Cards) -> tuple[Floats, Floats]:
        """Return stability and difficulty after first practices."""
        return self._weights.first(rating, who=who if self._each else None)

    def left(self, cards: Cards, elapsed: Floats, who: Cards) -> Floats:
        """Return the retrievability of *cards* after so many days."""
        return self._weights.left(self.stability[cards], elapsed, who=who if self._each else None)

    def reviewed(self, cards: Cards, rating: Ratings, left: Floats, who: Cards) -> tuple[Floats, Floats]:
        """Return stability and difficulty of *cards* after a review on a later day, of which so much was *left*."""
        return self._weights.after(
            self.stability[cards], self.difficulty[cards], rating, left=left, who=who if self._each else None
        )

    def repeated(self, stability: Floats, difficulty: Floats, rating: Ratings, who: Cards) -> tuple[Floats, Floats]:
        """Return stability and difficulty after a further practice on the same day."""
        theirs = who if self._each else None
        return (
            self._weights.again_today(stability, rating, who=theirs),
            self._weights.harder(difficulty, rating, who=theirs),
        )

    def keep(self, cards: Cards, stability: Floats, difficulty: Floats) -> None:
        """Let *cards* have this memory."""
        self.stability[cards], self.difficulty[cards] = stability, difficulty

    def remembered(self, last: Floats, *, day: int, most: int) -> Floats:
        """
        Return each learner's sum of retrievability on a day over their first *most* skills, of shape ``(learners,)``.

        *last* is the day of each card's last practice, minus infinity where there was none; such a card counts 0.
        """
        learners, skills = self._shape
        sums = np.zeros(learners)
        if not most:
            return sums
        stability, since = self.stability.reshape(self._shape), last.reshape(self._shape)
        rows = max(1, _IN_CACHE // most)
        for start in range(0, learners, rows):
            some = slice(start, start + rows)
            left = np.subtract(float(day), since[some, :most])
            left /= stability[some, :most]
            left *= self._factor[some]
            left += 1.0
            np.power(left, self._decay[some], out=left)
            left.sum(axis=1, out=sums[some])
        return sums
