"""What learners get for what they send: feedback, ratings and a safe place for mistakes, through a SQLite file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from reinforce import Answer, ConflictError, DrillAttempt, Engine, Grading, ManualClock, Policy, QuizAttempt, Tenant
from reinforce.journal import Rating
from reinforce.practice import Audience, Stakes
from reinforce.practice.grading.outcome import Assurance
from tests.support.stores import START, small_tenant

RIGHT: dict[str, Answer] = {
    answer.question: answer
    for answer in (
        Answer("q-terms-1", "b", confidence=0.9),
        Answer("q-terms-2", 12.5, confidence=0.2),
        Answer("q-questions-1", "to learn"),
        Answer("q-questions-2", {"a", "c"}, confidence=1.0),
        Answer("q-discovery-1", Rating.Good),
    )
}
WRONG = [
    Answer("q-terms-1", "a", confidence=0.9),
    Answer("q-terms-2", 1, confidence=0.2),
    Answer("q-questions-1", "to sell"),
    Answer("q-questions-2", {"b"}, confidence=1.0),
    Answer("q-discovery-1", Rating.Again, confidence=0.1),
]


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """Return an engine over a new SQLite file."""
    with Engine.open(sqlite_url, clock=ManualClock(START), durability="normal") as engine:
        yield engine


@pytest.fixture
def acme(engine: Engine) -> Tenant:
    """Return a tenant with the small pack, and Ana enrolled in its journey."""
    return small_tenant(engine)


def quiz(attempt_id: str, *answers: Answer, stakes: Stakes = Stakes.RECORDED) -> QuizAttempt:
    """Return a quiz of the first edition."""
    return QuizAttempt(attempt_id=attempt_id, edition=1, answers=answers, stakes=stakes)


@pytest.mark.mission("S39")
def test_every_part_of_every_attempt_gets_feedback(acme: Tenant) -> None:
    """For each answer the right one and why, right or wrong; for each criterion the best, the next level and why."""
    for attempt in (quiz("right", *RIGHT.values()), quiz("wrong", *WRONG)):
        feedback = acme.practice.record("ana", attempt).feedback
        assert [part.exercise for part in feedback] == [answer.question for answer in attempt.answers]
        assert {part.right for part in feedback} == {attempt.attempt_id == "right"}
        assert all(part.answer and part.explanation for part in feedback)
    for drill, spec in acme.catalog.curriculum().drills.items():
        lowest = DrillAttempt(
            attempt_id=drill,
            edition=1,
            drill=drill,
            scores={part.id: 0 for part in spec.rubric},
            evidence={evidence.id: f"https://example.com/{evidence.id}" for evidence in spec.evidence},
        )
        feedback = acme.practice.record("ana", lowest).feedback
        assert [(part.criterion, part.next_level) for part in feedback] == [
            (part.id, part.levels[1]) for part in spec.rubric
        ]
        assert all(part.answer and part.explanation for part in feedback)


def test_confidence_and_correctness_are_told_together_and_kept(acme: Tenant) -> None:
    """Feedback says at once which of the four cells an answer is in, and a retry is told the same."""
    right, wrong = quiz("right", *RIGHT.values()), quiz("wrong", *WRONG)
    told = acme.practice.record("ana", right)
    assert [part.assurance for part in told.feedback] == [
        Assurance.MASTERY,
        Assurance.UNCERTAINTY,
        None,
        Assurance.MASTERY,
        None,
    ]
    corrected = acme.practice.record("ana", wrong)
    assert [part.assurance for part in corrected.feedback] == [
        Assurance.MISINFORMATION,
        Assurance.IGNORANCE,
        None,
        Assurance.MISINFORMATION,
        Assurance.IGNORANCE,
    ]
    assert [part.confident_error for part in corrected.feedback] == [True, False, False, True, False]
    assert acme.practice.record("ana", right) == told
    assert acme.practice.record("ana", wrong) == corrected


@pytest.mark.mission("S87")
def test_a_mistake_at_practice_moves_memory_and_stays_with_the_learner(acme: Tenant) -> None:
    """An attempt at practice stakes does to the card what any other does, and only the learner ever sees it."""
    acme.roster.put("ben", timezone="Europe/Dublin", day_start=4)
    mistake = quiz("mistake", Answer("q-terms-1", "a", confidence=0.9))
    acme.practice.record("ana", replace(mistake, stakes=Stakes.PRACTICE))
    acme.practice.record("ben", mistake)
    safe, open_ = acme.practice.card("ana", "terms"), acme.practice.card("ben", "terms")
    assert safe.reps == 1
    assert safe.memory == open_.memory
    acme.practice.record("ana", quiz("exam", RIGHT["q-terms-1"]))

    def seen(learner: str, audience: Audience) -> list[str]:
        return [attempt.id for attempt in acme.practice.attempts(learner, audience=audience)]

    assert sorted(seen("ana", Audience.LEARNER)) == ["exam", "mistake"]
    assert seen("ana", Audience.MANAGER) == ["exam"]
    assert seen("ben", Audience.MANAGER) == ["mistake"]


@pytest.mark.mission("S87")
def test_stakes_are_settled_when_an_attempt_is_sent(acme: Tenant) -> None:
    """Sent again it is the same; sent again at other stakes it is refused, so that nothing is hidden or shown later."""
    for name, first, later in (("a", Stakes.PRACTICE, Stakes.RECORDED), ("b", Stakes.RECORDED, Stakes.PRACTICE)):
        attempt = quiz(name, RIGHT["q-terms-1"], stakes=first)
        outcome = acme.practice.record("ana", attempt)
        assert acme.practice.record("ana", attempt.to_json()) == outcome
        with pytest.raises(ConflictError):
            acme.practice.record("ana", replace(attempt, stakes=later))


def test_an_attempt_that_does_not_say_is_on_record(acme: Tenant) -> None:
    """Whether a sender says that an attempt is on record, says nothing or null, it is the same attempt."""
    sent = {"attempt_id": "a", "edition": 1, "answers": [{"question": "q-terms-1", "response": "b"}]}
    outcome = acme.practice.record("ana", sent)
    assert acme.practice.record("ana", {**sent, "stakes": "recorded"}) == outcome
    assert acme.practice.record("ana", {**sent, "stakes": None}) == outcome


def test_latency_informs_ratings_only_where_the_policy_says_so(acme: Tenant) -> None:
    """By default how long an answer took rates nothing; under a policy with bounds quick is Easy and slow is Hard."""

    def rated(name: str, share: float) -> Rating:
        question = acme.catalog.curriculum().questions["q-terms-1"]
        answer = Answer(question.id, "b", duration=timedelta(minutes=share * question.minutes))
        return acme.practice.record("ana", quiz(name, answer)).reviews[0].rating

    assert {rated(f"before-{share}", share) for share in (0.1, 1, 9)} == {Rating.Good}
    adopted = acme.policies.adopt(Policy(seed=7, grading=Grading(quick=0.5, slow=3.0)))
    assert acme.policy == adopted
    assert [rated(f"after-{share}", share) for share in (0.1, 1, 9)] == [Rating.Easy, Rating.Good, Rating.Hard]
