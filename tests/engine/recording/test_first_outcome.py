"""The first outcome of an attempt, when it is sent again long afterwards."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reinforce import (
    Answer,
    DrillAttempt,
    Engine,
    InvalidParameterError,
    ManualClock,
    Outcome,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.catalog import Curriculum, parse_pack
from reinforce.journal import Event, EventKind
from reinforce.memory import Phase
from reinforce.practice import Attempt, Graded, Policy, TableGrader
from reinforce.practice.grading.same_attempt import content
from reinforce.practice.policy import Grading
from reinforce.testing.packs import small_pack
from tests.support.stores import START
from tests.support.whole_log import whole_log

QUIZ = QuizAttempt(
    attempt_id="quiz",
    edition=1,
    answers=[Answer("q-terms-1", "a", confidence=0.9), Answer("q-questions-1", "to learn"), Answer("q-discovery-1", 3)],
)
DRILL = DrillAttempt(attempt_id="drill", edition=1, drill="d-talk", scores={"asks": 1, "leads": 0}, assessor="zoe")
YEAR = timedelta(days=365)
ORDERING = """
pack: order
title: Order
capabilities: [{id: c, title: C, method: M., measurement: Count., early_warning: None.}]
skills: [{id: s, capability: c, title: S, dimension: knowledge, description: Knows.}]
questions:
  - {id: q-order, skill: s, kind: ordering, facet: how, prompt: Which first?, explanation: So.,
     items: [{id: a, text: One}, {id: b, text: Two}]}
"""


class Talkative(TableGrader):
    """A grader of the host's, with words of its own."""

    def grade(self, attempt: Attempt, curriculum: object) -> Graded:
        """Return what ours says, and another explanation."""
        graded = super().grade(attempt, curriculum)  # type: ignore[arg-type]
        return replace(graded, feedback=tuple(replace(part, explanation="Well!") for part in graded.feedback))


@pytest.fixture
def sent(acme: Tenant) -> Iterator[dict[Attempt, Outcome]]:
    """Yield a quiz and a drill with their first outcomes; what comes afterwards may change nothing about these."""
    first: dict[Attempt, Outcome] = {attempt: acme.practice.record("ana", attempt) for attempt in (DRILL, QUIZ)}
    yield first
    assert {attempt: acme.practice.record("ana", attempt) for attempt in first} == first


@pytest.mark.usefixtures("sent")
def test_it_is_the_same_once_the_edition_is_superseded(acme: Tenant) -> None:
    """A later edition words the question anew and has another right answer."""
    turned = small_pack(revision=2).replace("It is two.", "It was two.").replace("To hear.", "To think.")
    for edition in (small_pack(wording="Which, now?"), turned):
        acme.catalog.publish(edition)


@pytest.mark.usefixtures("sent")
def test_it_is_the_same_under_another_policy(acme: Tenant) -> None:
    """Other thresholds would grade it otherwise now, and other settings of memory fold it otherwise."""
    strict = Grading(low_confidence=0.95, high_confidence=1.0)
    acme.policies.adopt(replace(acme.policy, grading=strict, desired_retention=0.8))
    acme.policies.refold()


@pytest.mark.usefixtures("sent")
def test_it_is_the_same_after_corrections(acme: Tenant, clock: ManualClock) -> None:
    """Overrides, and taking it back, are about cards of today."""
    clock.advance(timedelta(days=1))
    acme.practice.override("ana", review_id="quiz:terms", rating=Rating.Easy, reason="Misheard.", by="zoe")
    acme.practice.undo_attempt("ana", attempt_id="drill")


@pytest.mark.usefixtures("sent")
def test_it_is_the_same_after_what_came_before_it_is_gone(acme: Tenant, clock: ManualClock) -> None:
    """The log is shortened up to just before it."""
    acme.practice.review("ana", "terms", Rating.Good, at=START - YEAR, imported=True)
    clock.advance(timedelta(days=31))
    acme.privacy.compact(timedelta(days=32))


def test_it_names_who_is_named_now(acme: Tenant, sent: dict[Attempt, Outcome]) -> None:
    """Whoever has another id has it there too; of an assessor who was erased only the pseudonym is left."""
    acme.privacy.erase("zoe")
    erased = acme.practice.record("ana", DRILL)
    assert {review.assessor for review in erased.reviews} == {acme.practice.attempts("ana")[0].assessor}
    assert replace(erased, reviews=()) == replace(sent[DRILL], reviews=())
    acme.roster.rename("ana", to="anna")
    renamed = acme.practice.record("anna", QUIZ)
    assert {review.learner for review in renamed.reviews} == {card.learner for card in renamed.cards} == {"anna"}
    assert renamed.feedback == sent[QUIZ].feedback
    acme.roster.rename("anna", to="ana")
    sent.pop(DRILL)


def test_it_is_the_same_when_another_grader_has_come(sqlite_url: str, clock: ManualClock) -> None:
    """What the host's own grader said is kept, and is said again where another one grades by now."""
    with Engine.open(sqlite_url, clock=clock, grader=Talkative) as engine:
        acme = engine.create_tenant("acme", policy=Policy())
        acme.catalog.publish(small_pack())
        acme.roster.put("ana")
        first = [acme.practice.record("ana", attempt) for attempt in (QUIZ, DRILL)]
        assert {part.explanation for outcome in first for part in outcome.feedback} == {"Well!"}
    with Engine.open(sqlite_url, clock=clock) as engine:
        acme = engine.tenant("acme")
        assert [acme.practice.record("ana", attempt) for attempt in (QUIZ, DRILL)] == first
        assert list(acme.practice.record_many([("ana", QUIZ), ("ana", DRILL)])) == first


def test_it_is_the_same_in_another_order(acme: Tenant) -> None:
    """Answers, chosen options, criteria and fields may come in any order, and a number in any form of it."""
    answers: list[dict[str, Any]] = [
        {"question": "q-questions-2", "response": ["c", "a"], "confidence": 1},
        {"question": "q-terms-2", "response": 12},
    ]
    quiz = {"kind": "quiz", "attempt_id": "any", "edition": 1, "answers": answers}
    first = acme.practice.record("ana", quiz)
    turned = [{"response": 12.0, "question": "q-terms-2"}, {**answers[0], "response": ["a", "c"], "confidence": 1.0}]
    again = {**quiz, "answers": turned, "duration": None, "at": None}
    assert acme.practice.record("ana", again) == first
    assert acme.practice.record_many([("ana", again), ("ana", quiz)]) == (first, first)
    chosen = [Answer("q-terms-2", 12), Answer("q-questions-2", frozenset({"c", "a"}), confidence=1)]
    assert acme.practice.record("ana", QuizAttempt(attempt_id="any", edition=1, answers=chosen)) == first
    new = {**quiz, "attempt_id": "new"}
    one, two = acme.practice.record_many([("ana", new), ("ana", {**again, "attempt_id": "new"})])
    assert one == two
    drill = acme.practice.record("ana", DRILL)
    assert acme.practice.record("ana", replace(DRILL, scores={"leads": 0, "asks": 1})) == drill


def test_an_order_that_is_the_answer_is_content() -> None:
    """What was put in order otherwise is another answer, and so is another choice."""
    ordering = Curriculum.of([(1, parse_pack(ORDERING))])
    said = {"answers": [{"question": "q-order", "response": ["a", "b"]}]}
    assert content(said, ordering) != content({"answers": [{"question": "q-order", "response": ["b", "a"]}]}, ordering)


@pytest.mark.parametrize(
    "own", [" undo:r", "undo:r", "edition:2:terms", " edition:2:terms", "recheck:q:terms", " recheck:q:terms"]
)
def test_an_id_of_a_host_never_is_one_that_the_engine_makes(acme: Tenant, own: str) -> None:
    """Whatever a host calls its entries: an undo, a change of content and a recheck are not taken for one of them."""
    calls: list[Callable[[], object]] = [
        lambda: acme.practice.suspend("ana", "discovery", event_id=own),
        lambda: acme.roster.set_holidays([], event_id=own),
        lambda: acme.practice.review("ana", "questions", Rating.Good, review_id=f"{own}!"),
        lambda: acme.practice.record("ana", replace(QUIZ, attempt_id=f"{own}?")),
    ]
    for call in calls:
        with nullcontext() if own.strip() == own else pytest.raises(InvalidParameterError):
            call()
    acme.practice.review("ana", "terms", Rating.Good, review_id="r", at=START - YEAR, imported=True)
    acme.practice.undo("ana", review_id="r")
    acme.practice.record("ana", replace(QUIZ, attempt_id="q"))
    acme.catalog.publish(small_pack(revision=2))
    (undo,) = [one for one in acme.practice.history("ana", "terms") if isinstance(one, Event)]
    assert undo.target == "r"
    assert acme.practice.card("ana", "terms").phase is Phase.NEW
    events = whole_log(acme)
    assert {one.kind for one in events if isinstance(one, Event)} >= {EventKind.CONTENT_CHANGE, EventKind.RECHECK}
    assert acme.policies.verify().clean
