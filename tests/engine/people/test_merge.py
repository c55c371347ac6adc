"""Another id, two learners who are one person, and leaving a journey."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reinforce import (
    Answer,
    ConflictError,
    Engine,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.journal import Event, EventKind, Review
from reinforce.practice import fold
from reinforce.testing.packs import JOURNEY
from tests.engine.services.test_privacy import busy, everything, quiz
from tests.support.stores import START, AnyStore, OvertakenLate, small_tenant
from tests.support.whole_log import whole_log

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def held(tenant: Tenant, learner: str) -> dict[str, list[dict[str, Any]]]:
    """Return what is held of a learner, but for cards, which fuzz makes each learner's own, and who was merged."""
    found = tenant.privacy.export(learner)["held"]
    found["events"] = [event for event in found["events"] if event["kind"] != EventKind.MERGE]
    return {name: rows for name, rows in found.items() if name not in ("cards", "learners", "claims")}


def unlike(tenant: Tenant, skill: str, learner: str) -> None:
    """Check that a card is the fold of its log."""
    card, history = tenant.practice.card(learner, skill), tenant.practice.history(learner, skill)
    assert card == fold(history, policy=tenant.policy, learner=learner, skill=skill)


def test_a_renamed_learner_has_all_that_the_old_one_had(acme: Tenant, clock: ManualClock) -> None:
    """Everything goes over, others' entries name the new id, cards are the fold under it, and the old one is gone."""
    busy(acme, clock)
    before, others = held(acme, "ana"), acme.practice.cards(learners="ben")
    acme.roster.rename("ana", to="anna")
    after = held(acme, "anna")
    assert str(after).replace("'anna'", "'ana'") == str(before)
    assert "'ana'" not in everything(acme)
    assert acme.roster.get("anna").timezone == "Europe/Dublin"
    assert acme.roster.get("anna").journeys == (JOURNEY,)
    for skill in ("terms", "questions"):
        unlike(acme, skill, "anna")
    assert acme.practice.cards(learners="ben") == others
    assert acme.policies.verify().clean
    with pytest.raises(NotFoundError):
        acme.practice.cards(learners="ana")
    with pytest.raises(NotFoundError):
        acme.roster.rename("ana", to="ann")
    outcome = acme.practice.record("anna", quiz(acme))
    assert {review.learner for review in outcome.reviews} == {card.learner for card in outcome.cards} == {"anna"}
    assert held(acme, "anna") == after


def test_an_id_that_is_taken_cannot_be_given(acme: Tenant) -> None:
    """Renaming to a learner who is there is a conflict, and to oneself a mistake; nothing changes."""
    acme.roster.put("ben")
    with pytest.raises(ConflictError):
        acme.roster.rename("ana", to="ben")
    with pytest.raises(InvalidParameterError) as refused:
        acme.roster.rename("ana", to="ana")
    assert refused.value.field == "to"
    assert acme.roster.learners() == ("ana", "ben")


def test_two_learners_become_one(acme: Tenant, clock: ManualClock) -> None:
    """Logs are joined, exposures add up, enrolments unite, the target's calendar holds, cards fold what there is."""
    busy(acme, clock)
    acme.practice.review("ana", "terms", Rating.Again, review_id="only-ana", at=START - 2 * DAY)
    acme.practice.undo("ana", review_id="r-1")
    seen = {row["exercise"]: row["seen"] for row in held(acme, "ana")["exposures"]}
    acme.practice.record("ben", quiz(acme, "quiz-2"))
    mine = held(acme, "ana")
    acme.privacy.erase("ben")
    acme.roster.put("ben", timezone="Asia/Tokyo")
    clock.advance(HOUR)
    acme.practice.record("ben", quiz(acme, "quiz-2"))
    acme.roster.merge("ana", into="ben")
    after = held(acme, "ben")
    assert {row["id"] for row in after["reviews"]} == {row["id"] for row in mine["reviews"]} | {"quiz-2:terms"}
    assert {row["id"] for row in after["events"]} >= {row["id"] for row in mine["events"]}
    assert [row["timezone"] for row in after["calendar"]] == ["Asia/Tokyo"]
    assert [row["journey"] for row in after["enrolments"]] == [JOURNEY]
    counted = {row["exercise"]: row["seen"] for row in after["exposures"]}
    assert counted == seen | {"q-terms-1": seen["q-terms-1"] + 1}
    assert acme.roster.learners() == ("ben",)
    for skill in ("terms", "questions"):
        unlike(acme, skill, "ben")
    assert acme.policies.verify().clean


def test_what_both_have_is_there_once(acme: Tenant) -> None:
    """An entry that was sent to both ids with the same content is one."""
    acme.roster.put("ana-2")
    for learner in ("ana", "ana-2"):
        acme.practice.review(learner, "terms", Rating.Good, review_id="r-1", at=START - DAY)
        acme.practice.undo(learner, review_id="r-0")
        acme.practice.record(learner, quiz(acme))
    acme.roster.merge("ana-2", into="ana")
    assert acme.practice.card("ana", "terms").reps == 2
    acme.roster.put("ana-2")
    with pytest.raises(NotFoundError):
        acme.roster.merge("nobody", into="ana")
    with pytest.raises(NotFoundError):
        acme.roster.merge("ana-2", into="nobody")


def test_what_both_call_alike_is_there_twice(acme: Tenant, clock: ManualClock) -> None:
    """Ids are each learner's own, as where a team or a day has one: both entries stay, with all that is about them."""
    acme.roster.put("ben", timezone="Europe/Dublin", day_start=4)
    practice = acme.practice
    wrong = [Answer("q-terms-1", "a", confidence=1.0), Answer("q-discovery-1", 3)]
    right = [Answer("q-terms-1", "b"), Answer("q-questions-1", "to learn")]
    for learner, answers, rating in (("ana", right, Rating.Good), ("ben", wrong, Rating.Hard)):
        practice.record(learner, QuizAttempt(attempt_id="workshop", edition=1, answers=answers))
        practice.record(learner, QuizAttempt(attempt_id="taken back", edition=1, answers=answers))
        practice.review(learner, "terms", rating, review_id="call-1")
        practice.override(learner, review_id="call-1", rating=rating - 1, reason=learner, by="zoe", event_id="o")
        practice.suspend(learner, "questions", reason=learner, event_id="s")
        clock.advance(HOUR)
    practice.undo_attempt("ben", attempt_id="taken back")
    acme.roster.merge("ben", into="ana")
    log = [
        *practice.history("ana", "terms"),
        *practice.history("ana", "questions"),
        *practice.history("ana", "discovery"),
    ]
    calls = [one for one in log if isinstance(one, Review) and one.id.startswith("call-1")]
    assert sorted(one.rating for one in calls) == [Rating.Hard, Rating.Good]
    assert practice.card("ana", "terms").reps == 5  # two of hers and one of his, and what each of them was called for
    assert practice.card("ana", "questions").reps == 2
    assert practice.card("ana", "discovery").reps == 1
    marks = {one.id: one.target for one in log if isinstance(one, Event) and one.kind is EventKind.OVERRIDE}
    assert sorted(target.partition("~")[0] for target in marks.values()) == ["call-1", "call-1"]
    assert {one.attempt_id for one in log if isinstance(one, Review)} >= {
        attempt.id for attempt in practice.attempts("ana")
    }
    exposures = {row["exercise"]: row["seen"] for row in held(acme, "ana")["exposures"]}
    assert exposures == {"q-terms-1": 3, "q-questions-1": 2, "q-discovery-1": 1}
    for attempt in practice.attempts("ana"):
        assert practice.record("ana", attempt.sent).id == attempt.id
    ids = [one.id for one in whole_log(acme) if one.learner]
    assert len(ids) == len(set(ids))
    undone = practice.undo_attempt(
        "ana", attempt_id=next(one.id for one in practice.attempts("ana") if "workshop~" in one.id)
    )
    assert (undone.waiting, {card.skill for card in undone.cards}) == (False, {"terms", "discovery"})
    assert acme.policies.verify().clean


def test_merging_after_compaction_adds_up(acme: Tenant, clock: ManualClock) -> None:
    """Two checkpoints of one skill: the later one says what is remembered, and reviews and lapses add up."""
    acme.roster.put("ana-2")
    for days, learner, rating in ((0, "ana", Rating.Good), (9, "ana", Rating.Again), (10, "ana-2", Rating.Good)):
        acme.practice.review(learner, "terms", rating, at=START + days * DAY) if days == 0 else None
        clock.move_to(START + days * DAY)
        if days:
            acme.practice.review(learner, "terms", rating)
    clock.advance(90 * DAY)
    acme.privacy.compact(60 * DAY)
    later = acme.practice.card("ana-2", "terms")
    acme.roster.merge("ana-2", into="ana")
    card = acme.practice.card("ana", "terms")
    assert (card.memory, card.due_day, card.reps, card.lapses) == (later.memory, later.due_day, 3, 1)
    assert acme.policies.verify().clean


MEANWHILE: dict[str, Callable[[Tenant], object]] = {
    "a review of the source": lambda tenant: tenant.practice.review("ana", "terms", Rating.Good, review_id="new"),
    "a review of the target": lambda tenant: tenant.practice.review("ben", "terms", Rating.Good, review_id="new"),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
def test_a_review_that_comes_while_merging_is_not_lost(
    any_store: AnyStore, clock: ManualClock, meanwhile: Callable[[Tenant], object]
) -> None:
    """A review of either that is written between reading and merging is part of the merged log."""
    store = OvertakenLate(any_store.new())
    engine = Engine.over(store, clock=clock)
    tenant = small_tenant(engine)
    tenant.roster.put("ben")
    tenant.practice.review("ana", "terms", Rating.Good, review_id="old", at=START - DAY)
    store.meanwhile = lambda: meanwhile(tenant)
    tenant.roster.merge("ana", into="ben")
    assert {entry.id for entry in tenant.practice.history("ben", "terms")} == {"old", "new"}
    assert tenant.practice.card("ben", "terms").reps == 2
    assert tenant.policies.verify().clean


def test_a_journey_can_be_left(acme: Tenant) -> None:
    """Who leaves a journey keeps the cards, gets nothing new from it, and the log says when and by whom."""
    acme.practice.review("ana", "terms", Rating.Good)
    cards = acme.practice.cards(learners="ana")
    acme.roster.unenroll("ana", journey=JOURNEY, by="zoe")
    acme.roster.unenroll("ana", journey=JOURNEY)
    assert acme.roster.get("ana").journeys == ()
    assert acme.practice.cards(learners="ana") == cards
    assert acme.practice.plan("ana").waiting == ()
    (event,) = acme.privacy.export("ana")["held"]["events"]
    assert (event["kind"], event["target"], event["by"]) == ("unenrolment", JOURNEY, "zoe")
    acme.roster.enroll("ana", journey=JOURNEY)
    assert acme.roster.get("ana").journeys == (JOURNEY,)
    with pytest.raises(NotFoundError):
        acme.roster.unenroll("ana", journey="nowhere")
    with pytest.raises(NotFoundError):
        acme.roster.unenroll("nobody", journey=JOURNEY)
