"""What a memory model is: the values it works on and the protocol that each model fulfils."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from reinforce.journal import Rating


class Phase(StrEnum):
    """
    Where a card stands.

    NEW was never practised; LEARNING and RELEARNING are inside steps of minutes; REVIEW falls due on a day.
    """

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class MemoryState:
    """
    What a memory model knows about one learner and one skill.

    Attributes:
        stability: days after which retrievability has fallen to 0.9.
        difficulty: how hard the skill is for this learner, 1 (easy) to 10 (hard).
        extra: whatever else the model needs; its meaning is the model's own.
    """

    stability: float
    difficulty: float
    extra: tuple[float, ...] = ()

    def values(self) -> tuple[float, ...]:
        """Return all numbers of the state, for storage."""
        return (self.stability, self.difficulty, *self.extra)

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Return the state whose ``values()`` are *values*."""
        stability, difficulty, *extra = values
        return cls(stability, difficulty, tuple(extra))


@dataclass(frozen=True, slots=True)
class Standing:
    """A card as the memory model sees it: phase, step inside the phase, and memory state (none when new)."""

    phase: Phase = Phase.NEW
    step: int | None = None
    memory: MemoryState | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """
    What one review leads to.

    Attributes:
        standing: the card after the review.
        interval_days: days until it is due, before fuzz; ``None`` inside learning steps.
        delay: time until it is due inside learning steps; ``None`` otherwise.
    """

    standing: Standing
    interval_days: int | None
    delay: timedelta | None


class MemoryModel(Protocol):
    """
    How a skill is remembered and when it should be practised again.

    A model is immutable, and its answers depend on its arguments and settings alone. Nothing outside this room
    assumes which numbers a memory state holds beyond stability and difficulty.
    """

    @property
    def version(self) -> str:
        """The name and version of the equations: two models with equal versions and settings agree to the last bit."""
        ...

    def review(self, before: Standing, rating: Rating, *, elapsed_days: int) -> Scheduled:
        """
        Return what a review with *rating*, *elapsed_days* whole days after the one before it, leads to.

        Raises:
            InvalidParameterError: *elapsed_days* is negative.
        """
        ...

    def retrievability(self, memory: MemoryState, *, elapsed_days: float) -> float:
        """
        Return the share, from 0 to 1, of what was known at the last review that is still there *elapsed_days* later.

        Raises:
            InvalidParameterError: *elapsed_days* is negative.
        """
        ...

    def interval(self, memory: MemoryState, *, desired_retention: float | None = None) -> float:
        """
        Return the days, with their fraction, after which retrievability has fallen to *desired_retention*.

        Without one it is the retention at which the model lets cards fall due.

        Raises:
            InvalidParameterError: *desired_retention* is not a share that the model can reckon with.
        """
        ...

    def interval_days(self, memory: MemoryState) -> int:
        """Return the whole days, before fuzz, after which a card in review falls due: what `review` schedules."""
        ...

    def recalled(self, memory: MemoryState, *, elapsed_days: int) -> MemoryState:
        """Return what `review` makes of the memory of a card in review with Good, *elapsed_days* (≥ 1) later."""
        ...

    def placed(self, *, stability: float, difficulty: float | None = None) -> MemoryState:
        """
        Return the memory state of a skill that is taken for known without a review, clamped to what the model allows.

        Args:
            stability: days after which retrievability will have fallen to 0.9.
            difficulty: 1 to 10; if omitted, that of a skill whose first review was rated Good.

        Raises:
            InvalidParameterError: an argument is not a number.
        """
        ...

    def softened(self, memory: MemoryState, *, share: float) -> MemoryState:
        """
        Return the memory state of which that *share* of stability, from 0 to 1, is left.

        Raises:
            InvalidParameterError: *share* is outside these bounds.
        """
        ...
