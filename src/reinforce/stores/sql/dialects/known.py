"""Which databases the store speaks to, and through which drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.errors import InvalidParameterError
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL
from reinforce.stores.sql.dialects.postgresql_asyncpg import ASYNCPG
from reinforce.stores.sql.dialects.postgresql_psycopg2 import PSYCOPG2
from reinforce.stores.sql.dialects.sqlite import SQLITE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine

    from reinforce.stores.sql.dialects.dialect import Dialect

DIALECTS = (SQLITE, POSTGRESQL, PSYCOPG2, ASYNCPG)
"""All that the store speaks; this is where another is added. The first of a database is its usual one."""

_SHORT_KEYS = (
    "cannot be used: keys of ids, which may be long, do not fit into its 3,072 bytes, its transactions have no numbers "
    "by which readers could follow the log, and it has no row-level security"
)
_REFUSED = {"mysql": f"MySQL {_SHORT_KEYS}", "mariadb": f"MariaDB {_SHORT_KEYS}"}


def dialect_of(engine: Engine) -> Dialect:
    """
    Return what *engine* speaks.

    Raises:
        InvalidParameterError: the store does not.
    """
    for dialect in dialects_of(engine.dialect.name):
        if engine.driver in dialect.drivers:
            return dialect
    reason = why_not(engine.dialect.name) or f"must speak {spoken()}, not {engine.url.drivername}"
    raise InvalidParameterError("sa_engine", reason, value=engine)


def dialects_of(database: str) -> tuple[Dialect, ...]:
    """Return what is spoken to a database, which is called as SQLAlchemy calls it: one value for each driver."""
    return tuple(dialect for dialect in DIALECTS if dialect.name == database)


def why_not(database: str) -> str:
    """Return why a database that many have is none for the store; nothing for others."""
    return _REFUSED.get(database, "")


def spoken() -> str:
    """Return in words to which databases the store speaks, and through which drivers."""
    titles = dict.fromkeys(dialect.title for dialect in DIALECTS)
    through = {
        title: [name for one in DIALECTS if one.title == title for name in sorted(one.drivers, reverse=True)]
        for title in titles
    }
    return ", or ".join(f"to {title} through {listed(names)}" for title, names in through.items())


def listed(names: Iterable[str]) -> str:
    """Return *names* as a sentence has them of which one is chosen."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
