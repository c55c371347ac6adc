"""The laws of how a store changes: whole or not at all, never over what somebody else wrote, never across tenants."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reinforce.errors import InvalidParameterError, NotFoundError, ReinforceError, StaleError
from reinforce.journal import EventKind, retraction
from reinforce.memory import MemoryState
from reinforce.ports import Change, Query
from reinforce.practice.learner.calendar import CalendarEntry
from reinforce.testing import samples
from reinforce.testing.samples import AT, DAY, LEARNER, SKILL, TENANT, whole

if TYPE_CHECKING:
    from typing import Any

    from reinforce.ports import Store

_GONE = "somebody who is gone"
_STALE: dict[str, dict[str, Any]] = {
    "a policy version that is taken": {"policies": (samples.policy(2), samples.policy(1))},
    "an edition number that is taken": {"editions": (samples.edition(2), samples.edition(1))},
    "a card at a later version": {"cards": ((samples.card(), 1),)},
    "a card at an earlier version": {"cards": ((samples.card(), 3),)},
    "a card that is there already": {"cards": ((samples.card("other"), 0), (samples.card(), 0))},
    "a card that is not there": {"cards": ((samples.card("other"), 1),)},
    "a card twice, new": {"cards": ((samples.card("other"), 0), (samples.card("other"), 0))},
    "a card twice, stored": {"cards": ((samples.card(), 2), (samples.card(), 2))},
    "a review id that is taken": {"reviews": (samples.review("review-2"), samples.review("review-1"))},
    "a review id twice": {"reviews": (samples.review("review-2"), samples.review("review-2"))},
    "an attempt id that is taken": {"attempts": (samples.attempt("attempt-2"), samples.attempt("attempt-1"))},
    "an attempt id twice": {"attempts": (samples.attempt("attempt-2"), samples.attempt("attempt-2"))},
    "an epoch that has turned": {"epochs": {LEARNER: 0}},
    "an epoch to come": {"epochs": {LEARNER: 2}},
    "a review that was to be absent": {"turning": frozenset({LEARNER}), "absent": ((LEARNER, "review-1"),)},
    "an attempt that was to be absent": {"turning": frozenset({LEARNER}), "absent": ((LEARNER, "attempt-1"),)},
    "the epoch of somebody gone": {"epochs": {_GONE: 0}},
    "the turning of somebody gone": {"turning": frozenset({_GONE})},
    "the waking of somebody gone": {"waking": frozenset({_GONE})},
    "an event of somebody gone": {"events": (retraction(_GONE, "review-1", at=AT),)},
    "the calendar of somebody gone": {"calendar": ((_GONE, CalendarEntry(effective_at=AT)),)},
    "the enrolment of somebody gone": {"enrolments": ((_GONE, "journey", AT),)},
    "a card of somebody gone": {"cards": ((samples.card(learner=_GONE), 0),)},
    "a review of somebody gone": {"reviews": (samples.review(learner=_GONE),)},
    "an attempt of somebody gone": {"attempts": (samples.attempt(learner=_GONE),)},
    "an exposure of somebody gone": {"exposures": (samples.meeting(learner=_GONE),)},
}
_CIRCLE: dict[str, Any] = {}
_CIRCLE["again"] = [_CIRCLE]
_NAN, _INFINITY = float("nan"), float("inf")


def _remembered(*numbers: float) -> dict[str, Any]:
    """Return the part of a change that is a card with those numbers in its memory state."""
    return {"cards": ((replace(samples.card(), memory=MemoryState.of(numbers)), 2),)}


_IMPOSSIBLE: dict[str, tuple[str, dict[str, Any]]] = {
    "an infinite number in a policy": ("body", {"policies": (replace(samples.policy(3), body={"n": _INFINITY}),)}),
    "an instant in an edition": ("body", {"editions": (replace(samples.edition(2), body={"at": AT}),)}),
    "a set in an event": ("body", {"events": (replace(samples.content_change("new"), body={"ids": {1}}),)}),
    "a number that is none in an outcome": (
        "outcome",
        {"reviews": (replace(samples.review("x"), outcome={"n": _NAN}),)},
    ),
    "a circle in an attempt": ("body", {"attempts": (replace(samples.attempt("x"), body=_CIRCLE),)}),
    "bytes in an attempt's outcome": ("outcome", {"attempts": (replace(samples.attempt("x"), outcome={"b": b""}),)}),
    "an infinite stability": ("memory", _remembered(_INFINITY, 5.0)),
    "a difficulty that is no number": ("memory", _remembered(1.0, _NAN)),
    "a third number that is none": ("memory", _remembered(1.0, 5.0, _NAN)),
}
_HOMELESS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a learner": {"learners": (LEARNER,)},
    "an edition": {"editions": (samples.edition(),)},
    "an event": {"events": (samples.content_change(),)},
    "a review": {"reviews": (samples.review(),)},
    "an epoch": {"epochs": {LEARNER: 0}},
}


class WriteContract:
    """A change is applied whole or not at all."""

    def test_a_change_of_every_kind_is_applied_whole(self, store: Store) -> None:
        """One change may bring something of every kind, and all of it is there afterwards."""
        store.apply(samples.tenant())
        change = samples.everything()
        store.apply(change)
        found = store.read(whole(ids=("review-1", "attempt-1", "goal-1")))
        assert (found.policy_version, found.edition, found.epoch) == (2, 1, 1)
        assert found.calendar[1:] == (change.calendar[0][1],)
        assert found.cards[SKILL].card == change.cards[0][0]
        assert found.reviews[SKILL] == (change.reviews[0].review,)
        assert found.attempts == tuple(found.prior_attempts.values()) == change.attempts
        assert (found.amendments, found.steering) == (change.events[1:2], change.events[2:])
        assert found.prior_events == {"goal-1": change.events[2]}
        assert (found.journeys, found.exposures["exercise"].seen) == (("journey",), 2)
        assert store.events(TENANT) == (change.events[0], change.events[3])
        assert store.read(whole("new")).journeys == ("journey",)

    def test_a_stale_change_raises_and_writes_nothing(self, store: Store) -> None:
        """Where anything that a change depends on no longer holds, it raises StaleError and none of it is written."""
        _prepare(store)
        before = samples.held(store)
        for name, part in _STALE.items():
            assert _refusal(store, replace(_sound(), **part)) is StaleError, name
            assert samples.held(store) == before, name
        store.apply(_sound())
        assert samples.held(store) != before

    def test_what_cannot_be_stored_is_refused_whole(self, store: Store) -> None:
        """What JSON cannot say, and a number that is not finite, are refused by name, and nothing is written."""
        _prepare(store)
        before = samples.held(store)
        for name, (field, part) in _IMPOSSIBLE.items():
            with pytest.raises(InvalidParameterError) as refused:
                store.apply(replace(_sound(), **part))
            assert refused.value.field == field, name
            assert samples.held(store) == before, name

    def test_a_first_policy_makes_the_tenant_and_all_that_comes_with_it(self, store: Store) -> None:
        """The change that brings a tenant's first policy may bring everything else too."""
        store.apply(replace(samples.everything(), learners=("new", LEARNER)))
        assert store.tenants() == (TENANT,)
        assert store.read(whole()).epoch == 1

    def test_no_change_makes_a_tenant_without_a_policy(self, store: Store) -> None:
        """A change to a tenant who is not there raises NotFoundError, whatever it brings."""
        store.apply(samples.tenant("another"))
        for name, part in _HOMELESS.items():
            assert _refusal(store, Change(tenant=TENANT, **part)) is NotFoundError, name
        assert store.tenants() == ("another",)

    def test_an_event_or_a_learner_that_is_there_already_is_left_as_it_is(self, store: Store) -> None:
        """Events and learners may arrive any number of times; the first stays."""
        _prepare(store)
        before = samples.held(store)
        events = (replace(samples.content_change(), target="other"), retraction(LEARNER, "review-0", at=AT + DAY))
        goal = samples.event("goal-1", EventKind.SURVEY, target="other", at=AT - DAY)
        again = (*events, replace(goal, by="eve", body={}, recorded_at=None))
        store.apply(Change(tenant=TENANT, events=again, learners=(LEARNER, LEARNER)))
        assert samples.held(store) == before
        twice = (replace(goal, id="twice"), replace(again[-1], id="twice"))
        store.apply(Change(tenant=TENANT, events=twice))
        assert store.read(whole(ids=("twice",))).prior_events == {"twice": twice[0]}

    def test_ids_are_unique_for_a_learner_not_beyond(self, store: Store) -> None:
        """Two learners may use the same ids, and the tenant's events may use them too."""
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        events = (retraction(LEARNER, "x", at=AT), retraction("ben", "x", at=AT), samples.content_change(" undo:x"))
        reviews = (samples.review(), samples.review(learner="ben"))
        attempts = (samples.attempt(), samples.attempt(learner="ben"))
        cards = ((samples.card(), 0), (samples.card(learner="ben", reps=5), 0))
        store.apply(Change(tenant=TENANT, events=events, reviews=reviews, attempts=attempts, cards=cards))
        found = store.read(whole("ben", ids=("review-1", "attempt-1")))
        assert found.reviews == {SKILL: (reviews[1].review,)}
        assert (found.amendments, found.cards[SKILL].card) == ((events[1],), cards[1][0])

    def test_a_turned_epoch_refuses_what_was_decided_before_it(self, store: Store) -> None:
        """Turning moves the epoch on by one; the epoch of a learner made by the same change starts at 0."""
        store.apply(samples.tenant())
        create = Change(tenant=TENANT, learners=("ben",), epochs={"ben": 0}, turning=frozenset({"ben"}))
        store.apply(create)
        assert store.read(whole("ben")).epoch == 1
        with pytest.raises(StaleError):
            store.apply(create)
        store.apply(Change(tenant=TENANT, epochs={"ben": 1}, turning=frozenset({"ben", LEARNER})))
        assert (store.read(whole("ben")).epoch, store.read(whole()).epoch) == (2, 1)


class Sharing:
    """Many may read and write at once, and tenants never meet."""

    def test_eight_writers_of_one_card_lose_nothing(self, store: Store) -> None:
        """Threads that read, decide and write, again where stale, leave a version and a review for each write."""
        store.apply(samples.tenant())
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda writer: _practise(store, *(f"{writer}-{n}" for n in range(6))), range(8)))
        found = store.read(whole())
        assert (found.cards[SKILL].version, found.cards[SKILL].card.reps) == (48, 48)
        assert {review.id for review in found.reviews[SKILL]} == {
            f"{writer}-{n}" for writer in range(8) for n in range(6)
        }

    def test_eight_writers_of_many_cards_do_not_stand_in_each_others_way(self, store: Store) -> None:
        """Threads that write the same rows in different orders all get through, and every meeting is counted."""
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        minute = timedelta(minutes=1)
        meetings = tuple(
            samples.meeting(f"q-{n}", learner=learner, took=minute) for learner in (LEARNER, "ben") for n in range(5)
        )
        enrolments = tuple((learner, f"j-{n}", AT) for learner in (LEARNER, "ben") for n in range(5))

        def write(writer: int) -> None:
            step = -1 if writer % 2 else 1
            learners = tuple([f"by {writer}", "by all"][::step])
            store.apply(
                Change(tenant=TENANT, learners=learners, exposures=meetings[::step], enrolments=enrolments[::step])
            )

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(write, range(24)))
        for learner in (LEARNER, "ben"):
            exposures = store.read(whole(learner)).exposures.values()
            assert {(met.seen, met.timed, met.took) for met in exposures} == {(24, 24, 24 * minute)}
        assert len(store.learners(TENANT)) == 2 + 24 + 1

    def test_a_snapshot_is_never_newer_in_its_cards_than_in_its_log(self, store: Store) -> None:
        """Somebody who reads while others write sees no card without the reviews that it was folded from."""
        store.apply(samples.tenant())
        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(_practise, store, *(f"{n}" for n in range(40)))
            while not writing.done():
                found = store.read(whole())
                versions = [held.version for held in found.cards.values()]
                assert sum(versions) <= len(found.reviews.get(SKILL, ()))
            writing.result()

    def test_tenants_never_meet(self, store: Store) -> None:
        """Two tenants with the same ids everywhere see, change and refuse only what is their own."""
        store.apply(samples.tenant("a"))
        store.apply(samples.everything("a"))
        before = samples.held(store, "a")
        store.apply(samples.tenant("b"))
        ids = ("review-1", "attempt-1", "review-0", "goal-1")
        found = store.read(whole(tenant="b", ids=ids))
        assert (found.policy_version, found.edition, found.epoch) == (1, 0, 0)
        assert (found.cards, found.reviews, found.prior_reviews, found.prior_attempts) == ({}, {}, {}, {})
        assert (found.amendments, found.prior_events, found.attempts, found.steering) == ((), {}, (), ())
        assert (found.journeys, found.exposures, found.practised) == ((), {}, ())
        assert (store.editions("b", [1]), store.events("b"), store.events("b", learner=LEARNER)) == ((), (), ())
        assert (store.policy("b", 2), store.learners("b")) == (None, (LEARNER,))
        changed = replace(samples.everything("b"), policies=(), cards=((samples.card(reps=7), 0),))
        store.apply(changed)
        assert store.read(whole(tenant="b")).cards[SKILL].card.reps == 7
        assert samples.held(store, "a") == before
        with pytest.raises(StaleError):
            store.apply(Change(tenant="b", epochs={"new": 1}))
        assert store.tenants() == ("a", "b")


def _prepare(store: Store) -> None:
    """Fill a tenant; the learner is in epoch 1, the card at version 2."""
    store.apply(samples.tenant())
    store.apply(samples.everything())
    store.apply(Change(tenant=TENANT, cards=((samples.card(reps=2), 1),)))


def _sound() -> Change:
    """Return a change with something of every kind that holds after `_prepare`."""
    return Change(
        tenant=TENANT,
        policies=(samples.policy(3),),
        editions=(samples.edition(2),),
        events=(samples.content_change("new"), retraction(LEARNER, "review-1", at=AT)),
        learners=("another",),
        calendar=((LEARNER, CalendarEntry(effective_at=AT + 2 * DAY, timezone="Europe/Dublin")),),
        enrolments=((LEARNER, "another", AT),),
        cards=((samples.card(reps=3), 2),),
        reviews=(samples.review("review-2"),),
        attempts=(samples.attempt("attempt-2"),),
        exposures=(samples.meeting(at=AT + DAY, took=DAY),),
        epochs={LEARNER: 1},
        turning=frozenset({LEARNER}),
    )


def _refusal(store: Store, change: Change) -> type[ReinforceError] | None:
    """Return the kind of error that *change* gets, if any."""
    try:
        store.apply(change)
    except ReinforceError as error:
        return type(error)
    return None


def _practise(store: Store, *ids: str) -> None:
    """Read a card, decide and write, until it is not stale; a review for each id."""
    waiting = list(reversed(ids))
    while waiting:
        found = store.read(Query(tenant=TENANT, learner=LEARNER, skills=(SKILL,)))
        held = found.cards.get(SKILL)
        version = 0 if held is None else held.version
        card = samples.card(reps=1 if held is None else held.card.reps + 1)
        review = samples.review(waiting[-1])
        try:
            store.apply(Change(tenant=TENANT, cards=((card, version),), reviews=(review,), epochs={LEARNER: 0}))
        except StaleError:
            continue
        waiting.pop()
