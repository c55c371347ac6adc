"""When a learner can practise, as values."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import InvalidParameterError
from reinforce.practice import Availability, Leave, Load, OnLeave

MONDAY = date(2026, 3, 2)
PART_TIME = (Load.FULL, Load.FULL, Load.FULL, Load.REDUCED, Load.REDUCED, Load.NONE, Load.NONE)

dates = st.dates(date(2020, 1, 1), date(2040, 1, 1))
leaves = st.builds(
    lambda first, days, policy, id_: Leave(first=first, last=first + timedelta(days=days), policy=policy, id=id_),
    dates,
    st.integers(0, 400),
    st.sampled_from(OnLeave),
    st.sampled_from(["a", "b", "c"]),
)


@given(dates)
def test_a_day_takes_the_share_of_its_weekday(day: date) -> None:
    """A full load is all of a day, a reduced one half of it, none nothing; Monday comes first."""
    shares = {Load.FULL: 1.0, Load.REDUCED: 0.5, Load.NONE: 0.0}
    assert Availability(week=PART_TIME).share(day.toordinal()) == shares[PART_TIME[day.weekday()]]
    assert Availability().share(day.toordinal()) == 1.0


@given(dates, st.lists(dates, max_size=3), st.lists(leaves, max_size=3))
def test_dates_off_and_leaves_take_nothing_and_other_days_what_they_took(
    day: date, off: list[date], away: list[Leave]
) -> None:
    """A date off or inside a leave, its first and last day included, has no practice; every other is as before."""
    closed = day in off or any(leave.first <= day <= leave.last for leave in away)
    availability = Availability(week=PART_TIME, off=frozenset(off), leaves=tuple(away))
    usual = Availability(week=PART_TIME).share(day.toordinal())
    assert availability.share(day.toordinal()) == (0.0 if closed else usual)


def test_the_ends_of_a_leave_belong_to_it() -> None:
    """A leave holds from its first to its last date, and not on the day before or after."""
    leave = Leave(first=MONDAY, last=MONDAY + timedelta(days=13))
    away = Availability(leaves=(leave,))
    first = MONDAY.toordinal()
    assert [away.leave(day) for day in (first - 1, first, first + 13, first + 14)] == [None, leave, leave, None]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first": MONDAY, "last": date(2026, 3, 1)}, "last"),
        ({"first": MONDAY, "last": date(2096, 3, 1)}, "last"),
        ({"first": datetime(2026, 3, 2), "last": MONDAY}, "first"),  # noqa: DTZ001 - no instant is a date
        ({"first": "2026-03-02", "last": MONDAY}, "first"),
        ({"first": MONDAY, "last": date(1776, 7, 4)}, "last"),
        ({"first": MONDAY, "last": MONDAY, "policy": "hold"}, "policy"),
        ({"first": MONDAY, "last": MONDAY, "id": ""}, "leave"),
    ],
)
def test_what_is_no_leave_is_refused(fields: dict[str, Any], field: str) -> None:
    """A stretch of days starts before it ends, is no longer than ten years, and is made of dates."""
    with pytest.raises(InvalidParameterError) as refused:
        Leave(**fields)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"week": (Load.FULL,) * 6}, "week"),
        ({"week": [Load.FULL] * 7}, "week"),
        ({"week": (*PART_TIME[:6], "none at all")}, "week[6]"),
        ({"off": frozenset({"2026-03-02"})}, "off"),
    ],
)
def test_what_is_no_availability_is_refused(fields: dict[str, Any], field: str) -> None:
    """A week has seven loads, and dates off are dates."""
    with pytest.raises(InvalidParameterError) as refused:
        Availability(**fields)
    assert refused.value.field == field
