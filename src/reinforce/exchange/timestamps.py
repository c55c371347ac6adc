"""Instants as logs have them: texts with and without a zone, dates, numbers of several units, and none of these."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from reinforce import checks, days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

_NUMBER = re.compile(r"\s*[+-]?\d{1,40}(\.\d{1,40})?\s*")
_ROUNDED = re.compile(r"[+-]?\d{1,40}([.,]\d{1,40})?[eE]\+?\d{1,5}")
_UNIVERSAL = re.compile(r"\s?(UTC|GMT|Z)", re.IGNORECASE)
_FORMS = "write instants as 2026-03-02T09:00+01:00 (ISO 8601), or since 1970 in milliseconds"
_DAY = 86_400.0
OF_REVIEWS = (3_652 * _DAY, 84_006 * _DAY)
"""Seconds since 1970 that can be those of a review: of the years 1980 (programs that space began in 1987) to 2199."""
_UNITS = (("seconds", 1.0), ("milliseconds", 1e3), ("microseconds", 1e6), ("nanoseconds", 1e9))
"""How many of each are a second. Within those years no number can be of two units."""
_NOT_TICKS = 31 * 366 * _DAY
"""Ticks since the year 1 would be read as nanoseconds of before 2001."""
_CALENDAR = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
"""How long a number is that is a calendar's digits, as 20260302: as a number since 1970 none is of those years."""
_SERIAL = range(3_652, 109_575)
"""Days since 1970, and since 1900 as spreadsheets count, of the years 1980 to 2199."""


@dataclass(slots=True)
class Instants:
    """
    Instants read from one column.

    Attributes:
        at: in UTC, ``None`` where there is none to be read.
        faults: by place, the kind, the reason and what was done.
    """

    at: list[datetime | None] = field(default_factory=list)
    faults: dict[int, tuple[str, str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _ReadInstant:
    """What one value says: an instant, with the offset it was told in or the unit it was counted in, or a date."""

    at: datetime | None = None
    offset: timedelta | None = None
    unit: str = ""
    local: bool = False
    midnight: date | None = None
    date: bool = False
    reason: str = ""


def read_instants(values: Sequence[object], *, timezone: str, day_start: int, milliseconds: bool) -> Instants:
    """
    Return the instants that *values* say, with what is wrong with each.

    A date alone is the start of the learner day of that date. So are local times that are midnight all together: that
    is how dates look that went through a spreadsheet or a data frame.

    Args:
        values: texts in ISO 8601, numbers since 1970, dates, or datetimes.
        timezone: of texts and datetimes that name no zone.
        day_start: the hour at which the learners' days start.
        milliseconds: whether whole milliseconds since 1970 are what the form of the log asks for.
    """
    here = days.zone(timezone)
    seen: dict[object, _ReadInstant] = {}
    for value in values:
        if value not in seen:
            seen[value] = _read(value, here)
    clocks = [reading for reading in seen.values() if reading.local or reading.midnight is not None]
    dates = all(reading.midnight is not None for reading in clocks)
    for reading in clocks:
        if reading.midnight is not None and (reading.date or dates):
            _put_on_its_day(reading, timezone=timezone, day_start=day_start)
    found = Instants(at=[seen[value].at for value in values])
    common = _common_offset(seen)
    told = any(not reading.unit for reading in seen.values() if reading.at is not None)
    for place, value in enumerate(values):
        fault = _fault(value, seen[value], common=common, timezone=timezone, ms_expected=milliseconds and not told)
        if fault is not None:
            found.faults[place] = fault
    return found


def _put_on_its_day(reading: _ReadInstant, *, timezone: str, day_start: int) -> None:
    day = reading.midnight
    if day is None or not checks.FIRST_YEAR < day.year < checks.LAST_YEAR:
        reading.at, reading.midnight = None, None
        return
    reading.at = days.day_start_at(day.toordinal(), timezone=timezone, day_start=day_start)
    reading.date, reading.local = True, False


def _common_offset(seen: dict[object, _ReadInstant]) -> timedelta | None:
    offsets = Counter(reading.offset for reading in seen.values() if reading.offset is not None)
    return offsets.most_common(1)[0][0] if offsets else None


def _fault(
    value: object, reading: _ReadInstant, *, common: timedelta | None, timezone: str, ms_expected: bool
) -> tuple[str, str, str] | None:
    shown = str(value)[:60]
    if reading.at is None:
        missing = value is None or value == ""
        unread = f"is no instant of the years 1900 to 2999: {shown!r}; {_FORMS}"
        reason = "is missing" if missing else reading.reason or unread
        return "time", reason, "dropped"
    if reading.date:
        return "no time", f"is a date without a time: {shown}", f"kept, at the start of that day of {timezone}"
    if reading.local:
        return "no zone", f"names no time zone: {shown}", f"kept, read as local time of {timezone}"
    if reading.unit and not (ms_expected and reading.unit == "milliseconds"):
        return "unit", f"is a number: {shown}", f"kept, read as {reading.unit} since 1970"
    if reading.offset is not None and reading.offset != common:
        return "mixed zones", f"is told with another offset than most rows: {shown}", "kept, put into UTC"
    return None


def _read(value: object, here: ZoneInfo) -> _ReadInstant:
    if isinstance(value, str):
        text = value.strip()
        if _ROUNDED.fullmatch(text):
            return _ReadInstant(reason=f"is a rounded number: {text[:60]}; {_FORMS}")
        value = _parsed(text)
    if isinstance(value, datetime):
        return _told(value, here)
    if isinstance(value, date):
        return _ReadInstant(midnight=value, date=True)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(float(value), here)
    return _ReadInstant()


def _parsed(text: str) -> float | date | None:
    """Return the number, the date or the instant that a text says."""
    if _NUMBER.fullmatch(text):
        return float(text)
    universal = _UNIVERSAL.search(text, max(0, len(text) - 4))
    if universal is not None and universal.end() == len(text):
        text = f"{text[: universal.start()]}+00:00"
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return None


def _number(value: float, here: ZoneInfo) -> _ReadInstant:
    for unit, times in _UNITS:
        seconds = value / times
        first, last = OF_REVIEWS
        if (_NOT_TICKS if unit == "nanoseconds" else first) <= seconds < last:
            return _reading(days.from_microseconds(round(value / times * 1e6)), unit=unit)
    if value.is_integer() and (digits := f"{value:.0f}") and (form := _CALENDAR.get(len(digits))):
        try:
            read = datetime.strptime(digits, form)  # noqa: DTZ007 - local, as the digits of a calendar are
        except ValueError:
            pass
        else:
            whole_day = form == _CALENDAR[8]
            return _ReadInstant(midnight=read.date(), date=True) if whole_day else _told(read, here)
    if _SERIAL.start <= value < _SERIAL.stop:
        days_ = "a number of days, such as a spreadsheet or a data frame keeps"
        return _ReadInstant(reason=f"is {days_}: {value:g}; {_FORMS}")
    return _ReadInstant()


def _told(value: datetime, here: ZoneInfo) -> _ReadInstant:
    try:
        offset = value.utcoffset()
        if offset is not None:
            return _reading(value.astimezone(UTC), offset=offset)
        local = value.replace(tzinfo=here)
        midnight = value.date() if value.time() == time() else None
        # What the clocks never showed does not come back the same from UTC.
        if local.astimezone(UTC).astimezone(here).replace(tzinfo=None) != value:
            return _ReadInstant(midnight=midnight)
        found = _reading(local.astimezone(UTC), local=True)
    except (OverflowError, ValueError):
        return _ReadInstant()
    found.midnight = midnight if found.at is not None else None
    return found


def _reading(at: datetime, *, offset: timedelta | None = None, unit: str = "", local: bool = False) -> _ReadInstant:
    if not checks.FIRST_YEAR <= at.year <= checks.LAST_YEAR:
        return _ReadInstant()
    return _ReadInstant(at, offset, unit, local)
