"""The first outcome of an attempt, when it is sent again long afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from reinforce import Answer, DrillAttempt, Engine, ManualClock, Outcome, QuizAttempt, Rating, Tenant
from reinforce.practice import Attempt, Graded, Policy, TableGrader
from reinforce.practice.policy import Grading
from reinforce.testing.packs import small_pack
from tests.support.stores import START

QUIZ = QuizAttempt(
    attempt_id="quiz",
    edition=1,
    answers=[Answer("q-terms-1", "a", confidence=0.9), Answer("q-questions-1", "to learn"), Answer("q-discovery-1", 3)],
)
DRILL = DrillAttempt(attempt_id="drill", edition=1, drill="d-talk", scores={"asks": 1, "leads": 0}, assessor="zoe")
YEAR = timedelta(days=365)


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
    acme.practice.review("ana", "terms", Rating.Good, at=START - YEAR)
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
