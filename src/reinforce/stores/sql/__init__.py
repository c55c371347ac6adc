"""The SQL store: SQLite and PostgreSQL, through SQLAlchemy Core."""

from reinforce.stores.sql.store import SQLStore, migrate

__all__ = ["SQLStore", "migrate"]
