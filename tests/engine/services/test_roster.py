"""The roster through the engine."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reinforce import (
    Engine,
    Goal,
    InvalidParameterError,
    Learner,
    Leave,
    ManualClock,
    NotFoundError,
    Rating,
    Tenant,
)
from reinforce.days import day_number
from reinforce.ports import Store
from reinforce.practice import Delivery
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import JOURNEY, SKILLS
from tests.support.stores import START, AnyStore, Overtaken, small_tenant
from tests.support.whole_log import whole_log


def test_what_is_left_out_stays_as_it_is(acme: Tenant) -> None:
    """Changing the hour keeps the zone, and the other way round; somebody new starts with UTC and midnight."""
    assert acme.roster.put("ben") == Learner(id="ben", timezone="UTC", day_start=0)
    acme.roster.put("ana", day_start=2)
    assert acme.roster.put("ana") == Learner(id="ana", timezone="Europe/Dublin", day_start=2, journeys=(JOURNEY,))


def test_a_bulk_form_is_whole_or_not_at_all(acme: Tenant) -> None:
    """Many people are put and enrolled at once; one who is not there keeps all from being enrolled."""
    acme.roster.put_many(Learner(id=f"learner-{number}", timezone="Asia/Tokyo") for number in range(5))
    with pytest.raises(NotFoundError):
        acme.roster.enroll_many(["learner-0", "nobody"], journey=JOURNEY)
    assert acme.roster.get("learner-0").journeys == ()
    acme.roster.enroll_many((f"learner-{number}" for number in range(5)), journey=JOURNEY)
    assert acme.roster.get("learner-4") == Learner(
        id="learner-4", timezone="Asia/Tokyo", day_start=0, journeys=(JOURNEY,)
    )


def test_all_who_are_not_there_are_named(any_store: AnyStore, clock: ManualClock) -> None:
    """Where some of many are not there, none is enrolled, and the error says who they are and how many."""
    acme = small_tenant(Engine.over(any_store.new(), clock=clock))
    strangers = tuple(f"stranger-{number}" for number in range(7))
    with pytest.raises(
        NotFoundError, match=r"there are no 7 learners 'stranger-0', .*'stranger-4' and 2 more$"
    ) as found:
        acme.roster.enroll_many([*strangers, "ana"], journey=JOURNEY)
    assert (found.value.id, *found.value.others) == strangers
    acme.roster.enroll_many([], journey=JOURNEY)


class Counting:
    """A store that notes what it is asked to do."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        self.calls.append(name)
        return getattr(self._store, name)


def test_thousands_are_put_and_enrolled_in_few_calls(clock: ManualClock) -> None:
    """The store is asked a few times for thousands of learners, new ones and those who are there."""
    store = Counting(MemoryStore())
    acme = small_tenant(Engine.over(store, clock=clock))
    acme.roster.put_many(Learner(id=f"learner-{number}") for number in range(0, 6000, 2))
    clock.advance(timedelta(hours=1))
    store.calls.clear()
    acme.roster.put_many(Learner(id=f"learner-{number}", timezone="Asia/Tokyo") for number in range(6000))
    acme.roster.enroll_many((f"learner-{number}" for number in range(6000)), journey=JOURNEY)
    assert sorted(store.calls) == ["apply"] * 2 + ["erasure_key"] + ["read"] + ["read_many"] * 4
    for id_ in ("learner-5998", "learner-5999"):
        assert acme.roster.get(id_) == Learner(id=id_, timezone="Asia/Tokyo", day_start=0, journeys=(JOURNEY,))


def test_learners_come_in_pages(acme: Tenant) -> None:
    """Ids are sorted; the next page starts after the last id of the one before."""
    acme.roster.put_many(Learner(id=id_) for id_ in ("zoe", "Ben", "émile"))
    assert acme.roster.learners(limit=2) == ("Ben", "ana")
    assert acme.roster.learners(after="ana") == ("zoe", "émile")


def test_a_calendar_changes_only_from_now_on(acme: Tenant, clock: ManualClock) -> None:
    """A review ahead of our clock keeps its day: the change holds only after it."""
    ahead = clock.now() + timedelta(minutes=4)
    before = acme.practice.review("ana", "terms", "Good", review_id="r-1", at=ahead)
    acme.roster.put("ana", timezone="Pacific/Auckland", day_start=0)
    clock.advance(timedelta(minutes=4))
    again = acme.practice.review("ana", "questions", "Good", review_id="r-2", at=ahead)
    assert again.day == before.day
    assert acme.practice.review("ana", "discovery", "Good", at=clock.now() + timedelta(seconds=1)).day == before.day
    clock.advance(timedelta(hours=3))
    assert acme.practice.review("ana", "discovery", "Good").day == before.day + 1


def test_two_who_add_the_same_learner_at_once_do_not_both_win(any_store: AnyStore, clock: ManualClock) -> None:
    """Where somebody else adds a learner between our look and our write, we look again and change what is there."""
    store = Overtaken(any_store.new())
    acme = Engine.over(store, clock=clock).create_tenant("acme")
    store.meanwhile = lambda: acme.roster.put("ana", timezone="Asia/Tokyo", day_start=5)
    assert acme.roster.put("ana", timezone="Europe/Dublin") == Learner(id="ana", timezone="Europe/Dublin", day_start=5)


def test_a_clock_that_ran_ahead_holds_no_zone_up(acme: Tenant, clock: ManualClock) -> None:
    """A review recorded a year ahead, taken back or not, leaves the zone to be changed now."""
    for undone in (True, False):
        clock.advance(timedelta(days=365))
        acme.practice.review("ana", "terms", Rating.Good, review_id=f"ahead-{undone}")
        if undone:
            acme.practice.undo("ana", review_id=f"ahead-{undone}")
        clock.move_to(clock.now() - timedelta(days=365))
        for zone, hour in (("Asia/Tokyo", 4), ("Asia/Tokyo", 23), ("Europe/Dublin", 4)):
            acme.roster.put("ana", timezone=zone, day_start=hour)
            clock.advance(timedelta(seconds=1))
            expected = day_number(clock.now(), timezone=zone, day_start=hour)
            assert acme.practice.session("ana").plan.today.day == expected
    assert acme.policies.verify().clean


def test_a_zone_of_a_clock_that_ran_ahead_gives_way(acme: Tenant, clock: ManualClock) -> None:
    """What was to begin only then begins now, or gives way to what is said now, and does not come back then."""
    clock.advance(timedelta(days=365))
    acme.roster.put("ana", timezone="Asia/Tokyo")
    acme.roster.put("ben", timezone="Asia/Tokyo")
    clock.move_to(clock.now() - timedelta(days=365))
    for said, zone in (("Asia/Tokyo", "Asia/Tokyo"), ("Pacific/Honolulu", "Pacific/Honolulu")):
        for learner in ("ana", "ben"):
            acme.roster.put(learner, timezone=said)
            for later in (timedelta(seconds=1), timedelta(days=400)):
                clock.advance(later)
                day = acme.practice.session(learner).plan.today.day
                assert day == day_number(clock.now(), timezone=zone, day_start=4 if learner == "ana" else 0)
                clock.move_to(clock.now() - later)
            clock.advance(timedelta(seconds=2))


TODAY = START.date()
OF_NOBODY: dict[str, Callable[[Tenant], object]] = {
    "set_delivery": lambda acme: acme.roster.set_delivery("", Delivery(weekdays=[])),
    "set_delivery_many": lambda acme: acme.roster.set_delivery_many({"ana": None, "": Delivery(weekdays=[])}),
    "set_availability": lambda acme: acme.roster.set_availability("", off=[TODAY]),
    "put_leave": lambda acme: acme.roster.put_leave("", Leave(id="l", first=TODAY, last=TODAY)),
    "cancel_leave": lambda acme: acme.roster.cancel_leave("", "l"),
    "put a goal": lambda acme: acme.goals.put(Goal(id="g", skills=SKILLS, on=TODAY), learner=""),
    "put a goal for several": lambda acme: acme.goals.put(Goal(id="g", skills=SKILLS, on=TODAY), learners=["ana", ""]),
    "suspend": lambda acme: acme.practice.suspend("", SKILLS[0], reason="heard"),
    "complete": lambda acme: acme.practice.complete("", "intro"),
}


@pytest.mark.parametrize("call", OF_NOBODY.values(), ids=OF_NOBODY.keys())
def test_an_id_without_characters_is_nobody(acme: Tenant, call: Callable[[Tenant], object]) -> None:
    """What is said of a learner is never said of all the tenant, whose own entries of the log name nobody."""
    before = whole_log(acme)
    with pytest.raises(InvalidParameterError):
        call(acme)
    assert whole_log(acme) == before
