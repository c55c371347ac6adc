"""Law 12: bad input is refused whole, with an error that names the field; one row a call, and nothing changes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from reinforce import (
    Answer,
    ClockSkewError,
    ConflictError,
    DrillAttempt,
    Engine,
    InvalidPackError,
    InvalidParameterError,
    Learner,
    ManualClock,
    NotFoundError,
    Policy,
    QuizAttempt,
    Rating,
    ReinforceError,
    StoreError,
    Tenant,
)
from reinforce.testing.packs import JOURNEY, small_pack

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAIVE = NOW.replace(tzinfo=None)
Call = Callable[[Engine, Tenant], object]


def _quiz(*answers: Answer, attempt_id: str = "quiz-2", edition: int = 1, at: datetime | None = None) -> QuizAttempt:
    return QuizAttempt(attempt_id=attempt_id, edition=edition, answers=answers, at=at)


def _drill(
    *, drill: str = "d-talk", scores: dict[str, int] | None = None, modifiers: Sequence[str] = ()
) -> DrillAttempt:
    given = {"asks": 1, "leads": 1} if scores is None else scores
    return DrillAttempt(attempt_id="drill-1", edition=1, drill=drill, scores=given, modifiers=modifiers)


def _record(*answers: Answer, attempt_id: str = "quiz-2", edition: int = 1, at: datetime | None = None) -> Call:
    return lambda _, acme: acme.practice.record("ana", _quiz(*answers, attempt_id=attempt_id, edition=edition, at=at))


def _perform(*, drill: str = "d-talk", scores: dict[str, int] | None = None, modifiers: Sequence[str] = ()) -> Call:
    return lambda _, acme: acme.practice.record("ana", _drill(drill=drill, scores=scores, modifiers=modifiers))


def _review(learner: str = "ana", skill: str = "terms", rating: object = Rating.Good, **fields: object) -> Call:
    return lambda _, acme: acme.practice.review(learner, skill, rating, **fields)  # type: ignore[arg-type]


def _override(learner: str = "ana", **fields: object) -> Call:
    given = {"review_id": "r-1", "rating": Rating.Easy, "reason": "heard it", "by": "zoe", **fields}
    return lambda _, acme: acme.practice.override(learner, **given)  # type: ignore[arg-type]


def _place(**fields: object) -> Call:
    given = {"stability": 9, **fields}
    return lambda _, acme: acme.practice.place("ana", "terms", **given)  # type: ignore[arg-type]


ROWS: list[tuple[str, Call, type[ReinforceError], str]] = [
    # engine and tenants
    ("url of another kind", lambda *_: Engine.open("mysql://host/db"), InvalidParameterError, "url"),
    ("url that is none", lambda *_: Engine.open("practice.db"), InvalidParameterError, "url"),
    ("url of the wrong type", lambda *_: Engine.open(7), InvalidParameterError, "url"),  # type: ignore[arg-type]
    (
        "folder that is not there",
        lambda *_: Engine.open("sqlite:////no/such/folder/x.db"),
        StoreError,
        "no/such/folder",
    ),
    ("durability", lambda *_: Engine.open("memory:", durability="none"), InvalidParameterError, "durability"),
    ("tenant taken", lambda engine, _: engine.create_tenant("acme"), ConflictError, "tenant 'acme'"),
    ("tenant misspelt", lambda engine, _: engine.tenant("acmee"), NotFoundError, "no tenant 'acmee'"),
    ("tenant without a name", lambda engine, _: engine.create_tenant(""), InvalidParameterError, "tenant"),
    ("seed too long", lambda engine, _: engine.create_tenant("b", seed=2**70), InvalidParameterError, "seed"),
    ("seed of the wrong type", lambda engine, _: engine.create_tenant("b", seed="7"), InvalidParameterError, "seed"),  # type: ignore[arg-type]
    # policy
    ("desired retention of 1.5", lambda *_: Policy(desired_retention=1.5), InvalidParameterError, "desired_retention"),
    ("desired retention not a number", lambda *_: Policy(desired_retention=nan), InvalidParameterError, "desired_ret"),
    ("interval of 0", lambda *_: Policy(maximum_interval=0), InvalidParameterError, "maximum_interval"),
    ("a parameter too few", lambda *_: Policy(parameters=(1.0,) * 20), InvalidParameterError, "parameters"),
    ("a parameter out of bounds", lambda *_: Policy(parameters=(inf,) * 21), InvalidParameterError, "parameters[0]"),
    ("steps of a day", lambda *_: Policy(learning_steps=(timedelta(days=1),)), InvalidParameterError, "learning_steps"),
    ("a model not known", lambda *_: Policy(model="fsrs-9"), InvalidParameterError, "model"),
    ("a policy that is none", lambda _, acme: acme.policies.adopt({"seed": 1}), InvalidParameterError, "policy"),  # type: ignore[arg-type]
    # catalog
    ("pack that is not there", lambda _, acme: acme.catalog.publish("nowhere.yaml"), ReinforceError, "nowhere.yaml"),
    ("pack that is no YAML", lambda _, acme: acme.catalog.publish("a: [1\n"), InvalidPackError, "<pack>:"),
    (
        "pack with an unknown skill",
        lambda _, acme: acme.catalog.publish(small_pack().replace("skill: terms\n", "skill: trems\n")),
        InvalidPackError,
        "trems",
    ),
    (
        "revision that falls",
        lambda _, acme: acme.catalog.publish(small_pack(revision=1)),
        InvalidPackError,
        "revision",
    ),
    (
        "edition to come",
        lambda _, acme: acme.catalog.curriculum(99),
        NotFoundError,
        "there is no edition 99: the newest is 1",
    ),
    # roster
    ("zone not known", lambda _, acme: acme.roster.put("ana", timezone="Mars/Base"), InvalidParameterError, "timezone"),
    ("hour of 24", lambda _, acme: acme.roster.put("ana", day_start=24), InvalidParameterError, "day_start"),
    ("learner without an id", lambda _, acme: acme.roster.put(" "), InvalidParameterError, "learner"),
    ("learner with a NUL", lambda _, acme: acme.roster.put("a\0b"), InvalidParameterError, "learner"),
    ("learner too long", lambda _, acme: acme.roster.put("x" * 201), InvalidParameterError, "learner"),
    (
        "one of many with a bad zone",
        lambda _, acme: acme.roster.put_many([Learner(id="zoe"), Learner(id="yan", timezone="Nope")]),
        InvalidParameterError,
        "timezone",
    ),
    (
        "journey misspelt",
        lambda _, acme: acme.roster.enroll("ana", journey=JOURNEY + "s"),
        NotFoundError,
        "did you mean 'start'",
    ),
    (
        "one of many not there",
        lambda _, acme: acme.roster.enroll_many(["ana", "nobody"], journey=JOURNEY),
        NotFoundError,
        "learner 'nobody'",
    ),
    # reviews
    ("review of nobody", _review("nobody"), NotFoundError, "learner 'nobody'"),
    ("review of a skill misspelt", _review("ana", "term"), NotFoundError, "did you mean 'terms'"),
    ("rating of 5", _review("ana", "terms", 5), InvalidParameterError, "rating"),
    ("rating that is no name", _review("ana", "terms", "well"), InvalidParameterError, "rating"),
    ("rating that is true", _review(rating=True), InvalidParameterError, "rating"),
    ("instant without a zone", _review(at=NAIVE), InvalidParameterError, "at must have a time zone"),
    ("instant as text", _review(at="2026-03-02T09:00:00Z"), InvalidParameterError, "at must be a datetime"),
    ("instant to come", _review(at=NOW + timedelta(minutes=6)), ClockSkewError, "at is 2026-03-02T09:06"),
    ("duration below zero", _review(duration=timedelta(seconds=-1)), InvalidParameterError, "duration"),
    ("duration as a number", _review(duration=30), InvalidParameterError, "duration"),
    ("id without characters", _review(review_id=""), InvalidParameterError, "review_id"),
    ("id taken, other rating", _review(review_id="r-1", at=NOW), ConflictError, "review 'r-1'"),
    (
        "id taken, instant left out",
        _review("ana", "terms", Rating.Hard, review_id="r-1"),
        ConflictError,
        "review 'r-1'",
    ),
    ("id of an attempt", _review(review_id="quiz-1"), ConflictError, "review 'quiz-1'"),
    ("undo with an attempt's id", lambda _, a: a.practice.undo("ana", review_id="quiz-1"), ConflictError, "quiz-1"),
    (
        "undo_attempt with a review's",
        lambda _, a: a.practice.undo_attempt("ana", attempt_id="r-1"),
        ConflictError,
        "r-1",
    ),
    # amendments and steering
    ("override by nobody", _override(by=""), InvalidParameterError, "by must have"),
    ("override without a reason", _override(reason=""), InvalidParameterError, "reason must have 1 to"),
    ("override with a reason that is none", _override(reason=7), InvalidParameterError, "reason must be a text"),
    (
        "override with a NUL in the reason",
        _override(reason="a\0b"),
        InvalidParameterError,
        "reason must be free of NUL",
    ),
    ("override with a rating of 0", _override(rating=0), InvalidParameterError, "rating"),
    ("override of an attempt", _override(review_id="quiz-1"), ConflictError, "attempt 'quiz-1' is no review"),
    ("override of an event", _override(review_id="e-1"), ConflictError, "event 'e-1' is no review"),
    ("override under the review's own id", _override(event_id="r-1"), InvalidParameterError, "event_id"),
    ("override under the id of an event", _override(event_id="e-1"), ConflictError, "event 'e-1'"),
    ("override to come", _override(at=NOW + timedelta(hours=1)), ClockSkewError, "at is"),
    ("override of nobody's review", _override("nobody"), NotFoundError, "learner 'nobody'"),
    ("undo with an event's id", lambda _, a: a.practice.undo("ana", review_id="e-1"), ConflictError, "is no review"),
    (
        "undo_event with a review's",
        lambda _, a: a.practice.undo_event("ana", event_id="r-1"),
        ConflictError,
        "no event",
    ),
    ("undo of a suspension", lambda _, a: a.practice.undo_event("ana", event_id="e-1"), ConflictError, "no card"),
    ("forgetting a skill misspelt", lambda _, a: a.practice.forget("ana", "trems"), NotFoundError, "'terms'"),
    ("forgetting at no zone", lambda _, a: a.practice.forget("ana", "terms", at=NAIVE), InvalidParameterError, "at"),
    ("placement without stability", _place(stability=0), InvalidParameterError, "stability"),
    ("placement that is not a number", _place(stability=nan), InvalidParameterError, "stability"),
    ("placement too hard", _place(difficulty=11), InvalidParameterError, "difficulty"),
    ("placement under a review's id", _place(event_id="r-1"), ConflictError, "event 'r-1'"),
    ("placement to come", _place(at=NOW + timedelta(hours=1)), ClockSkewError, "at is"),
    (
        "one of many placements too long",
        lambda _, a: a.practice.place_many("ana", {"terms": 9, "questions": 10**9}),
        InvalidParameterError,
        "known.questions",
    ),
    (
        "placements that are a list",
        lambda _, a: a.practice.place_many("ana", ["terms"]),  # type: ignore[arg-type]
        InvalidParameterError,
        "known",
    ),
    ("suspension of a skill misspelt", lambda _, a: a.practice.suspend("ana", "trems"), NotFoundError, "'terms'"),
    (
        "suspension twice, otherwise",
        lambda _, a: a.practice.suspend("ana", "terms", event_id="e-1"),
        ConflictError,
        "e-1",
    ),
    ("burial under a review's id", lambda _, a: a.practice.bury("ana", "terms", event_id="r-1"), ConflictError, "r-1"),
    ("coached by nobody", lambda _, a: a.practice.record_coaching("ana", "terms", by=""), InvalidParameterError, "by"),
    ("course without a name", lambda _, a: a.practice.complete("ana", ""), InvalidParameterError, "course"),
    ("review with an event's id", _review(review_id="e-1"), ConflictError, "review 'e-1' has the id of an event"),
    (
        "use of a skill by nobody",
        lambda _, a: a.practice.record_application("nobody", "terms"),
        NotFoundError,
        "nobody",
    ),
    # attempts
    ("attempt that is none", lambda _, acme: acme.practice.record("ana", {}), InvalidParameterError, "attempt_id"),
    ("quiz without answers", _record(), InvalidParameterError, "answers"),
    ("question not known", _record(Answer("q-9", "a")), InvalidParameterError, "answers[0].question"),
    (
        "question answered twice",
        _record(Answer("q-terms-1", "a"), Answer("q-terms-1", "b")),
        InvalidParameterError,
        "answers[1].question",
    ),
    ("option not known", _record(Answer("q-terms-1", "z")), InvalidParameterError, "answers[0].response"),
    ("options where one is asked", _record(Answer("q-terms-1", ["a"])), InvalidParameterError, "answers[0].response"),
    (
        "a list where a number is asked",
        _record(Answer("q-terms-2", ["a"])),
        InvalidParameterError,
        "answers[0].response",
    ),
    ("a self-grade of 0", _record(Answer("q-discovery-1", 0)), InvalidParameterError, "answers[0].response"),
    ("confidence of 80", lambda *_: Answer("q-terms-1", "a", confidence=80), InvalidParameterError, "confidence"),
    (
        "edition not published",
        _record(Answer("q-terms-1", "a"), edition=9),
        NotFoundError,
        "there is no edition 9: the newest is 1",
    ),
    ("edition of 0", lambda *_: _quiz(Answer("q-terms-1", "a"), edition=0), InvalidParameterError, "edition"),
    ("attempt to come", _record(Answer("q-terms-1", "a"), at=NOW + timedelta(days=1)), ClockSkewError, "at"),
    ("attempt id taken", _record(Answer("q-terms-1", "a"), attempt_id="quiz-1"), ConflictError, "attempt 'quiz-1'"),
    ("attempt id of a review", _record(Answer("q-terms-1", "a"), attempt_id="r-1"), ConflictError, "attempt 'r-1'"),
    ("drill not known", _perform(drill="d-9"), InvalidParameterError, "drill"),
    ("criterion not scored", _perform(scores={"asks": 1}), InvalidParameterError, "scores.leads"),
    ("criterion not known", _perform(scores={"asks": 1, "leads": 1, "x": 1}), InvalidParameterError, "scores.x"),
    ("level out of the rubric", _perform(scores={"asks": 3, "leads": 1}), InvalidParameterError, "scores.asks"),
    ("level below zero", lambda *_: _drill(scores={"asks": -1, "leads": 1}), InvalidParameterError, "scores.asks"),
    ("modifier not known", _perform(modifiers=["rain"]), InvalidParameterError, "modifiers"),
    # questions to the engine
    (
        "budget below zero",
        lambda _, a: a.practice.session("ana", budget=-timedelta(1)),
        InvalidParameterError,
        "budget",
    ),
    ("budget as a number", lambda _, a: a.practice.session("ana", budget=10), InvalidParameterError, "budget"),  # type: ignore[arg-type]
    ("plan of no days", lambda _, acme: acme.practice.plan("ana", days=0), InvalidParameterError, "days"),
    ("forecast of a million days", lambda _, a: a.practice.forecast("ana", days=10**6), InvalidParameterError, "days"),
    ("card of a skill misspelt", lambda _, acme: acme.practice.card("ana", "trems"), NotFoundError, "skill 'trems'"),
    ("due of nobody", lambda _, acme: acme.practice.due("nobody"), NotFoundError, "learner 'nobody'"),
    ("due at no zone", lambda _, acme: acme.practice.due("ana", at=NAIVE), InvalidParameterError, "at"),
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Tenant, Path]]:
    """Return an engine on a SQLite file in which something has happened already."""
    path = tmp_path_factory.mktemp("refusals") / "practice.db"
    with Engine.open(f"sqlite:///{path}", clock=ManualClock(NOW), durability="normal") as engine:
        acme = engine.create_tenant("acme", seed=7)
        acme.catalog.publish(small_pack(revision=2))
        acme.roster.put("ana", timezone="Europe/Dublin", day_start=4)
        acme.practice.review("ana", "terms", Rating.Hard, review_id="r-1", at=NOW - timedelta(hours=1))
        acme.practice.record("ana", _quiz(Answer("q-terms-1", "b"), attempt_id="quiz-1"))
        acme.practice.suspend("ana", "terms", reason="on leave", event_id="e-1")
        yield engine, acme, path


def _everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    database = create_engine(f"sqlite:///{path}")
    with closing(database.raw_connection()), database.connect() as connection:
        names = inspect(connection).get_table_names()
        rows = {name: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {name}"))), key=repr) for name in names}  # noqa: S608 - our own tables
    database.dispose()
    return rows


@pytest.mark.parametrize(("call", "error", "says"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_refused(prepared: tuple[Engine, Tenant, Path], call: Call, error: type[ReinforceError], says: str) -> None:
    """A call that cannot be right raises the error of its kind, which names what is wrong, and writes nothing."""
    engine, acme, path = prepared
    before = _everything(path)
    with pytest.raises(error) as caught:
        call(engine, acme)
    assert says in str(caught.value)
    assert isinstance(caught.value, ReinforceError)
    assert _everything(path) == before


def test_a_review_taken_with_the_same_content_is_no_conflict(prepared: tuple[Engine, Tenant, Path]) -> None:
    """The row above refuses other content only: the same content returns the first outcome."""
    _, acme, _ = prepared
    again = acme.practice.review("ana", "terms", Rating.Hard, review_id="r-1", at=NOW - timedelta(hours=1))
    assert again.reviews[0] == replace(again.reviews[0], id="r-1")
