"""The schema: its keys, its revisions, and that every way to make it makes the same."""

from datetime import timedelta
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, PrimaryKeyConstraint, Table, UniqueConstraint, text

from reinforce.memory import MemoryState
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.schema import Tables
from reinforce.stores.sql.transactions import Transactions
from reinforce.stores.sql.versions import REVISIONS, create, upgrade
from reinforce.testing.samples import AT, LEARNER, SKILL, TENANT, whole
from tests.schemas.freeze import HERE, frozen, written_by_migrations

OF_THE_TENANT = {"policies", "editions"}
TABLES = Tables().metadata.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_key_carries_the_tenant_and_the_learner(table: Table) -> None:
    """Primary, unique and foreign keys and indexes begin with the tenant and, in learners' tables, the learner."""
    expected = ["tenant_id"] if table.name in OF_THE_TENANT else ["tenant_id", "learner_id"]
    keys = [key for key in table.constraints if isinstance(key, PrimaryKeyConstraint | UniqueConstraint)]
    columns = [[column.name for column in key.columns] for key in (*keys, *table.indexes)]
    columns += [[element.parent.name for element in key.elements] for key in table.foreign_key_constraints]
    columns += [[element.column.name for element in key.elements] for key in table.foreign_key_constraints]
    assert columns
    for names in columns:
        assert names[: len(expected)] == expected


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_what_belongs_to_a_learner_refers_to_the_learner(table: Table) -> None:
    """Every learner's table but the log's events, some of which are of the whole tenant, has the foreign key."""
    referred = [key.referred_table.name for key in table.foreign_key_constraints]
    assert referred == ([] if table.name in OF_THE_TENANT | {"learners", "events"} else ["learners"])


def test_the_revisions_are_those_of_the_migrations() -> None:
    """The library knows, without asking Alembic, every revision that Alembic knows, in the same order."""
    config = Config()
    config.set_main_option("script_location", "reinforce.stores.sql:migrations")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert [script.revision for script in scripts] == list(reversed(REVISIONS))


def test_creating_at_once_is_equal_to_all_migrations_in_a_row(empty_engine: Engine) -> None:
    """A schema that was created and one that was migrated have the same tables, columns, keys and indexes."""
    with Transactions(empty_engine).writing() as connection:
        create(connection, Tables())
        created = _description(connection)
    with Transactions(empty_engine).writing() as connection:
        _drop_all(connection)
        assert _description(connection) != created
        upgrade(connection)
        assert _description(connection) == created


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revision_never_changes(empty_engine: Engine, revision: str) -> None:
    """The migrations up to a revision do what they did when it was written down (`tests/schemas/freeze.py`)."""
    expected = frozen(revision, empty_engine.dialect.name).read_text(encoding="utf-8")
    assert written_by_migrations(empty_engine, revision) == expected


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_any_revision_is_upgraded_with_its_data(empty_engine: Engine, revision: str) -> None:
    """What an older library left behind is there, equal, once the schema is brought up to date."""
    dialect = empty_engine.dialect.name
    with empty_engine.begin() as connection:
        for script in (frozen(revision, dialect), HERE / f"{revision}.data.sql"):
            for statement in script.read_text(encoding="utf-8").split(";\n"):
                connection.exec_driver_sql(statement)
    store = SQLStore(empty_engine)
    found = store.read(whole(ids=("r-1", "a-1")))
    card = found.cards[SKILL].card
    assert (card.memory, card.due_day, card.last_at) == (MemoryState(2.3065, 2.118103970459016), 739679, AT)
    assert found.reviews[SKILL] == (found.prior_reviews["r-1"].review,)
    assert found.reviews[SKILL][0].duration == timedelta(seconds=61, microseconds=7)
    assert found.prior_attempts["a-1"].body == {"answers": []}
    assert [event.target for event in found.retractions] == ["r-0"]
    assert (found.epoch, found.journeys, found.exposures["q-1"].seen) == (1, ("onboarding",), 3)
    assert store.editions(TENANT)[0].body == {"title": "Zoë"}
    assert store.learners(TENANT) == (LEARNER,)


def test_ids_are_compared_by_code_point_in_postgresql(postgres_database_url: str) -> None:
    """Every column that holds an id has the collation C, whatever the language of the database."""
    store = SQLStore.open(postgres_database_url)
    ids = [(table.name, column.name) for table in TABLES for column in table.columns if _is_id(column.name)]
    with store._engine.connect() as connection:  # noqa: SLF001 - what it made is not visible from above
        query = text("SELECT collation_name FROM information_schema.columns WHERE table_name = :t AND column_name = :c")
        found = {(t, c): connection.scalar(query, {"t": t, "c": c}) for t, c in ids}
    store.close()
    assert found == dict.fromkeys(ids, "C")


def _is_id(column: str) -> bool:
    return column.endswith("_id") or column in {"id", "target", "pack"}


def _description(connection: Connection) -> list[tuple[Any, ...]]:
    """Return all that the database itself says about its tables."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master")).all()
        return sorted((*row[:3], " ".join((row[3] or "").split())) for row in found)
    queries = (
        """SELECT table_name, column_name, ordinal_position, data_type, character_maximum_length, is_nullable,
                  column_default, collation_name
           FROM information_schema.columns WHERE table_schema = 'public'""",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
           FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
        "SELECT relname, reloptions::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    )
    return sorted((tuple(row) for query in queries for row in connection.execute(text(query))), key=repr)


def _drop_all(connection: Connection) -> None:
    """Leave an empty database."""
    Tables().metadata.drop_all(connection)
    connection.execute(text("DROP TABLE reinforce_version"))
