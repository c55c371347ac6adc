"""Running the store's work on Django's connection: inside its transaction, or in one of our own where none is open."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DjangoError
from django.db import InterfaceError, OperationalError, connections, transaction
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from reinforce.django import databases, forks
from reinforce.django.lending import lending
from reinforce.django.marks import found as found_unsettled
from reinforce.django.marks import is_inside
from reinforce.errors import ConnectionLostError, InvalidParameterError, ReinforceError, SchemaVersionError
from reinforce.stores.sql.connections.failures import UNREADABLE, aborted, ours, raise_unreadable
from reinforce.stores.sql.connections.row_security import named
from reinforce.stores.sql.dialects.known import DIALECTS, dialects_of
from reinforce.stores.sql.dialects.named_cursors import naming
from reinforce.stores.sql.migrations import schema_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.stores.sql.dialects.dialect import Dialect
    from reinforce.stores.sql.tables.schema import Tables

T = TypeVar("T")

RAISED = (DjangoError, SQLAlchemyError, UnicodeError, OverflowError)
"""What statements raise: errors of the driver as Django wraps them, and Python's where a value has no form there."""

_LOCK = f'UPDATE "{schema_version.VERSION_TABLE}" SET version_num = version_num WHERE 0'  # noqa: S608 - our own name
"""Takes SQLite's lock for writing, and writes nothing."""


def dialect_of(connection: Any) -> Dialect:  # noqa: ANN401 - Django has no types
    """
    Return what is spoken on *connection*, with parameters as Django's cursors take them.

    Raises:
        InvalidParameterError: the store does not.
    """
    known = dialects_of(connection.vendor)
    if not known:
        titles = " or ".join(dict.fromkeys(dialect.title for dialect in DIALECTS))
        reason = f"must be a database of {titles}, not of {connection.display_name}"
        raise InvalidParameterError("using", reason, value=connection.alias)
    driver = connection.Database.__name__.partition(".")[0]
    dialect = next((one for one in known if driver in one.drivers), known[0])
    if dialect.is_embedded:
        dialect = replace(dialect, compiler=lambda: SQLiteDialect_pysqlite(paramstyle="format"))
    return replace(dialect, upgrades_on_opening=False)


def schema_found(connection: Any) -> str | None:  # noqa: ANN401 - as above
    """
    Return the schema in which *connection* now makes and finds tables of ours; ``None`` where there are no schemas.

    Raises:
        SchemaVersionError: none of the schemas in its ``search_path`` is there.
        ImproperlyConfigured: it finds them in another one than it would make them in: which is meant has to be said.
        StoreError: the database cannot be reached, or refuses.
    """
    dialect = next((one for one in dialects_of(connection.vendor) if one.has_schemas), None)
    if dialect is None:
        return None
    forks.check(connection)
    if connection.needs_rollback:
        raise aborted("atomic()") from connection.rollback_exc
    try:
        here, found = _schemas(connection, dialect)
    except RAISED as error:
        told = _ours(connection, dialect, error, "")
        if not isinstance(told, ConnectionLostError) or connection.in_atomic_block:
            raise told from _cause(error)
        here, found = _schemas(connection, dialect)  # on a new connection
    if here is None:
        reason = f"the database {connection.alias!r} has none of the schemas that its connection looks into"
        raise SchemaVersionError(reason, found=None, known=schema_version.HISTORY.newest)
    if found not in (None, here):
        raise ImproperlyConfigured(
            f"the tables of practice are in the schema {found!r} of the database {connection.alias!r}, while its "
            f"connection works in {here!r} first: whose they are cannot be told. REINFORCE['SCHEMA'] says which schema "
            "is meant for everybody; where each customer has one, leave the other out of search_path"
        )
    return here


def _schemas(connection: Any, dialect: Dialect) -> tuple[str | None, str | None]:  # noqa: ANN401 - as above
    """Return in which schema *connection* makes tables, and in which it finds ours."""
    with connection.cursor() as cursor:
        cursor.execute(dialect.schemas, [schema_version.VERSION_TABLE])
        ((here, found),) = cursor.fetchall()
    return here, found


class ConnectionRunner:
    """
    Runs the store's work on the calling thread's connection to one of Django's databases.

    Args:
        using: the alias of the database.
        tables: that the work is about.

    Attributes:
        is_secured: whether tables have row-level security, which is found out before the first work.
    """

    def __init__(self, using: str, tables: Tables) -> None:
        self._using, self._tables, self._dialect = using, tables, tables.dialect
        self.is_secured = self._is_prepared = self._may_be_undone = False
        forks.watch(using)

    def check(self) -> None:
        """Raise ForkedError where the database cannot be used in this process."""
        forks.check(connections[self._using])

    def read(self, work: Callable[[DBAPICursor], T], *, tenant: str | None, single: bool = False) -> T:
        """Return what *work* returns, all of whose statements see one moment of *tenant*, or of all where ``None``."""
        try:
            return self._run(work, tenant, begin="" if single else self._dialect.begin_reading, writes=False)
        except UNREADABLE as error:
            raise_unreadable(error)

    def write(self, work: Callable[[DBAPICursor], T], *, tenant: str, single: bool = False) -> T:
        """Return what *work* returns; where it raises, nothing of it was written."""
        return self._run(work, tenant, begin="" if single else self._dialect.begin_writing, writes=True)

    @contextmanager
    def together(self, tenant: str) -> Iterator[None]:
        """Have all that is written inside be one: in a savepoint of the host's transaction, or in one of its own."""
        connection = connections[self._using]
        forks.check(connection)
        try:
            with transaction.atomic(using=self._using):
                yield
        except RAISED as error:
            raise _ours(connection, self._dialect, error, tenant) from _cause(error)

    def _run(self, work: Callable[[DBAPICursor], T], tenant: str | None, *, begin: str, writes: bool) -> T:
        connection = connections[self._using]
        forks.check(connection)
        try:
            if not self._is_prepared:
                self._prepare()
            if is_inside(connection):
                return self._joined(connection, work, tenant, writes=writes)
            return self._alone(connection, work, tenant, begin=begin)
        except RAISED as error:
            raise _ours(connection, self._dialect, error, tenant) from _cause(error)

    def _joined(self, connection: Any, work: Callable[[DBAPICursor], T], tenant: str | None, *, writes: bool) -> T:  # noqa: ANN401 - Django has no types
        """Return what *work* returns inside the host's transaction: what writes has a savepoint of its own."""
        if connection.needs_rollback:
            raise aborted("atomic()") from connection.rollback_exc
        if self.is_secured:
            work = named(tenant, work, raised=RAISED)
        with connection.cursor() as cursor:
            self._take_turn(connection, cursor)
            # What a role may not read is an error, which must not be the end of the host's transaction.
            if not writes and not (self.is_secured and tenant is None):
                return work(cursor)
            with transaction.atomic(using=self._using):
                return work(cursor)

    def _take_turn(self, connection: Any, cursor: DBAPICursor) -> None:  # noqa: ANN401 - as above
        """
        Have the host's transaction wait until it may write, where one writes at a time.

        Else what is read now could have changed when it is written, and then SQLite refuses at once.
        """
        if not self._dialect.has_one_writer:
            return
        cursor.execute(_LOCK if connection.connection.in_transaction else self._dialect.begin_writing)

    def _alone(self, connection: Any, work: Callable[[DBAPICursor], T], tenant: str | None, *, begin: str) -> T:  # noqa: ANN401 - as above
        """Return what *work* returns, in a transaction of its own where it is told how to *begin* one."""
        if self.is_secured:
            begin = f"{begin or self._dialect.begin_writing}; {naming(tenant)}"
        if not begin:
            with connection.cursor() as cursor:
                return work(cursor)
        with _begun(connection, begin) as cursor:
            return work(cursor)

    def _prepare(self) -> None:
        """Find out how the tables are, before they are first used; where the database has moved, settle in."""
        history = schema_version.HISTORY
        with self.reading() as lender:
            found = schema_version.revision(lender, self._tables)
        if found != history.newest and (found is None or found in history.revisions):
            is_at = "has no tables of this library yet" if found is None else f"is at schema revision {found}"
            reason = f"the database {self._using!r} {is_at}, and {history.newest} is needed: "
            reason += databases.migrating(self._using)
            raise SchemaVersionError(reason, found=found, known=history.newest)
        self._may_be_undone = False
        self.is_secured = schema_version.prepare(self, self._tables)
        self._is_prepared = not self._may_be_undone and found_unsettled(connections[self._using]) is None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection of SQLAlchemy to the same database, in whatever transaction there is."""
        with lending(connections[self._using], self._dialect) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the same in the host's transaction, in a savepoint, or in one of its own."""
        connection = connections[self._using]
        self._may_be_undone = is_inside(connection)
        begun: AbstractContextManager[object] = _begun(connection, self._dialect.begin_writing)
        if self._may_be_undone:
            begun = transaction.atomic(using=self._using)
        with begun, lending(connection, self._dialect) as lender:
            yield lender


@contextmanager
def _begun(connection: Any, begin: str) -> Iterator[DBAPICursor]:  # noqa: ANN401 - Django has no types
    """Give a cursor in a transaction that is begun for it, and ends with it."""
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield cursor
            cursor.execute("COMMIT")
        except BaseException as error:
            _back_out(connection, cursor, is_known=isinstance(error, Exception))
            raise


def _back_out(connection: Any, cursor: DBAPICursor, *, is_known: bool) -> None:  # noqa: ANN401 - as above
    """Roll back; where that fails, or nobody knows what the connection is in the midst of, let go of it."""
    try:
        cursor.execute("ROLLBACK")
    except DjangoError:
        is_known = False
    if not is_known:
        with suppress(DjangoError):
            connection.close()


def _ours(connection: Any, dialect: Dialect, error: Exception, tenant: str | None) -> ReinforceError:  # noqa: ANN401 - as above
    """Return our error for what was raised; a connection that broke is let go of, outside of blocks."""
    # A connection that could not be made, and one of SQLite, have nothing to say of it.
    broke = bool(getattr(connection.connection, "closed", False))
    lost = broke and isinstance(_wrapped(error), OperationalError | InterfaceError)
    if lost and not connection.in_atomic_block:
        connection.close()
    found: Any = _cause(error)
    return ours(found, dialect, tenant or "", lost=lost)


def _wrapped(error: BaseException) -> BaseException:
    """Return what Django raised, where SQLAlchemy wrapped it."""
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _cause(error: BaseException) -> BaseException:
    """Return the driver's own error, where Django wrapped it."""
    wrapped = _wrapped(error)
    return wrapped.__cause__ or wrapped if isinstance(wrapped, DjangoError) else wrapped
