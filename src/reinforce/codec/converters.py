"""How single values, and collections of values, are written as JSON values and read again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from itertools import repeat
from types import NoneType
from typing import Annotated, Any, NamedTuple, TypeAlias, TypeVar

from reinforce import checks, slips
from reinforce.errors import InvalidParameterError, shown

Json: TypeAlias = Any
"""What `json.loads` makes of a text; as it comes from a sender, anything."""

Given: TypeAlias = Mapping[str, Any]
"""By name the fields that are not written, for values that cannot be read without them."""

D = TypeVar("D", date, datetime, time)
E = TypeVar("E", bound=IntEnum)

LEARNER_DAY = "learner day"
"""What marks a whole number as that of a learner day (`reinforce.days.Day`)."""

_SECONDS_A_DAY = 24 * 60 * 60


class Converter(NamedTuple):
    """How values of a type are written and read; where a field may hold several types, the first that fits counts."""

    write: Callable[[Any], Json] | None
    """``None`` where they are JSON values as they are. It is never given ``None``."""

    read: Callable[[Json, Given], Any]
    takes: tuple[type, ...]
    """The types of its JSON values."""

    fits: Callable[[Json], bool] = lambda _: True
    """Whether a JSON value of such a type seems to be one of it."""

    @property
    def write_any(self) -> Callable[[Any], Json]:
        """What writes an entry of a collection."""
        if (write := self.write) is None:
            return lambda value: value
        return (lambda value: None if value is None else write(value)) if NoneType in self.takes else write


def under(name: str, error: InvalidParameterError) -> InvalidParameterError:
    """Return *error* with *name* before the path of its field, where that does not begin with it already."""
    path = error.field.removeprefix(f"{name}.")
    dot = "." if path and not path.startswith("[") else ""
    return InvalidParameterError(f"{name}{dot}{path}", error.reason, value=error.value)


def value_error(value: Json, reason: str) -> InvalidParameterError:
    """Return the error for *value*; whoever holds it puts the name of its field before the reason."""
    return InvalidParameterError("", reason, value=value)


def type_error(value: Json, wanted: str) -> InvalidParameterError:
    """Return the error for a *value* of another type than the *wanted* one."""
    return value_error(value, f"must be {wanted}, not {checks.given(value)}")


def json_mapping(value: Json) -> Mapping[str, Json]:
    """Return *value* if it is an object."""
    if isinstance(value, Mapping):
        return value
    raise type_error(value, "an object")


def _listed(value: Json, wanted: str, count: int | None = None) -> Sequence[Json]:
    if isinstance(value, list | tuple) and count in (None, len(value)):
        return value
    raise type_error(value, wanted)


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    raise type_error(value, "a string")


def _whole(value: Json) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise type_error(value, "a whole number")


def _number(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        number = slips.number(value, -sys.float_info.max, sys.float_info.max) or slips.number(value, 0, 1)
        raise value_error(value, f"must be a number, not {checks.given(value)}{number}")
    if not -sys.float_info.max <= value <= sys.float_info.max:  # which NaN never is
        raise value_error(value, f"must be a finite number, not {shown(value)}")
    return value


def _flag(value: Json) -> bool:
    if isinstance(value, bool):
        return value
    raise value_error(value, f"must be True or False, not {shown(value)}")


def _learner_day(value: Json) -> int:
    return _moment(value, date, "a date").toordinal()


def _moment(value: Json, kind: type[D], what: str) -> D:
    try:
        return kind.fromisoformat(value)
    except (TypeError, ValueError):
        raise value_error(value, f"must be {what} in ISO 8601, not {shown(value)}") from None


def _clock_text(shown: time) -> str:
    return shown.isoformat("minutes" if not shown.second and not shown.microsecond else "auto")


def _span(value: Json) -> timedelta:
    try:
        return timedelta(seconds=_number(value))
    except (OverflowError, InvalidParameterError):
        raise value_error(value, f"must be a number of seconds, not {shown(value)}") from None


def _seconds(span: timedelta) -> float:
    """Return a duration in seconds, as a whole number where it is one."""
    return span.total_seconds() if span.microseconds else span.days * _SECONDS_A_DAY + span.seconds


def _instant_text(at: datetime) -> str:
    return (at if at.tzinfo is UTC else checks.instant("at", at)).isoformat()


def plain(value: Json) -> Json:
    """Return JSON values with dicts and lists for the mappings and tuples in them."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list | tuple) else value


def _instant(value: Json) -> datetime:
    at = _moment(value, datetime, "an instant")
    if at.tzinfo is None and _is_date(value):
        said = f"must be an instant, with time and zone, as {at.date().isoformat()}T09:00:00+00:00 is"
        raise value_error(value, f"{said}, not the date {shown(value)}")
    return checks.instant("", at)


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


KEPT: dict[Any, Converter] = {
    Any: Converter(plain, lambda value, _: value, (object,)),
    NoneType: Converter(None, lambda value, _: value, (NoneType,)),
    str: Converter(None, lambda value, _: _text(value), (str,)),
    int: Converter(None, lambda value, _: _whole(value), (int,)),
    float: Converter(None, lambda value, _: _number(value), (int, float)),
    bool: Converter(None, lambda value, _: _flag(value), (bool,)),
    datetime: Converter(_instant_text, lambda value, _: _instant(value), (str,)),
    date: Converter(date.isoformat, lambda value, _: _moment(value, date, "a date"), (str,)),
    time: Converter(_clock_text, lambda value, _: _moment(value, time, "a time of day"), (str,)),
    timedelta: Converter(timedelta.total_seconds, lambda value, _: _span(value), (int, float)),
}
"""By type, as values are kept."""

CONVERTERS: dict[Any, Converter] = KEPT | {
    timedelta: KEPT[timedelta]._replace(write=_seconds),
    Annotated[int, LEARNER_DAY]: Converter(
        lambda day: date.fromordinal(day).isoformat(), lambda value, _: _learner_day(value), (str,)
    ),
}
"""By type, as people and browsers get them."""


def numbered(kind: type[E]) -> Converter:
    """Return how members of an enumeration of numbers are written, by their names, and read, however they are said."""
    names = {member: checks.name_of(member) for member in kind}

    def read(value: Json, _: Given) -> E:
        return checks.by_name("", value, kind)

    def fits(value: Json) -> bool:
        try:
            read(value, {})
        except InvalidParameterError:
            return False
        return True

    return Converter(lambda value: names.get(value, value), read, (str, int, float), fits)


def one_of(members: Mapping[Json, Any], write: Callable[[Any], Json] | None = None) -> Converter:
    """Return how values out of a few are written and read; *members* are they by what is written of them."""
    takes = tuple({type(name) for name in members})

    def fits(value: Json) -> bool:
        return type(value) in takes and value in members

    def read(value: Json, _: Given) -> Any:  # noqa: ANN401 - a member
        if fits(value):
            return members[value]
        raise value_error(
            value, f"must be one of {', '.join(map(str, members))}, not {shown(value)}{slips.name(value, members)}"
        )

    return Converter(write, read, takes, fits)


def mapping(each: Converter) -> Converter:
    """Return how mappings by texts are written and read."""
    write = each.write_any

    def read(values: Json, given: Given) -> dict[str, Any]:
        made = {}
        for name, value in json_mapping(values).items():
            try:
                made[name] = each.read(value, given)
            except InvalidParameterError as error:
                raise under(name, error) from None
        return made

    return Converter(lambda values: {name: write(value) for name, value in values.items()}, read, (Mapping,))


def several(each: Converter, made: Callable[[list[Any]], Any]) -> Converter:
    """Return how collections are written and read: as lists, out of which *made* makes them again."""
    write = each.write_any

    def listed(values: Iterable[Any]) -> list[Json]:
        found = map(write, values)
        return sorted(found) if isinstance(values, frozenset) else list(found)

    return Converter(
        listed, lambda values, given: made(_read(repeat(each), _listed(values, "a list"), given)), (list, tuple)
    )


def places(converters: Sequence[Converter]) -> Converter:
    """Return how tuples of so many entries, each of its own type, are written and read."""
    writes, wanted = [way.write_any for way in converters], f"a list of {len(converters)}"
    return Converter(
        lambda values: [write(value) for write, value in zip(writes, values, strict=True)],
        lambda values, given: tuple(_read(converters, _listed(values, wanted, len(converters)), given)),
        (list, tuple),
    )


def _read(converters: Iterable[Converter], values: Iterable[Json], given: Given) -> list[Any]:
    found: list[Any] = []
    try:
        for way, value in zip(converters, values, strict=False):
            found.append(way.read(value, given))
    except InvalidParameterError as error:
        raise under(f"[{len(found)}]", error) from None
    return found
