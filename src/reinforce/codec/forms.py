"""In what form the values of a dataclass are written and read: worked out once, from the types of its fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import timedelta
from enum import Enum, IntEnum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from reinforce import slips, spans
from reinforce.codec.converters import (
    CONVERTERS,
    KEPT,
    Converter,
    Given,
    Json,
    json_mapping,
    mapping,
    numbered,
    one_of,
    places,
    plain,
    several,
    type_error,
    under,
)
from reinforce.errors import InvalidParameterError, shown

T = TypeVar("T")

Types = Mapping[str, Any]
"""By name the types of some entries of an object; a mapping is that of an object inside it."""


class Written(NamedTuple):
    """In the annotation of an entry of a body that is kept, the name under which people get it."""

    name: str


class Part(NamedTuple):
    """One entry of the object that is written of a value, and the field or the property that it is written of."""

    attribute: str
    hint: Any
    way: Converter
    field: str
    """The name of the field that is made of it."""


class Form(Generic[T]):
    """How a dataclass is written and read. Every review keeps a card, so what writes is compiled."""

    def __init__(self, kind: type[T], *, kept: bool) -> None:
        specs: list[Field[Any]] = [spec for spec in fields(kind) if spec.init]  # type: ignore[arg-type]
        self.parts = dict(_parts(kind, specs, kept=kept))
        self._kind, self._kept = kind, kept
        self._shown_as = {} if kept else _shown_as(kind, specs)
        self.tag: str | None = None if "kind" in self.parts else getattr(kind, "kind", None)
        read = {part.field for part in self.parts.values()}
        self._left_out = [spec.name for spec in specs if spec.name not in read]
        needed = [spec.name for spec in specs if spec.default is spec.default_factory is MISSING]
        self._names = {part.field: name for name, part in self.parts.items()}
        self.needed = {name: self._names.get(name, name) for name in needed}
        self.bodies = {} if kept else {spec.name: spec.metadata["told_by"] for spec in specs if _is_typed(spec)}
        ways = {part.attribute: part.way for part in self.parts.values()}
        said = {name: _said(part) for name, part in self.parts.items()}
        for name, (teller, _) in self.bodies.items():
            said[name] = f"typed_{name}(value.{name}, value.{teller})"
        scope: dict[str, Any] = {f"write_{name}": way.write for name, way in ways.items()}
        scope |= {f"typed_{name}": _body_writer(types) for name, (_, types) in self.bodies.items()}
        if kept and _in_rows(kind):
            self._listed = _compiled(f"[{', '.join(said.values())}]", scope)
            self._usual = [_written(spec.default, ways[spec.name]) for spec in specs if spec.name in ways][::-1]
        tag = {} if self.tag is None else {"kind": repr(self.tag)}
        later = {spec.name for spec in specs if kept and spec.metadata.get("kept_when_said")}
        written = ", ".join(_entry(name, value, if_said=name in later) for name, value in (tag | said).items())
        self.write: Callable[[T], dict[str, Json]] = _compiled(f"{{{written}}}", scope)

    def row(self, value: T) -> list[Json]:
        """Return a value as a list of its fields, without those at the end that have their defaults."""
        listed: list[Json] = self._listed(value)
        for usual in self._usual:
            if listed[-1] != usual:
                break
            listed.pop()
        return listed

    def read(self, values: Json, given: Given) -> T:
        """Return the value that an object is; raise InvalidParameterError, with the path, for one that is none."""
        made: dict[str, Any] = {name: given[name] for name in self._left_out if name in given}
        for name, value in json_mapping(values).items():
            part = self.parts.get(name)
            if part is None:
                self._check_stranger(name, value)
            elif value is not None or NoneType in part.way.takes:
                try:
                    read = part.way.read(value, given)
                except InvalidParameterError as error:
                    raise under(name, error) from None
                if part.field == part.attribute:
                    made[part.field] = read
                elif read is not None:
                    made.setdefault(part.field, {})[name] = read
        return self._made(made, given)

    def _made(self, made: dict[str, Any], given: Given) -> T:
        """Return the value of these fields."""
        for name, said in self.needed.items():
            if name not in made:
                nullable = said in self.parts and NoneType in self.parts[said].way.takes
                raise InvalidParameterError(said, "is missing" + "; null says that it was left blank" * nullable)
        for name, (teller, types) in self.bodies.items():
            try:
                made[name] = _body_read(made.get(name, {}), types(made[teller]), given)
            except InvalidParameterError as error:
                raise under(name, error) from None
        for name, inner in self._shown_as.items():
            if name in made:
                made[name] = form_of(inner, kept=self._kept).read(made[name], given)
        try:
            return self._kind(**made)
        except InvalidParameterError as error:
            raise self._by_our_name(error) from None

    def _by_our_name(self, error: InvalidParameterError) -> InvalidParameterError:
        """Return *error* with the name under which its field is written."""
        for name, said in self._names.items():
            found = re.fullmatch(rf"((?:\w+\.)?){name}((?:[.\[].*)?)", error.field) if name != said else None
            if found is not None:
                reason = spans.in_seconds(error.reason) if isinstance(error.value, timedelta) else error.reason
                return InvalidParameterError(f"{found[1]}{said}{found[2]}", reason, value=error.value)
        return error

    def read_row(self, listed: Json, given: Given) -> T:
        """Return the value that a list is."""
        if not isinstance(listed, list | tuple) or len(listed) > len(self.parts):
            raise type_error(listed, f"a list of {', '.join(self.parts)}")
        return self.read(dict(zip(self.parts, listed, strict=False)), given)

    def fits(self, values: Json) -> bool:
        """Whether an object seems to be a value of this kind."""
        if self.tag is not None and "kind" in values:
            return bool(values["kind"] == self.tag)
        return all(said in values for name, said in self.needed.items() if name in self._names)

    def _check_stranger(self, name: object, value: Json) -> None:
        """Raise InvalidParameterError for a field that there is not, unless it says of which kind the value is."""
        if name == "kind" and self.tag is not None:
            if value not in (self.tag, None):
                raise InvalidParameterError("kind", f"must be {self.tag!r}, not {shown(value)}", value=value)
        elif value is not None:
            reason = f"is not one of {', '.join(sorted(self.parts))}{slips.name(name, self.parts)}"
            raise InvalidParameterError(str(name), reason, value=value)


_FORMS: dict[type, Form[Any]] = {}
_KEPT_FORMS: dict[type, Form[Any]] = {}


def form_of(kind: type[Any], *, kept: bool = False) -> Form[Any]:
    """Return how a dataclass is written and read; worked out when first asked for."""
    forms = _KEPT_FORMS if kept else _FORMS
    if (form := forms.get(kind)) is None:
        form = forms[kind] = Form(kind, kept=kept)
    return form


def written_name(name: str, hint: Any) -> str:  # noqa: ANN401 - any type
    """Return under which name people get a field of a type: that of one that holds durations says their unit."""
    named = [mark.name for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Written)]
    return named[0] if named else f"{name}_seconds" if _spans(hint) else name


def converter_of(kind: Any, *, kept: bool) -> Converter:  # noqa: ANN401 - any type
    """Return how values of a type are written and read."""
    known = KEPT if kept else CONVERTERS
    if kind in known:
        return known[kind]
    return _converter_of_class(kind, kept=kept) if get_origin(kind) is None else _converter_of_several(kind, kept=kept)


def _converter_of_several(kind: Any, *, kept: bool) -> Converter:  # noqa: ANN401 - any type that is made of others
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return converter_of(parts[0], kept=kept)
    if origin in (Union, UnionType):
        return _either(parts, kept=kept)
    if origin is Literal:
        return one_of({part: part for part in parts})
    if origin is tuple and parts[-1] is not Ellipsis:
        return places([converter_of(part, kept=kept) for part in parts])
    if issubclass(origin, Mapping):
        return mapping(converter_of(parts[1], kept=kept))
    return several(converter_of(parts[0], kept=kept), frozenset if origin is frozenset else tuple)


def _converter_of_class(kind: type[Any], *, kept: bool) -> Converter:
    if issubclass(kind, IntEnum) and not kept:
        return numbered(kind)
    if issubclass(kind, Enum):
        return one_of({member.value: member for member in kind}, attrgetter("_value_"))
    if is_dataclass(kind):
        return _object(kind, kept=kept)
    return Converter(kind.to_json, lambda value, _: kind.from_json(json_mapping(value)), (Mapping,), kind.fits)


def _in_rows(kind: type[Any]) -> bool:
    return getattr(kind, "kept_in_rows", False)


def _object(kind: type[Any], *, kept: bool) -> Converter:
    form = form_of(kind, kept=kept)
    if kept and _in_rows(kind):
        return Converter(form.row, form.read_row, (list,))
    return Converter(form.write, form.read, (Mapping,), form.fits)


def _parts(kind: type[Any], specs: Sequence[Field[Any]], *, kept: bool) -> Iterator[tuple[str, Part]]:
    """Yield, by the name that it is written under, what is written of a value."""
    hints = get_type_hints(kind, include_extras=True)
    for spec in specs:
        name, hint = spec.name, hints[spec.name]
        if spec.metadata.get("left_out") or (not kept and spec.metadata.get("own")):
            continue
        if kept or "shown_as" not in spec.metadata:
            said = spec.metadata.get("kept_as", name) if kept else written_name(name, hint)
            yield said, Part(name, hint, converter_of(hint, kept=kept), name)
            continue
        for shown_as in spec.metadata["shown_as"]:
            hint = get_type_hints(getattr(kind, shown_as).fget, include_extras=True)["return"]
            yield shown_as, Part(shown_as, hint, converter_of(hint, kept=False), name)


def _shown_as(kind: type[Any], specs: Sequence[Field[Any]]) -> dict[str, type[Any]]:
    """Return the types of the fields of which properties are written, by the names of the fields."""
    hints = get_type_hints(kind)
    named = [spec.name for spec in specs if "shown_as" in spec.metadata]
    return {name: next(part for part in get_args(hints[name]) if is_dataclass(part)) for name in named}  # type: ignore[misc]


def _is_typed(spec: Field[Any]) -> bool:
    return "told_by" in spec.metadata


def _spans(hint: Any) -> bool:  # noqa: ANN401 - any type
    return hint is timedelta or any(map(_spans, get_args(hint)))


def _body_writer(types: Callable[[Any], Types]) -> Callable[[Mapping[str, Json], Any], Json]:
    return lambda body, teller: body_written(body, types(teller))


def body_written(body: Mapping[str, Json], types: Types) -> Json:
    """Return an object that is kept as people get it; what is not of its type stays as it is."""
    made = {}
    for name, value in body.items():
        kind = types.get(name)
        if kind is None or value is None:
            made[name] = plain(value)
        elif isinstance(kind, Mapping):
            made[name] = body_written(value, kind)
        else:
            read = converter_of(kind, kept=True).read(value, {})
            made[written_name(name, kind)] = converter_of(kind, kept=False).write_any(read)
    return made


def _body_read(body: Mapping[str, Json], types: Types, given: Given) -> dict[str, Json]:
    """Return an object that people got as it is kept."""
    said = {written_name(name, kind): name for name, kind in types.items()}
    made = {}
    for name, value in body.items():
        ours = said.get(name, name)
        kind = types.get(ours)
        try:
            if kind is None or value is None:
                made[ours] = value
            elif isinstance(kind, Mapping):
                made[ours] = _body_read(json_mapping(value), kind, given)
            else:
                made[ours] = converter_of(kind, kept=True).write_any(converter_of(kind, kept=False).read(value, given))
        except InvalidParameterError as error:
            raise under(name, error) from None
    return made


def _said(part: Part) -> str:
    """Return the expression that writes a field."""
    name = part.attribute
    if part.way.write is None:
        return f"value.{name}"
    written = f"write_{name}(value.{name})"
    return f"None if value.{name} is None else {written}" if NoneType in part.way.takes else written


def _entry(name: str, expression: str, *, if_said: bool) -> str:
    """Return what stands in an object for a field: name and value, or nothing where only what is said is kept."""
    entry = f"{name!r}: {expression}"
    return f"**({{{entry}}} if {expression} else {{}})" if if_said else entry


def _written(value: Any, way: Converter) -> Json:  # noqa: ANN401 - any default of a field, or that there is none
    return value if value is None or value is MISSING or way.write is None else way.write(value)


def _compiled(expression: str, scope: Mapping[str, Any]) -> Callable[[Any], Json]:
    """Return the function of a value that gives this expression, as `dataclasses` makes its own."""
    made: Callable[[Any], Json] = eval(f"lambda value: {expression}", {**scope})  # noqa: S307 - nothing but names of fields
    return made


def _either(kinds: Sequence[Any], *, kept: bool) -> Converter:
    """Return how values are written and read that are of one of several types, which may include that of ``None``."""
    for kind in kinds:
        if not kept and isinstance(kind, type) and issubclass(kind, IntEnum):
            return numbered(kind)  # beside the numbers and texts that say one
    converters = [(_class(kind), converter_of(kind, kept=kept)) for kind in kinds]
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


def _class(kind: Any) -> Any:  # noqa: ANN401 - any type, and its class
    origin = get_origin(kind)
    return get_args(kind)[0] if origin is Annotated else origin or kind
