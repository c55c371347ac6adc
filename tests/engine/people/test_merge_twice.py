"""Two accounts of one person with the same ids in both: nothing is lost, and nothing counts twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reinforce import Answer, ManualClock, QuizAttempt, Rating, Tenant
from reinforce.journal import Event, EventKind, Review
from reinforce.practice import Card
from reinforce.testing.packs import small_pack
from tests.engine.recording.test_exams import answers
from tests.support.stores import START

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TEXT = QuizAttempt(
    attempt_id="a", edition=1, answers=[Answer("q-discovery-1", "They like it.", pending=True)], at=START
)
OTHER = replace(TEXT, answers=[Answer("q-discovery-1", "I do not know.", pending=True)])


@pytest.fixture
def both(acme: Tenant) -> Tenant:
    """Return a tenant with a second account."""
    alone = "  - {id: alone, capability: talking, title: Alone, dimension: knowledge, description: Stands alone.}\n"
    ask = (
        "  - {id: q-alone, skill: alone, kind: short_text, facet: why, prompt: Why?, accept: [so], explanation: So.}\n"
    )
    acme.catalog.publish(small_pack().replace("questions:\n  - id", f"{alone}questions:\n{ask}  - id", 1))
    acme.roster.put("ben", timezone="Europe/Dublin", day_start=4)
    return acme


def events(acme: Tenant, *kinds: EventKind) -> list[Event]:
    """Return what is logged of those kinds for the one who stays."""
    return [one for one in acme.practice.log("ana") if isinstance(one, Event) and one.kind in kinds]


def mark(acme: Tenant, who: str, rating: Rating, *, attempt: str = "a", by: str = "zoe", at: timedelta = DAY) -> None:
    """Mark the answer of one account."""
    acme.practice.mark(who, attempt_id=attempt, by=by, marks={"q-discovery-1": rating}, event_id="m", at=START + at)


def card(acme: Tenant) -> Card:
    """Return the card of what was marked, once it is the fold of its log."""
    assert acme.policies.verify().clean
    return acme.practice.card("ana", "discovery")


def test_an_exam_that_one_account_took_and_the_other_did_not(both: Tenant) -> None:
    """Each account had its own questions under the id: both exams stay, the answers with the one that they are of."""
    about: Any = {"skills": ["terms", "questions"], "questions": 2}
    mine, his = (both.practice.exam(who, exam_id="e", **about) for who in ("ana", "ben"))
    assert mine.quiz.questions != his.quiz.questions
    outcome = both.practice.record("ben", answers(his))
    both.roster.merge("ben", into="ana")
    (attempt,) = both.practice.attempts("ana")
    assert replace(attempt.outcome, id="e") == outcome
    exams = {one.target: one.body["asked"] for one in events(both, EventKind.EXAM)}
    assert exams == {"e": [one.id for one in mine.quiz.questions], attempt.id: [one.id for one in his.quiz.questions]}
    assert [one.target for one in events(both, EventKind.EXAM_RESULT)] == [attempt.id]
    again = both.practice.exam("ana", exam_id=attempt.id, **about)
    assert (again.quiz.questions, again.taken_at) == (his.quiz.questions, START)
    assert both.practice.exam("ana", exam_id="e", **about).taken_at is None
    assert both.practice.record("ana", answers(mine)).score == 1


def test_one_exam_that_was_sent_twice_is_one(both: Tenant, clock: ManualClock) -> None:
    """The same answers to the same question under both ids: one attempt and one result, however long each took."""
    for who in ("ana", "ben"):
        exam = both.practice.exam(who, exam_id="e", skills=["alone"], questions=1)
        clock.advance(MINUTE if who == "ana" else DAY)
        given = [Answer(exam.quiz.questions[0].id, "yes")]
        both.practice.record(who, QuizAttempt(attempt_id="e", edition=2, answers=given))
    both.roster.merge("ben", into="ana")
    assert [one.id for one in both.practice.attempts("ana")] == ["e"]
    assert [one.body["took"] for one in events(both, EventKind.EXAM_RESULT)] == [60.0]
    assert len(events(both, EventKind.EXAM)) == 1


def test_an_answer_that_two_readers_marked_is_one_review(both: Tenant, clock: ManualClock) -> None:
    """It was sent under both ids and marked under each: both judgements stay, and the later one holds."""
    clock.advance(9 * DAY)
    for who, rating, at in (("ana", Rating.Good, 2 * DAY), ("ben", Rating.Hard, 3 * DAY)):
        both.practice.record(who, TEXT)
        mark(both, who, rating, by=f"reader of {who}", at=at)
    both.roster.merge("ben", into="ana")
    assert [one.id for one in both.practice.attempts("ana")] == ["a"]
    assert len([one for one in both.practice.log("ana") if isinstance(one, Review)]) == 1
    assert [one.by for one in events(both, EventKind.JUDGEMENT)] == ["reader of ana", "reader of ben"]
    assert (card(both).reps, card(both).last_rating) == (1, Rating.Hard)
    assert (both.practice.pending(), both.practice.plan("ana").paused) == ((), ())


@pytest.mark.parametrize("marked", [(), ("ana",), ("ben",), ("ana", "ben")])
def test_two_answers_under_one_id_wait_and_are_marked_each(
    both: Tenant, clock: ManualClock, marked: tuple[str, ...]
) -> None:
    """What was marked before the merge waits no more, what was not does, and each is a review of its own."""
    clock.advance(9 * DAY)
    both.practice.record("ana", TEXT)
    both.practice.record("ben", OTHER)
    for who in marked:
        mark(both, who, Rating.Good)
    both.roster.merge("ben", into="ana")
    waiting = both.practice.pending()
    assert len(waiting) == 2 - len(marked)
    assert card(both).reps == len(marked)
    for number, one in enumerate(waiting):
        both.practice.mark(
            "ana", attempt_id=one.attempt_id, by="zoe", marks={"q-discovery-1": 3}, event_id=f"n{number}"
        )
    assert card(both).reps == 2
    assert both.practice.pending() == ()
    assert {one.sent.answers[0].response for one in both.practice.attempts("ana")} == {  # type: ignore[union-attr]
        "They like it.",
        "I do not know.",
    }


def test_one_answer_that_came_on_different_days_waits_once(both: Tenant, clock: ManualClock) -> None:
    """How long it may wait is the engine's word, and makes no other answer of it."""
    both.practice.record("ana", TEXT)
    clock.advance(3 * DAY)
    both.practice.record("ben", TEXT)
    both.roster.merge("ben", into="ana")
    assert len(events(both, EventKind.PENDING)) == len(both.practice.pending()) == 1
    both.practice.undo_attempt("ana", attempt_id="a")
    assert both.practice.pending() == ()


def test_what_one_account_took_back_is_taken_back(both: Tenant) -> None:
    """Of one answer under both ids, also where the other account had it marked."""
    for who in ("ana", "ben"):
        both.practice.record(who, TEXT)
    mark(both, "ana", Rating.Good, at=timedelta())
    both.practice.undo_attempt("ben", attempt_id="a")
    both.roster.merge("ben", into="ana")
    assert card(both).reps == 0
    assert both.practice.pending() == ()


def test_sessions_that_were_handed_out_stay_each(both: Tenant) -> None:
    """The day holds what either account was given, and what was answered under one item's id on both is there twice."""
    both.roster.enroll("ben", journey="start")
    for who, response in (("ana", "a"), ("ben", "b")):
        (item,) = both.practice.session(who, hand_out=True, items=1).items
        name = item.questions[0].id  # type: ignore[union-attr]
        both.practice.record(
            who,
            QuizAttempt(attempt_id="today", edition=1, answers=[Answer(name, response if name == "q-terms-1" else 1)]),
        )
    both.roster.merge("ben", into="ana")
    assert len(events(both, EventKind.HAND_OUT)) == 2
    assert len(both.practice.attempts("ana")) == 2
    assert both.policies.verify().clean
