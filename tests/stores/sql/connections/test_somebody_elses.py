"""Laws of an engine of the host's that lends a connection on which somebody else is at work."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg
import psycopg2
import pytest
from sqlalchemy import Engine as SQLAlchemyEngine
from sqlalchemy import create_engine, event, make_url
from sqlalchemy.pool import NullPool, StaticPool

from reinforce import Engine, InvalidParameterError, Rating
from reinforce.stores.sql import SQLStore
from tests.support.postgres import psycopg_url, through
from tests.support.stores import small_tenant


def test_nothing_is_written_beside_an_open_transaction_of_psycopg2(postgres_database_url: str) -> None:
    """The same holds where the framework's connection is psycopg2's, as Django's may be."""
    framework = psycopg2.connect(psycopg_url(postgres_database_url))
    yours = create_engine(through(postgres_database_url, "psycopg2"), creator=lambda: framework, poolclass=StaticPool)
    with Engine.open(postgres_database_url) as engine, framework.cursor() as cursor:
        small_tenant(engine)
        cursor.execute("CREATE TABLE notes AS SELECT 'theirs' AS note")
        for _ in range(2):
            with pytest.raises(InvalidParameterError, match="somebody else's transaction"):
                SQLStore(yours)
        framework.commit()
        over = Engine.over(SQLStore(yours)).tenant("acme")
        cursor.execute("INSERT INTO notes VALUES ('theirs too')")
        with pytest.raises(InvalidParameterError, match="somebody else's transaction"):
            over.practice.review("ana", "terms", Rating.Good)
        framework.commit()
        cursor.execute("SELECT count(*) FROM notes")
        assert cursor.fetchone() == (2,)
        assert engine.tenant("acme").practice.card("ana", "terms").reps == 0
    framework.close()


@pytest.fixture
def framework(empty_url: str) -> Iterator[Any]:
    """Return the open connection of a framework, with a table of notes."""
    url = make_url(empty_url)
    connection: Any = (
        sqlite3.connect(url.database or "", isolation_level=None, check_same_thread=False)
        if url.get_backend_name() == "sqlite"
        else psycopg.connect(psycopg_url(empty_url), autocommit=True)
    )
    connection.execute("CREATE TABLE notes (note TEXT)")
    yield connection
    connection.close()


@pytest.fixture(params=[NullPool, StaticPool])
def borrowing(request: pytest.FixtureRequest, empty_url: str, framework: Any) -> SQLAlchemyEngine:  # noqa: ANN401 - a driver's
    """Return an engine of SQLAlchemy over that connection."""
    return create_engine(empty_url, creator=lambda: framework, poolclass=request.param)


def test_nothing_is_written_beside_an_open_transaction(
    framework: Any,  # noqa: ANN401 - a driver's
    borrowing: SQLAlchemyEngine,
    empty_url: str,
) -> None:
    """A store and its calls are refused inside a framework's transaction, whose row is kept when it commits."""
    own = create_engine(empty_url)
    engine = Engine.over(SQLStore(own))
    acme = small_tenant(engine)
    over = Engine.over(SQLStore(borrowing)).tenant("acme") if borrowing.pool.__class__ is StaticPool else None
    framework.execute("BEGIN")
    framework.execute("INSERT INTO notes VALUES ('theirs')")
    for _ in range(3):
        with pytest.raises(InvalidParameterError, match="somebody else's transaction"):
            SQLStore(borrowing)
        if over is not None:
            with pytest.raises(InvalidParameterError, match="somebody else's transaction"):
                over.practice.review("ana", "terms", Rating.Good)
    framework.execute("COMMIT")
    assert framework.execute("SELECT note FROM notes").fetchall() == [("theirs",)]
    assert acme.practice.card("ana", "terms").reps == 0
    own.dispose()


@pytest.mark.parametrize("driver", ["sqlite", "psycopg", "psycopg2"])
def test_what_a_listener_has_read_or_set_is_nobodys_work(request: pytest.FixtureRequest, driver: str) -> None:
    """A host's listener that leaves a transaction open in which nothing was written is no reason to refuse."""
    if driver == "sqlite":
        yours = create_engine(request.getfixturevalue("sqlite_url"))
    else:
        yours = create_engine(through(request.getfixturevalue("postgres_database_url"), driver))

    @event.listens_for(yours, "checkout")
    def look(connection: Any, *_: object) -> None:  # noqa: ANN401 - a driver's
        connection.cursor().execute("SELECT 1")

    assert small_tenant(Engine.over(SQLStore(yours))).name == "acme"
    yours.dispose()
