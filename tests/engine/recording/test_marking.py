"""Answers that wait for somebody to mark them: entries without a rating, and reviews once they are judged."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random
from typing import Any

import pytest

from reinforce import (
    Answer,
    ClockSkewError,
    ConflictError,
    DrillAttempt,
    Engine,
    ErasedError,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Stakes,
    Tenant,
)
from reinforce.journal import Event, EventKind, Review
from reinforce.practice import Audience, Card, Obstacle
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import small_pack
from tests.support.stores import START, AnyStore, small_tenant
from tests.support.whole_log import whole_log

DAY = timedelta(days=1)
TEXT = QuizAttempt(
    attempt_id="a",
    edition=1,
    answers=[Answer("q-discovery-1", "Because they like it.", pending=True), Answer("q-terms-1", "b")],
    at=START,
)
TALK = DrillAttempt(attempt_id="t", edition=1, drill="d-talk", scores={}, pending=True, at=START)
SCORES = {"asks": 2, "leads": 1}


def mark(acme: Tenant, rating: object = "Good", *, by: str = "zoe", **said: Any) -> tuple[Card, ...]:  # noqa: ANN401
    """Mark the text, and return the cards."""
    marks: Any = {"q-discovery-1": rating}
    return acme.practice.mark("ana", attempt_id="a", by=by, marks=marks, **said).cards


def discovery(acme: Tenant) -> Card:
    """Return the card of the skill that waits."""
    return acme.practice.card("ana", "discovery")


def test_an_answer_that_waits_has_no_rating(acme: Tenant) -> None:
    """It is in the log and done; its skill has no review and is asked for no more; all else of it counts at once."""
    acme.practice.review("ana", "discovery", Rating.Good, at=START - 9 * DAY)
    before = discovery(acme)
    outcome = acme.practice.record("ana", TEXT)
    assert ([review.skill for review in outcome.reviews], outcome.pending) == (["terms"], ("discovery",))
    text, graded = outcome.feedback
    assert (text.pending, text.right, text.response) == (True, None, "Because they like it.")
    assert (graded.pending, graded.right) == (False, True)
    assert discovery(acme) == before
    assert acme.practice.record("ana", TEXT) == outcome
    plan = acme.practice.plan("ana", days=30)
    assert "discovery" not in {placement.skill for placement in plan.placements}
    assert [(one.skill, one.obstacle) for one in plan.paused] == [("discovery", Obstacle.PENDING)]
    assert "waits to be marked" in plan.explain("discovery")
    assert "waits to be marked" in acme.practice.session("ana").plan.explain_today()
    assert "discovery" in [card.skill for card in acme.practice.due("ana")]  # a fact of memory
    assert acme.practice.due_learners()[0].overdue == 0
    (one,) = acme.practice.pending()
    assert (one.learner, one.attempt_id, one.exercises, one.skills) == ("ana", "a", ("q-discovery-1",), ("discovery",))
    assert one.sent == TEXT


def test_judged_it_is_a_review_at_the_answers_own_instant(any_store: AnyStore, clock: ManualClock) -> None:
    """The card is that of whoever was rated so at once; its marker is told, and it waits no more."""
    store = any_store.new()
    acme, other = (small_tenant(Engine.over(one, clock=clock)) for one in (store, MemoryStore()))
    for tenant in (acme, other):
        tenant.practice.review("ana", "discovery", Rating.Good, review_id="r", at=START - 9 * DAY)
    acme.practice.record("ana", TEXT)
    other.practice.record("ana", replace(TEXT, answers=[Answer("q-discovery-1", "Hard"), Answer("q-terms-1", "b")]))
    clock.advance(2 * DAY)
    marked = acme.practice.mark("ana", attempt_id="a", by="zoe", marks={"q-discovery-1": "hard"}, event_id="m")
    assert marked.cards == (discovery(acme),) == (discovery(other),)
    assert marked.ratings == {"discovery": Rating.Hard}
    first, judged, said = acme.practice.history("ana", "discovery")
    assert isinstance(judged, Review)
    assert isinstance(said, Event)
    assert (first.id, judged.at, judged.rating, judged.assessor) == ("r", START, Rating.Hard, "zoe")
    assert (said.kind, said.by, said.at, said.body["marks"]) == (
        EventKind.JUDGEMENT,
        "zoe",
        clock.now(),
        {"q-discovery-1": 2},
    )
    assert acme.practice.pending() == ()
    assert acme.practice.plan("ana").paused == ()
    assert acme.practice.mark("ana", attempt_id="a", by="zoe", marks={"q-discovery-1": 2}, event_id="m") == marked
    assert acme.policies.verify().clean
    with Engine.over(any_store.again(store), clock=clock) as engine:
        assert discovery(engine.tenant("acme")) == marked.cards[0]


def test_nothing_is_judged_before_it_was_answered(acme: Tenant, clock: ManualClock) -> None:
    """A marking that is dated before the answer is refused, and nothing is written; clocks may disagree a little."""
    acme.practice.record("ana", TEXT)
    clock.advance(DAY)
    with pytest.raises(ClockSkewError, match="of markings of this answer") as refused:
        mark(acme, at=START - timedelta(minutes=6))
    assert (refused.value.field, refused.value.floor) == ("at", START)
    assert len(acme.practice.pending()) == 1
    mark(acme, "Hard", at=START - timedelta(minutes=5))
    assert discovery(acme).last_rating is Rating.Hard
    assert acme.practice.pending() == ()
    assert acme.policies.verify().clean


def test_the_later_judgement_holds_and_the_history_keeps_both(acme: Tenant) -> None:
    """By whomever, and also where the clock stands still; with what the marker said of it."""
    acme.practice.record("ana", TEXT)
    (good,) = mark(acme, by="model-7", confidence=0.6, provenance="rubric-reader 2.1", note="Short.")
    (again,) = mark(acme, Rating.Again)
    assert good != again == discovery(acme)
    said = [one for one in acme.practice.history("ana", "discovery") if isinstance(one, Event)]
    assert [(one.by, one.body["rating"]) for one in said] == [("model-7", 3), ("zoe", 1)]
    assert {name: said[0].body[name] for name in ("confidence", "provenance", "note")} == {
        "confidence": 0.6,
        "provenance": "rubric-reader 2.1",
        "note": "Short.",
    }
    (review,) = [one for one in acme.practice.history("ana", "discovery") if isinstance(one, Review)]
    acme.practice.override("ana", review_id=review.id, rating="Easy", reason="Heard it.", by="zoe")
    assert discovery(acme).last_rating is Rating.Easy


def _deliveries() -> list[Callable[[Tenant], object]]:
    return [
        lambda acme: mark(acme, "Good", event_id="m1", at=START + DAY),
        lambda acme: mark(acme, "Again", event_id="m2", at=START + 2 * DAY, by="yan"),
        lambda acme: acme.practice.review("ana", "discovery", 3, review_id="r1", at=START - 5 * DAY),
        lambda acme: acme.practice.review("ana", "discovery", 4, review_id="r2", at=START + 3 * DAY),
    ]


def _delivered(store: Any, sent: Sequence[Callable[[Tenant], object]], *, undo: int | None) -> Card:  # noqa: ANN401
    """Return the card after the answer and what was *sent* about it, taken back after so many of these, or never."""
    clock = ManualClock(START)
    acme = small_tenant(Engine.over(store, clock=clock))
    clock.advance(9 * DAY)
    acme.practice.record("ana", TEXT)
    for number, each in enumerate(sent):
        if number == undo:
            acme.practice.undo_attempt("ana", attempt_id="a")
        each(acme)
    assert acme.policies.verify().clean
    return discovery(acme)


def test_cards_are_folds_whatever_the_order_in_which_it_comes() -> None:
    """Two judgements, reviews before and after, and a retraction among them: the same card."""
    cards = {_delivered(MemoryStore(), sent, undo=None) for sent in permutations(_deliveries())}
    assert len(cards) == 1
    gone = {_delivered(MemoryStore(), sent, undo=undo) for undo in range(4) for sent in permutations(_deliveries())}
    assert len(gone) == 1
    assert gone != cards


def test_so_it_is_on_every_store(any_store: AnyStore) -> None:
    """As in memory."""
    sent = _deliveries()
    Random(7).shuffle(sent)
    assert _delivered(any_store.new(), sent, undo=None) == _delivered(MemoryStore(), _deliveries(), undo=None)
    assert _delivered(any_store.new(), sent, undo=2) == _delivered(MemoryStore(), _deliveries(), undo=1)


def test_a_drill_may_wait_too(acme: Tenant) -> None:
    """For its scores: all its skills wait, and have their reviews at once when it is scored."""
    outcome = acme.practice.record("ana", TALK)
    assert (outcome.reviews, outcome.feedback, outcome.pending) == ((), (), ("questions", "discovery"))
    marked = acme.practice.mark("ana", attempt_id="t", by="zoe", scores=SCORES)
    assert marked.ratings == {"questions": Rating.Easy, "discovery": Rating.Easy}
    assert [part.share for part in marked.feedback] == [1.0, 1.0]
    assert acme.practice.pending() == ()
    assert acme.policies.verify().clean
    with pytest.raises(InvalidParameterError, match="scores must be empty"):
        replace(TALK, scores=SCORES)
    assert acme.practice.undo_attempt("ana", attempt_id="t").cards
    assert [acme.practice.card("ana", skill).reps for skill in ("questions", "discovery")] == [0, 0]


def test_one_rating_stands_for_all_answers_of_a_skill(acme: Tenant) -> None:
    """Where one of them waits, all do; they are marked together, and other skills by themselves."""
    more = "  - {id: q-terms-9, skill: terms, kind: recall, facet: why, prompt: Why?, answer: So., explanation: So.}\n"
    acme.catalog.publish(small_pack().replace("drills:", f"{more}drills:"))
    answers = [*TEXT.answers, Answer("q-terms-9", "So that.", pending=True)]
    outcome = acme.practice.record("ana", replace(TEXT, edition=2, answers=answers))
    assert (outcome.reviews, outcome.pending) == ((), ("discovery", "terms"))
    assert [part.right for part in outcome.feedback] == [None, True, None]
    mark(acme)
    assert [one.skills for one in acme.practice.pending()] == [("terms",)]
    marked = acme.practice.mark("ana", attempt_id="a", by="zoe", marks={"q-terms-9": "Hard"})
    assert marked.ratings == {"terms": Rating.Hard}
    assert acme.practice.pending() == ()


def test_what_is_taken_back_waits_no_more(acme: Tenant) -> None:
    """The skill is asked for again at once; marked all the same, it does not count; also where the undo came first."""
    acme.practice.record("ana", TEXT)
    acme.practice.undo_attempt("ana", attempt_id="a")
    assert (acme.practice.pending(), acme.practice.plan("ana").paused) == ((), ())
    assert mark(acme)[0].reps == 0
    acme.practice.undo_attempt("ana", attempt_id="b")
    acme.practice.record("ana", replace(TEXT, attempt_id="b"))
    assert (acme.practice.pending(), acme.practice.plan("ana").paused) == ((), ())
    acme.practice.record("ana", replace(TEXT, attempt_id="c"))
    acme.practice.undo("ana", review_id="c:discovery")
    assert (acme.practice.pending(), acme.practice.plan("ana").paused) == ((), ())
    assert acme.policies.verify().clean


def test_a_skill_does_not_wait_for_ever(acme: Tenant, clock: ManualClock) -> None:
    """After so many days it is asked for again; the answer may still be marked."""
    acme.practice.record("ana", TEXT)
    days = acme.policy.planning.marking_days
    clock.advance(days * DAY)
    assert acme.practice.plan("ana").paused
    clock.advance(DAY)
    assert acme.practice.plan("ana").paused == ()
    assert len(acme.practice.pending()) == 1
    assert mark(acme)[0].last_at == START


def test_what_does_not_fit_is_refused(acme: Tenant) -> None:
    """By its field; nothing is written."""
    with pytest.raises(InvalidParameterError, match=r"answers\[0\].pending is for a recall"):
        acme.practice.record("ana", replace(TEXT, answers=[Answer("q-terms-1", "b", pending=True)]))
    with pytest.raises(InvalidParameterError, match="no place in an exam"):
        replace(TEXT, stakes=Stakes.EXAM)
    with pytest.raises(NotFoundError, match="attempt"):
        mark(acme)
    acme.practice.record("ana", TEXT)
    acme.practice.record("ana", replace(TEXT, attempt_id="done", answers=[Answer("q-terms-1", "b")]))
    say = acme.practice.mark
    with pytest.raises(ConflictError, match="nothing that waits"):
        say("ana", attempt_id="done", by="zoe", marks={"q-terms-1": 3})
    with pytest.raises(InvalidParameterError, match=r"marks.q-terms-1 is none of what waits"):
        say("ana", attempt_id="a", by="zoe", marks={"q-terms-1": 3})
    with pytest.raises(InvalidParameterError, match="marks is missing"):
        say("ana", attempt_id="a", by="zoe", scores=SCORES)
    with pytest.raises(InvalidParameterError, match=r"marks.q-discovery-1 must be one of"):
        mark(acme, "Great")
    mark(acme, event_id="m")
    with pytest.raises(ConflictError):
        mark(acme, Rating.Easy, event_id="m")
    with pytest.raises(ConflictError, match="is final"):
        acme.practice.undo_event("ana", event_id="m:discovery")


def test_markers_and_learners_move_and_go(acme: Tenant) -> None:
    """Whoever marked is named in the log, in an export, under another id, and no more once they are erased."""
    acme.roster.put("ben")
    for who in ("ana", "ben"):
        acme.practice.record(who, TEXT)
    acme.practice.mark("ben", attempt_id="a", by="zoe", marks={"q-discovery-1": "Hard"})
    acme.roster.merge("ben", into="ana")
    assert [one.attempt_id for one in acme.practice.pending()] == []  # the same attempt, which one of them had marked
    mark(acme)
    assert {row["table"] for row in acme.privacy.export("zoe")["held"]["named_in"]} == {"events", "reviews"}
    before = discovery(acme)
    acme.privacy.erase("zoe")
    assert "zoe" not in str(whole_log(acme))
    assert discovery(acme) == before
    acme.privacy.compact(DAY, learners=["ana"])
    assert discovery(acme).memory == before.memory
    acme.roster.rename("ana", to="anna")
    assert acme.policies.verify().clean


def test_what_waits_at_practice_stakes_is_the_learners_own(acme: Tenant) -> None:
    """A manager is not told of it."""
    acme.practice.record("ana", replace(TEXT, stakes=Stakes.PRACTICE))
    assert acme.practice.pending() == ()
    assert len(acme.practice.pending(learners="ana", audience=Audience.LEARNER)) == 1
    mark(acme)
    assert acme.practice.card("ana", "discovery").reps == 1
    assert acme.practice.card("ana", "discovery", audience=Audience.MANAGER).reps == 0
    assert acme.practice.log("ana", audience=Audience.MANAGER) == ()


def test_no_answer_of_an_exam_waits(acme: Tenant) -> None:
    """Its score is whole at once: under an exam's id nothing may be pending, at whatever stakes it is sent."""
    exam = acme.practice.exam("ana", exam_id="e", skills=["terms"], questions=1)
    given = [Answer(exam.quiz.questions[0].id, "b", pending=True)]
    with pytest.raises(InvalidParameterError, match=r"answers\[0\].pending is for a recall"):
        acme.practice.record("ana", QuizAttempt(attempt_id="e", edition=1, answers=given))
    assert acme.practice.record("ana", replace(TEXT, attempt_id="x", answers=TEXT.answers[:1])).score is None


def test_whoever_waits_is_exported_and_erased_whole(acme: Tenant) -> None:
    """What they wrote, that it waits, and what was said of it; then nothing is left to mark, also for retries."""
    acme.practice.record("ana", TEXT)
    acme.practice.record("ana", replace(TEXT, attempt_id="b"))
    mark(acme, note="Short.", event_id="m")
    held = acme.privacy.export("ana")["held"]
    kinds = [row["kind"] for row in held["events"]]
    assert {kinds.count(kind) for kind in ("pending", "judgement", "marked")} == {2, 1}
    assert "Because they like it." in str(held["attempts"])
    assert "Short." in str(held["events"])
    acme.privacy.erase("ana")
    assert acme.practice.pending() == ()
    assert "Because they like it." not in str(whole_log(acme))
    for attempt in ("a", "b"):
        with pytest.raises(ErasedError):
            acme.practice.mark("ana", attempt_id=attempt, by="zoe", marks={"q-discovery-1": 3}, event_id="m")


def test_a_marker_who_was_erased_is_still_told_what_they_marked(acme: Tenant) -> None:
    """A retry under the old id is the same judgement; a new one by whoever is gone is refused."""
    acme.practice.record("ana", TEXT)
    mark(acme, event_id="m")
    acme.privacy.erase("zoe")
    assert mark(acme, event_id="m") == (discovery(acme),)
    with pytest.raises(ErasedError):
        mark(acme, "Hard", event_id="n")
    assert mark(acme, "Hard", by="yan", event_id="n")[0].last_rating is Rating.Hard


def test_a_judgement_that_was_made_offline_takes_its_place(acme: Tenant, clock: ManualClock) -> None:
    """It comes days later and was made before another: the other holds; one that was made after it does not wait."""
    acme.practice.record("ana", TEXT)
    clock.advance(9 * DAY)
    (later,) = mark(acme, "Hard", by="yan", at=START + 5 * DAY)
    assert mark(acme, "Easy", at=START + 3 * DAY) == (later,)
    assert mark(acme, "Again", at=START + 7 * DAY)[0].last_rating is Rating.Again
    assert acme.practice.pending() == ()
    assert acme.policies.verify().clean
    with pytest.raises(ClockSkewError):
        mark(acme, "Good", at=clock.now() + DAY)


def test_the_same_marks_again_after_an_undo_count_no_more(acme: Tenant) -> None:
    """What was taken back stays so, whoever marks it how often, and by whatever review it is taken back."""
    acme.practice.record("ana", TEXT)
    mark(acme, event_id="m")
    acme.practice.undo("ana", review_id="a:discovery")
    assert mark(acme, "Easy", event_id="n")[0].reps == 0
    assert mark(acme, event_id="m")[0].reps == 0
    assert acme.practice.pending() == ()


@pytest.mark.parametrize("name", ["été", "ωmega", "日記", "~late", "😀"])
def test_what_waits_is_found_whatever_its_id_begins_with(acme: Tenant, name: str) -> None:
    """Also with letters that come after those of English."""
    acme.practice.record("ana", replace(TEXT, attempt_id=name))
    assert [one.attempt_id for one in acme.practice.pending()] == [name]
