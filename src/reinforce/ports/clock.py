"""Clocks: where the engine takes the present from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from reinforce import checks


class Clock(Protocol):
    """Where the engine takes the present from."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """
    A clock that stands still until it is moved, for tests and simulations.

    >>> clock = ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> clock.advance(timedelta(days=1))
    >>> clock.now()
    datetime.datetime(2026, 3, 3, 9, 0, tzinfo=datetime.timezone.utc)
    """

    def __init__(self, at: datetime) -> None:
        self._now = checks.instant("at", at)

    def now(self) -> datetime:
        """Return the instant at which the clock stands, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move the clock forward; *by* may not be negative."""
        checks.duration("by", by, most=timedelta(days=100_000))
        self._now += by

    def move_to(self, at: datetime) -> None:
        """Move the clock to the instant *at*, forward or back."""
        self._now = checks.instant("at", at)
