"""What is sent to a SQLite database: noted by the driver's own cursors, since the store uses no others."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self


class Watched(sqlite3.Connection):
    """A connection that notes the statements which its cursors execute, each with the parameters of its first row."""

    seen: ClassVar[list[tuple[str, Any]]] = []

    def cursor(self, *_: Any) -> Any:  # noqa: ANN401 - as the driver has it
        """Return a cursor that notes what it executes."""
        return super().cursor(_Noting)


class _Noting(sqlite3.Cursor):
    def execute(self, statement: str, parameters: Any = ()) -> Self:  # noqa: ANN401 - as the driver has it
        Watched.seen.append((statement, parameters))
        return super().execute(statement, parameters)

    def executemany(self, statement: str, parameters: Any) -> Self:  # noqa: ANN401 - as the driver has it
        Watched.seen.append((statement, parameters[0]))
        return super().executemany(statement, parameters)


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Yield a list of the statements, and their parameters, that are executed until the ``with`` ends."""
    Watched.seen.clear()
    seen: list[tuple[str, Any]] = []
    yield seen
    seen += Watched.seen
