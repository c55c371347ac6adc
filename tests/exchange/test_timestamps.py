"""Instants as logs have them: what says when is read, and what only seems to is told."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.days import day_number
from reinforce.exchange import ReviewLog, from_frame

MARCH_2 = date(2026, 3, 2)


def read(*at: object, timezone: str = "UTC", day_start: int = 0) -> ReviewLog:
    """Return the log of reviews at these instants, of skills of their own."""
    count = len(at)
    rows = {"learner": ["ana"] * count, "skill": [f"s{n:03}" for n in range(count)], "rating": [3] * count}
    return from_frame({**rows, "at": list(at)}, timezone=timezone, day_start=day_start)


@pytest.mark.parametrize("told", [1772442000, 1772442000000, 1772442000000000, 1772442000000000000])
def test_numbers_since_1970_are_told_apart_by_their_size(told: int) -> None:
    """Seconds, milliseconds, microseconds and nanoseconds, as numbers and as texts."""
    for value in (told, str(told)):
        assert read(value).frame["at"].to_list() == [datetime(2026, 3, 2, 9, tzinfo=UTC)]


@given(at=st.datetimes(datetime(1980, 1, 2), datetime(2199, 12, 1)), times=st.sampled_from([1, 10**3, 10**6]))  # noqa: DTZ001 - made aware
def test_no_number_of_those_years_is_of_two_units(at: datetime, times: int) -> None:
    """Whatever the unit, a review of 1980 to 2199 is read at its own instant."""
    instant = at.replace(microsecond=0, tzinfo=UTC)
    assert read(int(instant.timestamp()) * times).frame["at"].to_list() == [instant]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Tokyo"])
def test_instants_of_a_frame_are_read_in_whatever_unit(unit: Literal["ms", "us", "ns"], zone: str | None) -> None:
    """As frames of polars and pandas keep them, with and without a zone."""
    at = pl.Series([datetime(2026, 3, 2, 9), None], dtype=pl.Datetime(unit))  # noqa: DTZ001 - a zone is put to it
    at = at if zone is None else at.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    log = from_frame({"learner": ["a", "a"], "skill": ["x", "y"], "rating": [3, 3], "at": at})
    assert log.frame["at"].to_list() == [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    assert log.dropped == {"time": 1}


@pytest.mark.parametrize(
    "told", [46083, 46083.375, "46083.5", 20514, 0, 1, -5, 639_000_000_000_000_000, 1e300, "9" * 39]
)
def test_numbers_that_are_no_time_since_1970_are_no_instants(told: object) -> None:
    """A spreadsheet's days, days since 1970, ticks of another epoch: dropped, not put into 1970."""
    log = read(told)
    assert (len(log), log.dropped) == (0, {"time": 1})


def test_what_seems_to_be_days_is_called_so() -> None:
    """The reason says what such numbers usually are, and how to write instants."""
    (reason,) = read(46083.5).faults["reason"]
    assert "number of days, such as a spreadsheet" in reason
    assert "ISO 8601" in reason


@pytest.mark.parametrize("told", [20260302, "20260302 ", "2026-03-02", "2026-W10-1"])
def test_the_digits_of_a_calendar_are_a_date(told: object) -> None:
    """As numbers they would be of 1970."""
    log = read(told)
    assert log.frame["day"].to_list() == [MARCH_2]
    assert log.faults["kind"].to_list() == ["no time"]


@pytest.mark.parametrize("told", [202603020930, "20260302093000"])
def test_the_digits_of_a_calendar_and_a_clock_are_an_instant(told: object) -> None:
    """As milliseconds they would be of 1976, or of 2612."""
    log = read(told)
    assert log.frame["at"].to_list() == [datetime(2026, 3, 2, 9, 30, tzinfo=UTC)]
    assert log.faults["kind"].to_list() == ["no zone"]


ZONES = ("UTC", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "America/Havana", "Pacific/Kiritimati")
DATES = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(days=st.lists(DATES, min_size=1, max_size=5), zone=st.sampled_from(ZONES), start=st.integers(0, 23))
@pytest.mark.parametrize(
    "made",
    [str, date.fromisoformat, lambda day: f"{day} 00:00", datetime.fromisoformat],
    ids=["text", "date", "midnight", "datetime"],
)
def test_a_date_stays_on_its_date(made: Callable[[str], object], days: list[date], zone: str, start: int) -> None:
    """In every zone, also where the clocks skip midnight, whenever the day starts, as a text or as a value."""
    told = [made(str(day)) for day in days]
    log = read(*told, timezone=zone, day_start=start)
    assert log.frame.sort("skill")["day"].to_list() == days
    for at, day in log.frame.select("at", "day").rows():
        assert day_number(at, timezone=zone, day_start=start) == day.toordinal()


def test_midnight_among_other_times_is_a_time() -> None:
    """Only where all local times are midnight are they dates."""
    log = read("2026-03-02 00:00", "2026-03-05 09:00", timezone="Europe/Dublin", day_start=4)
    assert log.frame["day"][0] == MARCH_2 - timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "dtype"),
    [
        ("0001-01-01T00:00:00", None),
        ("9999-12-31T23:59:59", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("0001-01-01T00:00:00+14:00", None),
        (datetime.min, None),  # noqa: DTZ901 - as a log has it
        (datetime.max, None),  # noqa: DTZ901 - the same
        (2**63 - 1, pl.Datetime("ms", "UTC")),
        (-(2**63) + 1, pl.Datetime("us")),
        (2**62, pl.Datetime("us", "Asia/Tokyo")),
        (-(2**31), pl.Date()),
        (2**31 - 1, pl.Date()),
        (float("nan"), None),
        (float("-inf"), None),
        (True, None),
    ],
)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_instants_at_the_edges_are_dropped_with_a_reason(at: object, dtype: pl.DataType | None, zone: str) -> None:
    """The first and the last years of calendars, and what no calendar has."""
    column = (
        pl.Series("at", [at])
        if dtype is None
        else pl.Series("at", [at], dtype=pl.Int64).cast(pl.Int32 if dtype == pl.Date else pl.Int64).cast(dtype)
    )
    log = from_frame({"learner": ["a"], "skill": ["x"], "rating": [3], "at": column}, timezone=zone, day_start=4)
    assert (len(log), log.dropped) == (0, {"time": 1})
