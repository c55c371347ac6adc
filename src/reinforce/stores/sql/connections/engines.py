"""From a URL to an engine of SQLAlchemy that is set up as the store needs it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from reinforce.errors import InvalidParameterError
from reinforce.stores.sql.connections.greenlets import in_greenlet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import URL, Engine

DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg"}
"""The dialects that the store speaks, and the driver that it opens each with."""

ASYNC_DRIVERS = {"sqlite": "aiosqlite", "postgresql": "psycopg_async"}
"""The same for asyncio."""

# Whatever is begun on a connection of ours is ended before it goes back to the pool, which need not make sure of it.
_OURS: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None, "hide_parameters": True}
_SYNCHRONOUS = {"full": "FULL", "normal": "NORMAL"}
_LOCK_TIMEOUT = 20.0  # seconds that a writer waits for its turn at a SQLite file, unless the URL says otherwise
_WAL_TRIES = 100
_SPOKEN = {"sqlite+pysqlite", "sqlite+aiosqlite", "postgresql+psycopg"}
_IN_MEMORY = {None, "", ":memory:"}
_INSTALLS = {
    "aiosqlite": "needs the driver aiosqlite: install reinforce-engine[aio]",
    "psycopg": "needs the driver psycopg: install reinforce-engine[postgres]",
}


def open_engine(url: str, *, durability: str = "full", drivers: Mapping[str, str] = DRIVERS) -> Engine:
    """
    Return an engine for the database at *url*; no connection is made yet.

    Args:
        url: ``sqlite:///practice.db``, ``sqlite://`` in memory, ``postgresql+psycopg://user@host/database``; the driver
            may be left out.
        durability: ``full``: a commit outlives a power cut. ``normal``, for SQLite: the last ones may not.
        drivers: by dialect, the driver to speak through, which takes the place of the URL's.

    Raises:
        InvalidParameterError: the URL or the durability is not one of these, or the driver is not installed.
    """
    parsed = _parse(url, drivers)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    if durability not in _SYNCHRONOUS:
        raise InvalidParameterError("durability", f"must be 'full' or 'normal', not {durability!r}", value=durability)
    if durability != "full" and not is_sqlite:
        reason = "is for SQLite; in PostgreSQL the server's synchronous_commit decides"
        raise InvalidParameterError("durability", reason, value=durability)
    try:
        if is_sqlite:
            return _open_sqlite(parsed, _SYNCHRONOUS[durability])
        return create_engine(parsed, **_OURS)
    except ImportError as error:
        reason = _INSTALLS["aiosqlite" if is_sqlite else "psycopg"]
        raise InvalidParameterError("url", reason, value=url) from error
    except (ArgumentError, TypeError, ValueError) as error:
        raise InvalidParameterError("url", f"cannot be used: {error}", value=url) from error


def check_engine(engine: Engine, *, schema: str | None) -> None:
    """
    Raise InvalidParameterError unless the store knows the engine's dialect and driver, and *schema* fits it.

    It may be the ``sync_engine`` of an asynchronous one. Then whoever calls the store does so from where SQLAlchemy can
    wait (``greenlet_spawn``).
    """
    if engine.dialect.is_async and not in_greenlet():
        reason = "is for asyncio: hand its AsyncEngine to reinforce.aio.AsyncEngine.over"
        raise InvalidParameterError("sa_engine", reason, value=engine)
    if f"{engine.dialect.name}+{engine.driver}" not in _SPOKEN:
        reason = f"must speak to SQLite through pysqlite or to PostgreSQL through psycopg, not {engine.url.drivername}"
        raise InvalidParameterError("sa_engine", reason, value=engine)
    if schema is not None and engine.dialect.name == "sqlite":
        raise InvalidParameterError("schema", "is for PostgreSQL; a SQLite file has only one", value=schema)


def is_in_memory(url: str) -> bool:
    """Whether *url* is that of a SQLite database in memory, which is gone with its one connection."""
    parsed = _parse(url, ASYNC_DRIVERS)
    return parsed.get_backend_name() == "sqlite" and parsed.database in _IN_MEMORY


def _parse(url: str, drivers: Mapping[str, str]) -> URL:
    """Return *url* in parts, with the driver that we use."""
    try:
        parsed = make_url(url)
        backend, driver = parsed.get_backend_name(), parsed.get_driver_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        reason = "must be a database's, such as sqlite:///practice.db or postgresql+psycopg://user@host/database"
        raise InvalidParameterError("url", reason, value=url) from error
    if backend not in DRIVERS:
        raise InvalidParameterError("url", f"must be for SQLite or PostgreSQL, not {backend}", value=url)
    if "+" in parsed.drivername and driver not in {DRIVERS[backend], drivers[backend]}:
        raise InvalidParameterError("url", f"must use the driver {drivers[backend]}, not {driver}", value=url)
    return parsed.set(drivername=f"{backend}+{drivers[backend]}")


def _open_sqlite(url: URL, synchronous: str) -> Engine:
    patience = {} if "timeout" in url.query else {"timeout": _LOCK_TIMEOUT}
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False} | patience}
    if url.database in _IN_MEMORY:
        # The database lives as long as its one connection, which the pool lends to one thread after the other.
        options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    engine = create_engine(url, **_OURS, **options)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA synchronous = {synchronous}")
        except BaseException:  # The file is no database, or the task is cancelled. The pool is not in charge yet.
            connection.close()
            raise

    return engine


def write_ahead(engine: Engine) -> None:
    """Have a SQLite file keep a write-ahead log from now on, so that readers and writer do not wait for each other."""
    with engine.connect() as connection:
        driver = connection.connection
        for remaining in reversed(range(_WAL_TRIES)):
            try:
                driver.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # SQLite does not wait for this lock by itself. Waiting for any other lock makes us wait for it.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not remaining:
                    raise
                driver.execute("BEGIN EXCLUSIVE")
                driver.execute("ROLLBACK")
            else:
                return
