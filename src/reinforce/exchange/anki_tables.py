"""Reading a table of a collection of Anki, which somebody else's program may have made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import polars as pl

from reinforce.errors import InvalidParameterError
from reinforce.exchange.sources import MOST_ROWS, past_limit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FETCHED = 50_000
_MOST_STEPS, _STEP = 500, 1_000_000
"""So many millions of SQLite's steps: a row takes some twenty, so that only what is no plain table takes more."""
_LONGEST_VALUE = 1_000_000
_TAKEN: Mapping[type[pl.DataType], tuple[type, ...]] = {pl.Int64: (int,), pl.Float64: (int, float)}


def read_table(
    found: Path, *, table: str, query: str, columns: Mapping[str, type[pl.DataType]], name: str
) -> pl.DataFrame:
    """
    Return what *query* gives of a *table* of the collection at *found*; a cell that is not of its column is empty.

    Args:
        found: the copy of a collection.
        table: that has to be there, and plain.
        query: what is asked.
        columns: names and types, whole or other numbers, of what it gives.
        name: of the file that the collection came from.

    Raises:
        InvalidParameterError: there is no such table, it cannot be read, or it is larger than a collection can be.
    """
    steps = iter(range(_MOST_STEPS))
    try:
        with closing(sqlite3.connect(found, isolation_level=None)) as connection:
            connection.text_factory = bytes
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
            connection.execute("PRAGMA trusted_schema = OFF")
            # A view, or a table whose columns are reckoned, can make of one row as many as it likes.
            plain = "SELECT 1 FROM sqlite_master WHERE name = ? AND type = 'table' AND rootpage > 0"
            reckoned = "SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden > 0"
            if not connection.execute(plain, (table,)).fetchone() or connection.execute(reckoned, (table,)).fetchone():
                raise InvalidParameterError("path", f"is no Anki collection: no plain table {table}", value=name)
            connection.set_progress_handler(lambda: next(steps, None) is None, _STEP)
            cursor = connection.execute(query)
            parts = [pl.DataFrame(schema=columns)]
            while rows := cursor.fetchmany(_FETCHED):
                parts.append(_of_their_types(rows, columns))
                if len(parts) * _FETCHED > MOST_ROWS:
                    raise past_limit(name, f"{MOST_ROWS:,} entries")
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError, MemoryError) as error:
        raise InvalidParameterError("path", f"is no Anki collection that can be read: {error}", value=name) from error
    return pl.concat(parts)


def _of_their_types(rows: list[tuple[object, ...]], columns: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    cells = {
        column: [cell if type(cell) in _TAKEN[kind] else None for cell in found]
        for (column, kind), found in zip(columns.items(), zip(*rows, strict=True), strict=True)
    }
    return pl.DataFrame(cells, schema=columns, strict=False)
