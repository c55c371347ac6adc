"""Django's connection, lent to SQLAlchemy for what only that can do: making and migrating tables."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import django.db.utils
from sqlalchemy import Engine, make_url
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from reinforce.stores.sql.dialects.dialect import Dialect


class _Lent:
    """What SQLAlchemy takes for a driver's connection: its cursors are Django's, and only Django ends transactions."""

    closed = broken = False

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - Django has no types
        self._connection = connection

    def cursor(self, *_named: object) -> Any:  # noqa: ANN401 - as above
        """Return a cursor of Django's."""
        return self._connection.cursor()

    def commit(self) -> None:
        """Leave that to Django."""

    rollback = close = commit


@contextmanager
def lending(connection: Any, dialect: Dialect) -> Iterator[Connection]:  # noqa: ANN401 - as above
    """Give a connection of SQLAlchemy over one of Django's; what is done on it is part of Django's transaction."""
    speaks: Any = dialect.compiler()
    speaks.dbapi = django.db.utils
    if not dialect.is_embedded:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            ((speaks.default_schema_name,),) = cursor.fetchall()
        speaks.server_version_info = connection.get_database_version()
    pool = NullPool(lambda: _Lent(connection), reset_on_return=None)  # type: ignore[arg-type] # enough of one
    with Engine(pool, speaks, make_url(f"{dialect.name}://")).connect() as lender, lender.begin():
        yield lender
