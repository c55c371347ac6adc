"""Keeping the log for a period: what is refused afterwards, what is left, and how it goes on after an interruption."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reinforce import (
    ConflictError,
    Engine,
    ErasedError,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    Rating,
    Tenant,
)
from reinforce.engine import Cards, Compaction
from reinforce.journal import EventKind
from reinforce.practice import Planning, fold
from reinforce.testing.packs import small_pack
from tests.engine.services.test_privacy import busy, drill
from tests.support.stores import START, AnyStore, OvertakenLate, small_tenant

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEAR = 365 * DAY


@pytest.fixture
def old(acme: Tenant, clock: ManualClock) -> Tenant:
    """Return a tenant whose people practised a year and a half ago, and once last week."""
    busy(acme, clock)
    clock.advance(500 * DAY)
    for learner in ("ana", "ben"):
        acme.practice.review(learner, "terms", Rating.Good, review_id="new")
    clock.advance(7 * DAY)
    return acme


@pytest.mark.parametrize("practising", [True, False])
def test_a_leech_stays_a_task_when_what_made_it_one_is_gone(
    acme: Tenant, clock: ManualClock, *, practising: bool
) -> None:
    """It is one since the last day that the checkpoint stands for, whether or not it was practised afterwards."""
    acme.policies.adopt(replace(acme.policy, planning=Planning(leech_lapses=1)))
    for rating in (Rating.Good, Rating.Again):
        acme.practice.review("ana", "terms", rating)
        clock.advance(9 * DAY)
    (before,) = acme.progress.coaching()
    acme.privacy.compact(DAY)
    if practising:
        acme.practice.review("ana", "terms", Rating.Good)
    (after,) = acme.progress.coaching()
    assert after == before


def test_old_entries_give_way_and_no_card_changes(old: Tenant) -> None:
    """One checkpoint a card stands for what is gone; cards, their folds, calendar, enrolments and exposures stay."""
    before, cards = old.privacy.export("ana")["held"], old.practice.cards(learners="ana")
    done = old.privacy.compact(YEAR)
    held = old.privacy.export("ana")["held"]
    assert done.learners == 2
    assert old.practice.cards(learners="ana") == cards
    assert [row["id"] for row in held["reviews"]] == ["new"]
    assert held["attempts"] == []
    kinds = [row["kind"] for row in held["events"]]
    assert kinds.count("checkpoint") == len(cards) == done.checkpoints / 2
    assert set(kinds) - {"recheck"} == {"checkpoint", "compaction", "coaching"}
    for name in ("calendar", "enrolments", "exposures", "cards"):
        assert held[name] == before[name]
    history = old.practice.history("ana", "terms")
    assert fold(history, policy=old.policy) == old.practice.card("ana", "terms")
    assert old.policies.verify().clean
    late = old.practice.review("ana", "terms", Rating.Again, at=START + 300 * DAY).cards[0]
    assert (late.reps, late) == (before_reps(cards) + 1, old.practice.card("ana", "terms"))
    assert old.policies.verify().clean


def before_reps(cards: Cards) -> int:
    """Return how many reviews the card of terms had counted."""
    return next(card.reps for card in cards if card.skill == "terms")


def test_what_is_dated_before_the_cut_is_refused(old: Tenant) -> None:
    """Entries older than the period are refused, new ones and those that were removed alike; a checkpoint is final."""
    done = old.privacy.compact(YEAR)
    with pytest.raises(ErasedError) as refused:
        old.practice.review("ana", "terms", Rating.Good, at=done.cut - HOUR)
    assert (refused.value.kind, refused.value.before) == ("log", done.cut)
    with pytest.raises(ErasedError):
        old.practice.record("ana", drill(old, assessor="ben"))
    with pytest.raises(ErasedError):
        old.practice.place("ana", "terms", stability=3, at=done.cut - HOUR)
    old.practice.review("ana", "terms", Rating.Good, at=done.cut)
    point = next(
        one for one in old.practice.history("ana", "terms") if getattr(one, "kind", "") == EventKind.CHECKPOINT
    )
    with pytest.raises(ConflictError):
        old.practice.undo_event("ana", event_id=point.id)
    assert old.practice.undo("ana", review_id="new").cards[0].reps == old.practice.card("ana", "terms").reps
    assert old.policies.verify().clean


def test_what_was_interrupted_goes_on(old: Tenant, clock: ManualClock) -> None:
    """Progress comes batch by batch, and `after` takes it up again; the same a second time is told what was done."""
    seen: list[Compaction] = []
    first = old.privacy.compact(YEAR, learners=["ana"], progress=seen.append)
    assert seen == [replace(first, remains="")]  # what remains in files is looked at once, at the end
    assert (first.learners, first.after) == (1, "ana")
    assert len(old.practice.history("ben", "terms")) > 2
    rest = old.privacy.compact(YEAR, after=first.after)
    assert (rest.learners, rest.after, rest.removed > 0) == (1, "ben", True)
    again = old.privacy.compact(YEAR)
    assert (again.removed, again.checkpoints) == (first.removed + rest.removed, first.checkpoints + rest.checkpoints)
    clock.advance(DAY)
    later = old.privacy.compact(YEAR)
    assert (later.removed, later.checkpoints) == (0, 0)
    with pytest.raises(NotFoundError):
        old.privacy.compact(YEAR, learners=["ana", "nobody"])
    with pytest.raises(InvalidParameterError) as refused:
        old.privacy.compact(HOUR)
    assert refused.value.field == "period"


def test_a_late_review_that_comes_meanwhile_is_not_left_behind(any_store: AnyStore, clock: ManualClock) -> None:
    """A review that arrives between reading and removing is folded in, whichever side of the cut it is on."""
    store = OvertakenLate(any_store.new())
    tenant = small_tenant(Engine.over(store, clock=clock))
    tenant.practice.review("ana", "terms", Rating.Good, review_id="old")
    clock.advance(100 * DAY)
    store.meanwhile = lambda: tenant.practice.review("ana", "terms", Rating.Hard, review_id="late", at=START + DAY)
    tenant.privacy.compact(50 * DAY)
    assert tenant.practice.card("ana", "terms").reps == 2
    assert {one.id for one in tenant.practice.history("ana", "terms")}.isdisjoint({"old", "late"})
    assert tenant.policies.verify().clean


@pytest.mark.parametrize("back", [timedelta(), HOUR, 3 * HOUR])
def test_editions_published_by_a_clock_set_back_stay_what_they_did(
    acme: Tenant, clock: ManualClock, back: timedelta
) -> None:
    """Two editions that soften, the second by an earlier clock, reviews around both: shortening moves no card."""
    acme.practice.review("ana", "terms", Rating.Good, at=START + timedelta(minutes=1))
    clock.advance(10 * HOUR)
    acme.catalog.publish(small_pack(revision=2, on_change="soften"))
    clock.move_to(clock.now() - back)
    acme.catalog.publish(small_pack(revision=3, on_change="soften"))
    for hours in (8, 9.5, 11):
        clock.move_to(START + hours * HOUR)
        acme.practice.review("ana", "terms", Rating.Good)
    clock.advance(100 * DAY)
    before = acme.practice.card("ana", "terms")
    acme.privacy.compact(50 * DAY)
    assert acme.practice.card("ana", "terms") == before
    assert acme.policies.verify().clean
    acme.policies.refold()
    assert acme.practice.card("ana", "terms") == before
