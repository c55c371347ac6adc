"""Availability, leave and holidays through the engine, on every store."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from reinforce import ConflictError, Engine, Event, InvalidParameterError, ManualClock, NotFoundError, Rating, Tenant
from reinforce.journal import EventKind
from reinforce.practice import Availability, Leave, Load, OnLeave
from reinforce.testing.packs import JOURNEY
from tests.support.stores import START, AnyStore, Overtaken, small_tenant

TODAY = START.date()
WEEKEND = {"saturday": Load.REDUCED, "sunday": Load.NONE}
SPRING = Leave(id="spring", first=date(2026, 4, 6), last=date(2026, 4, 17), policy=OnLeave.HOLD)


class _OvertakenEvents(Overtaken):
    """The same for the log of the tenant."""

    def events(self, tenant: str, *, learner: str = "") -> tuple[Event, ...]:
        """Read, and then let it happen."""
        seen = self._store.events(tenant, learner=learner)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return seen


def _shares(availability: Availability, *days: date) -> list[float]:
    return [availability.share(day.toordinal()) for day in days]


def test_what_is_left_out_of_availability_stays_as_it_is(acme: Tenant) -> None:
    """The loads of weekdays not named, and dates off where only the week is set, stay; dates off replace each other."""
    assert acme.roster.availability("ana") == Availability()
    acme.roster.set_availability("ana", week=WEEKEND)
    acme.roster.set_availability("ana", off=[date(2026, 3, 17)])
    acme.roster.set_availability("ana", week={"saturday": "none"})
    week = (*(Load.FULL,) * 5, Load.NONE, Load.NONE)
    expected = Availability(week=week, off=frozenset({date(2026, 3, 17)}))
    assert acme.roster.availability("ana") == expected
    assert acme.roster.set_availability("ana", off=[]) == Availability(week=week)


def test_availability_belongs_to_one_learner(engine: Engine, acme: Tenant) -> None:
    """What one learner, or one tenant, says about time concerns nobody else."""
    acme.roster.put("ben")
    other = small_tenant(engine, "other")
    acme.roster.set_availability("ana", week=WEEKEND)
    acme.roster.put_leave("ana", SPRING)
    acme.roster.set_holidays([date(2026, 3, 17)])
    assert acme.roster.availability("ben") == Availability(off=frozenset({date(2026, 3, 17)}))
    assert other.roster.availability("ana") == Availability()


def test_of_what_is_said_at_the_same_instant_the_last_word_holds(acme: Tenant) -> None:
    """Events have an order even where the clock stands still."""
    for number in range(12):
        load = Load.NONE if number % 2 else Load.FULL
        leave = Leave(id="a", first=TODAY, last=TODAY + timedelta(days=number))
        acme.roster.put_leave("ana", leave)
        acme.roster.set_holidays([TODAY + timedelta(days=number)])
        assert acme.roster.set_availability("ana", week={"monday": load}).week[0] == load
        assert acme.roster.availability("ana").leaves == (leave,)
        assert acme.roster.availability("ana").off == {TODAY + timedelta(days=number)}


def test_public_holidays_hold_for_all_unless_a_learner_keeps_other_calendars(acme: Tenant) -> None:
    """The tenant gives the holidays, by calendar; a learner of one country keeps the calendar of that country."""
    irish, japanese = date(2026, 3, 17), date(2026, 4, 29)
    acme.roster.set_holidays([irish], calendar="ie")
    acme.roster.set_holidays([japanese], calendar="jp")
    acme.roster.put("kenji", timezone="Asia/Tokyo")
    acme.roster.set_availability("kenji", calendars=["jp"])
    assert _shares(acme.roster.availability("ana"), irish, japanese) == [0.0, 0.0]
    assert _shares(acme.roster.availability("kenji"), irish, japanese) == [1.0, 0.0]
    acme.roster.set_holidays([], calendar="jp")
    assert _shares(acme.roster.availability("kenji"), irish, japanese) == [1.0, 1.0]
    with pytest.raises(NotFoundError, match=r"calendar 'i'.*'ie'"):
        acme.roster.set_availability("kenji", calendars=["i"])


def test_leaves_may_overlap_and_be_changed_and_cancelled(acme: Tenant) -> None:
    """Each leave has an id of its own; a day is free as long as any leave covers it."""
    conference = Leave(id="conference", first=date(2026, 4, 15), last=date(2026, 4, 20))
    for leave in (SPRING, conference):
        acme.roster.put_leave("ana", leave)
    assert acme.roster.availability("ana").leaves == (SPRING, conference)
    acme.roster.cancel_leave("ana", "spring")
    acme.roster.cancel_leave("ana", "spring")
    days = (date(2026, 4, 14), date(2026, 4, 16))
    assert _shares(acme.roster.availability("ana"), *days) == [1.0, 0.0]
    acme.roster.put_leave("ana", SPRING)
    assert _shares(acme.roster.availability("ana"), *days) == [0.0, 0.0]
    with pytest.raises(NotFoundError, match=r"leave 'conferences'.*'conference'"):
        acme.roster.cancel_leave("ana", "conferences")


def test_nothing_about_time_touches_a_card(acme: Tenant, clock: ManualClock) -> None:
    """Book a leave, a holiday or an easy week: sessions change, and no card, due day or log of a card does."""
    acme.practice.review("ana", "terms", Rating.Good)
    clock.advance(timedelta(days=5))
    before = (acme.practice.cards(), acme.practice.due("ana"), acme.practice.history("ana", "terms"))
    assert len(acme.practice.session("ana")) > 0
    acme.roster.put_leave("ana", Leave(first=TODAY, last=TODAY + timedelta(days=30)))
    acme.roster.set_availability("ana", week=WEEKEND, off=[TODAY])
    acme.roster.set_holidays([TODAY])
    assert (acme.practice.cards(), acme.practice.due("ana"), acme.practice.history("ana", "terms")) == before
    assert len(acme.practice.session("ana")) == 0
    assert acme.policies.verify().differences == ()


CALLS: dict[str, tuple[Callable[[Tenant, str], object], Callable[[Tenant, str], object]]] = {
    "availability": (
        lambda acme, id_: acme.roster.set_availability("ana", week=WEEKEND, event_id=id_),
        lambda acme, id_: acme.roster.set_availability("ana", week={"sunday": "none"}, event_id=id_),
    ),
    "leave": (
        lambda acme, id_: acme.roster.put_leave("ana", SPRING, event_id=id_),
        lambda acme, id_: acme.roster.put_leave("ana", Leave(id="spring", first=TODAY, last=TODAY), event_id=id_),
    ),
    "holidays": (
        lambda acme, id_: acme.roster.set_holidays([date(2026, 3, 17), date(2026, 4, 6)], event_id=id_),
        lambda acme, id_: acme.roster.set_holidays([date(2026, 3, 17)], event_id=id_),
    ),
}


@pytest.mark.parametrize("call", CALLS)
def test_the_same_event_twice_changes_nothing_and_another_with_its_id_is_refused(
    engine: Engine, acme: Tenant, clock: ManualClock, call: str
) -> None:
    """An event's id makes a retry harmless, even after later events; with other content it is a conflict."""
    same, other = CALLS[call]
    same(acme, "e-1")
    clock.advance(timedelta(hours=1))
    acme.roster.set_availability("ana", week={"sunday": "full"})
    acme.roster.set_holidays([])
    seen = acme.roster.availability("ana")
    same(acme, "e-1")
    assert acme.roster.availability("ana") == seen
    with pytest.raises(ConflictError, match="event 'e-1'"):
        other(acme, "e-1")
    assert acme.roster.availability("ana") == seen
    assert engine.tenants() == ("acme",)


def test_an_id_that_is_a_reviews_is_refused(acme: Tenant) -> None:
    """Ids are the learner's own: what names a review names no event."""
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1")
    with pytest.raises(ConflictError, match="has the id of a review"):
        acme.roster.put_leave("ana", SPRING, event_id="r-1")


def test_of_two_events_with_one_id_the_second_is_refused_even_at_the_same_moment(
    any_store: AnyStore, clock: ManualClock
) -> None:
    """Where somebody else takes the id between our look and our write, we say so."""
    store = Overtaken(any_store.new())
    acme = small_tenant(Engine.over(store, clock=clock))
    moved = Leave(id="spring", first=SPRING.first, last=SPRING.first)
    store.meanwhile = lambda: acme.roster.put_leave("ana", moved, event_id="e-1")
    with pytest.raises(ConflictError, match="event 'e-1'"):
        acme.roster.put_leave("ana", SPRING, event_id="e-1")
    assert acme.roster.availability("ana").leaves == (moved,)


def test_of_two_events_of_the_tenant_with_one_id_the_second_is_refused(any_store: AnyStore, clock: ManualClock) -> None:
    """The same holds for what concerns the whole tenant."""
    store = _OvertakenEvents(any_store.new())
    acme = small_tenant(Engine.over(store, clock=clock))
    store.meanwhile = lambda: acme.roster.set_holidays([TODAY], event_id="e-2")
    with pytest.raises(ConflictError, match="event 'e-2'"):
        acme.roster.set_holidays([], event_id="e-2")
    assert acme.roster.availability("ana").off == {TODAY}


REFUSED: list[tuple[Callable[[Tenant], object], type[Exception], str]] = [
    (lambda acme: acme.roster.set_availability("ana"), InvalidParameterError, "availability"),
    (lambda acme: acme.roster.set_availability("ana", week={"mon": "full"}), InvalidParameterError, "week"),
    (lambda acme: acme.roster.set_availability("anna", week=WEEKEND), NotFoundError, "anna"),
    (lambda acme: acme.roster.put_leave("ana", (TODAY, TODAY)), InvalidParameterError, "leave"),  # type: ignore[arg-type]
    (lambda acme: acme.roster.put_leave("anna", SPRING), NotFoundError, "anna"),
    (lambda acme: acme.roster.put_leave("ana", SPRING, event_id=""), InvalidParameterError, "event_id"),
    (lambda acme: acme.roster.cancel_leave("ana", ""), InvalidParameterError, "leave"),
    (lambda acme: acme.roster.cancel_leave("ana", JOURNEY), NotFoundError, JOURNEY),
    (lambda acme: acme.roster.set_holidays(["2026-03-17"]), InvalidParameterError, "dates"),  # type: ignore[list-item]
    (lambda acme: acme.roster.set_holidays([], calendar=""), InvalidParameterError, "calendar"),
    (lambda acme: acme.roster.availability("anna"), NotFoundError, "anna"),
]


@pytest.mark.parametrize(("call", "error", "match"), REFUSED, ids=map(str, range(len(REFUSED))))
def test_what_makes_no_sense_is_refused(
    clock: ManualClock, call: Callable[[Tenant], object], error: type[Exception], match: str
) -> None:
    """The error names the field or what is not there, and nothing was changed."""
    acme = small_tenant(Engine.open("memory:", clock=clock))
    with pytest.raises(error, match=match):
        call(acme)
    assert acme.roster.availability("ana") == Availability()


def test_each_call_is_one_event(any_store: AnyStore, clock: ManualClock) -> None:
    """What is said once stands in the log once, about the learner or about the whole tenant."""
    store = any_store.new()
    acme = small_tenant(Engine.over(store, clock=clock))
    acme.roster.set_availability("ana", week=WEEKEND, off=[TODAY])
    acme.roster.put_leave("ana", SPRING)
    acme.roster.cancel_leave("ana", "spring")
    acme.roster.set_holidays([TODAY])
    assert sorted(event.kind for event in store.events("acme", learner="ana")) == [
        EventKind.AVAILABILITY,
        EventKind.LEAVE,
        EventKind.LEAVE,
    ]
    assert [event.kind for event in store.events("acme") if event.kind is not EventKind.CONTENT_CHANGE] == [
        EventKind.HOLIDAYS
    ]
