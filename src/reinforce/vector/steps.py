"""Learning steps on arrays: which step a rating leads to, and how long it waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reinforce.vector.equations import Whole

_OUT = -1
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, eq=False)
class LearningSteps:
    """
    What each rating does on each step, as tables of shape ``(steps + 1, 4)``.

    The last row is that of a card on a step that there is not, left by a policy with more of them.

    Attributes:
        step: the next step; -1 where the steps are left for the first interval of days.
        delay: microseconds until then.
    """

    step: NDArray[np.int8]
    delay: NDArray[np.int64]

    @classmethod
    def of(cls, delays: Sequence[timedelta]) -> LearningSteps:
        """Return the tables of these *delays*."""
        count = len(delays)
        step, wait = np.full((count + 1, 4), _OUT, np.int8), np.zeros((count + 1, 4), np.int64)
        for at in range(count + 1) if count else ():
            rows = {1: (0, delays[0])}
            if at < count:
                rows[2] = (at, _hard(delays, at))
            if at + 1 < count:
                rows[3] = (at + 1, delays[at + 1])
            for rating, (following, delay) in rows.items():
                step[at, rating - 1], wait[at, rating - 1] = following, delay // _MICROSECOND
        return cls(step, wait)

    def after(
        self, step: NDArray[np.int8], rating: Whole
    ) -> tuple[NDArray[np.bool_], NDArray[np.int8], NDArray[np.timedelta64]]:
        """Return which cards stay inside the steps, on which step, and how long each waits there."""
        at = np.clip(step, 0, len(self.step) - 1)
        following = self.step[at, rating - 1]
        return following != _OUT, following, self.delay[at, rating - 1].astype("timedelta64[us]")

    def entered(self, rating: Whole) -> tuple[NDArray[np.bool_], NDArray[np.int8], NDArray[np.timedelta64]]:
        """Return the same of cards in review, which only a lapse takes into the steps."""
        stays, step, delay = self.after(np.zeros(len(rating), np.int8), rating)
        return stays & (rating == 1), step, delay


def _hard(delays: Sequence[timedelta], at: int) -> timedelta:
    if at > 0:
        return delays[at]
    return delays[0] * 1.5 if len(delays) == 1 else (delays[0] + delays[1]) / 2.0
