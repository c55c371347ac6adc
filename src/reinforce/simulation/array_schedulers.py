"""What a schedule keeps of each card, and when it has it practised again: schedules at work on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reinforce import vector
from reinforce.memory import Fsrs6
from reinforce.simulation.memory_arrays import MemoryArrays, ModelMemories
from reinforce.simulation.random_streams import Purpose, uniform
from reinforce.simulation.schedules import (
    Expanding,
    First,
    FixedInterval,
    Fsrs,
    Leitner,
    Memorize,
    Planned,
    Schedule,
    Sm2,
    UniformToDeadline,
    Workshop,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.simulation.card_arrays import CardArrays
    from reinforce.simulation.memory_arrays import Cards, Ratings
    from reinforce.vector.equations import Floats

    Days = NDArray[np.int64]

_PASSED = 2
_LONGEST = 36_500


class Scheduler:
    """
    A schedule at work. This one never has anything practised again.

    Attributes:
        in_order: whether skills are introduced in the order of their numbers.
        carries: whether what is not practised on a day waits for the next.
        passes: how often a skill is practised on the day of its introduction.
        opens: the first day on which skills are introduced.
        times: most practices of a skill; ``None`` for no end.
        listens: whether it takes note of further practices on the same day.
        believed: what the scheduler believes of memory; ``None`` if it has no model of it.
    """

    carries = True
    in_order = True
    listens = False

    def __init__(self, arrays: CardArrays, *, passes: int = 1, opens: int = 0, times: int | None = None) -> None:
        self.arrays, self.passes, self.opens, self.times = arrays, passes, opens, times
        self.believed: MemoryArrays | ModelMemories | None = None

    def waiting(self, day: int) -> Cards:
        """Return the cards to review on a day, in the order of their numbers."""
        arrays = self.arrays
        # A single learner's cards begin with those that can be due.
        due = arrays.due[: arrays.met[0]] if arrays.learners == 1 and self.in_order else arrays.due
        return (due <= day).nonzero()[0]

    def rank(self, cards: Cards, day: int) -> Floats:  # noqa: ARG002 - others need the day
        """Return a number for each card: the least comes first."""
        return self.arrays.due[cards].astype(np.float64)

    def met(self, cards: Cards, rating: Ratings) -> None:
        """Take note of first practices."""

    def reviewed(self, cards: Cards, rating: Ratings, elapsed: Floats) -> None:
        """Take note of reviews on a later day."""

    def repeated(self, cards: Cards, rating: Ratings) -> None:
        """Take note of further practices on the same day."""

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002 - as above
        """Return the days until each card is due; 0 for never."""
        return np.zeros(len(cards), np.int64)


class _FixedScheduler(Scheduler):
    def __init__(self, arrays: CardArrays, schedule: FixedInterval) -> None:
        super().__init__(arrays, times=schedule.times)
        self._interval = schedule.interval

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002
        return np.full(len(cards), self._interval)


class _ExpandingScheduler(Scheduler):
    def __init__(self, arrays: CardArrays, schedule: Expanding) -> None:
        super().__init__(arrays, times=schedule.times)
        self._first, self._factor = schedule.interval, schedule.factor

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002
        grown = self._first * np.power(self._factor, np.minimum(self.arrays.repetitions[cards] - 1.0, _LONGEST))
        days: Days = np.rint(np.minimum(grown, _LONGEST)).astype(np.int64)
        return days


class _LeitnerScheduler(Scheduler):
    def __init__(self, arrays: CardArrays, schedule: Leitner) -> None:
        super().__init__(arrays)
        self._days = np.array(schedule.boxes)
        self._box = np.zeros(arrays.size, np.int16)

    def reviewed(self, cards: Cards, rating: Ratings, elapsed: Floats) -> None:  # noqa: ARG002
        up = np.minimum(self._box[cards] + 1, len(self._days) - 1)
        self._box[cards] = np.where(rating >= _PASSED, up, 0)

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002
        days: Days = self._days[self._box[cards]]
        return days


class _Sm2Scheduler(Scheduler):
    _EASE, _LEAST_EASE = 2.5, 1.3
    _SECOND = 6.0

    def __init__(self, arrays: CardArrays) -> None:
        super().__init__(arrays)
        self._ease = np.full(arrays.size, self._EASE)
        self._row = np.zeros(arrays.size, np.int32)
        self._days = np.zeros(arrays.size)

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


class _UniformScheduler(Scheduler):
    def __init__(self, arrays: CardArrays, schedule: UniformToDeadline) -> None:
        super().__init__(arrays, times=schedule.times)
        self._deadline, self._times = schedule.deadline, schedule.times

    def interval(self, cards: Cards, day: int) -> Days:
        began, done = self.arrays.introduced_on[cards], self.arrays.repetitions[cards]
        on = np.rint(began + done * ((self._deadline - began) / self._times)).astype(np.int64)
        on = np.maximum(on, day + 1)
        return np.where(on < self._deadline, on - day, 0)


class _BelievingScheduler(Scheduler):
    """A scheduler with a model of memory, folded from ratings alone."""

    def __init__(self, arrays: CardArrays, model: Fsrs6) -> None:
        super().__init__(arrays)
        self.model = vector.Fsrs6(model)
        self._shared = arrays.alike == model.parameters
        self.listens = not self._shared
        if self._shared:
            # It happens to believe what is true of everybody: the numbers are the same, and reckoned once.
            self._memory = arrays.truth
        else:
            shape = {"learners": arrays.learners, "skills": arrays.skills}
            self._memory = MemoryArrays(self.model.weights, **shape, each=False)
        self.believed = self._memory

    def met(self, cards: Cards, rating: Ratings) -> None:
        if not self._shared:
            self._memory.keep(cards, *self._memory.met(rating, cards), cards)

    def reviewed(self, cards: Cards, rating: Ratings, elapsed: Floats) -> None:
        if not self._shared:
            left = self._memory.left(cards, elapsed, cards)
            self._memory.keep(cards, *self._memory.reviewed(cards, rating, left, cards), cards)

    def repeated(self, cards: Cards, rating: Ratings) -> None:
        if not self._shared:
            memory = self._memory
            state = memory.stability[cards], memory.difficulty[cards]
            memory.keep(cards, *memory.repeated(*state, rating, cards), cards)

    def left(self, cards: Cards, day: int) -> Floats:
        """Return the retrievability that it believes in."""
        return self.model.weights.left(
            self._memory.stability[cards], float(day) - self.arrays.last[cards].astype(np.float64)
        )


class _FsrsScheduler(_BelievingScheduler):
    def __init__(self, arrays: CardArrays, schedule: Fsrs) -> None:
        super().__init__(arrays, schedule.model)
        self._first = schedule.first

    def rank(self, cards: Cards, day: int) -> Floats:
        if self._first is First.RETRIEVABILITY:
            return self.left(cards, day)
        return self._memory.difficulty[cards] if self._first is First.DIFFICULTY else super().rank(cards, day)

    def interval(self, cards: Cards, day: int) -> Days:  # noqa: ARG002
        return self.model.interval_days(self._memory.stability[cards]).astype(np.int64)


class _MemorizeScheduler(_BelievingScheduler):
    carries = False

    def __init__(self, arrays: CardArrays, schedule: Memorize) -> None:
        super().__init__(arrays, Fsrs6(parameters=schedule.parameters))
        self._rate = float(schedule.q**-0.5)

    def waiting(self, day: int) -> Cards:
        cards = np.flatnonzero(self.arrays.repetitions)
        chance = -np.expm1(-self._rate * (1.0 - self.left(cards, day)))
        return cards[uniform(self.arrays.keys[cards], day=day, purpose=Purpose.CHOICE) < chance]

    def rank(self, cards: Cards, day: int) -> Floats:
        return self.left(cards, day)


class PlannedScheduler(Scheduler):
    """A scheduler that was told by an engine what to believe of each card, and when it is due."""

    in_order = False

    def __init__(self, arrays: CardArrays, schedule: Planned) -> None:
        super().__init__(arrays)
        model = schedule.settings(seed=0).memory
        self.memories = ModelMemories(model, learners=arrays.learners, skills=arrays.skills)
        self.believed = self.memories
        self.next_due = np.zeros(arrays.size, np.int64)

    def interval(self, cards: Cards, day: int) -> Days:
        """Return the days until each card is due, as the engine said."""
        return self.next_due[cards] - day


def scheduler_of(schedule: Schedule, arrays: CardArrays) -> Scheduler:  # noqa: PLR0911 - one for each schedule
    """Return *schedule* at work on the cards in *arrays*."""
    match schedule:
        case Fsrs():
            return _FsrsScheduler(arrays, schedule)
        case Workshop():
            return Scheduler(arrays, passes=schedule.repetitions, opens=schedule.day)
        case FixedInterval():
            return _FixedScheduler(arrays, schedule)
        case Expanding():
            return _ExpandingScheduler(arrays, schedule)
        case Leitner():
            return _LeitnerScheduler(arrays, schedule)
        case Sm2():
            return _Sm2Scheduler(arrays)
        case Memorize():
            return _MemorizeScheduler(arrays, schedule)
        case Planned():
            return PlannedScheduler(arrays, schedule)
        case UniformToDeadline():
            return _UniformScheduler(arrays, schedule)
        case _:
            message = f"no scheduler for {schedule!r}"
            raise TypeError(message)
