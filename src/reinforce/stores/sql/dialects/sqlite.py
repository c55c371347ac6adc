"""SQLite, through Python's own driver or aiosqlite."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from sqlalchemy import Join, Text, bindparam, create_engine, event, func, literal_column, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import QueuePool

from reinforce.stores.sql.dialects.dialect import OURS, Dialect
from reinforce.stores.sql.dialects.sqlite_purge import checkpoint, purge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import URL, ColumnElement, Engine, FromClause
    from sqlalchemy.sql.compiler import SQLCompiler

    from reinforce.stores.sql.dialects.dialect import Columns, Types

_LOCK_TIMEOUT = 20.0  # seconds that a writer waits for its turn at a file, unless the URL says otherwise
_WAL_TRIES = 100
_IN_MEMORY = {"", ":memory:"}

# Extended codes of broken keys, and of a transaction that has read what somebody else changed since; primary codes of a
# file that is locked or cannot be opened.
_STALE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
    sqlite3.SQLITE_BUSY_SNAPSHOT,
}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN}


class _InOrder(Join):
    """
    A join whose left side is read first.

    SQLite does not know how short the list of what is wanted is, and would rather read all rows of the tenant.
    """

    inherit_cache = True


@compiles(_InOrder)
def _cross_join(element: _InOrder, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    joined: str = compiler.visit_join(element, **options)  # type: ignore[no-untyped-call] # SQLAlchemy's
    left, _, right = joined.rpartition(" JOIN ")  # the last is this one: what stands on the left may be joined itself
    return f"{left} CROSS JOIN {right}"


def _listed(name: str) -> ColumnElement[str]:
    value: ColumnElement[str] = func.json_each(bindparam(name, type_=Text)).table_valued("value", name="listed").c.value
    return value


def _rows(name: str, types: Types) -> tuple[FromClause, Columns]:
    rows = func.json_each(bindparam(name, type_=Text)).table_valued("value", name=f"listed_{name}")
    return rows, {of: func.json_extract(rows.c.value, literal_column(f"'$.{of}'"), type_=types[of]) for of in types}


def _json_rows(columns: Iterable[ColumnElement[Any]]) -> ColumnElement[Any]:
    return func.json_group_array(func.json_array(*columns))


def _is_in_memory(url: URL) -> bool:
    name = url.database or ""
    return name in _IN_MEMORY or name.startswith("file::memory:") or url.query.get("mode") == "memory"


def _open(url: URL, durability: str) -> Engine:
    patience = {} if "timeout" in url.query else {"timeout": _LOCK_TIMEOUT}
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False} | patience}
    if _is_in_memory(url):
        # The database lives as long as its one connection, which the pool lends to one thread after the other.
        options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    engine = create_engine(url, **OURS, **options)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA synchronous = {durability}")
            connection.execute("PRAGMA secure_delete = ON")
        except BaseException:  # The file is no database, or the task is cancelled. The pool is not in charge yet.
            connection.close()
            raise

    return engine


def write_ahead(engine: Engine) -> None:
    """Have a file keep a write-ahead log from now on, so that readers and writer do not wait for each other."""
    with engine.connect() as connection:
        driver = connection.connection
        for remaining in reversed(range(_WAL_TRIES)):
            try:
                driver.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # SQLite does not wait for this lock by itself. Waiting for any other lock makes us wait for it.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not remaining:
                    raise
                driver.execute("BEGIN EXCLUSIVE")
                driver.execute("ROLLBACK")
            else:
                return


def _to_join(connection: Any) -> str | None:  # noqa: ANN401 - the drivers' settings
    # The driver leaves the beginning to the first statement that writes. A savepoint outside a transaction would be one
    # by itself, which commits when it is released. The lock for writing is taken at once, so that what is read now is
    # still so when it is written.
    if connection.driver_connection.in_transaction:
        return ""
    return None if connection.dbapi_connection.isolation_level is None else "BEGIN IMMEDIATE"


def _is_stale(error: BaseException) -> bool:
    return getattr(error, "sqlite_errorcode", None) in _STALE


def _is_unavailable(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return type(error).__name__ == "OperationalError" if code is None else code & 0xFF in _LOCKED


SQLITE = Dialect(
    name="sqlite",
    title="SQLite",
    driver="pysqlite",
    async_driver="aiosqlite",
    drivers=frozenset(("pysqlite", "aiosqlite")),
    package="sqlite3",
    install="the driver aiosqlite: install reinforce-engine[aio]",
    durabilities=frozenset(("full", "normal")),
    open=_open,
    make_ready=write_ahead,
    purge=purge,
    opened=checkpoint,
    is_in_memory=_is_in_memory,
    is_embedded=True,
    upgrades_on_opening=True,
    has_one_writer=True,
    has_schemas=False,
    has_row_security=False,
    writes_at_once=False,
    id_type=Text(),
    transaction="0",
    compiler=lambda: SQLiteDialect_pysqlite(paramstyle="qmark"),
    insert=insert,
    joined=_InOrder,
    among=lambda column, name: column.in_(select(_listed(name))),
    listed=_listed,
    rows=_rows,
    json_rows=_json_rows,
    begin_reading="BEGIN",
    begin_writing="BEGIN IMMEDIATE",
    # It can begin no transaction of its own in the old way or, from Python 3.12 on, in that of PEP 249.
    settings=(("autocommit", True), ("isolation_level", None)),
    host_begins=True,
    to_join=_to_join,
    cursor=lambda driver: driver.cursor(),
    names_at_once=lambda _engine: None,
    is_in_transaction=lambda driver: driver.in_transaction,
    socket=lambda _driver: None,
    has_written="",
    schemas="",
    place="SELECT file FROM pragma_database_list WHERE name = 'main'",
    raises=lambda _module: (),
    is_stale=_is_stale,
    is_unavailable=_is_unavailable,
    is_aborted=lambda _: False,  # a statement that fails is undone by itself
)
"""
SQLite. Reading begins DEFERRED and writing IMMEDIATE, so that a writer waits before it has read anything, and never has
to give up half-way.
"""
