"""Another id, two learners who are one person, and leaving a journey."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reinforce import (
    ConflictError,
    Engine,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    Rating,
    Tenant,
    fold,
)
from reinforce.journal import EventKind
from reinforce.testing.packs import JOURNEY
from tests.engine.services.test_privacy import busy, everything, quiz
from tests.support.stores import START, AnyStore, OvertakenLate, small_tenant

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
    with pytest.raises(ConflictError) as refused:
        acme.roster.merge("ana", into="ben")
    assert "r-1" in refused.value.id
    assert acme.roster.learners() == ("ana", "ben")
    mine, theirs = held(acme, "ana"), held(acme, "ben")
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
    assert theirs
    assert acme.roster.learners() == ("ben",)
    for skill in ("terms", "questions"):
        unlike(acme, skill, "ben")
    assert acme.policies.verify().clean


def test_what_both_have_is_there_once(acme: Tenant) -> None:
    """An entry that was sent to both ids with the same content is one; with other content nothing is merged."""
    acme.roster.put("ana-2")
    for learner in ("ana", "ana-2"):
        acme.practice.review(learner, "terms", Rating.Good, review_id="r-1", at=START - DAY)
        acme.practice.undo(learner, review_id="r-0")
        acme.practice.record(learner, quiz(acme))
    acme.roster.merge("ana-2", into="ana")
    assert acme.practice.card("ana", "terms").reps == 2
    acme.roster.put("ana-2")
    acme.practice.review("ana-2", "terms", Rating.Easy, review_id="r-1", at=START - DAY)
    before = everything(acme)
    with pytest.raises(ConflictError) as refused:
        acme.roster.merge("ana-2", into="ana")
    assert refused.value.id == "r-1"
    assert everything(acme) == before
    with pytest.raises(NotFoundError):
        acme.roster.merge("nobody", into="ana")
    with pytest.raises(NotFoundError):
        acme.roster.merge("ana-2", into="nobody")


def test_merging_after_retention_adds_up(acme: Tenant, clock: ManualClock) -> None:
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
