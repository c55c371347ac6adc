"""What a store really asks of its driver, statement by statement."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from sqlalchemy import Engine, create_engine

_SEEN: list[tuple[str, Any]] = []


class _Watched(sqlite3.Connection):
    def cursor(self, *_: Any) -> Any:  # noqa: ANN401 - as the driver has it
        return super().cursor(_Noting)


class _Noting(sqlite3.Cursor):
    def execute(self, statement: str, parameters: Any = ()) -> Self:  # noqa: ANN401 - as the driver has it
        _SEEN.append((statement, parameters))
        return super().execute(statement, parameters)

    def executemany(self, statement: str, parameters: Any) -> Self:  # noqa: ANN401 - as the driver has it
        _SEEN.append((statement, parameters[0]))
        return super().executemany(statement, parameters)


class _NotingToo(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:  # noqa: ANN401 - as the driver has it
        _SEEN.append((str(query), params))
        return super().execute(query, params, **options)

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:  # noqa: ANN401 - as the driver has it
        _SEEN.append((str(query), params_seq[0]))
        super().executemany(query, params_seq, **options)


WATCHED = {"factory": _Watched}
"""What a connection to SQLite is made with, so that its cursors note what they execute."""


def watched(url: str) -> Engine:
    """Return an engine for the database at *url*, whose cursors note what they execute: each is a round trip."""
    if url.startswith("sqlite"):
        return create_engine(url, connect_args={**WATCHED, "isolation_level": None})
    return create_engine(url, connect_args={"cursor_factory": _NotingToo})


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Yield a list of statements and parameters, of many rows the first, that fills when the ``with`` ends."""
    _SEEN.clear()
    seen: list[tuple[str, Any]] = []
    yield seen
    seen += _SEEN
