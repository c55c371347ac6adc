"""
Which revision a schema is at, and bringing it to the one that this library writes.

Alembic is imported only where a schema has to be upgraded: opening one that is up to date reads one row, and a new one
is created at once, which a test proves equal to all migrations in a row.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, func, insert, inspect, select
from sqlalchemy.schema import CreateSchema

from reinforce.errors import SchemaVersionError
from reinforce.forks import ForkLock
from reinforce.logger import LOGGER
from reinforce.stores.sql.connections import row_security
from reinforce.stores.sql.tables import clusters
from reinforce.stores.sql.tables.schema import Tables

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

VERSION_TABLE = "reinforce_version"
_HERE = Path(__file__).parent
_UPGRADING = ForkLock()  # Alembic keeps what it works on in its modules: one thread at a time.
_LOCK = int.from_bytes(hashlib.blake2b(b"reinforce schema", digest_size=8).digest(), signed=True)


class Connects(Protocol):
    """Gives connections of SQLAlchemy, each in a transaction, to what only SQLAlchemy itself can do."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Return the context of a transaction that reads."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """Return the context of one that writes: where it raises, nothing of it was written."""
        ...


@dataclass(frozen=True, slots=True)
class History:
    """
    How the schema came to be what a store writes.

    Attributes:
        revisions: every revision, oldest first; the last is the one that is written.
        tables: what has the tables of that one; called with a dialect, and the name of a database schema or ``None``.
        folders: where Alembic finds the migrations.
    """

    revisions: tuple[str, ...]
    tables: type[Tables] = Tables
    folders: tuple[Path, ...] = (_HERE / "versions",)

    @property
    def newest(self) -> str:
        """The revision that is written."""
        return self.revisions[-1]


HISTORY = History(tuple(sorted(path.stem[1:] for path in (_HERE / "versions").glob("r[0-9]*.py"))))
"""The history of this library's schema: a file of `versions` a revision, named by its number."""


def prepare(transactions: Connects, tables: Tables, history: History = HISTORY) -> bool:
    """
    Create the schema where there is none; in SQLite, upgrade one that is older. Return whether rows are secured.

    Raises:
        SchemaVersionError: the schema is newer than this library or, in PostgreSQL, older.
    """
    with transactions.reading() as connection:
        found, is_secured = revision(connection, tables), row_security.is_on(connection, tables)
        is_at_home = found == history.newest and clusters.is_at_home(connection, tables)
    if not is_at_home:
        check(found, history, upgrades=tables.dialect.upgrades_on_opening)
        bring_up_to_date(transactions, tables, history, upgrades=tables.dialect.upgrades_on_opening)
    return is_secured


def bring_up_to_date(
    transactions: Connects,
    tables: Tables,
    history: History = HISTORY,
    *,
    upgrades: bool,
    row_level_security: bool | None = None,
) -> None:
    """
    Create or upgrade the schema, and let its log begin a new epoch after a move, while nobody else does.

    *row_level_security* is switched on or off, or stays as it is; new tables are like the others.

    Raises:
        SchemaVersionError: as `check` says.
    """
    with transactions.writing() as connection:
        if not tables.dialect.has_one_writer:
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        found = revision(connection, tables)
        check(found, history, upgrades=upgrades)
        if found is None:
            create(connection, tables, history)
        elif found != history.newest:
            row_security.see_all(connection, tables)
            upgrade(connection, history, schema=tables.metadata.schema)
        has_moved = not clusters.is_at_home(connection, tables)
        if has_moved:
            clusters.settle_in(connection, tables, is_new=found is None)
        if row_level_security or (row_level_security is None and row_security.is_on(connection, tables)):
            row_security.switch_on(connection, tables)
        elif row_level_security is not None:
            row_security.switch_off(connection, tables)
    _note(found, history, has_moved=has_moved)


def _note(found: str | None, history: History, *, has_moved: bool) -> None:
    """Say what became of a schema that was *found* at a revision, now that it is committed."""
    if found is None:
        LOGGER.info("the tables were created, at schema revision %s", history.newest)
    elif found != history.newest:
        LOGGER.info("the tables were upgraded from schema revision %s to %s", found, history.newest)
    if found is not None and has_moved:
        LOGGER.info("the database has moved to another cluster: its log goes on in a new epoch")


def check(found: str | None, history: History = HISTORY, *, upgrades: bool) -> None:
    """
    Raise SchemaVersionError where a library with that *history* cannot use a schema at the revision *found*.

    *upgrades* says whether an older one will be upgraded.
    """
    if found is None or found == history.newest:
        return
    if found not in history.revisions:
        reason = "which this version of reinforce does not know: install a newer reinforce-engine"
    elif not upgrades:
        reason = f"and this version of reinforce needs {history.newest}: run `reinforce migrate URL`"
    else:
        return
    raise SchemaVersionError(f"the database is at schema revision {found}, {reason}", found=found, known=history.newest)


def revision(connection: Connection, tables: Tables) -> str | None:
    """Return the revision that the schema is at, or ``None`` where there is none."""
    version = version_table(tables.metadata.schema)
    if not inspect(connection).has_table(VERSION_TABLE, schema=tables.metadata.schema):
        return None
    return connection.scalar(select(version.c.version_num))


def version_table(schema: str | None) -> Table:
    """Return the table in which Alembic, and we, write down the revision."""
    return Table(
        VERSION_TABLE,
        MetaData(schema=schema),
        Column("version_num", String(32), nullable=False),
        PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
    )


def create(connection: Connection, tables: Tables, history: History = HISTORY) -> None:
    """
    Create all tables at once, at the newest revision.

    Raises:
        SchemaVersionError: tables of these names are there, but not ours.
    """
    schema, found = tables.metadata.schema, inspect(connection)
    if schema is not None and not found.has_schema(schema):
        connection.execute(CreateSchema(schema))
    taken = set(found.get_table_names(schema)) & {table.name for table in tables.metadata.sorted_tables}
    if taken:
        message = f"the tables {', '.join(sorted(taken))} are not of this library: name a schema of its own"
        raise SchemaVersionError(message, found=None, known=history.newest)
    tables.metadata.create_all(connection, checkfirst=False)
    version = version_table(schema)
    version.create(connection)
    connection.execute(insert(version).values(version_num=history.newest))


def upgrade(connection: Connection, history: History = HISTORY, *, schema: str | None = None, to: str = "head") -> None:
    """Run the migrations up to the revision *to*, inside the transaction of *connection*."""
    from alembic import command  # noqa: PLC0415 - only here, where it is needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("version_locations", os.pathsep.join(map(str, history.folders)))
    for option in ("path_separator", "version_path_separator"):  # the second before Alembic 1.16
        config.set_main_option(option, "os")
    config.attributes.update(connection=connection, schema=schema)
    with _UPGRADING:
        command.upgrade(config, to)
