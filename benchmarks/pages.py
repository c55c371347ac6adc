"""What the pages of both small LMSs take on each driver: statements and milliseconds a request, without a network."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from examples.lms_fastapi.app import create_app
from examples.lms_fastapi.seeding import seed
from reinforce.ports import count_statement
from reinforce.stores.sql.statements import compiled
from tests.stress.cluster import cluster, database
from tests.support.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMES = 20
_DANI, _ROBIN = {"as": "dani"}, {"as": "robin"}
_PAGES: list[tuple[str, dict[str, str]]] = [
    *((f"/api/{name}", _DANI) for name in ("session", "session/next", "plan", "progress", "me")),
    *((f"/api/{name}", _ROBIN) for name in ("coaching", "team")),
]


def bench_pages() -> None:
    """Print a table for each example, database and driver."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        server = opened.enter_context(cluster())
        for name in ("sqlite", "postgresql"):
            url = f"sqlite:///{folder / 'fastapi.db'}" if name == "sqlite" else database(server, "lms_fastapi")
            _bench_fastapi(url.replace("+psycopg", ""))
        for driver in ("sqlite", "psycopg", "psycopg2"):
            url = f"sqlite:///{folder / 'django.db'}" if driver == "sqlite" else database(server, f"lms_{driver}")
            _bench_django(url, driver)


def _bench_fastapi(url: str) -> None:
    now = datetime.now(UTC)
    seed(url, now=now)
    print(f"the LMS in FastAPI on {url.partition(':')[0]}, the middle of {TIMES} requests")
    with _counting() as statements, Browser(create_app(url)) as browser:
        for address, who in _PAGES:
            browser.get(address, params=who)  # what never changes is at hand afterwards
            statements.clear()
            browser.get(address, params=who).raise_for_status()
            taken = len(statements)
            took = median(_seconds(browser, address, who) for _ in range(TIMES))
            print(f"{address:<55} {taken:>3} statements {1000 * took:>7.1f} ms")


def _seconds(browser: Any, address: str, who: dict[str, str]) -> float:  # noqa: ANN401 - a client of the tests
    began = time.perf_counter()
    browser.get(address, params=who)
    return time.perf_counter() - began


@contextmanager
def _counting() -> Iterator[list[str]]:
    """Yield a list that grows with each statement, of the host's on SQLAlchemy and of the store's on the driver."""
    seen: list[str] = []

    def counted(rows: int) -> None:
        seen.append("ours")
        count_statement(rows)

    def executed(*_: object) -> None:
        seen.append("the host's")

    event.listen(Engine, "before_cursor_execute", executed)
    with patch.object(compiled, "count_statement", counted):
        yield seen
    event.remove(Engine, "before_cursor_execute", executed)


def _bench_django(url: str, driver: str) -> None:
    print(f"the LMS in Django through {driver}:", flush=True)
    settings = {
        "DATABASE_URL": url,
        "PRACTICE_DRIVER": driver,
        "DJANGO_SETTINGS_MODULE": "tests.hosts.django_pages.settings",
    }
    for command in (["migrate", "--verbosity=0"], ["seed"], ["measure"]):
        subprocess.run([sys.executable, "-m", "django", *command], env=os.environ | settings, check=True)  # noqa: S603 - our own
