"""Laws of processes: what was acknowledged is there, whoever forked, and nobody is shown anybody else's."""

import json
import os
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from tests.stores.acknowledged import check
from tests.support.postgres import through

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite_url", "postgres_database_url"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new database of each kind."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def psycopg2_url(postgres_database_url: str) -> str:
    """Return the URL of a new database through psycopg2."""
    return through(postgres_database_url, "psycopg2")


@pytest.fixture
def asyncpg_url(postgres_database_url: str) -> str:
    """Return the same through asyncpg."""
    return through(postgres_database_url, "asyncpg")


def execute(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the programs beside this file to its end."""
    return subprocess.run(
        [sys.executable, str(Path(__file__).with_name(program)), *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def run(url: str, folder: Path, *, way: str, engine: str, reviews: int) -> list[tuple[str, str]]:
    """Run the program, and return what its workers and threads wrote down."""
    folder.mkdir()
    options = ["--way", way, "--engine", engine, "--reviews", str(reviews)]
    done = execute("forked.py", url, str(folder), *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == [0, 0, 0, 0]
    lines = chain.from_iterable(file.read_text(encoding="utf-8").splitlines() for file in folder.iterdir())
    return [(what, value) for what, value in map(json.loads, lines)]


@pytest.mark.parametrize("engine", ["own", "host"])
def test_a_thousand_reviews_after_a_fork(url: str, tmp_path: Path, engine: str) -> None:
    """Children of a process whose threads were in the middle of calls lose none of 1,000 reviews, and see their own."""
    check(url, run(url, tmp_path / "said", way="fork", engine=engine, reviews=250), reviews=1_000)


@pytest.mark.parametrize("way", ["grandchild", "multiprocessing-fork", "multiprocessing-spawn"])
def test_other_ways_to_start_a_process(url: str, tmp_path: Path, way: str) -> None:
    """The same holds for the child of a child, and for each way of multiprocessing."""
    check(url, run(url, tmp_path / "said", way=way, engine="own", reviews=20), reviews=80)


REFUSED = "ForkedError"
SQLITE, POSTGRES = "sqlite_url", "postgres_database_url"
PSYCOPG2, ASYNCPG = "psycopg2_url", "asyncpg_url"
SAID = [
    ("inside_a_transaction", (SQLITE, POSTGRES, PSYCOPG2), [REFUSED, REFUSED, "['before', 'after']"]),
    ("somebody_elses_transaction", (SQLITE,), [REFUSED, REFUSED, '["parent\'s"]']),
    ("unknown_to_python", (SQLITE, POSTGRES), [REFUSED, "[]"]),
    ("first_store_in_the_child", (POSTGRES, PSYCOPG2), [REFUSED, "None", "[]", "1"]),
    ("an_ordinary_end", (SQLITE, POSTGRES, PSYCOPG2), ["['before']", "['before', 'after']"]),
    ("in_memory", (SQLITE,), [REFUSED, "()", "[]", REFUSED, "()", "[]"]),
    ("claims", (SQLITE, POSTGRES), ["['ana', 'ben']", "['cem', 'dora']", "[]"]),
    ("a_call_that_does_not_end", (SQLITE,), [REFUSED, REFUSED, '["parent\'s"]']),
    ("a_lock_that_is_taken", (SQLITE,), ["True"]),
    ("a_policy_that_is_being_made", (SQLITE,), ["0.8"]),
    ("asynchronous", (SQLITE,), [REFUSED, "('ana',)"]),
    ("asynchronous", (POSTGRES, ASYNCPG), ["('ana',)", "('ana',)"]),
    ("first_asynchronous_store_in_the_child", (POSTGRES, ASYNCPG), [REFUSED, "None", "('ana',)", "1"]),
]
"""What each program of inherited.py has to say over a database: first its child, then itself."""


@pytest.mark.parametrize(
    ("name", "database", "said"), [(name, database, said) for name, databases, said in SAID for database in databases]
)
def test_what_a_child_inherits(request: pytest.FixtureRequest, name: str, database: str, said: list[str]) -> None:
    """A child neither uses nor closes what it inherited: it has its own or is refused, and the parent goes on."""
    done = execute("inherited.py", name, str(request.getfixturevalue(database)))
    assert (done.stdout.splitlines(), done.stderr) == (said, "")
