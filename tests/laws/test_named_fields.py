"""Errors name the argument that is wrong: of two bounds the one that was given, of many entries the very one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from reinforce import Engine, InvalidParameterError, ManualClock, Tenant
from reinforce.pictures import activity_map
from reinforce.practice import Delivery, Leave
from tests.laws.test_new_skills import pack
from tests.support.stores import START

DAY = timedelta(days=1)
TODAY = START.date()
Bound = Callable[[Tenant, Any, Any], object]


def _drawn(_: Tenant, first: date | None, last: date | None) -> object:
    frame = pl.DataFrame({"date": [TODAY], "items": [3]})
    return activity_map(frame, first=first, last=last)


BOUNDS: dict[str, tuple[Bound, str, str, datetime | date]] = {
    "activity": (lambda one, a, b: one.progress.activity("ana", since=a, until=b), "since", "until", TODAY),
    "activity of nobody": (lambda one, a, b: one.progress.activity([], since=a, until=b), "since", "until", TODAY),
    "drift": (lambda one, a, b: one.progress.drift("ana", since=a, until=b), "since", "until", START),
    "map": (_drawn, "first", "last", TODAY),
}
"""How each call is told where to begin and to end, by what names, and what stands for the end that is left out."""


@pytest.fixture
def acme() -> Tenant:
    """Return a tenant with ana."""
    tenant = Engine.open("memory:", clock=ManualClock(START)).create_tenant("acme", seed=7)
    tenant.catalog.publish(pack())
    tenant.roster.put("ana")
    return tenant


@pytest.mark.parametrize("name", BOUNDS)
def test_bounds_in_the_wrong_order_are_refused_by_the_one_that_was_given(acme: Tenant, name: str) -> None:
    """Also where the other is left out, and stands for today; the same day or instant twice is fine."""
    call, first, last, end = BOUNDS[name]
    call(acme, end, end)
    call(acme, end, None)
    for begin, until, field in ((end + 2 * DAY, end, last), (end + 2 * DAY, None, first)):
        with pytest.raises(InvalidParameterError) as refused:
            call(acme, begin, until)
        assert refused.value.field == field


def test_a_leave_ends_no_sooner_than_it_begins() -> None:
    """As everywhere."""
    with pytest.raises(InvalidParameterError) as refused:
        Leave(id="l", first=TODAY, last=TODAY - DAY)
    assert refused.value.field == "last"


MANY: dict[str, tuple[Callable[[Tenant], object], str]] = {
    "delivery": (lambda one: one.roster.set_delivery_many({"ana": Delivery(), "ben": 3}), "deliveries.ben"),  # type: ignore[dict-item]
    "whose delivery": (lambda one: one.roster.set_delivery_many({"ana": None, "": None}), "deliveries[1]"),
    "learners": (lambda one: one.roster.put_many([3]), "learners[0]"),  # type: ignore[list-item]
    "enrolled": (lambda one: one.roster.enroll_many(["ana", ""], journey="p"), "learners[1]"),
    "known": (lambda one: one.practice.place_many("ana", {"a0": 3.0, "a1": -1.0}), "known.a1"),
    "what is known": (lambda one: one.practice.place_many("ana", {"a0": 3.0, "": 1.0}), "known[1]"),
    "claims": (lambda one: one.outbox.acknowledge_many([3]), "claims[0]"),  # type: ignore[list-item]
    "reviews": (lambda one: one.practice.review_many([{"learner": "ana", "skill": ""}]), "reviews[0]"),
    "attempts": (lambda one: one.practice.record_many([("ana", {})]), "attempts[0]"),
}


@pytest.mark.parametrize("name", MANY)
def test_one_of_many_that_is_wrong_is_named(acme: Tenant, name: str) -> None:
    """By its place in a list, or by its key; nothing of the call is written."""
    call, field = MANY[name]
    before = acme.practice.log("ana")
    with pytest.raises(InvalidParameterError) as refused:
        call(acme)
    assert refused.value.field.startswith(field)
    assert acme.practice.log("ana") == before
