"""Learner-day numbers of many instants at once."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from reinforce import days
from reinforce.errors import InvalidParameterError

INSTANT = pl.Datetime("us", "UTC")
_FIRST_DAY, _LAST_DAY = date.min.toordinal() + 1, date.max.toordinal() - 1


def day_numbers(at: pl.Series, *, timezone: str = "UTC", day_start: int = 0) -> pl.Series:
    """
    Return the numbers of the learner days that the instants *at* belong to: what `days.day_number` says of each.

    The starts of all days from the first to the last are asked of `days.day_start_at`, and each instant is placed among
    them, so that there is one rule for what a day is.

    Args:
        at: aware instants, in any order; a missing one has no number.
        timezone: the learners' zone, an IANA name.
        day_start: the hour, 0 to 23, at which a day starts.

    Returns:
        Numbers of type Int32, as many as there are instants.

    Raises:
        InvalidParameterError: the instants are not aware ones, or there is no such zone or hour.

    >>> from datetime import UTC, datetime
    >>> late = pl.Series([datetime(2026, 3, 2, 2, 30, tzinfo=UTC)])
    >>> date.fromordinal(day_numbers(late, timezone="Europe/Dublin", day_start=4)[0])
    datetime.date(2026, 3, 1)
    """
    if not isinstance(at.dtype, pl.Datetime) or at.dtype.time_zone is None:
        raise InvalidParameterError("at", f"must be a series of aware instants, not of {at.dtype}", value=at)
    days.zone(timezone)
    days.day_start_hour(day_start)
    instants = at.cast(INSTANT)
    first, last = instants.min(), instants.max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):  # there is none
        return pl.Series(at.name, [None] * len(at), dtype=pl.Int32)
    low = max(days.day_number(first, timezone=timezone, day_start=day_start), _FIRST_DAY)
    high = min(days.day_number(last, timezone=timezone, day_start=day_start), _LAST_DAY)
    starts = [days.day_start_at(day, timezone=timezone, day_start=day_start) for day in range(low + 1, high + 1)]
    ranks = pl.Series(starts, dtype=INSTANT).search_sorted(instants, side="right")
    numbers = (ranks.cast(pl.Int32) + low).alias(at.name)
    return (
        numbers if instants.null_count() == 0 else pl.select(pl.when(instants.is_not_null()).then(numbers)).to_series()
    )
