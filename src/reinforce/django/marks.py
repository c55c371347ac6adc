"""
Whether a transaction of the host's has written what an engine keeps at hand, and may yet take it back.

Such never changes once it is committed (`Change.is_kept_at_hand`). What a transaction has written may be rolled back,
or a part of it down to a savepoint, and what is written later has the same number, or name, and another content.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary


class Unsettled:
    """Stands for all that a transaction has written of them so far, and not taken back."""


class _Mark:
    """
    Where such was written: on which connection to the database, in which outermost block.

    Whenever Django commits, or rolls back a transaction or to a savepoint, it makes a new list of what is to be called
    on commit. As long as the list is the same one, nothing was taken back.
    """

    __slots__ = ("block", "driver", "hooks", "unsettled")

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - Django has no types
        self.driver, self.block = connection.connection, _outermost(connection)
        self.hooks, self.unsettled = connection.run_on_commit, Unsettled()

    def holds(self, connection: Any) -> bool:  # noqa: ANN401 - as above
        return is_inside(connection) and self.driver is connection.connection and self.block is _outermost(connection)


_MARKS: WeakKeyDictionary[Any, _Mark] = WeakKeyDictionary()


def is_inside(connection: Any) -> bool:  # noqa: ANN401 - as above
    """Whether statements on *connection*, also one not made yet, are part of a transaction that somebody else ends."""
    if connection.in_atomic_block:
        return True
    return not (connection.settings_dict["AUTOCOMMIT"] if connection.connection is None else connection.autocommit)


def leave(connection: Any) -> None:  # noqa: ANN401 - as above
    """Note that what engines keep at hand is written on *connection*."""
    _MARKS[connection] = _Mark(connection)


def found(connection: Any) -> Unsettled | None:  # noqa: ANN401 - as above
    """Return what stands for all of it that the transaction on *connection* wrote; ``None`` for none."""
    mark = _MARKS.get(connection)
    if mark is None:
        return None
    if not mark.holds(connection):
        del _MARKS[connection]
        return None
    if mark.hooks is not connection.run_on_commit:
        mark.hooks, mark.unsettled = connection.run_on_commit, Unsettled()
    return mark.unsettled


def _outermost(connection: Any) -> object | None:  # noqa: ANN401 - as above
    blocks = connection.atomic_blocks
    return blocks[0] if blocks else None
