"""Clocks: where the engine takes the present from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from reinforce import checks
from reinforce.errors import HostError, InvalidParameterError


class Clock(Protocol):
    """Where the engine takes the present from."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...


class CheckedClock:
    """
    A host's clock, of which no other instant is taken than such as days can be reckoned with.

    Args:
        clock: the host's.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """
        Return the present instant, in UTC.

        Raises:
            HostError: the clock's has no time zone, or is not of the years 1900 to 2999.
        """
        try:
            return checks.instant("clock", self._clock.now())
        except InvalidParameterError as error:
            raise HostError(error.field, error.reason, value=error.value) from None


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
        self._now = checks.instant("at", self._now + checks.duration("by", by, most=timedelta(days=100_000)))

    def move_to(self, at: datetime) -> None:
        """Move the clock to the instant *at*, forward or back."""
        self._now = checks.instant("at", at)
