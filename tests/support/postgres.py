"""
A pytest plugin: one real PostgreSQL for the whole run, started when a test first asks for it.

All workers share it; ``postgres_keeper.py`` runs it and ends it with the run. Each run has its own, in a folder of its
own, so that runs side by side do not meet. A PostgreSQL that does not start is a failure, never a skip.
"""

import fcntl
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import pytest
from sqlalchemy import make_url

_KEEPER = Path(__file__).with_name("postgres_keeper.py")
_numbers = itertools.count(1)


class Run:
    """
    One test run's folder for PostgreSQL, with three locks in it.

    ``alive`` is held by the run while it lives; ``kept`` by the keeper while there is a server; ``start`` by the worker
    that is about to start the keeper.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._held: list[IO[str]] = []
        self._keeper: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Hold ``alive``, and make the other locks."""
        for name in ("alive", "kept", "start"):
            self._held.append((self.home / name).open("w"))
        fcntl.flock(self._held[0], fcntl.LOCK_EX)

    def end(self) -> None:
        """Let go of ``alive``; return when no server is left, nor the folder."""
        alive, kept, _ = self._held
        fcntl.flock(alive, fcntl.LOCK_UN)
        if self._keeper is not None:
            self._keeper.wait()
        fcntl.flock(kept, fcntl.LOCK_EX)
        for file in self._held:
            file.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self) -> str:
        """Return the server's URL; start the server if no worker has tried to."""
        answer, log = self.home / "url", self.home / "keeper.log"
        with (self.home / "start").open() as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            if not answer.exists():
                answer.write_text(self._start(log), encoding="utf-8")
        url = answer.read_text(encoding="utf-8")
        if not url:
            pytest.fail(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8')}", pytrace=False)
        return url

    def _start(self, log: Path) -> str:
        """Start the keeper; return the URL, or nothing if there is no server."""
        with log.open("w") as errors:
            self._keeper = subprocess.Popen(
                [sys.executable, _KEEPER, self.home],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,  # An interrupt at the keyboard is for the run; the keeper ends after it.
                text=True,
            )
        with cast("IO[str]", self._keeper.stdout) as output:
            return output.readline().strip()


_RUN = pytest.StashKey[Run]()


def _home() -> Path:
    """
    Return a new folder for the run, which the server's user can reach.

    A socket's path must be short, and as root the server runs as somebody else: hence not pytest's own folders.
    """
    home = Path(tempfile.mkdtemp(prefix="reinforce-pg-"))
    if os.geteuid() == 0:
        home.chmod(0o755)
    return home


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder, or as a worker take it from the controller."""
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[_RUN] = Run(Path(worker["postgres_home"]))
    else:
        config.stash[_RUN] = Run(_home())
        config.stash[_RUN].begin()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist's controller of a worker, which has no public type
    """Tell a worker where the run's folder is."""
    node.workerinput["postgres_home"] = str(node.config.stash[_RUN].home)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server with the run."""
    if not hasattr(config, "workerinput") and _RUN in config.stash:
        config.stash[_RUN].end()


@pytest.fixture(scope="session")
def postgres_url(pytestconfig: pytest.Config) -> str:
    """Return the SQLAlchemy URL of this run's PostgreSQL, database ``postgres``, which all tests share."""
    return pytestconfig.stash[_RUN].url()


@pytest.fixture
def postgres_schema() -> str:
    """Return the name of a schema that no other test has; it does not exist yet, and goes when the server does."""
    return fresh_name("schema")


@pytest.fixture
def postgres_database_url(postgres_url: str) -> Iterator[str]:
    """Return the SQLAlchemy URL of a new, empty database of this test's own, for what must see a whole database."""
    import psycopg  # here, as whatever needs no database of its own runs where another driver is the only one
    from psycopg import sql

    name = fresh_name("database")
    with psycopg.connect(psycopg_url(postgres_url), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(psycopg_url(postgres_url), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def psycopg_url(url: str) -> str:
    """Return what psycopg itself connects to for a SQLAlchemy *url*."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def through(url: str, driver: str) -> str:
    """Return *url* with another driver."""
    return make_url(url).set(drivername=f"postgresql+{driver}").render_as_string(hide_password=False)


def fresh_name(kind: str) -> str:
    """Return a name for a schema or a database that nothing else in this run uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return f"{kind}_{worker}_{next(_numbers)}"
