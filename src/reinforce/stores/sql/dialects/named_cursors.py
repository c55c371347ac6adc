"""How a transaction names its tenant for row-level security; and cursors that do so without a round trip more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine.interfaces import DBAPICursor

SETTING = "reinforce.tenant"
"""The setting in which a transaction names its tenant."""

_NAME = f"SELECT set_config('{SETTING}', %s, true)"


def naming(tenant: str | None) -> str:
    """
    Return the SQL by which a transaction names *tenant* until it ends; ``None`` for what concerns all tenants.

    Then it fails where the role is one that policies apply to, instead of finding a part of the rows or none.

    The text stands in hexadecimal digits: it may hold any character, and none of them can be taken for SQL.
    """
    if tenant is None:
        return "SET LOCAL row_security = off"
    return f"SELECT set_config('{SETTING}', convert_from(decode('{tenant.encode().hex()}', 'hex'), 'UTF8'), true)"


class NamedFirst:
    """
    A cursor that sends the name before its statement, in one text.

    What a driver that fills in parameters itself sends as one text PostgreSQL commits as one: nothing stays behind on
    the connection, whoever has it next and whatever is between it and the server.

    Args:
        _driver: a connection that begins no transactions by itself.
        cursor: one of its cursors.
        tenant: the tenant to name.
    """

    __slots__ = ("_cursor", "_tenant")

    def __init__(self, _driver: Any, cursor: DBAPICursor, tenant: str) -> None:  # noqa: ANN401 - no driver need be there
        self._cursor, self._tenant = cursor, tenant

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Execute *statement*; what it found or wrote is here when this returns."""
        self._cursor.execute(f"{naming(self._tenant)}; {statement}", parameters)

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """Return all rows that the statement found."""
        return self._cursor.fetchall()

    @property
    def rowcount(self) -> int:
        """How many rows the statement wrote."""
        return self._cursor.rowcount

    def close(self) -> None:
        """Close the cursor."""
        self._cursor.close()


class NamedTogether(NamedFirst):
    """
    A cursor that sends the name and its statement together, as psycopg's pipelines do.

    PostgreSQL commits what is sent together as one.
    """

    __slots__ = ("_driver",)

    def __init__(self, driver: Any, cursor: DBAPICursor, tenant: str) -> None:  # noqa: ANN401 - as above
        super().__init__(driver, cursor, tenant)
        self._driver = driver

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Execute *statement*; what it found or wrote is here when this returns."""
        with self._driver.pipeline():
            self._driver.execute(_NAME, (self._tenant,))
            self._cursor.execute(statement, parameters)
