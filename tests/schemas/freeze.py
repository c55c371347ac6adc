"""
Writes down the SQL with which the migrations bring the schema from one revision to the next.

``python -m tests.schemas.freeze 0001 URL`` adds ``0001.sqlite.sql`` or ``0001.postgresql.sql`` beside this program; URL
is of an empty database of either kind. A file that was once released never changes: it is what somebody's data are in.
Data stand in ``0001.data.sql``, and anew for a revision that writes other data.
"""

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event

from reinforce.stores.sql.connections.transactions import Transactions
from reinforce.stores.sql.migrations.schema_version import upgrade

HERE = Path(__file__).parent


def frozen(revision: str, dialect: str) -> str:
    """Return the SQL that makes the schema of a revision from nothing."""
    return "\n".join(path.read_text(encoding="utf-8") for path in _until(revision, dialect))


def frozen_data(revision: str) -> str:
    """Return the SQL of data such as the library left behind at a revision."""
    return _until(revision, "data")[-1].read_text(encoding="utf-8")


def _until(revision: str, kind: str) -> list[Path]:
    """Return the files of a kind, of all revisions until this one, in their order."""
    return [path for path in sorted(HERE.glob(f"*.{kind}.sql")) if path.name.partition(".")[0] <= revision]


def written_by_migrations(engine: Engine, revision: str) -> str:
    """Run the migrations up to *revision* on an empty database and return the SQL by which they changed it."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        text = statement.strip().partition(" RETURNING ")[0]  # Alembic wants to know whether it wrote the version.
        if text.split()[0] not in {"SELECT", "PRAGMA"}:
            lines = [line.rstrip().replace("\t", "    ") for line in text.splitlines()]
            statements.append("\n".join(lines) + ";\n")

    event.listen(engine, "before_cursor_execute", note)
    with Transactions(engine).writing() as connection:
        upgrade(connection, to=revision)
    event.remove(engine, "before_cursor_execute", note)
    return "\n".join(statements)


def main(revision: str, url: str) -> None:
    """Write the file, of what comes on top of the revision before."""
    engine = create_engine(url)
    path = HERE / f"{revision}.{engine.dialect.name}.sql"
    path.unlink(missing_ok=True)
    before = frozen(revision, engine.dialect.name)
    path.write_text(written_by_migrations(engine, revision).removeprefix(before).lstrip(), encoding="utf-8")
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
