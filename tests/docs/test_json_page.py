"""The page of all JSON is what the code writes, and what it writes is what its schemas say, and is for people."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reinforce.codec import Value, schema_of
from reinforce.errors import InvalidParameterError
from reinforce.web import OPERATIONS
from tests.docs.json_page import examples, made, published
from tests.test_codec import JSON, VALUES, left_out, of

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = examples()
PUBLISHED = published()
FORMATS = Draft202012Validator.FORMAT_CHECKER
FORMATS.checks("date-time", raises=ValueError)(
    lambda at: not isinstance(at, str) or datetime.fromisoformat(at).utcoffset() is not None
)
CHECKED: dict[type[Any], Draft202012Validator] = {
    kind: Draft202012Validator(schema_of(kind), format_checker=FORMATS) for kind in VALUES
}
NAMED = pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
DAYS = re.compile(r"(^|_)days?($|_)|^(since|until|today|apply_by|horizon)")

COUNTS_OF_DAYS = {"Credit.days", "SlippingCard.days", "SurvivalStep.days", "Wait.days", "CalendarEntry.day_start"}
COUNTS_OF_DAYS |= {"Learner.day_start", "Planning.marking_days", "Planning.recheck_days", "SlippingJudged.by_days"}
"""Whole numbers that are called after days, and are none of them."""

MEMORY = {"memory", "features", "extra"}


def test_the_page_and_the_schema_are_what_the_code_writes() -> None:
    """Whoever changes a value writes them again: python -m tests.docs.json_page."""
    assert [path.name for path, text in made().items() if path.read_text(encoding="utf-8") != text] == []


@NAMED
def test_each_value_has_a_schema_in_the_published_one(kind: type[Value]) -> None:
    """A client that has read that one file alone finds it by its name, with all that it refers to, and can check it."""
    whole = {**PUBLISHED, "$ref": f"#/$defs/{kind.__name__}"}
    Draft202012Validator(whole, format_checker=FORMATS).validate(json.loads(json.dumps(EXAMPLES[kind].to_json())))


def test_what_endpoints_take_and_give_is_in_it_too() -> None:
    """Nothing refers to what is not there."""
    Draft202012Validator.check_schema(PUBLISHED)
    known = {f"#/$defs/{name}" for name in PUBLISHED["$defs"]}
    assert {f"#/$defs/{kind.__name__}" for one in OPERATIONS for kind in (one.gives, *one.takes)} <= known
    assert {one for path, one in _written(PUBLISHED) if path.endswith("$ref")} <= known


@NAMED
def test_a_schema_is_one(kind: type[Value]) -> None:
    """Each is a JSON Schema of its draft, and each field of it says what it is."""
    schema = schema_of(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["description"]
    assert [name for name, one in schema["properties"].items() if name != "kind" and not one.get("description")] == []


@NAMED
def test_each_example_is_what_its_schema_says(kind: type[Value]) -> None:
    """The page shows nothing that a client's validator would refuse."""
    CHECKED[kind].validate(json.loads(json.dumps(EXAMPLES[kind].to_json())))


@NAMED
@settings(max_examples=settings().max_examples // 8)
@given(data=st.data())
def test_whatever_is_written_is_what_its_schema_says(kind: type[Value], data: st.DataObject) -> None:
    """Any value's JSON passes its schema."""
    CHECKED[kind].validate(json.loads(json.dumps(data.draw(of(kind)).to_json())))


@NAMED
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_what_a_schema_refuses_is_refused(kind: type[Value], data: st.DataObject) -> None:
    """But for null, ratings said otherwise and other forms of ISO 8601, in which from_json is more generous."""
    value = data.draw(of(kind))
    written = json.loads(json.dumps(value.to_json()))
    name = data.draw(st.sampled_from([*written, "stranger"]))
    written[name] = data.draw(JSON.filter(lambda one: None not in (part for _, part in _written(one))))
    try:
        CHECKED[kind].validate(written)
    except Exception:  # noqa: BLE001 - what it says does not matter here
        if not _may_be_a_rating(written[name]):
            with pytest.raises(InvalidParameterError):
                kind.from_json(written, **left_out(value))


def _may_be_a_rating(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether *value* is a text or a whole number, of which a level or a rating may be made; 3.0 is one to JSON."""
    return isinstance(value, str | int) or (isinstance(value, float) and value.is_integer())


def _written(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any JSON value
    yield path, value
    for name, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _written(part, f"{path}.{name}")


@NAMED
def test_no_number_is_a_day(kind: type[Value]) -> None:
    """What is called a day is one, by its type, and no example has a number where a date could be."""
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if DAYS.search(name) and f"{kind.__name__}.{name}" not in COUNTS_OF_DAYS:
            assert hint not in (int, int | None), f"{kind.__name__}.{name} is a learner day, or a count by another name"
    for path, one in _written(EXAMPLES[kind].to_json()):
        assert not (isinstance(one, int) and 700_000 < one < 800_000), path


@NAMED
def test_no_duration_is_without_its_unit(kind: type[Value]) -> None:
    """A field that holds a duration says so by its name, reading and writing."""
    hints = get_type_hints(kind, include_extras=True)
    written = EXAMPLES[kind].to_json()
    for spec in fields(kind):  # type: ignore[arg-type] # each is a dataclass
        if "timedelta" in str(hints[spec.name]):
            assert f"{spec.name}_seconds" in written
            assert spec.name not in written


def test_no_rating_or_level_is_a_number_and_no_memory_is_shown() -> None:
    """Neither at the top of a value nor anywhere in it; a checkpoint in the log alone is whole."""
    for kind, value in EXAMPLES.items():
        for path, one in _written(value.to_json()):
            last = path.rpartition(".")[2]
            if last in ("rating", "last_rating", "level", "reached", "current", "desired", "success"):
                assert one is None or isinstance(one, str), f"{kind.__name__}{path}"
            assert last not in MEMORY or kind.__name__ == "MemoryState", f"{kind.__name__}{path}"
