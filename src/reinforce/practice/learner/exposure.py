"""Exposure: how often a learner has met an exercise, and when last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Exposure:
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
