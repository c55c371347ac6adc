"""Times until something happens, where for some it has not happened yet: the product-limit estimate."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import Value
from reinforce.practice import text

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Wait(Value):
    """
    One observed stretch of time.

    Attributes:
        days: how long it was watched: until it happened, or until now where it has not.
        happened: whether it happened at its end.

    Raises:
        InvalidParameterError: *days* is not a whole number of days.
    """

    days: int
    happened: bool

    def __post_init__(self) -> None:
        """Refuse a span that is none."""
        checks.whole("days", self.days, 0, 2**31)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalStep(Value):
    """
    What is known of one day on which it happened.

    Attributes:
        days: days after the beginning.
        at_risk: those watched for so long for whom it had not happened before.
        happened: those for whom it happened then.
        waiting: the estimated share, 0 to 1, for whom it takes longer.
    """

    days: int
    at_risk: int
    happened: int
    waiting: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival(Value):
    """
    How long something takes, estimated from all who were watched, those still waiting among them.

    Attributes:
        steps: the days on which it happened, in order.
        watched: how many were watched.
        censored: for how many of them it had not happened when last looked at.
    """

    steps: tuple[SurvivalStep, ...]
    watched: int
    censored: int

    @property
    def median(self) -> int | None:
        """The days after which it has happened for half of them; ``None`` where it has not come so far."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> int | None:
        """Return the days after which it has happened for *share* of them; ``None`` where it has not come so far."""
        checks.between("share", share, 0, 1)
        return next((step.days for step in self.steps if 1 - step.waiting >= share), None)

    def waiting(self, days: int) -> float:
        """Return the estimated share, 0 to 1, for whom it takes longer than *days*."""
        checks.whole("days", days, 0, 2**31)
        return next((step.waiting for step in reversed(self.steps) if step.days <= days), 1.0)

    def _repr_html_(self) -> str:
        rows = ((step.days, step.at_risk, step.happened, text.share(step.waiting)) for step in self.steps)
        caption = f"{text.counted(self.watched, 'wait')}, {self.censored} still waiting"
        return text.table(caption, ("days", "at risk", "happened", "still waiting"), rows)


def survival(waits: Iterable[Wait]) -> Survival:
    """
    Return how long it takes, by the product-limit estimate (Kaplan and Meier 1958, J. Am. Stat. Assoc. 53, 457-481).

    Leaving out those who are still waiting would make it look quicker than it is. They count as watched up to the day
    on which they were last seen, that day included.
    """
    waits = list(waits)
    watched = sorted(wait.days for wait in waits)
    happenings = Counter(wait.days for wait in waits if wait.happened)
    steps: list[SurvivalStep] = []
    waiting = Fraction(1)  # exact, so that half of them is half
    for day, happened in sorted(happenings.items()):
        at_risk = len(watched) - bisect_left(watched, day)
        waiting *= Fraction(at_risk - happened, at_risk)
        steps.append(SurvivalStep(days=day, at_risk=at_risk, happened=happened, waiting=float(waiting)))
    return Survival(steps=tuple(steps), watched=len(watched), censored=len(watched) - happenings.total())
