"""From a URL to a store; the only place in the engine that knows which stores there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from pathlib import Path

    from reinforce.ports import Store

MEMORY_URL = "memory:"


def open_store(url: str, *, durability: str = "full") -> Store:
    """
    Return the store at *url*, created if there is none; in SQLite, upgraded if it is older.

    Args:
        url: ``memory:``, ``sqlite:///practice.db``, ``postgresql+psycopg://user@host/database`` or
            ``postgresql+psycopg2://…``.
        durability: ``full``, or ``normal`` for an SQLite file that may lose the last commits when the power fails.

    Raises:
        InvalidParameterError: the URL or the durability is not one of these.
        SchemaVersionError: the tables are newer than this library or, in PostgreSQL, older.
        StoreError: the database cannot be opened.
    """
    if not isinstance(url, str):
        raise InvalidParameterError(
            "url", f"must be a string such as 'sqlite:///practice.db', not {checks.given(url)}", value=url
        )
    if url == MEMORY_URL:
        if durability != "full":
            raise InvalidParameterError("durability", "is for SQLite files; nothing in memory lasts", value=durability)
        from reinforce.stores.memory import MemoryStore  # noqa: PLC0415 - a store is imported when it is opened

        return MemoryStore()
    from reinforce.stores.sql import SQLStore  # noqa: PLC0415 - SQLAlchemy is imported only when a database is opened

    return SQLStore.open(url, durability=durability)


def refuse_missing(url: str) -> None:
    """
    Make sure that there is a database at *url*, for whoever only reads: `open_store` would make a SQLite file.

    Raises:
        InvalidParameterError: the URL is not that of a database, or the SQLite file is not there.
    """
    if url == MEMORY_URL:
        return
    from reinforce.stores.sql.connections import engines  # noqa: PLC0415 - as above

    engine = engines.open_engine(url)
    engines.refuse_missing_file(engine, engines.check_engine(engine, schema=None))
    engine.dispose()


def backup(url: str, file: str | Path) -> Path:
    """
    Copy the SQLite database at *url* into a new *file*, as it is at one moment, and return where that is.

    Writers go on meanwhile. Copying the file by hand would leave out what stands in its write-ahead log.

    Raises:
        InvalidParameterError: the URL is not that of a SQLite file that is there; or there is such a file already.
        StoreError: the database cannot be read, or the file not be written.
    """
    from reinforce.stores.sql.backup import backup as copy  # noqa: PLC0415 - as above

    return copy(url, file)


def migrate(url: str, *, schema: str | None = None, row_level_security: bool | None = None) -> str:
    """
    Create or upgrade the schema of the database at *url* and return the revision that it is at now.

    *row_level_security* is switched on or off, or stays as it is.

    Raises:
        InvalidParameterError: the URL is not one of a database, or row-level security is asked of SQLite.
        StoreError: the database cannot be reached, or is newer than this library.
    """
    from reinforce.stores.sql import migrate as migrate_database  # noqa: PLC0415 - as above

    return migrate_database(url, schema=schema, row_level_security=row_level_security)
