"""When and how practice may be brought to a learner: hours of their clock, weekdays, spacing and channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from reinforce import checks, days, slips
from reinforce.codec import Value
from reinforce.errors import InvalidParameterError, shown
from reinforce.practice.learner.availability import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from reinforce.practice.learner.calendar import Calendar

_LONGEST = timedelta(days=366)
_FARTHEST = timedelta(days=16)  # a week, and another where a change of the clocks skips the only hour of it
_MOST = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Value):
    """
    A stretch of every day by the learner's clock, such as from 22:00 to 07:00, over midnight.

    Attributes:
        start, end: when it begins, and when it is over; whole minutes, not the same.

    Raises:
        InvalidParameterError: one of them is no time of day.

    >>> night = Hours(start=time(22), end=time(7))
    >>> [night.hold(time(hour)) for hour in (6, 7, 21, 22)]
    [True, False, False, True]
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        """Refuse what is no stretch of a day."""
        for name in ("start", "end"):
            value = getattr(self, name)
            if type(value) is not time or value.tzinfo or value.second or value.microsecond or value.fold:
                reason = f"must be a time of day in whole minutes without a zone, not {shown(value)}"
                raise InvalidParameterError(name, reason, value=value)
        if self.start == self.end:
            raise InvalidParameterError("end", f"must be another time than the start, {self.start}", value=self.end)

    def hold(self, at: time) -> bool:
        """Whether the clock shows a time of this stretch."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Value):
    """
    When and how practice may be brought to a learner; where nothing is said, at any time.

    Attributes:
        preferred: the hours in which; any where there are none.
        quiet: hours in which never, also where they are preferred.
        weekdays: the learner days on which, by their English names; none for never. A day that starts at four goes on
            until four.
        spacing: the least time between two deliveries, up to a year.
        channel: the host's own word for how, such as ``mail``; no address.

    Raises:
        InvalidParameterError: a field is not acceptable, or the hours leave no minute of the day.

    >>> evenings = Delivery(preferred=[Hours(start=time(17), end=time(20))], weekdays=["monday", "friday"])
    """

    preferred: Sequence[Hours] = ()
    quiet: Sequence[Hours] = ()
    weekdays: Sequence[str] = WEEKDAYS
    spacing: timedelta = timedelta()
    channel: str | None = None

    def __post_init__(self) -> None:
        """Check every field, and put the weekdays in their order, each once."""
        for name in ("preferred", "quiet"):
            several = checks.several(name, getattr(self, name), Hours)
            if len(several) > _MOST:
                raise InvalidParameterError(
                    name, f"must have at most {_MOST} entries, not {len(several)}", value=several
                )
            object.__setattr__(self, name, tuple(several))
        named = checks.several("weekdays", self.weekdays)
        for one in named:
            if one not in WEEKDAYS:
                reason = f"must be among {', '.join(WEEKDAYS)}, not {shown(one)}{slips.name(one, WEEKDAYS)}"
                raise InvalidParameterError("weekdays", reason, value=one)
        object.__setattr__(self, "weekdays", tuple(one for one in WEEKDAYS if one in named))
        checks.duration("spacing", self.spacing, most=_LONGEST)
        if self.channel is not None:
            checks.identifier("channel", self.channel)
        if not any(map(self._is_open, (time(), *self._times))):
            reason = "leaves no minute of the preferred hours; for never, let there be no weekdays"
            raise InvalidParameterError("quiet", reason, value=self.quiet)

    def allows(self, at: datetime, calendar: Calendar) -> bool:
        """Whether practice may be brought at the instant *at*, as far as hours and weekdays go."""
        if not self._limits:
            return True
        entry = calendar.at(at)
        if not self._is_open(at.astimezone(days.zone(entry.timezone)).time()):
            return False
        return WEEKDAYS[(calendar.day(at) - 1) % len(WEEKDAYS)] in self.weekdays

    def next_at(self, at: datetime, calendar: Calendar) -> datetime | None:
        """Return the first instant from *at* on at which practice may be brought; ``None`` where there is none."""
        if not self.weekdays:
            return None
        return self._first(at, calendar, wanted=True, before=at + _FARTHEST)

    def ends_at(self, at: datetime, calendar: Calendar, *, before: datetime) -> datetime:
        """Return the first instant after *at* at which practice may be brought no more, if it is *before* another."""
        return self._first(at, calendar, wanted=False, before=before) or before

    @property
    def _limits(self) -> bool:
        """Whether there is any instant at which practice may not be brought."""
        return bool(self.preferred or self.quiet) or len(self.weekdays) < len(WEEKDAYS)

    @property
    def _times(self) -> tuple[time, ...]:
        """The times of day at which hours begin or end."""
        return tuple(at for hours in (*self.preferred, *self.quiet) for at in (hours.start, hours.end))

    def _is_open(self, at: time) -> bool:
        """Whether the hours let practice be brought when the clock shows a time."""
        is_preferred = not self.preferred or any(hours.hold(at) for hours in self.preferred)
        return is_preferred and not any(hours.hold(at) for hours in self.quiet)

    def _first(self, at: datetime, calendar: Calendar, *, wanted: bool, before: datetime) -> datetime | None:
        """Return the first instant, from *at* on and *before* another, at which it may be brought, or may not."""
        if not self._limits:
            return at if wanted else None
        while at < before:
            if self.allows(at, calendar) is wanted:
                return at
            at = min(turn for turn in self._turns(at, calendar) if turn > at)
        return None

    def _turns(self, at: datetime, calendar: Calendar) -> Iterator[datetime]:
        """Yield instants among which the next one after *at* is at which anything may change."""
        entry = calendar.at(at)
        yield from (one.effective_at for one in calendar.entries)
        today = at.astimezone(days.zone(entry.timezone)).toordinal()
        for day in range(today - 1, today + 3):
            yield from days.clock_turns(day, timezone=entry.timezone, times=self._times)
            yield days.day_start_at(day, timezone=entry.timezone, day_start=entry.day_start)
