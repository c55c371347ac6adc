"""Learner-day numbers of many instants at once are those of one by one."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reinforce.days import day_number
from reinforce.errors import InvalidParameterError
from reinforce.exchange import day_numbers

ZONES = ("UTC", "Europe/Dublin", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe")
CLOCKS_BACK = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
YEARS = st.datetimes(datetime(2009, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
NEAR = st.timedeltas(timedelta(hours=-3), timedelta(hours=3)).map(lambda gap: CLOCKS_BACK + gap)


@given(at=st.lists(st.one_of(YEARS, NEAR), max_size=20), zone=st.sampled_from(ZONES), start=st.integers(0, 23))
@example(at=[CLOCKS_BACK, CLOCKS_BACK + timedelta(hours=1)], zone="Europe/Dublin", start=1)
@example(
    at=[datetime(2011, 12, 30, 9, 59, tzinfo=UTC), datetime(2011, 12, 30, 10, tzinfo=UTC)], zone="Pacific/Apia", start=0
)
def test_many_days_are_numbered_as_one_is(at: list[datetime], zone: str, start: int) -> None:
    """Whatever the zone and the day's start, also where clocks change and where a date is skipped."""
    found = day_numbers(pl.Series(at, dtype=pl.Datetime("us", "UTC")), timezone=zone, day_start=start)
    assert found.to_list() == [day_number(one, timezone=zone, day_start=start) for one in at]
    assert found.dtype == pl.Int32


def test_what_is_missing_has_no_number() -> None:
    """A missing instant has no number, and does not disturb the others."""
    at = pl.Series([None, datetime(2026, 3, 2, tzinfo=UTC)], dtype=pl.Datetime("ms", "UTC"))
    assert day_numbers(at).to_list() == [None, datetime(2026, 3, 2, tzinfo=UTC).toordinal()]
    assert day_numbers(at.clear()).to_list() == []


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_instants_are_of_our_years(unit: Literal["ms", "us", "ns"]) -> None:
    """What no calendar has is refused, whatever it is counted in."""
    for number in (2**63 - 1, -(2**63) + 1):
        at = pl.Series([number, None, 0], dtype=pl.Int64).cast(pl.Datetime(unit, "UTC"))
        if unit == "ns" and number > 0:  # there are none beyond 2262
            assert day_numbers(at)[2] == datetime(1970, 1, 1, tzinfo=UTC).toordinal()
            continue
        with pytest.raises(InvalidParameterError, match="at must be of the years 1900 to 2999"):
            day_numbers(at)


@pytest.mark.parametrize("at", [pl.Series([1, 2]), pl.Series([datetime(2026, 3, 2)])])  # noqa: DTZ001 - refused
def test_instants_are_aware(at: pl.Series) -> None:
    """What has no time zone has no learner day."""
    with pytest.raises(InvalidParameterError, match="must be a series of aware instants"):
        day_numbers(at)
