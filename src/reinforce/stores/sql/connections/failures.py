"""What a driver raises, in our words, with the driver's own error as the cause."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from reinforce.errors import (
    ConnectionLostError,
    ReinforceError,
    SchemaVersionError,
    StaleError,
    StoreError,
    StoreUnavailableError,
)
from reinforce.stores.sql.connections.url_secrets import hidden, hiding
from reinforce.stores.sql.dialects.known import dialect_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Engine

    from reinforce.stores.sql.dialects.dialect import Dialect


UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError)
"""What rows raise that are not as they were written."""
_UNDECODED, _QUOTING = "Could not decode", " with text "
"""What the driver of SQLite says of a text that is none, before it quotes it."""


def raised_by(engine: Engine) -> tuple[type[Exception], ...]:
    """
    Return what *engine* and its driver raise.

    Drivers raise errors of their own, which SQLAlchemy wraps where it called them; and Python's, where a text or a
    number has no form that the database knows.
    """
    module: Any = engine.dialect.loaded_dbapi
    return (SQLAlchemyError, module.Error, UnicodeError, OverflowError, *dialect_of(engine).raises(module))


def _unreadable(error: Exception | str) -> StoreError:
    """Return the error for what *error* was raised at: rows that are not as they were written."""
    return StoreError(f"what the database holds cannot be read, and may be damaged: {error}")


def raise_unreadable(error: Exception) -> NoReturn:
    """Raise one of `UNREADABLE` that was caught in our words; an error of ours, which may be one, as it is."""
    if isinstance(error, ReinforceError):
        raise error
    raise _unreadable(error) from error


def is_lost(engine: Engine, error: Exception, driver: Any) -> bool:  # noqa: ANN401 - a connection of any driver
    """Whether *error* says that the connection *driver* broke."""
    module: Any = engine.dialect.loaded_dbapi
    kinds: tuple[Any, ...] = (module.Error, *dialect_of(engine).raises(module))
    return isinstance(error, kinds) and engine.dialect.is_disconnect(error, driver, None)


@contextmanager
def driver_errors(engine: Engine, *, tenant: str = "") -> Iterator[None]:
    """Raise what *engine* raises inside as an error of ours; *tenant* is whose change is being written."""
    try:
        yield
    except raised_by(engine) as error:
        raise ours(error, dialect_of(engine), tenant) from _cause(error)
    except UNREADABLE as error:
        raise_unreadable(error)


def ours(error: Exception, dialect: Dialect, tenant: str, *, lost: bool = False) -> ReinforceError:
    """
    Return our error for what was raised.

    Args:
        error: one of those that `raised_by` names.
        dialect: of the database.
        tenant: whose change was being written.
        lost: whether the connection broke.
    """
    cause = _cause(error)
    if lost or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return ConnectionLostError(f"the connection to the database broke: {_first_line(cause)}")
    if dialect.is_stale(cause):
        return StaleError("change", tenant, "met another one that was written at the same time")
    if _first_line(cause).startswith(_UNDECODED):
        return _unreadable(_first_line(cause))
    if isinstance(cause, PoolTimeoutError) or dialect.is_unavailable(cause):
        return StoreUnavailableError(f"the database cannot be reached, or is locked: {_first_line(cause)}")
    if dialect.is_aborted(cause):
        return aborted("a savepoint")
    return StoreError(f"the database refused: {_first_line(cause)}")


def aborted(inside: str) -> StoreError:
    """Return the error for a transaction of the host's that can only be rolled back; *inside* what an error may be."""
    return StoreError(
        "the transaction that this call is part of was broken before it, by an error that was caught inside of it or "
        f"by a wish to roll it back, and can only be rolled back: put what may fail into {inside} of its own, and "
        "catch the error outside of that"
    )


def not_opened(error: StoreError, url: URL) -> StoreError:
    """Return the error for a database that could not be opened, which says where it is, and no secret of its URL."""
    if isinstance(error, SchemaVersionError):
        return error
    return type(error)(hiding(f"{hidden(url)}: {error}", url))


def _first_line(cause: BaseException) -> str:
    """Return what a driver says, but for what it adds about rows, which are learners' data."""
    line = str(cause).strip().partition("\n")[0]
    return line.partition(_QUOTING)[0] if line.startswith(_UNDECODED) else line


def _cause(error: Exception) -> BaseException:
    """Return the driver's own error, where SQLAlchemy wrapped it."""
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
