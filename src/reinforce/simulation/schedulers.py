"""What a policy keeps of each card, and when it has it practised again: policies at work on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reinforce import vector
from reinforce.memory import Fsrs6
from reinforce.simulation.draws import Purpose, uniform
from reinforce.simulation.memories import Memories
from reinforce.simulation.policies import (
    Expanding,
    First,
    FixedInterval,
    Fsrs,
    Leitner,
    Limited,
    Memorize,
    Sm2,
    UniformToDeadline,
    Workshop,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.simulation.deck import Deck
    from reinforce.simulation.memories import Cards, Ratings
    from reinforce.vector.equations import Floats

    Days = NDArray[np.int64]

_PASSED = 2
_LONGEST = 36_500


class Scheduler:
    """
    A policy at work. This one never has anything practised again.

    Attributes:
        carries: whether what is not practised on a day waits for the next.
        passes: how often a skill is practised on the day of its introduction.
        opens: the first day on which skills are introduced.
        times: most practices of a skill; ``None`` for no end.
        believed: what the scheduler believes of memory; ``None`` if it has no model of it.
    """

    carries = True

    def __init__(self, deck: Deck, *, passes: int = 1, opens: int = 0, times: int | None = None) -> None:
        self.deck, self.passes, self.opens, self.times = deck, passes, opens, times
        self.believed: Memories | None = None

    def waiting(self, day: int) -> Cards:
        """Return the cards to review on a day, in the order of their numbers."""
        return np.flatnonzero(self.deck.due <= day)

    def rank(self, cards: Cards, day: int) -> Floats:  # noqa: ARG002 - others need the day
        """Return a number for each card: the least comes first."""
        return self.deck.due[cards].astype(np.float64)

    def met(self, cards: Cards, rating: Ratings) -> None:
        """Take note of first practices."""

    def reviewed(self, cards: Cards, rating: Ratings, elapsed: Floats) -> None:
        """Take note of reviews on a later day."""

    def repeated(self, cards: Cards, rating: Ratings) -> None:
        """Take note of further practices on the same day."""

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002 - as above
        """Return the days until each card is due; 0 for never."""
        return np.zeros(len(cards), np.int64)


class _Fixed(Scheduler):
    def __init__(self, deck: Deck, policy: FixedInterval) -> None:
        super().__init__(deck, times=policy.times)
        self._interval = policy.interval

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002
        return np.full(len(cards), self._interval)


class _Expanding(Scheduler):
    def __init__(self, deck: Deck, policy: Expanding) -> None:
        super().__init__(deck, times=policy.times)
        self._first, self._factor = policy.interval, policy.factor

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002
        grown = self._first * np.power(self._factor, np.minimum(self.deck.repetitions[cards] - 1.0, _LONGEST))
        return np.rint(np.minimum(grown, _LONGEST)).astype(np.int64)


class _Leitner(Scheduler):
    def __init__(self, deck: Deck, policy: Leitner) -> None:
        super().__init__(deck)
        self._days = np.array(policy.boxes)
        self._box = np.zeros(deck.size, np.int16)

    def reviewed(self, cards: Cards, rating: Ratings, elapsed: Floats) -> None:  # noqa: ARG002
        up = np.minimum(self._box[cards] + 1, len(self._days) - 1)
        self._box[cards] = np.where(rating >= _PASSED, up, 0)

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002
        return self._days[self._box[cards]]


class _Sm2(Scheduler):
    _EASE, _LEAST_EASE = 2.5, 1.3
    _SECOND = 6.0

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._ease = np.full(deck.size, self._EASE)
        self._row = np.zeros(deck.size, np.int32)
        self._days = np.zeros(deck.size)

    def met(self, cards: Cards, rating: Ratings) -> None:
        self._note(cards, rating)

    def reviewed(self, cards: Cards, rating: Ratings, elapsed: Floats) -> None:  # noqa: ARG002
        self._note(cards, rating)

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002
        return self._days[cards].astype(np.int64)

    def _note(self, cards: Cards, rating: Ratings) -> None:
        passed, ease = rating >= _PASSED, self._ease[cards]
        row = np.where(passed, self._row[cards] + 1, 0)
        grown = np.minimum(np.ceil(self._days[cards] * ease), _LONGEST)
        days = np.select([row <= 1, row == 2], [1.0, self._SECOND], grown)  # noqa: PLR2004 - the second in a row
        missing = 4.0 - rating  # of the quality, 3 to 5, to the best
        moved = np.maximum(ease + 0.1 - missing * (0.08 + missing * 0.02), self._LEAST_EASE)
        self._row[cards], self._days[cards] = row, days
        self._ease[cards] = np.where(passed, moved, ease)


class _Uniform(Scheduler):
    def __init__(self, deck: Deck, policy: UniformToDeadline) -> None:
        super().__init__(deck, times=policy.times)
        self._deadline, self._times = policy.deadline, policy.times

    def interval(self, cards: Cards, day: int) -> Days:
        began, done = self.deck.introduced_on[cards], self.deck.repetitions[cards]
        on = np.rint(began + done * ((self._deadline - began) / self._times)).astype(np.int64)
        on = np.maximum(on, day + 1)
        return np.where(on < self._deadline, on - day, 0)


class _Believing(Scheduler):
    """A scheduler with a model of memory, folded from ratings alone."""

    def __init__(self, deck: Deck, model: Fsrs6) -> None:
        super().__init__(deck)
        self.model = vector.Fsrs6(model)
        self._shared = deck.alike == model.parameters
        if self._shared:
            # It happens to believe what is true of everybody: the numbers are the same, and reckoned once.
            self.believed = deck.truth
        else:
            shape = {"learners": deck.learners, "skills": deck.skills}
            self.believed = Memories(self.model.weights, **shape, each=False)
        self._memory: Memories = self.believed

    def met(self, cards: Cards, rating: Ratings) -> None:
        if not self._shared:
            self._memory.keep(cards, *self._memory.met(rating, cards))

    def reviewed(self, cards: Cards, rating: Ratings, elapsed: Floats) -> None:
        if not self._shared:
            left = self._memory.left(cards, elapsed, cards)
            self._memory.keep(cards, *self._memory.reviewed(cards, rating, left, cards))

    def repeated(self, cards: Cards, rating: Ratings) -> None:
        if not self._shared:
            memory = self._memory
            memory.keep(cards, *memory.repeated(memory.stability[cards], memory.difficulty[cards], rating, cards))

    def left(self, cards: Cards, day: int) -> Floats:
        """Return the retrievability that it believes in."""
        return self.model.weights.left(self._memory.stability[cards], day - self.deck.last[cards])


class _Fsrs(_Believing):
    def __init__(self, deck: Deck, policy: Fsrs) -> None:
        super().__init__(deck, policy.model)
        self._first = policy.first

    def rank(self, cards: Cards, day: int) -> Floats:
        if self._first is First.RETRIEVABILITY:
            return self.left(cards, day)
        return self._memory.difficulty[cards] if self._first is First.DIFFICULTY else super().rank(cards, day)

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002
        return self.model.interval_days(self._memory.stability[cards]).astype(np.int64)


class _Memorize(_Believing):
    carries = False

    def __init__(self, deck: Deck, policy: Memorize) -> None:
        super().__init__(deck, Fsrs6(parameters=policy.parameters))
        self._rate = float(policy.q**-0.5)

    def waiting(self, day: int) -> Cards:
        cards = np.flatnonzero(self.deck.repetitions)
        chance = -np.expm1(-self._rate * (1.0 - self.left(cards, day)))
        return cards[uniform(self.deck.keys[cards], day=day, purpose=Purpose.CHOICE) < chance]

    def rank(self, cards: Cards, day: int) -> Floats:
        return self.left(cards, day)


def scheduler_of(policy: Limited, deck: Deck) -> Scheduler:
    """Return *policy* at work on a *deck*."""
    match policy:
        case Fsrs():
            return _Fsrs(deck, policy)
        case Workshop():
            return Scheduler(deck, passes=policy.repetitions, opens=policy.day)
        case FixedInterval():
            return _Fixed(deck, policy)
        case Expanding():
            return _Expanding(deck, policy)
        case Leitner():
            return _Leitner(deck, policy)
        case Sm2():
            return _Sm2(deck)
        case Memorize():
            return _Memorize(deck, policy)
        case UniformToDeadline():
            return _Uniform(deck, policy)
        case _:
            message = f"no scheduler for {policy!r}"
            raise TypeError(message)
