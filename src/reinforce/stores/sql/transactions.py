"""Transactions, begun as the store needs them: reading sees one moment, writing waits for its turn."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal, cast

from reinforce.stores.sql.greenlets import undisturbed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

_Isolation = Literal["DEFERRED", "EXCLUSIVE", "IMMEDIATE"]


class Transactions:
    """
    Begins transactions on the connections of an engine; where that is the host's, the host's own begin as ever.

    SQLite: reading begins DEFERRED and writing IMMEDIATE, so that a writer waits before it has read anything, and never
    has to give up half-way.

    PostgreSQL: reading is REPEATABLE READ, so that all statements see one moment, which costs nothing and cannot fail;
    writing is READ COMMITTED, whose updates wait for one another and then look at the row anew.
    """

    def __init__(self, engine: Engine) -> None:
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._engine = engine

    def reading(self) -> AbstractContextManager[Connection]:
        """Return the context of a transaction that reads."""
        return _sqlite(self._engine, "BEGIN") if self.is_sqlite else _postgresql(self._engine, "REPEATABLE READ")

    def writing(self) -> AbstractContextManager[Connection]:
        """Return the context of a transaction that writes: committed at its end, rolled back where it raises."""
        return (
            _sqlite(self._engine, "BEGIN IMMEDIATE") if self.is_sqlite else _postgresql(self._engine, "READ COMMITTED")
        )


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    connection = engine.connect()
    try:
        yield connection
    finally:
        if engine.dialect.is_async:
            undisturbed(connection.close)
        else:
            connection.close()


@contextmanager
def _postgresql(engine: Engine, level: Literal["REPEATABLE READ", "READ COMMITTED"]) -> Iterator[Connection]:
    # An engine with the level among its options would lose a connection whose task is cancelled while the level is set.
    with _connected(engine) as connection, connection.execution_options(isolation_level=level).begin():
        yield connection


@contextmanager
def _sqlite(engine: Engine, begin: str) -> Iterator[Connection]:
    with _connected(engine) as connection:
        connection.begin()
        driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
        with _hands_off(driver):
            try:
                driver.execute(begin)
                yield connection
                driver.execute("COMMIT")
            except BaseException:
                _roll_back(driver)
                raise


@contextmanager
def _hands_off(driver: sqlite3.Connection) -> Iterator[None]:
    """
    Keep Python's driver from beginning transactions of its own for a while, and end one that is open.

    A host's engine may leave that to the driver, in the old way (``isolation_level``) or the new one (``autocommit``),
    or listen to SQLAlchemy's "begin" and do it itself.
    """
    old, new = driver.isolation_level, getattr(driver, "autocommit", None)
    if new is False:
        driver.autocommit = True  # type: ignore[attr-defined] # Python 3.12
    if old is not None:
        driver.isolation_level = None
    _roll_back(driver)
    try:
        yield
    finally:
        if old is not None:
            _restore(driver, old)
        if new is False:
            driver.autocommit = False  # type: ignore[attr-defined] # Python 3.12


def _roll_back(driver: sqlite3.Connection) -> None:
    """
    Roll back the transaction that is open, if one is.

    A driver for asyncio works off what it was asked in a thread: whether a transaction is open is known only after
    that, also of what nobody waits for any more. So the thread is asked to look.
    """
    if not hasattr(driver, "in_transaction"):
        driver.rollback()
    elif driver.in_transaction:
        driver.execute("ROLLBACK")


def _restore(driver: sqlite3.Connection, level: _Isolation) -> None:
    """Give the driver's own transactions back, unless the connection broke off and is closed."""
    with suppress(ValueError):  # as a driver for asyncio says it
        driver.isolation_level = level
