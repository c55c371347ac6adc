"""Schemas that are lent to one test after the other."""

from contextlib import closing

import psycopg
import pytest
from psycopg import sql

from reinforce.ports import Change
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from tests.support.postgres import psycopg_url
from tests.support.schemas import Schemas


@pytest.fixture
def schemas(postgres_url: str, postgres_schemas: Schemas) -> Schemas:
    """Return schemas of which none is free."""
    return Schemas(postgres_url, postgres_schemas.connection)


def test_one_that_comes_back_is_lent_again_empty(schemas: Schemas, postgres_url: str) -> None:
    """Whoever borrows it next finds no row, and numbers that begin at one, however much was written."""
    with schemas.lent() as first, closing(SQLStore.open(postgres_url, schema=first)) as store:
        fresh = _held(schemas, first)
        store.apply(samples.tenant())
        store.apply(Change(tenant=samples.TENANT, reviews=tuple(samples.review(f"r{number}") for number in range(500))))
        assert _held(schemas, first) != fresh
    with schemas.lent() as second:
        assert second == first
        assert _held(schemas, second) == fresh


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE {}.cards ADD COLUMN more int",
        "ALTER TABLE {}.reviews ALTER COLUMN log_epoch SET DEFAULT 2",
        "ALTER TABLE {}.cards ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY few ON {}.cards USING (false)",
        "COMMENT ON SEQUENCE {}.log_places IS 'elsewhere'",
        "GRANT SELECT ON {}.cards TO PUBLIC",
        "GRANT SELECT (tenant_id) ON {}.cards TO PUBLIC",
        "GRANT USAGE ON SCHEMA {} TO PUBLIC",
        "ALTER SEQUENCE {}.log_places INCREMENT 3",
        "ALTER TABLE {}.cards DISABLE TRIGGER ALL",
        "CREATE TABLE {}.more (id int)",
        "DROP TABLE {}.reinforce_version",
        "UPDATE {}.reinforce_version SET version_num = '0000'",
        "CREATE FUNCTION {}.one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP SCHEMA {} CASCADE",
    ],
)
def test_one_whose_definitions_were_changed_is_lent_no_more(schemas: Schemas, change: str) -> None:
    """Of what a test did to a schema nothing reaches another test."""
    with schemas.lent() as first:
        schemas.connection.execute(sql.SQL(change).format(sql.Identifier(first)))
    with schemas.lent() as second:
        assert second != first


def test_one_that_somebody_holds_is_lent_no_more(schemas: Schemas, postgres_url: str) -> None:
    """A transaction that a test left open keeps its schema to itself, and nobody waits for it long."""
    with psycopg.connect(psycopg_url(postgres_url)) as other:
        with schemas.lent() as first, closing(SQLStore.open(postgres_url, schema=first)) as store:
            store.apply(samples.tenant())
            other.execute(sql.SQL("SELECT FROM {} FOR UPDATE").format(sql.Identifier(first, "learners")))
        with schemas.lent() as second:
            assert second != first


def test_two_at_once_have_two(schemas: Schemas) -> None:
    """What is lent is nobody else's meanwhile."""
    with schemas.lent() as first, schemas.lent() as second:
        assert first != second


def _held(schemas: Schemas, name: str) -> list[tuple[object, ...]]:
    """Return what the tables of a schema hold, and where its numbers are."""
    wanted = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s ORDER BY table_name"
    numbers = schemas.connection.execute(
        "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = %s", (name,)
    ).fetchall()
    counts = [
        (table, *(schemas.connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone() or ()))
        for (found,) in schemas.connection.execute(wanted, (name,))
        for table in (sql.Identifier(name, found),)
    ]
    return [*sorted(numbers), *((table.as_string(), count) for table, count in counts)]
