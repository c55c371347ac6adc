"""Stores on drivers for asyncio, used as any other: for what tests stores from threads and processes."""

import asyncio
import os
from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy.util import greenlet_spawn

from reinforce import Engine
from reinforce.ports import Store
from reinforce.stores.sql import SQLStore

T = TypeVar("T")


class OnALoop:
    """
    A store each of whose calls is a task of one event loop, which runs in a thread of its own.

    Args:
        make: makes the store, on the loop.
        after: what to do on the loop when the store is closed.
    """

    def __init__(self, make: Callable[[], Store], *, after: Callable[[], object] | None = None) -> None:
        self._loop, self._after = asyncio.new_event_loop(), after
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()
        try:
            self._store = self._run(make)
        except BaseException:
            self._stop()
            raise

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        found = getattr(self._store, name)
        return partial(self._run, found) if callable(found) else found

    def close(self) -> None:
        """Close the store and end the loop; once more does nothing."""
        if not self._loop.is_closed():
            self._run(self._store.close)
            if self._after is not None:
                self._run(self._after)
            self._stop()

    def _run(self, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:  # noqa: ANN401 - those of the call
        if self._loop.is_closed():
            return call(*args, **kwargs)  # it refuses, without waiting for anything
        return asyncio.run_coroutine_threadsafe(greenlet_spawn(call, *args, **kwargs), self._loop).result()

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class InEachProcess:
    """
    A store each of whose calls runs on the event loop of the process that makes it, which has one thread.

    Args:
        make: makes the store, on the loop.
    """

    def __init__(self, make: Callable[[], Store]) -> None:
        self._runners: dict[int, asyncio.Runner] = {}
        self._store = self._run(make)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        found = getattr(self._store, name)
        return partial(self._run, found) if callable(found) else found

    def _run(self, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:  # noqa: ANN401 - those of the call
        runner = self._runners.setdefault(os.getpid(), asyncio.Runner())
        return runner.run(greenlet_spawn(call, *args, **kwargs))


_FOR_ASYNCIO = ("+asyncpg", "+psycopg_async", "+aiosqlite")


def engine_at(url: str, **options: Any) -> Engine:  # noqa: ANN401 - those of an engine
    """Return an engine over the store at *url*, through the driver that it names, be that one for asyncio alone."""
    if not any(driver in url for driver in _FOR_ASYNCIO):
        return Engine.open(url, **options)
    store: Any = OnALoop(lambda: SQLStore.open_async(url))
    return Engine.over(store, **options)
