"""Exposure: how often a learner has met an exercise, and when last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from reinforce.codec import Value


@dataclass(frozen=True, slots=True)
class Exposure(Value):
    """
    How a learner has met an exercise.

    Attributes:
        seen: how often.
        last_at: when last.
        timed: how often it is known how long it took.
        took: how long it took all those times together.
    """

    seen: int
    last_at: datetime
    timed: int = 0
    took: timedelta = timedelta()

    @classmethod
    def met(cls, at: datetime, took: timedelta | None = None) -> Self:
        """Return what one meeting is, which took that long if it is known."""
        return cls(1, at) if took is None else cls(1, at, 1, took)

    def minus(self, other: Exposure, *, before: datetime | None) -> Exposure | None:
        """
        Return this less *other*, which is part of it; ``None`` where nothing is left.

        Where the latest was that one, it is *before* now, as far as that is known.
        """
        latest = before if before is not None and self.last_at == other.last_at else self.last_at
        left = self.seen - other.seen
        return Exposure(left, latest, self.timed - other.timed, self.took - other.took) if left > 0 else None

    def plus(self, other: Exposure | None) -> Exposure:
        """Return this and *other* together; ``None`` adds nothing."""
        if other is None:
            return self
        latest = max(self.last_at, other.last_at)
        return Exposure(self.seen + other.seen, latest, self.timed + other.timed, self.took + other.took)
