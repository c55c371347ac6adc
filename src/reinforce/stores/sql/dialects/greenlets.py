"""What the store minds where a driver for asyncio does the work, and SQLAlchemy awaits it from around a greenlet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.util import concurrency

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine


T = TypeVar("T")


def in_greenlet() -> bool:
    """Whether somebody awaits for us what drivers for asyncio do."""
    try:
        return concurrency.in_greenlet()
    except ImportError:  # greenlet is not installed
        return False


def wait(call: Awaitable[Any]) -> Any:  # noqa: ANN401 - what the call returns
    """Return what *call* returns, from inside of a greenlet, when it is done."""
    call_it = getattr(concurrency, "await_", None) or concurrency.await_only  # its name before SQLAlchemy 2.1
    return call_it(call)


def run_async(call: Callable[[], T]) -> T:
    """Return what *call* returns, which drivers for asyncio do, to somebody who has nothing to do with asyncio."""
    import asyncio  # noqa: PLC0415 - only where such a driver is used
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - as above

    with ThreadPoolExecutor(1) as thread:  # of its own: whoever calls may be inside of an event loop all the same
        return thread.submit(asyncio.run, concurrency.greenlet_spawn(call)).result()


def undisturbed(call: Callable[[], None]) -> None:
    """
    Make *call* to its end, also where the task that waits for it is cancelled meanwhile; that is raised afterwards.

    A pool that is interrupted while it takes a connection back has lost it.
    """
    wait(_to_its_end(concurrency.greenlet_spawn(call)))


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    import asyncio  # noqa: PLC0415 - who gets here has imported it

    task, cancelled = asyncio.ensure_future(work), None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    failed = task.exception()
    if cancelled is not None:
        raise cancelled
    if failed is not None:
        raise failed
