"""What people write who mean something else, and how it is written: the ends of messages, empty where none fits."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import isfinite
from os import PathLike, fspath
from typing import TYPE_CHECKING
from unicodedata import normalize
from uuid import UUID

from reinforce.near import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HIGHEST_SHARE = 10
"""Up to what a number may be a share, or a threshold of one."""

_NUMBER = re.compile(r"\s*([+-]?\d{1,15}(?:[.,]\d{1,15})?)\s*(%?)\s*")
_CLOCK = re.compile(r"\s*(\d{1,2})(?::[0-5]\d){1,2}\s*")
_PERCENT = 100
_LAST_HOUR = 23
_MILLISECONDS = 10**11
"""A number of seconds since 1970 is less than this, one of milliseconds is more."""

_SHORTEST = 2
_LONGEST_ZONE = 64
_OFFSET = re.compile(r"([A-Za-z]{1,5})?\s*([+-])\s*0?(\d{1,2})(?::?([0-5]\d))?")
_NO_PLACES = {"GMT", "UTC", "UCT"}
_OFFSET_SAID = " (its sign is turned round), or a place such as 'Europe/Dublin', which has summer time too"
_CONTINENTS = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
_ABBREVIATIONS: Mapping[str, str] = {
    **dict.fromkeys(("PST", "PDT", "PT"), "America/Los_Angeles"),
    **dict.fromkeys(("MDT", "MT"), "America/Denver"),
    **dict.fromkeys(("CST", "CDT", "CT"), "America/Chicago"),
    **dict.fromkeys(("EDT", "ET"), "America/New_York"),
    **dict.fromkeys(("AKST", "AKDT"), "America/Anchorage"),
    **dict.fromkeys(("AST", "ADT"), "America/Halifax"),
    **dict.fromkeys(("NST", "NDT"), "America/St_Johns"),
    **dict.fromkeys(("BRT", "BRST"), "America/Sao_Paulo"),
    **dict.fromkeys(("BST", "GB", "UK"), "Europe/London"),
    **dict.fromkeys(("CEST", "MEZ", "MESZ"), "Europe/Berlin"),
    "EEST": "Europe/Helsinki",
    "WEST": "Europe/Lisbon",
    "MSK": "Europe/Moscow",
    "SAST": "Africa/Johannesburg",
    "WAT": "Africa/Lagos",
    "EAT": "Africa/Nairobi",
    "GST": "Asia/Dubai",
    "PKT": "Asia/Karachi",
    "IST": "Asia/Kolkata",
    "ICT": "Asia/Bangkok",
    "WIB": "Asia/Jakarta",
    "SGT": "Asia/Singapore",
    "HKT": "Asia/Hong_Kong",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AWST": "Australia/Perth",
    "ACST": "Australia/Darwin",
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    **dict.fromkeys(("NZST", "NZDT"), "Pacific/Auckland"),
    "Z": "UTC",
}
"""
Abbreviations that the IANA database has no zone for, each with the place where most people read it on a clock.

Several mean different zones to different people (IST in India, Ireland and Israel): a guess, which is why it is asked.
"""


def number(value: object, low: float, high: float) -> str:
    """Return the end of a message on a *value* that should be a number from *low* to *high*."""
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    given = float(found[1].replace(",", ".")) if found else value
    if isinstance(given, bool) or not isinstance(given, int | float):
        return ""
    told_so = found is not None and found[2] == "%"
    if high <= _HIGHEST_SHARE and (told_so or given > max(high, 1)) and low * _PERCENT <= given <= high * _PERCENT:
        return f": {given:g} % is {given / _PERCENT:g}"
    if found and not told_so and low <= given <= high:
        return f": as a number it is {given:g}"
    return ""


def whole(value: object, low: int, high: int) -> str:
    """Return the end of a message on a *value* that should be a whole number from *low* to *high*."""
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    given = float(found[1].replace(",", ".")) if found and not found[2] else value
    if isinstance(given, float) and isfinite(given) and given == int(given) and low <= given <= high:
        return f": as a whole number it is {int(given)}"
    return ""


def hour(value: object) -> str:
    """Return the end of a message on a *value* that should be an hour of the day."""
    clock = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    given = int(clock[1]) if clock else value.hour if isinstance(value, time) else None
    return whole(value, 0, _LAST_HOUR) if given is None or given > _LAST_HOUR else f": the hour alone is {given}"


def span(value: object, *, most: timedelta) -> str:
    """Return the end of a message on a *value* that should be a time span up to *most*."""
    unit = "minutes" if most <= timedelta(days=1) else "days"
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most / timedelta(**{unit: 1}):
        return f": {value:g} {unit} are timedelta({unit}={value:g})"
    return f": timedelta({unit}=10) is one" if isinstance(value, str | int | float) else ""


def instant(value: object) -> str:
    """Return the end of a message on a *value* that should be an instant."""
    if isinstance(value, str):
        read, day = _read(datetime, value), _read(date, value)
        if read is not None and read.tzinfo is not None:
            return f": datetime.fromisoformat({value!r}) is one"
        return "" if day is None else instant(day.date())
    if isinstance(value, date):
        return f": datetime({value.year}, {value.month}, {value.day}, 9, tzinfo=UTC) is an instant of that day"
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            seconds = value / 1000 if abs(value) > _MILLISECONDS else value
            datetime.fromtimestamp(seconds, UTC)
        except (OverflowError, ValueError, OSError):
            return ""
        return f": datetime.fromtimestamp({seconds:.15g}, UTC) is one"
    return ""


def day(value: object) -> str:
    """Return the end of a message on a *value* that should be a date."""
    if isinstance(value, datetime):
        return ": which date it is depends on the zone; its date() is the one where it was written"
    if isinstance(value, str):
        return f": date.fromisoformat({value!r}) is one" if _read(date, value) is not None else ""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= date.max.toordinal():
        return f": date.fromordinal({value}) is one"
    return ""


def identifier(value: object) -> str:
    """Return the end of a message on a *value* that should be an id."""
    if isinstance(value, str):
        return f": without that it is {bare!r}" if (bare := value.strip()) and bare.isprintable() else ""
    if isinstance(value, list | tuple | set | frozenset):
        return ": one id at a time"
    named = getattr(value, "id", None)
    if isinstance(named, str) and not isinstance(value, type):
        return f": its id is {named!r}"
    if isinstance(value, PathLike):
        return f": as a text it is {fspath(value)!r}"
    is_text = isinstance(value, UUID) or (type(value) is int and abs(value) < _MILLISECONDS**2)
    return f": as a text it is {str(value)!r}" if is_text else ""


def name(value: object, known: Iterable[str]) -> str:
    """Return the end of a message on a *value* that should be one of a few *known* names."""
    guess = near_name(value, known)
    return f"; did you mean {guess!r}?" if guess else ""


def near_name(value: object, known: Iterable[str]) -> str:
    """Return which of a few *known* names a *value* most likely was to be; empty where it is like none."""
    if not isinstance(value, str):
        return ""
    names, folded = sorted(map(str, known)), value.strip().casefold()
    begun = [one for one in names if len(folded) >= _SHORTEST and one.casefold().startswith(folded)]
    alike = begun if len(begun) == 1 else near(folded, [one.casefold() for one in names])
    return next((one for one in names if one in alike or one.casefold() in alike), "")


def zone(value: object) -> str:
    """
    Return the end of a message on a *value* that should be the name of a time zone.

    A city stands for its zone, an abbreviation for a place where the clocks say so, and an offset for a zone without
    summer time. The zones are those that this machine knows.

    >>> zone("Berlin"), zone("Asia/Calcuta")
    ("; did you mean 'Europe/Berlin'?", "; did you mean 'Asia/Calcutta'?")
    """
    written = str(value) if isinstance(value, tzinfo) else value
    guess = _zone(written) if isinstance(written, str) and len(written) <= _LONGEST_ZONE else None
    if guess is None:
        return "; it is named by continent and city, such as 'Europe/Dublin'"
    return f"; did you mean {guess!r}{_OFFSET_SAID if guess.startswith('Etc/GMT') else ''}?"


def _zone(written: str) -> str | None:
    """Return the name of the zone that was most likely meant."""
    from zoneinfo import available_timezones  # noqa: PLC0415 - reads folders, where something went wrong

    known = available_timezones()
    if found := _OFFSET.fullmatch(written.strip()):
        name, sign, hours = found[1], found[2], int(found[3])
        own = name.upper() in known.difference(_NO_PLACES) if name else False
        offset = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "Etc/UTC"
        return name.upper() if own else offset if offset in known and int(found[4] or 0) == 0 else None
    folded = _folded(written)
    if written.strip().upper() in _ABBREVIATIONS:
        return _ABBREVIATIONS[written.strip().upper()]
    by_name = {_folded(one): one for one in sorted(known, key=_preference, reverse=True)}
    by_city = {_folded(one.rpartition("/")[2]): one for one in sorted(known, key=_preference, reverse=True)}
    city = _folded(written.replace("\\", "/").rpartition("/")[2])
    if (meant := by_name.get(folded) or by_city.get(city)) is not None:
        return meant
    from difflib import get_close_matches  # noqa: PLC0415 - as above

    for names, given in ((by_name, folded), (by_city, city)):
        if alike := get_close_matches(given, names, n=1, cutoff=0.8):
            return names[alike[0]]
    return None


def _preference(one: str) -> tuple[bool, int, str]:
    """Return what sorts the names of zones: those of a continent and a city first, then the short ones."""
    return one.partition("/")[0] not in _CONTINENTS, len(one), one


def _folded(written: str) -> str:
    """Return a name without what is easily written otherwise: case, spaces, underscores, hyphens, accents."""
    plain = normalize("NFKD", written.casefold())
    return "".join(sign for sign in plain if sign.isalnum() or sign in "/+")


def _read(kind: type[date], text: str) -> datetime | None:
    """Return what a text in ISO 8601 says, a date as its midnight; ``None`` for any other."""
    try:
        found = kind.fromisoformat(text)
    except ValueError:
        return None
    return found if isinstance(found, datetime) else datetime.combine(found, time(), UTC)
