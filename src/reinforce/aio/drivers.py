"""
How a call that knows nothing of asyncio is run, so that it can be awaited.

Over a database with a driver for asyncio it runs in a greenlet of SQLAlchemy, as `AsyncConnection.run_sync` does it:
wherever it waits for the database, the event loop goes on. Over any other store it runs in a thread.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class Driver(Protocol):
    """Runs calls, one at a time for each task."""

    def pause(self, seconds: float, /) -> None:
        """Wait for *seconds* inside of a call; the event loop does not."""
        ...

    async def run(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the *call* returns, or raise what it raises."""
        ...


class Threads:
    """Runs each call in a thread. One that is cancelled goes on to its end there; nobody waits for it any more."""

    def pause(self, seconds: float, /) -> None:
        """Have the thread sleep."""
        time.sleep(seconds)  # noqa: TID251 - in a thread, that of one call

    async def run(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *call* in a thread."""
        return await asyncio.to_thread(call, *args, **kwargs)


class Greenlets:
    """
    Runs each call in a greenlet, on the event loop. One that is cancelled gets the `CancelledError` where it waits.

    Raises:
        InvalidParameterError: greenlet is not installed.
    """

    def __init__(self) -> None:
        try:
            import_module("greenlet")  # SQLAlchemy needs it, and would say so later and less clearly
        except ImportError as error:
            reason = "needs greenlet to be driven by asyncio: install reinforce-engine[aio]"
            raise InvalidParameterError("url", reason) from error
        from sqlalchemy.util import concurrency  # noqa: PLC0415 - imported where a database is opened, and not before

        self._spawn = concurrency.greenlet_spawn
        self._await = getattr(concurrency, "await_", None) or concurrency.await_only  # its name before SQLAlchemy 2.1

    def pause(self, seconds: float, /) -> None:
        """Have the task sleep."""
        self._await(asyncio.sleep(seconds))

    async def run(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *call* in a greenlet."""
        return await self._spawn(partial(call, *args, **kwargs))
