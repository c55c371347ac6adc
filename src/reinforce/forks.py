"""What happens when a process forks: the child has the locks of its parent, and none of the threads that hold them."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


def _nothing() -> None:
    """Do nothing."""


def at_fork(
    *,
    before: Callable[[], object] = _nothing,
    in_parent: Callable[[], object] = _nothing,
    in_child: Callable[[], object] = _nothing,
) -> None:
    """Have these called whenever this process forks, for as long as it lives; where nothing forks, never."""
    register = getattr(os, "register_at_fork", None)  # Windows has none
    if register is not None:
        register(before=before, after_in_parent=in_parent, after_in_child=in_child)


class ForkLock:
    """
    A lock for a module, which is free in a child of this process, whoever held it when the process forked.

    It is never forgotten: not for what comes and goes.
    """

    def __init__(self) -> None:
        self._renew()
        at_fork(in_child=self._renew)

    def _renew(self) -> None:
        self._lock = Lock()

    def take(self, *, waiting: bool = True) -> bool:
        """Take the lock, and return whether that was possible; it always is where *waiting* is allowed."""
        return self._lock.acquire(waiting)

    def release(self) -> None:
        """Let go of the lock."""
        self._lock.release()

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(self, *raised: object) -> None:
        self.release()
