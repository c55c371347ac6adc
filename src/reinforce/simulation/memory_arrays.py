"""What is remembered of many cards, in truth or as a scheduler believes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.memory import MemoryModel, MemoryState
    from reinforce.vector.equations import Floats, Weights

    Cards = NDArray[np.intp]
    Ratings = NDArray[np.int64]

_IN_CACHE = 16_384
"""Numbers that are worked on at once where all cards are gone through."""


class MemoryArrays:
    """
    Stability and difficulty of each card, and the equations that move them.

    Args:
        weights: one set, or one for each learner.
        learners, skills: how many; the cards are numbered learner by learner.
        each: whether *weights* are one set for each learner.
    """

    def __init__(self, weights: Weights, *, learners: int, skills: int, each: bool) -> None:
        self.weights, self.each = weights, each
        self._shape = (learners, skills)
        self.stability: Floats = np.ones(learners * skills)
        self.difficulty: Floats = np.ones(learners * skills)
        # What all cards are gone through for every evening is kept in single precision: it takes half the time.
        self._pace = np.ones(learners * skills, np.float32)
        self._decay = np.broadcast_to(np.float32(weights.decay).reshape(-1, 1), (learners, 1))

    def met(self, rating: Ratings, who: Cards) -> tuple[Floats, Floats]:
        """Return stability and difficulty after first practices."""
        return self.weights.first(rating, who=who if self.each else None)

    def left(self, cards: Cards, elapsed: Floats, who: Cards) -> Floats:
        """Return the retrievability of *cards* after so many days."""
        return self.weights.left(self.stability[cards], elapsed, who=who if self.each else None)

    def reviewed(self, cards: Cards, rating: Ratings, left: Floats, who: Cards) -> tuple[Floats, Floats]:
        """Return stability and difficulty of *cards* after a review on a later day, of which so much was *left*."""
        return self.weights.after(
            self.stability[cards], self.difficulty[cards], rating, left=left, who=who if self.each else None
        )

    def again_today(self, stability: Floats, rating: Ratings, who: Cards) -> Floats:
        """Return the stability after a further practice on the same day."""
        return self.weights.again_today(stability, rating, who=who if self.each else None)

    def repeated(self, stability: Floats, difficulty: Floats, rating: Ratings, who: Cards) -> tuple[Floats, Floats]:
        """Return stability and difficulty after a further practice on the same day."""
        harder = self.weights.harder(difficulty, rating, who=who if self.each else None)
        return self.again_today(stability, rating, who), harder

    def keep(self, cards: Cards, stability: Floats, difficulty: Floats, who: Cards) -> None:
        """Let *cards* have this memory."""
        self.stability[cards], self.difficulty[cards] = stability, difficulty
        factor = self.weights.factor
        self._pace[cards] = (factor if isinstance(factor, float) else factor.take(who)) / stability

    def remembered(self, last: NDArray[np.float32], *, day: int, most: int) -> Floats:
        """
        Return each learner's sum of retrievability on a day over their first *most* skills, of shape ``(learners,)``.

        *last* is the day of each card's last practice, minus infinity where there was none; such a card counts 0. Each
        retrievability is right to 1e-6.
        """
        learners = self._shape[0]
        sums = np.zeros(learners)
        if not most:
            return sums
        pace, since = self._pace.reshape(self._shape), last.reshape(self._shape)
        rows = max(1, _IN_CACHE // most)
        for start in range(0, learners, rows):
            some = slice(start, start + rows)
            left = np.subtract(np.float32(day), since[some, :most])
            left *= pace[some, :most]
            left += np.float32(1)
            np.power(left, self._decay[some], out=left)
            sums[some] = left.sum(axis=1)
        return sums


class ModelMemories:
    """
    The memory states of each card that was practised, as a memory model of any kind made them.

    Args:
        model: what reads them.
        learners, skills: how many; the cards are numbered learner by learner.
    """

    def __init__(self, model: MemoryModel, *, learners: int, skills: int) -> None:
        self._model, self._shape = model, (learners, skills)
        self._states: dict[int, MemoryState] = {}
        self.stability: Floats = np.ones(learners * skills)
        self.difficulty: Floats = np.ones(learners * skills)

    def keep(self, card: int, memory: MemoryState) -> None:
        """Let the *card* of that number have this memory."""
        self._states[card] = memory
        self.stability[card], self.difficulty[card] = memory.stability, memory.difficulty

    def remembered(self, last: NDArray[np.float32], *, day: int, most: int) -> Floats:
        """Return each learner's sum of retrievability on a day over their first *most* skills; see `MemoryArrays`."""
        learners, skills = self._shape
        sums = np.zeros(learners)
        for card, memory in self._states.items():
            learner, skill = divmod(card, skills)
            if skill < most:
                sums[learner] += self._model.retrievability(memory, elapsed_days=day - int(last[card]))
        return sums
