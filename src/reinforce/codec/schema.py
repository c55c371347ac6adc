"""JSON Schema of public values, worked out of the same types as their JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, IntEnum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from reinforce import checks
from reinforce.codec.converters import LEARNER_DAY, Json
from reinforce.codec.forms import form_of, written_name

if TYPE_CHECKING:
    from reinforce.codec.values import Value

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Json]

_SIMPLE: dict[Any, Schema] = {
    Any: {},
    NoneType: {"type": "null"},
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    timedelta: {"type": "number"},
    Annotated[int, LEARNER_DAY]: {"type": "string", "format": "date"},
}
"""By type."""


def schema_of(kind: type[Value]) -> Schema:
    """
    Return the JSON Schema (2020-12) of a *kind* of value: of what ``to_json`` writes, and ``from_json`` reads again.

    Each field has its description, the values inside stand under ``$defs``. ``from_json`` takes more than the schema
    says where senders differ: null for what has a default, ratings by number or in another case, other forms of
    ISO 8601.

    >>> from reinforce import Goal
    >>> schema_of(Goal)["properties"]["on"]["format"]
    'date'
    """
    inside: dict[str, Schema] = {}
    whole = _object(kind, inside)
    return {"$schema": DIALECT, **whole, **({"$defs": dict(sorted(inside.items()))} if inside else {})}


def said_of(kind: type[Any]) -> str:
    """Return the first paragraph of what a class says of itself."""
    return " ".join(cleandoc(kind.__doc__ or "").split("\n\n")[0].split())


def fields_said(kind: type[Any]) -> dict[str, str]:
    """Return by field what the class and those that it is made of say of it."""
    said: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        section = re.search(r"(?s)\nAttributes:\n(.*?)(?:\n\S|\Z)", cleandoc(one.__doc__ or "") + "\n")
        for names, text in re.findall(r"(?ms)^    (\w[\w, ]*): (.*?)(?=^    \w|\Z)", section[1] if section else ""):
            said |= dict.fromkeys(names.split(", "), " ".join(text.split()))
    return said


def _object(kind: type[Any], inside: dict[str, Schema]) -> Schema:
    """Return the schema of a dataclass; those of the values *inside* it are added to them."""
    form, said = form_of(kind), fields_said(kind)
    properties = {} if form.tag is None else {"kind": {"const": form.tag}}
    for name, part in form.parts.items():
        text = said.get(part.attribute) or _doc_of(kind, part.attribute)
        unit = "in seconds" if name != part.attribute else ""
        described = "; ".join(filter(None, (text.rstrip("."), unit)))
        properties[name] = {**_schema(part.hint, inside), **({"description": f"{described}."} if described else {})}
    wanted = [said for name, said in form.needed.items() if said in properties]
    return {
        "title": kind.__name__,
        "description": said_of(kind),
        "type": "object",
        "properties": properties,
        "required": wanted,
        "additionalProperties": False,
        **_bodies(kind, inside),
    }


def _bodies(kind: type[Any], inside: dict[str, Schema]) -> Schema:
    """Return what is to be said of objects inside a value whose form follows from another of its fields."""
    form = form_of(kind)
    rules = [
        {
            "if": {"properties": {teller: {"const": one.value}}, "required": [teller]},
            "then": {"properties": {name: {"properties": _body(types(one), inside)}}},
        }
        for name, (teller, types) in form.bodies.items()
        for one in form.parts[teller].hint
        if types(one)
    ]
    return {"allOf": rules} if rules else {}


def _body(types: Mapping[str, Any], inside: dict[str, Schema]) -> Schema:
    return {
        written_name(name, hint): {"anyOf": [{"properties": _body(hint, inside)}, {"type": "null"}]}
        if isinstance(hint, Mapping)
        else {"anyOf": [_schema(hint, inside), {"type": "null"}]}
        for name, hint in types.items()
    }


def _doc_of(kind: type[Any], name: str) -> str:
    """Return what a property says of itself; nothing for a field."""
    found = getattr(kind, name, None)
    return " ".join((found.__doc__ or "").split()) if isinstance(found, property) else ""


def _schema(hint: Any, inside: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any type
    if hint in _SIMPLE:
        return dict(_SIMPLE[hint])
    return _of_class(hint, inside) if get_origin(hint) is None else _of_several(hint, inside)


def _of_several(hint: Any, inside: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any type that is made of others
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _schema(parts[0], inside)
    if origin in (Union, UnionType):
        numbered = [part for part in parts if isinstance(part, type) and issubclass(part, IntEnum)]
        among = [*numbered, *(part for part in parts if part is NoneType)] if numbered else parts
        return _either([_schema(part, inside) for part in among])
    if origin is Literal:
        return {"enum": list(parts)}
    if origin is tuple and parts[-1] is not Ellipsis:
        of = [_schema(part, inside) for part in parts]
        return {"type": "array", "prefixItems": of, "items": False, "minItems": len(parts)}
    if issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(parts[1], inside)}
    return {"type": "array", "items": _schema(parts[0], inside)}


def _either(found: list[Schema]) -> Schema:
    return found[0] if len(found) == 1 else {"anyOf": found}


def _of_class(kind: type[Any], inside: dict[str, Schema]) -> Schema:
    if issubclass(kind, IntEnum):
        return {"enum": [checks.name_of(one) for one in kind]}
    if issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    name = kind.__name__
    if name not in inside:
        if is_dataclass(kind):
            inside[name] = {}
            inside[name] = _object(kind, inside)
        else:
            _add_element(kind, inside)
    return {"$ref": f"#/$defs/{name}"}


def _add_element(kind: type[Any], inside: dict[str, Schema]) -> None:
    """Add the schema of an element of a pack, which pydantic knows, with those inside it."""
    made = kind.model_json_schema(ref_template="#/$defs/{model}", mode="serialization")
    inside |= made.pop("$defs", {})
    inside[kind.__name__] = made
