"""
Which cluster of PostgreSQL a schema lives in, and what to do when it has moved to another one.

Transactions are numbered by the cluster, and in another one their numbers start anew. The log is in the order of
(epoch, transaction, number), so its epoch has to go up with a move, and what was written before stays before what is
written after. The cluster is remembered in the comment on the sequence of numbers, which a dump carries along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reinforce.stores.sql.tables.schema import Tables

_MAY_ASK = text("SELECT has_function_privilege('pg_control_system()', 'EXECUTE')")
_CLUSTER = text("SELECT system_identifier FROM pg_control_system()")
_COMMENT = text("SELECT obj_description(to_regclass(:sequence), 'pg_class')")
_OWNS = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:sequence)")
_EPOCH = text(
    "SELECT pg_get_expr(adbin, adrelid)::int FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum"
    " WHERE adrelid = to_regclass(:reviews) AND attname = 'log_epoch'"
)


def is_at_home(connection: Connection, tables: Tables) -> bool:
    """
    Whether the log was written in this cluster, as far as it can be told.

    Where one writes at a time there are no clusters. Where the server does not let us ask, or nothing is remembered and
    we may not write it down, nothing can be told.
    """
    cluster = None if tables.dialect.has_one_writer else _cluster(connection)
    if cluster is None:
        return True
    sequence = {"sequence": name(tables, "log_places")}
    remembered = connection.scalar(_COMMENT, sequence)
    if remembered is None:
        return not connection.scalar(_OWNS, sequence)
    return bool(remembered == cluster)


def settle_in(connection: Connection, tables: Tables, *, is_new: bool) -> None:
    """
    Remember this cluster and, unless the schema *is_new*, begin a new epoch of the log.

    A new epoch too many does no harm: a change of the default waits for all who are writing the log, so that whatever
    has the old epoch is there when the first entry gets the new one.
    """
    cluster = _cluster(connection)
    if not is_new:
        epoch = connection.scalar(_EPOCH, {"reviews": name(tables, "reviews")}) or 1
        for log in ("reviews", "events"):
            connection.execute(
                text(f"ALTER TABLE {name(tables, log)} ALTER COLUMN log_epoch SET DEFAULT {epoch + 1:d}")
            )
    connection.execute(text(f"COMMENT ON SEQUENCE {name(tables, 'log_places')} IS '{cluster}'"))


def name(tables: Tables, of: str) -> str:
    """Return the name of a table or sequence of ours as SQL writes it, with that of its schema."""
    schema = tables.metadata.schema
    return f'"{of}"' if schema is None else '"{}"."{}"'.format(schema.replace('"', '""'), of)


def _cluster(connection: Connection) -> str | None:
    """Return what identifies the cluster; ``None`` where the server keeps it to itself."""
    if not connection.scalar(_MAY_ASK):
        return None
    return f"cluster {connection.scalar(_CLUSTER):d}"
