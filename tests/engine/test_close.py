"""Laws of an engine that is closed: it does nothing any more, whoever still holds a part of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from reinforce import Engine, ManualClock, Rating, Tenant
from reinforce.aio import AsyncEngine
from reinforce.errors import StoreClosedError
from reinforce.stores.sql import SQLStore
from tests.support.stores import AnyStore, small_tenant

CALLS: dict[str, Callable[[Engine, Tenant], Any]] = {
    "a tenant": lambda engine, _: engine.tenant("acme"),
    "all tenants": lambda engine, _: engine.tenants(),
    "a new tenant": lambda engine, _: engine.create_tenant("other"),
    "a review": lambda _, acme: acme.practice.review("ana", "terms", Rating.Good),
    "a session": lambda _, acme: acme.practice.session("ana"),
    "the roster": lambda _, acme: acme.roster.learners(),
    "a pack": lambda _, acme: acme.catalog.curriculum(),
    "the policy": lambda _, acme: acme.policy,
    "the outbox": lambda _, acme: acme.outbox.claim_due(),
    "the log": lambda _, acme: acme.outbox.read_log(),
    "an export": lambda _, acme: acme.privacy.export("ana"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_closed_engine_refuses(any_store: AnyStore, clock: ManualClock, name: str) -> None:
    """After closing, once or twice, every call raises, also of a tenant that was handed out before."""
    engine = Engine.over(any_store.new(), clock=clock)
    acme = small_tenant(engine)
    engine.close()
    engine.close()
    with pytest.raises(StoreClosedError):
        CALLS[name](engine, acme)


def test_a_closed_engine_joins_nothing(tmp_path: Path) -> None:
    """Nor does it work inside a transaction of the host, whose engine stays open and can be given another."""
    yours = create_engine(f"sqlite:///{tmp_path / 'yours.db'}")
    engine = Engine.over(SQLStore(yours))
    small_tenant(engine)
    engine.close()
    with yours.begin() as connection, pytest.raises(StoreClosedError), engine.joining(connection):
        pass
    assert Engine.over(SQLStore(yours)).tenants() == ("acme",)
    yours.dispose()


def test_a_closed_engine_refuses_to_be_awaited(tmp_path: Path) -> None:
    """The same holds for asyncio."""

    async def use() -> None:
        engine = await AsyncEngine.open(f"sqlite+aiosqlite:///{tmp_path / 'practice.db'}")
        acme = await engine.create_tenant("acme")
        await engine.close()
        await engine.close()
        with pytest.raises(StoreClosedError):
            await acme.roster.learners()

    asyncio.run(use())
