"""
The page of the reference that prints the JSON of every public value: made here, of values that an engine gave.

``python -m tests.docs.json_page`` writes it; a test says when it is no longer what the code does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from reinforce import Answer, Engine, Goal, Leave, ManualClock, NewReview, QuizAttempt
from reinforce.codec import Value, schema_of
from reinforce.practice import Delivery, Drill, DrillAttempt, Hours, Policy, Quiz
from reinforce.testing.packs import small_pack
from reinforce.web import OPERATIONS, Problem
from reinforce.web.openapi import VERSION
from tests.support import answers
from tests.support.stores import small_tenant
from tests.test_codec import DAY, VALUES

PAGE = Path(__file__).parents[2] / "docs/reference/json.md"
SCHEMA = PAGE.with_name("schema.json")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_DAY = timedelta(days=1)

_HEAD = """\
# The JSON of every value

What `to_json()` of each public value writes, printed once, with what each field is. The rules behind it are on the page
{doc}`codec`: days are dates, instants have their zone, durations end in `_seconds`, ratings and levels are names.
A quiz and a drill are shown to a browser by `presented()`, which has no answer key; their `to_json()` is for the
server's own cache.

`schema_of` gives each as a JSON Schema (2020-12), for a host's OpenAPI or a client's types:

```python
>>> from reinforce import QuizAttempt
>>> from reinforce.codec import schema_of
>>> schema_of(QuizAttempt)["properties"]["duration_seconds"]["anyOf"]
[{'type': 'number'}, {'type': 'null'}]
>>> schema_of(QuizAttempt)["required"]
['attempt_id', 'edition', 'answers']
```

What a schema refuses, `from_json` refuses too, but for three things in which senders differ: null for a field that has
a default, a rating or level by its number or in another case, and other ways of ISO 8601 to write the same date.
`from_json` refuses more than a schema says: limits, and what does not go together.

{download}`schema.json <schema.json>` has all of these schemas, and those of what the endpoints take and give besides,
in one file with a version: its first number changes with what a client must know, the second with additions. A value is
`#/$defs/` and its name.

The page is made by the code; each example here is checked by its schema.
"""


def page() -> str:
    """Return the text of the page."""
    shown = examples()
    parts = [_HEAD]
    for title, kinds in _groups():
        parts.append(f"## {title}\n")
        parts += [_section(kind, shown[kind]) for kind in kinds]
    return "\n".join(parts)


_SENT: tuple[type[Any], ...] = (NewReview, QuizAttempt, Answer, DrillAttempt)
_ROOMS = {
    "catalog": "Catalog",
    "engine": "Engine",
    "journal": "Log",
    "memory": "Memory",
    "practice": "Practice",
    "practice.progress": "Progress",
}


def _groups() -> Iterator[tuple[str, list[type[Value]]]]:
    """Yield the sections of the page, each with its values."""
    yield "What clients send", list(_SENT)
    for room in ("practice", "practice.progress", "journal", "engine", "catalog", "memory"):
        kinds = [kind for kind in VALUES if _room(kind) == room and kind not in _SENT]
        yield _ROOMS[room], sorted(kinds, key=lambda kind: kind.__name__)


def _room(kind: type[Any]) -> str:
    path = kind.__module__.split(".")[1:]
    return ".".join(path[:2]) if path[:2] == ["practice", "progress"] else path[0]


def _section(kind: type[Value], value: Value) -> str:
    schema = schema_of(kind)
    lines = [f"### {kind.__name__}\n", f"{schema['description']}\n", "| field | what it holds | |", "|---|---|---|"]
    for name, field in schema["properties"].items():
        said = field.get("description", "").replace("``", "`").replace("`None`", "null").replace("|", "\\|")
        needed = " *needed*" if name in schema["required"] else ""
        lines.append(f"| `{name}` | {_form(field)}{needed} | {said} |")
    written = re.sub("[0-9a-f]{32}", "5f0c2b9e", json.dumps(value.to_json(), indent=1, ensure_ascii=False))
    return "\n".join([*lines, "", "```json", written, "```", ""])


def _form(field: Mapping[str, Any]) -> str:
    """Return in words what a field holds."""
    if "anyOf" in field:
        return " or ".join(map(_form, field["anyOf"]))
    if "enum" in field or "const" in field:
        return ", ".join(f"`{json.dumps(one)}`" for one in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        items = field.get("prefixItems", [field["items"]])
        return f"list of {', '.join(map(_form, items))}"
    if field.get("type") == "object":
        inside = field.get("additionalProperties")
        return f"object, by id: {_form(inside)}" if inside else "object"
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    known = {"date": "date", "date-time": "instant", "": "time of day" if "pattern" in field else ""}
    return known.get(field.get("format", "")) or str(field.get("type", "any value"))


def examples() -> dict[type[Value], Value]:
    """Return one example of each public value: the fullest that an engine gave in three weeks, or one made up."""
    found: dict[type[Value], Value] = {}
    for value in _inside(_given()):
        kind = type(value)
        if kind not in found or _fullness(value) > _fullness(found[kind]):
            found[kind] = value
    for kind in VALUES:
        if kind not in found:
            found[kind] = _made_up(kind, found)
    return {kind: found[kind] for kind in VALUES}


def _fullness(value: Value) -> tuple[int, int]:
    """Return how much a value says, the shorter of two that say the same first."""
    written = value.to_json()
    said = sum(one not in (None, [], {}, "", 0, False) for one in written.values())
    return said, -len(json.dumps(written))


def _inside(value: Any) -> Iterator[Value]:  # noqa: ANN401 - anything
    if isinstance(value, Value):
        yield value
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple | list | frozenset):
        for part in value:
            yield from _inside(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for spec in fields(value):
            if not spec.metadata.get("left_out"):
                yield from _inside(getattr(value, spec.name))


def _given() -> list[Any]:
    """Return what an engine gives in some weeks of one learner's practice."""
    clock = ManualClock(START)
    with closing(Engine.open("memory:", clock=clock)) as engine:
        acme = small_tenant(engine)
        acme.roster.put_leave("ana", Leave(id="spring", first=date(2026, 4, 6), last=date(2026, 4, 10)))
        goal = Goal(id="exam", on=date(2026, 3, 30), skills=("terms",))
        acme.goals.put(goal, learner="ana")
        given: list[Any] = [goal, Policy(), acme.roster.get("ana"), acme.roster.availability("ana")]
        given.append(NewReview(learner="ana", skill="terms", rating="good", at=START, duration=timedelta(seconds=40)))
        for number in range(10):
            session = acme.practice.session("ana", budget=timedelta(minutes=30))
            given.append(session)
            for place, item in enumerate(session):
                sent = {**answers.attempt(item.presented(), attempt_id=f"a-{number}-{place}"), "duration_seconds": 90}
                given += [acme.practice.record("ana", sent)]
                read = (QuizAttempt if isinstance(item, Quiz) else DrillAttempt).from_json(sent)
                given.append(replace(read, at=clock.now()))
            clock.advance(4 * _DAY)
        acme.roster.set_delivery("ana", Delivery(quiet=[Hours(start=time(22), end=time(7))], channel="mail"))
        claims = acme.outbox.claim_due()
        given += [acme.practice.due_learners(), claims, *claims, acme.roster.delivery("ana")]
        first = acme.practice.review("ana", "terms", "hard", review_id="r-1", at=clock.now() - _DAY, assessor="zoe")
        changed = acme.practice.override("ana", review_id="r-1", rating="good", reason="It was late.", by="zoe")
        given += [first, changed, acme.practice.place("ana", "questions", stability=30.0)]
        given += [acme.practice.undo("ana", review_id="r-1"), acme.progress.survey("ana", {"terms": 0.8})]
        given += [acme.progress.activity(), acme.progress.still_known(), acme.practice.plan("ana", days=3)]
        given += [acme.practice.forecast("ana", days=2), acme.practice.cards(), acme.practice.history("ana", "terms")]
        given += [acme.progress.mastery("ana"), acme.progress.gaps("ana"), acme.progress.confidence("ana")]
        given += [acme.progress.drift("ana", since=START + _DAY), acme.progress.practice_curve("ana", "terms")]
        given += [acme.progress.time_to_mastery(), acme.progress.slipping(), acme.progress.applications("ana")]
        given += [acme.practice.attempts("ana")]
        given += [acme.outbox.read_log(limit=3), acme.policies.refold(), acme.policies.verify()]
        given += [acme.practice.check_reviews([{"learner": "ana", "skill": "terms", "rating": 9}])]
        (spec,) = acme.catalog.curriculum().drills.values()
        drill = Drill(id="d-1", edition=1, spec=spec, modifiers=spec.modifiers[:1])
        performed = DrillAttempt.from_json(answers.attempt(drill.presented(), attempt_id="d-1"))
        given += [drill, replace(performed, at=START, duration=timedelta(minutes=6), assessor="zoe", notes="Calm.")]
        given += [acme.catalog.publish(small_pack(revision=2))]
        return given


_TEXTS = {
    "after": "ana",
    "capability": "negotiation",
    "digest": "9f86d081884c7d65",
    "kind": "placement",
    "learner": "ana",
    "skill": "terms",
    "timezone": "Europe/Dublin",
}
_SIMPLE: dict[Any, Any] = {
    DAY: date(2026, 3, 4).toordinal(),
    int: 3,
    float: 0.8,
    bool: True,
    datetime: START,
    date: date(2026, 3, 4),
    time: time(22),
    timedelta: timedelta(minutes=5),
    NoneType: None,
}


def _made_up(kind: Any, found: Mapping[Any, Any], name: str = "") -> Any:  # noqa: ANN401 - any type
    """Return an example of a type that the engine gave none of."""
    if kind in found or kind in _SIMPLE:
        return {**_SIMPLE, **found}[kind]
    origin, parts = get_origin(kind), get_args(kind)
    if origin is not None:
        return _several(origin, [_made_up(part, found, name) for part in parts if part is not Ellipsis])
    if kind is str:
        return _TEXTS.get(name, f"{name}-1")
    if issubclass(kind, Enum):
        return next(iter(kind))
    hints = get_type_hints(kind, include_extras=True)
    wanted = [spec for spec in fields(kind) if spec.init and not {"left_out", "own"} & {*spec.metadata}]
    return kind(**{spec.name: _made_up(hints[spec.name], found, spec.name) for spec in wanted})


def _several(origin: Any, parts: list[Any]) -> Any:  # noqa: ANN401 - any type that is made of others
    if origin in (Union, UnionType):
        return parts[0]
    if issubclass(origin, Mapping):
        return {_TEXTS["skill"]: parts[1]}
    return (frozenset if origin is frozenset else tuple)(parts)


# -------------------------------------------------------------------------------------------------------------- schema


def published() -> dict[str, Any]:
    """Return the schemas of all that services, and endpoints, take and give, by the names of the values."""
    asked = (kind for one in OPERATIONS for kind in (one.gives, *one.takes))
    kinds = {kind.__name__: kind for kind in (*VALUES, Problem, *asked)}
    found: dict[str, Any] = {}
    for name in sorted(kinds):
        schema = schema_of(kinds[name])
        del schema["$schema"]
        inside = schema.pop("$defs", {})
        apart = [one for one in inside if one in kinds and inside[one] != _alone(kinds[one])]
        for one, part in (*inside.items(), (name, schema)):
            key = f"catalog.{one}" if one in apart else one
            said = _referring(part, apart)
            assert found.setdefault(key, said) == said, key
    return {"$schema": _DIALECT, "$id": f"urn:reinforce:schema:{VERSION}", "version": VERSION, "$defs": found}


def _alone(kind: type[Value]) -> dict[str, Any]:
    return {name: part for name, part in schema_of(kind).items() if name not in ("$schema", "$defs")}


def _referring(part: Any, apart: Collection[str]) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a part of a schema in which elements of packs that are called like a value have names of their own."""
    if isinstance(part, dict):
        return {name: _referring(inner, apart) for name, inner in part.items()}
    if isinstance(part, list):
        return [_referring(inner, apart) for inner in part]
    for name in apart:
        part = f"#/$defs/catalog.{name}" if part == f"#/$defs/{name}" else part
    return part


def made() -> Mapping[Path, str]:
    """Return by path the texts of all that is made here."""
    return {PAGE: page(), SCHEMA: json.dumps(published(), indent=1, ensure_ascii=False) + "\n"}


if __name__ == "__main__":
    for path, text in made().items():
        path.write_text(text, encoding="utf-8")
