"""Working inside a transaction of the host's: nothing is begun or committed here, and nothing is left half done."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from reinforce.errors import ForkedError, InvalidParameterError, shown
from reinforce.stores.sql.connections import unsettled
from reinforce.stores.sql.connections.failures import (
    UNREADABLE,
    driver_errors,
    is_lost,
    ours,
    raise_unreadable,
    raised_by,
)
from reinforce.stores.sql.connections.processes import check_joined
from reinforce.stores.sql.connections.row_security import named
from reinforce.stores.sql.dialects.greenlets import undisturbed
from reinforce.stores.sql.dialects.known import dialect_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPICursor

T = TypeVar("T")

_SAVEPOINT = "reinforce"


class Joined:
    """
    Runs the store's work on a host's connection, each change in a savepoint of its own.

    Args:
        engine: the store's own.
        connection: a connection of SQLAlchemy, or an ORM session, to the same kind of database.
        is_secured: whether tables have row-level security.
        check_place: raises where the connection finds other tables than the store's; called before the first work.

    Raises:
        InvalidParameterError: it is neither, or no transaction has begun on it.
        ForkedError: it was made by the process from which this one was forked.
    """

    def __init__(
        self, engine: Engine, connection: object, *, is_secured: bool, check_place: Callable[[Connection], None]
    ) -> None:
        if isinstance(connection, Session):
            with driver_errors(engine):
                connection = connection.connection()
        self._dialect = dialect_of(engine)
        if not isinstance(connection, Connection) or dialect_of(connection.engine) is not self._dialect:
            kind = f"{self._dialect.title} through {engine.driver}"
            reason = f"must be a connection of SQLAlchemy to {kind}, or a session, not {shown(connection)}"
            raise InvalidParameterError("connection", reason, value=connection)
        self.is_secured, self._check_place, self._is_checked = is_secured, check_place, False
        self._connection, self._process = connection, os.getpid()
        self._raised = raised_by(connection.engine)
        self.check()
        check_joined(connection, self._dialect)

    def read(self, work: Callable[[DBAPICursor], T], *, tenant: str | None, single: bool = False) -> T:  # noqa: ARG002 - as Runner says
        """Return what *work* returns."""
        # What a role may not read is an error, which must not be the end of the host's transaction.
        try:
            return self._run(work, tenant, savepoint=self.is_secured and tenant is None)
        except UNREADABLE as error:
            raise_unreadable(error)

    def write(self, work: Callable[[DBAPICursor], T], *, tenant: str, single: bool = False) -> T:  # noqa: ARG002 - as above
        """Return what *work* returns; where it raises, nothing of it was written and the transaction can go on."""
        return self._run(work, tenant, savepoint=True)

    def _run(self, work: Callable[[DBAPICursor], T], tenant: str | None, *, savepoint: bool) -> T:
        self.check()
        if self.is_secured:
            work = named(tenant, work, raised=self._raised)
        driver: Any = self._connection.connection.dbapi_connection
        try:
            self._begin(driver)
            if not self._is_checked:
                # Interrupted, SQLAlchemy would close the connection before it is rolled back, as is done below.
                self._undisturbed(partial(self._check_place, self._connection))
                self._is_checked = True
            cursor = self._dialect.cursor(driver)
            result = self._saved(cursor, work) if savepoint else work(cursor)
            cursor.close()
        except self._raised as error:
            raise ours(
                error, self._dialect, tenant or "", lost=is_lost(self._connection.engine, error, driver)
            ) from error
        except BaseException as error:
            if not isinstance(error, Exception):
                self._let_go(driver, error)
            raise
        return result

    def _let_go(self, driver: Any, error: BaseException) -> None:  # noqa: ANN401 - a connection of any driver
        """
        Have the host's transaction end here, as SQLAlchemy does where what it executes itself is interrupted.

        Nobody knows what the connection is in the midst of; and of a transaction that was about to begin in the
        database SQLAlchemy would not know either, and give the connection back to the pool with it.
        """
        self._undisturbed(partial(self._ended, driver, error))

    def _ended(self, driver: Any, error: BaseException) -> None:  # noqa: ANN401 - as above
        # A task is cancelled at rest; and SQLite would keep what it has locked as long as somebody keeps the error.
        if self._connection.engine.dialect.is_async:
            with suppress(*self._raised):
                driver.rollback()
        self._connection.invalidate(error)

    def _undisturbed(self, call: Callable[[], None]) -> None:
        """Make *call*, and where it is awaited to its end, whoever cancels the task meanwhile."""
        if self._connection.engine.dialect.is_async:
            undisturbed(call)
        else:
            call()

    def _saved(self, cursor: DBAPICursor, work: Callable[[DBAPICursor], T]) -> T:
        cursor.execute(f"SAVEPOINT {_SAVEPOINT}")
        try:
            result = work(cursor)
        except Exception:  # after an interrupt nothing is left of the host's transaction
            with suppress(*self._raised):
                cursor.execute(f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}")
                cursor.execute(f"RELEASE SAVEPOINT {_SAVEPOINT}")
            raise
        cursor.execute(f"RELEASE SAVEPOINT {_SAVEPOINT}")
        return result

    def leave(self) -> None:
        """Note that what engines keep at hand is written here."""
        unsettled.leave(self._connection)

    def unsettled(self) -> object | None:
        """Return what stands for all of it that the transaction has written; ``None`` for none."""
        return unsettled.found(self._connection)

    def check(self) -> None:
        """Raise where there is no transaction to work in."""
        if self._process != os.getpid():
            raise ForkedError("the transaction is of the process from which this one was forked")
        connection = self._connection
        if connection.closed or connection.invalidated or not connection.in_transaction():
            raise InvalidParameterError("connection", "must be in a transaction", value=connection)

    def _begin(self, driver: Any) -> None:  # noqa: ANN401 - a connection of any driver
        """Begin the host's transaction in the database, where that is left to the first statement that writes."""
        begin = self._dialect.to_join(self._connection.connection)
        if begin is None:
            reason = "commits every statement by itself: there is no transaction to join"
            raise InvalidParameterError("connection", reason, value=self._connection)
        if begin:
            cursor = driver.cursor()
            cursor.execute(begin)
            cursor.close()
