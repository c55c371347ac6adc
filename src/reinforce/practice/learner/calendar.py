"""A learner's calendar: the time zones and day starts that were in force, and what day it was when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reinforce import days
from reinforce.codec import Value
from reinforce.errors import InvalidParameterError


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry(Value):
    """
    A zone and day start, and the instant from which they hold.

    Attributes:
        effective_at: in force from this instant on; a calendar's first entry reaches back for ever.
        timezone: an IANA name.
        day_start: the hour, 0 to 23, at which the learner's day starts.
    """

    effective_at: datetime
    timezone: str = "UTC"
    day_start: int = 0

    def __post_init__(self) -> None:
        """Refuse a zone or an hour that does not exist."""
        days.zone(self.timezone)
        days.day_start_hour(self.day_start)


@dataclass(frozen=True, slots=True)
class Calendar(Value):
    """
    The entries of one learner's calendar, oldest first; never empty.

    Attributes:
        entries: each holds from its instant on, until the next.

    >>> from datetime import UTC, datetime
    >>> entry = CalendarEntry(effective_at=datetime(2026, 1, 1, tzinfo=UTC), timezone="Asia/Tokyo")
    >>> days.date_of(Calendar((entry,)).day(datetime(2025, 6, 1, 20, tzinfo=UTC)))
    datetime.date(2025, 6, 2)
    """

    entries: tuple[CalendarEntry, ...]

    def __post_init__(self) -> None:
        """Refuse a calendar without an entry: who is on the roster has one, unless rows of a store are lost."""
        if not self.entries:
            reason = "must have an entry; where the store has none of a learner, it may be damaged"
            raise InvalidParameterError("calendar", reason)

    def at(self, at: datetime) -> CalendarEntry:
        """Return the entry in force at the instant *at*."""
        current = self.entries[0]
        for entry in self.entries[1:]:
            if entry.effective_at > at:
                break
            current = entry
        return current

    def day(self, at: datetime) -> int:
        """Return the number of the learner day that the instant *at* belongs to."""
        entry = self.at(at)
        return days.day_number(at, timezone=entry.timezone, day_start=entry.day_start)
