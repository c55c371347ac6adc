"""Values that become JSON values and are read from them again, each in the form that the types of its fields give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Generic, Literal, Self, TypeVar, Union, get_args, get_origin, get_type_hints

from reinforce import slips
from reinforce.codec.converters import (
    CONVERTERS,
    Converter,
    Given,
    Json,
    json_mapping,
    mapping,
    one_of,
    places,
    several,
    type_error,
    under,
)
from reinforce.errors import InvalidParameterError, shown

T = TypeVar("T")

LEFT_OUT: Mapping[str, Any] = {"left_out": True}
"""The mark of a field that is not written; to read the value again, it is given to ``from_json`` by its name."""


class Value:
    """A value that is written as an object: its fields by their names."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """Return the value as JSON values: instants in ISO 8601 in UTC, durations in seconds, days by number."""
        return _form(type(self)).write(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any], **left_out: Any) -> Self:  # noqa: ANN401 - whatever is not written
        """
        Return the value whose ``to_json()`` is *values*; null, and a field left out, stand for the field's default.

        Args:
            values: parsed JSON.
            left_out: what ``to_json()`` does not write, of this value or of one inside it, by the name of the field.

        Raises:
            InvalidParameterError: a field is missing, unknown or not acceptable; the error names its path.
        """
        return _named(cls, _form(cls).read, values, left_out)


class Row:
    """A value that is written as a list of its fields in their order, without those at the end that have defaults."""

    __slots__ = ()

    def to_json(self) -> list[Any]:
        """Return the value as a list of JSON values."""
        return _form(type(self)).row(self)

    @classmethod
    def from_json(cls, values: Sequence[Any]) -> Self:
        """Return the value whose ``to_json()`` is *values*; raise InvalidParameterError if they are of none."""
        return _named(cls, _form(cls).read_row, values, {})


class _Form(Generic[T]):
    """How a dataclass is written and read. Every review writes a card, so what writes is compiled."""

    def __init__(self, kind: type[T]) -> None:
        hints, specs = get_type_hints(kind), [spec for spec in fields(kind) if spec.init]  # type: ignore[arg-type]
        converters = {spec.name: _way(hints[spec.name]) for spec in specs if not spec.metadata.get("left_out")}
        self._kind, self._ways = kind, converters
        self._tag: str | None = None if "kind" in converters else getattr(kind, "kind", None)
        self._left_out = [spec.name for spec in specs if spec.name not in converters]
        self._needed = [spec.name for spec in specs if spec.default is spec.default_factory is MISSING]
        said = {name: _said(name, way) for name, way in converters.items()}
        self._listed = _compiled(f"[{', '.join(said.values())}]", converters)
        self._usual = [_written(spec.default, converters[spec.name]) for spec in specs if spec.name in converters][::-1]
        if self._tag is not None:
            said = {"kind": repr(self._tag), **said}
        written = ", ".join(f"{name!r}: {value}" for name, value in said.items())
        self.write: Callable[[T], dict[str, Json]] = _compiled(f"{{{written}}}", converters)

    def row(self, value: T) -> list[Json]:
        listed: list[Json] = self._listed(value)
        for usual in self._usual:
            if listed[-1] != usual:
                break
            listed.pop()
        return listed

    def read(self, flat: Json, given: Given) -> T:
        made = {name: given[name] for name in self._left_out if name in given}
        for name, value in json_mapping(flat).items():
            way = self._ways.get(name)
            if way is None:
                self._check_stranger(name, value)
            elif value is not None or NoneType in way.takes:
                try:
                    made[name] = way.read(value, given)
                except InvalidParameterError as error:
                    raise under(name, error) from None
        for name in self._needed:
            if name not in made:
                raise InvalidParameterError(name, "is missing")
        return self._kind(**made)

    def read_row(self, listed: Json, given: Given) -> T:
        if not isinstance(listed, list | tuple) or len(listed) > len(self._ways):
            raise type_error(listed, f"a list of {', '.join(self._ways)}")
        return self.read(dict(zip(self._ways, listed, strict=False)), given)

    def fits(self, flat: Json) -> bool:
        if self._tag is not None and "kind" in flat:
            return bool(flat["kind"] == self._tag)
        return all(name in flat for name in self._needed if name in self._ways)

    def _check_stranger(self, name: object, value: Json) -> None:
        """Raise InvalidParameterError for a field that there is not, unless it says of which kind the value is."""
        if name == "kind" and self._tag is not None:
            if value not in (self._tag, None):
                raise InvalidParameterError("kind", f"must be {self._tag!r}, not {shown(value)}", value=value)
        elif value is not None:
            reason = f"is not one of {', '.join(sorted(self._ways))}{slips.name(name, self._ways)}"
            raise InvalidParameterError(str(name), reason, value=value)


_FORMS: dict[type, _Form[Any]] = {}


def _form(kind: type[T]) -> _Form[T]:
    """Return how a dataclass is written and read; worked out when first asked for."""
    if (form := _FORMS.get(kind)) is None:
        form = _FORMS[kind] = _Form(kind)
    return form


def _said(name: str, way: Converter) -> str:
    """Return the expression that writes a field."""
    if way.write is None:
        return f"value.{name}"
    written = f"write_{name}(value.{name})"
    return f"None if value.{name} is None else {written}" if NoneType in way.takes else written


def _written(value: Any, way: Converter) -> Json:  # noqa: ANN401 - any default of a field, or that there is none
    return value if value is None or value is MISSING or way.write is None else way.write(value)


def _compiled(expression: str, converters: Mapping[str, Converter]) -> Callable[[Any], Json]:
    """Return the function of a value that gives this expression, as `dataclasses` makes its own."""
    scope = {f"write_{name}": way.write for name, way in converters.items()}
    made: Callable[[Any], Json] = eval(f"lambda value: {expression}", scope)  # noqa: S307 - nothing but names of fields
    return made


def _way(kind: Any) -> Converter:  # noqa: ANN401, PLR0911 - any type; a line for each sort of them
    """Return how values of a type are written and read."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _either(parts)
    if origin is Literal:
        return one_of({part: part for part in parts})
    if origin is tuple and parts[-1] is not Ellipsis:
        return places([_way(part) for part in parts])
    if origin is not None:
        if issubclass(origin, Mapping):
            return mapping(_way(parts[1]))
        return several(_way(parts[0]), frozenset if origin is frozenset else tuple)
    if kind in CONVERTERS:
        return CONVERTERS[kind]
    if issubclass(kind, Enum):
        return one_of({member.value: member for member in kind}, attrgetter("_value_"))
    if issubclass(kind, Row):
        return Converter(_form(kind).row, _form(kind).read_row, (list,))
    if is_dataclass(kind):
        form: _Form[Any] = _form(kind)  # type: ignore[arg-type] # a class, no value of it
        return Converter(form.write, form.read, (Mapping,), form.fits)
    return Converter(kind.to_json, lambda value, _: kind.from_json(json_mapping(value)), (Mapping,), kind.fits)


def _either(kinds: Sequence[Any]) -> Converter:
    """Return how values are written and read that are of one of several types, which may include that of ``None``."""
    converters = [(get_origin(kind) or kind, _way(kind)) for kind in kinds]
    others = [way for kind, way in converters if kind is not NoneType]

    def write(value: Any) -> Json:  # noqa: ANN401 - of one of the types
        return next(way.write_any(value) for kind, way in converters if isinstance(value, kind))

    def read(value: Json, given: Given) -> Any:  # noqa: ANN401 - of one of the types
        if value is None and len(others) < len(converters):
            return None
        for way in others:
            if len(others) == 1 or (isinstance(value, way.takes) and way.fits(value)):
                return way.read(value, given)
        raise type_error(value, " or ".join(kind.__name__ for kind, _ in converters))

    takes = tuple(taken for _, way in converters for taken in way.takes)
    return Converter(others[0].write if len(others) == 1 else write, read, takes)


def _named(kind: type[T], read: Callable[[Any, Given], T], values: object, left_out: Given) -> T:
    """Return what *read* makes of *values*; an error that is about all of them names the *kind* of value."""
    try:
        return read(values, left_out)
    except InvalidParameterError as error:
        raise error if error.field else under(kind.__name__, error) from None
