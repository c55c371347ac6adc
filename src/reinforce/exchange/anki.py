"""Review logs from Anki: the table of reviews in a collection, alone or in a package."""

from __future__ import annotations

import polars as pl

from reinforce import checks
from reinforce.exchange.anki_collection import collection
from reinforce.exchange.anki_tables import read_table
from reinforce.exchange.review_log import DROPPED, FAULTS, ReviewLog
from reinforce.exchange.sources import Source, named
from reinforce.exchange.timestamps import OF_REVIEWS
from reinforce.exchange.validation import validated

_FILTERED, _MANUAL, _RESCHEDULED = 3, 4, 5
"""Values of the column ``type``; below them 0 learning, 1 review, 2 relearning."""
_QUERY = "SELECT id, cid, ease, lastIvl, factor, time, type FROM revlog ORDER BY id"
_NAMES = ("ms", "card", "ease", "last", "factor", "time", "type")
_RAW: dict[str, type[pl.DataType]] = dict.fromkeys(_NAMES, pl.Int64)


def read_anki(path: Source, *, learner: str = "learner", timezone: str = "UTC", day_start: int = 4) -> ReviewLog:
    """
    Return the reviews of an Anki collection: a ``.anki2`` or ``.anki21`` file, or an ``.apkg`` or ``.colpkg`` package.

    The file is only read, and nothing is left beside it. Each of Anki's cards becomes a skill named by the card's id,
    and each review keeps its own as ``anki:`` and the number. What was no review of memory is dropped and counted:
    entries of cards that were set or rescheduled by hand, and cramming in a filtered deck that did not reschedule. A
    card that was reset to new, or is learned again after reviews, begins a new ``spell``. ``interval`` is what the
    review before had scheduled, where it was days; a card whose first entry is a review has its beginning elsewhere,
    and is ``carried``.

    Args:
        path: of the file, or its bytes.
        learner: whose collection it is.
        timezone: the zone of the learner's days.
        day_start: the hour, 0 to 23, at which the days start; Anki's own default is 4.

    Raises:
        InvalidParameterError: the file is no collection and no package with one; it is damaged, encrypted, in use, or
            larger than a collection can be (2 GiB, 20 million entries); or it is compressed by Zstandard, and nothing
            installed can read that.
        OSError: the file cannot be opened.
    """
    checks.identifier("learner", learner)
    with collection(path) as found:
        table = read_table(found, table="revlog", query=_QUERY, columns=_RAW, name=named(path))
    raw, faults = _numbers(table.with_row_index("row"))
    reset = (pl.col("type") == _MANUAL) & (pl.col("factor") == 0)
    raw = raw.with_columns(spell=reset.cum_sum().over("card").cast(pl.Int32))
    good, others = _without_those_of_no_memory(raw)
    ours = good.select(
        "spell",
        learner=pl.lit(learner),
        skill=pl.col("card").cast(pl.String),
        rating="ease",
        at=pl.from_epoch(pl.col("ms"), time_unit="ms").dt.replace_time_zone("UTC"),
        id=pl.format("anki:{}", "ms"),
        duration="time",
        interval=pl.when(pl.col("last") > 0).then("last"),
        state=pl.when(pl.col("type") < _FILTERED).then(pl.col("type") + 1),
    )
    return validated(
        ours,
        places=good["row"],
        rows=table.height,
        faults=pl.concat([faults, others]),
        timezone=timezone,
        day_start=day_start,
    )


def _numbers(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows whose cells are all numbers, and whose instants can be told, and the faults of the others."""
    empty = pl.any_horizontal(pl.col(name).is_null() for name in _NAMES)
    first, last = (1000 * second for second in OF_REVIEWS)
    outside = ~pl.col("ms").is_between(first, last, closed="left")
    told = table.with_columns(
        field=pl.when(empty).then(pl.lit("row")).when(outside).then(pl.lit("at")),
        kind=pl.when(empty).then(pl.lit("cells")).otherwise(pl.lit("time")),
        reason=pl.when(empty)
        .then(pl.lit("has a cell that is no number"))
        .otherwise(pl.format("is no number of milliseconds of the years 1980 to 2199: {}", pl.col("ms").fill_null(0))),
    )
    return told.filter(pl.col("field").is_null()).select("row", *_NAMES), _dropped(
        told.filter(pl.col("field").is_not_null())
    )


def _without_those_of_no_memory(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that are reviews, and the faults of those that are not."""
    type_ = pl.col("type")
    kind = (
        pl.when((pl.col("ease") == 0) | type_.is_in([_MANUAL, _RESCHEDULED]))
        .then(pl.lit("set by hand"))
        .when((type_ == _FILTERED) & (pl.col("factor") == 0))
        .then(pl.lit("crammed"))
    )
    reason = pl.format("is no review of memory: type {}, ease {}, factor {}", "type", "ease", "factor")
    told = raw.with_columns(field=pl.lit("type"), kind=kind, reason=reason)
    return told.filter(pl.col("kind").is_null()), _dropped(told.filter(pl.col("kind").is_not_null()))


def _dropped(told: pl.DataFrame) -> pl.DataFrame:
    faults = told.select(pl.col("row").cast(pl.UInt32), "field", "kind", "reason", done=pl.lit(DROPPED))
    return faults.cast(FAULTS)  # type: ignore[arg-type] # names to types
