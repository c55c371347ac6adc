"""Mock exams: timed and scored, in the log, and moving nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reinforce import (
    Answer,
    ClockSkewError,
    ConflictError,
    DrillAttempt,
    Engine,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Stakes,
    Tenant,
)
from reinforce.journal import Event, EventKind
from reinforce.practice import Arrival, Audience, Exam, Response, TooEarly, Unseen, attempt_from
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.engine.test_audiences import SHOWN
from tests.laws.test_undo import seen
from tests.support.stores import START, AnyStore, small_tenant
from tests.support.whole_log import whole_log

MINUTE = timedelta(minutes=1)
RIGHT: dict[str, Response] = {
    "q-terms-1": "b",
    "q-terms-2": 12.5,
    "q-questions-1": "to learn",
    "q-questions-2": ["a", "c"],
}


def answers(exam: Exam, *wrong: str, left: int = 0, **fields: Any) -> QuizAttempt:  # noqa: ANN401 - an attempt's
    """Return the answers to an exam, right but for those named, without the last few."""
    names = [question.id for question in exam.quiz.questions]
    given = [Answer(name, None if name in wrong else RIGHT[name]) for name in names[: len(names) - left]]
    return QuizAttempt(attempt_id=exam.id, edition=exam.quiz.edition, answers=given, **fields)


def told(acme: Tenant) -> dict[str, object]:
    """Return all that can be read of practice, as the learner and as a manager, but what shows the log."""
    shown = {
        name: ask
        for name, ask in SHOWN.items()
        if name not in ("practice.attempts", "practice.log", "practice.history")
    }
    return seen(acme) | {f"{who} {name}": ask(acme, who) for name, ask in shown.items() for who in Audience}


def test_an_exam_moves_nothing(acme: Tenant, clock: ManualClock) -> None:
    """Whatever is read besides the log is as if it had never been: before, after, and after it was undone."""
    for number, days in enumerate((40, 20, 9)):
        clock.move_to(START - timedelta(days=days))
        for skill in SKILLS:
            acme.practice.review("ana", skill, Rating.Good if number else Rating.Again, imported=True)
    quiz = QuizAttempt(attempt_id="q", edition=1, answers=[Answer("q-terms-1", "a", confidence=1.0)], duration=MINUTE)
    acme.practice.record("ana", quiz)
    clock.move_to(START)
    before = told(acme)
    exam = acme.practice.exam("ana", exam_id="e", skills=SKILLS, time_limit=MINUTE)
    assert told(acme) == before
    sure = answers(exam, "q-terms-2", duration=30 * MINUTE)
    sure = replace(sure, answers=[replace(one, confidence=1.0) for one in sure.answers])
    outcome = acme.practice.record("ana", sure)
    assert (outcome.score, outcome.reviews, outcome.cards) == (0.75, (), ())
    assert told(acme) == before
    assert acme.policies.verify().clean
    acme.practice.undo_attempt("ana", attempt_id="e")
    assert told(acme) == before
    acme.roster.put("ben")
    acme.roster.merge("ben", into="ana")
    assert told(acme) == before


def test_an_exam_is_in_the_log_the_attempts_and_the_export(acme: Tenant, clock: ManualClock) -> None:
    """With its score and time, for everybody who may look."""
    exam = acme.practice.exam("ana", exam_id="e", capability="talking", time_limit=20 * MINUTE, by="zoe")
    assert {question.id for question in exam.quiz.questions} == RIGHT.keys()
    clock.advance(9 * MINUTE)
    first = acme.practice.record("ana", answers(exam, "q-terms-1"))
    assert (first.score, first.took, first.over_time) == (0.75, 9 * MINUTE, False)
    assert [part.right for part in first.feedback].count(False) == 1
    for audience in Audience:
        (one,) = acme.practice.attempts("ana", audience=audience)
        assert (one.outcome, one.sent.stakes) == (first, Stakes.EXAM)
    said, result = [one for one in whole_log(acme) if isinstance(one, Event)][-2:]
    assert (said.kind, said.by, result.kind) == (EventKind.EXAM, "zoe", EventKind.EXAM_RESULT)
    assert (result.body["score"], result.body["took"]) == (0.75, 540.0)
    assert result.body["skills"]["questions"] == [2, 2]
    assert acme.practice.history("ana", "terms") == (result,)
    assert acme.practice.history("ana", "discovery") == ()
    held = acme.privacy.export("ana")["held"]
    assert [(row["kind"], row["outcome"]["score"]) for row in held["attempts"]] == [("exam", 0.75)]
    assert acme.privacy.export("zoe")["held"]["named_in"]


def test_an_exam_is_handed_out_once(any_store: AnyStore, clock: ManualClock) -> None:
    """Again after a reload, with another edition; each skill has as many questions, each learner has other ones."""
    store = any_store.new()
    acme = small_tenant(Engine.over(store, clock=clock))
    exam = acme.practice.exam("ana", exam_id="e", journey=JOURNEY, questions=2)
    assert {question.skill for question in exam.quiz.questions} == {"terms", "questions"}
    acme.catalog.publish(small_pack(wording="Another?").replace("q-terms-2", "q-terms-9"))
    clock.advance(9 * MINUTE)
    with Engine.over(any_store.again(store), clock=clock) as engine:
        acme = engine.tenant("acme")
        assert acme.practice.exam("ana", exam_id="e", journey=JOURNEY, questions=2) == exam
        with pytest.raises(ConflictError, match="about something else"):
            acme.practice.exam("ana", exam_id="e", journey=JOURNEY, questions=3)
        outcome = acme.practice.record("ana", answers(exam))
        assert outcome.score == 1
        assert acme.practice.record("ana", answers(exam, stakes=Stakes.EXAM)) == outcome
        assert acme.practice.record("ana", answers(exam).to_json()) == outcome
        again = acme.practice.exam("ana", exam_id="e", journey=JOURNEY, questions=2)
        assert (again.quiz, again.taken_at) == (exam.quiz, clock.now())


def test_what_is_left_out_is_wrong_and_what_is_late_is_scored(acme: Tenant, clock: ManualClock) -> None:
    """Time is what passed since it was handed out, whatever the device says of how long it took."""
    exam = acme.practice.exam("ana", exam_id="e", skills=["terms", "questions"], time_limit=5 * MINUTE)
    assert exam.presented()["ends_at"] == (START + 5 * MINUTE).isoformat()
    assert "correct" not in str(exam.presented())
    clock.advance(6 * MINUTE)
    outcome = acme.practice.record("ana", answers(exam, left=2, duration=MINUTE))
    assert (outcome.score, outcome.took, outcome.over_time) == (0.5, 6 * MINUTE, True)
    assert len(outcome.feedback) == 2


def test_what_does_not_fit_an_exam_is_refused(acme: Tenant) -> None:
    """By the field that says so: no such exam, another question, edition or stakes; and nothing was recorded."""
    exam = acme.practice.exam("ana", exam_id="e", skills=["terms"])
    wrong = {
        "stakes is exam, and no exam": replace(answers(exam), attempt_id="x", stakes=Stakes.EXAM),
        "stakes must be exam": answers(exam, stakes=Stakes.PRACTICE),
        r"answers\[0\].question is no question of exam": replace(answers(exam), answers=[Answer("q-questions-1", "")]),
        "drill is no part": DrillAttempt(attempt_id="e", edition=1, drill="d-talk", scores={"asks": 2, "leads": 1}),
    }
    for reason, attempt in wrong.items():
        with pytest.raises(InvalidParameterError, match=reason):
            acme.practice.record("ana", attempt)  # type: ignore[arg-type]
    acme.catalog.publish(small_pack(wording="Another?"))
    with pytest.raises(InvalidParameterError, match="edition must be 1"):
        acme.practice.record("ana", replace(answers(exam), edition=2))
    with pytest.raises(InvalidParameterError, match="stakes must not be exam"):
        DrillAttempt(attempt_id="d", edition=1, drill="d-talk", scores={}, stakes=Stakes.EXAM)
    assert acme.practice.attempts("ana") == ()


def test_no_answers_are_dated_before_their_exam(acme: Tenant, clock: ManualClock) -> None:
    """They are refused, with the instant of it, or count at their arrival; a clock may be a little behind."""
    clock.advance(timedelta(hours=3))
    asked_at = clock.now()
    early, near = (acme.practice.exam("ana", exam_id=name, skills=["terms"], time_limit=MINUTE) for name in "en")
    clock.advance(timedelta(hours=5))
    sent = answers(early, at=asked_at - timedelta(hours=2))
    with pytest.raises(ClockSkewError) as refused:
        acme.practice.record("ana", sent)
    assert (refused.value.field, refused.value.floor) == ("at", asked_at)
    outcome = acme.practice.record("ana", answers(near, at=asked_at - 2 * MINUTE))
    assert (outcome.at, outcome.took) == (asked_at, timedelta())
    assert acme.practice.record("ana", answers(near, at=asked_at - 2 * MINUTE)) == outcome
    acme.policies.adopt(replace(acme.policy, arrival=Arrival(too_early=TooEarly.ARRIVAL)))
    late = acme.practice.record("ana", sent)
    assert (late.at, late.took, late.over_time) == (clock.now(), timedelta(hours=5), True)


def test_who_says_that_it_is_an_exam_is_believed_of_an_exam_alone(acme: Tenant) -> None:
    """Also where the host decides what is at stake: answers that say so are an exam's, or nothing."""
    exam = acme.practice.exam("ana", exam_id="e", skills=["terms"])
    said = {**answers(exam).to_json(), "stakes": exam.presented()["stakes"]}
    for stakes in (Stakes.RECORDED, Stakes.PRACTICE):
        assert acme.practice.record("ana", attempt_from(said, stakes=stakes)).score == 1
        with pytest.raises(InvalidParameterError, match="no exam was handed out"):
            acme.practice.record("ana", attempt_from({**said, "attempt_id": "x"}, stakes=stakes))


def test_late_answers_to_an_exam_that_was_erased_are_never_practice(acme: Tenant, clock: ManualClock) -> None:
    """Who says that they are an exam's is refused by that field, on every way in, and without an instant, too."""
    exam = acme.practice.exam("ana", exam_id="e", skills=SKILLS)
    late = answers(exam, stakes=Stakes.EXAM)
    clock.advance(timedelta(hours=1))
    acme.privacy.erase("ana")
    acme.roster.put("ana")
    for sent in (late, {**answers(exam).to_json(), "stakes": exam.presented()["stakes"]}):
        for send in (
            lambda sent=sent: acme.practice.record("ana", sent),
            lambda sent=sent: acme.practice.record_many([("ana", sent)]),
            lambda sent=sent: acme.practice.rehearse("ana", sent),
        ):
            with pytest.raises(InvalidParameterError, match="is exam, and no exam was handed out") as caught:
                send()
            assert caught.value.field.rpartition(".")[2] == "stakes"
        (fault,) = acme.practice.check_attempts([("ana", sent)])
        assert "stakes" in str(fault)
    assert acme.practice.attempts("ana") == ()
    assert not any(card.is_begun for card in acme.practice.cards(learners=["ana"]))


def test_an_exam_is_about_something(acme: Tenant) -> None:
    """About one thing, that is there and has questions; under an id that is free."""
    ask = acme.practice.exam
    with pytest.raises(InvalidParameterError, match="exactly one of capability, journey and skills, not none"):
        ask("ana")
    with pytest.raises(InvalidParameterError, match="not capability and skills"):
        ask("ana", capability="talking", skills=["terms"])
    with pytest.raises(InvalidParameterError, match="questions that learners do not grade"):
        ask("ana", skills=["discovery"])
    for about in ({"skills": ["term"]}, {"capability": "walking"}, {"journey": "end"}):
        with pytest.raises(NotFoundError):
            ask("ana", **about)
    acme.practice.review("ana", "terms", Rating.Good, review_id="r")
    with pytest.raises(ConflictError, match="the id of another entry"):
        ask("ana", exam_id="r", skills=["terms"])


def test_an_exam_from_elsewhere_may_be_imported(acme: Tenant) -> None:
    """It is the host's own word: scored over what was answered. Where the unseen is refused an exam counts as seen."""
    acme.policies.adopt(replace(acme.policy, unseen=Unseen.REFUSE))
    given = [Answer("q-terms-1", "b"), Answer("q-questions-1", "no")]
    old = QuizAttempt(attempt_id="old", edition=1, answers=given, duration=3 * MINUTE, stakes=Stakes.EXAM)
    outcome = acme.practice.record("ana", old, imported=True)
    assert (outcome.score, outcome.took) == (0.5, 3 * MINUTE)
    exam = acme.practice.exam("ana", exam_id="e", skills=["terms"])
    assert acme.practice.record("ana", answers(exam)).score == 1
    with pytest.raises(InvalidParameterError, match="was not handed out"):
        acme.practice.record("ana", replace(answers(exam), attempt_id="x"))


def test_two_accounts_keep_both_their_exams(acme: Tenant) -> None:
    """Under one id each had its own: after a merge both attempts are there, with their results."""
    acme.roster.put("ben")
    for who, wrong in (("ana", ()), ("ben", ("q-terms-1", "q-terms-2"))):
        acme.practice.record(who, answers(acme.practice.exam(who, exam_id="e", skills=["terms"]), *wrong))
    acme.roster.merge("ben", into="ana")
    assert sorted(one.outcome.score or 0 for one in acme.practice.attempts("ana")) == [0, 1]
    results = [one for one in acme.practice.history("ana", "terms") if isinstance(one, Event)]
    assert {one.body["attempt"] for one in results} == {one.id for one in acme.practice.attempts("ana")}
