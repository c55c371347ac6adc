"""Row-level security of PostgreSQL: a transaction names one tenant, and the database shows it the rows of no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.stores.sql.tables.row_codec import Row
    from reinforce.stores.sql.tables.schema import Tables

POLICY = "reinforce_tenant"
"""The name of the policy of every table."""

SETTING = "reinforce.tenant"
"""The setting in which a transaction names its tenant."""

_KEPT = "reinforce.kept"
_OWN = f"tenant_id = current_setting('{SETTING}', true)"
_NAME = f"SELECT set_config('{SETTING}', %s, true)"
_ANY = """
SELECT bool_or(relrowsecurity) FROM pg_class
WHERE oid IN (SELECT to_regclass(name) FROM unnest(CAST(:names AS text[])) AS name)
"""
_DONE = """
SELECT relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = :policy)
FROM pg_class WHERE oid = to_regclass(:name)
"""


def is_on(connection: Connection, tables: Tables) -> bool:
    """Whether any of *tables* has row-level security, which not every database knows."""
    known = tables.dialect.has_row_security
    return known and bool(connection.scalar(text(_ANY), {"names": list(_names(connection, tables))}))


def switch_on(connection: Connection, tables: Tables) -> None:
    """Give every one of *tables* the policy that shows a transaction the rows of the tenant it names."""
    for name in _names(connection, tables):
        if connection.scalar(text(_DONE), {"name": name, "policy": POLICY}):
            continue  # ALTER TABLE would wait for all that is at work on it.
        connection.execute(text(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"))
        connection.execute(text(f"DROP POLICY IF EXISTS {POLICY} ON {name}"))
        connection.execute(text(f"CREATE POLICY {POLICY} ON {name} USING ({_OWN}) WITH CHECK ({_OWN})"))


def switch_off(connection: Connection, tables: Tables) -> None:
    """Take that policy, and row-level security, off *tables*."""
    for name in _names(connection, tables):
        connection.execute(text(f"DROP POLICY IF EXISTS {POLICY} ON {name}"))
        connection.execute(text(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY"))


def see_all(connection: Connection, tables: Tables) -> None:
    """Have the rest of the transaction fail rather than pass over rows that a policy hides from it."""
    if tables.dialect.has_row_security:
        connection.execute(text(naming(None)))


def naming(tenant: str | None) -> str:
    """
    Return the SQL by which a transaction names *tenant* until it ends; ``None`` for what concerns all tenants.

    Then it fails where the role is one that policies apply to, instead of finding a part of the rows or none.

    The text stands in hexadecimal digits: it may hold any character, and none of them can be taken for SQL.
    """
    if tenant is None:
        return "SET LOCAL row_security = off"
    return f"SELECT set_config('{SETTING}', convert_from(decode('{tenant.encode().hex()}', 'hex'), 'UTF8'), true)"


def lending(tenant: str | None) -> tuple[str, str]:
    """Return the SQL that names *tenant* inside a host's transaction, and the SQL that puts back what was named."""
    setting = "row_security" if tenant is None else SETTING
    kept = f"SELECT set_config('{_KEPT}', current_setting('{setting}', true), true)"
    return f"{kept}; {naming(tenant)}", f"SELECT set_config('{setting}', current_setting('{_KEPT}'), true)"


def sends_together(engine: Engine) -> bool:
    """Whether the driver of *engine* can send two statements at once, which `Named` needs."""
    pipeline: Any = getattr(engine.dialect.loaded_dbapi, "Pipeline", None)
    return pipeline is not None and not engine.dialect.is_async and bool(pipeline.is_supported())


class Named:
    """
    A cursor whose every statement is a transaction of its own that names a tenant first.

    The two are sent together, and PostgreSQL commits what is sent together as one: a round trip more is not needed, and
    nothing stays behind on the connection, whoever has it next and whatever is between it and the server.

    Args:
        driver: a connection of psycopg that begins no transactions by itself.
        cursor: one of its cursors.
        tenant: the tenant to name.
    """

    __slots__ = ("_cursor", "_driver", "_tenant")

    def __init__(self, driver: Any, cursor: DBAPICursor, tenant: str) -> None:  # noqa: ANN401 - psycopg need not be there
        self._driver, self._cursor, self._tenant = driver, cursor, tenant

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Execute *statement*; what it found or wrote is here when this returns."""
        with self._driver.pipeline():
            self._driver.execute(_NAME, (self._tenant,))
            self._cursor.execute(statement, parameters)

    def fetchall(self) -> Sequence[Row]:
        """Return all rows that the statement found."""
        return self._cursor.fetchall()

    @property
    def rowcount(self) -> int:
        """How many rows the statement wrote."""
        return self._cursor.rowcount

    def close(self) -> None:
        """Close the cursor."""
        self._cursor.close()


def _names(connection: Connection, tables: Tables) -> list[str]:
    """Return the names of *tables* as they stand in SQL."""
    return [connection.dialect.identifier_preparer.format_table(table) for table in tables.metadata.sorted_tables]
