"""A history of the schema that goes on: what a release to come adds to the tables, so that tests have an upgrade."""

from pathlib import Path

from sqlalchemy import Column

from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.dialects.dialect import Dialect
from reinforce.stores.sql.migrations.schema_version import HISTORY, History
from reinforce.stores.sql.tables.schema import Instant, Tables


class LaterTables(Tables):
    """The tables with a column and a table more."""

    def __init__(self, dialect: Dialect, schema: str | None = None) -> None:
        super().__init__(dialect, schema)
        self.events.append_column(Column("heard_at", Instant))
        self._of_learner("badges", "badge id", key="badge")


LATER = History(
    revisions=(*HISTORY.revisions, "later"),
    tables=LaterTables,
    folders=(*HISTORY.folders, Path(__file__).parents[1] / "schemas" / "later"),
)
"""The history of this library's schema, and one revision more."""


class LaterStore(SQLStore):
    """The store of that release."""

    _history = LATER
