"""Row-level security of PostgreSQL: a transaction names one tenant, and the database shows it the rows of no other."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import text

from reinforce.stores.sql.dialects.named_cursors import SETTING, naming

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.stores.sql.tables.schema import Tables

T = TypeVar("T")

POLICY = "reinforce_tenant"
"""The name of the policy of every table."""

_KEPT = "reinforce.kept"
_OWN = f"tenant_id = current_setting('{SETTING}', true)"
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


def lending(tenant: str | None) -> tuple[str, str]:
    """Return the SQL that names *tenant* inside a host's transaction, and the SQL that puts back what was named."""
    setting = "row_security" if tenant is None else SETTING
    kept = f"SELECT set_config('{_KEPT}', current_setting('{setting}', true), true)"
    return f"{kept}; {naming(tenant)}", f"SELECT set_config('{setting}', current_setting('{_KEPT}'), true)"


def named(
    tenant: str | None, work: Callable[[DBAPICursor], T], *, raised: tuple[type[Exception], ...]
) -> Callable[[DBAPICursor], T]:
    """
    Return *work* with *tenant* named for it alone: afterwards the host's statements see what they saw before.

    What statements raise is *raised*.
    """
    before, after = lending(tenant)

    def work_named(cursor: DBAPICursor) -> T:
        cursor.execute(before)
        try:
            result = work(cursor)
        except BaseException:
            with suppress(*raised):
                cursor.execute(after)
            raise
        cursor.execute(after)
        return result

    return work_named


def _names(connection: Connection, tables: Tables) -> list[str]:
    """Return the names of *tables* as they stand in SQL."""
    return [connection.dialect.identifier_preparer.format_table(table) for table in tables.metadata.sorted_tables]
