"""PostgreSQL, through psycopg2."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2

from reinforce.stores.sql.dialects.named_cursors import NamedFirst
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.engine import Dialect as Compiler
    from sqlalchemy.engine.interfaces import DBAPICursor


_PAGE = 1_000  # statements that are sent together


def _compiler() -> Compiler:
    return PGDialect_psycopg2(paramstyle="format")  # type: ignore[no-untyped-call] # as SQLAlchemy has it


@cache
def _cursor_class() -> Any:  # noqa: ANN401 - the driver has no types, and need not be there
    module, extras = import_module("psycopg2"), import_module("psycopg2.extras")
    kind: Any = import_module("psycopg2.extensions").cursor

    @contextmanager
    def refusing() -> Iterator[None]:
        """Refuse a text that PostgreSQL cannot hold as every other driver does."""
        try:
            yield
        except UnicodeError:
            raise
        except ValueError as error:
            raise module.DataError(str(error)) from error

    class Cursor(kind):  # type: ignore[misc] # as above
        """A cursor of tuples, whatever a host's connection makes, which sends many rows together where it can."""

        _written: int | None = None

        def execute(self, statement: str, parameters: Sequence[Any] | None = None) -> None:
            self._written = None
            with refusing():
                super().execute(statement, parameters)

        def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
            into, _, rest = statement.partition(" VALUES ")
            values, conflict, done = rest.partition(" ON CONFLICT")
            with refusing():
                if not rest:  # Of an UPDATE the driver knows how many rows it wrote only one by one.
                    self._written = None
                    super().executemany(statement, rows)
                elif "DO UPDATE" in done:  # One statement cannot do so twice to a row; but whatever is sent is written.
                    extras.execute_batch(super(), statement, rows, page_size=_PAGE)
                    self._written = len(rows)
                else:
                    extras.execute_values(
                        super(), f"{into} VALUES %s{conflict}{done}", rows, template=values, page_size=len(rows)
                    )

        @property
        def rowcount(self) -> int:
            return int(super().rowcount) if self._written is None else self._written

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
PostgreSQL through psycopg2, which writes parameters into the text: the server keeps no plan of a statement, and each of
many rows that are rewritten is a round trip.
"""
