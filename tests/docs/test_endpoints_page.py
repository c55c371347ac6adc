"""The page of the endpoints, the OpenAPI document, its examples and the types are what the code gives."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from reinforce.web import OPERATIONS
from reinforce.web.openapi import openapi, schemas
from reinforce.web.typescript import typescript
from tests.docs.endpoints_page import made

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT = openapi()
SCHEMAS = DOCUMENT["components"]["schemas"]


def test_what_is_published_is_what_the_code_gives() -> None:
    """Whoever changes an endpoint writes them again (python -m tests.docs.endpoints_page), and raises the version."""
    assert [path.name for path, text in made().items() if path.read_text(encoding="utf-8") != text] == []


# ------------------------------------------------------------------------------------------------------------- openapi


def _contents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every content that the document describes, with what it is of."""
    for path, methods in DOCUMENT["paths"].items():
        for method, one in methods.items():
            places = {"request": one.get("requestBody", {"content": {}}), **one["responses"]}
            for name, place in places.items():
                for content in place["content"].values():
                    yield f"{method} {path} {name}", content


CONTENTS = dict(_contents())


@pytest.mark.parametrize("name", CONTENTS)
def test_each_example_is_what_its_schema_says(name: str) -> None:
    """Whatever can be sent or given has an example, of the real code, that its schema takes."""
    content = CONTENTS[name]
    check = Draft202012Validator({**content["schema"], "components": DOCUMENT["components"]})
    assert content["examples"]
    for example in content["examples"].values():
        check.validate(example["value"])


def test_every_schema_is_one_and_says_what_it_is() -> None:
    """Each is a JSON Schema, its references are there, and every field of it is described."""
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)
        assert schema["description"]
        assert [name for name, field in schema["properties"].items() if not _is_described(name, field)] == []
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DOCUMENT)))
    assert named == SCHEMAS.keys()


def _is_described(name: str, field: dict[str, Any]) -> bool:
    return name == "kind" or bool(field.get("description"))


def test_what_is_sent_and_what_is_given_have_names_of_their_own() -> None:
    """Of what is given every field is there; so no value is both."""
    sent = schemas([one for one in OPERATIONS if one.takes]).keys() - schemas(()).keys()
    taken = {kind.__name__ for one in OPERATIONS for kind in one.takes}
    given = {one.gives.__name__ for one in OPERATIONS}
    assert taken <= sent
    assert not taken & given
    for name in given:
        assert [*SCHEMAS[name]["properties"]] == SCHEMAS[name]["required"]


def test_what_is_the_hosts_to_say_is_in_no_schema() -> None:
    """No client is told to send who saw a drill."""
    assert "assessor" not in SCHEMAS["DrillAttempt"]["properties"]
    assert not [one for one in CONTENTS if "imported" in json.dumps(CONTENTS[one]["schema"])]


def test_without_coaches_nothing_is_about_others() -> None:
    """A host that does not say who may ask about others offers nothing of it."""
    paths = openapi(prefix="/practice", coach=False)["paths"]
    assert all(path.startswith("/practice/") for path in paths)
    assert not [path for path in paths if "coaching" in path or "{learner}" in path]


# ---------------------------------------------------------------------------------------------------------- typescript
# No compiler is at hand: what is written is read back by a pattern, and set against the schemas.

_INTERFACE = re.compile(r"^export interface (\w+) \{\n(.*?)^\}$", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r'^  ("[^"]+"|\w+)(\??): (.+);$', re.MULTILINE)
_BUILT_IN = {"Array", "Record", "string", "number", "boolean", "null", "unknown", "never", "undefined"}


def test_the_types_are_those_of_the_schemas() -> None:
    """Each value is an interface with the fields of its schema, those of which are optional that may be left out."""
    interfaces = {name: body for name, body in _INTERFACE.findall(typescript()) if name != "Operations"}
    assert interfaces.keys() == SCHEMAS.keys()
    for name, body in interfaces.items():
        fields = {said.strip('"'): not mark for said, mark, _ in _FIELD.findall(body)}
        schema = SCHEMAS[name]
        assert fields.keys() == schema["properties"].keys()
        needed = {*schema["required"], *(said for said, one in schema["properties"].items() if "const" in one)}
        assert {said for said, is_needed in fields.items() if is_needed} == needed


def test_every_name_in_the_types_is_there() -> None:
    """A type names nothing but interfaces of the file and what the language has."""
    text = re.sub(r"/\*\*.*?\*/|//.*", "", typescript())
    types = " ".join(re.findall(r": ([^\n]+);", text))
    words = set(re.findall(r"\b[A-Za-z_]\w*\b(?!\??:)", re.sub(r'"(?:[^"\\]|\\.)*"', "", types)))
    assert words - _BUILT_IN - SCHEMAS.keys() == set()
    assert [text.count(left) - text.count(right) for left, right in ("{}", "<>", "()")] == [0, 0, 0]


def test_every_operation_has_its_types() -> None:
    """How to ask, and what is given, stand under the name of the operation."""
    ((body,),) = [found for name, *found in _INTERFACE.findall(typescript()) if name == "Operations"]
    assert re.findall(r"^  (\w+): \{$", body, re.MULTILINE) == [one.name for one in OPERATIONS]
    for one in OPERATIONS:
        assert f"    path: {json.dumps(one.path)};\n" in body
