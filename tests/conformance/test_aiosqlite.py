"""SQLite keeps the laws of a store on asyncio: in a file, and over an engine that is the host's."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce.ports import Store
from reinforce.stores.sql import SQLStore
from reinforce.testing import StoreConformance
from reinforce.testing.write_contract import Sharing
from tests.support.loops import OnALoop


class TestAsyncSQLiteFile(StoreConformance):
    """The laws of a store, for a SQLite file through aiosqlite."""

    @pytest.fixture
    def store(self, sqlite_url: str) -> Iterator[Store]:
        """Return a store in a new file."""
        with closing(OnALoop(lambda: SQLStore.open_async(sqlite_url))) as store:
            yield store

    @pytest.fixture
    def reopen(self, sqlite_url: str) -> Iterator[Callable[[], Store]]:
        """Return what opens the same file once more."""
        with ExitStack() as opened:
            yield lambda: opened.enter_context(closing(OnALoop(lambda: SQLStore.open_async(sqlite_url))))


class TestAsyncSQLiteOfAHost(Sharing):
    """The laws of working at once, over a host's engine in the settings that SQLAlchemy and aiosqlite give it."""

    @pytest.fixture
    def store(self, sqlite_url: str) -> Iterator[Store]:
        """Return a store over an engine that knows nothing of it."""
        engine = create_async_engine(sqlite_url.replace("sqlite:", "sqlite+aiosqlite:")).sync_engine
        with closing(OnALoop(lambda: SQLStore(engine), after=engine.dispose)) as store:
            yield store
