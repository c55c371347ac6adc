"""
What SQLite keeps of rows that are gone, and how to be rid of it.

A row that goes leaves its bytes in the file, unless ``secure_delete`` has them overwritten; and copies of its pages in
the write-ahead log, until that is written back. Whether all who ever wrote a file had it on nobody can tell afterwards.
So a file of our own is marked when it is made, and a host's connection that overwrites nothing takes the mark away. A
file without it is written anew, once.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPICursor

OVERWRITTEN = int.from_bytes(b"rein")
"""The application id of a file in which whatever was ever deleted is overwritten."""

_PATIENCE = 2_000  # milliseconds that others may take to let go of the write-ahead log
_READERS = "somebody is reading, so that the write-ahead log beside the file could not be written back; call this again"
_TRACES = "the file may hold bytes of deleted rows, since not all who wrote it have secure_delete on: VACUUM it"


def mark_new(cursor: DBAPICursor) -> None:
    """Mark a file that has no table yet, on a connection that overwrites what it deletes."""
    if not _pragma(cursor, "schema_version") and not _pragma(cursor, "application_id"):
        cursor.execute(f"PRAGMA application_id = {OVERWRITTEN}")


def unmark(cursor: DBAPICursor) -> None:
    """Take the mark away where this connection does not overwrite what it deletes."""
    if _pragma(cursor, "secure_delete") != 1 and _pragma(cursor, "application_id") == OVERWRITTEN:
        cursor.execute("PRAGMA application_id = 0")


def checkpoint(cursor: DBAPICursor) -> None:
    """Write the log back as far as nobody reads it, without waiting: a file without its log has its tables then."""
    _pragma(cursor, "wal_checkpoint(PASSIVE)")


def purge(cursor: DBAPICursor, *, owned: bool) -> str:
    """
    Leave nothing of what was deleted in the file and beside it; return in words what may be left.

    Only a file that is opened by us, and not by a host's engine (*owned*), is written anew where that is needed.
    """
    cursor.execute("PRAGMA database_list")
    if not any(name == "main" and file for _, name, file in cursor.fetchall()):
        return ""  # in memory
    patience = _pragma(cursor, "busy_timeout")
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    try:
        return "; ".join(part for part in (_overwritten(cursor, owned=owned), _written_back(cursor)) if part)
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {patience:d}")


def _overwritten(cursor: DBAPICursor, *, owned: bool) -> str:
    if _pragma(cursor, "application_id") == OVERWRITTEN and _pragma(cursor, "secure_delete") == 1:
        return ""
    if not owned:
        return _TRACES
    try:
        cursor.execute("VACUUM")
    except sqlite3.Error as error:
        return f"{_TRACES} (it could not be done now: {error})"
    if not _pragma(cursor, "application_id"):
        cursor.execute(f"PRAGMA application_id = {OVERWRITTEN}")
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
