"""Fault injection: a store whose connection breaks at the call of your choice, to see what your code makes of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from reinforce.errors import ConnectionLostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from reinforce.journal import Event
    from reinforce.ports import (
        Change,
        EditionRecord,
        Entries,
        Holder,
        LogSlice,
        Look,
        Place,
        PolicyRecord,
        Query,
        Snapshot,
        Store,
        Verdict,
    )

P = ParamSpec("P")
T = TypeVar("T")


class Break(StrEnum):
    """
    When the connection breaks.

    - BEFORE: before the store was reached: nothing was done.
    - AFTER: after the store did what it was asked: the answer is lost.
    """

    BEFORE = "before"
    AFTER = "after"


class FaultyStore:
    """
    Another store, over a connection that can be made to break.

    Calls are counted from zero since `break_at`. From the one that was named on, as many as were asked for raise
    `ConnectionLostError`, which is what a store raises whose connection breaks.

    >>> from reinforce import Engine
    >>> from reinforce.stores.memory import MemoryStore
    >>> store = FaultyStore(MemoryStore())
    >>> engine = Engine.over(store)
    >>> store.break_at(0, Break.AFTER)
    >>> engine.create_tenant("acme"), store.broken
    (Tenant('acme'), 1)

    Args:
        store: that it passes everything on to.

    Attributes:
        calls: how many there were since `break_at`.
        broken: how many of them raised.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls = self.broken = 0
        self._at, self._times, self._how = 0, 0, Break.BEFORE

    def break_at(self, number: int, how: Break, *, times: int = 1) -> None:
        """Let the connection break at that call from now on, and at those after it, *times* in all."""
        self.calls = self.broken = 0
        self._at, self._times, self._how = number, times, how

    def mend(self) -> None:
        """Let every call pass."""
        self._times = 0

    def _call(self, method: Callable[P, T], *args: P.args, **given: P.kwargs) -> T:
        breaks = self._at <= self.calls < self._at + self._times
        self.calls, self.broken = self.calls + 1, self.broken + breaks
        if not breaks or self._how is Break.AFTER:
            result = method(*args, **given)
            if not breaks:
                return result
        raise ConnectionLostError(f"the connection was made to break, {self._how} the call")

    def read(self, query: Query) -> Snapshot:
        """As the store."""
        return self._call(self._store.read, query)

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """As the store."""
        return self._call(self._store.read_many, queries)

    def apply(self, change: Change) -> None:
        """As the store."""
        self._call(self._store.apply, change)

    def tenants(self) -> tuple[str, ...]:
        """As the store."""
        return self._call(self._store.tenants)

    def policy(self, tenant: str, version: int | None = None) -> PolicyRecord | None:
        """As the store."""
        return self._call(self._store.policy, tenant, version)

    def editions(self, tenant: str, numbers: Iterable[int]) -> tuple[EditionRecord, ...]:
        """As the store."""
        return self._call(self._store.editions, tenant, numbers)

    def events(self, tenant: str, *, learner: str = "") -> tuple[Event, ...]:
        """As the store."""
        return self._call(self._store.events, tenant, learner=learner)

    def learners(self, tenant: str, *, after: str = "", limit: int = 1000, retired: bool = False) -> tuple[str, ...]:
        """As the store."""
        return self._call(self._store.learners, tenant, after=after, limit=limit, retired=retired)

    def take(
        self, tenant: str, *, edition: int, now: datetime, until: datetime, limit: int, mark: str
    ) -> tuple[Look, ...]:
        """As the store."""
        return self._call(self._store.take, tenant, edition=edition, now=now, until=until, limit=limit, mark=mark)

    def settle(self, tenant: str, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """As the store."""
        return self._call(self._store.settle, tenant, verdicts)

    def holders(self, tenant: str, marks: Sequence[str]) -> tuple[Holder, ...]:
        """As the store."""
        return self._call(self._store.holders, tenant, marks)

    def next_looks(self, tenant: str | None = None) -> Mapping[str, datetime]:
        """As the store."""
        return self._call(self._store.next_looks, tenant)

    def log(self, tenant: str, *, after: Place, limit: int) -> LogSlice:
        """As the store."""
        return self._call(self._store.log, tenant, after=after, limit=limit)

    def entries(
        self, tenant: str, *, learner: str | None = None, naming: str | None = None, mentioning: str | None = None
    ) -> Entries:
        """As the store."""
        return self._call(self._store.entries, tenant, learner=learner, naming=naming, mentioning=mentioning)

    def held(self, tenant: str, person: str) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """As the store."""
        return self._call(self._store.held, tenant, person)

    def erasure_key(self, tenant: str) -> str | None:
        """As the store."""
        return self._call(self._store.erasure_key, tenant)

    def tombstones(self, tenant: str, digests: Iterable[str]) -> Mapping[str, datetime]:
        """As the store."""
        return self._call(self._store.tombstones, tenant, digests)

    def purge(self) -> str:
        """As the store; this always passes, as it raises nothing."""
        return self._store.purge()

    def close(self) -> None:
        """As the store; this always passes."""
        self._store.close()
