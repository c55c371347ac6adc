"""Statements that SQLAlchemy compiles once, and that run on a driver's own cursor ever after."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Double, Insert, bindparam, cast

from reinforce.ports.tally import count_statement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ClauseElement, Column, ColumnElement
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.stores.sql.dialects.dialect import Dialect
    from reinforce.stores.sql.tables.row_codec import Row, Values

_GIVEN = "given_"


def given(name: str, column: Column[Any]) -> ColumnElement[Any]:
    """
    Return the parameter that takes the value *name*, of the type of *column*, inside an INSERT or an UPDATE.

    SQLAlchemy keeps the names of columns for itself there.
    """
    parameter = bindparam(f"{_GIVEN}{name}", type_=column.type)
    # SQLAlchemy says of every other type of ours what it is, which PostgreSQL has to know where none is given.
    return cast(parameter, column.type) if isinstance(column.type, Double | Boolean) else parameter


class Compiled:
    """
    One statement, for one dialect; compiled when it is first used, so that opening a store does not wait for all.

    It runs on whatever keeps to PEP 249: a driver's cursor, or SQLAlchemy's adapter of an asynchronous one. Parameters
    are texts, numbers, truth values and lists, which the drivers take as they are.

    Args:
        statement: of SQLAlchemy Core. An INSERT names no columns: it gets those of the first row it is run for, which
            every further row must have, and whatever the statement computes itself.
        dialect: of the database.
    """

    __slots__ = ("_constants", "_dialect", "_statement", "_take", "_text")

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        self._statement, self._dialect = statement, dialect
        self._text = ""
        self._constants: Values = {}
        self._take: Callable[[Values], Sequence[Any]] = _taker(())

    def fetch(self, cursor: DBAPICursor, values: Values) -> Sequence[Row]:
        """Return all rows that the statement finds with the parameters *values*, which may hold others too."""
        cursor.execute(self._text or self._compiled(values), self._parameters(values))
        found = cursor.fetchall()
        count_statement(len(found))
        return found

    def first(self, cursor: DBAPICursor, values: Values) -> Row | None:
        """Return the first row that the statement finds, or ``None``."""
        found = self.fetch(cursor, values)
        return found[0] if found else None

    def run(self, cursor: DBAPICursor, values: Values) -> int:
        """Execute the statement and return how many rows it wrote."""
        cursor.execute(self._text or self._compiled(values), self._parameters(values))
        count_statement(cursor.rowcount)
        return cursor.rowcount

    def run_all(self, cursor: DBAPICursor, rows: Sequence[Values]) -> int:
        """Execute the statement for every one of *rows*, of which there is at least one; return how many it wrote."""
        if len(rows) == 1:
            return self.run(cursor, rows[0])
        text = self._text or self._compiled(rows[0])
        cursor.executemany(text, [self._parameters(row) for row in rows])
        count_statement(cursor.rowcount)
        return cursor.rowcount

    def _parameters(self, values: Values) -> Sequence[Any]:
        return self._take(values | self._constants if self._constants else values)

    def _compiled(self, values: Values) -> str:
        """Compile the statement and return its text."""
        bare = isinstance(self._statement, Insert) and self._statement.select is None
        compiled = self._statement.compile(
            dialect=self._dialect.compiler(),
            column_keys=list(values) if bare else None,
            compile_kwargs={"render_postcompile": True},
        )
        places: list[str] = getattr(compiled, "positiontup", None) or []
        names = [place.removeprefix(_GIVEN) for place in places]
        fixed = {name: value for name, value in compiled.params.items() if name in places and value is not None}
        self._constants = {name: value for name, value in fixed.items() if name not in values}
        self._take = _taker(names)
        self._text = str(compiled)  # last: another thread that sees it finds the rest in its place
        return self._text

    def __repr__(self) -> str:
        return f"Compiled({self._text or str(self._statement)!r})"


def _taker(names: Sequence[str]) -> Callable[[Values], Sequence[Any]]:
    """Return what takes the values of *names*, in order, as a tuple."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)
