"""A store in SQLite or PostgreSQL, over an engine of SQLAlchemy: the host's, or one of its own."""

from __future__ import annotations

from copy import copy
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self

from reinforce.errors import InvalidParameterError, StoreError
from reinforce.logger import LOGGER
from reinforce.ports import one_tenant
from reinforce.stores.sql.connections.engines import check_engine, needs_async, open_engine
from reinforce.stores.sql.connections.failures import driver_errors, not_opened
from reinforce.stores.sql.connections.processes import Connecting
from reinforce.stores.sql.connections.transactions import Closed, Transactions
from reinforce.stores.sql.connections.url_secrets import hidden, tells
from reinforce.stores.sql.dialects.greenlets import run_async
from reinforce.stores.sql.dialects.known import dialect_of
from reinforce.stores.sql.migrations import schema_version
from reinforce.stores.sql.reading.fast_read import FastRead
from reinforce.stores.sql.reading.log_feed import LogFeed
from reinforce.stores.sql.reading.reads import Snapshots, lookups
from reinforce.stores.sql.statements.query_list import as_list
from reinforce.stores.sql.tables import log_rows, rows
from reinforce.stores.sql.writing.claims import Claims
from reinforce.stores.sql.writing.fast_write import FastWrite
from reinforce.stores.sql.writing.people import PeopleWrites
from reinforce.stores.sql.writing.single_statement import SingleStatement
from reinforce.stores.sql.writing.writes import Writes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

    from reinforce.journal import Event
    from reinforce.ports import (
        Change,
        EditionRecord,
        Entries,
        LogSlice,
        Look,
        Place,
        PolicyRecord,
        Query,
        Snapshot,
        Verdict,
    )
    from reinforce.stores.sql.connections.transactions import Runner
    from reinforce.stores.sql.tables.row_codec import Row


_SLOW = 2.0  # seconds: many times what opening takes where nobody holds it up


class SQLStore:
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

    _history = schema_version.HISTORY

    def __init__(self, sa_engine: Engine, *, schema: str | None = None) -> None:
        tables = self._history.tables(check_engine(sa_engine, schema=schema), schema)
        self._engine = sa_engine
        self._owned = self._joined = False
        transactions = Transactions(sa_engine)
        self._runner: Runner = transactions
        self._fast, self._snapshots, self._lookups = FastRead(tables), Snapshots(tables), lookups(tables)
        self._writes, self._claims, self._people = Writes(tables), Claims(tables), PeopleWrites(tables)
        self._logs = LogFeed(tables)
        self._review = FastWrite(tables)
        self._at_once = SingleStatement(tables) if tables.dialect.writes_at_once else None
        with driver_errors(sa_engine):
            transactions.is_secured = schema_version.prepare(transactions, tables, self._history)

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

    def read(self, query: Query) -> Snapshot:
        """Return what is held of one learner, all of it at one moment."""
        if self._fast.answers(query):
            seen = self._runner.read(partial(self._fast.snapshot, query=query), tenant=query.tenant, single=True)
            if seen is not None:
                return seen
        return self._runner.read(partial(self._snapshots.read, queries=(query,)), tenant=query.tenant)[0]

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """Return what is held of many learners of one tenant, all of it at one moment."""
        one_tenant(queries)
        if not queries:
            return ()
        return self._runner.read(partial(self._snapshots.read, queries=queries), tenant=queries[0].tenant)

    def apply(self, change: Change) -> None:
        """Write all of *change* in one transaction."""
        if self._review.makes(change) and self._review.write(self._runner, change):
            return
        at_once = self._at_once
        if at_once is not None and at_once.makes(change) and at_once.write(self._runner, change):
            return
        found = self._writes.rows(change)
        self._runner.write(partial(self._writes.run, change=change, found=found), tenant=change.tenant)

    def _found(self, lookup: str, tenant: str | None, **given: object) -> Sequence[Row]:
        """Return the rows that one of the `lookups` finds."""
        find = partial(self._lookups[lookup].fetch, values={"tenant": tenant, **given})
        return self._runner.read(find, tenant=tenant, single=True)

    def tenants(self) -> tuple[str, ...]:
        """Return the ids of all tenants, sorted."""
        return tuple(row[0] for row in self._found("tenants", None))

    def policy(self, tenant: str, version: int | None = None) -> PolicyRecord | None:
        """Return the tenant's policy of that version, or the newest; ``None`` if there is none."""
        found = self._found("newest policy" if version is None else "policy", tenant, version=version)
        return rows.POLICY.value(found[0]) if found else None

    def editions(self, tenant: str, numbers: Iterable[int]) -> tuple[EditionRecord, ...]:
        """Return those of the tenant's editions that have one of *numbers*, oldest first."""
        return tuple(map(rows.EDITION.value, self._found("editions", tenant, numbers=as_list(list(numbers)))))

    def events(self, tenant: str, *, learner: str = "") -> tuple[Event, ...]:
        """Return the events of one learner, or those that concern the whole tenant, in the order ``(at, id)``."""
        return tuple(map(log_rows.EVENT.value, self._found("events", tenant, learner=learner)))

    def learners(self, tenant: str, *, after: str = "", limit: int = 1000, retired: bool = False) -> tuple[str, ...]:
        """Return ids of learners greater than *after*, of the *retired* too or not; by code point, at most *limit*."""
        lookup = "learners and retired" if retired else "learners"
        return tuple(row[0] for row in self._found(lookup, tenant, after=after, limit=limit))

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
        joined._runner = Joined(self._engine, connection, is_secured=self._runner.is_secured)  # noqa: SLF001 - one of our own kind
        joined._owned, joined._joined = False, True  # noqa: SLF001 - the same
        return joined

    def take(
        self, tenant: str, *, edition: int, now: datetime, until: datetime, limit: int, mark: str
    ) -> tuple[Look, ...]:
        """Return learners to look at, at most *limit*, whom nobody else is given until then."""
        take = partial(self._claims.take, tenant=tenant, edition=edition, now=now, until=until, limit=limit, mark=mark)
        return self._runner.write(take, tenant=tenant)

    def settle(self, tenant: str, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """Write what became of looks and claims; return the learners for whom it was written."""
        return self._runner.write(partial(self._claims.settle, tenant=tenant, verdicts=verdicts), tenant=tenant)

    def log(self, tenant: str, *, after: Place, limit: int) -> LogSlice:
        """Return the entries of the tenant's log after a place, at most *limit*, in the order of the transactions."""
        return self._runner.read(partial(self._logs.slice, tenant=tenant, after=after, limit=limit), tenant=tenant)

    def entries(
        self, tenant: str, *, learner: str | None = None, naming: str | None = None, mentioning: str | None = None
    ) -> Entries:
        """Return all log entries of a *learner*, or those of anybody that name a person, or in which a text stands."""
        entries = partial(self._people.entries, learner=learner, naming=naming, mentioning=mentioning)
        return self._runner.read(partial(entries, tenant=tenant), tenant=tenant)

    def held(self, tenant: str, person: str) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """Return everything that is held about a person, as JSON values, by the name of the table."""
        return self._runner.read(partial(self._people.held, tenant=tenant, person=person), tenant=tenant)

    def erasure_key(self, tenant: str) -> str | None:
        """Return the tenant's key for hashes of ids; ``None`` before it is first needed."""
        return self._runner.read(partial(self._people.key, tenant=tenant), tenant=tenant, single=True)

    def tombstones(self, tenant: str, digests: Iterable[str]) -> Mapping[str, datetime]:
        """Return the instants of erasure of those of *digests* that are there."""
        return self._runner.read(
            partial(self._people.tombstones, tenant=tenant, digests=digests), tenant=tenant, single=True
        )

    def purge(self) -> str:
        """Remove what is still kept of rows that are gone; return what may be left, in words."""
        if self._joined:
            return "the host's transaction has not ended: call this again when it has, outside of it"
        try:
            purge = partial(dialect_of(self._engine).purge, owned=self._owned)
            return self._runner.read(purge, tenant=None, single=True)
        except StoreError as error:
            return f"what the database keeps beside its tables could not be removed: {error}"

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
