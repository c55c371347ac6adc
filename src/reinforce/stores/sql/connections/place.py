"""Where the tables are that a connection finds: what an engine keeps at hand is true of no others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reinforce.stores.sql.dialects.dialect import Dialect


def place_of(connection: Connection, *, table: str, dialect: Dialect) -> str:
    """Return what tells one database and schema from others, as *connection* finds a *table* there now."""
    found = str(connection.scalar(text(dialect.place), {"table": table}) or "")
    return os.path.realpath(found) if dialect.is_embedded and found else found
