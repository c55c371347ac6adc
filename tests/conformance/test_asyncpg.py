"""PostgreSQL through asyncpg keeps the laws of a store: in a schema of its own, and over a host's engine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce.ports import Store
from reinforce.stores.sql import SQLStore
from reinforce.testing import StoreConformance
from reinforce.testing.write_contract import Sharing
from tests.support.loops import OnALoop
from tests.support.postgres import through


class TestAsyncpg(StoreConformance):
    """The laws of a store, for PostgreSQL through asyncpg."""

    @pytest.fixture
    def store(self, postgres_url: str, postgres_tables: str) -> Iterator[Store]:
        """Return a store in a schema of its own."""
        with closing(_opened(postgres_url, postgres_tables)) as store:
            yield store

    @pytest.fixture
    def reopen(self, postgres_url: str, postgres_tables: str) -> Iterator[Callable[[], Store]]:
        """Return what opens the same schema once more."""
        with ExitStack() as opened:
            yield lambda: opened.enter_context(closing(_opened(postgres_url, postgres_tables)))


class TestAsyncpgOfAHost(Sharing):
    """The laws of working at once, over a host's engine whose own transactions are serializable."""

    @pytest.fixture
    def store(self, postgres_url: str, postgres_tables: str) -> Iterator[Store]:
        """Return a store over an engine that knows nothing of it."""
        engine = create_async_engine(through(postgres_url, "asyncpg"), isolation_level="SERIALIZABLE").sync_engine
        with closing(OnALoop(lambda: SQLStore(engine, schema=postgres_tables), after=engine.dispose)) as store:
            yield store


def _opened(url: str, schema: str) -> OnALoop:
    return OnALoop(lambda: SQLStore.open_async(through(url, "asyncpg"), schema=schema))
