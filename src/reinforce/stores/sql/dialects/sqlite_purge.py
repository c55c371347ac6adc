"""
What SQLite keeps of rows that are gone, and how to be rid of it.

A row that goes leaves its bytes in the file, and copies of its pages in the write-ahead log. ``secure_delete``
overwrites most of the bytes, but not those in the gaps of pages from which rows moved to others. So the file is written
anew, and then the log is written back.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPICursor

_PATIENCE = 2_000  # milliseconds that others may take to let go of the write-ahead log
_READERS = "somebody is reading, so that the write-ahead log beside the file could not be written back; call this again"
_TRACES = "the file may hold bytes of deleted rows, also those that secure_delete does not overwrite: VACUUM it"


def checkpoint(cursor: DBAPICursor) -> None:
    """Write the log back as far as nobody reads it, without waiting: a file without its log has its tables then."""
    _pragma(cursor, "wal_checkpoint(PASSIVE)")


def purge(cursor: DBAPICursor, *, owned: bool) -> str:
    """
    Leave nothing of what was deleted in the file and beside it; return in words what may be left.

    Only a file that is opened by us, and not by a host's engine (*owned*), is written anew.
    """
    cursor.execute("PRAGMA database_list")
    if not any(name == "main" and file for _, name, file in cursor.fetchall()):
        return ""  # in memory
    patience = _pragma(cursor, "busy_timeout")
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    try:
        return "; ".join(part for part in (_written_anew(cursor, owned=owned), _written_back(cursor)) if part)
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {patience:d}")


def _written_anew(cursor: DBAPICursor, *, owned: bool) -> str:
    if not owned:
        return _TRACES
    try:
        cursor.execute("VACUUM")
    except sqlite3.Error as error:
        return f"{_TRACES} (it could not be done now: {error})"
    return ""


def _written_back(cursor: DBAPICursor) -> str:
    if _pragma(cursor, "journal_mode") == "persist":
        return "the journal beside the file keeps what it held: use another journal_mode"
    return _READERS if _pragma(cursor, "wal_checkpoint(TRUNCATE)") else ""


def _pragma(cursor: DBAPICursor, name: str) -> Any:  # noqa: ANN401 - a number or a text
    """Return the first value that a pragma answers with."""
    cursor.execute(f"PRAGMA {name}")
    (value, *_), *_ = cursor.fetchall()
    return value
