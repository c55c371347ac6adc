"""The lock of a store in memory, which is taken for every call, and says to whom the store belongs."""

from __future__ import annotations

import os
from threading import RLock

from reinforce.errors import ForkedError, StoreClosedError


class ProcessLock:
    """
    A lock that a thread may take twice; it can be taken in the process that made it, until it is closed.

    A child has a copy of what is in memory, perhaps taken in the middle of a change, and nobody else would ever see
    what it writes there.

    Raises:
        ForkedError: on taking it in a child.
        StoreClosedError: on taking it when it is closed.
    """

    def __init__(self) -> None:
        self._lock, self._process, self._is_closed = RLock(), os.getpid(), False

    def close(self) -> None:
        """Refuse all that comes from now on."""
        self._is_closed = True

    def __enter__(self) -> None:
        if self._is_closed:
            raise StoreClosedError
        if self._process != os.getpid():
            raise ForkedError("what is in memory is of the process that opened it: open another engine in this one")
        self._lock.acquire()

    def __exit__(self, *raised: object) -> None:
        self._lock.release()
