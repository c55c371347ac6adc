"""Instants as logs have them: texts with and without a zone, numbers of several units, and what is none of these."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from reinforce import checks, days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

_NUMBER = re.compile(r"\s*[+-]?\d+(\.\d+)?\s*")
_UNITS = ((1e11, "seconds", 1_000_000), (1e14, "milliseconds", 1_000), (1e17, "microseconds", 1))
"""Below which number since 1970 it is of which unit, and its microseconds: each covers the years 1973 to 5138."""


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
    """What one value says: an instant, with the offset it was told in or the unit it was counted in."""

    at: datetime | None = None
    offset: timedelta | None = None
    unit: str = ""
    local: bool = False


def read_instants(values: Sequence[object], *, timezone: str, milliseconds: bool) -> Instants:
    """
    Return the instants that *values* say, with what is wrong with each.

    Args:
        values: texts in ISO 8601, numbers since 1970, or datetimes.
        timezone: of texts and datetimes that name no zone.
        milliseconds: whether whole milliseconds since 1970 are what the form of the log asks for.
    """
    here = days.zone(timezone)
    seen: dict[object, _ReadInstant] = {}
    for value in values:
        if value not in seen:
            seen[value] = _read(value, here)
    found = Instants(at=[seen[value].at for value in values])
    common = _common_offset(seen)
    told = any(not reading.unit for reading in seen.values() if reading.at is not None)
    for place, value in enumerate(values):
        fault = _fault(value, seen[value], common=common, timezone=timezone, ms_expected=milliseconds and not told)
        if fault is not None:
            found.faults[place] = fault
    return found


def _common_offset(seen: dict[object, _ReadInstant]) -> timedelta | None:
    offsets = Counter(reading.offset for reading in seen.values() if reading.offset is not None)
    return offsets.most_common(1)[0][0] if offsets else None


def _fault(
    value: object, reading: _ReadInstant, *, common: timedelta | None, timezone: str, ms_expected: bool
) -> tuple[str, str, str] | None:
    if reading.at is None:
        reason = "is missing" if value is None or value == "" else f"is no instant of the years 1900 to 2999: {value!r}"
        return "time", reason, "dropped"
    if reading.local:
        return "no zone", f"names no time zone: {value}", f"kept, read as local time of {timezone}"
    if reading.unit and not (ms_expected and reading.unit == "milliseconds"):
        return "unit", f"is a number: {value}", f"kept, read as {reading.unit} since 1970"
    if reading.offset is not None and reading.offset != common:
        return "mixed zones", f"is told with another offset than most rows: {value}", "kept, put into UTC"
    return None


def _read(value: object, here: ZoneInfo) -> _ReadInstant:
    if isinstance(value, str):
        if _NUMBER.fullmatch(value):
            return _number(float(value))
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return _ReadInstant()
    if isinstance(value, datetime):
        return _told(value, here)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(float(value))
    return _ReadInstant()


def _number(value: float) -> _ReadInstant:
    for below, unit, microseconds in _UNITS:
        if 0 < value < below:
            return _reading(days.from_microseconds(round(value * microseconds)), unit=unit)
    return _ReadInstant()


def _told(value: datetime, here: ZoneInfo) -> _ReadInstant:
    offset = value.utcoffset()
    if offset is None:
        local = value.replace(tzinfo=here)
        # What the clocks never showed does not come back the same from UTC.
        if local.astimezone(UTC).astimezone(here).replace(tzinfo=None) != value:
            return _ReadInstant()
        return _reading(local.astimezone(UTC), local=True)
    try:
        return _reading(value.astimezone(UTC), offset=offset)
    except OverflowError:
        return _ReadInstant()


def _reading(at: datetime, *, offset: timedelta | None = None, unit: str = "", local: bool = False) -> _ReadInstant:
    if not checks.FIRST_YEAR <= at.year <= checks.LAST_YEAR:
        return _ReadInstant()
    return _ReadInstant(at, offset, unit, local)
