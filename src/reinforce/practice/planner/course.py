"""The course of memories over practice to come, each step of which is taken once, however often a plan looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.journal import Rating

if TYPE_CHECKING:
    from reinforce.memory import MemoryModel, Standing


class Course:
    """
    One memory on its way through the days to come, on each of which it is practised with success.

    A plan with goals asks over and over what a practice would do: for every day that one could hold from, and for every
    budget that it tries. The answer depends on the days of practice alone, so that it is kept here.

    Attributes:
        standing: the memory after the last practice.
        last: the number of the learner day of that practice.
        due: the number of the learner day on which it falls due after it.
    """

    __slots__ = ("_after", "_holds", "_model", "due", "last", "standing")

    def __init__(self, model: MemoryModel, standing: Standing, *, last: int, due: int) -> None:
        self.standing, self.last, self.due, self._model = standing, last, due, model
        self._after: dict[int, Course] = {}
        self._holds: dict[tuple[int, int, int, float], int | None] = {}

    def after(self, day: int) -> Course:
        """Return the course with one more practice, on *day*."""
        found = self._after.get(day)
        if found is None:
            elapsed = 0 if self.standing.memory is None else max(0, day - self.last)
            scheduled = self._model.review(self.standing, Rating.Good, elapsed_days=elapsed)
            last = max(self.last, day)
            due = last + (scheduled.interval_days or 1)
            found = self._after[day] = Course(self._model, scheduled.standing, last=last, due=due)
        return found

    def left(self, day: int) -> float:
        """Return what is left on *day* without more practice."""
        memory = self.standing.memory
        return 0.0 if memory is None else self._model.retrievability(memory, elapsed_days=max(0, day - self.last))

    def holds_from(self, first: int, latest: int, *, tested: int, least: float) -> int | None:
        """
        Return the first day from *first* to *latest* on which a practice would hold; ``None`` if none does.

        Args:
            first: the first day that is left.
            latest: the last one.
            tested: the day on which it has to hold.
            least: how much has to be left then.
        """
        asked = first, latest, tested, least
        if asked not in self._holds:
            self._holds[asked] = self._searched(max(first, self.last), latest, tested, least)
        return self._holds[asked]

    def _searched(self, low: int, high: int, tested: int, least: float) -> int | None:
        if high < low or self.after(high).left(tested) < least:
            return None
        while low < high:
            middle = (low + high) // 2
            if self.after(middle).left(tested) >= least:
                high = middle
            else:
                low = middle + 1
        return low
