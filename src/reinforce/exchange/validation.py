"""Validation, which every log goes through: a row is good, or its faults are told; a bad one is dropped and counted."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce import days
from reinforce.engine.recording.sent_review import NewReview, SentReview
from reinforce.errors import InvalidParameterError
from reinforce.exchange.cells import in_years, plain, with_point
from reinforce.exchange.day_numbers import INSTANT, dates, day_numbers
from reinforce.exchange.review_log import DROPPED, FAULTS, ReviewLog
from reinforce.exchange.scales import not_read, ratings_by, refuse_scale
from reinforce.exchange.spells import with_spells
from reinforce.exchange.timestamps import read_instants

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.exchange.scales import Scale

_ROUNDED = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?[eE]\+?\d{1,5}")
_WHOLE = re.compile(r"([+-]?\d{1,40})\.0{1,40}")
_NOTHING = r"(?i)^\s*(?:<na>|n/a|nan|nat|nil|none|null)\s*$"
"""What programs write where there is nothing; it can be somebody's name."""
_FAILED = re.compile(r"#(?:N/A|NV|DIV/0!|[^\W\d_]{2,12}[!?])")
"""What spreadsheets write where a formula failed."""
_SHOWN = 60
_MOST = 2**31 - 1
_COUNTS = {"day": (1, date.max.toordinal()), "interval": (0, _MOST), "state": (0, _MOST), "spell": (0, _MOST)}
_DTYPES = {"duration": pl.Int64, **dict.fromkeys(_COUNTS, pl.Int32)}
_STATES = {"new": 0, "learning": 1, "review": 2, "relearning": 3}
_NEEDED = {
    "day": "must be a date, such as 2026-03-10, or its number",
    "duration": "must be milliseconds, a whole number from 0 to a day of them",
    "interval": "must be days, a whole number from 0 on",
    "state": f"must be {', '.join(_STATES)}, or a whole number from 0 on",
    "spell": "must be a whole number from 0 on",
}
_FAR = 2
"""Days that a source's learner day may be away from that of its instant: zones, and hours at which days start."""
_MS = timedelta(milliseconds=1)
_MOST_MS = 10**12
_HARMLESS: dict[str, Any] = {"learner": "x", "skill": "x", "rating": 3, "review_id": "x"}
COLUMNS = ("learner", "skill", "rating", "at", "id", "day", "duration", "interval", "spell", "carried")
"""All that a log's frame may have, in this order; the first four it must have."""


def validated(
    raw: pl.DataFrame,
    *,
    places: pl.Series | None = None,
    rows: int | None = None,
    faults: pl.DataFrame | None = None,
    ratings: Scale | None = None,
    timezone: str = "UTC",
    day_start: int = 0,
    optimizer: bool = False,
) -> ReviewLog:
    """
    Return the log that the rows of *raw* amount to.

    Args:
        raw: columns of those names, and perhaps ``state``, of any type that can be read.
        places: which row of the source each is, if some were dropped before.
        rows: how many rows the source had, if so.
        faults: what was found to be wrong with rows before.
        ratings: what the values of another scale mean.
        timezone: of the learner days, where *raw* has none, and of instants that name none.
        day_start: the hour, 0 to 23, at which they start.
        optimizer: whether the source is of the optimizer's form, in which numbers of milliseconds are the proper
            instants, and a rating of 0 is a card that was set by hand.
    """
    days.zone(timezone)
    days.day_start_hour(day_start)
    validation = _Validation(raw, places)
    if faults is not None:
        validation.faults.append(faults)
    for name in ("learner", "skill"):
        validation.names(name)
    validation.ratings(ratings, by_hand=optimizer)
    validation.instants(timezone=timezone, day_start=day_start, milliseconds=optimizer)
    for name in _DTYPES:
        validation.counted(name)
    validation.carried()
    validation.dated(timezone=timezone, day_start=day_start)
    validation.ids()
    validation.ordered()
    validation.duplicates()
    frame = validation.frame.sort("at", *(["id"] if "id" in raw.columns else []), "row", maintain_order=True)
    frame = with_spells(frame)
    return ReviewLog(
        frame=frame.select(name for name in COLUMNS if name in frame.columns),
        faults=pl.concat(validation.faults).sort("row", maintain_order=True),
        rows=raw.height if rows is None else rows,
        timezone=timezone,
        day_start=day_start,
    )


class _Validation:
    """Rows on their way from the source into the log: ``frame`` holds the good ones, ``faults`` what was wrong."""

    def __init__(self, raw: pl.DataFrame, places: pl.Series | None) -> None:
        rows = pl.int_range(raw.height, dtype=pl.UInt32, eager=True) if places is None else places.cast(pl.UInt32)
        self.frame = raw.with_columns(rows.alias("row"))
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
        """Return the values that *read* makes of a column, each different one read once; the column is then texts."""
        made: dict[tuple[type, object], tuple[object, str | None]] = {}
        found: list[tuple[object, str | None]] = []
        for value in plain(self.frame[name]):
            key = (type(value), value)  # what is true is not 1
            known = made.get(key)
            if known is None:
                known = made[key] = (read(value), _shown_text(value))
            found.append(known)
        self.frame = self.frame.with_columns(pl.Series(name, [text for _, text in found], dtype=pl.String))
        return pl.Series(name, [good for good, _ in found], dtype=dtype)

    def names(self, name: str) -> None:
        """Read the ids of learners or skills; numbers are taken as they are written."""
        good = self.mapped(name, lambda value: _accepted(name, _name(value)), pl.String)
        text = self.frame[name]
        rounded = text.str.contains(f"^{_ROUNDED.pattern}$")
        pointed = text.str.contains(rf"^\s*{_WHOLE.pattern}\s*$") & ~rounded & good.is_not_null()
        self.report(pointed, name, "id", _shown(name, "is a number with a point"), "kept, without its fraction")
        nobody = text.str.contains(_NOTHING) & good.is_not_null()
        self.report(nobody, name, "id", _shown(name, "may stand for nothing"), "kept, as it is written")
        # A frame's own float is whole where it is so; only a text can have been rounded before.
        good = good.set(rounded.fill_null(value=False), None)
        is_rounded = pl.col(name).str.contains(f"^{_ROUNDED.pattern}$")
        said = pl.when(is_rounded).then(_shown(name, "is a rounded number")).otherwise(_shown(name, "is no id"))
        self.report(good.is_null(), name, "id", said, DROPPED)
        self.frame = self.frame.with_columns(good.drop_nulls().alias(name))

    def ratings(self, scale: Scale | None, *, by_hand: bool) -> None:
        """Read the ratings: 1 to 4 or their names, or what the *scale* says; refuse another scale."""
        if by_hand and scale is None:
            none = [_count(value, 0, 0) is not None for value in plain(self.frame["rating"])]
            zero = pl.Series(none, dtype=pl.Boolean)
            self.report(zero, "rating", "set by hand", "is no review of memory: rating 0", DROPPED)
        if scale is None:
            refuse_scale(Counter(value for value in plain(self.frame["rating"]) if not isinstance(value, bool)))
        good = self.mapped("rating", ratings_by(scale), pl.Int8)
        self.report(good.is_null(), "rating", "rating", _shown("rating", not_read(scale)), DROPPED)
        self.frame = self.frame.with_columns(good.drop_nulls().alias("rating"))

    def instants(self, *, timezone: str, day_start: int, milliseconds: bool) -> None:
        """Read the instants; those of a frame or of Anki, which are in UTC already, all at once."""
        at = self.frame["at"]
        if at.dtype == INSTANT and at.null_count() == 0 and in_years(at):
            return
        found = read_instants(
            plain(self.frame["at"]), timezone=timezone, day_start=day_start, milliseconds=milliseconds
        )
        rows = self.frame["row"]
        told = [(rows[place], "at", *fault) for place, fault in found.faults.items()]
        self.faults.append(pl.DataFrame(told, schema=FAULTS, orient="row"))
        at = pl.Series("at", found.at, dtype=INSTANT)
        self.frame = self.frame.with_columns(at).filter(at.is_not_null())

    def counted(self, name: str) -> None:
        """Read a column of whole numbers that need not be known."""
        if name not in self.frame.columns:
            return
        good = self.mapped(name, _reader_of(name), _DTYPES[name])
        bad = good.is_null() & (self.frame[name].str.strip_chars() != "")
        self.report(bad, name, name, _shown(name, _NEEDED[name]), f"kept, without its {name}")
        self.frame = self.frame.with_columns(good.alias(name))

    def carried(self) -> None:
        """Read whether memory comes from elsewhere, where the source says so."""
        if "carried" not in self.frame.columns:
            return
        good = self.mapped("carried", _truth, pl.Boolean)
        bad = good.is_null() & (self.frame["carried"].str.strip_chars() != "")
        self.report(bad, "carried", "carried", _shown("carried", "is neither true nor false"), "kept, as not carried")
        self.frame = self.frame.with_columns(good.fill_null(value=False).alias("carried"))

    def dated(self, *, timezone: str, day_start: int) -> None:
        """Give each row the date of its learner day: that of the source, or else that of its instant."""
        numbers = day_numbers(self.frame["at"], timezone=timezone, day_start=day_start)
        if "day" in self.frame.columns:
            far = (self.frame["day"] - numbers).abs() > _FAR
            shown = pl.format("lies more than two days from its instant: {}", dates(pl.col("day")))
            self.report(far, "day", "day", shown, "kept, without its day")
            self.frame = self.frame.with_columns(self.frame["day"].set(far.fill_null(value=False), None))
        given = pl.col("day") if "day" in self.frame.columns else pl.lit(None, dtype=pl.Int32)
        self.frame = self.frame.with_columns(day=dates(pl.coalesce(given, numbers)))

    def ids(self) -> None:
        """Read the ids of reviews, which need not be known; the same one twice is one review, or a contradiction."""
        if "id" not in self.frame.columns:
            return
        good = self.mapped("id", lambda value: _accepted("review_id", _name(value)), pl.String)
        good = good.set(self.frame["id"].str.contains(_NOTHING).fill_null(value=False), None)
        bad = good.is_null() & (self.frame["id"].str.strip_chars() != "")
        self.report(bad, "id", "id", _shown("id", "is no id"), "kept, without its id")
        self.frame = self.frame.with_columns(good.alias("id"))
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
    return pl.format("{}: {}", pl.lit(reason), pl.col(name).fill_null("nothing").str.slice(0, _SHOWN))


def _text(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else str(value)


def _shown_text(value: object) -> str | None:
    """Return *value* as a text that a column can hold: a half of a surrogate pair is shown by its number."""
    return None if value is None else _text(value).encode(errors="backslashreplace").decode()


def _name(value: object) -> object:
    """Return an id as it is meant: without white space around it, and a whole number without its point."""
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return None
    text = _text(value).strip()
    if _FAILED.fullmatch(text):
        return None
    whole = _WHOLE.fullmatch(text)
    return (whole[1] if whole else text) or None


def _accepted(field: str, value: object) -> Any:  # noqa: ANN401 - whatever was given
    """Return *value* if the engine takes it for that field of a review; nothing otherwise."""
    if value is None:
        return None
    try:
        SentReview.of(NewReview(**{**_HARMLESS, field: value}))
    except InvalidParameterError:
        return None
    return value


def _reader_of(name: str) -> Callable[[object], int | None]:
    if name == "duration":
        return _duration
    low, high = _COUNTS[name]
    if name == "state":
        return lambda value: _STATES.get(str(value).strip().lower(), _count(value, low, high))
    if name == "day":
        return lambda value: _day(value) or _count(value, low, high)
    return lambda value: _count(value, low, high)


def _day(value: object) -> int | None:
    """Return the number of the day whose date *value* is or says, also as its midnight; nothing where it is none."""
    text = str(value).strip()
    try:
        at = datetime.fromisoformat(text) if "-" in text else None
    except ValueError:
        return None
    # Frames of pandas have no dates, and spreadsheets few: what has a time of day is no day.
    return at.toordinal() if at is not None and at.time() == time.min else None


def _duration(value: object) -> int | None:
    count = _count(value, 0, _MOST_MS)
    return None if count is None or _accepted("duration", count * _MS) is None else count


def _truth(value: object) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(_text(value).strip().lower())


def _count(value: object, low: int, high: int) -> int | None:
    """Return a whole number within those bounds that *value* is or says."""
    try:
        number = (
            float(with_point(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
        )
    except (ValueError, OverflowError):
        return None
    return int(number) if low <= number <= high and number.is_integer() else None
