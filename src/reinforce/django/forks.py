"""
Django's connections and forks: gunicorn that loads the project before it forks, Celery's workers, test runners.

Django leaves it to its hosts that no child uses what its parent has opened. Of the databases that hold practice, a
connection that nobody is at work on, be it in a transaction or with rows that are still to be read, is closed before
the fork where it is to a file, and forgotten by the child where it is to a server; both are made anew when they are
next asked for.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from django.db import connections

from reinforce.django.marks import is_inside
from reinforce.errors import ForkedError
from reinforce.forks import at_fork
from reinforce.stores.sql.connections.processes import is_file_inherited, keep

_AT_REST = "reinforce_at_rest"
_watched: set[str] = set()
_inherited: list[object] = []
"""Connections to servers that were at work when this process was forked, and the names of files that were open."""


def watch(using: str) -> None:
    """Mind the connections to the database *using*."""
    _watched.add(using)


def check(connection: Any) -> None:  # noqa: ANN401 - Django has no types
    """
    Refuse a *connection* that is the parent's.

    Raises:
        ForkedError: it is.
    """
    if not _inherited:
        return
    if any(one is connection.connection for one in _inherited) or _file(connection) in _inherited:
        raise ForkedError(
            f"the connection {connection.alias!r} is of the process that this one was forked from: end transactions, "
            "read iterators to their end, and close connections of other threads, before the process forks"
        )


def _before() -> None:
    for connection in _open():
        if _file(connection) is not None and not is_inside(connection) and not _is_reading(connection.connection):
            connection.close()


def _in_child() -> None:
    _inherited.extend(
        file for using in _watched if (file := _file(connections[using])) is not None and is_file_inherited(file)
    )
    for connection in _open():
        if connection.vendor == "sqlite":
            continue
        keep(connection.connection)
        if is_inside(connection):
            _inherited.append(connection.connection)
        else:
            connection.connection = None
    pools: Any = {id(one): one for using in _watched if (one := _pools(using)) is not None}
    for pool in pools.values():
        keep(dict(pool))
        pool.clear()


def _open() -> list[Any]:
    """Return the open connections of the thread that forks."""
    every: list[Any] = connections.all(initialized_only=True)
    return [one for one in every if one.alias in _watched and one.connection is not None]


def _file(connection: Any) -> Path | None:  # noqa: ANN401 - as above
    """Return the file that a connection is to; ``None`` where it is to none."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return None
    name = str(connection.settings_dict["NAME"])
    return Path(name.removeprefix("file:").partition("?")[0] if name.startswith("file:") else name).resolve()


def _is_reading(driver: sqlite3.Connection) -> bool:
    """Whether rows are still to be read on *driver*, as in an iterator: SQLite changes no function then."""
    try:
        for _ in range(2):  # the first time it may be a new one
            driver.create_function(_AT_REST, 0, int)
    except sqlite3.OperationalError:
        return True
    return False


def _pools(using: str) -> Any:  # noqa: ANN401 - as above
    """Return the pools of the backend of *using*, which Django has for PostgreSQL alone."""
    return getattr(type(connections[using]), "_connection_pools", None)


at_fork(before=_before, in_child=_in_child)
