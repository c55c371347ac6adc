"""What pydantic found wrong, said in words that an author of packs understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from reinforce.catalog.ids import ID_RULE
from reinforce.catalog.source import Flaw
from reinforce.errors import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from reinforce.catalog.source import Origin, Path

_LONGEST = 60

_MUST: dict[str, str] = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping",
    "mapping_type": "must be a mapping",
    "model_type": "must be a mapping of fields",
    "model_attributes_type": "must be a mapping of fields",
    "finite_number": "must be a finite number",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "too_short": "must have at least {min_length}",
    "string_too_short": "must not be blank",
    "id": ID_RULE,
    "language": "must be a language tag such as 'en' or 'pt-BR' (BCP 47)",
}

_WANTED: dict[str, str] = {
    "pack": "the id of the pack, such as 'renewals'",
    "id": "lower-case letters, digits and hyphens, by which it is told from others",
    "skills": "those that can be practised, in a list",
    "skill": "the id of the skill that it shows",
    "prompt": "what the learner is asked",
    "options": "two or more to choose from, the right one with correct: true",
    "text": "what is shown",
    "accept": "the answers that are right, in a list",
    "answer": "what is right",
    "blanks": "the right answers of each blank, by its name",
    "items": "two or more, in the right order",
    "instructions": "what to do",
    "rubric": "what is looked at, one criterion or more",
    "levels": "two descriptions or more, the lowest first",
    "difficulty": "how much harder it makes it, above 0 and at most 1",
    "stages": "one or more, each with an id and its skills",
}
"""What stands in each field that a pack cannot do without."""

_CUT = "; a text with a comma needs quotes between braces"
"""What is said of a field without a value, such as what follows the comma in ``{id: a, text: Yes, and no}``."""


def flaws(error: ValidationError, cls: type[BaseModel], raw: object, *, path: Path, origin: Origin) -> Iterator[Flaw]:
    """Yield what is wrong with the *raw* element at *path*, which was to become a *cls*."""
    errors = [one for one in error.errors(include_url=False) if not _follows(one)]
    absent = {error["loc"] for error in errors if error["type"] == "missing"}
    free: dict[tuple[int | str, ...], set[str]] = {}
    for one in errors:
        loc = one["loc"]
        if one["type"] == "extra_forbidden":
            model, where, name = _model(cls, loc[:-1]), loc[:-1], str(loc[-1])
            if where not in free:
                free[where] = model.model_fields.keys() - _at(raw, where)
            absent.discard((*where, origin.hints.near(name, free[where])))  # It is not missing: its name is misspelt.
            meant = origin.hints.hint(name, free[where]) or _CUT * (one["input"] is None)
            yield Flaw((*path, *loc), f"is not a field of {_named(model)}{meant}")
        elif one["type"] != "missing":
            there = (*path, *(step for step in loc if step != "[key]"))
            yield Flaw(there, reason(one, written=origin.place(there).written))
    yield from (Flaw((*path, *loc), f"is missing: {_WANTED[str(loc[-1])]}") for loc in absent)


def given(value: object) -> str:
    """Return what was found, as the end of a sentence that says what was wanted."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f"the text {_short(value)!r}"
    if isinstance(value, bool):
        return f"{value}".lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else shown(value)[:_LONGEST]
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else type(value).__name__


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _follows(error: ErrorDetails) -> bool:
    """Whether a list is too short only because entries of it are wrong, which is said of them already."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def reason(error: ErrorDetails, *, written: str | None = None) -> str:
    """Return what is wrong with a value, where *written* is what stands there without quotes."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind not in _MUST:
        return error["msg"]
    if value is None:
        return "has no value"
    must = _MUST[kind].format_map(context)
    if kind == "string_too_short":
        return must
    if kind == "too_short":
        return f"{must} {'entry' if context['min_length'] == 1 else 'entries'}, not {len(value)}"
    if kind == "string_type" and isinstance(value, bool | int | float):
        return f"{must}: put quotes around {given(value) if written is None else _short(written)}"
    return f"{must}, not {given(value)}"


def _at(raw: Any, loc: tuple[int | str, ...]) -> set[str]:  # noqa: ANN401 - what was read can be anything
    """Return the names of the fields that are given at *loc* inside *raw*."""
    for step in loc:
        raw = raw[step]
    return set(raw)


def _model(cls: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    """Return the model inside *cls* that the value at *loc* was to become."""
    for step in loc:
        if isinstance(step, str):
            cls = _inner(cls.model_fields[step].annotation)
    return cls


def _inner(annotation: Any) -> type[BaseModel]:  # noqa: ANN401 - an annotation can be anything
    found = (part for part in get_args(annotation) if isinstance(part, type) and issubclass(part, BaseModel))
    return next(found)


def _named(model: type[BaseModel]) -> str:
    kind = model.model_fields.get("kind")
    name = kind.default if kind else model.__name__.removesuffix("Spec").lower()
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name}{' question' if kind else ''}"
