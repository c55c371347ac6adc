"""What a memory model is: the values it works on and the protocol that each model fulfils."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from reinforce.codec import Kept, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

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
class MemoryState(Row):
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
class Standing(Kept):
    """A card as the memory model sees it: phase, step inside the phase, and memory state (none when new)."""

    phase: Phase = Phase.NEW
    step: int | None = None
    memory: MemoryState | None = None


@dataclass(frozen=True, slots=True)
class Scheduled(Kept):
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

    To plug one in, write a class with all that stands here (a frozen dataclass with the five settings as fields does
    most of it) and register it: in a `MemoryModels`, or as an entry point of the group ``reinforce.memory_models``.
    A policy names it in ``Policy.model`` and holds its settings; it is made once for each version of a policy.

    What is asked of it, besides what each method says:

    - It is immutable, and its answers depend on its arguments and settings alone: no clock, no chance, no state. Fuzz
      is laid over the intervals elsewhere.
    - ``stability`` of a memory state means the days after which retrievability has fallen to 0.9, and ``difficulty`` is
      from 1 (easy) to 10 (hard); all that it needs besides goes into ``extra``. All numbers are finite. Nothing outside
      the model assumes how many there are.
    - Retrievability is 1 after no time, and never rises while nothing is practised.
    - Of the answers Hard, Good and Easy to one card, none waits longer than the next; no interval is longer than the
      maximum interval, or shorter than a day.
    - It can go on from any standing with a memory that it made, in any phase: what it was told of learning steps may
      have changed in between.

    Attributes:
        name: what a policy calls it, such as ``fsrs-6``. It stands for what the numbers of a state mean: a model whose
            states an older version could not read is another one, and needs another name.
    """

    name: ClassVar[str]

    def __init__(
        self,
        *,
        parameters: tuple[float, ...] = ...,
        desired_retention: float = ...,
        maximum_interval: int = ...,
        learning_steps: tuple[timedelta, ...] = ...,
        relearning_steps: tuple[timedelta, ...] = ...,
    ) -> None:
        """
        Make the model with the settings of a policy; each has a default.

        Args:
            parameters: the numbers in its equations.
            desired_retention: the retrievability at which a card falls due.
            maximum_interval: days; no interval is longer.
            learning_steps: delays of a new card before its first interval of days.
            relearning_steps: the same after a lapse.

        Raises:
            InvalidParameterError: a setting is not acceptable, such as steps where the model knows none.
        """

    @property
    def version(self) -> str:
        """
        The name, a slash, and the version of the equations, such as ``fsrs-6/6.3.2``; cards are stamped with it.

        Two models with equal versions and settings agree to the last bit. With another version, cards are folded anew.
        """
        ...

    @property
    def parameters(self) -> tuple[float, ...]:
        """The numbers in its equations: those that were given, or its own."""
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
