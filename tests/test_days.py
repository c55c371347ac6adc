"""
Learner days: an instant belongs to the last day that has begun, whatever the clocks did.

Reading the local date off the wall clock is not enough: where the clocks go back across the start of the day, the date
falls for a while. In St. John's they did so every autumn until 2011, from 00:01 to 23:01. Among the examples below are
the worst that the zones have to offer since 1985.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reinforce import days
from reinforce.errors import InvalidParameterError

TICK = timedelta(microseconds=1)

CHANGES = [
    ("Europe/Dublin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Dublin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),  # by half an hour
    ("America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),  # midnight is skipped …
    ("America/Sao_Paulo", datetime(2018, 2, 18, 2, tzinfo=UTC)),  # … and from midnight back to 23:00
    ("America/Havana", datetime(2026, 11, 1, 5, tzinfo=UTC)),  # midnight comes twice
    ("America/St_Johns", datetime(2006, 4, 2, 3, 31, tzinfo=UTC)),  # from 00:01 to 01:01
    ("America/St_Johns", datetime(2006, 10, 29, 2, 31, tzinfo=UTC)),  # from 00:01 back to 23:01
    ("America/St_Johns", datetime(1988, 4, 3, 3, 31, tzinfo=UTC)),  # by two hours
    ("America/St_Johns", datetime(1988, 10, 30, 1, 31, tzinfo=UTC)),
    ("Antarctica/Casey", datetime(2018, 3, 10, 17, tzinfo=UTC)),  # by three hours, from 04:00 back to 01:00
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # 30 December is skipped
    ("Pacific/Kwajalein", datetime(1993, 8, 21, 12, tzinfo=UTC)),  # and here 21 August
]
ZONES = sorted({name for name, _ in CHANGES} | {"UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Niue"})

HOURS = st.integers(0, 23)
INSTANTS = st.datetimes(datetime(1980, 1, 1), datetime(2039, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
NEAR = st.one_of(
    st.timedeltas(timedelta(hours=-30), timedelta(hours=30)),
    st.integers(-180, 180).map(lambda minutes: timedelta(minutes=minutes)),
    st.sampled_from([-TICK, timedelta(), TICK]),
)
MOMENTS = st.tuples(st.sampled_from(ZONES), INSTANTS) | st.tuples(st.sampled_from(CHANGES), NEAR).map(
    lambda drawn: (drawn[0][0], drawn[0][1] + drawn[1])
)


def _wall_clock_day(at: datetime, zone: str, hour: int) -> int:
    """Return what one would read off the clock on the wall."""
    return (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(hours=hour)).toordinal()


@pytest.mark.parametrize(("zone", "at"), CHANGES)
def test_the_changes_of_clocks_are_where_these_tests_look_for_them(zone: str, at: datetime) -> None:
    """Each example is the first instant of another offset; a test beside a change would prove nothing."""
    local = ZoneInfo(zone)
    assert at.astimezone(local).utcoffset() != (at - TICK).astimezone(local).utcoffset()


def test_the_wall_clock_alone_would_go_back_a_day() -> None:
    """Day numbers read off the wall fall in St. John's and Casey; that is why ours are not."""
    for zone, hour in (("America/St_Johns", 0), ("Antarctica/Casey", 2)):
        (at,) = [at for name, at in CHANGES if name == zone and at.year in {2006, 2018} and at.month in {3, 10}]
        assert _wall_clock_day(at, zone, hour) < _wall_clock_day(at - TICK, zone, hour)
        assert days.day_number(at, timezone=zone, day_start=hour) == _wall_clock_day(at - TICK, zone, hour)


@given(MOMENTS, HOURS)
def test_an_instant_belongs_to_the_last_day_that_has_begun(moment: tuple[str, datetime], hour: int) -> None:
    """For every zone and hour, an instant's day has started by then, and the next day has not."""
    zone, at = moment
    day = days.day_number(at, timezone=zone, day_start=hour)
    starts = [days.day_start_at(number, timezone=zone, day_start=hour) for number in (day, day + 1)]
    assert starts[0] <= at < starts[1]


@given(MOMENTS, NEAR, HOURS)
@example(("America/St_Johns", datetime(2006, 10, 29, 2, 31, tzinfo=UTC)), -TICK, 0)
def test_a_day_number_never_falls_as_time_goes_on(moment: tuple[str, datetime], wait: timedelta, hour: int) -> None:
    """For every zone and hour, of two instants the later one has no smaller day number."""
    zone, at = moment
    first, second = sorted([at, at + wait])
    assert days.day_number(first, timezone=zone, day_start=hour) <= days.day_number(
        second, timezone=zone, day_start=hour
    )


@given(MOMENTS, HOURS)
def test_a_day_starts_at_its_first_instant(moment: tuple[str, datetime], hour: int) -> None:
    """A day's start is of that day, or of the next if the whole day is skipped; a microsecond earlier is not."""
    zone, at = moment
    day = at.toordinal()
    start = days.day_start_at(day, timezone=zone, day_start=hour)
    following = days.day_start_at(day + 1, timezone=zone, day_start=hour)
    assert start.tzinfo is UTC
    assert days.day_number(start, timezone=zone, day_start=hour) == (day if start < following else day + 1)
    assert days.day_number(start - TICK, timezone=zone, day_start=hour) < day


@given(MOMENTS, HOURS)
def test_a_day_number_is_the_date_on_the_wall_unless_the_clocks_went_back(
    moment: tuple[str, datetime], hour: int
) -> None:
    """While the clock shows each time once, the day is its date that many hours ago."""
    zone, at = moment
    if not at.astimezone(ZoneInfo(zone)).fold:
        assert days.day_number(at, timezone=zone, day_start=hour) == _wall_clock_day(at, zone, hour)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "start"),
    [
        ("Europe/Dublin", date(2026, 3, 29), 1, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("Europe/Dublin", date(2026, 10, 25), 1, datetime(2026, 10, 25, 0, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2018, 11, 4), 0, datetime(2018, 11, 4, 3, tzinfo=UTC)),
        ("America/Havana", date(2026, 11, 1), 0, datetime(2026, 11, 1, 4, tzinfo=UTC)),
        ("America/St_Johns", date(2006, 4, 2), 1, datetime(2006, 4, 2, 3, 31, tzinfo=UTC)),
        ("America/St_Johns", date(2006, 10, 29), 0, datetime(2006, 10, 29, 2, 30, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 30), 4, datetime(2011, 12, 30, 10, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 31), 4, datetime(2011, 12, 30, 14, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2026, 3, 2), 4, datetime(2026, 3, 1, 14, tzinfo=UTC)),
        ("Pacific/Niue", date(2026, 3, 2), 23, datetime(2026, 3, 3, 10, tzinfo=UTC)),
    ],
)
def test_where_days_start(zone: str, day: date, hour: int, start: datetime) -> None:
    """A skipped start is the change itself, a doubled one the first of the two, a zone's shift may be a day."""
    assert days.day_start_at(day.toordinal(), timezone=zone, day_start=hour) == start


def test_the_same_instant_is_of_different_days_east_and_west() -> None:
    """At one instant, Kiritimati and Niue are a day and an hour apart, and a late day start makes it one more."""
    at = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    east, west = (days.day_number(at, timezone=zone) for zone in ("Pacific/Kiritimati", "Pacific/Niue"))
    assert (date.fromordinal(east), date.fromordinal(west)) == (date(2026, 3, 3), date(2026, 3, 1))
    assert days.day_number(at, timezone="Pacific/Niue", day_start=23) == west
    assert days.day_number(at - timedelta(minutes=31), timezone="Pacific/Niue", day_start=23) == west - 1


@given(INSTANTS, st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_it_does_not_matter_in_which_zone_an_instant_is_written(at: datetime, written: str, zone: str) -> None:
    """The day number depends on the instant and on the learner's zone, not on the sender's."""
    sent = at.astimezone(ZoneInfo(written))
    assert days.day_number(sent, timezone=zone) == days.day_number(at, timezone=zone)


def test_a_local_time_without_a_zone_has_no_day() -> None:
    """It would be read in the zone of the machine."""
    with pytest.raises(InvalidParameterError, match="time zone"):
        days.day_number(datetime(2026, 3, 2))  # noqa: DTZ001 - that is what it is about


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "Europe", "../UTC", "/etc/localtime", "localtime", "right/UTC", None, 7, ["UTC"]]
)
def test_what_is_no_zone_is_refused(name: object) -> None:
    """Unknown names, folders, paths, links that depend on the machine and other types: each names the field."""
    with pytest.raises(InvalidParameterError) as caught:
        days.zone(name)  # type: ignore[arg-type]
    assert (caught.value.field, caught.value.value) == ("timezone", name)


@pytest.mark.parametrize("hour", [-1, 24, 4.0, "4", True, None])
def test_a_day_starts_at_a_whole_hour_of_the_day(hour: object) -> None:
    """0 to 23 are hours at which a day can start; anything else is refused."""
    with pytest.raises(InvalidParameterError, match="day_start"):
        days.day_start_hour(hour)
    assert [days.day_start_hour(each) for each in (0, 23)] == [0, 23]


@given(INSTANTS)
def test_microseconds_hold_an_instant_exactly(at: datetime) -> None:
    """An instant comes back from its number of microseconds unchanged, and numbers are ordered as instants are."""
    number = days.microseconds(at)
    assert days.from_microseconds(number) == at
    assert days.from_microseconds(number).tzinfo is UTC
    assert days.microseconds(at + TICK) == number + 1
