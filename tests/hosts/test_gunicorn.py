"""Laws of a web service that is loaded once and forked: gunicorn with --preload."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from reinforce import Engine
from reinforce.testing.packs import small_pack
from tests.hosts.hosting import hosting, wait_until
from tests.stores.acknowledged import check
from tests.stores.forked import WORKERS, names, open_engine, prepare
from tests.support.postgres import through

OTHERS = [
    ("aiosqlite", "asyncio of each worker"),
    ("asyncpg", "asyncio"),
    ("psycopg2", "own"),
    ("psycopg2", "django"),
]
"""Drivers and engines over each. What is for asyncio and has a file open is refused after a fork: no worker has it."""


@pytest.fixture
def client(tmp_path: Path) -> httpx.Client:
    """Return a client of the server, which is behind a socket of this test's own."""
    transport = httpx.HTTPTransport(uds=os.path.relpath(tmp_path / "host.sock"))
    return httpx.Client(transport=transport, base_url="http://host", timeout=120)


def command(application: str, socket: Path) -> tuple[str, ...]:
    """Return how gunicorn is run."""
    return "gunicorn", "--preload", "--workers", "4", "--timeout", "120", "--bind", f"unix:{socket}", application


@pytest.mark.parametrize("engine", ["own", "host", "django"])
def test_what_its_workers_acknowledge_is_there(
    filled_url: str, tmp_path: Path, environment: dict[str, str], client: httpx.Client, engine: str
) -> None:
    """A thousand reviews that four preloaded workers acknowledged are in the log, each its own tenant's."""
    socket, log = tmp_path / "host.sock", tmp_path / "log"
    environment |= {"PRACTICE_URL": filled_url, "PRACTICE_ENGINE": engine}
    paths = [f"/{name}/{first}/25" for first in range(0, 250, 25) for name in names()[:WORKERS]]
    with hosting(*command("tests.hosts.reviewing:application", socket), environment=environment, log=log), client:
        wait_until(socket.exists, log=log)
        with ThreadPoolExecutor(8) as pool:
            answers = [answer.raise_for_status().json() for answer in pool.map(client.get, paths)]
    assert len({answer["process"] for answer in answers}) > 1
    check(filled_url, [(what, value) for answer in answers for what, value in answer["said"]], reviews=1_000)


@pytest.mark.parametrize(("driver", "engine"), OTHERS)
def test_its_workers_speak_through_every_driver(
    request: pytest.FixtureRequest, environment: dict[str, str], client: httpx.Client, driver: str, engine: str
) -> None:
    """The same holds of a hundred reviews on each driver."""
    folder: Path = request.getfixturevalue("tmp_path")
    plain = str(request.getfixturevalue("sqlite_url" if driver == "aiosqlite" else "postgres_database_url"))
    with open_engine(plain, "own") as filling:
        prepare(filling)
    url = plain if driver == "aiosqlite" else through(plain, driver)
    environment |= {"PRACTICE_URL": url, "PRACTICE_ENGINE": engine, "PRACTICE_DRIVER": driver}
    socket, log = folder / "host.sock", folder / "log"
    paths = [f"/{name}/{first}/5" for first in range(0, 25, 5) for name in names()[:WORKERS]]
    with hosting(*command("tests.hosts.reviewing:application", socket), environment=environment, log=log), client:
        wait_until(socket.exists, log=log)
        with ThreadPoolExecutor(8) as pool:
            answers = [answer.raise_for_status().json() for answer in pool.map(client.get, paths)]
    assert len({answer["process"] for answer in answers}) > 1
    check(plain, [(what, value) for answer in answers for what, value in answer["said"]], reviews=100)


def test_the_example_works_preloaded(
    url: str, tmp_path: Path, environment: dict[str, str], client: httpx.Client
) -> None:
    """The service of the examples records what is sent and says what is due, in whichever worker."""
    with Engine.open(url) as engine:
        tenant = engine.tenant()
        tenant.catalog.publish(small_pack())
        tenant.roster.put("ana")
    socket, log = tmp_path / "host.sock", tmp_path / "log"
    environment |= {"PRACTICE_URL": url}
    with hosting(*command("examples.processes.wsgi:application", socket), environment=environment, log=log), client:
        wait_until(socket.exists, log=log)
        sent = [client.post("/ana/terms", json={"id": f"r{number}", "rating": "Good"}) for number in range(20)]
        assert [answer.status_code for answer in sent] == [200] * 20
        assert client.get("/ana").json()["due"] == []
        assert client.get("/ben").status_code == 404
    with Engine.open(url) as engine:
        logged = engine.tenant().practice.history("ana", "terms")
        assert sorted(entry.id for entry in logged) == sorted(f"r{number}" for number in range(20))
