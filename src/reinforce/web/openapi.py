"""The OpenAPI document of the endpoints, made of the table of operations and of the types of their values."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reinforce.codec import schema_of
from reinforce.errors import ErasedError, InvalidParameterError, NotFoundError, ReinforceError, StoreUnavailableError
from reinforce.web.bodies import as_sent
from reinforce.web.operations import OPERATIONS
from reinforce.web.problems import KINDS, PROBLEM_JSON, REQUESTS, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reinforce.codec import Value
    from reinforce.web.asked import Parameter
    from reinforce.web.operation import Operation

    Schema = dict[str, Any]

VERSION = "1.1"
"""That of all that goes in and out: its first number changes with what clients must know, the second with additions."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SAYS = """\
Practice for learners, and coaching for who may ask about others. Who is signed in is the host's to know, and is in no \
parameter here. What is refused comes as application/problem+json (RFC 9457)."""
_ALWAYS = (NotFoundError, ErasedError, InvalidParameterError, StoreUnavailableError, ReinforceError)
_OF_BODIES = ("not-json", "too-large", "unsupported-media-type")


def openapi(*, prefix: str = "", coach: bool = True) -> Schema:
    """
    Return the OpenAPI document (3.1) of the endpoints: the same whichever framework serves them.

    Args:
        prefix: the host's own path before ours, such as ``/practice``.
        coach: whether what is about others is offered.
    """
    offered = operations(coach=coach)
    paths: dict[str, Schema] = {}
    for one in offered:
        paths.setdefault(prefix + one.path, {})[one.method.lower()] = described(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Practice", "version": VERSION, "description": _SAYS},
        "jsonSchemaDialect": _DIALECT,
        "paths": paths,
        "components": {"schemas": schemas(offered)},
    }


def operations(*, coach: bool) -> tuple[Operation, ...]:
    """Return what is offered, with what is for coaches or without it."""
    return tuple(one for one in OPERATIONS if coach or not one.for_coach)


def described(operation: Operation) -> Schema:
    """Return what the document says of an *operation*; its values are named, and stand in `schemas`."""
    shown = examples()[operation.name]
    made: Schema = {
        "operationId": operation.name,
        "tags": ["coaching" if operation.for_coach else "practice"],
        "summary": operation.says,
        "description": operation.more,
        "responses": dict(_responses(operation, shown)),
    }
    if operation.parameters:
        made["parameters"] = [_parameter(operation, one) for one in operation.parameters]
    if operation.takes:
        of = [_named(kind) for kind in operation.takes]
        content = {"schema": of[0] if len(of) == 1 else {"anyOf": of}, "examples": _examples(shown["requests"])}
        made["requestBody"] = {"required": True, "content": {"application/json": content}}
    return made


def schemas(offered: Iterable[Operation] = OPERATIONS) -> dict[str, Schema]:
    """Return by name the schemas of all values that are sent or given by the operations that are *offered*."""
    found: dict[str, Schema] = {}
    given: list[type[Value]] = [Problem, *(one.gives for one in offered)]
    for kind in given:
        found |= {name: _written(schema) for name, schema in _with_those_inside(kind)}
    for kind in (kind for one in offered for kind in one.takes):
        found |= {name: as_sent(schema) for name, schema in _with_those_inside(kind)}
    found["Problem"]["required"] = ["type", "title", "status", "detail"]  # of which nothing is null
    return {name: _referring(found[name]) for name in sorted(found)}


def inline(operation: Operation) -> Schema:
    """Return what `described` does, with each value in the place where it is named, for a document of the host's."""
    known = schemas([operation])

    def in_place(part: Any) -> Any:  # noqa: ANN401 - any part of it
        if isinstance(part, dict):
            if "$ref" in part:
                return in_place(known[part["$ref"].rpartition("/")[2]])
            return {name: in_place(inner) for name, inner in part.items()}
        return [in_place(inner) for inner in part] if isinstance(part, list) else part

    found: Schema = in_place(described(operation))
    return found


@cache
def examples() -> Mapping[str, Any]:
    """Return by operation what was sent and given once, as a test made it with an engine."""
    read: Mapping[str, Any] = json.loads((files("reinforce.web") / "examples.json").read_text(encoding="utf-8"))
    return read


def _with_those_inside(kind: type[Value]) -> Iterator[tuple[str, Schema]]:
    schema = schema_of(kind)
    del schema["$schema"]
    yield from schema.pop("$defs", {}).items()
    yield kind.__name__, schema


def _written(schema: Schema) -> Schema:
    """Return the schema of a value that we write: every field is there."""
    return {**schema, "required": [*schema["properties"]]}


def _referring(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a schema with the references, and the words, of a document of OpenAPI."""
    if isinstance(schema, dict):
        return {name: _referring(part) for name, part in schema.items()}
    if isinstance(schema, str):
        return schema.replace("#/$defs/", "#/components/schemas/").replace("``None``", "null").replace("``", "`")
    return [_referring(part) for part in schema] if isinstance(schema, list) else schema


def _named(kind: type[Value]) -> Schema:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _parameter(operation: Operation, one: Parameter) -> Schema:
    in_path = operation.in_path(one)
    return {
        "name": one.name,
        "in": "path" if in_path else "query",
        "required": in_path,
        "description": one.says,
        "schema": one.schema(),
        "example": one.example,
    }


def _examples(shown: Mapping[str, Any]) -> Schema:
    return {name: {"value": value} for name, value in shown.items()}


def _responses(operation: Operation, shown: Mapping[str, Any]) -> Iterator[tuple[str, Schema]]:
    """Yield by status what comes back."""
    content = {"schema": _named(operation.gives), "examples": _examples(shown["responses"])}
    yield "200", {"description": operation.says, "content": {"application/json": content}}
    refusals = [KINDS[kind] for kind in dict.fromkeys((*_ALWAYS, *operation.errors))]
    refusals += [REQUESTS[name] for name in _OF_BODIES if operation.takes]
    refusals += [REQUESTS[name] for name in operation.refusals]
    refusals.append(REQUESTS["no-coach" if operation.for_coach else "not-signed-in"])
    told = examples()["problems"]
    for status in sorted({one.status for one in refusals}):
        those = [one for one in refusals if one.status == status]
        problems = {"schema": _named(Problem), "examples": _examples({one.name: told[one.name] for one in those})}
        said = "; ".join(dict.fromkeys(one.title for one in those))
        response: Schema = {"description": f"{said}.", "content": {PROBLEM_JSON: problems}}
        if status == KINDS[StoreUnavailableError].status:
            seconds = {"schema": {"type": "integer"}, "description": "Seconds after which trying again may help."}
            response["headers"] = {"Retry-After": seconds}
        yield str(status), response
