"""Which databases the store speaks to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.errors import InvalidParameterError
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL
from reinforce.stores.sql.dialects.sqlite import SQLITE

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from reinforce.stores.sql.dialects.dialect import Dialect

DIALECTS = (SQLITE, POSTGRESQL)
"""All that the store speaks; this is where another is added. The first of a database is its usual one."""


def dialect_of(engine: Engine) -> Dialect:
    """
    Return what *engine* speaks.

    Raises:
        InvalidParameterError: the store does not.
    """
    for dialect in dialects_of(engine.dialect.name):
        if engine.driver in dialect.drivers:
            return dialect
    ours = " or ".join(f"to {one.title} through {one.driver}" for one in DIALECTS)
    raise InvalidParameterError("sa_engine", f"must speak {ours}, not {engine.url.drivername}", value=engine)


def dialects_of(database: str) -> tuple[Dialect, ...]:
    """Return what is spoken to a database, which is called as SQLAlchemy calls it: one value for each driver."""
    return tuple(dialect for dialect in DIALECTS if dialect.name == database)
