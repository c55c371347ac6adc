"""What a person reads who sent what people send: the field, what was given, what may stand there, in one sentence."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from reinforce import Answer, DrillAttempt, Engine, Goal, Learner, Leave, Policy, QuizAttempt, Tenant
from reinforce.catalog import (
    Cloze,
    Criterion,
    Curriculum,
    DrillSpec,
    Evidence,
    Facet,
    Item,
    Modifier,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    Recall,
    ShortText,
    SingleChoice,
)
from reinforce.errors import ReinforceError
from reinforce.ports import ManualClock
from reinforce.practice import Grading, Load, Planning, TableGrader, attempt_from
from reinforce.practice.grading.answers import judge
from tests.practice.building import curriculum, skill

COMMON: dict[str, Any] = {"skill": "s", "facet": "what", "prompt": "?", "explanation": "!"}
OPTIONS = (Option(id="east", text="In the east", correct=True), Option(id="west", text="In the west"))
SINGLE = SingleChoice(id="q-sun", options=OPTIONS, **COMMON)
MULTIPLE = MultipleChoice(id="q-suns", options=OPTIONS, **COMMON)
SHORT = ShortText(id="q-word", accept=("value",), **COMMON)
NUMERIC = Numeric(id="q-sum", answer=4, **COMMON)
CLOZE = Cloze(id="q-gap", text="{{who}} owns {{what}}", blanks={"who": ("she",), "what": ("it",)}, **COMMON)
ORDERING = Ordering(
    id="q-order",
    items=(Item(id="plan", text="Plan"), Item(id="act", text="Act"), Item(id="look", text="Look")),
    **COMMON,
)
RECALL = Recall(id="q-own", answer="because", **COMMON)
DRILL = DrillSpec(
    id="d-call",
    title="Call",
    facet=Facet.HOW,
    instructions="Call.",
    minutes=5,
    debrief="Well.",
    rubric=(
        Criterion(id="tone", skill="s", title="Tone", levels=("bad", "fair", "good")),
        Criterion(id="facts", skill="s", title="Facts", levels=("none", "all")),
    ),
    modifiers=(Modifier(id="angry", text="An angry customer", difficulty=0.5),),
    evidence=(Evidence(id="recording", text="The recording"),),
)
QUESTIONS = (SINGLE, MULTIPLE, SHORT, NUMERIC, CLOZE, ORDERING, RECALL)
_RATINGS = "must be one of 1 (Again), 2 (Hard), 3 (Good), 4 (Easy)"


def said(call: Callable[[], object]) -> str:
    """Return the message of the error that *call* raises, which is one line."""
    with pytest.raises(ReinforceError) as refused:
        call()
    message = str(refused.value)
    assert "\n" not in message
    return message


IS: dict[str, str] = {
    "single_choice": "question 'q-sun' is a single choice: the id of one option answers it ('east', 'west')",
    "multiple_choice": "question 'q-suns' is a multiple choice: a list of option ids answers it ('east', 'west')",
    "short_text": "question 'q-word' is a short text: a text answers it",
    "numeric": "question 'q-sum' is numeric: a number, or a text that is one, answers it",
    "cloze": "question 'q-gap' is a cloze: a text for each of its blanks answers it ('what', 'who')",
    "ordering": (
        "question 'q-order' is an ordering: a list of the ids of all its items answers it ('act', 'look', 'plan')"
    ),
    "recall": "question 'q-own' is a recall: learners grade it themselves",
}

RESPONSES: list[tuple[Question, Any, str]] = [
    (SINGLE, "north", "names 'north', which is no option of it"),
    (SINGLE, "eats", "names 'eats', which is no option of it; did you mean 'east'?"),
    (SINGLE, "In the west", "names 'In the west', which is no option of it; did you mean 'west'?"),
    (SINGLE, 1, "names '1', which is no option of it"),
    (SINGLE, ["east"], "must be the id of an option, not ['east']"),
    (SINGLE, {"east": "x"}, "must be the id of an option, not {'east': 'x'}"),
    (MULTIPLE, "east", "must be a list of option ids, not 'east'"),
    (MULTIPLE, 2, "must be a list of option ids, not 2"),
    (MULTIPLE, ["east", "north"], "names 'north', which is no option of it"),
    (MULTIPLE, ["east", "east"], "names 'east' twice"),
    (SHORT, ["value"], "must be a text, not ['value']"),
    (SHORT, {"a": "value"}, "must be a text, not {'a': 'value'}"),
    (NUMERIC, ["4"], "must be a number, or a text that is one, not ['4']"),
    (NUMERIC, {"sum": "4"}, "must be a number, or a text that is one, not {'sum': '4'}"),
    (CLOZE, "she", "must be a text for each blank, not 'she'"),
    (CLOZE, ["she", "it"], "must be a text for each blank, not ['she', 'it']"),
    (CLOZE, {"whom": "she"}, "names 'whom', which is no blank of it; did you mean 'who'?"),
    (ORDERING, "plan", "must be a list of item ids, in order, not 'plan'"),
    (ORDERING, {"plan", "act"}, "must be a list of item ids, in order, not a set, which has no order: ['act', 'plan']"),
    (ORDERING, ["plan", "plan", "act"], "names 'plan' twice"),
    (ORDERING, ["plan", "akt"], "names 'akt', which is no item of it; did you mean 'act'?"),
    (RECALL, "because", f"{_RATINGS}, not 'because'"),
    (RECALL, 0, f"{_RATINGS}, not 0"),
    (RECALL, 5, f"{_RATINGS}, not 5"),
]


@pytest.mark.parametrize(("question", "response", "wrong"), RESPONSES)
def test_a_wrong_answer_names_its_question_its_kind_and_what_may_be_sent(
    question: Question,
    response: Any,  # noqa: ANN401 - whatever may come
    wrong: str,
) -> None:
    """The ids are sorted: the order in which a pack has them may be what is asked."""
    answer = Answer(question.id, response)
    assert said(lambda: judge(question, answer.response)) == f"response {wrong}; {IS[question.kind]}"


def test_every_kind_of_question_says_what_it_is() -> None:
    """A kind that is added has words of its own."""
    refused = {question.kind for question, _, _ in RESPONSES}
    assert refused == set(IS) == {question.kind for question in QUESTIONS}


def whole() -> Curriculum:
    """Return what is asked here."""
    return curriculum([skill("s")], [*QUESTIONS, DRILL])


def quiz(*answers: Answer) -> Callable[[], object]:
    """Return what grades a quiz."""
    attempt = QuizAttempt(attempt_id="a", edition=1, answers=answers)
    return lambda: TableGrader(Policy()).grade(attempt, whole())


def performed(**fields: Any) -> Callable[[], object]:  # noqa: ANN401 - those of a DrillAttempt
    """Return what grades a performance that is right but for *fields*."""
    right = {"scores": {"tone": 1, "facts": 1}, "evidence": {"recording": "https://files.example/1"}, "drill": "d-call"}
    return lambda: TableGrader(Policy()).grade(DrillAttempt(attempt_id="a", edition=1, **{**right, **fields}), whole())


ATTEMPTS: list[tuple[Callable[[], object], str]] = [
    (
        quiz(Answer("q-sum", 4), Answer("q-gap", {"who": "sponsor"})),
        "answers[1].response.what is missing; null says that it was left blank (question 'q-gap')",
    ),
    (quiz(Answer("q-sums", 4)), "answers[0].question is not a question of edition 1: 'q-sums'; did you mean 'q-sum'?"),
    (
        quiz(Answer("d-call", "x")),
        "answers[0].question is not a question of edition 1: 'd-call'; drill 'd-call' is performed: send its scores",
    ),
    (
        performed(drill="q-own"),
        "drill is not a drill of edition 1: 'q-own'; question 'q-own' is answered in a quiz: send answers",
    ),
    (performed(drill="d-cal"), "drill is not a drill of edition 1: 'd-cal'; did you mean 'd-call'?"),
    (
        quiz(Answer("q-sum", 4), Answer("q-sun", "x")),
        f"answers[1].response names 'x', which is no option of it; {IS['single_choice']}",
    ),
    (
        lambda: Answer("q-sun", "east", confidence=80),
        "confidence must be from 0 to 1, not 80: 80 % is 0.8 (in the answer to question 'q-sun')",
    ),
    (
        lambda: Answer("q-sun", response=True),
        (
            "response must be a text, a number, a list of ids or a text for each blank, not True"
            " (in the answer to question 'q-sun')"
        ),
    ),
    (
        lambda: Answer("q-sun", "east", duration=30),  # type: ignore[arg-type]
        (
            "duration must be a timedelta, not 30: 30 minutes are timedelta(minutes=30)"
            " (in the answer to question 'q-sun')"
        ),
    ),
    (
        performed(scores={"tone": 1, "fact": 1, "facts": 1}),
        "scores.fact is no criterion of drill 'd-call' ('facts', 'tone'); did you mean 'facts'?",
    ),
    (performed(scores={"tone": 1}), "scores.facts is missing: drill 'd-call' asks for a level in each criterion"),
    (
        performed(scores={"tone": 3, "facts": 1}),
        "scores.tone must be from 0 to 2, not 3: a criterion's levels are counted from 0 (drill 'd-call')",
    ),
    (
        performed(scores={"tone": "good", "facts": 1}),
        "scores.tone must be a whole number, not 'good' (in the levels reached in drill 'd-call', counted from 0)",
    ),
    (
        performed(modifiers=["anger"]),
        "modifiers.anger is no modifier of drill 'd-call' ('angry'); did you mean 'angry'?",
    ),
    (
        performed(evidence={}),
        "evidence.recording is missing: drill 'd-call' asks for it, as a URI under which it can be seen",
    ),
]


@pytest.mark.parametrize(("call", "message"), ATTEMPTS)
def test_a_wrong_attempt_names_its_question_or_drill(call: Callable[[], object], message: str) -> None:
    """Of many answers sent together, whoever reads it finds the one."""
    assert said(call) == message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Berlin", "'Europe/Berlin'"),
        ("New York", "'America/New_York'"),
        ("sao paulo", "'America/Sao_Paulo'"),
        ("Europe/berlin", "'Europe/Berlin'"),
        ("Asia/Calcuta", "'Asia/Calcutta'"),
        ("Lodnon", "'Europe/London'"),
        ("America/NewYork", "'America/New_York'"),
        ("PST", "'America/Los_Angeles'"),
        ("cest", "'Europe/Berlin'"),
        ("CET+1", "'CET'"),
        ("utc", "'UTC'"),
        ("UTC+0", "'Etc/UTC'"),
        (
            "GMT+2",
            "'Etc/GMT-2' (its sign is turned round), or a place such as 'Europe/Dublin', which has summer time too",
        ),
        (
            "-05:00",
            "'Etc/GMT+5' (its sign is turned round), or a place such as 'Europe/Dublin', which has summer time too",
        ),
    ],
)
def test_a_time_zone_has_a_near_match(written: str, meant: str) -> None:
    """A city, another case, a slip, an abbreviation, an offset."""
    told = said(lambda: Learner(id="ana", timezone=written))
    assert told == f"timezone is not an IANA time zone: {written!r}; did you mean {meant}?"


@pytest.mark.parametrize("written", ["Nowhereland", "", "+05:45:10", "UTC+25", "/", "x" * 5_000])
def test_without_a_near_match_it_is_said_how_zones_are_named(written: str) -> None:
    """Nothing is guessed of what is like nothing, and nothing is compared of what is no name."""
    assert said(lambda: Learner(id="ana", timezone=written)).endswith(
        "; it is named by continent and city, such as 'Europe/Dublin'"
    )


TYPED: list[tuple[Callable[[], object], str]] = [
    (lambda: Policy(desired_retention=90), "desired_retention must be from 0.01 to 0.999, not 90: 90 % is 0.9"),
    (lambda: Policy(desired_retention="90%"), "desired_retention must be a number, not '90%': 90 % is 0.9"),  # type: ignore[arg-type]
    (lambda: Policy(desired_retention="0,9"), "desired_retention must be a number, not '0,9': as a number it is 0.9"),  # type: ignore[arg-type]
    (lambda: Policy(soften=50), "soften must be from 0.01 to 1, not 50: 50 % is 0.5"),
    (lambda: Grading(quiz_hard=60), "grading.quiz_hard must be from 0 to 10, not 60: 60 % is 0.6"),
    (lambda: Planning(credit_floor=80), "planning.credit_floor must be from 0.01 to 0.99, not 80: 80 % is 0.8"),
    (
        lambda: Goal(id="g", on=date(2026, 6, 1), skills=("s",), still_known=85),
        "still_known must be from 0.5 to 0.99, not 85: 85 % is 0.85",
    ),
    (lambda: Policy(desired_retention=1.5), "desired_retention must be from 0.01 to 0.999, not 1.5: 1.5 % is 0.015"),
    (lambda: Policy(desired_retention=-1), "desired_retention must be from 0.01 to 0.999, not -1"),
    (lambda: Policy(quiz_size="5"), "quiz_size must be a whole number, not '5': as a whole number it is 5"),  # type: ignore[arg-type]
    (lambda: Policy(quiz_size=5.0), "quiz_size must be a whole number, not 5.0: as a whole number it is 5"),  # type: ignore[arg-type]
    (
        lambda: Planning(budget=10),  # type: ignore[arg-type]
        "planning.budget must be a timedelta, not 10: 10 minutes are timedelta(minutes=10)",
    ),
    (
        lambda: Planning(budget="10 min"),  # type: ignore[arg-type]
        "planning.budget must be a timedelta, not '10 min': timedelta(minutes=10) is one",
    ),
    (
        lambda: Goal(id="g", on=date(2026, 6, 1), skills=("s",), lasting=90),  # type: ignore[arg-type]
        "lasting must be a timedelta, not 90: 90 days are timedelta(days=90)",
    ),
    (
        lambda: Planning(order="gian"),  # type: ignore[arg-type]
        (
            "planning.order must be an Order (Order.GAIN, Order.DUE, Order.RETRIEVABILITY, Order.OVERDUENESS,"
            " Order.RANDOM), not 'gian'; did you mean Order.GAIN?"
        ),
    ),
    (
        lambda: Learner(id="ana", day_start="4:00"),  # type: ignore[arg-type]
        "day_start must be a whole hour from 0 to 23, not '4:00': the hour alone is 4",
    ),
    (
        lambda: Learner(id="ana", day_start=time(4)),  # type: ignore[arg-type]
        "day_start must be a whole hour from 0 to 23, not a time: the hour alone is 4",
    ),
    (lambda: Learner(id="ana", day_start=24), "day_start must be from 0 to 23, not 24"),
    (lambda: Learner(id=17), "learner must be a string, not 17: as a text it is '17'"),  # type: ignore[arg-type]
    (lambda: Learner(id=Path("ana")), "learner must be a string, not PosixPath('ana'): as a text it is 'ana'"),  # type: ignore[arg-type]
    (lambda: Learner(id=["ana"]), "learner must be a string, not ['ana']: one id at a time"),  # type: ignore[arg-type]
    (lambda: Learner(id=Learner(id="ana")), "learner must be a string, not a Learner: its id is 'ana'"),  # type: ignore[arg-type]
    (
        lambda: Learner(id="ana "),
        "learner must be printable, without white space around it, not 'ana ': without that it is 'ana'",
    ),
    (
        lambda: Goal(id="g", on=datetime(2026, 6, 1, tzinfo=UTC), skills=("s",)),
        (
            "on must be a date of the years 1900 to 2999, not datetime.datetime(2026, 6, 1, 0, 0,"
            " tzinfo=datetime.timezone.utc): which date it is depends on the zone; its date() is the one where it was"
            " written"
        ),
    ),
    (
        lambda: Leave(first="2026-06-01", last=date(2026, 6, 9)),  # type: ignore[arg-type]
        "first must be a date of the years 1900 to 2999, not '2026-06-01': date.fromisoformat('2026-06-01') is one",
    ),
    (
        lambda: Leave(first=739768, last=date(2026, 6, 9)),  # type: ignore[arg-type]
        "first must be a date of the years 1900 to 2999, not 739768: date.fromordinal(739768) is one",
    ),
    (
        lambda: Goal(id="g", on=date(2026, 6, 1), skills="s"),  # type: ignore[arg-type]
        "skills must be several, in a list or the like, not 's': one goes into a list too",
    ),
    (
        lambda: attempt_from({"attempt_id": "a", "edition": 1, "kind": "quiz", "anwsers": []}),
        "anwsers is not one of answers, at, attempt_id, duration_seconds, edition, stakes; did you mean 'answers'?",
    ),
    (
        lambda: attempt_from(
            {"attempt_id": "a", "edition": 1, "answers": [{"question": "q-sun", "response": "x", "confidence": "80 %"}]}
        ),
        "answers[0].confidence must be a number, not '80 %': 80 % is 0.8",
    ),
    (lambda: attempt_from(None), "attempt must be an object, not None"),  # type: ignore[arg-type]
    (
        lambda: QuizAttempt(attempt_id="a", edition=1, answers=[{"question": "q-sun"}]),  # type: ignore[list-item]
        "answers[0] must be an Answer, not {'question': 'q-sun'}: Answer.from_json reads what is JSON",
    ),
    (
        lambda: QuizAttempt(attempt_id="a", edition=1, answers=[Answer("q-sun", "east")], stakes="practise"),  # type: ignore[arg-type]
        "stakes must be one of practice, recorded, exam, not 'practise'; did you mean 'practice'?",
    ),
    (
        lambda: Learner(id="ana", timezone=UTC),  # type: ignore[arg-type]
        "timezone is not an IANA time zone: datetime.timezone.utc; did you mean 'UTC'?",
    ),
    (
        lambda: Policy.from_json({"desired_retenton": 0.8}),
        (
            "desired_retenton is not one of arrival, desired_retention, elapsed, fuzz, grading, learning_steps_seconds,"
            " maximum_interval, model, parameters, performance, planning, quiz_size, relearning_steps_seconds, seed,"
            " soften, unseen, version; did you mean 'desired_retention'?"
        ),
    ),
]


@pytest.mark.parametrize(("call", "message"), TYPED)
def test_what_people_type_is_answered_with_how_it_is_written(call: Callable[[], object], message: str) -> None:
    """Shares, minutes, hours, dates, ids and names."""
    assert said(call) == message


@pytest.fixture
def acme() -> Tenant:
    """Return a tenant with two skills and a learner."""
    engine = Engine.open("memory:", clock=ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC)))
    tenant = engine.create_tenant("acme")
    tenant.catalog.put_skills(["roi-reconciliation", "pricing"])
    tenant.roster.put("ana")
    return tenant


CALLS: list[tuple[Callable[[Tenant], object], str]] = [
    (lambda acme: acme.practice.card("anna", "pricing"), "there is no learner 'anna': roster.put('anna') adds one"),
    (
        lambda acme: acme.practice.review("ana", "ROI Reconciliation", 3),
        "there is no skill 'ROI Reconciliation'; did you mean 'roi-reconciliation'?",
    ),
    (
        lambda acme: acme.practice.review("ana", "juggling", 3),
        "there is no skill 'juggling': catalog.put_skills(['juggling']) adds it",
    ),
    (
        lambda acme: acme.roster.enroll("ana", journey="first-steps"),
        "there is no journey 'first-steps'; there is 'skills'",
    ),
    (
        lambda acme: acme.roster.set_availability("ana", calendars=["ireland"]),
        "there is no calendar 'ireland': roster.set_holidays(…, calendar='ireland') makes one",
    ),
    (
        lambda acme: acme.roster.set_availability("ana", week={"Sat": Load.NONE}),
        (
            "week must name monday, tuesday, wednesday, thursday, friday, saturday, sunday, not 'Sat'; did you mean"
            " 'saturday'?"
        ),
    ),
    (
        lambda acme: acme.roster.set_availability("ana", week={"sunday": "off"}),
        "week.sunday must be full, reduced, none, not 'off'",
    ),
    (
        lambda acme: acme.practice.session("ana", budget=10),  # type: ignore[arg-type]
        "budget must be a timedelta, not 10: 10 minutes are timedelta(minutes=10)",
    ),
    (
        lambda acme: acme.practice.due("ana", at=datetime(2026, 3, 2, 9)),  # noqa: DTZ001 - what is wrong
        (
            "at must have a time zone, and 2026-03-02T09:00:00 has none: in UTC it is 2026-03-02T09:00:00+00:00, "
            "in this machine's zone .astimezone()"
        ),
    ),
    (
        lambda acme: acme.practice.due("ana", at=date(2026, 3, 2)),  # type: ignore[arg-type]
        (
            "at must be a datetime, not datetime.date(2026, 3, 2): datetime(2026, 3, 2, 9, tzinfo=UTC) is an instant of"
            " that day"
        ),
    ),
    (
        lambda acme: acme.practice.due("ana", at="2026-03-02"),  # type: ignore[arg-type]
        "at must be a datetime, not '2026-03-02': datetime(2026, 3, 2, 9, tzinfo=UTC) is an instant of that day",
    ),
    (
        lambda acme: acme.practice.due("ana", at="2026-03-02T09:00:00Z"),  # type: ignore[arg-type]
        "at must be a datetime, not '2026-03-02T09:00:00Z': datetime.fromisoformat('2026-03-02T09:00:00Z') is one",
    ),
    (
        lambda acme: acme.practice.due("ana", at=1772442000),  # type: ignore[arg-type]
        "at must be a datetime, not 1772442000: datetime.fromtimestamp(1772442000, UTC) is one",
    ),
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_a_call_is_told_what_would_do(acme: Tenant, call: Callable[[Tenant], object], message: str) -> None:
    """What is not there says what would bring it; of people and customers no other is named."""
    assert said(lambda: call(acme)) == message


def test_nobody_is_named_to_whoever_misspells_a_name(acme: Tenant) -> None:
    """However alike they are: the message may be shown to somebody who may not know that they are there."""
    acme.roster.put("ana-maria")
    assert "ana-maria" not in said(lambda: acme.roster.get("ana-mara"))


@pytest.mark.parametrize(
    ("url", "end"),
    [
        ("practice.db", ", not 'practice.db': a file's is 'sqlite:///practice.db'"),
        ("/data/practice.db", ", not '/data/practice.db': a file's is 'sqlite:////data/practice.db'"),
        (":memory:", "; 'memory:' is what is kept in memory alone"),
        ("postgres://u:geheim@h/d", ", which does not begin with postgres://: did you mean postgresql://?"),
        ("sqlite3:///practice.db", ", which does not begin with sqlite3://: did you mean sqlite://?"),
        ("u:geheim@host/d", ""),
        ("host/d?password=geheim", ""),
    ],
)
def test_a_url_is_told_how_it_is_written(url: str, end: str) -> None:
    """And nothing of what may be secret in it."""
    start = "url must be a database's, such as sqlite:///practice.db or postgresql+psycopg://user@host/database"
    told = said(lambda: Engine.open(url))
    assert told == start + end
    assert "geheim" not in told


def test_two_slashes_before_a_file_are_one_too_few() -> None:
    """With two, the file would be a host."""
    assert said(lambda: Engine.open("sqlite://practice.db")) == (
        "url must have three slashes before the file, or four where its path is whole: sqlite:///practice.db"
    )
    assert said(lambda: Engine.open(Path("practice.db"))) == (  # type: ignore[arg-type]
        "url must be a string such as 'sqlite:///practice.db', not PosixPath('practice.db')"
    )
