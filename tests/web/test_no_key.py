"""Nothing that is handed out depends on what is right, so that nobody can tell it, however closely they look."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from reinforce import Engine, ManualClock
from reinforce.web import OPERATIONS, Coach, Operation
from reinforce.web.openapi import schemas
from tests.support.answers import attempt
from tests.support.endpoints import PACK, SECRETS, every_kind_of_exercise, requested, said
from tests.web.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reinforce import Tenant

OTHER_KEYS = {
    "{id: a, text: One, feedback: KEY-REMARK}": "{id: a, text: One, correct: true, feedback: Other}",
    "{id: b, text: Two, correct: true, feedback: KEY-OPTION}": "{id: b, text: Two, feedback: Other}",
    "[{id: a, text: One, correct: true}, {id: b, text: Two}, {id: c, text: Three, correct: true}]": (
        "[{id: a, text: One}, {id: b, text: Two, correct: true}, {id: c, text: Three}]"
    ),
    "accept: [KEY-TEXT]": "accept: [other, another]",
    "answer: 98.76": "answer: -3",
    "[KEY-BLANK]": "[other, another]",
    "[{id: x, text: X}, {id: y, text: Y}]": "[{id: y, text: Y}, {id: x, text: X}]",
    "KEY-WHY": "Other",
    "KEY-DEBRIEF": "Other",
}
"""Whatever of the pack says what is right, and what would be there if something else were."""

_SAYING = ("submit", "coaching_submit", "coached", "set_delivery", "withdraw_delivery")
SHOWN = [one for one in OPERATIONS if one.name not in _SAYING]
"""What is looked at or handed out; what is left is about what a client says."""
_WHOSE_ANSWERS_ARE_THEIR_OWN = ("recall", "drill")
"""Kinds of exercises that have no key: learners, or those who look on, say how it went."""


def _other() -> str:
    pack = PACK
    for key, other in OTHER_KEYS.items():
        assert key in pack
        pack = pack.replace(key, other)
    assert not any(secret in pack for secret in SECRETS)
    return pack


def _asked(tenant: Tenant, one: Operation, sent: Any = None) -> bytes:  # noqa: ANN401 - any JSON value
    who: Mapping[str, Any] = {"coach": Coach(id="zoe")} if one.for_coach else {"learner": "ana"}
    query = {parameter.name: str(parameter.most) for parameter in one.parameters if parameter.most}
    got = requested(tenant, one.name, path={"learner": "ana"}, query=query, sent=sent or {}, **who)
    assert got.status == 200, got.body
    return got.body


def _life(pack: str, *, seed: int) -> Iterator[bytes]:
    """Yield all that is shown in some days, in which only what has no key is answered."""
    clock = ManualClock(NOW)
    with closing(Engine.open("memory:", clock=clock)) as engine:
        acme = engine.create_tenant("acme", seed=seed)
        every_kind_of_exercise(acme, pack=pack)
        exam = acme.practice.exam("ana", exam_id="exam", journey="start").presented()
        yield json.dumps(exam, separators=(",", ":")).encode()
        for day in range(3):
            for one in SHOWN:
                yield _asked(acme, one)
            for item in said(requested(acme, "hand_out", learner="ana", sent={"days": 31}))["sessions"][0]["items"]:
                kept = [one for one in item.get("questions", []) if one["kind"] in _WHOSE_ANSWERS_ARE_THEIR_OWN]
                if kept or item["kind"] == "drill":
                    sent = attempt({**item, "questions": kept}, attempt_id=f"{day}-{item['id']}")
                    assert requested(acme, "submit", learner="ana", sent=sent).status == 200
            clock.advance(timedelta(days=1))


def test_whatever_is_right_the_same_is_shown() -> None:
    """Of two packs that differ in their keys alone all that is shown, every field of it, is the same to the byte."""
    told = b""
    for seed in range(4):
        shown = [*_life(PACK, seed=seed)]
        assert shown == [*_life(_other(), seed=seed)]
        told += b"".join(shown)
    kinds = ("single_choice", "multiple_choice", "short_text", "numeric", "cloze", "ordering", "recall", "drill")
    assert [kind for kind in kinds if f'"kind":"{kind}"'.encode() not in told] == []


@pytest.mark.parametrize("operation", SHOWN, ids=lambda one: one.name)
def test_what_is_shown_has_no_field_for_what_is_right(operation: Operation) -> None:
    """Feedback, in which it is told, is no part of it, however deep; only what comes of an attempt has it."""
    assert "Feedback" in schemas([one for one in OPERATIONS if one.name == "submit"])
    fields = {field for name, schema in schemas([operation]).items() for field in (name, *schema["properties"])}
    assert not fields & {"Feedback", "feedback", "correct", "accept", "answer", "right", "remarks", "debrief"}
