"""The PostgreSQL of the test run."""

import psycopg
from sqlalchemy import create_engine, text

from tests.support.postgres import fresh_name, psycopg_url


def test_it_is_a_real_server(postgres_url: str) -> None:
    """A query gets its answer from PostgreSQL 18, through psycopg."""
    with psycopg.connect(psycopg_url(postgres_url)) as connection:
        assert connection.info.server_version // 10_000 == 18


def test_sqlalchemy_takes_the_url_as_it_is(postgres_url: str, postgres_schema: str) -> None:
    """The URL serves SQLAlchemy, and a schema of that name can be made."""
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text(f'CREATE SCHEMA "{postgres_schema}"'))
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_it_does_not_wait_for_disks(postgres_url: str) -> None:
    """Nothing is synced: the data are thrown away."""
    with psycopg.connect(psycopg_url(postgres_url)) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)


def test_a_database_of_ones_own_is_empty(postgres_database_url: str) -> None:
    """A test that asks for a database gets one without tables."""
    with psycopg.connect(psycopg_url(postgres_database_url)) as connection:
        assert connection.execute("SELECT count(*) FROM pg_stat_user_tables").fetchone() == (0,)


def test_names_do_not_repeat(postgres_schema: str) -> None:
    """No two tests are given the same schema."""
    assert len({postgres_schema, fresh_name("schema"), fresh_name("schema")}) == 3
