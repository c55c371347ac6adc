"""The law of what an engine keeps at hand: what a host's transaction took back is forgotten, however it did so."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from sqlalchemy import Connection, create_engine, event
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from reinforce import Engine
from reinforce.aio import AsyncEngine
from reinforce.stores.sql import SQLStore
from tests.support import at_hand
from tests.support.postgres import through

Work = Callable[[], None]


class UndoneError(Exception):
    """What the host raises to have its transaction rolled back."""


def _savepoint(connection: Connection, work: Work) -> None:
    savepoint = connection.begin_nested()
    work()
    savepoint.rollback()


def _error(connection: Connection, work: Work) -> None:
    with suppress(UndoneError), connection.begin_nested():
        work()
        raise UndoneError


def _savepoint_around(connection: Connection, work: Work) -> None:
    """Roll back to a savepoint inside of which another one was released."""
    with suppress(UndoneError), connection.begin_nested():
        with connection.begin_nested():
            work()
        raise UndoneError


def _session(connection: Connection, work: Work) -> None:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        session.connection()
        work()
        session.rollback()


def _by_hand(connection: Connection, work: Work) -> None:
    connection.exec_driver_sql("SAVEPOINT mine")
    work()
    connection.exec_driver_sql("  rollback to mine")


def _whole(connection: Connection, work: Work) -> None:
    """Roll back all, and begin another transaction on the same connection."""
    work()
    connection.rollback()
    connection.begin()


WAYS = {way.__name__.strip("_"): way for way in (_savepoint, _error, _savepoint_around, _session, _by_hand, _whole)}


@pytest.fixture(params=["sqlite", "psycopg", "psycopg2"])
def host(request: pytest.FixtureRequest) -> Iterator[SqlEngine]:
    """Return a host's engine over a new, empty database; in SQLite savepoints are the host's from the beginning."""
    if request.param == "sqlite":
        host = create_engine(request.getfixturevalue("sqlite_url"))
        event.listen(host, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(host, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        host = create_engine(through(request.getfixturevalue("postgres_database_url"), request.param))
    yield host
    host.dispose()


@pytest.mark.parametrize("way", WAYS)
def test_what_was_taken_back_is_forgotten(host: SqlEngine, way: str) -> None:
    """Tenants, policies, editions and keys that were rolled back decide nothing, and others take their place."""
    engine = Engine.over(SQLStore(host))
    at_hand.begin(engine)
    with host.connect() as connection:
        connection.begin()
        with engine.joining(connection) as joined:
            at_hand.hold(joined, lambda work: WAYS[way](connection, work))
        connection.commit()
    at_hand.check(engine, Engine.over(SQLStore(host)))


def test_two_engines_in_one_transaction(host: SqlEngine) -> None:
    """What one engine has written, and another one has read, before it was taken back, both forget."""
    engine = Engine.over(SQLStore(host))
    at_hand.begin(engine)
    with host.begin() as connection, engine.joining(connection) as one, engine.joining(connection) as other:
        before = at_hand.shown(other)
        with suppress(UndoneError), connection.begin_nested():
            at_hand.write(one, "taken")
            assert at_hand.shown(other) == at_hand.shown(one)
            raise UndoneError
        assert at_hand.shown(other) == before
        at_hand.write(one, "standing")
        assert at_hand.shown(other) == at_hand.shown(one)
    at_hand.check(engine, Engine.over(SQLStore(host)))


@pytest.mark.parametrize("driver", ["aiosqlite", "psycopg", "asyncpg"])
@pytest.mark.parametrize("way", WAYS)
def test_what_was_taken_back_under_asyncio_is_forgotten(request: pytest.FixtureRequest, driver: str, way: str) -> None:
    """The same, in transactions that are awaited."""
    if driver == "aiosqlite":
        host = create_async_engine(request.getfixturevalue("sqlite_url").replace("sqlite:", "sqlite+aiosqlite:"))
        event.listen(host.sync_engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(host.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        host = create_async_engine(through(request.getfixturevalue("postgres_database_url"), driver))

    async def law() -> None:
        engine = await AsyncEngine.over(host)
        run = engine._driver.run  # noqa: SLF001 - so that one law is written once
        await run(at_hand.begin, engine._service)  # noqa: SLF001 - as above
        async with host.connect() as connection:
            await connection.begin()
            async with engine.joining(connection) as joined:
                held: Connection = connection.sync_connection  # type: ignore[assignment] # it is open
                await run(at_hand.hold, joined._service, lambda work: WAYS[way](held, work))  # noqa: SLF001 - as above
            await connection.commit()
        fresh = await AsyncEngine.over(host)
        await run(at_hand.check, engine._service, fresh._service)  # noqa: SLF001 - as above
        await host.dispose()

    asyncio.run(law())
