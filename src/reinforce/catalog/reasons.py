"""Why one value cannot stand in a field, in words that follow the name of the field."""

from __future__ import annotations

from collections.abc import Sized
from typing import TYPE_CHECKING

from reinforce.catalog.ids import ID_RULE
from reinforce.errors import shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

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


def reason_of(error: ErrorDetails, *, written: str | None = None) -> str:
    """Return what is wrong with a value, where *written* is what stands there without quotes."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind not in _MUST:
        half = "has half a character in it, which no text can hold"
        return half if kind == "string_unicode" else error["msg"].replace("Input should", "must", 1)
    if value is None:
        return "has no value"
    must = _MUST[kind].format_map(context)
    if kind == "string_too_short":
        return must
    if kind == "too_short":
        there = len(value) if isinstance(value, Sized) else context["actual_length"]  # which is without broken ones
        return f"{must} {'entry' if context['min_length'] == 1 else 'entries'}, not {there}"
    if kind == "string_type" and isinstance(value, bool | int | float):
        return f"{must}: put quotes around {given(value) if written is None else _short(written)}"
    return f"{must}, not {given(value)}"
