"""A store over a connection of Django's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn

from django.db import connections

from reinforce.django import history, marks
from reinforce.django.connections import ConnectionRunner, dialect_of
from reinforce.errors import InvalidParameterError
from reinforce.stores.sql.connections.engines import check_schema
from reinforce.stores.sql.connections.transactions import Closed
from reinforce.stores.sql.migrations.schema_version import HISTORY
from reinforce.stores.sql.statement_store import StatementStore, statements

if TYPE_CHECKING:
    from reinforce.ports import Change


class DjangoStore(StatementStore):
    """
    Keeps everything in one of Django's databases. Safe to share between threads, each of which has its connection.

    It joins the transaction in which it is called, or begins one of its own.

    Args:
        using: the alias of the database.
        schema: in PostgreSQL, the schema that the tables are in; the connection's own if omitted.

    Raises:
        InvalidParameterError: the database is neither SQLite nor PostgreSQL, or a schema is named for SQLite.
    """

    def __init__(self, using: str, *, schema: str | None = None) -> None:
        self._using, self._dialect = using, dialect_of(connections[using])
        check_schema(self._dialect, schema)
        made = statements(HISTORY, self._dialect, schema)
        super().__init__(made, ConnectionRunner(using, made.tables))
        self._schema = schema

    def apply(self, change: Change) -> None:
        """Write all of *change* in one transaction; where learners go or move, their history in Django too."""
        runner = self._runner
        if not (change.rewriting and history.concerns(change.rewriting) and isinstance(runner, ConnectionRunner)):
            super().apply(change)
            return
        with runner.together(change.tenant):
            super().apply(change)
            history.follow(change, using=self._using, schema=self._schema)

    def is_inside(self) -> bool:
        """Whether a call here is part of a transaction of the host's."""
        return marks.is_inside(connections[self._using])

    def unsettled(self) -> object | None:
        """Return what stands for what the host's transaction has written and may take back; ``None`` for nothing."""
        return marks.found(connections[self._using])

    def _leave(self) -> None:
        if self.is_inside():
            marks.leave(connections[self._using])

    def joining(self, connection: object) -> NoReturn:
        """Refuse: inside `atomic` every call joins by itself."""
        reason = f"is not needed: inside atomic(using={self._using!r}) every call of this engine joins by itself"
        raise InvalidParameterError("connection", reason, value=connection)

    def purge(self) -> str:
        """Remove what is still kept of rows that are gone; return what may be left, in words."""
        if self.is_inside():
            return "the transaction has not ended: call this again when it has, outside of atomic()"
        kept = self._purge(partial(self._dialect.purge, owned=False))
        return "; ".join(filter(None, (kept, history.left(self._using, self._schema))))

    @property
    def is_closed(self) -> bool:
        """Whether this was closed, and refuses what comes."""
        return isinstance(self._runner, Closed)

    def close(self) -> None:
        """Refuse all that comes; the connections stay Django's."""
        self._runner = Closed()

    def __repr__(self) -> str:
        return f"DjangoStore({self._using!r})"
