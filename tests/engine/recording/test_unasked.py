"""The key of a question that nobody asked is not given away where nothing is at stake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reinforce import Answer, ManualClock, Outcome, QuizAttempt, Rating, Tenant
from reinforce.practice import Stakes
from reinforce.testing.packs import JOURNEY, small_pack

ANSWERS = {"q-terms-1": "a", "q-questions-1": "to sell", "q-discovery-1": "Again"}
QUESTIONS = tuple(ANSWERS)


def _attempt(*questions: str, stakes: Stakes = Stakes.PRACTICE) -> QuizAttempt:
    answers = [Answer(question, ANSWERS[question]) for question in questions]
    return QuizAttempt(attempt_id=f"{stakes}-{questions}", edition=1, answers=answers, stakes=stakes)


def _keys(outcome: Outcome) -> list[bool]:
    """Return of each answer whether its key is told, which is told whole or not at all."""
    told = [(bool(part.answer), bool(part.explanation)) for part in outcome.feedback]
    assert all(answer == explanation for answer, explanation in told)
    assert not any(part.remarks for part in outcome.feedback if not part.answer)
    return [answer for answer, _ in told]


def test_a_pack_is_not_read_out_in_one_loop(acme: Tenant) -> None:
    """Somebody on no journey learns what is right of nothing, at practice stakes or rehearsing, however often."""
    acme.roster.put("eve")
    for question in QUESTIONS * 2:
        assert _keys(acme.practice.record("eve", _attempt(question))) == [False]
        assert _keys(acme.practice.rehearse("eve", _attempt(question, stakes=Stakes.RECORDED))) == [False]
    assert _keys(acme.practice.record("eve", _attempt(*QUESTIONS))) == [False] * 3


def test_right_and_wrong_is_told_all_the_same(acme: Tenant) -> None:
    """What stays back is the key; the answer is graded, and memory moves."""
    acme.roster.put("eve")
    outcome = acme.practice.record("eve", _attempt("q-terms-1"))
    assert (outcome.feedback[0].right, outcome.feedback[0].response) == (False, "One")
    assert outcome.reviews[0].rating is Rating.Again
    assert acme.practice.card("eve", "terms").reps == 1


def test_what_a_session_could_hold_is_told(acme: Tenant, clock: ManualClock) -> None:
    """Of a journey it is what builds on nothing, or on what holds; the same attempt again is told the same."""
    assert _keys(acme.practice.record("ana", _attempt(*QUESTIONS))) == [True, False, False]
    clock.advance(timedelta(hours=1))
    acme.practice.review("ana", "terms", Rating.Good)
    assert _keys(acme.practice.rehearse("ana", _attempt(*QUESTIONS))) == [True, True, False]
    assert _keys(acme.practice.record("ana", _attempt(*QUESTIONS))) == [True, False, False]


def test_what_was_practised_on_record_is_told(acme: Tenant) -> None:
    """Also to somebody who has left the journey since, or was never on it."""
    acme.practice.review("ana", "discovery", Rating.Good)
    acme.roster.unenroll("ana", journey=JOURNEY)
    assert _keys(acme.practice.record("ana", _attempt(*QUESTIONS))) == [False, False, True]


def test_what_is_on_record_is_told(acme: Tenant) -> None:
    """An attempt on record has its price, and gets its feedback."""
    acme.roster.put("eve")
    assert _keys(acme.practice.record("eve", _attempt(*QUESTIONS, stakes=Stakes.RECORDED))) == [True] * 3


@pytest.mark.parametrize("wording", ["Which one then?"])
def test_an_older_edition_is_no_way_round(acme: Tenant, wording: str) -> None:
    """The edition that an attempt names changes nothing about whose question it could have been."""
    acme.roster.put("eve")
    acme.catalog.publish(small_pack(wording=wording))
    newer = replace(_attempt("q-terms-1"), attempt_id="newer", edition=2)
    assert _keys(acme.practice.record("eve", _attempt("q-terms-1"))) == [False]
    assert _keys(acme.practice.record("eve", newer)) == [False]
