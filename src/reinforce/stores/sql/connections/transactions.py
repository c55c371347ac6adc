"""Transactions, begun as the store needs them: reading sees one moment, writing waits for its turn."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

from reinforce.errors import StoreClosedError
from reinforce.logger import LOGGER
from reinforce.stores.sql.connections.failures import UNREADABLE, is_lost, ours, raise_unreadable, raised_by
from reinforce.stores.sql.connections.lending import Lender
from reinforce.stores.sql.connections.processes import Connecting
from reinforce.stores.sql.dialects.greenlets import undisturbed
from reinforce.stores.sql.dialects.known import dialect_of
from reinforce.stores.sql.dialects.named_cursors import naming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
    from sqlalchemy.pool import PoolProxiedConnection

    from reinforce.stores.sql.dialects.dialect import Dialect

    _Settings = list[tuple[str, object]]

T = TypeVar("T")

_LEGACY = -1  # sqlite3.LEGACY_TRANSACTION_CONTROL: isolation_level decides


class Runner(Protocol):
    """
    Runs the store's work on a cursor of the driver: in transactions of its own, or inside one of the host's.

    *single* says that the work executes one statement only, so that it is at one moment, and whole, by itself.

    Attributes:
        is_secured: whether tables have row-level security.
    """

    is_secured: bool

    def check(self) -> None:
        """Raise StoreClosedError or ForkedError where nothing can be run."""
        ...

    def read(self, work: Callable[[DBAPICursor], T], *, tenant: str | None, single: bool = False) -> T:
        """Return what *work* returns, all of whose statements see one moment of *tenant*, or of all where ``None``."""
        ...

    def write(self, work: Callable[[DBAPICursor], T], *, tenant: str, single: bool = False) -> T:
        """Return what *work*, a change of *tenant*, returns; where it raises, nothing of it was written."""
        ...


class Closed:
    """Runs nothing any more."""

    is_secured = False

    def check(self) -> None:
        """Refuse."""
        raise StoreClosedError

    def read(self, *_work: object, **_how: object) -> NoReturn:
        """Refuse."""
        raise StoreClosedError

    write = read


class Transactions:
    """
    Begins transactions on the connections of an engine; where that is the host's, the host's own begin as ever.

    A single statement needs neither a begin nor a commit: the connection commits by itself as long as it is ours.

    Attributes:
        dialect: of the database.
        is_secured: whether tables have row-level security. Then every transaction names its tenant, for itself alone.
    """

    def __init__(self, engine: Engine) -> None:
        self.is_secured = False
        self._engine = engine
        self.dialect = dialect_of(engine)
        self._named_cursor = self.dialect.names_at_once(engine)
        self._raised = raised_by(engine)
        # Drivers differ in what they say of an option that they do not know.
        self._refused: tuple[type[Exception], ...] = (*self._raised, TypeError, ValueError)
        self._connecting = Connecting(engine, self.dialect)
        self._lender = None if "reinforce_owns" in engine.get_execution_options() else Lender(engine, self.dialect)

    def read(self, work: Callable[[DBAPICursor], T], *, tenant: str | None, single: bool = False) -> T:
        """Return what *work* returns, all of whose statements see one moment of *tenant*, or of all where ``None``."""
        try:
            return self._run(work, self.dialect.begin_reading, tenant, single=single)
        except UNREADABLE as error:
            raise_unreadable(error)

    def write(self, work: Callable[[DBAPICursor], T], *, tenant: str, single: bool = False) -> T:
        """Return what *work* returns, committed; or roll back what it wrote where it raises."""
        return self._run(work, self.dialect.begin_writing, tenant, single=single)

    def check(self) -> None:
        """Raise ForkedError where the database cannot be used in this process."""
        self._connecting.check_process()

    def reading(self) -> AbstractContextManager[Connection]:
        """Return the context of a transaction that reads, for what SQLAlchemy itself has to do."""
        return self._of_sqlalchemy(self.dialect.begin_reading)

    def writing(self) -> AbstractContextManager[Connection]:
        """Return the same of one that writes: committed at its end, rolled back where it raises."""
        return self._of_sqlalchemy(self.dialect.begin_writing)

    def _run(self, work: Callable[[DBAPICursor], T], begin: str, tenant: str | None, *, single: bool) -> T:
        self._connecting.begin()
        try:
            return self._held(work, begin, tenant, single=single)
        finally:
            self._connecting.end()

    def _held(self, work: Callable[[DBAPICursor], T], begin: str, tenant: str | None, *, single: bool) -> T:
        """Return what *work* returns on a connection that is borrowed from the pool."""
        try:
            held = self._engine.raw_connection()
        except self._refused as error:
            raise ours(error, self.dialect, tenant or "") from error
        self._check_borrowed(held)
        driver: Any = held.dbapi_connection
        try:
            if self.is_secured:
                return self._named(driver, work, begin, tenant, single=single)
            return self._transacted(driver, work, "" if single else begin)
        except self._raised as error:
            lost = is_lost(self._engine, error, driver)
            if lost:
                # As SQLAlchemy does itself, without a public name for it: the pool's other connections broke at the
                # same time, and each is made anew when it is next asked for.
                self._engine.pool._invalidate(held, error)  # noqa: SLF001 - see above
                LOGGER.warning("a connection to %s broke; all idle ones are made anew", self.dialect.title)
            raise ours(error, self.dialect, tenant or "", lost=lost) from error
        except BaseException as error:
            if not isinstance(error, Exception):  # An interrupt: nobody knows what the connection is in the midst of.
                self._undisturbed(partial(held.invalidate, error))
            raise
        finally:
            self._undisturbed(held.close)

    def _check_borrowed(self, held: PoolProxiedConnection) -> None:
        """
        Refuse a connection that is not ours to use, and leave it as it is.

        Raises:
            ForkedError: it is another process's.
            InvalidParameterError: it is in a transaction of somebody else's, which ours would end.
        """
        self._connecting.check(held)
        if self._lender is None:
            return
        try:
            self._lender.check(held)
        except self._raised as error:
            self._undisturbed(partial(held.invalidate, error))
            raise ours(error, self.dialect, "") from error
        except BaseException as error:
            if not isinstance(error, Exception):
                self._undisturbed(partial(held.invalidate, error))
            raise

    def _undisturbed(self, call: Callable[[], None]) -> None:
        """Make *call*, and where it is awaited to its end, whoever cancels the task meanwhile."""
        if self._engine.dialect.is_async:
            undisturbed(call)
        else:
            call()

    def _named(
        self,
        driver: DBAPIConnection,
        work: Callable[[DBAPICursor], T],
        begin: str,
        tenant: str | None,
        *,
        single: bool,
    ) -> T:
        """Return what *work* returns in a transaction that names *tenant* before anything else."""
        named = self._named_cursor
        if not single or tenant is None or named is None:
            return self._transacted(driver, work, f"{begin}; {naming(tenant)}")
        return self._transacted(driver, lambda cursor: work(named(driver, cursor, tenant)), "")

    def _transacted(self, driver: DBAPIConnection, work: Callable[[DBAPICursor], T], begin: str) -> T:
        """Return what *work* returns on a cursor of *driver*, which comes back as it was."""
        found = _taken_over(driver, self.dialect)
        cursor = self.dialect.cursor(driver)
        try:
            if not begin:
                result = work(cursor)
            else:
                cursor.execute(begin)
                result = work(cursor)
                cursor.execute("COMMIT")
        except BaseException as error:
            # A task is cancelled at rest, so that its cursor can be closed; else SQLite would keep what it has locked
            # for as long as somebody keeps the error, and with it the cursor.
            if isinstance(error, Exception) or self._engine.dialect.is_async:
                self._undisturbed(partial(self._back_out, driver, cursor, found, rolling_back=bool(begin)))
            raise
        cursor.close()
        _give_back(driver, found)
        return result

    def _back_out(self, driver: Any, cursor: DBAPICursor, found: _Settings, *, rolling_back: bool) -> None:  # noqa: ANN401 - as below
        if rolling_back:
            with suppress(*self._raised):
                cursor.execute("ROLLBACK")
        with suppress(*self._raised):
            cursor.close()
            _give_back(driver, found)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with self._connecting.call():
            try:
                connection = self._engine.connect()
            except self._refused as error:
                raise ours(error, self.dialect, "") from error
            self._check_borrowed(connection.connection)
            try:
                yield connection
            except BaseException as error:
                if not isinstance(error, Exception):  # as above
                    self._undisturbed(partial(connection.invalidate, error))
                raise
            finally:
                self._undisturbed(connection.close)

    @contextmanager
    def _of_sqlalchemy(self, begin: str) -> Iterator[Connection]:
        with self._connected() as connection:
            connection.begin()
            driver: Any = connection.connection.dbapi_connection
            found = _taken_over(driver, self.dialect)
            cursor = self.dialect.cursor(driver)
            if self.dialect.host_begins:
                with suppress(*self._raised):  # A host may listen to SQLAlchemy's "begin" and do it itself.
                    cursor.execute("ROLLBACK")
            try:
                cursor.execute(begin)
                yield connection
                cursor.execute("COMMIT")
            except BaseException as error:
                is_at_rest = isinstance(error, Exception) or self._engine.dialect.is_async  # as above
                if is_at_rest and not connection.invalidated:
                    self._undisturbed(partial(self._back_out, driver, cursor, found, rolling_back=True))
                raise
            with suppress(*self._raised):
                cursor.close()
                _give_back(driver, found)


def _taken_over(driver: Any, dialect: Dialect) -> _Settings:  # noqa: ANN401 - each driver has settings of its own
    """Keep a driver's connection from beginning transactions of its own; return the settings to be given back."""
    found: _Settings = []
    for name, wanted in dialect.settings:
        value = getattr(driver, name, _LEGACY)
        if value not in {wanted, _LEGACY}:
            if not found:
                driver.rollback()
            found.append((name, value))
            setattr(driver, name, wanted)
    return found


def _give_back(driver: Any, found: _Settings) -> None:  # noqa: ANN401 - as above
    for name, value in found:
        setattr(driver, name, value)
