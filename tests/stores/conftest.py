"""A new, empty database of each kind."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new, empty database; the test runs once for each kind."""
    fixtures = {"sqlite": "sqlite_url", "postgresql": "postgres_database_url"}
    return str(request.getfixturevalue(fixtures[request.param]))


@pytest.fixture
def empty_engine(empty_url: str) -> Iterator[Engine]:
    """Return an engine of SQLAlchemy for a new, empty database, as a host would make it."""
    engine = create_engine(empty_url)
    yield engine
    engine.dispose()
