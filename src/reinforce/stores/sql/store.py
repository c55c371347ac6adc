"""A store in SQLite or PostgreSQL, over an engine of SQLAlchemy: the host's, or one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from reinforce.errors import StoreUnavailableError
from reinforce.ports import one_tenant
from reinforce.stores.sql import entries, rows, versions
from reinforce.stores.sql.failures import driver_errors
from reinforce.stores.sql.many import ManyReads
from reinforce.stores.sql.opening import check_engine, open_engine, write_ahead
from reinforce.stores.sql.reads import Reads
from reinforce.stores.sql.schema import Tables
from reinforce.stores.sql.transactions import Transactions
from reinforce.stores.sql.writes import Writes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from reinforce.journal import Event
    from reinforce.ports import Change, EditionRecord, PolicyRecord, Query, Snapshot


class SQLStore:
    """
    Keeps everything in a SQL database. Safe to share between threads; many processes may work on one database.

    Args:
        sa_engine: the host's engine of SQLAlchemy, for SQLite (pysqlite) or PostgreSQL (psycopg). Its pool, and for
            SQLite its settings (journal mode, ``synchronous``, ``foreign_keys``, timeout), stay the host's.
        schema: in PostgreSQL, the schema that the tables are in; the connection's own if omitted.

    The tables are created where there are none yet. In SQLite an older schema is upgraded.

    Raises:
        InvalidParameterError: the engine is of another kind, or a schema is named for SQLite.
        SchemaVersionError: the tables are newer than this library or, in PostgreSQL, older.
        StoreError: the database cannot be reached, or refuses.
    """

    def __init__(self, sa_engine: Engine, *, schema: str | None = None) -> None:
        check_engine(sa_engine, schema=schema)
        tables, dialect = Tables(schema), sa_engine.dialect.name
        self._engine = sa_engine
        self._owned = False
        self._transactions = Transactions(sa_engine)
        self._reads, self._writes = Reads(tables, dialect), Writes(tables, dialect)
        self._many = ManyReads(tables, dialect)
        with driver_errors(sa_engine):
            versions.prepare(self._transactions, tables)

    @classmethod
    def open(cls, url: str, *, schema: str | None = None, durability: str = "full") -> Self:
        """
        Return the store at *url*, created if there is none; in SQLite, upgraded if it is older.

        Args:
            url: ``sqlite:///practice.db``, ``sqlite://`` in memory, or ``postgresql+psycopg://user@host/database``.
            schema: in PostgreSQL, the schema that the tables are in; the connection's own if omitted.
            durability: ``full``: what was applied outlives a power cut. ``normal``, for SQLite: the last may not.

        Raises:
            InvalidParameterError: an argument is not one of these, or the driver is not installed.
            SchemaVersionError: the tables are newer than this library or, in PostgreSQL, older.
            StoreError: the database cannot be reached, or refuses.
        """
        engine = open_engine(url, durability=durability)
        try:
            with driver_errors(engine):
                if engine.dialect.name == "sqlite":
                    write_ahead(engine)
            store = cls(engine, schema=schema)
        except StoreUnavailableError as error:
            engine.dispose()
            raise StoreUnavailableError(f"{engine.url!r}: {error}") from error.__cause__
        except BaseException:
            engine.dispose()
            raise
        store._owned = True
        return store

    def read(self, query: Query) -> Snapshot:
        """Return what is held of one learner, all of it at one moment."""
        with driver_errors(self._engine), self._transactions.reading() as connection:
            return self._reads.snapshot(connection, query)

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """Return what is held of many learners of one tenant, all of it at one moment."""
        one_tenant(queries)
        with driver_errors(self._engine), self._transactions.reading() as connection:
            return self._many.snapshots(connection, queries)

    def apply(self, change: Change) -> None:
        """Write all of *change* in one transaction."""
        steps = self._writes.steps(change)
        with driver_errors(self._engine, tenant=change.tenant), self._transactions.writing() as connection:
            self._writes.run(connection, change, steps)

    def tenants(self) -> tuple[str, ...]:
        """Return the ids of all tenants, sorted."""
        with driver_errors(self._engine), self._transactions.reading() as connection:
            return tuple(self._reads.tenants(connection))

    def policy(self, tenant: str, version: int | None = None) -> PolicyRecord | None:
        """Return the tenant's policy of that version, or the newest; ``None`` if there is none."""
        with driver_errors(self._engine), self._transactions.reading() as connection:
            row = self._reads.policy(connection, tenant, version)
        return None if row is None else rows.policy(row)

    def editions(self, tenant: str, *, upto: int | None = None) -> tuple[EditionRecord, ...]:
        """Return the tenant's editions, oldest first, up to and including number *upto*."""
        with driver_errors(self._engine), self._transactions.reading() as connection:
            return tuple(map(rows.edition, self._reads.editions(connection, tenant, upto)))

    def events(self, tenant: str, *, learner: str = "") -> tuple[Event, ...]:
        """Return the events of one learner, or those that concern the whole tenant, in the order ``(at, id)``."""
        with driver_errors(self._engine), self._transactions.reading() as connection:
            return tuple(map(entries.event, self._reads.events(connection, tenant, learner)))

    def learners(self, tenant: str, *, after: str = "", limit: int = 1000) -> tuple[str, ...]:
        """Return ids of learners greater than *after*, sorted by code point, at most *limit*."""
        with driver_errors(self._engine), self._transactions.reading() as connection:
            return tuple(self._reads.learners(connection, tenant, after=after, limit=limit))

    def close(self) -> None:
        """Let go of connections; the host's engine stays as it is."""
        if self._owned:
            self._engine.dispose()

    def __repr__(self) -> str:
        return f"SQLStore({self._engine.url!r})"


def migrate(url: str, *, schema: str | None = None) -> str:
    """
    Create or upgrade the tables in the database at *url* and return the revision they are at now.

    Raises:
        InvalidParameterError: the URL is not one that the store can open, or its driver is not installed.
        SchemaVersionError: the tables are newer than this library.
        StoreError: the database cannot be reached, or refuses.
    """
    engine = open_engine(url)
    try:
        check_engine(engine, schema=schema)
        with driver_errors(engine):
            versions.bring_up_to_date(Transactions(engine), Tables(schema), upgrades=True)
    finally:
        engine.dispose()
    return versions.REVISIONS[-1]
