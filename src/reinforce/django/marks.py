"""
Whether a transaction of the host's has written what an engine keeps at hand, and may yet take it back.

Such never changes once it is committed (`Change.is_kept_at_hand`). What a transaction has written may be rolled back,
or a part of it down to a savepoint, and what is written later has the same number, or name, and another content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from reinforce.stores.sql.connections.unsettled import Unsettled, is_rollback

if TYPE_CHECKING:
    from collections.abc import Callable


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
    """Note that what engines keep at hand is written on *connection*, whose statements are looked at from now on."""
    if connection not in _MARKS:
        connection.execute_wrappers.insert(0, _executed)  # as the project's own are taken off from the end
    _MARKS[connection] = _Mark(connection)


def found(connection: Any) -> Unsettled | None:  # noqa: ANN401 - as above
    """Return what stands for all of it that the transaction on *connection* wrote; ``None`` for none."""
    mark = _MARKS.get(connection)
    if mark is None:
        return None
    if not mark.holds(connection):
        del _MARKS[connection]
        if _executed in connection.execute_wrappers:
            connection.execute_wrappers.remove(_executed)
        return None
    if mark.hooks is not connection.run_on_commit:
        mark.hooks, mark.unsettled = connection.run_on_commit, Unsettled()
    return mark.unsettled


def _executed(execute: Callable[..., Any], sql: Any, given: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001 - as Django calls it
    """Execute a statement; where it is a rollback of the project's own to a savepoint, keep nothing from before it."""
    result = execute(sql, given, many, context)
    mark = _MARKS.get(context["connection"])
    if mark is not None and isinstance(sql, str) and is_rollback(sql):
        mark.unsettled = Unsettled()
    return result


def _outermost(connection: Any) -> object | None:  # noqa: ANN401 - as above
    blocks = connection.atomic_blocks
    return blocks[0] if blocks else None
