"""A way to open an asynchronous engine over each kind of store."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from reinforce import ManualClock
from reinforce.aio import AsyncEngine
from tests.support.postgres import through

Opening = Callable[[], Coroutine[Any, Any, AsyncEngine]]


@pytest.fixture(params=["sqlite", "psycopg", "asyncpg"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new, empty database, through each driver for asyncio."""
    return _new(request)


@pytest.fixture(params=["memory", "sqlite", "psycopg", "asyncpg"])
def opening(request: pytest.FixtureRequest, clock: ManualClock) -> Opening:
    """Return what opens an engine over each kind of store; the same store each time, unless it is in memory."""
    url = "memory:" if request.param == "memory" else _new(request)
    return lambda: AsyncEngine.open(url, clock=clock)


def _new(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return through(request.getfixturevalue("postgres_database_url"), request.param)
