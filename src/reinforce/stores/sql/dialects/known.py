"""Which databases the store speaks to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.errors import InvalidParameterError
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL
from reinforce.stores.sql.dialects.sqlite import SQLITE

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from reinforce.stores.sql.dialects.dialect import Dialect

DIALECTS = {dialect.name: dialect for dialect in (SQLITE, POSTGRESQL)}
"""All that the store speaks, by the name that SQLAlchemy has for the database; this is where another is added."""


def dialect_of(engine: Engine) -> Dialect:
    """
    Return what *engine* speaks.

    Raises:
        InvalidParameterError: the store does not.
    """
    dialect = DIALECTS.get(engine.dialect.name)
    if dialect is None or engine.driver not in dialect.drivers:
        ours = " or ".join(f"to {one.title} through {one.driver}" for one in DIALECTS.values())
        reason = f"must speak {ours}, not {engine.url.drivername}"
        raise InvalidParameterError("sa_engine", reason, value=engine)
    return dialect
