"""Learner days of many instants at once: their numbers, and the dates that these are."""

from __future__ import annotations

import polars as pl

from reinforce import checks, days
from reinforce.errors import InvalidParameterError
from reinforce.exchange.cells import in_years

INSTANT = pl.Datetime("us", "UTC")
_NEAR = range(-2, 3)
"""Days that a learner day may be away from the date in UTC: zones lie less than a day apart from it."""


def day_numbers(at: pl.Series, *, timezone: str = "UTC", day_start: int = 0) -> pl.Series:
    """
    Return the numbers of the learner days that the instants *at* belong to: what `days.day_number` says of each.

    Numbers are for reckoning; a log's own column ``day`` has their dates.

    The starts of the days around each date that occurs are asked of `days.day_start_at`, and each instant is placed
    among them, so that there is one rule for what a day is.

    Args:
        at: aware instants, in any order; a missing one has no number.
        timezone: the learners' zone, an IANA name.
        day_start: the hour, 0 to 23, at which a day starts.

    Returns:
        Numbers of type Int32, as many as there are instants.

    Raises:
        InvalidParameterError: the instants are not aware ones, or not of the years 1900 to 2999, or there is no such
            zone or hour.

    >>> from datetime import UTC, date, datetime
    >>> late = pl.Series([datetime(2026, 3, 2, 2, 30, tzinfo=UTC)])
    >>> date.fromordinal(day_numbers(late, timezone="Europe/Dublin", day_start=4)[0])
    datetime.date(2026, 3, 1)
    """
    if not isinstance(at.dtype, pl.Datetime) or at.dtype.time_zone is None:
        raise InvalidParameterError("at", f"must be a series of aware instants, not of {at.dtype}", value=at)
    if not in_years(at):
        raise InvalidParameterError("at", f"must be of the years {checks.FIRST_YEAR} to {checks.LAST_YEAR}", value=at)
    days.zone(timezone)
    days.day_start_hour(day_start)
    instants = at.cast(INSTANT)
    found = instants.drop_nulls().dt.date().unique()
    near = sorted({date.toordinal() + shift for date in found for shift in _NEAR})
    starts = [days.day_start_at(day, timezone=timezone, day_start=day_start) for day in near]
    ranks = pl.Series(starts, dtype=INSTANT).search_sorted(instants, side="right")
    known = pl.when(instants.is_not_null()).then(ranks)
    return pl.Series(at.name, [0, *near], dtype=pl.Int32).gather(pl.select(known).to_series())


def dates(numbers: pl.Expr) -> pl.Expr:
    """Return the dates of the days of which *numbers* are: what `days.date_of` says of each."""
    return (numbers - days.EPOCH.toordinal()).cast(pl.Date)
