"""Checks on what callers pass in: each returns the value it accepts and names the field it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from enum import Enum, IntEnum
from numbers import Number
from os import PathLike
from sys import float_info
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar

from reinforce import slips, spans
from reinforce.errors import ClockSkewError, InvalidParameterError, NotFoundError, shown
from reinforce.near import near

if TYPE_CHECKING:
    from collections.abc import Collection

    from _typeshed import DataclassInstance

T = TypeVar("T")
E = TypeVar("E", bound=IntEnum)

MAX_ID_LENGTH = 200
MAX_TEXT_LENGTH = 10_000
MAX_SKEW = timedelta(minutes=5)
"""How far a device's clock may run ahead of ours before what it sends is refused."""

_WHOLE = re.compile(r"\s*[0-9]{1,15}(?:\.0{1,15})?\s*")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # databases refuse these in a text

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""An instant outside these years is a slip of the keyboard, or a number in the wrong unit."""


def identifier(field: str, value: object) -> str:
    """
    Return *value* if it can serve as an id.

    An id is a string of 1 to 200 printable characters that neither starts nor ends with white space.

    Raises:
        InvalidParameterError: it is anything else.
    """
    if not isinstance(value, str):
        raise InvalidParameterError(
            field, f"must be a string, not {given(value)}{slips.identifier(value)}", value=value
        )
    if not value or len(value) > MAX_ID_LENGTH:
        raise InvalidParameterError(field, f"must have 1 to {MAX_ID_LENGTH} characters, not {len(value)}", value=value)
    if not value.isprintable() or value != value.strip():
        reason = f"must be printable, without white space around it, not {shown(value)}{slips.identifier(value)}"
        raise InvalidParameterError(field, reason, value=value)
    return value


def identifiers(field: str, values: Iterable[str]) -> list[str]:
    """Return *values*, which are several ids, as a list; raise InvalidParameterError for anything else."""
    return [identifier(f"{field}[{place}]", value) for place, value in enumerate(several(field, values))]


def instant(field: str, value: object) -> datetime:
    """
    Return *value* in UTC.

    Raises:
        InvalidParameterError: it is not a datetime, has no time zone, or is not of the years 1900 to 2999.
    """
    if not isinstance(value, datetime):
        raise InvalidParameterError(field, f"must be a datetime, not {given(value)}{slips.instant(value)}", value=value)
    if value.tzinfo is None or value.utcoffset() is None:
        raise InvalidParameterError(field, no_zone(value), value=value)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        reason = f"must be of the years {FIRST_YEAR} to {LAST_YEAR}: {value.isoformat()}"
        raise InvalidParameterError(field, reason, value=value)
    return value.astimezone(UTC)


def no_zone(value: datetime) -> str:
    """Return what is wrong with an instant without a time zone, and how it gets one."""
    iso = value.isoformat()
    return f"must have a time zone, and {iso} has none: in UTC it is {iso}+00:00, in this machine's zone .astimezone()"


def past(field: str, value: object, *, now: datetime) -> datetime:
    """
    Return *value* in UTC if it is no later than *now*, give or take what clocks may disagree by.

    Raises:
        InvalidParameterError: it is not an aware datetime.
        ClockSkewError: it is more than five minutes after *now*.
    """
    at = instant(field, value)
    if at - now > MAX_SKEW:
        raise ClockSkewError(field, at=at, now=now)
    return at


def in_order(first: str, begin: T, last: str, end: T, *, is_given: bool) -> None:
    """
    Refuse an *end* before the *begin*.

    Args:
        first: the name of the field that says where it begins.
        begin: what it says, a date or an instant.
        last: the name of the other.
        end: what that says.
        is_given: whether the end was said by the caller, so that it is named; else the beginning is.

    Raises:
        InvalidParameterError: the end comes before the beginning.
    """
    if end < begin:  # type: ignore[operator]
        field, other, value, bound = (last, first, end, begin) if is_given else (first, last, begin, end)
        reason = f"must not come {'before' if is_given else 'after'} {other}, {bound}: {value}"
        raise InvalidParameterError(field, reason, value=value)


def between(field: str, value: object, low: float, high: float) -> float:
    """
    Return *value* if it is a number from *low* to *high*, both included.

    Raises:
        InvalidParameterError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        reason = f"must be a number, not {given(value)}{slips.number(value, low, high)}"
        raise InvalidParameterError(field, reason, value=value)
    if -low == high == float_info.max and not low <= value <= high:
        raise InvalidParameterError(field, f"must be a finite number, not {shown(value)}", value=value)
    if not low <= value <= high:  # which NaN never is
        reason = f"must be from {low} to {high}, not {shown(value)}{slips.number(value, low, high)}"
        raise InvalidParameterError(field, reason, value=value)
    return value


def whole(field: str, value: object, low: int, high: int) -> int:
    """
    Return *value* if it is a whole number from *low* to *high*, both included.

    Raises:
        InvalidParameterError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        reason = f"must be a whole number, not {given(value)}{slips.whole(value, low, high)}"
        raise InvalidParameterError(field, reason, value=value)
    if not low <= value <= high:
        raise InvalidParameterError(field, f"must be from {low} to {high}, not {shown(value)}", value=value)
    return value


def duration(field: str, value: object, *, most: timedelta = timedelta(days=1)) -> timedelta:
    """
    Return *value* if it is a time span from zero to *most*.

    Raises:
        InvalidParameterError: it is not.
    """
    if not isinstance(value, timedelta):
        reason = f"must be a timedelta, not {given(value)}{slips.span(value, most=most)}"
        raise InvalidParameterError(field, reason, value=value)
    if not timedelta() <= value <= most:
        raise InvalidParameterError(
            field, f"must be from 0 to {spans.said(most)}, not {spans.said(value)}", value=value
        )
    return value


def missing(
    kind: str,
    id: str,  # noqa: A002 - the field's name
    known: Collection[str],
    *,
    told: bool = False,
) -> NotFoundError:
    """
    Return the error for an *id* that is not among the *known* ones, with those that look alike.

    Where none does, a few of them are *told*, if there are as few as journeys are.
    """
    return NotFoundError(kind, id, near=near(id, known, most=2), there=known if told else ())


def several(field: str, values: Iterable[T], of: type | None = None) -> list[T]:
    """
    Return *values* as a list.

    Raises:
        InvalidParameterError: it is not several of something, as a text or a mapping is not; or one of them is none
            *of* the wanted type, in which case the error names its place.
    """
    if isinstance(values, str | bytes | bytearray | Mapping) or not isinstance(values, Iterable):
        one = ": one goes into a list too" if isinstance(values, str) else ""
        reason = f"must be several, in a list or the like, not {given(values)}{one}"
        raise InvalidParameterError(field, reason, value=values)
    found = list(values)
    if of is not None:
        for place, value in enumerate(found):
            of_kind(f"{field}[{place}]", value, of)
    return found


def make_tuples(value: DataclassInstance) -> None:
    """
    Make tuples of what callers may give as lists: for the ``__post_init__`` of a frozen dataclass with tuples.

    Raises:
        InvalidParameterError: a field that holds a tuple was given what is not several of something.
    """
    for spec in fields(value):
        kind, given = str(spec.type), getattr(value, spec.name, ())
        if kind.startswith("tuple[tuple["):
            rows = several(spec.name, given)
            made: tuple[Any, ...] = tuple(
                tuple(several(f"{spec.name}[{place}]", row)) for place, row in enumerate(rows)
            )
        elif kind.startswith("tuple[") or ("tuple[" in kind and isinstance(given, list)):
            made = given if type(given) is tuple else tuple(several(spec.name, given))
        else:
            continue
        object.__setattr__(value, spec.name, made)


def of_kind(field: str, value: object, kind: type[T]) -> T:
    """
    Return *value* if it is of a *kind*.

    Raises:
        InvalidParameterError: it is not.
    """
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        members, guess = "", ""
        if issubclass(kind, Enum):
            members = f" ({', '.join(f'{kind.__name__}.{one.name}' for one in kind)})"
            meant = slips.near_name(value, [one.name for one in kind])
            guess = f"; did you mean {kind.__name__}.{meant}?" if meant else ""
        elif isinstance(value, Mapping) and hasattr(kind, "from_json"):
            guess = f": {kind.__name__}.from_json reads what is JSON"
        reason = f"must be {article} {kind.__name__}{members}, not {given(value)}{guess}"
        raise InvalidParameterError(field, reason, value=value)
    return value


def by_name(field: str, value: object, kind: type[E]) -> E:
    """
    Return the member of a *kind* of enumeration that *value* is, by number or by name, in whatever case.

    The number may be of any numeric type, if it is whole, or a text; white space around a text does not count.

    Raises:
        InvalidParameterError: it is none of them.
    """
    if type(value) is kind:
        return value
    number = _whole_number(value)
    found = kind(number) if number is not None and number in kind._value2member_map_ else None
    if found is None and isinstance(value, str):
        folded = value.strip().casefold()
        found = next((one for one in kind if folded == one.name.casefold()), None)
    if found is None:
        names = ", ".join(f"{one.value} ({name_of(one)})" for one in kind)
        guess = slips.name(value, [name_of(one) for one in kind])
        raise InvalidParameterError(field, f"must be one of {names}, not {shown(value)}{guess}", value=value)
    return found


def _whole_number(value: Any) -> int | None:  # noqa: ANN401 - whatever was given
    """Return the whole number that *value* is, in whatever numeric type or as a text; nothing where it is none."""
    if type(value) is int:
        return value
    if isinstance(value, str):
        return int(value.strip().partition(".")[0]) if _WHOLE.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, Number | SupportsIndex):
        return None
    try:
        number: Any = value
        whole = int(number)  # what has no whole number says so
    except (TypeError, ValueError, OverflowError):
        return None
    return whole if whole == value else None


def name_of(one: IntEnum) -> str:
    """Return the name of a member of an enumeration as people read it: one in capitals is the name of a constant."""
    return one.name.lower() if one.name.isupper() else one.name


def flag(field: str, value: object) -> bool:
    """Return *value* if it is True or False; raise InvalidParameterError for anything else."""
    if not isinstance(value, bool):
        raise InvalidParameterError(field, f"must be True or False, not {shown(value)}", value=value)
    return value


def text(field: str, value: object, *, least: int = 0) -> str:
    """
    Return *value* if it is a text of *least* to 10,000 characters, without NUL and halves of surrogate pairs.

    Raises:
        InvalidParameterError: it is not.
    """
    if not isinstance(value, str):
        raise InvalidParameterError(field, f"must be a text, not {given(value)}", value=value)
    if not least <= len(value) <= MAX_TEXT_LENGTH:
        reason = f"must have {least} to {MAX_TEXT_LENGTH:,} characters, not {len(value)}"
        raise InvalidParameterError(field, reason, value=value)
    if _UNSTORABLE.search(value):
        raise InvalidParameterError(field, "must be free of NUL and of halves of surrogate pairs", value=value)
    return value


def given(value: object) -> str:
    """Return what was given as an error may say it: a plain value as it is written, of any other its kind."""
    plain = isinstance(value, str | bytes | int | float | date | timedelta | PathLike | list | tuple | dict | None)
    return (
        shown(value) if plain else f"{'an' if type(value).__name__[0] in 'AEIOaeiou' else 'a'} {type(value).__name__}"
    )
