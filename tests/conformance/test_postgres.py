"""PostgreSQL keeps the laws of a store: in a schema of its own, and over an engine that is the host's."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import create_engine

from reinforce.ports import Store
from reinforce.stores.sql import SQLStore
from reinforce.testing import StoreConformance
from reinforce.testing.write_contract import Sharing


class TestPostgreSQL(StoreConformance):
    """The laws of a store, for PostgreSQL."""

    @pytest.fixture
    def store(self, postgres_url: str, postgres_tables: str) -> Iterator[Store]:
        """Return a store in a schema of its own."""
        with closing(SQLStore.open(postgres_url, schema=postgres_tables)) as store:
            yield store

    @pytest.fixture
    def reopen(self, postgres_url: str, postgres_tables: str) -> Iterator[Callable[[], Store]]:
        """Return what opens the same schema once more."""
        with ExitStack() as opened:
            yield lambda: opened.enter_context(closing(SQLStore.open(postgres_url, schema=postgres_tables)))


class TestPostgreSQLOfAHost(Sharing):
    """The laws of working at once, over a host's engine whose own transactions are serializable."""

    @pytest.fixture
    def store(self, postgres_url: str, postgres_tables: str) -> Iterator[Store]:
        """Return a store over an engine that knows nothing of it."""
        sa_engine = create_engine(postgres_url, isolation_level="SERIALIZABLE")
        yield SQLStore(sa_engine, schema=postgres_tables)
        sa_engine.dispose()
