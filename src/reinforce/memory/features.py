"""What a performance model looks at: the features of a card and the ability of a learner, as folds of attempts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum, log
from typing import TYPE_CHECKING

from reinforce.codec import Kept, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FAST, SLOW = 0.5, 0.9
"""What of an attempt's weight in the recency-weighted sums is left after one more attempt of the card."""

HALF_LIFE = 1
"""Days after which an attempt counts half among those that were made lately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features(Row):
    """
    What the attempts at one skill by one learner amount to; a fold over them, one `after` for each.

    Attributes:
        successes, failures: how many of each there were.
        fast, slow: sums of the successes, each weighted by 0.5 and by 0.9 for every attempt that came after it.
        lately, lately_right: attempts and successes, each weighted by a half for every day that has passed since, on
            the day of the last attempt.
    """

    successes: int = 0
    failures: int = 0
    fast: float = 0.0
    slow: float = 0.0
    lately: float = 0.0
    lately_right: float = 0.0

    @property
    def attempts(self) -> int:
        """How many attempts there were."""
        return self.successes + self.failures

    @property
    def is_of_one_day(self) -> bool:
        """Whether there were attempts, and all of them on the day of the last: none has lost any of its weight yet."""
        return 0 < self.attempts == self.lately

    def after(self, correct: bool, *, elapsed_days: int = 0) -> Features:  # noqa: FBT001 - the subject
        """
        Return the features after one more attempt.

        Args:
            correct: whether it succeeded.
            elapsed_days: whole days since the attempt before it; 0 for the first.
        """
        left = left_of_lately(elapsed_days)
        right = 1 if correct else 0
        return Features(
            successes=self.successes + right,
            failures=self.failures + 1 - right,
            fast=self.fast * FAST + right,
            slow=self.slow * SLOW + right,
            lately=self.lately * left + 1,
            lately_right=self.lately_right * left + right,
        )

    def faded(self, elapsed_days: int) -> Features:
        """Return the features so many days later, without an attempt: what was made lately counts less."""
        left = left_of_lately(elapsed_days)
        return replace(self, lately=self.lately * left, lately_right=self.lately_right * left)

    def values(self) -> tuple[int, int, float, float, float, float]:
        """Return all of them, for storage."""
        return self.successes, self.failures, self.fast, self.slow, self.lately, self.lately_right

    @classmethod
    def of(cls, values: Sequence[float]) -> Features:
        """Return the features whose ``values()`` are *values*."""
        successes, failures, fast, slow, lately, lately_right = values
        return cls(
            successes=int(successes),
            failures=int(failures),
            fast=fast,
            slow=slow,
            lately=lately,
            lately_right=lately_right,
        )

    def plus(self, later: Features) -> Features:
        """Return the features of both, *later* being of attempts that came after these; the times between are lost."""
        return Features(
            successes=self.successes + later.successes,
            failures=self.failures + later.failures,
            fast=later.fast + self.fast * FAST**later.attempts,
            slow=later.slow + self.slow * SLOW**later.attempts,
            lately=later.lately,
            lately_right=later.lately_right,
        )


NO_ATTEMPTS = Features()


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillCount(Row):
    """
    How often attempts at a skill succeeded, of how many, whoever made them.

    Attributes:
        successes, attempts: how many of these, where pooled not in whole numbers.
    """

    successes: float
    attempts: float

    def after(self, correct: bool) -> SkillCount:  # noqa: FBT001 - the subject
        """Return the count after one more attempt."""
        return SkillCount(successes=self.successes + (1 if correct else 0), attempts=self.attempts + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability(Kept):
    """
    How a learner does, all skills together, against what is usual at these skills.

    Attributes:
        excess: successes beyond those that the skills' rates let expect.
        information: how much the attempts tell: the sum of ``p · (1 - p)`` over them, p being the skill's rate.
        lately_excess, lately_information: the same, each attempt weighted by a half for every day since.
    """

    excess: float = 0.0
    information: float = 0.0
    lately_excess: float = 0.0
    lately_information: float = 0.0

    @classmethod
    def of(cls, practised: Iterable[tuple[Features, int, float]]) -> Ability:
        """
        Return what a learner's cards show.

        Args:
            practised: of each card its features, the days since its last attempt, and the success rate of its skill;
                in whatever order.
        """
        excess, information, lately_excess, lately_information = [], [], [], []
        for features, elapsed_days, rate in practised:
            left, spread = left_of_lately(elapsed_days), rate * (1 - rate)
            excess.append(features.successes - features.attempts * rate)
            information.append(features.attempts * spread)
            lately_excess.append(left * (features.lately_right - features.lately * rate))
            lately_information.append(left * features.lately * spread)
        return cls(
            excess=fsum(excess),
            information=fsum(information),
            lately_excess=fsum(lately_excess),
            lately_information=fsum(lately_information),
        )

    def after(self, correct: bool, *, rate: float) -> Ability:  # noqa: FBT001 - the subject
        """Return the ability after one more attempt today, at a skill with that success rate."""
        more, spread = (1 if correct else 0) - rate, rate * (1 - rate)
        return Ability(
            excess=self.excess + more,
            information=self.information + spread,
            lately_excess=self.lately_excess + more,
            lately_information=self.lately_information + spread,
        )

    def faded(self, elapsed_days: int) -> Ability:
        """Return the ability so many days later, without an attempt: what was made lately counts less."""
        left = left_of_lately(elapsed_days)
        return Ability(
            excess=self.excess,
            information=self.information,
            lately_excess=self.lately_excess * left,
            lately_information=self.lately_information * left,
        )

    def effect(self, *, pool: float) -> float:
        """
        Return the learner's effect in log-odds: 0 without attempts, the estimate of a Rasch model with many.

        One Newton step from 0, shrunk by *pool*: the precision, one over the variance, of abilities among learners.
        """
        return self.excess / (pool + self.information)

    def lately_effect(self, *, pool: float) -> float:
        """Return the same of the attempts made lately."""
        return self.lately_excess / (pool + self.lately_information)


NO_ABILITY = Ability()


def log_odds(share: float) -> float:
    """Return ``log(share / (1 - share))``."""
    return log(share / (1 - share))


def left_of_lately(elapsed_days: int) -> float:
    """Return what of an attempt's weight among those made lately is left after so many days."""
    left: float = 0.5 ** (elapsed_days / HALF_LIFE)
    return left
