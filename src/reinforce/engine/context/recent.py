"""The values that were looked up last, a bounded number of them."""

from __future__ import annotations

from collections import OrderedDict
from threading import RLock
from typing import Generic, TypeVar

from reinforce.forks import at_fork

K = TypeVar("K")
V = TypeVar("V")

_LOCK = RLock()  # one for all, held for an instant: a fork waits for it, and the child finds it open and all in order
at_fork(before=_LOCK.acquire, in_parent=_LOCK.release, in_child=_LOCK.release)


class Recent(Generic[K, V]):
    """
    Keeps the values that were looked up last, at most *most*, for all threads.

    In a host's transaction *outside* lends what it keeps, and what the transaction brings stays here: it may be rolled
    back.
    """

    def __init__(self, most: int, *, outside: Recent[K, V] | None = None) -> None:
        self._most, self._outside = most, outside
        self._values: OrderedDict[K, V] = OrderedDict()

    def inside(self) -> Recent[K, V]:
        """Return a new one for a host's transaction, to which this one lends what it keeps."""
        return Recent(self._most, outside=self)

    def get(self, key: K) -> V | None:
        """Return the value of *key*, which has now been looked up last; ``None`` where it is not kept."""
        with _LOCK:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
                return value
        return None if self._outside is None else self._outside.get(key)

    def put(self, key: K, value: V) -> None:
        """Keep a value, in place of the one that was looked up longest ago if there are too many."""
        with _LOCK:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > self._most:
                self._values.popitem(last=False)
