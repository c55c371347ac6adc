"""PostgreSQL, through psycopg2."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2

from reinforce.stores.sql.dialects.named_cursors import NamedFirst
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Dialect as Compiler
    from sqlalchemy.engine.interfaces import DBAPICursor


def _compiler() -> Compiler:
    return PGDialect_psycopg2(paramstyle="format")  # type: ignore[no-untyped-call] # as SQLAlchemy has it


@cache
def _cursor_class() -> Any:  # noqa: ANN401 - the driver has no types, and need not be there
    module = import_module("psycopg2")
    kind: Any = import_module("psycopg2.extensions").cursor

    class Cursor(kind):  # type: ignore[misc] # as above
        """A cursor of tuples, whatever a host's connection makes, that refuses what no text can hold as others do."""

        def execute(self, statement: str, parameters: Sequence[Any] | None = None) -> None:
            try:
                super().execute(statement, parameters)
            except UnicodeError:
                raise
            except ValueError as error:
                raise module.DataError(str(error)) from error

    return Cursor


def _cursor(driver: Any) -> DBAPICursor:  # noqa: ANN401 - a connection of the driver
    cursor: DBAPICursor = driver.cursor(cursor_factory=_cursor_class())
    return cursor


PSYCOPG2 = replace(
    POSTGRESQL,
    driver="psycopg2",
    async_driver="",
    drivers=frozenset(("psycopg2",)),
    package="psycopg2",
    install="the driver psycopg2: install reinforce-engine[psycopg2]",
    compiler=_compiler,
    cursor=_cursor,
    names_at_once=lambda _engine: NamedFirst,
)
"""
PostgreSQL through psycopg2, which writes parameters into the text: the server keeps no plan of a statement, and of many
rows each is a round trip.
"""
