"""Answers to what was never handed out: taken, or refused where the policy says so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reinforce import (
    Answer,
    ClockSkewError,
    DrillAttempt,
    InvalidParameterError,
    ManualClock,
    Policy,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.practice import Arrival, TooEarly, Unseen
from reinforce.testing.packs import small_pack
from tests.support.stores import START

DAY = timedelta(days=1)
QUIZ = QuizAttempt(attempt_id="a", edition=1, answers=[Answer("q-terms-1", "b")])
TALK = DrillAttempt(attempt_id="t", edition=1, drill="d-talk", scores={"asks": 2, "leads": 1})


@pytest.fixture
def strict(acme: Tenant) -> Tenant:
    """Return a tenant that refuses what was never handed out."""
    acme.policies.adopt(replace(acme.policy, unseen=Unseen.REFUSE))
    return acme


def handed(strict: Tenant, *skills: str) -> set[str]:
    """Let skills be due, hand out a session, and return the ids of its questions."""
    for skill in skills:
        strict.practice.review("ana", skill, Rating.Good, at=strict.practice.review("ana", skill, 3).at - 9 * DAY)
    made = strict.practice.session("ana", ahead=90, hand_out=True)
    return {name for item in made for name in [part.id for part in getattr(item, "questions", [])]}


def test_by_default_everything_is_taken(acme: Tenant) -> None:
    """A host that chooses what to ask by itself has nothing to hand out."""
    assert acme.policy.unseen is Unseen.ACCEPT
    assert acme.practice.record("ana", QUIZ).reviews


def test_what_was_never_handed_out_is_refused_by_its_field(strict: Tenant) -> None:
    """A question, and a drill; to another learner or of another edition is not handed out; the rows are told apart."""
    with pytest.raises(InvalidParameterError, match=r"answers\[0\]\.question was not handed out"):
        strict.practice.record("ana", QUIZ)
    with pytest.raises(InvalidParameterError, match=r"drill was not handed out"):
        strict.practice.record("ana", TALK)
    (name,) = handed(strict)
    assert name.startswith("q-terms")
    response: str | float = "b" if name == "q-terms-1" else 12.5
    good = replace(QUIZ, answers=[Answer(name, response)])
    strict.roster.put("ben")
    strict.catalog.publish(small_pack(wording="Another?"))
    with pytest.raises(InvalidParameterError, match="was not handed out"):
        strict.practice.record("ben", good)
    with pytest.raises(InvalidParameterError, match="of edition 2"):
        strict.practice.record("ana", replace(good, edition=2))
    other = Answer("q-questions-1", "to learn")
    rows = [("ana", replace(good, answers=[*good.answers, other])), ("ana", replace(good, attempt_id="b"))]
    (fault,) = strict.practice.check_attempts(rows)
    assert (fault.row, fault.field) == (0, "answers[1].question")
    with pytest.raises(InvalidParameterError, match=r"attempts\[0\]\.answers\[1\]\.question"):
        strict.practice.record_many(rows)
    assert strict.practice.record("ana", good).reviews


def test_late_devices_and_retries_are_heard(strict: Tenant, clock: ManualClock) -> None:
    """What was handed out then counts now; what was accepted once is answered again, whatever became of the rest."""
    (name,) = handed(strict)
    response: str | float = "b" if name == "q-terms-1" else 12.5
    quiz = replace(QUIZ, answers=[Answer(name, response)])
    clock.advance(200 * DAY)
    late = replace(quiz, attempt_id="late", at=START + timedelta(hours=1))
    first = strict.practice.record("ana", late)
    assert first.reviews
    with pytest.raises(InvalidParameterError, match="was not handed out"):
        strict.practice.record("ana", replace(quiz, attempt_id="now"))
    assert strict.practice.record("ana", late) == first


def test_nobody_answers_before_they_were_asked(strict: Tenant, clock: ManualClock) -> None:
    """
    What a device dates before it was handed out is refused, with the instant of that, or counts at its arrival.

    A clock that is a little behind is forgiven, and what was handed out twice may be answered from the first time on.
    """
    clock.advance(DAY)
    (name,) = handed(strict)
    asked_at = clock.now()
    quiz = replace(QUIZ, answers=[Answer(name, "b" if name == "q-terms-1" else 12.5)])
    clock.advance(timedelta(hours=5))
    early = replace(quiz, attempt_id="early", at=asked_at - timedelta(minutes=6))
    with pytest.raises(ClockSkewError, match="of answers to what was handed out then") as refused:
        strict.practice.record("ana", early)
    assert (refused.value.field, refused.value.floor) == ("at", asked_at)
    (fault,) = strict.practice.check_attempts([("ana", early)])
    assert fault.field == "at"
    near = strict.practice.record("ana", replace(quiz, attempt_id="near", at=asked_at - timedelta(minutes=5)))
    assert [(review.at, review.said_at) for review in near.reviews] == [(asked_at, asked_at - timedelta(minutes=5))]
    assert strict.practice.record("ana", replace(quiz, attempt_id="near", at=asked_at - timedelta(minutes=5))) == near
    strict.policies.adopt(replace(strict.policy, arrival=Arrival(too_early=TooEarly.ARRIVAL)))
    assert strict.practice.record("ana", early).at == clock.now()
    clock.advance(3 * DAY)
    handed(strict)
    assert strict.practice.record("ana", replace(quiz, attempt_id="b", at=asked_at)).at == asked_at


def test_the_hosts_own_word_is_not_concerned(strict: Tenant) -> None:
    """Reviews, what is imported, and free practice, of which nothing is kept."""
    assert strict.practice.review("ana", "terms", Rating.Good).reviews
    assert strict.practice.record("ana", QUIZ, imported=True).reviews
    assert strict.practice.record_many([("ana", TALK)], imported=True)[0].reviews
    assert strict.practice.rehearse("ana", replace(QUIZ, attempt_id="b")).feedback


def test_two_accounts_of_one_person_answer_what_either_was_given(strict: Tenant) -> None:
    """A merge takes nothing off what was handed out."""
    (hers,) = handed(strict)
    strict.roster.put("ben")
    strict.practice.review("ben", "questions", Rating.Good, at=START - 9 * DAY)
    (item,) = strict.practice.session("ben", hand_out=True)
    strict.roster.merge("ben", into="ana")
    responses = {"q-terms-1": "b", "q-terms-2": 12.5, "q-questions-1": "to learn", "q-questions-2": ["a", "c"]}
    names = {hers, *(question.id for question in getattr(item, "questions", ()))}
    answers = [Answer(name, responses[name]) for name in sorted(names)]  # type: ignore[arg-type]
    assert len(answers) > 1
    assert strict.practice.record("ana", replace(QUIZ, answers=answers)).reviews


def test_the_setting_is_one_of_two() -> None:
    """By name, as in a form."""
    assert Policy(unseen="refuse").unseen is Unseen.REFUSE  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match="unseen must be 'accept' or 'refuse'"):
        Policy(unseen="deny")  # type: ignore[arg-type]
