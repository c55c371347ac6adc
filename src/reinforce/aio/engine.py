"""The engine for asyncio: opens a store through a driver for it, and hands out tenants whose services are awaited."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self

from reinforce.aio.async_twin import AsyncTwin, twin
from reinforce.aio.drivers import Greenlets
from reinforce.aio.opening import open_store, over_store
from reinforce.aio.services import (
    AsyncCatalog,
    AsyncGoals,
    AsyncOutbox,
    AsyncPolicies,
    AsyncPractice,
    AsyncPrivacy,
    AsyncProgress,
    AsyncRoster,
)
from reinforce.engine import Engine, Tenant
from reinforce.errors import InvalidParameterError
from reinforce.practice import TableGrader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from types import TracebackType

    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.ext.asyncio import AsyncEngine as SQLAlchemyAsyncEngine

    from reinforce.aio.drivers import Driver
    from reinforce.engine import ObservedCall
    from reinforce.memory import MemoryModels
    from reinforce.ports import Clock, Store
    from reinforce.practice import Grader, Policy


class AsyncTenant(AsyncTwin[Tenant]):
    """A tenant whose services are awaited; otherwise, attributes and all, as `reinforce.Tenant`."""

    def __init__(self, tenant: Tenant, driver: Driver) -> None:
        super().__init__(tenant, driver)
        self.name = tenant.name
        self.catalog = AsyncCatalog(tenant.catalog, driver)
        self.roster = AsyncRoster(tenant.roster, driver)
        self.goals = AsyncGoals(tenant.goals, driver)
        self.practice = AsyncPractice(tenant.practice, driver)
        self.progress = AsyncProgress(tenant.progress, driver)
        self.outbox = AsyncOutbox(tenant.outbox, driver)
        self.policies = AsyncPolicies(tenant.policies, driver)
        self.privacy = AsyncPrivacy(tenant.privacy, driver)

    async def policy(self) -> Policy:
        """Return the settings in force."""
        return await self._driver.run(lambda: self._service.policy)

    def __repr__(self) -> str:
        return f"AsyncTenant({self.name!r})"


class AsyncEngine(AsyncTwin[Engine]):
    """
    Spaced practice for many tenants over one store, for the tasks of one event loop.

    >>> import asyncio
    >>> async def main() -> AsyncTenant:
    ...     async with await AsyncEngine.open("memory:") as engine:
    ...         return await engine.create_tenant("acme", seed=7)
    >>> asyncio.run(main())
    AsyncTenant('acme')
    """

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        clock: Clock | None = None,
        grader: Callable[[Policy], Grader] = TableGrader,
        memory_models: MemoryModels | None = None,
        durability: str = "full",
        erasure_key: bytes | None = None,
        observe: Callable[[ObservedCall], object] | None = None,
    ) -> Self:
        """
        Return an engine over the store at *url*, otherwise as `Engine.open`.

        A *url* is ``sqlite+aiosqlite:///practice.db``, ``postgresql+psycopg://…``, ``postgresql+asyncpg://…``, or
        ``memory:``, where the driver may be left out. A database in memory is used from threads. It is an
        `InvalidParameterError` where the package of the driver is not installed.
        """
        store, driver = await open_store(url, durability=durability)
        engine = Engine(
            store,
            clock=clock,
            grader=grader,
            memory_models=memory_models,
            erasure_key=erasure_key,
            observe=observe,
            pause=driver.pause,
        )
        return cls(engine, driver)

    @classmethod
    async def over(
        cls,
        store: Store | SQLAlchemyAsyncEngine,
        *,
        schema: str | None = None,
        clock: Clock | None = None,
        grader: Callable[[Policy], Grader] = TableGrader,
        memory_models: MemoryModels | None = None,
        erasure_key: bytes | None = None,
        observe: Callable[[ObservedCall], object] | None = None,
    ) -> Self:
        """
        Return an engine over a store, or over SQLAlchemy's engine for asyncio, that the host made; otherwise as `open`.

        Args:
            store: a store, whose methods are run in threads; or SQLAlchemy's ``AsyncEngine`` for SQLite (aiosqlite) or
                PostgreSQL (psycopg or asyncpg). Its pool, and for SQLite its settings, stay the host's, and closing
                leaves it open.
            schema: for SQLAlchemy's engine and PostgreSQL, the schema that the tables are in; the connection's own if
                omitted.
            clock: as for `open`.
            grader: as for `open`.
            memory_models: as for `open`.
            erasure_key: as for `open`.
            observe: as for `open`; it is called on the event loop where the database is driven by asyncio.

        Raises:
            InvalidParameterError: the engine is of another kind, or a schema is named for what has none.
        """
        kept, driver = await over_store(store, schema=schema)
        engine = Engine(
            kept,
            clock=clock,
            grader=grader,
            memory_models=memory_models,
            erasure_key=erasure_key,
            observe=observe,
            pause=driver.pause,
        )
        return cls(engine, driver)

    @asynccontextmanager
    async def joining(self, connection: AsyncConnection) -> AsyncIterator[AsyncEngine]:
        """
        Give an engine whose writes are part of the transaction that is open on *connection*; see `Engine.joining`.

        Args:
            connection: one of SQLAlchemy for asyncio, to the database in which the engine's tables are.

        Raises:
            InvalidParameterError: the connection is not open, or the engine's store has none of the kind.
        """
        if not isinstance(self._driver, Greenlets):
            raise InvalidParameterError("connection", "can be joined only over a database driven by asyncio")
        if connection.sync_connection is None:
            raise InvalidParameterError("connection", "is not open")
        joining = self._service.joining(connection.sync_connection)
        joined = await self._driver.run(joining.__enter__)
        try:
            yield AsyncEngine(joined, self._driver)
        except BaseException as error:
            if not await self._driver.run(joining.__exit__, type(error), error, error.__traceback__):
                raise
        else:
            await self._driver.run(joining.__exit__, None, None, None)

    create_tenant = twin(Engine.create_tenant, giving=AsyncTenant)
    tenant = twin(Engine.tenant, giving=AsyncTenant)
    tenants = twin(Engine.tenants)
    claim_due = twin(Engine.claim_due)
    acknowledge_many = twin(Engine.acknowledge_many)
    close = twin(Engine.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
