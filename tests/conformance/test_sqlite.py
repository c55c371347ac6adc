"""SQLite keeps the laws of a store: in a file, in memory, and over an engine that is the host's."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import create_engine

from reinforce.ports import Store
from reinforce.stores.sql import SQLStore
from reinforce.testing import StoreConformance


class TestSQLiteFile(StoreConformance):
    """The laws of a store, for a SQLite file."""

    @pytest.fixture
    def store(self, sqlite_url: str) -> Iterator[Store]:
        """Return a store in a new file."""
        with closing(SQLStore.open(sqlite_url)) as store:
            yield store

    @pytest.fixture
    def reopen(self, sqlite_url: str) -> Iterator[Callable[[], Store]]:
        """Return what opens the same file once more."""
        with ExitStack() as opened:
            yield lambda: opened.enter_context(closing(SQLStore.open(sqlite_url)))


class TestSQLiteInMemory(StoreConformance):
    """The laws of a store, for SQLite in memory."""

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """Return a store in a database in memory."""
        with closing(SQLStore.open("sqlite://")) as store:
            yield store


class TestSQLiteOfAHost(StoreConformance):
    """The laws of a store, over a host's engine in the settings that SQLAlchemy and Python give it by themselves."""

    @pytest.fixture
    def store(self, sqlite_url: str) -> Iterator[Store]:
        """Return a store over an engine that knows nothing of it."""
        sa_engine = create_engine(sqlite_url)
        yield SQLStore(sa_engine)
        sa_engine.dispose()
