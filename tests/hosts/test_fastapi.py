"""Laws of a FastAPI host: the endpoints over each driver, served by a process of its own."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinforce import Engine
from tests.hosts.asked_host import Host
from tests.hosts.endpoints_contract import EVERY
from tests.hosts.hosting import hosting, wait_until
from tests.support.drawn_requests import DRAWN, check_a_drawn_request
from tests.support.endpoints import filled
from tests.support.fastapi_host import PREFIX

if TYPE_CHECKING:
    from pathlib import Path

    from schemathesis import GenerationMode

# The driver of the URL, and the engine over it.
SERVED = [
    pytest.param(("sqlite_url", "", "asyncio"), id="aiosqlite"),
    pytest.param(("sqlite_url", "", "blocking"), id="sqlite3"),
    pytest.param(("postgres_database_url", "postgresql+asyncpg", "asyncio"), id="asyncpg"),
    pytest.param(("postgres_database_url", "postgresql+psycopg", "asyncio"), id="psycopg"),
    pytest.param(("postgres_database_url", "postgresql+psycopg2", "blocking"), id="psycopg2"),
]


@pytest.mark.parametrize("served", SERVED)
def test_a_fastapi_host_does_what_every_host_does(
    request: pytest.FixtureRequest, tmp_path: Path, environment: dict[str, str], served: tuple[str, str, str]
) -> None:
    """Sessions, retries, problems and coaching, then requests drawn from the document: no 5xx, no break of a schema."""
    database, driver, engine = served
    url = str(request.getfixturevalue(database))
    with Engine.open(url) as own:
        filled(own)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    scheme, _, rest = url.partition("://")
    environment |= {"PRACTICE_URL": f"{driver or scheme}://{rest}", "PRACTICE_ENGINE": engine}
    log, address = tmp_path / "log", f"http://127.0.0.1:{port}{PREFIX}"
    command = ("uvicorn", "--factory", "tests.support.fastapi_host:create_app", "--port", str(port))
    with hosting(*command, environment=environment, log=log):
        wait_until(lambda: _answers(address), log=log)
        with closing(Host(address)) as host:
            for law in EVERY:
                law(host)
        _check_drawn_requests(address)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/session").status_code == 401
    except httpx.TransportError:
        return False


def _check_drawn_requests(address: str) -> None:
    @settings(max_examples=30, deadline=None, suppress_health_check=[*HealthCheck], database=None)
    @given(data=st.data(), drawn=st.sampled_from(DRAWN))
    def check(data: st.DataObject, drawn: tuple[str, GenerationMode]) -> None:
        person = "zoe" if drawn[0].startswith("coach") else "ana"
        check_a_drawn_request(data, address, *drawn, headers={"X-Person": person})

    check()
