"""Every public class built with wrong values: taken, or refused in our words, and never with an error of another's."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import reinforce
from reinforce.catalog import Option
from reinforce.errors import InvalidParameterError, ReinforceError

WRONG: list[Any] = [
    None,
    object(),
    "x",
    "\ud800",
    b"x",
    -1,
    10**400,
    10**5000,  # which Python does not write out
    math.nan,
    math.inf,
    True,
    [],
    {},
    datetime(2026, 3, 2),  # noqa: DTZ001 - that it has no zone is what is wrong with it
]


def _made_of_fields() -> list[type[Any]]:
    """Return the public classes that are made of fields, each once, by name."""
    rooms = [reinforce, *(import_module(f"reinforce.{one.name}") for one in iter_modules(reinforce.__path__))]
    named = [getattr(room, name) for room in rooms for name in getattr(room, "__all__", ())]
    made = {one for one in named if isinstance(one, type) and (is_dataclass(one) or issubclass(one, BaseModel))}
    return sorted(made, key=lambda one: (one.__module__, one.__name__))


@pytest.mark.parametrize(
    "kind", [one for one in _made_of_fields() if issubclass(one, BaseModel)], ids=lambda one: one.__name__
)
@pytest.mark.parametrize("way", ["model_validate", "model_validate_json", "model_validate_strings", "from_json"])
def test_what_pydantic_reads_is_refused_in_our_words(kind: type[Any], way: str) -> None:
    """Its own ways into our classes, which work as they do elsewhere for what is right."""
    for wrong in ({}, {"nothing": "of the kind"}, None, 3, "", "{", "[1]", b"\xff", {"id": 10**5000}, "\ud800"):
        with pytest.raises(InvalidParameterError):
            getattr(kind, way)(wrong)


def test_what_pydantic_reads_is_an_element() -> None:
    """Also inside a class of the host's, whose own error it is then."""
    right = {"id": "a", "text": "first"}
    assert Option.model_validate(right, strict=True) == Option.from_json(right) == Option(id="a", text="first")
    assert Option.model_validate_json(json.dumps(right)) == Option.model_validate_strings(right)
    with pytest.raises(ValidationError, match="Input should be a valid"):
        TypeAdapter(dict[str, Option]).validate_python({"one": 3})


@pytest.mark.parametrize("kind", _made_of_fields(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_wrong_values_are_refused_in_our_words(kind: type[Any]) -> None:
    """All fields wrong at once, or one alone where the others have defaults."""
    names = list(kind.model_fields) if issubclass(kind, BaseModel) else [one.name for one in fields(kind) if one.init]
    for wrong in WRONG:
        for chosen in (names, *([name] for name in names)):
            with suppress(ReinforceError):
                try:
                    kind(**dict.fromkeys(chosen, wrong))
                except TypeError as error:  # where a field is missing, Python says so before anything of ours is asked
                    assert "missing" in str(error), (chosen, type(wrong), error)  # noqa: PT017 - others may pass
