"""Overrides, forgetting and placement through the engine, on every store."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from reinforce import (
    Answer,
    ConflictError,
    Engine,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    Policy,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.engine import Amended
from reinforce.journal import Event, EventKind
from reinforce.memory import Phase
from reinforce.practice import fold
from reinforce.testing.packs import SKILLS
from tests.support.stores import START, AnyStore, Overtaken, small_tenant

if TYPE_CHECKING:
    from collections.abc import Callable


def _override(acme: Tenant, review_id: str, rating: Rating, *, event_id: str | None = None) -> Amended:
    return acme.practice.override(
        "ana",
        review_id=review_id,
        rating=rating,
        reason="I was in the room",
        by="zoe",
        event_id=event_id,
        may_wait=True,
    )


def _folded(acme: Tenant, skill: str = "terms") -> None:
    """Assert that the card is the fold of its history, and that everything verifies."""
    changes = acme.catalog.curriculum().changes(skill)
    history = acme.practice.history("ana", skill)
    assert acme.practice.card("ana", skill) == fold(history, policy=acme.policy, changes=changes)
    assert acme.policies.verify().clean


def test_an_overridden_review_counts_with_the_rating_of_the_person(acme: Tenant) -> None:
    """The card is that of the other rating; the log keeps the review, the rating, the reason and the person."""
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1", at=START - timedelta(days=9))
    before = acme.practice.card("ana", "terms")
    amended = _override(acme, "r-1", Rating.Again)
    card = acme.practice.card("ana", "terms")
    assert (amended.cards, amended.waiting, amended.target) == ((card,), False, "r-1")
    assert (card.last_rating, card.stability) == (Rating.Again, acme.policy.parameters[0])
    review, event = acme.practice.history("ana", "terms")
    assert isinstance(event, Event)
    assert (review.id, event.kind, event.by) == ("r-1", EventKind.OVERRIDE, "zoe")
    assert (event.body["rating"], event.body["reason"]) == (1, "I was in the room")
    _folded(acme)
    undone = acme.practice.undo_event("ana", event_id=amended.id)
    assert undone.cards == (before,)
    assert len(acme.practice.history("ana", "terms")) == 3
    _folded(acme)


def test_an_override_survives_refolds(acme: Tenant, clock: ManualClock) -> None:
    """Late reviews, new policies and new overrides later, the last override still holds."""
    acme.practice.review("ana", "terms", Rating.Easy, review_id="r-1", at=START - timedelta(days=9))
    _override(acme, "r-1", Rating.Again)
    _override(acme, "r-1", Rating.Hard)
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-0", at=START - timedelta(days=30))
    assert acme.practice.card("ana", "terms").last_rating is Rating.Hard
    acme.policies.adopt(Policy(seed=7, desired_retention=0.8))
    assert acme.practice.card("ana", "terms").last_rating is Rating.Hard
    clock.advance(timedelta(days=1))
    acme.practice.review("ana", "terms", Rating.Good)
    _folded(acme)


def test_an_override_that_comes_first_waits(acme: Tenant) -> None:
    """A review that was overridden before it arrived counts with the other rating when it does."""
    amended = _override(acme, "r-1", Rating.Again, event_id="o-1")
    assert (amended.waiting, amended.cards) == (True, ())
    outcome = acme.practice.review("ana", "terms", Rating.Easy, review_id="r-1")
    assert outcome.reviews[0].rating is Rating.Easy
    assert outcome.cards[0].last_rating is Rating.Again
    assert not _override(acme, "r-1", Rating.Again, event_id="o-1").waiting
    _folded(acme)


def test_an_override_of_one_skill_of_an_attempt_leaves_the_others(acme: Tenant) -> None:
    """The reviews of an attempt are overridden one by one, under the ids derived from it."""
    answers = [Answer("q-terms-1", "b"), Answer("q-questions-1", "no")]
    acme.practice.record("ana", QuizAttempt(attempt_id="a-1", edition=1, answers=answers))
    kept = acme.practice.card("ana", "terms")
    _override(acme, "a-1:questions", Rating.Easy)
    assert acme.practice.card("ana", "terms") == kept
    assert acme.practice.card("ana", "questions").last_rating is Rating.Easy
    with pytest.raises(ConflictError):
        _override(acme, "a-1", Rating.Easy)


def test_the_same_event_twice_changes_nothing(acme: Tenant, clock: ManualClock) -> None:
    """Law 3 for events: the same id with the same content is a retry, with other content a conflict."""
    practice = acme.practice
    practice.review("ana", "terms", Rating.Good, review_id="r-1")
    first = _override(acme, "r-1", Rating.Again, event_id="o-1")
    forgotten = practice.forget("ana", "terms", event_id="f-1")
    placed = practice.place("ana", "questions", stability=30, event_id="p-1")
    before = practice.cards(learners="ana")
    clock.advance(timedelta(days=2))
    assert _override(acme, "r-1", Rating.Again, event_id="o-1").at == first.at
    assert practice.forget("ana", "terms", event_id="f-1") == forgotten
    assert practice.place("ana", "questions", stability=30, event_id="p-1") == placed
    assert practice.cards(learners="ana") == before
    assert len(practice.history("ana", "terms")) == 3
    others: list[Callable[[], object]] = [
        lambda: _override(acme, "r-1", Rating.Hard, event_id="o-1"),
        lambda: _override(acme, "r-2", Rating.Again, event_id="o-1"),
        lambda: practice.forget("ana", "questions", event_id="f-1"),
        lambda: practice.forget("ana", "terms", event_id="f-1", at=forgotten.at),
        lambda: practice.place("ana", "questions", stability=31, event_id="p-1"),
        lambda: practice.place("ana", "questions", stability=30, difficulty=2, event_id="p-1"),
        lambda: practice.forget("ana", "terms", event_id="p-1"),
        lambda: practice.forget("ana", "terms", event_id="r-1"),
        lambda: practice.review("ana", "terms", Rating.Good, review_id="o-1"),
    ]
    for other in others:
        with pytest.raises(ConflictError):
            other()
    assert practice.cards(learners="ana") == before


def test_an_instant_that_was_named_has_to_be_named_again(acme: Tenant) -> None:
    """A retry that leaves the instant out, or names another, is other content."""
    at = START - timedelta(days=1)
    first = acme.practice.place("ana", "terms", stability=9, event_id="p-1", at=at)
    assert acme.practice.place("ana", "terms", stability=9, event_id="p-1", at=at) == first
    for other in (None, at - timedelta(days=1)):
        with pytest.raises(ConflictError):
            acme.practice.place("ana", "terms", stability=9, event_id="p-1", at=other)


def test_a_forgotten_skill_starts_anew(acme: Tenant, clock: ManualClock) -> None:
    """The card is new, what was practised stays counted, and the next review is as the first one."""
    acme.practice.review("ana", "terms", Rating.Easy, at=START - timedelta(days=30))
    acme.practice.review("ana", "terms", Rating.Again)
    card = acme.practice.forget("ana", "terms").cards[0]
    assert (card.phase, card.memory, card.due_day, card.last_rating) == (Phase.NEW, None, None, None)
    assert (card.reps, card.lapses) == (2, 1)
    assert card == acme.practice.card("ana", "terms")
    assert acme.practice.due("ana", at=START + timedelta(days=99)) == ()
    clock.advance(timedelta(days=1))
    again = acme.practice.review("ana", "terms", Rating.Good).cards[0]
    assert (again.stability, again.reps) == (acme.policy.parameters[2], 3)
    _folded(acme)


def test_forgetting_as_of_the_past_leaves_what_came_later(acme: Tenant) -> None:
    """An event that comes late is folded where it belongs, and taking it back brings back what was there."""
    acme.practice.review("ana", "terms", Rating.Easy, review_id="r-1", at=START - timedelta(days=30))
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-2", at=START - timedelta(days=5))
    before = acme.practice.card("ana", "terms")
    amended = acme.practice.forget("ana", "terms", at=START - timedelta(days=10))
    assert amended.cards[0].stability == acme.policy.parameters[2]
    assert acme.practice.undo_event("ana", event_id=amended.id).cards == (before,)
    assert acme.practice.card("ana", "terms") == before
    _folded(acme)


def test_a_review_from_before_a_placement_does_not_change_it(acme: Tenant) -> None:
    """A late review takes its place before the placement; one after it goes on from what was placed."""
    acme.practice.place("ana", "terms", stability=50, event_id="p-1", at=START - timedelta(days=20))
    card = acme.practice.card("ana", "terms")
    late = acme.practice.review("ana", "terms", Rating.Again, at=START - timedelta(days=25)).cards[0]
    counted = replace(card, reps=1, last_rating=Rating.Again, due_day=late.due_day, features=late.features)
    assert late == counted
    assert late.features.failures == 1
    after = acme.practice.review("ana", "terms", Rating.Good).cards[0]
    assert (after.stability or 0) > 50
    _folded(acme)


def test_a_placed_skill_is_listed_and_planned_as_known(acme: Tenant) -> None:
    """Without a single review the card stands among the learner's cards, and falls due an interval later."""
    acme.practice.place("ana", "terms", stability=20, difficulty=3)
    (card,) = acme.practice.cards(learners="ana")
    assert (card.reps, card.phase, card.stability, card.difficulty) == (0, Phase.REVIEW, 20, 3)
    assert [due.skill for due in acme.practice.due("ana", at=START + timedelta(days=40))] == ["terms"]
    _folded(acme)
    undone = acme.practice.undo_event("ana", event_id=acme.practice.history("ana", "terms")[0].id)
    assert undone.cards[0].phase is Phase.NEW
    assert acme.practice.cards(learners="ana") == ()
    assert acme.policies.verify().clean


def test_several_skills_are_placed_together_or_not_at_all(acme: Tenant) -> None:
    """One that cannot be placed keeps all others from it; a retry with fewer skills is other content."""
    with pytest.raises(NotFoundError):
        acme.practice.place_many("ana", {"terms": 9, "trems": 9})
    with pytest.raises(InvalidParameterError, match=r"known\.questions"):
        acme.practice.place_many("ana", {"terms": 9, "questions": -1})
    assert acme.practice.cards(learners="ana") == ()
    known = {"terms": 9.0, "questions": 30}
    first = acme.practice.place_many("ana", known, event_id="test")
    assert [(one.id, one.target, one.cards[0].stability) for one in first] == [
        ("test:terms", "terms", 9),
        ("test:questions", "questions", 30),
    ]
    assert acme.practice.place_many("ana", known, event_id="test") == first
    for other in ({"terms": 9}, {**known, "discovery": 1}, {"terms": 9, "discovery": 30}, {**known, "terms": 8}):
        with pytest.raises(ConflictError):
            acme.practice.place_many("ana", other, event_id="test")
    assert acme.practice.place_many("ana", {}) == ()
    for skill in known:
        _folded(acme, skill)


def test_an_event_that_was_taken_back_before_it_arrived_does_not_count(acme: Tenant) -> None:
    """A retraction waits for events as it waits for reviews, also for an override of what has not arrived."""
    assert acme.practice.undo_event("ana", event_id="p-1").waiting
    acme.practice.place("ana", "terms", stability=9, event_id="p-1")
    assert acme.practice.card("ana", "terms").phase is Phase.NEW
    _override(acme, "r-1", Rating.Again, event_id="o-1")
    assert not acme.practice.undo_event("ana", event_id="o-1").waiting
    acme.practice.review("ana", "terms", Rating.Easy, review_id="r-1")
    assert acme.practice.card("ana", "terms").last_rating is Rating.Easy
    _folded(acme)


def test_an_override_waits_only_where_its_sender_says_so(acme: Tenant) -> None:
    """Of a review that is not there it is an error, and nothing is written; also where there is an attempt's only."""
    acme.practice.record("ana", QuizAttempt(attempt_id="a-1", edition=1, answers=[Answer("q-terms-1", "b")]))
    wanted: dict[str, Any] = {"rating": Rating.Hard, "reason": "heard it", "by": "zoe"}
    for review_id in ("nobody's", "a-1:questions"):
        with pytest.raises(NotFoundError) as refused:
            acme.practice.override("ana", review_id=review_id, event_id="o", **wanted)
        assert (refused.value.kind, refused.value.id) == ("review", review_id)
    amended = acme.practice.override("ana", review_id="a-1:terms", event_id="o", **wanted)
    assert (amended.waiting, amended.cards[0].last_rating) == (False, Rating.Hard)
    waiting = acme.practice.override("ana", review_id="late", event_id="l", may_wait=True, **wanted)
    assert waiting.waiting
    assert acme.practice.override("ana", review_id="late", event_id="l", **wanted) == waiting


def test_an_undo_says_who_decided_it_and_why(acme: Tenant) -> None:
    """The reason and the person are in the log; who takes the same back again changes nothing, and the first stay."""
    practice = acme.practice
    practice.review("ana", "terms", Rating.Good, review_id="r-1")
    practice.record("ana", QuizAttempt(attempt_id="a-1", edition=1, answers=[Answer("q-terms-1", "b")]))
    practice.forget("ana", "questions", event_id="f-1")
    for reason, by in (("sent twice", "zoe"), ("so say I", "max")):
        practice.undo("ana", review_id="r-1", reason=reason, by=by)
        practice.undo_attempt("ana", attempt_id="a-1", reason=reason, by=by)
        practice.undo_event("ana", event_id="f-1", reason=reason, by=by)
    said = [one for one in practice.log("ana") if isinstance(one, Event) and one.kind is EventKind.RETRACTION]
    assert [(one.target, one.body, one.by) for one in said] == [
        (target, {"reason": "sent twice"}, "zoe") for target in ("a-1", "f-1", "r-1")
    ]
    with pytest.raises(InvalidParameterError, match="reason"):
        practice.undo("ana", review_id="r-1", reason=7)  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match="by"):
        practice.undo("ana", review_id="r-1", by="")


def test_each_undo_takes_back_its_own_kind(acme: Tenant) -> None:
    """Reviews, attempts and events are told apart; a retraction, or an event about plans alone, is not taken back."""
    practice = acme.practice
    practice.review("ana", "terms", Rating.Good, review_id="r-1")
    practice.record("ana", QuizAttempt(attempt_id="a-1", edition=1, answers=[Answer("q-terms-1", "b")]))
    practice.forget("ana", "questions", event_id="f-1")
    practice.suspend("ana", "questions", event_id="s-1")
    practice.undo("ana", review_id="r-0")
    mistaken: list[Callable[[], object]] = [
        lambda: practice.undo("ana", review_id="a-1"),
        lambda: practice.undo("ana", review_id="f-1"),
        lambda: practice.undo_attempt("ana", attempt_id="r-1"),
        lambda: practice.undo_attempt("ana", attempt_id="f-1"),
        lambda: practice.undo_event("ana", event_id="r-1"),
        lambda: practice.undo_event("ana", event_id="a-1"),
        lambda: practice.undo_event("ana", event_id="s-1"),
    ]
    for wrong in mistaken:
        with pytest.raises(ConflictError):
            wrong()


@pytest.fixture
def overtaken(any_store: AnyStore, clock: ManualClock) -> tuple[Overtaken, Tenant]:
    """Return a tenant over a store in which something can happen between a read and what follows from it."""
    store = Overtaken(any_store.new())
    return store, small_tenant(Engine.over(store, clock=clock))


def test_an_override_and_its_review_that_meet_find_each_other(overtaken: tuple[Overtaken, Tenant]) -> None:
    """Whichever of the two is being written while the other arrives, the review counts with the other rating."""
    store, acme = overtaken
    store.meanwhile = lambda: acme.practice.review("ana", "terms", Rating.Easy, review_id="r-1")
    assert not _override(acme, "r-1", Rating.Again).waiting
    store.meanwhile = lambda: _override(acme, "r-2", Rating.Again)
    acme.practice.review("ana", "questions", Rating.Easy, review_id="r-2")
    for skill in ("terms", "questions"):
        assert acme.practice.card("ana", skill).last_rating is Rating.Again
        _folded(acme, skill)


def test_taking_back_an_override_overtaken_by_its_review_finds_it(overtaken: tuple[Overtaken, Tenant]) -> None:
    """The review that arrives meanwhile was folded with the override, and is folded again without it."""
    store, acme = overtaken
    _override(acme, "r-1", Rating.Again, event_id="o-1")
    store.meanwhile = lambda: acme.practice.review("ana", "terms", Rating.Easy, review_id="r-1")
    acme.practice.undo_event("ana", event_id="o-1")
    assert acme.practice.card("ana", "terms").last_rating is Rating.Easy
    _folded(acme)


def test_taking_back_an_event_that_is_being_written_finds_it(overtaken: tuple[Overtaken, Tenant]) -> None:
    """A placement that arrives while its retraction is being written does not count."""
    store, acme = overtaken
    store.meanwhile = lambda: acme.practice.place("ana", "terms", stability=9, event_id="p-1")
    acme.practice.undo_event("ana", event_id="p-1")
    assert acme.practice.card("ana", "terms").phase is Phase.NEW
    assert acme.policies.verify().clean


def test_the_same_id_from_two_devices_at_once_is_one_event(overtaken: tuple[Overtaken, Tenant]) -> None:
    """The second writer finds the first's event, whatever it is, and says so."""
    store, acme = overtaken
    store.meanwhile = lambda: acme.practice.place("ana", "terms", stability=9, event_id="p-1")
    with pytest.raises(ConflictError):
        acme.practice.place("ana", "questions", stability=9, event_id="p-1")
    store.meanwhile = lambda: acme.practice.review("ana", "terms", Rating.Good, review_id="x")
    with pytest.raises(ConflictError):
        acme.practice.forget("ana", "questions", event_id="x")
    store.meanwhile = lambda: acme.practice.forget("ana", "questions", event_id="y")
    with pytest.raises(ConflictError):
        acme.practice.review("ana", "terms", Rating.Good, review_id="y")
    for skill in SKILLS[:2]:
        _folded(acme, skill)
