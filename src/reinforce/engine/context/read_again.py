"""A store whose reads are made again where their connection broke: nothing was written, so nothing is written twice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from reinforce.errors import ConnectionLostError

if TYPE_CHECKING:
    from reinforce.engine.context.writing import Writing
    from reinforce.ports import Store

_READS = frozenset(
    (
        "editions",
        "entries",
        "erasure_key",
        "events",
        "held",
        "holders",
        "learners",
        "log",
        "next_looks",
        "policy",
        "read",
        "read_many",
        "tenants",
        "tombstones",
    )
)
"""What only reads of a store, each at one moment, and gives back all of it at once."""


def read_again(store: Store, writing: Writing) -> Store:
    """
    Return *store*, but with each read made again a few times where the connection breaks, as *writing* does.

    Inside a transaction of the host's it is not: what was read there before belongs to a transaction that is lost.
    """
    return cast("Store", _ReadAgain(store, writing))


class _ReadAgain:
    def __init__(self, store: Store, writing: Writing) -> None:
        self._store, self._writing = store, writing

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the store has
        if name not in _READS:
            return getattr(self._store, name)
        read = partial(self._again, name)
        setattr(self, name, read)
        return read

    def _again(self, name: str, *args: Any, **given: Any) -> Any:  # noqa: ANN401 - those of the read
        return self._writing.retrying(lambda: getattr(self._store, name)(*args, **given), after=(ConnectionLostError,))
