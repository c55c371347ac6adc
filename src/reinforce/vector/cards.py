"""Many cards as arrays: where each stands, and what a review leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from reinforce.memory import MemoryState, Phase, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

PHASES: tuple[Phase, ...] = (Phase.NEW, Phase.LEARNING, Phase.REVIEW, Phase.RELEARNING)
"""The phase that each number in `CardStates.phase` stands for."""

NEW, LEARNING, REVIEW, RELEARNING = range(4)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CardStates:
    """
    Where *n* cards stand.

    Attributes:
        phase: shape ``(n,)``, int8, the place of the phase in `PHASES`.
        step: shape ``(n,)``, int8, the position inside learning steps; -1 outside them.
        stability: shape ``(n,)``, days; nan while new.
        difficulty: shape ``(n,)``, 1 to 10; nan while new.
    """

    phase: NDArray[np.int8]
    step: NDArray[np.int8]
    stability: NDArray[np.float64]
    difficulty: NDArray[np.float64]

    @classmethod
    def new(cls, count: int) -> Self:
        """Return *count* cards that were never practised."""
        return cls(
            phase=np.zeros(count, np.int8),
            step=np.full(count, -1, np.int8),
            stability=np.full(count, np.nan),
            difficulty=np.full(count, np.nan),
        )

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> Self:
        """Return the cards that stand as *standings* say."""
        rows = list(standings)
        known = [row.memory or MemoryState(np.nan, np.nan) for row in rows]
        return cls(
            phase=np.array([PHASES.index(row.phase) for row in rows], np.int8),
            step=np.array([-1 if row.step is None else row.step for row in rows], np.int8),
            stability=np.array([memory.stability for memory in known], np.float64),
            difficulty=np.array([memory.difficulty for memory in known], np.float64),
        )

    def __len__(self) -> int:
        return len(self.phase)

    def standing(self, index: int) -> Standing:
        """Return where one card stands."""
        phase, step = PHASES[self.phase[index]], int(self.step[index])
        if phase is Phase.NEW:
            return Standing()
        memory = MemoryState(float(self.stability[index]), float(self.difficulty[index]))
        return Standing(phase, None if step < 0 else step, memory)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reviewed:
    """
    What one review of each of *n* cards leads to.

    Attributes:
        cards: the cards after it.
        interval_days: shape ``(n,)``, int32, days until a card is due; 0 inside learning steps.
        delay: shape ``(n,)``, timedelta64 in microseconds, time until it is due inside learning steps; 0 outside them.
    """

    cards: CardStates
    interval_days: NDArray[np.int32]
    delay: NDArray[np.timedelta64]
