"""
A memory model of one's own, whose states hold three numbers: what is learned leaves a fast trace and a slow one.

FSRS-6 forgets, after a lapse, how well a skill was once known. Yet relearning is quicker than learning ("savings",
Ebbinghaus 1885), and forgetting over a long time is better described by several exponentials at once than by one. This
model keeps both in the smallest way that works. It is an example and was fitted to nobody: plug it in to see how that
is done, not to schedule people.

A state holds the stability ``S``, the difficulty ``D`` (1 to 10), and the slow stability ``L`` ≥ ``S``, both in days.
Parameters: first stabilities ``a1 … a4`` (of Again to Easy), the first slow stability ``l``, the weight ``w`` of the
slow trace, its growth ``g``, how far ``c2 … c4`` a success (Hard to Easy) brings ``S`` towards ``L``, and what a lapse
leaves of each, ``k`` and ``m``.

- Retrievability after ``t`` days is that of the two traces together, each an exponential, weighed so that it is 0.9
  after ``S`` days: ``R(t) = (1 - w) · q ** (t / S) + w · 0.9 ** (t / L)`` with
  ``q = (0.9 - w · 0.9 ** (S / L)) / (1 - w)``.
- The first review gives ``S = a[rating]``, ``L = l``, and ``D = 5 + 1.5 · (3 - rating)``.
- A success at retrievability ``R`` grows the slow trace, the more the more was forgotten, and brings the stability
  nearer to it: ``L' = L · (1 + g · (11 - D) / 6 · (1 - R))``, ``S' = S + (L' - S) · min(1, c[rating] · (1 - R))``.
- A lapse leaves ``S' = k · S`` and ``L' = m · L``: the skill is soon due again, and soon back.
- Difficulty moves with every review: ``D' = D + 0.5 · (3 - rating)``, within 1 and 10.

Good after Hard and Easy after Good: ``L'`` is the same for all three, and ``S'`` grows with ``c``.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, ClassVar

from reinforce import InvalidParameterError, Rating
from reinforce.memory import MemoryState, Phase, Scheduled, Standing

if TYPE_CHECKING:
    from datetime import timedelta

LEAST, MOST = 0.1, 36_500.0
"""Days: the bounds of both stabilities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FastSlow:
    """The model above, with the settings that a policy gives it; it knows no learning steps."""

    name: ClassVar[str] = "fast-slow"

    parameters: tuple[float, ...] = (0.5, 1.5, 2.5, 8.0, 10.0, 0.5, 8.0, 2.0, 4.0, 6.0, 0.2, 0.7)
    desired_retention: float = 0.9
    maximum_interval: int = 36_500
    learning_steps: tuple[timedelta, ...] = ()
    relearning_steps: tuple[timedelta, ...] = ()

    def __post_init__(self) -> None:
        """Refuse settings with which the equations make no sense; the error names the field, as a policy has it."""
        if not isinstance(self.parameters, tuple) or len(self.parameters) != 12:  # noqa: PLR2004 - those listed above
            raise InvalidParameterError("parameters", "must be a tuple of 12 numbers", value=self.parameters)
        *firsts, slow, weight, growth, hard, good, easy, fast_left, slow_left = self.parameters
        orderly = 0 < firsts[0] <= firsts[1] <= firsts[2] <= firsts[3] <= slow and 0 <= hard <= good <= easy
        shares = all(0 < share < 0.9 for share in (weight, fast_left, slow_left))  # noqa: PLR2004 - see q
        if not orderly or not shares or fast_left > slow_left or growth < 0:
            raise InvalidParameterError("parameters", "must be in order, and shares below 0.9", value=self.parameters)
        if not 0.01 <= self.desired_retention <= 0.999:  # noqa: PLR2004 - as for FSRS-6
            raise InvalidParameterError("desired_retention", "must be from 0.01 to 0.999", value=self.desired_retention)
        if self.learning_steps or self.relearning_steps:
            raise InvalidParameterError("learning_steps", "must be empty, and relearning steps too: it knows none")

    @property
    def version(self) -> str:
        """Cards are stamped with it; another number, and they are folded anew."""
        return f"{self.name}/1"

    def review(self, before: Standing, rating: Rating, *, elapsed_days: int) -> Scheduled:
        """Return what a review leads to; after every one the card is in review."""
        memory = before.memory
        if memory is None:
            difficulty = 5 + 1.5 * (3 - rating)
            after = _state(self.parameters[rating - 1], difficulty, self.parameters[4])
        else:
            after = self._reviewed(memory, rating, elapsed_days=elapsed_days)
        return Scheduled(Standing(Phase.REVIEW, None, after), self.interval_days(after), None)

    def _reviewed(self, memory: MemoryState, rating: Rating, *, elapsed_days: int) -> MemoryState:
        stability, difficulty, (slow,) = memory.stability, memory.difficulty, memory.extra
        growth, *shares, fast_left, slow_left = self.parameters[6:]
        harder = difficulty + 0.5 * (3 - rating)
        if rating is Rating.Again:
            return _state(fast_left * stability, harder, slow_left * slow)
        lost = 1 - self.retrievability(memory, elapsed_days=elapsed_days)
        grown = slow * (1 + growth * (11 - difficulty) / 6 * lost)
        return _state(stability + (grown - stability) * min(1, shares[rating - 2] * lost), harder, grown)

    def retrievability(self, memory: MemoryState, *, elapsed_days: float) -> float:
        """Return what share is left after so many days."""
        if elapsed_days < 0:
            raise InvalidParameterError("elapsed_days", "must not be negative", value=elapsed_days)
        fast, slow = self._traces(memory, elapsed_days)
        return min(1.0, fast + slow)

    def _traces(self, memory: MemoryState, days: float) -> tuple[float, float]:
        """Return what share is there, after so many days, from the fast trace and from the slow one."""
        weight, (slow,) = self.parameters[5], memory.extra
        return (1 - weight) * self._base(memory) ** (days / memory.stability), weight * 0.9 ** (days / slow)

    def _base(self, memory: MemoryState) -> float:
        weight, (slow,) = self.parameters[5], memory.extra
        return float((0.9 - weight * 0.9 ** (memory.stability / slow)) / (1 - weight))

    def interval(self, memory: MemoryState, *, desired_retention: float | None = None) -> float:
        """Return the days until so much is left, by Newton's method, which never oversteps a convex curve."""
        target = self.desired_retention if desired_retention is None else desired_retention
        if not 0.01 <= target <= 1:  # noqa: PLR2004 - as for FSRS-6
            raise InvalidParameterError("desired_retention", "must be from 0.01 to 1", value=target)
        (slow,) = memory.extra
        fast_rate, slow_rate, days = -log(self._base(memory)) / memory.stability, -log(0.9) / slow, 0.0
        for _ in range(100):
            fast, steady = self._traces(memory, days)
            step = (fast + steady - target) / (fast * fast_rate + steady * slow_rate)
            days += max(0.0, step)
            if step <= 1e-12 * days:
                break
        return days

    def interval_days(self, memory: MemoryState) -> int:
        """Return the whole days after which a card with that memory falls due."""
        return min(max(round(self.interval(memory)), 1), self.maximum_interval)

    def recalled(self, memory: MemoryState, *, elapsed_days: int) -> MemoryState:
        """Return what `review` makes of it with Good."""
        return self._reviewed(memory, Rating.Good, elapsed_days=elapsed_days)

    def placed(self, *, stability: float, difficulty: float | None = None) -> MemoryState:
        """Return the state of a skill taken for known: nothing is known of its slow trace but that it is no faster."""
        return _state(stability, 5.0 if difficulty is None else difficulty, self.parameters[4])

    def softened(self, memory: MemoryState, *, share: float) -> MemoryState:
        """Return the state with that share of both stabilities."""
        if not 0 <= share <= 1:
            raise InvalidParameterError("share", "must be from 0 to 1", value=share)
        (slow,) = memory.extra
        return _state(memory.stability * share, memory.difficulty, slow * share)


def _state(stability: float, difficulty: float, slow: float) -> MemoryState:
    """Return a state within its bounds: the slow stability is never below the other."""
    kept = min(max(float(stability), LEAST), MOST)
    return MemoryState(kept, min(max(float(difficulty), 1.0), 10.0), (min(max(float(slow), kept), MOST),))
