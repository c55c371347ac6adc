"""From a URL, or what a host made, to a store and what runs its calls."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from reinforce.aio.drivers import Greenlets, Threads
from reinforce.engine import open_store as opening
from reinforce.errors import InvalidParameterError
from reinforce.forks import ForkLock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    from reinforce.aio.drivers import Driver
    from reinforce.ports import Store

_PREPARING = ForkLock()
_GLANCE = 0.005  # seconds between two looks whether it is our turn


async def open_store(url: str, *, durability: str) -> tuple[Store, Driver]:
    """
    Return the store at *url* and what drives it.

    Raises:
        InvalidParameterError: the URL or the durability is not known, or a package for it is not installed.
        SchemaVersionError, StoreError: as for `reinforce.Engine.open`.
    """
    if not isinstance(url, str) or url == opening.MEMORY_URL:
        return opening.open_store(url, durability=durability), Threads()
    from sqlalchemy import make_url  # noqa: PLC0415 - SQLAlchemy is imported only when a database is opened

    from reinforce.stores.sql import SQLStore  # noqa: PLC0415 - as above
    from reinforce.stores.sql.connections.engines import is_in_memory  # noqa: PLC0415 - as above

    if is_in_memory(url):
        # Its one connection would go, and the data with it, when a call is cancelled in the middle of a statement.
        plain = make_url(url).set(drivername="sqlite").render_as_string(hide_password=False)
        return SQLStore.open(plain, durability=durability), Threads()
    driver = Greenlets()
    async with _turn():
        return await driver.run(SQLStore.open_async, url, durability=durability), driver


async def over_store(store: Store | AsyncEngine, *, schema: str | None) -> tuple[Store, Driver]:
    """
    Return the host's store, or one over the host's engine, and what drives it.

    Raises:
        InvalidParameterError: the engine is of another kind, or a schema is named for what has none.
        SchemaVersionError, StoreError: as for `reinforce.stores.sql.SQLStore`.
    """
    engine: Engine | None = getattr(store, "sync_engine", None)
    if engine is None:
        if schema is not None:
            raise InvalidParameterError("schema", "goes with an engine of SQLAlchemy, not with a store", value=schema)
        return cast("Store", store), Threads()
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415 - as above

    from reinforce.stores.sql import SQLStore  # noqa: PLC0415 - as above

    if isinstance(engine.pool, StaticPool):
        reason = "must have a pool that does not lend one connection to all tasks at once, as for SQLite in memory"
        raise InvalidParameterError("store", reason, value=store)
    driver = Greenlets()
    async with _turn():
        return await driver.run(SQLStore, engine, schema=schema), driver


@asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """
    Let one task of all event loops look after a schema at a time.

    Upgrading holds a lock for threads while it waits for the database. A second task that met it there would stop the
    event loop, and the first with it.
    """
    while not _PREPARING.take(waiting=False):  # noqa: ASYNC110 - an asyncio.Event is of one loop, the lock of all
        await asyncio.sleep(_GLANCE)
    try:
        yield
    finally:
        _PREPARING.release()
