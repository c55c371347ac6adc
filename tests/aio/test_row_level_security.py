"""Row-level security applies to what is awaited, too."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce import ManualClock, Rating
from reinforce.aio import AsyncEngine
from reinforce.errors import StoreError
from reinforce.testing.packs import small_pack
from tests.support.cancelling import MOST_WAITS, cancelled_at, is_in_transaction
from tests.support.postgres import through
from tests.support.restricted import Secured


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_a_restricted_role_can_be_awaited(driver: str, secured: Secured, clock: ManualClock) -> None:
    """Tenants practise through drivers for asyncio as through others, and cannot be listed."""

    async def practise() -> None:
        sa_engine = create_async_engine(through(secured.role, driver), pool_size=1)
        async with await AsyncEngine.over(sa_engine, schema=secured.schema, clock=clock) as engine:
            for name in ("a", "b"):
                tenant = await engine.create_tenant(name)
                await tenant.catalog.publish(small_pack())
                await tenant.roster.put("ana")
                for _ in range(6):
                    await tenant.practice.review("ana", "terms", Rating.Good)
                assert (await tenant.policies.verify()).cards == 1
            with pytest.raises(StoreError, match="row-level security"):
                await engine.tenants()
        await sa_engine.dispose()

    asyncio.run(practise())


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_a_cancelled_call_leaves_no_tenant_named(driver: str, secured: Secured, clock: ManualClock) -> None:
    """Wherever a review is cancelled, what the pool lends next is in no transaction, and names nobody."""

    async def law() -> None:
        host = create_async_engine(through(secured.role, driver), pool_size=1, max_overflow=0)
        async with await AsyncEngine.over(host, schema=secured.schema, clock=clock) as engine:
            tenant = await engine.create_tenant("a")
            await tenant.catalog.publish(small_pack())
            await tenant.roster.put("ana")
            for number in range(1, MOST_WAITS):
                call = tenant.practice.review("ana", "terms", Rating.Good, review_id=f"r-{number}")
                if not await cancelled_at(number, call, is_answered=True):
                    break
                assert not await is_in_transaction(host)
                async with host.connect() as connection:
                    assert not await connection.scalar(text("SELECT current_setting('reinforce.tenant', true)"))
            assert number > 1
            assert (await tenant.practice.card("ana", "terms")).reps == len(
                await tenant.practice.history("ana", "terms")
            )
        await host.dispose()

    asyncio.run(law())
