"""What a driver raises, in our words, with the driver's own error as the cause."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from reinforce.errors import StaleError, StoreError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from reinforce.errors import ReinforceError

# SQLite: extended codes of broken keys, primary codes of a file that is locked or cannot be opened.
_TAKEN = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN}

# PostgreSQL: broken unique or foreign key, serialization failure, deadlock.
_STALE = {"23505", "23503", "40001", "40P01"}
# … lock or statement timeout; and whole classes: connection, insufficient resources, operator intervention.
_UNAVAILABLE = {"55P03"}
_UNAVAILABLE_CLASSES = {"08", "53", "57"}


@contextmanager
def driver_errors(engine: Engine, *, tenant: str = "") -> Iterator[None]:
    """
    Raise what the driver of *engine* raises inside as an error of ours; *tenant* is whose change is being written.

    Drivers raise errors of their own, which SQLAlchemy wraps where it called them; and Python's, where a text or a
    number has no form that the database knows.
    """
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error, UnicodeError, OverflowError) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        raise _ours(error, cause, tenant) from cause


def _ours(error: Exception, cause: BaseException, tenant: str) -> ReinforceError:
    code = getattr(cause, "sqlite_errorcode", None)
    state = getattr(cause, "sqlstate", None)
    if code in _TAKEN or state in _STALE:
        return StaleError("change", tenant, "met another one that was written at the same time")
    if _is_unavailable(error, code, state):
        return StoreUnavailableError(f"the database cannot be reached, or is locked: {cause}")
    return StoreError(f"the database refused: {cause}")


def _is_unavailable(error: Exception, code: int | None, state: str | None) -> bool:
    if isinstance(error, PoolTimeoutError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return True
    if code is not None:
        return code & 0xFF in _LOCKED
    if state is not None:
        return state in _UNAVAILABLE or state[:2] in _UNAVAILABLE_CLASSES
    # A connection to PostgreSQL that cannot be made, or that broke, has no state to report.
    return type(getattr(error, "orig", None)).__name__ == "OperationalError"
