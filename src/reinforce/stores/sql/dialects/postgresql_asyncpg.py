"""PostgreSQL, through asyncpg, which is for asyncio alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from reinforce.stores.sql.dialects.greenlets import wait
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from sqlalchemy.engine import Dialect as Compiler


class Cursor:
    """
    SQLAlchemy's cursor over asyncpg, and what that leaves out.

    A text without parameters goes to the server as it is: it may be of several statements, and is not prepared. And of
    many rows it says how many were written.

    Args:
        driver: SQLAlchemy's adapter of a connection. A transaction that SQLAlchemy has to begin has begun.
    """

    __slots__ = ("_cursor", "_driver", "_written")

    def __init__(self, driver: Any) -> None:  # noqa: ANN401 - SQLAlchemy's, and the driver need not be there
        self._driver, self._cursor = driver, driver.cursor()
        self._written: int | None = None

    def execute(self, statement: str, parameters: Sequence[Any] | None = None) -> None:
        """Execute *statement*; what it found or wrote is here when this returns."""
        self._written = None
        if parameters is None:
            self._run(self._driver.driver_connection.execute(statement))
        else:
            self._cursor.execute(statement, parameters)

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute *statement*, which writes, for every one of *rows*, all of which are sent together."""
        returning = f"{statement} RETURNING 1"
        self._written = len(self._run(self._driver.driver_connection.fetchmany(returning, rows)))

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """Return all rows that the statement found."""
        found: Sequence[Sequence[Any]] = self._cursor.fetchall()
        return found

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        return int(self._cursor.rowcount) if self._written is None else self._written

    def close(self) -> None:
        """Close the cursor."""
        self._cursor.close()

    def _run(self, call: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - what the driver returns
        try:
            return wait(call)
        except Exception as error:
            self._driver._handle_exception(error)  # noqa: SLF001 - it raises what SQLAlchemy's cursor would have
            raise


def _compiler() -> Compiler:
    return PGDialect_asyncpg()  # type: ignore[no-untyped-call] # as SQLAlchemy has it


def _to_join(connection: Any) -> str | None:  # noqa: ANN401 - the driver's settings
    # SQLAlchemy begins the transaction in the database with the first statement that goes through its own cursor.
    if connection.dbapi_connection.autocommit:
        return None
    return "" if connection.driver_connection.is_in_transaction() else "SELECT"


def _socket(driver: Any) -> int | None:  # noqa: ANN401 - a connection of the driver
    if driver.is_closed():
        return None
    used = driver._transport.get_extra_info("socket")  # noqa: SLF001 - the driver has no public name for it
    return None if used is None else int(used.fileno())


ASYNCPG = replace(
    POSTGRESQL,
    driver="",
    async_driver="asyncpg",
    drivers=frozenset(("asyncpg",)),
    package="asyncpg",
    install="the driver asyncpg: install reinforce-engine[asyncpg]",
    compiler=_compiler,
    to_join=_to_join,
    cursor=Cursor,
    names_at_once=lambda _engine: None,
    is_in_transaction=lambda driver: driver.is_in_transaction(),
    socket=_socket,
    raises=lambda module: (OSError, module.asyncpg.PostgresError, module.asyncpg.InterfaceError),
)
"""
PostgreSQL through asyncpg. It takes parameters of exactly the type that the server expects, which SQLAlchemy therefore
writes beside each; and it cannot send two statements with parameters together.
"""
