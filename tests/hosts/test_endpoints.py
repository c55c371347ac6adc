"""Laws of the endpoints: hosts in FastAPI and in Django over each driver, each served by a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinforce import Engine
from tests.hosts.asked_host import Host
from tests.hosts.endpoints_contract import EVERY
from tests.hosts.hosting import ROOT, hosting, wait_until
from tests.support.drawn_requests import DRAWN, check_a_drawn_request
from tests.support.endpoints import filled
from tests.support.fastapi_host import PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from schemathesis import GenerationMode

_DRAWN_REQUESTS = 30


class Served(NamedTuple):
    """Which framework, which database, and what the host in it is told of the driver."""

    framework: str
    database: str
    driver: str = ""
    engine: str = ""


SERVED = {
    "fastapi-aiosqlite": Served("fastapi", "sqlite_url", engine="asyncio"),
    "fastapi-sqlite3": Served("fastapi", "sqlite_url", engine="blocking"),
    "fastapi-asyncpg": Served("fastapi", "postgres_database_url", "postgresql+asyncpg", "asyncio"),
    "fastapi-psycopg": Served("fastapi", "postgres_database_url", "postgresql+psycopg", "asyncio"),
    "fastapi-psycopg2": Served("fastapi", "postgres_database_url", "postgresql+psycopg2", "blocking"),
    "django-sqlite3": Served("django", "sqlite_url"),
    "django-psycopg": Served("django", "postgres_database_url", "psycopg"),
    "django-psycopg2": Served("django", "postgres_database_url", "psycopg2"),
}


@pytest.mark.parametrize("name", SERVED)
def test_a_host_does_what_every_host_does(
    request: pytest.FixtureRequest, tmp_path: Path, environment: dict[str, str], name: str
) -> None:
    """Each law of the contract holds; no request drawn from the document breaks the server, or the document."""
    served = SERVED[name]
    url = str(request.getfixturevalue(served.database))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    prepared = _prepared_fastapi if served.framework == "fastapi" else _prepared_django
    command = prepared(url, served, environment, port)
    log, address = tmp_path / "log", f"http://127.0.0.1:{port}{PREFIX}"
    with hosting(*command, environment=environment, log=log):
        wait_until(lambda: _answers(address), log=log)
        with closing(Host(address)) as host:
            for law in EVERY:
                law(host)
        _check_drawn_requests(address)


def _prepared_fastapi(url: str, served: Served, environment: dict[str, str], port: int) -> tuple[str, ...]:
    """Fill the database, say in the environment what the host is to know, and return how it is run."""
    with Engine.open(url) as engine:
        filled(engine)
    scheme, _, rest = url.partition("://")
    environment |= {"PRACTICE_URL": f"{served.driver or scheme}://{rest}", "PRACTICE_ENGINE": served.engine}
    return "uvicorn", "--factory", "tests.support.fastapi_host:create_app", "--port", str(port)


def _prepared_django(url: str, served: Served, environment: dict[str, str], port: int) -> tuple[str, ...]:
    """Do so for Django, in which a process of the project's own fills the database."""
    settings_ = "tests.hosts.django_host.settings"
    environment |= {"PRACTICE_URL": url, "PRACTICE_DRIVER": served.driver, "DJANGO_SETTINGS_MODULE": settings_}
    _run("tests.hosts.django_host", environment=environment)
    application = "django.core.wsgi:get_wsgi_application()"
    return "gunicorn", "--threads", "4", "--timeout", "120", "--bind", f"127.0.0.1:{port}", application


def _run(module: str, *, environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/session").status_code == 401
    except httpx.TransportError:
        return False


def _check_drawn_requests(address: str) -> None:
    """Send the same requests on every host, and at every run of the same commit."""

    @settings(
        max_examples=_DRAWN_REQUESTS,
        derandomize=True,
        deadline=None,
        suppress_health_check=[*HealthCheck],
        database=None,
    )
    @given(data=st.data(), drawn=st.sampled_from(DRAWN))
    def check(data: st.DataObject, drawn: tuple[str, GenerationMode]) -> None:
        person = "zoe" if drawn[0].startswith("coach") else "ana"
        check_a_drawn_request(data, address, *drawn, headers={"X-Person": person})

    check()
