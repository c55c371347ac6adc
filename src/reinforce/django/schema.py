"""The tables: brought up to date by Django's migrations, or by the command where those are not run."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from sqlalchemy import delete

from reinforce.django import databases, marks, settings
from reinforce.django.connections import ConnectionRunner, dialect_of, schema_found
from reinforce.stores.sql.connections import row_security
from reinforce.stores.sql.migrations import schema_version
from reinforce.stores.sql.tables.schema import Tables


def tables(using: str) -> Tables:
    """Return our tables in the database *using*, in the schema that the settings name or the connection works in."""
    connection = connections[using]
    dialect = dialect_of(connection)
    return Tables(dialect, (settings.read().schema or schema_found(connection)) if dialect.has_schemas else None)


def bring_up_to_date(using: str, *, row_level_security: bool | None = None) -> str:
    """
    Create the tables in the database *using*, or upgrade them; return the revision that they are at now.

    Raises:
        SchemaVersionError: the tables are newer than this library, or others have their names.
        InvalidParameterError: a router of the project keeps them out of this database.
    """
    databases.check_routers(using)
    ours = tables(using)
    if marks.is_inside(connections[using]):
        marks.leave(connections[using])  # how the tables are may yet be taken back
    schema_version.bring_up_to_date(
        ConnectionRunner(using, ours), ours, upgrades=True, row_level_security=row_level_security
    )
    return schema_version.HISTORY.newest


def clear(using: str) -> None:
    """Delete all rows of our tables in the database *using*, if it has them."""
    ours = tables(using)
    with ConnectionRunner(using, ours).writing() as connection:
        if schema_version.revision(connection, ours) is None:
            return
        row_security.see_all(connection, ours)
        for table in reversed(ours.metadata.sorted_tables):
            connection.execute(delete(table))


class BringUpToDate(Operation):
    """
    Brings our tables to the newest revision, whichever that was when the migration was written.

    There is a migration for each revision, so that Django knows when something is to be done. There is no way back: the
    log is what cards are made of.

    Args:
        revision: why there is this migration.
    """

    reduces_to_sql = reversible = False

    def __init__(self, revision: str) -> None:
        self.revision = revision

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        """Return what makes the operation again."""
        return type(self).__name__, [self.revision], {}

    def state_forwards(self, app_label: str, state: object) -> None:
        """Change nothing of what Django knows: the tables belong to no model."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: object, to_state: object) -> None:  # noqa: ANN401, ARG002 - as Django has it
        """Create or upgrade the tables."""
        if databases.takes_tables(schema_editor.connection.alias):
            bring_up_to_date(schema_editor.connection.alias)

    def describe(self) -> str:
        """Return what Django says of the operation."""
        return f"Bring the tables of reinforce up to date (revision {self.revision})"


def make_tables(*, using: str, **_signal: Any) -> None:  # noqa: ANN401 - what Django sends
    """Create or upgrade the tables where a project has switched off our migrations, as some do for tests."""
    module, _ = MigrationLoader.migrations_module(databases.LABEL)
    if module is None and databases.takes_tables(using):
        bring_up_to_date(using)
