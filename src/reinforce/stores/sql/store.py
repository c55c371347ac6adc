"""A store in SQLite or PostgreSQL, over an engine of SQLAlchemy: the host's, or one of its own."""

from __future__ import annotations

from copy import copy
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Self

from reinforce.errors import InvalidParameterError, StoreError
from reinforce.logger import LOGGER
from reinforce.stores.sql.connections.engines import check_engine, needs_async, open_engine
from reinforce.stores.sql.connections.failures import driver_errors, not_opened
from reinforce.stores.sql.connections.place import place_of
from reinforce.stores.sql.connections.processes import Connecting
from reinforce.stores.sql.connections.transactions import Closed, Transactions
from reinforce.stores.sql.connections.url_secrets import hidden, tells
from reinforce.stores.sql.dialects.greenlets import run_async
from reinforce.stores.sql.dialects.known import dialect_of
from reinforce.stores.sql.migrations import schema_version
from reinforce.stores.sql.statement_store import StatementStore, statements
from reinforce.stores.sql.tables import clusters

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session


_ELSEWHERE = (
    "finds other tables than those of the store, in another database or schema: give each of them a store of its own"
)
_SLOW = 2.0  # seconds: many times what opening takes where nobody holds it up


class SQLStore(StatementStore):
    """
    Keeps everything in a SQL database. Safe to share between threads; many processes may work on one database.

    Args:
        sa_engine: the host's engine of SQLAlchemy, for SQLite (pysqlite) or PostgreSQL (psycopg or psycopg2). Its pool,
            and for SQLite its settings (journal mode, ``synchronous``, ``foreign_keys``, timeout), stay the host's.
        schema: in PostgreSQL, the schema that the tables are in; the connection's own if omitted.

    The tables are created where there are none yet. In SQLite an older schema is upgraded.

    Raises:
        InvalidParameterError: the engine is of another kind, or a schema is named for SQLite.
        SchemaVersionError: the tables are newer than this library or, in PostgreSQL, older.
        StoreError: the database cannot be reached, or refuses.
    """

    unsettled: Callable[[], object | None] | None = None
    """In a transaction of the host's, returns what stands for what it may yet take back, as `Known` needs it."""

    _history = schema_version.HISTORY

    def __init__(self, sa_engine: Engine, *, schema: str | None = None) -> None:
        made = statements(self._history, check_engine(sa_engine, schema=schema), schema)
        tables = made.tables
        self._engine = sa_engine
        self._owned = self._joined = False
        transactions = Transactions(sa_engine)
        super().__init__(made, transactions)
        with driver_errors(sa_engine):
            transactions.is_secured = schema_version.prepare(transactions, tables, self._history)
            table = clusters.name(tables, schema_version.VERSION_TABLE)
            self._find_place = partial(place_of, table=table, dialect=tables.dialect)
            with transactions.reading() as connection:
                self._place = self._find_place(connection)

    @classmethod
    def open(cls, url: str, *, schema: str | None = None, durability: str = "full") -> Self:
        """
        Return the store at *url*, created if there is none; in SQLite, upgraded if it is older.

        Args:
            url: ``sqlite:///practice.db``, ``sqlite://`` in memory, or ``postgresql+psycopg://user@host/database``, or
                ``postgresql+psycopg2://…``.
            schema: in PostgreSQL, the schema that the tables are in; the connection's own if omitted.
            durability: ``full``: what was applied outlives a power cut. ``normal``, for SQLite: the last may not.

        Raises:
            InvalidParameterError: an argument is not one of these, or the driver is not installed; others as the class.
        """
        return cls._owning(open_engine(url, durability=durability), schema=schema)

    @classmethod
    def open_async(cls, url: str, *, schema: str | None = None, durability: str = "full") -> Self:
        """
        As `open`, through psycopg, asyncpg or aiosqlite: to be called, and used, in greenlets of SQLAlchemy.

        `reinforce.aio` does that for you.
        """
        return cls._owning(open_engine(url, durability=durability, is_async=True), schema=schema)

    @classmethod
    def _owning(cls, engine: Engine, *, schema: str | None) -> Self:
        """Return a store over an *engine* that was made for it, and goes with it."""
        began = perf_counter()
        try:
            dialect = dialect_of(engine)
            with driver_errors(engine), Connecting(engine, dialect).call():
                dialect.make_ready(engine)
            store = cls(engine, schema=schema)
            store._runner.read(dialect_of(engine).opened, tenant=None, single=True)
        except StoreError as error:
            engine.dispose()
            raise not_opened(error, engine.url) from (None if tells(error, engine.url) else error.__cause__)
        except BaseException:
            engine.dispose()
            raise
        if (seconds := perf_counter() - began) > _SLOW:
            LOGGER.warning("opening %s took %.1f s: it is slow, or somebody was upgrading it", dialect.title, seconds)
        store._owned = True
        return store

    def joining(self, connection: Connection | Session) -> Self:
        """
        Return a store that works inside the transaction which the host has begun on *connection*.

        It neither begins nor commits. A change that raises has written nothing, and the host's transaction can go on.

        Raises:
            InvalidParameterError: *connection* is none to such a database, or no transaction has begun on it.
        """
        from reinforce.stores.sql.connections.joining import Joined  # noqa: PLC0415 - the ORM is slow to import

        self._runner.check()
        joined = copy(self)

        def check_place(joins: Connection) -> None:
            if self._find_place(joins) != self._place:
                raise InvalidParameterError("connection", _ELSEWHERE, value=connection)

        runner = Joined(self._engine, connection, is_secured=self._runner.is_secured, check_place=check_place)
        joined._runner = runner  # noqa: SLF001 - one of our own kind
        joined._owned, joined._joined = False, True  # noqa: SLF001 - the same
        joined.unsettled, joined._leave = runner.unsettled, runner.leave  # type: ignore[method-assign] # noqa: SLF001 - the same
        return joined

    def purge(self) -> str:
        """Remove what is still kept of rows that are gone; return what may be left, in words."""
        if self._joined:
            return "the host's transaction has not ended: call this again when it has, outside of it"
        return self._purge(partial(dialect_of(self._engine).purge, owned=self._owned))

    def close(self) -> None:
        """Let go of connections, and refuse all that comes; the host's engine stays as it is."""
        self._runner = Closed()
        if self._owned:
            self._engine.dispose()

    def __repr__(self) -> str:
        return f"SQLStore({hidden(self._engine.url)})"


def migrate(
    url: str,
    *,
    schema: str | None = None,
    row_level_security: bool | None = None,
    history: schema_version.History | None = None,
) -> str:
    """
    Create or upgrade the tables in the database at *url* and return the revision they are at now.

    Args:
        url: as of `SQLStore.open`, or of `SQLStore.open_async`.
        schema: in PostgreSQL, the schema that the tables are in; the connection's own if omitted.
        row_level_security: in PostgreSQL, ``True`` gives every table the policy that shows a transaction the rows of
            one tenant only, ``False`` takes it off again. If omitted, it stays as it is, and new tables are as the old.
        history: of the schema; this library's own if omitted.

    Raises:
        InvalidParameterError: the URL is not one that the store can open, or its driver is not installed; or row-level
            security is asked of SQLite.
        SchemaVersionError: the tables are newer than this library.
        StoreError: the database cannot be reached, or refuses.
    """
    known = history or schema_version.HISTORY
    call = partial(_migrated, url, schema=schema, row_level_security=row_level_security, known=known)
    return run_async(partial(call, is_async=True)) if needs_async(url) else call(is_async=False)


def _migrated(
    url: str, *, schema: str | None, row_level_security: bool | None, known: schema_version.History, is_async: bool
) -> str:
    """Do what `migrate` says."""
    engine = open_engine(url, is_async=is_async)
    try:
        dialect = check_engine(engine, schema=schema)
        if row_level_security is not None and not dialect.has_row_security:
            reason = f"is for PostgreSQL; {dialect.title} has none"
            raise InvalidParameterError("row_level_security", reason, value=row_level_security)
        with driver_errors(engine):
            schema_version.bring_up_to_date(
                Transactions(engine),
                known.tables(dialect, schema),
                known,
                upgrades=True,
                row_level_security=row_level_security,
            )
    finally:
        engine.dispose()
    return known.newest
