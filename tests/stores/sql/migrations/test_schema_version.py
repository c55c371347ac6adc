"""The schema: its keys, its revisions, and that every way to make it makes the same."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, PrimaryKeyConstraint, Table, UniqueConstraint, create_engine, text

from reinforce.errors import SchemaVersionError
from reinforce.memory import Features, MemoryState
from reinforce.ports import Change, Exposure, Meeting, Verdict
from reinforce.stores.sql import SQLStore, migrate
from reinforce.stores.sql.connections.transactions import Transactions
from reinforce.stores.sql.dialects.known import dialect_of
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL
from reinforce.stores.sql.migrations.schema_version import HISTORY, History, create, upgrade
from reinforce.stores.sql.migrations.schema_version import revision as current
from reinforce.stores.sql.tables.schema import Tables
from reinforce.testing import samples
from reinforce.testing.feed_contract import log_slice
from reinforce.testing.samples import AT, LEARNER, SKILL, TENANT, content_change, review, whole
from tests.schemas.freeze import frozen, frozen_data, written_by_migrations
from tests.support.later_schema import LATER, LaterStore

OF_THE_TENANT = {"policies", "editions", "tombstones", "erasure_keys"}
TABLES = Tables(POSTGRESQL).metadata.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_key_carries_the_tenant_and_the_learner(table: Table) -> None:
    """
    Primary, unique and foreign keys begin with the tenant and, in learners' tables, the learner.

    So do indexes, but for those by which the tenant's people are found; these begin with the tenant.
    """
    expected = ["tenant_id"] if table.name in OF_THE_TENANT else ["tenant_id", "learner_id"]
    assert all(next(iter(index.columns)).name == "tenant_id" for index in table.indexes)
    unique = [index for index in table.indexes if index.unique]
    keys = [key for key in table.constraints if isinstance(key, PrimaryKeyConstraint | UniqueConstraint)]
    columns = [[column.name for column in key.columns] for key in (*keys, *unique)]
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
    assert [script.revision for script in scripts] == list(reversed(HISTORY.revisions))


@pytest.mark.parametrize("history", [HISTORY, LATER], ids=["now", "later"])
def test_creating_at_once_is_equal_to_all_migrations_in_a_row(empty_engine: Engine, history: History) -> None:
    """A schema that was created and one that was migrated have the same tables, columns, keys and indexes."""
    tables = history.tables(dialect_of(empty_engine))
    with Transactions(empty_engine).writing() as connection:
        create(connection, tables, history)
        created = _description(connection)
    with Transactions(empty_engine).writing() as connection:
        tables.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE reinforce_version"))
        assert _description(connection) != created
        upgrade(connection, history)
        assert _description(connection) == created


@pytest.mark.parametrize("revision", HISTORY.revisions)
def test_a_revision_never_changes(empty_engine: Engine, revision: str) -> None:
    """The migrations up to a revision do what they did when it was written down (`tests/schemas/freeze.py`)."""
    assert written_by_migrations(empty_engine, revision) == frozen(revision, empty_engine.dialect.name)


@pytest.mark.parametrize("revision", HISTORY.revisions)
def test_a_database_of_any_revision_is_upgraded_with_its_data(
    empty_url: str, empty_engine: Engine, revision: str
) -> None:
    """What an older library left behind is there, equal, once the schema is brought up to date, now or later."""
    _leave_behind(empty_engine, revision)
    assert migrate(empty_url) == HISTORY.newest
    _check_what_was_left(SQLStore(empty_engine))
    assert migrate(empty_url, history=LATER) == LATER.newest
    _check_the_upgrade(empty_engine)


def test_who_opened_before_an_upgrade_goes_on(empty_url: str) -> None:
    """A store that was opened before an upgrade reads and writes on, and the next to open finds what it wrote."""
    with closing(SQLStore.open(empty_url)) as old:
        old.apply(samples.tenant())
        assert migrate(empty_url, history=LATER) == LATER.newest
        old.apply(samples.everything())
        held = samples.held(old)
        with closing(LaterStore.open(empty_url)) as new:
            assert samples.held(new) == held
        with pytest.raises(SchemaVersionError):
            SQLStore.open(empty_url)


@pytest.mark.parametrize("revision", HISTORY.revisions)
def test_opening_upgrades_an_older_sqlite_file(sqlite_url: str, revision: str) -> None:
    """A SQLite file of any older revision is upgraded by opening it, and what the older library left is there."""
    engine = create_engine(sqlite_url)
    _leave_behind(engine, revision)
    _check_what_was_left(LaterStore(engine))
    _check_the_upgrade(engine)
    engine.dispose()


@pytest.mark.parametrize("revision", HISTORY.revisions)
def test_an_older_postgresql_is_refused_until_it_is_migrated(postgres_database_url: str, revision: str) -> None:
    """Opening a PostgreSQL of an older revision changes nothing and names the command that brings it up to date."""
    engine = create_engine(postgres_database_url)
    _leave_behind(engine, revision)
    with engine.connect() as connection:
        before = _description(connection)
    with pytest.raises(SchemaVersionError, match="run `reinforce migrate URL`") as refused:
        LaterStore.open(postgres_database_url)
    assert (refused.value.found, refused.value.known) == (revision, LATER.newest)
    with engine.connect() as connection:
        assert _description(connection) == before
    engine.dispose()
    assert migrate(postgres_database_url, history=LATER) == LATER.newest
    with closing(LaterStore.open(postgres_database_url)) as store:
        _check_what_was_left(store)


def test_reviews_of_attempts_at_practice_stakes_are_marked(empty_url: str, empty_engine: Engine) -> None:
    """An attempt's reviews carry its stakes once the schema has a place for them; all others are on record."""
    _leave_behind(empty_engine, "0001")
    own = """{"stakes": "practice", "answers": []}"""
    with empty_engine.begin() as connection:
        for id_, body in (("own", own), ("said", """{"notes": "practice"}""")):
            attempt = "INSERT INTO attempts SELECT tenant_id, learner_id, :id, kind, edition, at, day, duration, :body,"
            attempt += " outcome, recorded_at, assessor_id FROM attempts WHERE id = 'a-1'"
            connection.execute(text(attempt), {"id": id_, "body": body})
            copied = "INSERT INTO reviews (tenant_id, learner_id, id, skill_id, rating, at, day, source, attempt_id,"
            copied += (
                " at_omitted, outcome) SELECT tenant_id, learner_id, :review, skill_id, rating, at, day, source, :id,"
            )
            copied += " at_omitted, outcome FROM reviews WHERE id = 'r-1'"
            connection.execute(text(copied), {"id": id_, "review": f"{id_}:roi"})
    assert migrate(empty_url) == HISTORY.newest
    with closing(SQLStore(empty_engine)) as store:
        found = store.read(whole()).reviews[SKILL]
    assert {one.id: one.stakes.value for one in found} == {
        "r-1": "recorded",
        "own:roi": "practice",
        "said:roi": "recorded",
    }


@pytest.mark.parametrize("revision", [one for one in HISTORY.revisions if one < "0004"])
def test_of_deliveries_before_there_was_a_place_for_them_nothing_is_known(
    empty_url: str, empty_engine: Engine, revision: str
) -> None:
    """A claim of an older library is taken and ended as before; from the next one on it is known when that was."""
    _leave_behind(empty_engine, revision)
    assert migrate(empty_url) == HISTORY.newest
    with closing(SQLStore(empty_engine)) as store:
        known = []
        for _ in range(2):
            later = AT + timedelta(days=365)
            (look,) = store.take(TENANT, edition=1, now=later, until=later, limit=9, mark="m")
            known.append(look.delivered_at)
            end = Verdict(learner=look.learner, held=look.mark, day=look.day, look_at=AT, delivered_at=later)
            assert store.settle(TENANT, [end]) == {LEARNER}
    assert known == [None, later]


def test_many_files_may_be_upgraded_at_once(tmp_path: Path) -> None:
    """Threads of one process that open older SQLite files at the same moment do not meet, in one file or in many."""
    urls = [f"sqlite:///{tmp_path / str(number)}.db" for number in range(4)]
    for url in urls:
        engine = create_engine(url)
        _leave_behind(engine, HISTORY.revisions[0])
        engine.dispose()

    def open_and_read(url: str) -> bool:
        with closing(LaterStore.open(url)) as store:
            return store.learners(TENANT) == (LEARNER,)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(open_and_read, urls * 2))


def _leave_behind(engine: Engine, revision: str) -> None:
    """Make in an empty database the tables of a revision, with the data that go with it."""
    with engine.begin() as connection:
        for script in (frozen(revision, engine.dialect.name), frozen_data(revision)):
            for statement in script.split(";\n"):
                connection.exec_driver_sql(statement)


def _check_what_was_left(store: SQLStore) -> None:
    """Read all that `_leave_behind` left, and write beside it."""
    found = store.read(whole(ids=("r-1", "a-1")))
    card = found.cards[SKILL].card
    assert (card.memory, card.due_day, card.last_at) == (MemoryState(2.3065, 2.118103970459016), 739679, AT)
    assert card.features == Features(successes=1, fast=1.0, slow=1.0, lately=1.0, lately_right=1.0)
    assert found.reviews[SKILL] == (found.prior_reviews["r-1"].review,)
    assert found.reviews[SKILL][0].duration == timedelta(seconds=61, microseconds=7)
    assert found.prior_attempts["a-1"].body == {"answers": []}
    assert [event.target for event in found.amendments] == ["r-0"]
    assert [event.by for event in found.steering] == ["ben"]
    assert (found.epoch, found.journeys) == (1, ("onboarding",))
    assert found.exposures == {"q-1": Exposure(3, AT, 2, timedelta(seconds=61, microseconds=7))}
    assert store.editions(TENANT, [1])[0].body == {"title": "Zoë"}
    assert store.learners(TENANT) == (LEARNER,)
    store.apply(Change(tenant=TENANT, reviews=(review("r-2"),), events=(content_change(),)))
    store.apply(Change(tenant=TENANT, exposures=(Meeting(LEARNER, "q-1", AT, took=timedelta(seconds=1)),)))
    assert store.read(whole()).exposures == {"q-1": Exposure(4, AT, 3, timedelta(seconds=62, microseconds=7))}
    assert [entry.id for entry in log_slice(store, limit=9).entries][:3] == ["undo:r-0", "c-1", "r-1"]


def _check_the_upgrade(engine: Engine) -> None:
    """See that the later revision did to what was there what it says, and that it says so."""
    with engine.connect() as connection:
        assert current(connection, LATER.tables(dialect_of(engine))) == LATER.newest
        heard = text("SELECT id, heard_at - coalesce(recorded_at, at) FROM events WHERE kind <> 'content_change'")
        assert sorted(tuple(row) for row in connection.execute(heard)) == [("c-1", 0), ("undo:r-0", 0)]


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
