"""
Learner days: which day an instant belongs to, for a person in a time zone whose day starts at some hour.

A day is numbered by its local date (``date.toordinal``), so that day numbers of people in different zones compare as
calendar dates do, and the difference of two day numbers is a number of nights.

A day begins once, when the local clock first shows its start, and ends when the next one begins. It follows that within
one zone and day start the day number never falls as time goes on, not even where the clocks are put back across it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Annotated, TypeAlias, overload
from zoneinfo import ZoneInfo

from reinforce import checks, slips
from reinforce.codec import LEARNER_DAY
from reinforce.errors import InvalidParameterError, shown

Day: TypeAlias = Annotated[int, LEARNER_DAY]
"""The number of a learner day; in JSON its date."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_TICK = timedelta(microseconds=1)
_LONGEST_DATE = timedelta(hours=30)
"""No instant of a date, whatever the zone, is further from its noon in UTC."""

_NOT_ZONES = {"localtime", "posixrules", "posix", "right"}
"""What some systems keep beside the zones: links that differ from machine to machine, and clocks with leap seconds."""


def zone(name: str) -> ZoneInfo:
    """
    Return the time zone of that IANA *name*.

    Raises:
        InvalidParameterError: there is no such zone.

    >>> zone("Europe/Dublin")
    zoneinfo.ZoneInfo(key='Europe/Dublin')
    """
    try:
        return _zone(name if isinstance(name, str) else "")
    except (OSError, ValueError, LookupError) as error:
        reason = f"is not an IANA time zone: {shown(name)}{slips.zone(name)}"
        raise InvalidParameterError("timezone", reason, value=name) from error


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    if name.partition("/")[0] in _NOT_ZONES:
        raise LookupError(name)
    return ZoneInfo(name)


def day_start_hour(value: object) -> int:
    """Return *value* if a day can start at that hour (0 to 23); raise InvalidParameterError otherwise."""
    if isinstance(value, int):
        return checks.whole("day_start", value, 0, 23)
    reason = f"must be a whole hour from 0 to 23, not {checks.given(value)}{slips.hour(value)}"
    raise InvalidParameterError("day_start", reason, value=value)


def day_number(at: datetime, *, timezone: str = "UTC", day_start: int = 0) -> int:
    """
    Return the number of the learner day that *at* belongs to.

    Args:
        at: an aware instant.
        timezone: the learner's zone, an IANA name.
        day_start: the hour (0 to 23) at which the learner's day starts.

    Raises:
        InvalidParameterError: *at* has no time zone, or the zone is none.

    >>> from datetime import UTC, date, datetime
    >>> late = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
    >>> date.fromordinal(day_number(late, timezone="Europe/Dublin", day_start=4))
    datetime.date(2026, 3, 1)
    """
    if at.tzinfo is None:
        raise InvalidParameterError("at", checks.no_zone(at), value=at)
    local = at.astimezone(zone(timezone))
    day = local.toordinal() - (local.hour < day_start)
    # The clock was put back and shows this hour again. Where the next day had begun before that, it goes on.
    if local.fold and _shift(_start(day + 1, timezone, day_start)) < timedelta():
        day += 1
    return day


def day_start_at(day: int, *, timezone: str = "UTC", day_start: int = 0) -> datetime:
    """
    Return the first instant, in UTC, of learner day number *day*.

    Where a change of the clocks skips that hour, the day starts at the change; a day that is skipped as a whole starts
    when the next one does.

    >>> day_start_at(date(2026, 3, 29).toordinal(), timezone="Europe/Dublin", day_start=1)
    datetime.datetime(2026, 3, 29, 1, 0, tzinfo=datetime.timezone.utc)
    """
    start = _start(day, timezone, day_start)
    if _shift(start) > timedelta():
        return _change_at(start)
    return start.astimezone(UTC)


@lru_cache(maxsize=4096)
def clock_turns(day: int, *, timezone: str, times: tuple[time, ...]) -> tuple[datetime, ...]:
    """
    Return the instants, in UTC, at which a clock of the zone shows one of *times* on a date, or is put on or back.

    A time that comes twice is there twice; of one that is skipped there is the change of the clocks. Instants near
    these at which nothing happens may be among them.

    Args:
        day: the number of the date, by the clock.
        timezone: an IANA name.
        times: times of day.
    """
    here, date_ = zone(timezone), date.fromordinal(day)
    shown = (datetime.combine(date_, one, tzinfo=here) for one in times)
    turns = {local.replace(fold=fold).astimezone(UTC) for local in shown for fold in (0, 1)}
    noon = datetime.combine(date_, time(12), tzinfo=UTC)
    first, last = noon - _LONGEST_DATE, noon + _LONGEST_DATE
    if _offset(first.astimezone(here)) != _offset(last.astimezone(here)):
        turns.add(_change_between(first, last, here))
    return tuple(sorted(turns))


@overload
def date_of(day: Day) -> date: ...
@overload
def date_of(day: Day | None) -> date | None: ...
def date_of(day: Day | None) -> date | None:
    """
    Return the date of learner day number *day*.

    >>> date_of(day_number(datetime(2026, 3, 2, 12, tzinfo=UTC)))
    datetime.date(2026, 3, 2)
    """
    return None if day is None else date.fromordinal(day)


def microseconds(at: datetime) -> int:
    """Return *at* as whole microseconds since 1970-01-01 UTC: exact, and the same in every database."""
    return (at - EPOCH) // _TICK


def from_microseconds(value: int) -> datetime:
    """Return the instant, in UTC, that is *value* microseconds after 1970-01-01 UTC."""
    return EPOCH + timedelta(microseconds=value)


def _start(day: int, timezone: str, day_start: int) -> datetime:
    """Return the local time at which learner day number *day* starts, the first of two where it comes twice."""
    return datetime.combine(date.fromordinal(day), time(day_start), tzinfo=zone(timezone))


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()


def _shift(local: datetime) -> timedelta:
    """Return by how much the clocks change at a local time: above zero if it is skipped, below if it comes twice."""
    return _offset(local.replace(fold=1)) - _offset(local.replace(fold=0))


def _change_at(skipped: datetime) -> datetime:
    """Return the instant, in UTC, at which the clocks skip the local time *skipped*."""
    # Read with the later offset the local time is before the change, read with the earlier one it is not.
    before, after = (skipped.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    return _change_between(before, after, skipped.tzinfo)


def _change_between(before: datetime, after: datetime, zone: tzinfo | None) -> datetime:
    """Return the instant, in UTC, at which the clocks change that show another offset *after* than *before*."""
    old = _offset(before.astimezone(zone))
    while after - before > _TICK:
        middle = before + (after - before) // 2
        if _offset(middle.astimezone(zone)) == old:
            before = middle
        else:
            after = middle
    return after
