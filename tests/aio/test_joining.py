"""A host's transaction for asyncio may be joined: its write and ours commit together, or not at all."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncEngine as SQLAlchemyAsyncEngine
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce import InvalidParameterError, Rating
from reinforce.aio import AsyncEngine
from reinforce.testing.packs import small_pack
from tests.support.cancelling import MOST_WAITS, cancelled_at, is_in_transaction


async def _prepared(url: str, **options: int) -> tuple[SQLAlchemyAsyncEngine, AsyncEngine]:
    host = create_async_engine(url.replace("sqlite:", "sqlite+aiosqlite:"), **options)
    async with host.begin() as connection:
        await connection.execute(text("CREATE TABLE notes (note TEXT)"))
    engine = await AsyncEngine.over(host)
    tenant = await engine.create_tenant("acme", seed=7)
    await tenant.catalog.publish(small_pack())
    await tenant.roster.put("ana", timezone="Europe/Dublin")
    return host, engine


@pytest.mark.parametrize("kept", [True, False])
def test_both_writes_are_kept_or_neither(database_url: str, *, kept: bool) -> None:
    """What is written through a joined engine is kept if the host commits, and gone if it rolls back."""

    async def law() -> None:
        host, engine = await _prepared(database_url)
        async with host.connect() as connection:
            await connection.execute(text("INSERT INTO notes VALUES ('ours')"))
            async with engine.joining(connection) as joined:
                tenant = await joined.tenant("acme")
                await tenant.practice.review("ana", "terms", Rating.Good, review_id="r-1")
                assert (await tenant.practice.card("ana", "terms")).reps == 1
            await (connection.commit() if kept else connection.rollback())
            notes = await connection.scalar(text("SELECT count(*) FROM notes"))
        history = await (await engine.tenant("acme")).practice.history("ana", "terms")
        assert (notes, len(history)) == ((1, 1) if kept else (0, 0))
        await host.dispose()

    asyncio.run(law())


def test_an_error_goes_through(database_url: str) -> None:
    """What the host raises inside comes out, and its rollback takes our write along."""

    async def law() -> None:
        host, engine = await _prepared(database_url)

        async def fail() -> None:
            async with host.begin() as connection, engine.joining(connection) as joined:
                await (await joined.tenant("acme")).practice.review("ana", "terms", Rating.Good, review_id="r-1")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()
        assert await (await engine.tenant("acme")).practice.history("ana", "terms") == ()
        await host.dispose()

    asyncio.run(law())


@pytest.mark.parametrize("is_answered", [True, False], ids=["answered", "asked"])
def test_a_cancelled_call_leaves_nothing_of_the_transaction(database_url: str, *, is_answered: bool) -> None:
    """Wherever a call is cancelled, nothing of the transaction can be kept, and the pool has no connection in it."""

    async def law() -> None:
        host, engine = await _prepared(database_url, pool_size=1, max_overflow=0)
        tenant = await engine.tenant("acme")
        for number in range(1, MOST_WAITS):
            async with host.connect() as connection:
                await connection.begin()
                async with engine.joining(connection) as joined:
                    call = _practised(joined, f"r-{number}")
                    was_cancelled = await cancelled_at(number, call, is_answered=is_answered)
                    if was_cancelled:
                        with pytest.raises(InvalidParameterError, match="in a transaction"):
                            await _practised(joined, "too-late")
                if not was_cancelled:
                    break
                if number % 2:
                    await connection.rollback()
                else:
                    with pytest.raises(PendingRollbackError):
                        await connection.commit()
            assert not await is_in_transaction(host)
        assert number > 1
        await tenant.practice.review("ana", "terms", Rating.Good, review_id="after")
        assert [entry.id for entry in await tenant.practice.history("ana", "terms")] == ["after"]
        await host.dispose()

    asyncio.run(law())


async def _practised(joined: AsyncEngine, review_id: str) -> None:
    await (await joined.tenant("acme")).practice.review("ana", "terms", Rating.Good, review_id=review_id)


def test_a_store_without_asyncio_cannot_join(sqlite_url: str) -> None:
    """An engine whose store is used from threads refuses, and so does a connection that is not open."""

    async def law() -> None:
        host, engine = await _prepared(sqlite_url)
        async with await AsyncEngine.open("memory:") as other, host.connect() as connection:
            with pytest.raises(InvalidParameterError):
                async with other.joining(connection):
                    pass
        with pytest.raises(InvalidParameterError):
            async with engine.joining(host.connect()):
                pass
        await host.dispose()

    asyncio.run(law())
