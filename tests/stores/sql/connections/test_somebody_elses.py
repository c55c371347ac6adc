"""Laws of an engine of the host's that lends a connection on which somebody else is at work."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine as SQLAlchemyEngine
from sqlalchemy import create_engine, event, make_url
from sqlalchemy.pool import NullPool, StaticPool

from reinforce import Engine, InvalidParameterError, Rating
from reinforce.stores.sql import SQLStore
from tests.support.postgres import psycopg_url
from tests.support.stores import small_tenant


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


def test_what_a_listener_has_read_or_set_is_nobodys_work(empty_url: str) -> None:
    """A host's listener that leaves a transaction open in which nothing was written is no reason to refuse."""
    yours = create_engine(empty_url)

    @event.listens_for(yours, "checkout")
    def look(connection: Any, *_: object) -> None:  # noqa: ANN401 - a driver's
        connection.cursor().execute("SELECT 1")

    assert small_tenant(Engine.over(SQLStore(yours))).name == "acme"
    yours.dispose()
