"""A way to open an asynchronous engine over each kind of store."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from reinforce import ManualClock
from reinforce.aio import AsyncEngine

Opening = Callable[[], Coroutine[Any, Any, AsyncEngine]]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new, empty database of each kind that has a driver for asyncio."""
    fixtures = {"sqlite": "sqlite_url", "postgresql": "postgres_database_url"}
    return str(request.getfixturevalue(fixtures[request.param]))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def opening(request: pytest.FixtureRequest, clock: ManualClock) -> Opening:
    """Return what opens an engine over each kind of store; the same store each time, unless it is in memory."""
    fixtures = {"sqlite": "sqlite_url", "postgresql": "postgres_database_url"}
    url = "memory:" if request.param == "memory" else str(request.getfixturevalue(fixtures[request.param]))
    return lambda: AsyncEngine.open(url, clock=clock)
