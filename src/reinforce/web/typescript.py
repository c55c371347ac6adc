"""
The types for TypeScript of all that the endpoints take and give, made of the same schemas as the OpenAPI document.

``python -m reinforce.web.typescript > reinforce.d.ts`` writes them down.
"""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from reinforce.web.openapi import VERSION, schemas
from reinforce.web.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reinforce.web.operation import Operation

_WORDS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def typescript() -> str:
    """Return the text of a file of declarations: each value by its name, and the operations by theirs."""
    parts = [f"// The types of the endpoints, version {VERSION}. Made by the code: do not edit.\n"]
    parts += [_interface(name, schema) for name, schema in schemas().items()]
    parts.append(_interface_of_operations())
    return "\n".join(parts)


def _interface(name: str, schema: Mapping[str, Any]) -> str:
    needed = {*schema["required"], *(said for said, field in schema["properties"].items() if "const" in field)}
    lines = [*_comment(schema["description"]), f"export interface {name} {{"]
    for said, field in schema["properties"].items():
        lines += _comment(_described(field), "  ")
        lines.append(f"  {_name(said)}{'' if said in needed else '?'}: {_type(field)};")
    return "\n".join([*lines, "}\n"])


def _interface_of_operations() -> str:
    lines = ["/** By name: how to ask, and what is given. */", "export interface Operations {"]
    for one in OPERATIONS:
        lines += _comment(f"{one.says} {one.more}", "  ")
        lines += [f"  {one.name}: {{", *(f"    {line};" for line in _operation(one)), "  };"]
    return "\n".join([*lines, "}\n"])


def _operation(one: Operation) -> Iterator[str]:
    yield f"method: {json.dumps(one.method)}"
    yield f"path: {json.dumps(one.path)}"
    for place, in_path in (("params", True), ("query", False)):
        those = [parameter for parameter in one.parameters if one.in_path(parameter) is in_path]
        mark = "" if in_path else "?"
        fields = "; ".join(f"{_name(each.name)}{mark}: {_type(each.schema())}" for each in those)
        yield f"{place}: {f'{{ {fields} }}' if fields else 'Record<string, never>'}"
    yield f"body: {' | '.join(kind.__name__ for kind in one.takes) or 'undefined'}"
    yield f"response: {one.gives.__name__}"


def _described(field: Mapping[str, Any]) -> str:
    said = str(field.get("description", ""))
    form = {"date-time": "ISO 8601, with its offset", "date": "ISO 8601"}.get(_format(field))
    return f"{said} ({form})" if form and said else said


def _format(field: Mapping[str, Any]) -> str:
    return next((str(one["format"]) for one in (field, *field.get("anyOf", ())) if "format" in one), "")


def _comment(text: str, indent: str = "") -> Iterable[str]:
    said = text.replace("*/", "* /")
    return [f"{indent}/** {said} */"] if said else []


def _name(said: str) -> str:
    return said if _PLAIN.fullmatch(said) else json.dumps(said)


def _type(schema: Mapping[str, Any]) -> str:
    """Return the type of what a schema describes."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if "const" in schema or "enum" in schema:
        return " | ".join(json.dumps(one) for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"Array<{_type(schema['items'])}>"
    if schema.get("type") == "object":
        inside = schema.get("additionalProperties")
        return f"Record<string, {_type(inside)}>" if isinstance(inside, dict) else "Record<string, unknown>"
    return _WORDS.get(schema.get("type", ""), "unknown")


if __name__ == "__main__":
    sys.stdout.write(typescript())
