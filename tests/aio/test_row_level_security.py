"""Row-level security applies to what is awaited, too."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce import ManualClock, Rating
from reinforce.aio import AsyncEngine
from reinforce.errors import StoreError
from reinforce.testing.packs import small_pack
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
