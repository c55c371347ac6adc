"""When practice may be brought: by the learner's clock, on their days, whatever the clocks and the learner do."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import InvalidParameterError, days
from reinforce.practice import Calendar, CalendarEntry, Delivery, Hours
from reinforce.practice.learner.availability import WEEKDAYS

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ZONES = (
    "Europe/Dublin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Cairo",  # puts its clocks on at midnight
    "America/Havana",  # puts them back to midnight
    "Pacific/Apia",  # has skipped a day
    "Asia/Kathmandu",
)
CHANGES = (
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 4, 23, 22, tzinfo=UTC),
    datetime(2026, 11, 1, 5, tzinfo=UTC),
    datetime(2011, 12, 30, 9, tzinfo=UTC),
)

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
hours = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]).map(lambda p: Hours(start=p[0], end=p[1]))
instants = st.builds(
    lambda change, minutes: change + minutes * MINUTE, st.sampled_from(CHANGES), st.integers(-3 * 1440, 3 * 1440)
)


def _delivery(fields: dict[str, Any]) -> Delivery | None:
    try:
        return Delivery(**fields)
    except InvalidParameterError:
        return None  # no minute is left


deliveries = (
    st.fixed_dictionaries(
        {
            "preferred": st.lists(hours, max_size=2),
            "quiet": st.lists(hours, max_size=2),
            "weekdays": st.lists(st.sampled_from(WEEKDAYS), min_size=1),
        }
    )
    .map(_delivery)
    .filter(lambda one: one is not None)
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Draw the calendar of a learner who stays, or who flies around the time of a change of the clocks."""
    flights = sorted(draw(st.lists(instants, max_size=2, unique=True)))
    places = [datetime(2000, 1, 1, tzinfo=UTC), *flights]
    return Calendar(
        tuple(
            CalendarEntry(
                effective_at=at, timezone=draw(st.sampled_from(ZONES)), day_start=draw(st.sampled_from([0, 1, 4, 23]))
            )
            for at in places
        )
    )


def _said(delivery: Delivery, at: datetime, calendar: Calendar) -> bool:
    """Whether a delivery is wanted at an instant, told minute by minute in the plainest way."""
    entry = calendar.at(at)
    local = at.astimezone(days.zone(entry.timezone))
    minute = local.hour * 60 + local.minute

    def inside(one: Hours) -> bool:
        start, end = (at.hour * 60 + at.minute for at in (one.start, one.end))
        return (minute - start) % 1440 < (end - start) % 1440

    weekday = days.date_of(calendar.day(at)).strftime("%A").lower()
    preferred = not delivery.preferred or any(map(inside, delivery.preferred))
    return preferred and not any(map(inside, delivery.quiet)) and weekday in delivery.weekdays


@given(deliveries, instants, calendars())
def test_an_instant_is_wanted_as_the_clock_and_the_day_say(
    delivery: Delivery, at: datetime, calendar: Calendar
) -> None:
    """Hours go by the learner's clock, over midnight and over changes of the clocks, weekdays by the learner day."""
    assert delivery.allows(at, calendar) is _said(delivery, at, calendar)


@given(deliveries, instants, calendars())
def test_the_next_instant_that_is_wanted_is_the_first(delivery: Delivery, at: datetime, calendar: Calendar) -> None:
    """None of the minutes before it is wanted, and it is."""
    found = delivery.next_at(at, calendar)
    minutes = (at + number * MINUTE for number in range(3 * 1440))
    first = next((minute for minute in minutes if _said(delivery, minute, calendar)), None)
    assert found is not None or first is None
    if first is not None:
        assert found == first
    elif found is not None:
        assert found >= at + 3 * DAY
        assert _said(delivery, found, calendar)
        assert not _said(delivery, found - MINUTE, calendar)


@given(deliveries, instants, calendars(), st.integers(1, 1440))
def test_a_lease_ends_with_the_hours(delivery: Delivery, at: datetime, calendar: Calendar, lease: int) -> None:
    """Up to the end every minute is wanted, and where the end is before that of the lease, it is not wanted itself."""
    if not delivery.allows(at, calendar):
        return
    before = at + lease * MINUTE
    end = delivery.ends_at(at, calendar, before=before)
    assert at < end <= before
    assert all(_said(delivery, at + number * MINUTE, calendar) for number in range((end - at) // MINUTE))
    assert end == before or not _said(delivery, end, calendar)


def test_where_nothing_is_said_any_time_will_do() -> None:
    """Without preferences the next instant is this one, and a lease is as long as was asked."""
    calendar, at = Calendar((CalendarEntry(effective_at=CHANGES[0]),)), CHANGES[1]
    assert Delivery().next_at(at, calendar) == at
    assert Delivery(spacing=DAY, channel="mail").ends_at(at, calendar, before=at + HOUR) == at + HOUR


def test_no_weekday_is_never() -> None:
    """Whoever wants nothing is never offered anything."""
    calendar = Calendar((CalendarEntry(effective_at=CHANGES[0]),))
    assert Delivery(weekdays=[]).next_at(CHANGES[0], calendar) is None
    assert not Delivery(weekdays=[]).allows(CHANGES[0], calendar)


def test_a_day_that_starts_at_four_is_the_weekday_that_it_was() -> None:
    """At two on Sunday morning it is still Saturday, and Saturday evenings go on until then."""
    calendar = Calendar((CalendarEntry(effective_at=CHANGES[0], timezone="Europe/Dublin", day_start=4),))
    night = Delivery(preferred=[Hours(start=time(22), end=time(4))], weekdays=["saturday"])
    saturday = datetime(2026, 6, 6, 21, tzinfo=UTC)  # ten in the evening
    assert night.next_at(saturday - DAY, calendar) == saturday
    assert night.ends_at(saturday, calendar, before=saturday + DAY) == datetime(2026, 6, 7, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"preferred": [Hours(start=time(8), end=time(9))], "quiet": [Hours(start=time(7), end=time(10))]}, "quiet"),
        ({"quiet": [Hours(start=time(0), end=time(12)), Hours(start=time(12), end=time(0))]}, "quiet"),
        ({"quiet": "22:00"}, "quiet"),
        ({"preferred": [time(9)]}, "preferred[0]"),
        ({"preferred": [Hours(start=time(8), end=time(9))] * 25}, "preferred"),
        ({"weekdays": ["mondey"]}, "weekdays"),
        ({"weekdays": "monday"}, "weekdays"),
        ({"spacing": -HOUR}, "spacing"),
        ({"spacing": timedelta(days=367)}, "spacing"),
        ({"spacing": 24}, "spacing"),
        ({"channel": ""}, "channel"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, Any], field: str) -> None:
    """The error names the field."""
    with pytest.raises(InvalidParameterError) as refused:
        Delivery(**fields)
    assert refused.value.field == field


@pytest.mark.parametrize("at", ["9:00", time(9, 0, 1), time(9, tzinfo=UTC), 9, None])
def test_hours_are_whole_minutes_of_the_learners_clock(at: Any) -> None:  # noqa: ANN401 - whatever is given
    """What has seconds, or a zone of its own, is no time that a clock is asked for."""
    for given_ in ({"start": at, "end": time(3)}, {"start": time(3), "end": at}):
        with pytest.raises(InvalidParameterError):
            Hours(**given_)
    with pytest.raises(InvalidParameterError):
        Hours(start=time(3), end=time(3))
