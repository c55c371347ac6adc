"""What learners send: checked when made, the same in JSON and back, refused with the path of what is wrong."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import NewReview
from reinforce.codec import kept, schema_of
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.journal.stakes import Stakes
from reinforce.practice import Answer, Attempt, DrillAttempt, QuizAttempt, attempt_from
from reinforce.practice.grading.parsing import attempt_kept

IDS = st.text("abcxyz-019", min_size=1, max_size=6)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
RESPONSES = (
    TEXTS
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(IDS)
    | st.frozensets(IDS)
    | st.dictionaries(IDS, TEXTS)
    | st.sampled_from(Rating)
)
INSTANTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - bounds, which hypothesis wants without a zone
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5))]),
)
SPANS = st.timedeltas(timedelta(), timedelta(days=1))
QUIZZES = st.builds(
    QuizAttempt,
    attempt_id=IDS,
    edition=st.integers(1, 99),
    answers=st.lists(
        st.builds(Answer, IDS, RESPONSES, confidence=st.none() | st.floats(0, 1), duration=st.none() | SPANS),
        min_size=1,
        max_size=4,
        unique_by=lambda answer: answer.question,
    ),
    at=st.none() | INSTANTS,
    duration=st.none() | SPANS,
    stakes=st.sampled_from(Stakes),
)
DRILLS = st.builds(
    DrillAttempt,
    attempt_id=IDS,
    edition=st.integers(1, 99),
    drill=IDS,
    scores=st.dictionaries(IDS, st.integers(0, 5)),
    at=st.none() | INSTANTS,
    duration=st.none() | SPANS,
    stakes=st.sampled_from([Stakes.PRACTICE, Stakes.RECORDED]),
    modifiers=st.lists(IDS, unique=True),
    evidence=st.dictionaries(IDS, st.sampled_from(["https://example.com/1", "urn:call:7"])),
    assessor=st.none() | IDS,
    notes=st.none() | TEXTS,
)


@given(QUIZZES | DRILLS)
def test_json_and_back_is_the_same_attempt(attempt: Attempt) -> None:
    """What an attempt says in JSON, sent as text and read again, is an attempt that says the same."""
    for write, read in ((type(attempt).to_json, type(attempt).from_json), (kept, attempt_kept)):
        sent = write(attempt)
        assert write(read(json.loads(json.dumps(sent)))) == sent
        if isinstance(attempt, DrillAttempt):
            assert read(sent) == attempt


@given(DRILLS)
def test_a_client_and_its_host_say_an_attempt_together(attempt: DrillAttempt) -> None:
    """What a client may say comes from its JSON, and who scored it from the host alone."""
    said = {name: value for name, value in attempt.to_json().items() if name not in ("assessor", "stakes")}
    assert attempt_from(said, assessor=attempt.assessor, stakes=attempt.stakes) == attempt


@pytest.mark.parametrize("name", ["assessor", "source", "learner", "person", "imported", "recorded_at"])
def test_a_client_does_not_say_what_the_host_says(name: str) -> None:
    """Each field that only the host may say is refused by its name, with a word on who says it; null says nothing."""
    sent = {"attempt_id": "a", "edition": 1, "drill": "d", "scores": {"c": 1}}
    with pytest.raises(InvalidParameterError, match=f"{name} is not for a client to say") as refused:
        attempt_from({**sent, name: "zoe"})
    assert refused.value.field == name


def test_a_client_asks_for_practice_where_the_host_leaves_it_open() -> None:
    """Where the host says what is at stake, nobody talks an attempt off the record, nor onto it."""
    sent = {"attempt_id": "a", "edition": 1, "answers": [{"question": "q", "response": "b"}]}
    assert attempt_from({**sent, "stakes": "practice"}).stakes is Stakes.PRACTICE
    assert attempt_from(sent, stakes="practice").stakes is Stakes.PRACTICE
    assert attempt_from({**sent, "stakes": "recorded"}, stakes=Stakes.RECORDED).stakes is Stakes.RECORDED
    for said, decided in (("practice", Stakes.RECORDED), ("recorded", Stakes.PRACTICE)):
        with pytest.raises(InvalidParameterError, match="stakes is not for a client to say here"):
            attempt_from({**sent, "stakes": said}, stakes=decided)


def test_nobody_scores_a_quiz() -> None:
    """An assessor goes with a drill."""
    sent = {"attempt_id": "a", "edition": 1, "answers": [{"question": "q", "response": "b"}]}
    with pytest.raises(InvalidParameterError, match="assessor"):
        attempt_from(sent, assessor="zoe")


def quiz(*answers: Answer, **other: Any) -> QuizAttempt:  # noqa: ANN401 - any field
    """Return a quiz attempt."""
    return QuizAttempt(attempt_id="a1", edition=1, answers=answers or (Answer("q", "b"),), **other)


def test_equal_attempts_give_equal_text() -> None:
    """The order of a set, of a mapping or of modifiers, the zone of an instant and 1 for 1.0 make no difference."""
    one = quiz(Answer("q", {"b", "a", "c"}, confidence=1), Answer("r", {"x": "1", "y": "2"}), Answer("n", 3))
    other = quiz(Answer("q", {"c", "a", "b"}, confidence=1.0), Answer("r", {"y": "2", "x": "1"}), Answer("n", 3.0))
    assert one == other
    assert json.dumps(one.to_json()) == json.dumps(other.to_json())
    assert Answer("q", set("zyxwvutsrqponmlkj")).to_json()["response"] == list("jklmnopqrstuvwxyz")
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    given = {"attempt_id": "a1", "edition": 1, "drill": "d", "evidence": {"b": "https://b", "a": "https://a"}}
    first = DrillAttempt(**given, scores={"a": 1, "b": 2}, modifiers=["x", "y"], at=at)  # type: ignore[arg-type]
    second = DrillAttempt(
        **given,  # type: ignore[arg-type]
        scores={"b": 2, "a": 1},
        modifiers={"y", "x"},
        at=at.astimezone(timezone(timedelta(hours=9))),
    )
    assert first == second
    assert json.dumps(first.to_json()) == json.dumps(second.to_json())


def test_a_list_keeps_its_order() -> None:
    """Two orders of the same things are two answers to an ordering question, and so two contents."""
    assert quiz(Answer("q", ["a", "b"])).to_json() != quiz(Answer("q", ["b", "a"])).to_json()


def test_an_omitted_instant_is_null() -> None:
    """What was left out stays left out, so that a retry compares as the same."""
    assert quiz().to_json()["at"] is None
    assert quiz().to_json() == quiz(at=None).to_json()


def test_an_attempt_that_does_not_say_is_on_record() -> None:
    """Who sends no word on stakes means the same as who sends the default, and it is kept with the attempt."""
    kept = quiz().to_json()
    assert kept["stakes"] == "recorded"
    assert attempt_from({name: value for name, value in kept.items() if name != "stakes"}).to_json() == kept


@given(QUIZZES | DRILLS)
def test_other_stakes_are_other_content(attempt: Attempt) -> None:
    """The same attempt at the other stakes says something else, and the stakes survive JSON."""
    other = Stakes.PRACTICE if attempt.stakes is Stakes.RECORDED else Stakes.RECORDED
    changed = replace(attempt, stakes=other)
    assert changed.to_json() != attempt.to_json()
    assert attempt_kept(kept(changed)).stakes is other


def test_nobody_else_holds_what_an_attempt_holds() -> None:
    """Changing a list or mapping after it was given changes no attempt."""
    chosen, blanks, scores = ["a"], {"who": "x"}, {"c": 1}
    answers = (Answer("q", chosen), Answer("r", blanks))
    attempt = DrillAttempt(attempt_id="a", edition=1, drill="d", scores=scores)
    chosen.append("b")
    blanks["who"] = "y"
    scores["c"] = 2
    assert answers == (Answer("q", ["a"]), Answer("r", {"who": "x"}))
    assert attempt.scores == {"c": 1}


def test_the_fields_tell_the_kind() -> None:
    """Without a kind, answers make a quiz and anything else a drill; null is the same as left out."""
    sent = {"attempt_id": "a", "edition": 1, "answers": [{"question": "q", "response": "b", "confidence": None}]}
    assert attempt_from(sent) == QuizAttempt(attempt_id="a", edition=1, answers=[Answer("q", "b")])
    performed = {"attempt_id": "a", "edition": 1, "drill": "d", "scores": {"c": 1}, "modifiers": None}
    assert attempt_from(performed) == DrillAttempt(attempt_id="a", edition=1, drill="d", scores={"c": 1})


def test_instants_and_durations_are_read() -> None:
    """Instants are ISO 8601 and kept in UTC; durations are seconds."""
    sent = {"attempt_id": "a", "edition": 1, "answers": [{"question": "q", "response": "b", "duration_seconds": 2.5}]}
    attempt = attempt_from({**sent, "at": "2026-03-02T10:00:00+01:00", "duration_seconds": 90})
    assert attempt.at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert attempt.at is not None
    assert attempt.at.tzinfo is UTC
    assert attempt.duration == timedelta(seconds=90)
    assert isinstance(attempt, QuizAttempt)
    assert attempt.answers[0].duration == timedelta(seconds=2.5)


def drilled(**fields: Any) -> Callable[[], DrillAttempt]:  # noqa: ANN401 - any field, also wrong ones
    """Return what makes a drill attempt with these *fields*."""
    return lambda: DrillAttempt(**{"attempt_id": "a", "edition": 1, "drill": "d", "scores": {"c": 1}, **fields})


MADE: list[tuple[Callable[[], object], str]] = [
    (lambda: Answer("", "b"), "question"),
    (lambda: Answer("q", True), "response"),  # noqa: FBT003 - what is refused
    (lambda: Answer("q", b"b"), "response"),  # type: ignore[arg-type]
    (lambda: Answer("q", ["a", 1]), "response[1]"),  # type: ignore[list-item]
    (lambda: Answer("q", ["a"] * 1_001), "response"),
    (lambda: Answer("q", {"who": ["x"]}), "response.who"),
    (lambda: Answer("q", {3: "x"}), "response (a key)"),  # type: ignore[dict-item]
    (lambda: Answer("q", "b", confidence=1.01), "confidence"),
    (lambda: Answer("q", "b", confidence=10**400), "confidence"),
    (lambda: Answer("q", "b", confidence=True), "confidence"),
    (lambda: Answer("q", "b", duration=timedelta(seconds=-1)), "duration"),
    (lambda: quiz(at=datetime(2026, 3, 2)), "at"),  # noqa: DTZ001 - what is refused
    (lambda: quiz(duration=60), "duration"),
    (lambda: quiz(stakes="test"), "stakes"),
    (lambda: quiz(stakes=None), "stakes"),
    (lambda: QuizAttempt(attempt_id=" a", edition=1, answers=[Answer("q", "b")]), "attempt_id"),
    (lambda: QuizAttempt(attempt_id="a", edition=0, answers=[Answer("q", "b")]), "edition"),
    (lambda: QuizAttempt(attempt_id="a", edition=1, answers=[]), "answers"),
    (lambda: QuizAttempt(attempt_id="a", edition=1, answers="q"), "answers"),  # type: ignore[arg-type]
    (lambda: QuizAttempt(attempt_id="a", edition=1, answers=["q"]), "answers[0]"),  # type: ignore[list-item]
    (lambda: quiz(Answer("q", "b"), Answer("r", "b"), Answer("q", "c")), "answers[2].question"),
    (drilled(drill="d "), "drill"),
    (drilled(scores=[1]), "scores"),
    (drilled(scores={"c": -1}), "scores.c"),
    (drilled(scores={"c": 1.0}), "scores.c"),
    (drilled(modifiers="m"), "modifiers"),
    (drilled(modifiers=["m", "m"]), "modifiers"),
    (drilled(modifiers=[1]), "modifiers[0]"),
    (drilled(evidence={"rec": "no scheme"}), "evidence.rec"),
    (drilled(evidence={"rec": "example.com/x"}), "evidence.rec"),
    (drilled(evidence={"rec": "https://a b"}), "evidence.rec"),
    (drilled(evidence={"rec": 7}), "evidence.rec"),
    (drilled(assessor=""), "assessor"),
    (drilled(notes=7), "notes"),
    (drilled(stakes="Practice"), "stakes"),
]


@pytest.mark.parametrize(("make", "field"), MADE, ids=[f"{number}-{field}" for number, (_, field) in enumerate(MADE)])
def test_what_cannot_be_is_refused_when_made(make: Callable[[], object], field: str) -> None:
    """An attempt with anything wrong in it is never made, and the error names where."""
    with pytest.raises(InvalidParameterError) as caught:
        make()
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("x" * 10_001, "x" * 10_000),
        ("a\x00b", "a\ufffdb"),
        ("half of an emoji: \ud83d", "half of an emoji: \ufffd"),
        ("\ud83d\ude00", "\U0001f600"),
        ({"who": None, "what": 3}, {"who": "", "what": "3"}),
    ],
)
def test_whatever_a_person_types_is_kept(typed: Any, kept: object) -> None:  # noqa: ANN401 - what a phone may send
    """One answer that no store could keep, or none, refuses no attempt: it is kept as far as it can be, for grading."""
    assert Answer("q", typed).response == kept
    if not isinstance(typed, float | int):  # JSON has no such numbers
        read = attempt_from({"attempt_id": "a", "edition": 1, "answers": [{"question": "q", "response": typed}]})
        assert isinstance(read, QuizAttempt)
        assert read.answers[0].response == kept


def test_what_decides_a_rating_has_to_be_sent() -> None:
    """Who forgets it says nothing of the learner: no answer, score or rating has a default, in Python or in JSON."""
    for kind, field in ((Answer, "response"), (DrillAttempt, "scores"), (NewReview, "rating")):
        assert field in schema_of(kind)["required"]
    with pytest.raises(TypeError, match="response"):
        Answer("q")  # type: ignore[call-arg]
    sent = {"attempt_id": "a", "edition": 1, "answers": [{"question": "q"}]}
    with pytest.raises(InvalidParameterError) as caught:
        attempt_from(sent)
    assert str(caught.value) == "answers[0].response is missing; null says that it was left blank"


SENT: list[tuple[dict[str, Any], str]] = [
    ({"kind": "exam"}, "kind"),
    ({"answers": None}, "drill"),
    ({"kind": "quiz", "answers": None}, "answers"),
    ({"attempt_id": None}, "attempt_id"),
    ({"edition": "1"}, "edition"),
    ({"answers": {"question": "q"}}, "answers"),
    ({"answers": 3}, "answers"),
    ({"answers": [{"question": "q", "response": "b"}, 5]}, "answers[1]"),
    ({"answers": [{"response": "q"}]}, "answers[0].question"),
    ({"answers": [{"question": "q", "response": None}, {"question": "r"}]}, "answers[1].response"),
    ({"answers": [{"question": "q", "response": "b", "confidence": 2}]}, "answers[0].confidence"),
    ({"answers": [{"question": "q", "response": "b", "sure": 1}]}, "answers[0].sure"),
    ({"answers": [{"question": "q", "response": ["a", 2]}]}, "answers[0].response[1]"),
    ({"answers": [{"question": "q", "response": "b", "duration_seconds": "PT1S"}]}, "answers[0].duration_seconds"),
    ({"answers": [{"question": "q", "response": "b", "duration_seconds": 86_401}]}, "answers[0].duration_seconds"),
    ({"at": "yesterday"}, "at"),
    ({"at": "2026-03-02T10:00:00"}, "at"),
    ({"at": 1_772_445_600}, "at"),
    ({"at": "0001-01-01T00:00:00+05:00"}, "at"),
    ({"at": "9999-12-31T23:00:00-05:00"}, "at"),
    ({"duration_seconds": -1}, "duration_seconds"),
    ({"drill": "d"}, "drill"),
    ({"stakes": "test"}, "stakes"),
    ({"stakes": ["practice"]}, "stakes"),
    ({"when": 1}, "when"),
]


@pytest.mark.parametrize(("change", "field"), SENT, ids=[f"{number}-{field}" for number, (_, field) in enumerate(SENT)])
def test_what_cannot_be_is_refused_when_read(change: dict[str, Any], field: str) -> None:
    """JSON with anything missing, unknown or wrong in it is refused, and the error names the path."""
    sent = {"attempt_id": "a", "edition": 1, "answers": [{"question": "q", "response": "b"}]}
    with pytest.raises(InvalidParameterError) as caught:
        attempt_from({**sent, **change})
    assert caught.value.field == field


def test_only_an_object_is_an_attempt() -> None:
    """Anything but an object is refused."""
    with pytest.raises(InvalidParameterError, match="attempt must be an object"):
        attempt_from([])  # type: ignore[arg-type]
