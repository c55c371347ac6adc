"""From a URL to an engine of SQLAlchemy that is set up as the store needs it."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from reinforce.errors import InvalidParameterError, shown
from reinforce.near import near
from reinforce.stores.sql.connections.url_secrets import hidden, hidden_in, hiding
from reinforce.stores.sql.dialects.greenlets import in_greenlet
from reinforce.stores.sql.dialects.known import DIALECTS, dialect_of, dialects_of, listed, why_not

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

    from reinforce.stores.sql.dialects.dialect import Dialect


_SERVER = "postgresql+psycopg://user@host/database"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.]*)(?:\+[A-Za-z0-9.]*)?://")
_SECRETS = frozenset("@=?")
"""What stands before, or in, the part of a URL that may hold a secret."""


def open_engine(url: str, *, durability: str = "full", is_async: bool = False) -> Engine:
    """
    Return an engine for the database at *url*; no connection is made yet.

    Args:
        url: ``sqlite:///practice.db``, ``sqlite://`` in memory, ``postgresql+psycopg://user@host/database``. A driver
            that is left out is the first of ours that is installed; one that is named is used, or refused.
        durability: ``full``: a commit outlives a power cut. ``normal``, for SQLite: the last ones may not.
        is_async: whether to speak through the driver for asyncio, the twin of the URL's.

    Raises:
        InvalidParameterError: the URL or the durability is not one of these, or the driver is not installed.
    """
    parsed, dialect = _parse(url, is_async=is_async)
    if durability not in ("full", "normal"):
        raise InvalidParameterError(
            "durability", f"must be 'full' or 'normal', not {shown(durability)}", value=durability
        )
    if durability not in dialect.durabilities:
        reason = f"cannot be chosen: what is durable in {dialect.title} the server's settings say"
        raise InvalidParameterError("durability", reason, value=durability)
    try:
        return dialect.open(parsed, durability)
    except ImportError as error:
        raise InvalidParameterError("url", f"needs {dialect.install}", value=hidden(parsed)) from error
    except (ArgumentError, TypeError, ValueError) as error:
        reason = f"cannot be used: {hiding(str(error), parsed)}"
        raise InvalidParameterError("url", reason, value=hidden(parsed)) from None  # which may quote a password


def refuse_missing_file(engine: Engine, dialect: Dialect) -> None:
    """Raise InvalidParameterError where *engine* is for a SQLite file that is not there: to connect would make it."""
    if dialect.has_one_writer and not Path(engine.url.database or "").is_file():
        reason = f"must be that of a SQLite file that is there, not {shown(engine.url.database or '')}"
        raise InvalidParameterError("url", reason, value=hidden(engine.url))


def check_engine(engine: Engine, *, schema: str | None) -> Dialect:
    """
    Return what *engine* speaks.

    It may be the ``sync_engine`` of an asynchronous one. Then whoever calls the store does so from where SQLAlchemy can
    wait (``greenlet_spawn``).

    Raises:
        InvalidParameterError: the store does not know the engine's database or driver, or *schema* does not fit it.
    """
    if not hasattr(engine, "dialect"):
        reason = f"must be an engine of SQLAlchemy, not {type(engine).__name__}; a URL is for Engine.open"
        raise InvalidParameterError("sa_engine", reason, value=engine)
    if engine.dialect.is_async and not in_greenlet():
        reason = "is for asyncio: hand its AsyncEngine to reinforce.aio.AsyncEngine.over"
        raise InvalidParameterError("sa_engine", reason, value=engine)
    dialect = dialect_of(engine)
    check_schema(dialect, schema)
    return dialect


def check_schema(dialect: Dialect, schema: str | None) -> None:
    """Raise InvalidParameterError where a *schema* is named in a database that has only one."""
    if schema is not None and not dialect.has_schemas:
        raise InvalidParameterError("schema", f"cannot be named: {dialect.title} has only one", value=schema)


def needs_async(url: str) -> bool:
    """Whether *url* names, or has to be opened with, a driver that is for asyncio alone."""
    try:
        return not _parse(url, is_async=True)[1].driver
    except InvalidParameterError:
        return False


def is_in_memory(url: str) -> bool:
    """Whether *url* is that of a database in memory, which is gone with its one connection."""
    parsed, dialect = _parse(url, is_async=True)
    return dialect.is_in_memory(parsed)


def _meant(url: str) -> str:
    """Return the end of a message on a text that is no URL of a database; none of its secrets is in it."""
    if found := _SCHEME.match(url):
        alike = near(found[1], [dialect.name for dialect in DIALECTS])
        return f", which does not begin with {found[0]}" + f": did you mean {alike[0]}://?" if alike else ""
    if url.strip(":/").lower() == "memory":
        return "; 'memory:' is what is kept in memory alone"
    is_file = url and _SECRETS.isdisjoint(url) and url.isprintable()
    return f", not {shown(url)}: a file's is {'sqlite:///' + url.removeprefix('sqlite:')!r}" if is_file else ""


def _parse(url: str, *, is_async: bool) -> tuple[URL, Dialect]:
    """Return *url* in parts, with the driver that we use, and what that speaks."""
    try:
        parsed = make_url(url)
        backend, driver = parsed.get_backend_name(), parsed.get_driver_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        reason = f"must be a database's, such as sqlite:///practice.db or {_SERVER}{_meant(url)}"
        raise InvalidParameterError("url", reason, value=hidden_in(url)) from None  # which may quote a password
    if backend == "sqlite" and parsed.host:
        reason = f"must have three slashes before the file, or four where its path is whole: sqlite:///{parsed.host}"
        raise InvalidParameterError("url", reason, value=hidden(parsed))
    if reason := why_not(backend):
        raise InvalidParameterError("url", reason, value=hidden(parsed))
    known = dialects_of(backend)
    if not known:
        titles = listed(dict.fromkeys(dialect.title for dialect in DIALECTS))
        raise InvalidParameterError("url", f"must be for {titles}, not {backend}", value=hidden(parsed))
    ours = {name: one for one in known if (name := one.async_driver if is_async else one.driver)}
    if "+" in parsed.drivername:
        fitting = [name for name, one in ours.items() if driver in {name, one.driver}]
    else:
        fitting = [name for name, one in ours.items() if find_spec(one.package)] or list(ours)
    if fitting:
        return parsed.set(drivername=f"{backend}+{fitting[0]}"), ours[fitting[0]]
    others = {one.driver if is_async else one.async_driver for one in known}
    other = ", which is not for asyncio" if is_async else ", which is for asyncio: that is what reinforce.aio opens"
    reason = f"must use the driver {listed(ours)}, not {driver}{other if driver in others else ''}"
    raise InvalidParameterError("url", reason, value=hidden(parsed))
