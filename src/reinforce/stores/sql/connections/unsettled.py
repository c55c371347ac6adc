"""
Whether a transaction of the host's, on a connection of SQLAlchemy, has written what an engine keeps at hand.

The transaction, or a part of it down to a savepoint, may yet be rolled back (`Change.is_kept_at_hand`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Unsettled:
    """Stands for all of it that a transaction has written so far, and not taken back."""


def is_rollback(statement: str) -> bool:
    """Whether a *statement* takes back what was written, all of it or down to a savepoint."""
    return statement.lstrip()[:8].upper() == "ROLLBACK"


_HELD: WeakKeyDictionary[Connection, Unsettled] = WeakKeyDictionary()


def leave(connection: Connection) -> None:
    """Note that such is written on *connection*, whose rollbacks and end are listened to from now on."""
    _HELD[connection] = Unsettled()
    if event.contains(connection, "before_cursor_execute", _executed):
        return
    event.listen(connection, "before_cursor_execute", _executed)
    for end in ("commit", "rollback", "commit_twophase", "rollback_twophase"):
        event.listen(connection, end, _ended)


def found(connection: Connection) -> Unsettled | None:
    """Return what stands for it in the transaction on *connection*; ``None`` where that has written none."""
    return _HELD.get(connection)


def _executed(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    """
    Have all of it read again after a rollback to a savepoint, by SQLAlchemy or in SQL of the host's own.

    How much of it was written since the savepoint, nobody knows.
    """
    if connection in _HELD and is_rollback(statement):
        _HELD[connection] = Unsettled()


def _ended(connection: Connection, *_: object) -> None:
    _HELD.pop(connection, None)
