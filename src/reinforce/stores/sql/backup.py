"""A copy of a SQLite file that is whole, made while others write to it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from reinforce.errors import InvalidParameterError
from reinforce.stores.sql.connections.engines import check_engine, open_engine, refuse_missing_file
from reinforce.stores.sql.connections.failures import driver_errors


def backup(url: str, file: str | Path) -> Path:
    """
    Copy the SQLite database at *url* into a new *file*, as it is at one moment, and return where that is.

    Writers go on meanwhile. The copy is one file, with nothing beside it.

    Raises:
        InvalidParameterError: the URL is not that of a SQLite file that is there; or there is such a file already.
        StoreError: the database cannot be read, or the file not be written.
    """
    engine, target = open_engine(url), Path(file)
    try:
        dialect = check_engine(engine, schema=None)
        if not dialect.has_one_writer:
            raise InvalidParameterError("url", f"is for {dialect.title}, which has a tool of its own: use pg_dump")
        refuse_missing_file(engine, dialect)
        try:
            target.touch(exist_ok=False)
        except FileExistsError as error:
            raise InvalidParameterError("file", f"is there already: {target}", value=file) from error
        except OSError as error:
            raise InvalidParameterError("file", f"cannot be written: {error.strerror}", value=file) from error
        try:
            with driver_errors(engine), engine.connect() as source:
                _copy(source.connection.dbapi_connection, target)
        except BaseException:
            target.unlink()
            raise
    finally:
        engine.dispose()
    return target


def _copy(source: Any, target: Path) -> None:  # noqa: ANN401 - the driver's
    """Copy all pages in one step, so that they are of one moment."""
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
