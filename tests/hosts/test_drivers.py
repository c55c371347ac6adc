"""Laws of drivers: each alone in its environment, under kills, and with many processes at once."""

from pathlib import Path

import pytest

from reinforce.testing.write_contract import Sharing
from tests.hosts.alone import ALONE, run
from tests.stress.crashes import crash
from tests.stress.hammer import hammer
from tests.support.postgres import through

LAWS = [*(name for name in vars(Sharing) if name.startswith("test")), "test_everything_outlives_a_restart"]
"""Of the conformance suite: that many writers lose nothing, and that everything comes back as it was written."""

DRIVERS = {
    "sqlite3": "sqlite",
    "aiosqlite": "sqlite+aiosqlite",
    "psycopg": "psycopg",
    "psycopg2": "psycopg2",
    "asyncpg": "asyncpg",
}
"""All drivers, as a URL names each."""


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new, empty database through the driver that the test names."""
    named = DRIVERS[request.param]
    if named.startswith("sqlite"):
        return str(request.getfixturevalue("sqlite_url")).replace("sqlite:", f"{named}:")
    return through(request.getfixturevalue("postgres_database_url"), named)


def each_but(*tested_elsewhere: str) -> pytest.MarkDecorator:
    """Run a test through every driver but those with which `tests/stress` runs it."""
    return pytest.mark.parametrize("url", [one for one in DRIVERS if one not in tested_elsewhere], indirect=True)


@pytest.mark.parametrize("driver", ALONE)
def test_it_keeps_the_laws_where_no_other_driver_is_installed(driver: str, tmp_path: Path) -> None:
    """A part of the conformance suite runs in an environment without the others; all of it does by `make drivers`."""
    done = run(driver, tmp_path / "venv", *LAWS, workers=0)
    assert done.returncode == 0, done.stdout + done.stderr


@each_but("sqlite3")
def test_no_acknowledged_entry_is_lost_by_a_kill(url: str) -> None:
    """A writer is killed in the middle: all that was acknowledged is there, and every card is the fold of its log."""
    found = crash(url, kills=1)
    assert found.acknowledged
    assert not found.lost
    assert found.differing == 0


@each_but("sqlite3", "psycopg")
def test_processes_that_do_everything_at_once(url: str) -> None:
    """Reviews, duplicates, undo, erasure, editions and claims from several processes lose nothing of each other's."""
    result = hammer(url, processes=2, calls=150)
    assert result.read
    assert result.clean, result
