"""What the store minds where a driver for asyncio does the work, and SQLAlchemy awaits it from around a greenlet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.util import concurrency

if TYPE_CHECKING:
    from collections.abc import Callable


def in_greenlet() -> bool:
    """Whether somebody awaits for us what drivers for asyncio do."""
    try:
        return concurrency.in_greenlet()
    except ImportError:  # greenlet is not installed
        return False


def undisturbed(call: Callable[[], None]) -> None:
    """
    Make *call* to its end, also where the task that waits for it is cancelled meanwhile.

    A pool that is interrupted while it takes a connection back has lost it. This is what SQLAlchemy's own
    ``AsyncConnection`` does when it closes.
    """
    import asyncio  # noqa: PLC0415 - it is there already, and else not needed

    wait = getattr(concurrency, "await_", None) or concurrency.await_only  # its name before SQLAlchemy 2.1
    wait(asyncio.shield(asyncio.ensure_future(concurrency.greenlet_spawn(call))))
