"""What a coach is told through the endpoints: the same, word for word, whatever somebody practises off the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from reinforce import Answer, DrillAttempt, Engine, ManualClock, QuizAttempt, Tenant
from reinforce.practice import Planning, Stakes, Unseen
from reinforce.web import OPERATIONS, Coach
from tests.support.endpoints import OPERATION, every_kind_of_exercise, requested
from tests.support.stores import START

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.web import Reply

ZOE = Coach(id="zoe", learners=("ana",))
ABOUT = {"learner": "ana"}
EVIDENCE = {"recording": "https://example.org/1"}
PRIVATE = ("own-0", "own-0:asking", "own-text", "own-text:why", "own-talk", "own-slip:terms")
FOR_COACHES = {one.name for one in OPERATIONS if one.for_coach}


def _practised(engine: Engine, clock: ManualClock, name: str, unseen: Unseen, *, practising: bool) -> Tenant:
    """Return a tenant in which Ana practised on record and, where *practising*, failed off the record as well."""
    clock.move_to(START)
    acme = engine.create_tenant(name, seed=7)
    every_kind_of_exercise(acme)
    acme.policies.adopt(replace(acme.policy, planning=Planning(leech_lapses=1), unseen=unseen))
    acme.practice.review("ana", "asking", "Good", review_id="seen")
    said: dict[str, Any] = {"edition": 1, "stakes": Stakes.PRACTICE}
    for day in range(4):
        clock.advance(timedelta(days=2))
        if practising:
            drill = DrillAttempt(attempt_id=f"own-{day}", drill="d-talk", scores={"asks": 0}, evidence=EVIDENCE, **said)
            acme.practice.record("ana", drill, imported=True)
    if practising:
        text, slip = Answer("q-recall", "Why not?", pending=True), Answer("q-single", "a", confidence=1.0)
        acme.practice.record("ana", QuizAttempt(attempt_id="own-text", answers=[text], **said), imported=True)
        acme.practice.record("ana", QuizAttempt(attempt_id="own-slip", answers=[slip], **said), imported=True)
        talk = DrillAttempt(attempt_id="own-talk", drill="d-talk", scores={}, pending=True, evidence=EVIDENCE, **said)
        acme.practice.record("ana", talk, imported=True)
        acme.practice.session("ana", hand_out=True)
    clock.move_to(START + timedelta(days=9))
    return acme


def _told(acme: Tenant) -> Iterator[Reply]:
    """Yield what a coach is told by everything that is offered to coaches, also under ids that are taken."""
    for name in sorted(FOR_COACHES):
        if not OPERATION[name].writes:
            yield requested(acme, name, coach=ZOE, path=ABOUT)
    for id_ in ("c-1", "c-1", *PRIVATE, "seen"):
        for level in (1, 0):  # the second time with other content
            drill = {"attempt_id": id_, "edition": 1, "drill": "d-talk", "scores": {"asks": level}}
            yield requested(acme, "coaching_submit", coach=ZOE, path=ABOUT, sent={**drill, "evidence": EVIDENCE})
        for skill in ("asking", "terms"):
            yield requested(acme, "coached", coach=ZOE, path=ABOUT, sent={"id": id_, "skill": skill, "note": "Talked."})
    for name in sorted(FOR_COACHES):
        if not OPERATION[name].writes:
            yield requested(acme, name, coach=ZOE, path=ABOUT)


@pytest.mark.parametrize("unseen", Unseen)
def test_a_coach_is_told_the_same_whatever_is_practised_off_the_record(
    engine: Engine, clock: ManualClock, unseen: Unseen
) -> None:
    """By what they read, by what comes back when they write, by the ids that are taken, and by what is refused."""
    assert {name for name in FOR_COACHES if OPERATION[name].writes} == {"coaching_submit", "coached"}
    plain, private = (
        _practised(engine, clock, name, unseen, practising=practising)
        for name, practising in (("plain", False), ("private", True))
    )
    told = [(one.status, one.body) for one in _told(plain)]
    assert [(one.status, one.body) for one in _told(private)] == told
    assert {status for status, _ in told} == {200, 409}


def test_a_coach_and_a_learner_who_choose_one_id_have_both(acme: Tenant) -> None:
    """What a coach sends stands in the log under an id that begins with who they are; sent again it counts once."""
    drill = {"attempt_id": "a", "edition": 1, "drill": "d-talk", "scores": {"asks": 1}, "evidence": EVIDENCE}
    for _ in range(2):
        assert requested(acme, "submit", learner="ana", sent={**drill, "stakes": "practice"}).status == 200
        assert requested(acme, "coaching_submit", coach=ZOE, path=ABOUT, sent=drill).status == 200
    assert [one.id for one in acme.practice.attempts("ana")] == ["a", "zoe:a"]
