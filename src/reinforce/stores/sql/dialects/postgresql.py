"""PostgreSQL, through psycopg; what is its own and not the driver's holds for every other driver too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Join, Text, any_, bindparam, column, create_engine, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from reinforce.stores.sql.dialects.dialect import OURS, Dialect
from reinforce.stores.sql.dialects.named_cursors import NamedTogether

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Engine, FromClause
    from sqlalchemy.engine import Dialect as Compiler
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.stores.sql.dialects.dialect import Columns, NamedCursor, Types

_IDLE = 0  # as libpq, and so every driver that is made of it, numbers the states of a connection
# Broken unique or foreign key, serialization failure, deadlock.
_STALE = {"23505", "23503", "40001", "40P01"}
# Lock or statement timeout; and whole classes: connection, insufficient resources, operator intervention.
_UNAVAILABLE = {"55P03"}
_UNAVAILABLE_CLASSES = {"08", "53", "57"}

_SCHEMAS = """
SELECT current_schema(), (
    SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE pg_class.oid = to_regclass(CAST(%s AS text))
)
"""


def _compiler() -> Compiler:
    return PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call] # as SQLAlchemy has it


def _listed(name: str) -> ColumnElement[str]:
    value: ColumnElement[str] = func.json_array_elements_text(bindparam(name, type_=JSON())).column_valued("listed")
    return value


def _among(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return column == any_(func.array(select(_listed(name)).scalar_subquery()))


def _rows(name: str, types: Types) -> tuple[FromClause, Columns]:
    # The server believes that there are a hundred rows in JSON, for which it would rather read a whole table; and that
    # one of them is of the tenant, which it looks up through a key.
    kinds = {"tenant_id": Text} | dict(types)
    every = func.json_to_recordset(bindparam(name, type_=JSON())).table_valued(
        *(column(*kind) for kind in kinds.items())
    )
    every = every.render_derived(name=f"listed_{name}", with_types=True)
    rows = select(*(every.c[of] for of in types)).where(every.c.tenant_id == bindparam("tenant", type_=Text))
    listed = rows.subquery(f"of_{name}")
    return listed, dict(listed.c)


def _json_rows(columns: Iterable[ColumnElement[Any]]) -> ColumnElement[Any]:
    return func.json_agg(func.json_build_array(*columns))


def _to_join(connection: Any) -> str | None:  # noqa: ANN401 - the driver's settings
    return None if connection.dbapi_connection.autocommit else ""


def _purge(cursor: DBAPICursor, *, owned: bool) -> str:  # noqa: ARG001 - as other databases
    return (
        "PostgreSQL keeps deleted rows until VACUUM has gone over their tables, and in its write-ahead log, replicas"
        " and backups for as long as those are kept"
    )


def _names_at_once(engine: Engine) -> NamedCursor | None:
    sends_together = not engine.dialect.is_async and engine.dialect.loaded_dbapi.Pipeline.is_supported()
    return NamedTogether if sends_together else None


def _socket(driver: Any) -> int | None:  # noqa: ANN401 - a connection of the driver
    return None if driver.closed else int(driver.fileno())


def _state(error: BaseException) -> str | None:
    """Return the code of an error of the server, whatever the driver calls it; ``None`` where there is none."""
    state: str | None = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    return state


def _is_stale(error: BaseException) -> bool:
    return _state(error) in _STALE


def _is_unavailable(error: BaseException) -> bool:
    state = _state(error)
    if state is None:  # A connection that cannot be made has no state to report.
        return type(error).__name__ == "OperationalError" or isinstance(error, OSError)
    return state in _UNAVAILABLE or state[:2] in _UNAVAILABLE_CLASSES


def _is_aborted(error: BaseException) -> bool:
    return _state(error) == "25P02"


POSTGRESQL = Dialect(
    name="postgresql",
    title="PostgreSQL",
    driver="psycopg",
    async_driver="psycopg_async",
    drivers=frozenset(("psycopg",)),
    package="psycopg",
    install="the driver psycopg: install reinforce-engine[postgres]",
    durabilities=frozenset(("full",)),  # what that is, the server's synchronous_commit decides
    open=lambda url, _durability: create_engine(url, **OURS),
    make_ready=lambda _engine: None,
    purge=_purge,
    opened=lambda _cursor: None,
    is_in_memory=lambda _url: False,
    is_embedded=False,
    upgrades_on_opening=False,
    has_one_writer=False,
    has_schemas=True,
    has_row_security=True,
    writes_at_once=True,
    id_type=Text(collation="C"),
    transaction="pg_current_xact_id()::text::bigint",
    compiler=_compiler,
    insert=insert,
    joined=Join,
    among=_among,
    listed=_listed,
    rows=_rows,
    json_rows=_json_rows,
    begin_reading="BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    begin_writing="BEGIN ISOLATION LEVEL READ COMMITTED",
    settings=(("autocommit", True),),
    host_begins=False,
    to_join=_to_join,
    cursor=lambda driver: driver.cursor(),
    names_at_once=_names_at_once,
    is_in_transaction=lambda driver: driver.info.transaction_status != _IDLE,
    socket=_socket,
    has_written="SELECT pg_current_xact_id_if_assigned() IS NOT NULL",
    schemas=_SCHEMAS,
    place="SELECT current_database() || ' ' || CAST(CAST(to_regclass(CAST(:table AS text)) AS oid) AS text)",
    raises=lambda _module: (),
    is_stale=_is_stale,
    is_unavailable=_is_unavailable,
    is_aborted=_is_aborted,
)
"""
PostgreSQL. Lists are JSON, into which the server does not look when it plans: it keeps one plan for all of them. With
arrays it plans every call anew, which takes longer than the work.

Reading is REPEATABLE READ, so that all statements see one moment, which costs nothing and cannot fail;
writing is READ COMMITTED, whose updates wait for one another and then look at the row anew.
"""
