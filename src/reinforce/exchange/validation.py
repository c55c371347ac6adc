"""Validation, which every log goes through: a row is good, or its faults are told; a bad one is dropped and counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.exchange.day_numbers import INSTANT, day_numbers
from reinforce.exchange.review_log import DROPPED, FAULTS, ReviewLog
from reinforce.exchange.timestamps import read_instants
from reinforce.journal import Rating

if TYPE_CHECKING:
    from collections.abc import Callable

_ROUNDED = re.compile(r"[+-]?\d+(\.\d+)?[eE]\+?\d+")
_WHOLE = re.compile(r"([+-]?\d+)\.0+")
_SHOWN = 60
_WHOLE_COLUMNS = {"day": pl.Int32, "duration": pl.Int64, "interval": pl.Int32, "spell": pl.Int32}
COLUMNS = ("learner", "skill", "rating", "at", "id", "day", "duration", "interval", "spell", "carried")
"""All that a log's frame may have, in this order; the first four it must have."""


def validated(
    raw: pl.DataFrame,
    *,
    rows: int | None = None,
    faults: pl.DataFrame | None = None,
    timezone: str = "UTC",
    day_start: int = 0,
    milliseconds: bool = False,
) -> ReviewLog:
    """
    Return the log that the rows of *raw* amount to.

    Args:
        raw: columns of those names, of any type that can be read, and perhaps ``row``, the place in the source.
        rows: how many rows the source had, if some were dropped before.
        faults: what was found to be wrong with rows before.
        timezone: of the days that are numbered, where *raw* has no numbers, and of instants that name none.
        day_start: the hour, 0 to 23, at which they start.
        milliseconds: whether numbers of milliseconds are the source's proper instants.
    """
    validation = _Validation(raw)
    if faults is not None:
        validation.faults.append(faults)
    for name in ("learner", "skill"):
        validation.names(name)
    validation.ratings()
    validation.instants(timezone=timezone, milliseconds=milliseconds)
    for name in _WHOLE_COLUMNS:
        validation.whole(name)
    validation.numbered(timezone=timezone, day_start=day_start)
    validation.ids()
    validation.ordered()
    validation.duplicates()
    frame = validation.frame.sort("at", *(["id"] if "id" in raw.columns else []), "row", maintain_order=True)
    return ReviewLog(
        frame=frame.select(name for name in COLUMNS if name in frame.columns),
        faults=pl.concat(validation.faults).sort("row", maintain_order=True),
        rows=raw.height if rows is None else rows,
        timezone=timezone,
        day_start=day_start,
    )


class _Validation:
    """Rows on their way from the source into the log: ``frame`` holds the good ones, ``faults`` what was wrong."""

    def __init__(self, raw: pl.DataFrame) -> None:
        self.frame = raw if "row" in raw.columns else raw.with_row_index("row")
        self.frame = self.frame.with_columns(pl.col("row").cast(pl.UInt32))
        self.faults: list[pl.DataFrame] = [pl.DataFrame(schema=FAULTS)]

    def report(self, which: pl.Series, field: str, kind: str, reason: pl.Expr | str, done: str) -> None:
        """Note a fault of the rows of which *which* is true; drop them if that is what is *done*."""
        which = which.fill_null(value=False)  # what cannot be told is no fault, and no row goes for it
        if not which.any():
            return
        said = pl.lit(reason) if isinstance(reason, str) else reason
        bad = self.frame.filter(which).select(
            pl.col("row"), field=pl.lit(field), kind=pl.lit(kind), reason=said, done=pl.lit(done)
        )
        self.faults.append(bad)
        if done == DROPPED:
            self.frame = self.frame.filter(~which)

    def mapped(self, name: str, read: Callable[[object], object], dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
        """Return the values that *read* makes of a column, each different one read once."""
        column = self.frame[name]
        different = column.unique(maintain_order=True)
        made = pl.Series([read(value) for value in different], dtype=dtype)
        return column.replace_strict(different, made, default=None, return_dtype=dtype)

    def names(self, name: str) -> None:
        """Read the ids of learners or skills; numbers are taken as they are written."""
        if self.frame[name].dtype.is_float():
            whole = self.frame[name].cast(pl.Int64, strict=False)
            self.frame = self.frame.with_columns(
                pl.when(whole == pl.col(name)).then(whole.cast(pl.String)).otherwise(pl.col(name).cast(pl.String))
            )
        self.frame = self.frame.with_columns(pl.col(name).cast(pl.String))
        column = self.frame[name]
        self.report(
            column.str.contains(f"^{_ROUNDED.pattern}$"), name, "id", _shown(name, "is a rounded number"), DROPPED
        )
        pointed = self.frame[name].str.contains(f"^{_WHOLE.pattern}$")
        self.report(pointed, name, "id", _shown(name, "is a number with a point"), "kept, without its fraction")
        good = self.mapped(name, _name, pl.String)
        self.report(good.is_null(), name, "id", _shown(name, "is no id"), DROPPED)
        self.frame = self.frame.with_columns(good.drop_nulls().alias(name))

    def ratings(self) -> None:
        """Read the ratings: 1 to 4 or their names."""
        good = self.mapped("rating", _rating, pl.Int8)
        self.report(good.is_null(), "rating", "rating", _shown("rating", "must be 1 to 4"), DROPPED)
        self.frame = self.frame.with_columns(good.drop_nulls().alias("rating"))

    def instants(self, *, timezone: str, milliseconds: bool) -> None:
        """Read the instants."""
        found = read_instants(self.frame["at"].to_list(), timezone=timezone, milliseconds=milliseconds)
        rows = self.frame["row"]
        told = [(rows[place], "at", *fault) for place, fault in found.faults.items()]
        self.faults.append(pl.DataFrame(told, schema=FAULTS, orient="row"))
        at = pl.Series("at", found.at, dtype=INSTANT)
        self.frame = self.frame.with_columns(at).filter(at.is_not_null())

    def whole(self, name: str) -> None:
        """Read a column of whole numbers that need not be known."""
        if name not in self.frame.columns:
            return
        good = self.mapped(name, _count, _WHOLE_COLUMNS[name])
        absent = self.frame[name].is_null() | (self.frame[name].cast(pl.String, strict=False) == "")
        bad = good.is_null() & ~absent.fill_null(value=True)
        self.report(bad, name, name, _shown(name, "is no whole number, 0 or more"), f"kept, without its {name}")
        self.frame = self.frame.with_columns(good.alias(name))

    def numbered(self, *, timezone: str, day_start: int) -> None:
        """Number the days of the rows that have no number."""
        numbers = day_numbers(self.frame["at"], timezone=timezone, day_start=day_start)
        given = pl.col("day") if "day" in self.frame.columns else pl.lit(None, dtype=pl.Int32)
        self.frame = self.frame.with_columns(day=pl.coalesce(given, numbers))

    def ids(self) -> None:
        """Read the ids of reviews, which need not be known; the same one twice is one review, or a contradiction."""
        if "id" not in self.frame.columns:
            return
        text = self.frame["id"].cast(pl.String)
        self.frame = self.frame.with_columns(id=pl.when(text != "").then(text))
        same = self.frame.select(
            pl.struct("skill", "rating", "at") == pl.struct("skill", "rating", "at").first().over("learner", "id")
        )
        again = self.frame.select(
            ~pl.struct("learner", "id").is_first_distinct() & pl.col("id").is_not_null()
        ).to_series()
        said = pl.format("stands there before, with other content: {}", "id")
        self.report(again & ~same.to_series(), "id", "id taken", said, DROPPED)
        again = self.frame.select(
            ~pl.struct("learner", "id").is_first_distinct() & pl.col("id").is_not_null()
        ).to_series()
        self.report(again, "id", "duplicate", pl.format("stands there before: {}", "id"), DROPPED)

    def ordered(self) -> None:
        """Note the reviews that stand behind a later one of their card."""
        earlier = self.frame.select(pl.col("at") < pl.col("at").cum_max().over("learner", "skill")).to_series()
        self.report(
            earlier, "at", "unordered", "is before that of a row above, of the same card", "kept, put in its place"
        )

    def duplicates(self) -> None:
        """Drop reviews without an id that are there twice; note those at the same instant that are not the same."""
        key = ["learner", "skill", "at", "rating"]
        nameless = pl.col("id").is_null() if "id" in self.frame.columns else pl.lit(value=True)
        again = self.frame.select(~pl.struct(*key).is_first_distinct() & nameless).to_series()
        self.report(again, "at", "duplicate", "the same review stands there before", DROPPED)
        same = self.frame.select(~pl.struct(*key[:3]).is_first_distinct()).to_series()
        self.report(same, "at", "same instant", "another review of the card has the same instant", "kept")


def _shown(name: str, reason: str) -> pl.Expr:
    value = pl.col(name).cast(pl.String, strict=False).fill_null("nothing").str.slice(0, _SHOWN)
    return pl.format(f"{reason}: {{}}", value)


def _name(value: object) -> str | None:
    text = str(value).strip() if value is not None else ""
    whole = _WHOLE.fullmatch(text)
    try:
        return checks.identifier("id", whole[1] if whole else text)
    except InvalidParameterError:
        return None


def _rating(value: object) -> int | None:
    if isinstance(value, str):
        value = _count(value) if value.strip()[:1].isdigit() else value.strip().capitalize()
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        return int(Rating.of(value))
    except InvalidParameterError:
        return None


def _count(value: object) -> int | None:
    """Return a whole number, 0 or more, that *value* is or says."""
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
    except ValueError:
        return None
    return int(number) if number >= 0 and number.is_integer() and number < 2**53 else None
