"""Messages of the endpoints name what their client may send, and nothing of Python, of the host or of other people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from reinforce.codec import Value
from reinforce.web import OPERATIONS, Coach, Operation
from reinforce.web.openapi import openapi
from tests.support.endpoints import LEARNERS, OPERATION, requested, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce import Tenant
    from reinforce.web import Reply

ZOE = Coach(id="zoe", learners=("ana",))
QUIZ = {"attempt_id": "a", "edition": 1, "answers": [{"question": "q-numeric", "response": 3}]}
DRILL = {"attempt_id": "a", "edition": 1, "drill": "d-talk", "scores": {"asks": 1}}
GOOD: dict[str, tuple[dict[str, Any], ...]] = {
    "submit": (QUIZ, DRILL),
    "coaching_submit": (DRILL, QUIZ),
    "coached": ({"id": "c-1", "skill": "terms"},),
    "hand_out": ({"days": 1},),
    "hand_out_next": ({"days": 1},),
    "set_delivery": ({"id": "d-1", "quiet": [{"start": "21:00", "end": "07:30"}], "spacing_seconds": 60},),
}
WRONG: tuple[Any, ...] = (True, -1, 0.5, "x", "", "x" * 199, "\ud800", [], {}, [None], [{}], {"x": 1}, 10**400)
STRANGE = (
    "asessor",
    "assessor",
    "assessors",
    "source",
    "imported",
    "learner",
    "person",
    "recorded_at",
    "kind",
    "event_id",
)
NUMBERS = (b"1e400", b"-1e400", b"9" * 5_000, b"-" + b"9" * 400, b"1e99999999")
CLIENTS = [one for one in OPERATIONS if one.takes]


def _kinds(kind: type[Any] = Value) -> set[str]:
    return {kind.__name__}.union(*map(_kinds, kind.__subclasses__()))


def _offered(operation: Operation) -> set[str]:
    """Return all names of fields that the document has in what may be sent to an operation."""
    document = openapi()
    names: set[str] = set()
    waiting: list[Any] = [document["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            names |= part.get("properties", {}).keys()
            if "$ref" in part:
                waiting.append(document["components"]["schemas"][part["$ref"].rpartition("/")[2]])
            waiting += [inner for name, inner in part.items() if name not in ("examples", "description")]
        elif isinstance(part, list):
            waiting += part
    return names


def _bodies(good: dict[str, Any], offered: set[str]) -> Iterator[tuple[Any, str]]:
    """Yield wrong bodies, each with the name that is strange in it, if one is."""
    yield from ((wrong, "") for wrong in (None, *WRONG))
    for name in sorted(offered):
        yield {one: value for one, value in good.items() if one != name}, ""
        yield from (({**good, name: wrong}, name) for wrong in WRONG)
    yield from (({**good, name: 1}, name) for name in STRANGE)
    for outer in ("answers", "quiet"):
        for one in good.get(outer, ()):
            for name in (*one, *STRANGE, "confidence", "duration_seconds", "pending"):
                yield from (({**good, outer: [{**one, name: wrong}]}, name) for wrong in WRONG)
            yield {**good, outer: [one] * 2_000}, ""


def _asked(acme: Tenant, name: str, **request: Any) -> Reply:  # noqa: ANN401 - as `requested` takes it
    who: dict[str, Any] = {"coach": ZOE} if OPERATION[name].for_coach else {"learner": "ana"}
    return requested(acme, name, path={"learner": "ana"}, **who, **request)


@pytest.mark.parametrize("operation", CLIENTS, ids=lambda one: one.name)
def test_a_message_names_what_may_be_sent_and_nothing_else(acme: Tenant, operation: Operation) -> None:
    """Whatever is wrong in a body, no class, no argument of Python, no field of the host's and nobody else is named."""
    offered, kinds, refused = _offered(operation), _kinds(), 0
    for good in GOOD[operation.name]:
        for sent, strange in _bodies(good, offered):
            got = _asked(acme, operation.name, sent=sent)
            if got.status == 200:
                continue
            told, refused, own = said(got), refused + 1, sent if isinstance(sent, dict) else ()
            assert got.status in (404, 409, 422), told
            words = set(re.findall(r"\w+", f"{told['detail']} {told.get('field', '')}"))
            assert words & kinds == set(), told
            assert {*LEARNERS, "rita"} & words == set(), told
            assert {one for one in words if "_" in one} | words & {*STRANGE} <= offered | {"kind", strange}, told
            if (field := told.get("field")) is not None:
                assert re.split(r"[.\[]", field)[0] in offered | {"body", strange, *own}, told
    assert refused > len(WRONG)


@pytest.mark.parametrize("operation", CLIENTS, ids=lambda one: one.name)
@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:12].decode())
def test_a_number_beyond_numbers_is_refused_by_its_field(acme: Tenant, operation: Operation, number: bytes) -> None:
    """JSON has numbers of any size, and none of them is taken for another, in any field: it is named."""
    for name in sorted(_offered(operation) - {"response", "question", "answers", "start", "end"}):
        got = _asked(acme, operation.name, body=b'{"%b": %b}' % (name.encode(), number))
        assert got.status == 422, got.body
        if b"is missing" not in got.body and b"is not one of" not in got.body:
            assert re.split(r"[.\[]", said(got)["field"])[0] == name


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:12].decode())
def test_a_number_beyond_numbers_is_no_answer(acme: Tenant, number: bytes) -> None:
    """It is refused in an answer, in a blank and as how long it took, and nothing is counted."""
    for field, response in (
        ("response", b"%b"),
        ("response.who", b'{"who": %b}'),
        ("duration_seconds", b'3, "duration_seconds": %b'),
    ):
        body = b'{"attempt_id": "n", "edition": 1, "answers": [{"question": "q-numeric", "response": %b}]}'
        got = _asked(acme, "submit", body=body % (response % number))
        assert (got.status, said(got)["field"]) == (422, f"answers[0].{field}")
    assert acme.practice.attempts("ana") == ()


@pytest.mark.parametrize("name", ["coached", "coaching_submit"])
def test_an_id_has_room_for_the_coach_s_own_before_it(acme: Tenant, name: str) -> None:
    """One that is too long for that is refused by the name that the client gave it."""
    field = "id" if name == "coached" else "attempt_id"
    got = _asked(acme, name, sent={**GOOD[name][0], field: "x" * 197})
    assert (got.status, said(got)["field"], said(got)["reason"]) == (
        422,
        field,
        "must have 1 to 196 characters, not 197",
    )


def test_a_coach_who_sends_a_quiz_is_told_what_a_coach_sends(acme: Tenant) -> None:
    """The field is one that the coach may send."""
    got = _asked(acme, "coaching_submit", sent={**QUIZ, "kind": "quiz"})
    assert (got.status, said(got)["field"]) == (422, "kind")
    assert _asked(acme, "coaching_submit", sent=QUIZ).status == 422
