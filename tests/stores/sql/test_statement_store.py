"""Stores over databases that are alike share their statements, and nothing else."""

from pathlib import Path

from reinforce import Engine
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL
from reinforce.stores.sql.dialects.sqlite import SQLITE
from reinforce.stores.sql.migrations.schema_version import HISTORY
from reinforce.stores.sql.statement_store import statements
from tests.support.later_schema import LATER
from tests.support.stores import small_tenant


def test_statements_are_made_once_for_each_kind_of_tables_dialect_and_schema() -> None:
    """Whoever asks for the same is given the same; another schema, dialect or revision has its own."""
    asked = [(HISTORY, SQLITE, None), (HISTORY, POSTGRESQL, None), (HISTORY, POSTGRESQL, "a"), (LATER, SQLITE, None)]
    found = [statements(*each) for each in asked]
    assert [statements(*each) for each in asked] == found
    assert len(set(map(id, found))) == len(asked)
    assert [one.tables.metadata.schema for one in found] == [None, None, "a", None]


def test_files_that_are_alike_share_their_statements_alone(tmp_path: Path) -> None:
    """What is written to one file is not in the other, and one goes on when the other is closed."""
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "other")]
    one, other = (SQLStore.open(url) for url in urls)
    assert one._writes is other._writes  # noqa: SLF001 - which nobody sees otherwise
    with Engine.over(other) as engine:
        small_tenant(engine, "acme")
        assert one.tenants() == ()
        one.close()
        assert other.tenants() == ("acme",)
    other.close()
