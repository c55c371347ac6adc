"""Columns as frames have them, brought to the few types that are read: texts, numbers, truths, dates and instants."""

from __future__ import annotations

import math
import re
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError

IN_YEARS = (
    int(datetime(checks.FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(checks.LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp()) - 1,
)
"""The first and the last second, since 1970, of the years of which instants are taken."""

_A_SECOND = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_OUTSIDE = "an instant of another year"
_OWN = frozenset({str, float, bool, datetime, date, timedelta, type(None)})
_MS = timedelta(milliseconds=1)
_MOST_DIGITS = 40
_COMMA = re.compile(r"\s*\d{1,40},00?\s*")
T = TypeVar("T")


def plain(column: pl.Series) -> list[object]:
    """
    Return the values of a column: texts, numbers, Booleans, dates, datetimes, and nothing.

    Raises:
        InvalidParameterError: it is of a type that is none of these.
    """
    dtype = column.dtype
    if isinstance(dtype, pl.Datetime):
        return _instants(column)
    if dtype == pl.Duration:
        return column.dt.total_milliseconds().to_list()
    if isinstance(dtype, pl.Categorical | pl.Enum) or dtype.is_decimal():
        return column.cast(pl.String).to_list()
    if dtype == pl.Object:
        return [_read(own(value)) for value in column.to_list()]
    if dtype.is_numeric() or dtype in (pl.String, pl.Boolean, pl.Date, pl.Null):
        return list(_dates(column) if dtype == pl.Date else column.to_list())
    raise InvalidParameterError(column.name, f"cannot be read from a column of {dtype}", value=str(dtype))


def with_point(value: T) -> T | str:
    """Return *value*, with a point where it is a text of a whole number with a comma and a nought."""
    return value.replace(",", ".") if isinstance(value, str) and _COMMA.fullmatch(value) else value


def in_years(column: pl.Series) -> bool:
    """Whether all instants that a column has, in whatever unit, are of the years of which instants are taken."""
    return bool(_inside(column).all())


def _inside(column: pl.Series) -> pl.Series:
    """Return whether each instant is of those years, and nothing where there is none."""
    times = _A_SECOND[column.dtype.time_unit] if isinstance(column.dtype, pl.Datetime) else 1
    first, last = (max(-(2**63), min(times * end, 2**63 - 1)) for end in IN_YEARS)
    return column.to_physical().is_between(first, last)


def _instants(column: pl.Series) -> list[object]:
    """Return datetimes; what is of another year, for some of which Python has none, is a text that says so."""
    known = _inside(column).fill_null(value=True)
    inside = column.to_frame().select(pl.when(known).then(pl.first())).to_series().dt.cast_time_unit("us").to_list()
    return [value if is_in else _OUTSIDE for value, is_in in zip(inside, known, strict=True)]


def _dates(column: pl.Series) -> list[object]:
    first, last = date.min.toordinal(), date.max.toordinal()
    known = (column.to_physical().cast(pl.Int64) + date(1970, 1, 1).toordinal()).is_between(first, last)
    inside = column.to_frame().select(pl.when(known).then(pl.first())).to_series().to_list()
    return [value if is_in is not False else _OUTSIDE for value, is_in in zip(inside, known, strict=True)]


def own(value: object) -> object:
    """
    Return *value* as one of Python's that are read, if it is like one: a UUID as a text, what numpy has as what it is.

    A number that is larger than any that is read is infinite.
    """
    if type(value) in _OWN:
        return value
    if isinstance(value, int):
        return value if abs(value) <= sys.float_info.max else math.copysign(math.inf, value > 0 or -1)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return _written(value)
    if isinstance(value, str | float | datetime | date | timedelta):
        return value
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return _of_numpy(value, kind) if kind in tuple("biufUmM") and getattr(value, "ndim", 1) == 0 else value


def _read(value: object) -> object:
    """Return what is read of a value of any type, or nothing."""
    if isinstance(value, timedelta):
        return value // _MS
    return value if isinstance(value, str | int | float | datetime | date) else None


def _written(value: Decimal) -> object:
    if not value.is_finite():
        return math.nan
    return f"{value:f}" if abs(value.adjusted()) < _MOST_DIGITS else str(value)


def _of_numpy(value: Any, kind: str) -> object:  # noqa: ANN401 - of a type of numpy's, which need not be there
    found = value.item()
    if kind in "mM" and isinstance(found, int):  # of nanoseconds, for which Python has nothing
        found = value.astype(f"{kind}8[us]").item()
        return found if isinstance(found, datetime | timedelta) else _OUTSIDE
    return found
