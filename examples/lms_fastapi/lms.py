"""What the LMS holds open while it runs: one pool of connections, for its own tables and for reinforce."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from examples.lms_fastapi.tables import metadata
from reinforce.aio import AsyncEngine
from reinforce.ports import SystemClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncEngine as AsyncDatabase

    from reinforce.ports import Clock

DEFAULT_URL = "sqlite:///build/lms/lms.db"
TENANT = "acme"
BUDGET = timedelta(minutes=10)
"""The time that a day's practice may take."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
_SCHEMAS = {"postgresql": "reinforce"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LMS:
    """
    What every request works with.

    Attributes:
        database: the engine of SQLAlchemy, whose pool both sides use.
        reinforce: the practice engine over it.
        clock: where the present comes from.
    """

    database: AsyncDatabase
    reinforce: AsyncEngine
    clock: Clock


@asynccontextmanager
async def opened(url: str | None = None, *, clock: Clock | None = None) -> AsyncIterator[LMS]:
    """
    Open a database, make the LMS's tables where there are none, and let go of everything at the end.

    Args:
        url: ``sqlite:///…`` or ``postgresql://…``; ``DATABASE_URL`` of the environment, or a file under build/, if
            omitted.
        clock: where the present comes from; the machine's clock by default.
    """
    url = url or os.environ.get("DATABASE_URL", DEFAULT_URL)
    database = _database(url)
    present = clock or SystemClock()
    try:
        async with database.begin() as connection:
            await connection.run_sync(metadata.create_all)
        engine = await AsyncEngine.over(database, schema=schema_of(url), clock=present)
        yield LMS(database=database, reinforce=engine, clock=present)
    finally:
        await database.dispose()


def schema_of(url: str) -> str | None:
    """Return the schema that reinforce's tables are kept in: one of their own, where the database has schemas."""
    return _SCHEMAS.get(make_url(url).get_backend_name())


def _database(url: str) -> AsyncDatabase:
    parsed = make_url(url)
    database = create_async_engine(parsed.set(drivername=_DRIVERS[parsed.get_backend_name()]))
    if parsed.get_backend_name() == "sqlite":
        event.listen(database.sync_engine, "connect", _set_up)
    return database


def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection has no public type
    """Have SQLite check foreign keys, survive a power cut, and let readers read while somebody writes."""
    cursor = connection.cursor()
    for setting in ("foreign_keys = ON", "synchronous = FULL", "journal_mode = WAL", "busy_timeout = 20000"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
