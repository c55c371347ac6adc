"""A Chromium without a window, and the small LMS served on a free port, over a database of each test's own."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from examples.lms_fastapi.app import create_app
from examples.lms_fastapi.seeding import seed
from reinforce import Card, Engine, ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
_PATIENCE = 15.0  # seconds
expect.set_options(timeout=2_000 * _PATIENCE)  # milliseconds, as for actions: nothing here is about speed


@dataclass(frozen=True, slots=True)
class Served:
    """
    The LMS while it runs.

    Attributes:
        address: where, without a slash at the end.
        database: its file.
    """

    address: str
    database: Path

    def activity(self, person: str) -> dict[str, int]:
        """Return the LMS's own rows of one person: points by attempt."""
        with sqlite3.connect(self.database) as connection:
            query = "SELECT attempt_id, points FROM lms_activity WHERE person = ?"
            return dict(connection.execute(query, (person,)).fetchall())

    def cards(self, person: str) -> dict[str, Card]:
        """Return the cards of one person, by skill, as the engine has them."""
        with Engine.open(f"sqlite:///{self.database}", clock=ManualClock(NOW)) as engine:
            return {card.skill: card for card in engine.tenant("acme").practice.cards(learners=person)}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser that is installed on this machine."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = f"There is no {' or '.join(NAMES)} on this machine. Debian and Ubuntu: apt-get install chromium"
        pytest.exit(reason, returncode=1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS), headless=True)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with two weeks of history; each test gets a copy."""
    file = tmp_path_factory.mktemp("lms") / "lms.db"
    seed(f"sqlite:///{file}", now=NOW, days=14)
    return file


@pytest.fixture
def lms(seeded: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve the LMS for one test. Its clock stands still, so that no midnight comes in between."""
    database = Path(shutil.copy(seeded, tmp_path / "lms.db"))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(create_app(f"sqlite:///{database}", clock=ManualClock(NOW)), log_level="warning")
    )
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    running.start()
    deadline = time.monotonic() + _PATIENCE
    while not server.started and running.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", database)
    server.should_exit = True
    running.join(timeout=_PATIENCE)
    assert not running.is_alive()


@pytest.fixture(params=[1280, 390], ids=["desk", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    """Return the width of a window, in CSS pixels."""
    pixels: int = request.param
    return pixels


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return an empty page of a new profile; an error in its scripts fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []
