"""What a driver raises, in our words, with the driver's own error as the cause."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from reinforce.errors import ConnectionLostError, StaleError, StoreError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from reinforce.errors import ReinforceError

# SQLite: extended codes of broken keys, and of a transaction that has read what somebody else changed since; primary
# codes of a file that is locked or cannot be opened.
_STALE_CODES = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
    sqlite3.SQLITE_BUSY_SNAPSHOT,
}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN}

# PostgreSQL: broken unique or foreign key, serialization failure, deadlock.
_STALE = {"23505", "23503", "40001", "40P01"}
# … lock or statement timeout; and whole classes: connection, insufficient resources, operator intervention.
_UNAVAILABLE = {"55P03"}
_UNAVAILABLE_CLASSES = {"08", "53", "57"}


def raised_by(engine: Engine) -> tuple[type[Exception], ...]:
    """
    Return what *engine* and its driver raise.

    Drivers raise errors of their own, which SQLAlchemy wraps where it called them; and Python's, where a text or a
    number has no form that the database knows.
    """
    return (SQLAlchemyError, engine.dialect.loaded_dbapi.Error, UnicodeError, OverflowError)


def is_lost(engine: Engine, error: Exception, driver: Any) -> bool:  # noqa: ANN401 - a connection of any driver
    """Whether *error* says that the connection *driver* broke."""
    return isinstance(error, engine.dialect.loaded_dbapi.Error) and engine.dialect.is_disconnect(error, driver, None)


@contextmanager
def driver_errors(engine: Engine, *, tenant: str = "") -> Iterator[None]:
    """Raise what *engine* raises inside as an error of ours; *tenant* is whose change is being written."""
    try:
        yield
    except raised_by(engine) as error:
        raise ours(error, tenant) from _cause(error)


def ours(error: Exception, tenant: str, *, lost: bool = False) -> ReinforceError:
    """
    Return our error for what was raised.

    Args:
        error: one of those that `raised_by` names.
        tenant: whose change was being written.
        lost: whether the connection broke.
    """
    cause = _cause(error)
    code = getattr(cause, "sqlite_errorcode", None)
    state = getattr(cause, "sqlstate", None)
    if lost or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return ConnectionLostError(f"the connection to the database broke: {cause}")
    if code in _STALE_CODES or state in _STALE:
        return StaleError("change", tenant, "met another one that was written at the same time")
    if _is_unavailable(cause, code, state):
        return StoreUnavailableError(f"the database cannot be reached, or is locked: {cause}")
    return StoreError(f"the database refused: {cause}")


def _cause(error: Exception) -> BaseException:
    """Return the driver's own error, where SQLAlchemy wrapped it."""
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _is_unavailable(cause: BaseException, code: int | None, state: str | None) -> bool:
    if isinstance(cause, PoolTimeoutError):
        return True
    if code is not None:
        return code & 0xFF in _LOCKED
    if state is not None:
        return state in _UNAVAILABLE or state[:2] in _UNAVAILABLE_CLASSES
    # A connection to PostgreSQL that cannot be made has no state to report.
    return type(cause).__name__ == "OperationalError"
