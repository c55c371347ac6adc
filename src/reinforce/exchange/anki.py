"""Review logs from Anki: the table of reviews in a collection, alone or in a package."""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce.errors import InvalidParameterError
from reinforce.exchange.review_log import DROPPED, FAULTS, ReviewLog
from reinforce.exchange.validation import validated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PLAIN = ("collection.anki21", "collection.anki2")
_COMPRESSED = "collection.anki21b"
_SQLITE = b"SQLite format 3\x00"
_FILTERED, _MANUAL, _RESCHEDULED = 3, 4, 5
"""Values of the column ``type``; below them 0 learning, 1 review, 2 relearning."""
_QUERY = "SELECT id, cid, ease, lastIvl, factor, time, type FROM revlog ORDER BY id"
_RAW = dict.fromkeys(("ms", "card", "ease", "last", "factor", "time", "type"), pl.Int64)


def read_anki(path: str | Path, *, learner: str = "learner", timezone: str = "UTC", day_start: int = 4) -> ReviewLog:
    """
    Return the reviews of an Anki collection: a ``.anki2`` or ``.anki21`` file, or an ``.apkg`` or ``.colpkg`` package.

    The file is only read. Each of Anki's cards becomes a skill named by the card's id, and each review keeps its own as
    ``anki:`` and the number. What was no review of memory is dropped and counted: entries of cards that were set or
    rescheduled by hand, and cramming in a filtered deck that did not reschedule. A card that was reset to new begins a
    new ``spell``. ``interval`` is what the review before had scheduled, where it was days.

    Args:
        path: of the file.
        learner: whose collection it is.
        timezone: the zone of the learner's days.
        day_start: the hour, 0 to 23, at which the days start; Anki's own default is 4.

    Raises:
        InvalidParameterError: the file is no collection and no package with one, or the package is of the newer kind,
            whose collection is compressed by Zstandard, and nothing installed can read that.
        OSError: the file cannot be opened.
    """
    with _collection(Path(path)) as found:
        table = _reviews(found, path)
    raw = pl.DataFrame(table, schema=_RAW, orient="row").with_row_index("row")
    reset = (pl.col("type") == _MANUAL) & (pl.col("factor") == 0)
    raw = raw.with_columns(spell=reset.cum_sum().over("card").cast(pl.Int32))
    good, faults = _without_those_of_no_memory(raw)
    ours = good.select(
        "row",
        "spell",
        learner=pl.lit(learner),
        skill=pl.col("card").cast(pl.String),
        rating="ease",
        at=pl.from_epoch(pl.col("ms"), time_unit="ms").dt.replace_time_zone("UTC"),
        id=pl.format("anki:{}", "ms"),
        duration="time",
        interval=pl.when(pl.col("last") > 0).then("last"),
    )
    return validated(ours, rows=raw.height, faults=faults, timezone=timezone, day_start=day_start)


def _without_those_of_no_memory(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that are reviews, and the faults of those that are not."""
    type_ = pl.col("type")
    kind = (
        pl.when((pl.col("ease") == 0) | type_.is_in([_MANUAL, _RESCHEDULED]))
        .then(pl.lit("set by hand"))
        .when((type_ == _FILTERED) & (pl.col("factor") == 0))
        .then(pl.lit("crammed"))
    )
    told = raw.with_columns(kind=kind)
    reason = pl.format("is no review of memory: type {}, ease {}, factor {}", "type", "ease", "factor")
    faults = told.filter(pl.col("kind").is_not_null()).select(
        pl.col("row").cast(pl.UInt32), field=pl.lit("type"), kind="kind", reason=reason, done=pl.lit(DROPPED)
    )
    return told.filter(pl.col("kind").is_null()), faults.cast(FAULTS)  # type: ignore[arg-type] # names to types


@contextmanager
def _collection(path: Path) -> Iterator[Path]:
    """Yield the path of the SQLite file that *path* is, or holds."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                raise InvalidParameterError("path", "is neither an Anki collection nor a package", value=str(path))
        yield path
        return
    with zipfile.ZipFile(path) as package, tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder) / "collection.anki2"
        unpacked.write_bytes(_unpacked(package, path))
        yield unpacked


def _unpacked(package: zipfile.ZipFile, path: Path) -> bytes:
    """Return the collection in a package; beside a compressed one lies a plain one that only asks for an update."""
    names = set(package.namelist())
    if _COMPRESSED in names:
        decompress = zstandard()
        if decompress is None:
            reason = (
                "is a package of the newer kind, compressed by Zstandard, which nothing installed here can read; "
                "export it again with 'Support older Anki versions' ticked"
            )
            raise InvalidParameterError("path", reason, value=str(path))
        return decompress(package.read(_COMPRESSED))
    for name in _PLAIN:
        if name in names:
            return package.read(name)
    raise InvalidParameterError("path", "is a package without a collection in it", value=str(path))


def zstandard() -> Callable[[bytes], bytes] | None:
    """Return what decompresses Zstandard: Python's own from 3.14 on, or the package ``zstandard``; or nothing."""
    try:
        from compression import zstd  # type: ignore[import-not-found] # noqa: PLC0415 - Python 3.14 has it
    except ImportError:
        pass
    else:
        own: Callable[[bytes], bytes] = zstd.decompress
        return own
    try:
        import zstandard as package  # type: ignore[import-not-found] # noqa: PLC0415 - taken if it is there
    except ImportError:
        return None

    def decompress(data: bytes) -> bytes:
        found: bytes = package.ZstdDecompressor().decompressobj().decompress(data)
        return found

    return decompress


def _reviews(collection: Path, path: str | Path) -> list[tuple[Any, ...]]:
    uri = f"{collection.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return connection.execute(_QUERY).fetchall()
    except sqlite3.Error as error:
        raise InvalidParameterError("path", f"is no Anki collection: {error}", value=str(path)) from error
