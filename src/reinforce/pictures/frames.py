"""The frames that pictures are made from: which columns they need, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_SERIES = 12
"""More lines than this cannot be told apart in one picture."""

SERIES = "series"
"""The column that `read_series` adds."""

_MOST_POINTS = 800
_DIGITS = 6


class ColumnKind(StrEnum):
    """What a column holds: numbers, shares from 0 to 1, names, or dates."""

    NUMBER = "a number"
    SHARE = "a share from 0 to 1"
    NAME = "a name"
    DATE = "a date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """
    A column that a picture reads.

    Attributes:
        name: its name.
        kind: what it holds.
        meaning: what that says, with its unit, for the error where it is missing.
        low: the least number that it may hold.
        optional: whether it may be missing.
    """

    name: str
    kind: ColumnKind
    meaning: str
    low: float = float("-inf")
    optional: bool = False


def share(name: str, meaning: str, *, optional: bool = False) -> Column:
    """Return a column of shares from 0 to 1."""
    return Column(name=name, kind=ColumnKind.SHARE, meaning=meaning, low=0, optional=optional)


def amount(name: str, meaning: str, *, optional: bool = False) -> Column:
    """Return a column of numbers that are 0 or more."""
    return Column(name=name, kind=ColumnKind.NUMBER, meaning=meaning, low=0, optional=optional)


def label(name: str, meaning: str, *, optional: bool = False) -> Column:
    """Return a column of names."""
    return Column(name=name, kind=ColumnKind.NAME, meaning=meaning, optional=optional)


def date(name: str, meaning: str) -> Column:
    """Return a column of dates."""
    return Column(name=name, kind=ColumnKind.DATE, meaning=meaning)


def read(frame: object, columns: Sequence[Column], *, name: str = "frame") -> pl.DataFrame:
    """
    Return the *columns* of a frame, in their order, those that are optional and missing left out.

    Names become text, shares and numbers are rounded to six decimals, and what is not finite becomes null.

    Raises:
        InvalidParameterError: *frame* is no polars DataFrame, is empty, lacks a column, or a column holds what it must
            not; the error's field is ``frame.column``.
    """
    if not isinstance(frame, pl.DataFrame):
        reason = f"must be a polars DataFrame, not {type(frame).__name__} (polars.from_pandas makes one of pandas')"
        raise InvalidParameterError(name, reason, value=frame)
    if frame.is_empty():
        raise InvalidParameterError(name, "must have at least one row", value=frame)
    for column in columns:
        if column.name not in frame.columns and not column.optional:
            reason = f"is missing: {column.meaning}; the frame has {', '.join(frame.columns) or 'no columns'}"
            raise InvalidParameterError(f"{name}.{column.name}", reason, value=frame.columns)
    found = [_read(frame, column, field=f"{name}.{column.name}") for column in columns if column.name in frame.columns]
    return pl.DataFrame(found)


def _read(frame: pl.DataFrame, column: Column, *, field: str) -> pl.Series:
    values = frame[column.name]
    if column.kind is ColumnKind.NAME:
        if values.null_count():
            raise InvalidParameterError(field, "must be given in every row", value=None)
        return values.cast(pl.String)
    if column.kind is ColumnKind.DATE:
        if values.dtype not in (pl.Date, pl.Datetime) or values.null_count():
            raise InvalidParameterError(field, f"must hold a date in every row, not {values.dtype}", value=values.dtype)
        return values.cast(pl.Date)
    if not values.dtype.is_numeric() and values.dtype not in (pl.Boolean, pl.Null):
        raise InvalidParameterError(field, f"must hold {column.kind}, not {values.dtype}", value=values.dtype)
    numbers = values.cast(pl.Float64)
    numbers = numbers.set(~numbers.is_finite(), None).round(_DIGITS)
    high = 1.0 if column.kind is ColumnKind.SHARE else float("inf")
    wrong = numbers.filter(~numbers.is_between(column.low, high))
    if len(wrong):
        limit = "from 0 to 1" if column.kind is ColumnKind.SHARE else f"at least {column.low:g}"
        raise InvalidParameterError(field, f"must be {limit}, not {wrong[0]:g}", value=wrong[0])
    return numbers


def read_series(
    frame: object,
    columns: Sequence[Column],
    *,
    by: str | None,
    usual: str,
    name: str = "frame",
    once: str | None = None,
) -> tuple[pl.DataFrame, list[str]]:
    """
    Return the *columns* of a frame and a column ``series`` of what is told apart, and the names in it, in their order.

    Args:
        frame: what was passed.
        columns: what is read of it.
        by: the column that tells apart; it must be there.
        usual: the column that does where *by* is ``None`` and it is there; else there is one series, without a name.
        name: what the frame is called in errors.
        once: the column that may hold each value once in a series.

    Raises:
        InvalidParameterError: as in `read`; or there are more series than can be told apart, or a value comes twice.
    """
    apart = label(by or usual, "what tells the series apart", optional=by is None)
    found = read(frame, [*columns, apart], name=name)
    found = found.rename({apart.name: SERIES}) if apart.name in found.columns else found.with_columns(series=pl.lit(""))
    names: list[str] = found[SERIES].unique(maintain_order=True).to_list()
    if len(names) > _MOST_SERIES:
        reason = f"names {len(names)}; at most {_MOST_SERIES} can be told apart in one picture: filter the frame"
        raise InvalidParameterError(f"{name}.{apart.name}", reason, value=len(names))
    if once is not None and found.select(SERIES, once).is_duplicated().any():
        reason = "holds a value twice: take the mean over learners first, or say with by= what tells the rows apart"
        raise InvalidParameterError(f"{name}.{once}", reason, value=None)
    return found, names


def thinned(frame: pl.DataFrame) -> pl.DataFrame:
    """Return every so many rows of each series, and its last, so that no line has more than about 800 points."""
    kept = []
    for group in frame.partition_by(SERIES, maintain_order=True):
        step = -(-len(group) // _MOST_POINTS)
        row = pl.int_range(pl.len())
        kept.append(group.filter((row % step == 0) | (row == pl.len() - 1)))
    return pl.concat(kept)


def extent(frame: pl.DataFrame, column: str) -> tuple[float, float]:
    """Return the least and the greatest number of a column; 0 and 1 where it holds none."""
    numbers = frame[column].drop_nulls().cast(pl.Float64).to_list()
    return (min(numbers), max(numbers)) if numbers else (0.0, 1.0)


_SPOKEN = {
    "retention": "still known",
    "retention_of_all": "still known of all",
    "believed_retention": "believed still known",
    "retrievability": "still known",
}


def spoken(column: str) -> str:
    """
    Return how a picture calls a column: memory's words are for frames, and people read what is still known.

    >>> spoken("retention_of_all"), spoken("daily_minutes")
    ('still known of all', 'daily minutes')
    """
    return _SPOKEN.get(column, column.replace("_", " "))


def percent(value: float | None) -> str:
    """
    Return a share as people read it.

    >>> percent(0.9), percent(0.034), percent(None)
    ('90 %', '3.4 %', 'unknown')
    """
    if value is None:
        return "unknown"
    return f"{100 * value:.1f} %" if 0 < value < 0.1 else f"{100 * value:.0f} %"  # noqa: PLR2004 - two digits each
