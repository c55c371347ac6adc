"""The small LMS in Django, served on a free port over a database of each test's own."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0  # seconds
_NOW = "2026-03-30T12:00:00+00:00"
_PASSWORD = "practice"  # noqa: S105 - an example's


@dataclass(frozen=True, slots=True)
class DjangoServed:
    """
    The LMS while it runs.

    Attributes:
        address: where, without a slash at the end.
        database: its file.
    """

    address: str
    database: Path

    def points(self, name: str) -> dict[str, int]:
        """Return the LMS's own rows of one person: points by attempt."""
        asked = "SELECT attempt_id, points FROM lms_points JOIN auth_user ON auth_user.id = user_id WHERE username = ?"
        return dict(self._rows(asked, name))

    def reviews(self, name: str) -> int:
        """Return how many reviews are in the log of one person."""
        user = "SELECT CAST(id AS TEXT) FROM auth_user WHERE username = ?"
        asked = f"SELECT count(*), 0 FROM reviews WHERE learner_id = ({user})"  # noqa: S608 - our own words
        return int(self._rows(asked, name)[0][0])

    def _rows(self, asked: str, name: str) -> list[tuple[str, int]]:
        with sqlite3.connect(self.database) as connection:
            return connection.execute(asked, (name,)).fetchall()


def manage(database: Path, *command: str) -> None:
    """Run a command of the LMS to its end."""
    subprocess.run(
        [sys.executable, "-m", "examples.lms_django", *command], cwd=ROOT, env=_environment(database), check=True
    )


@contextmanager
def served(seeded: Path, folder: Path) -> Iterator[DjangoServed]:
    """Serve the LMS over a copy of a database, as long as the context lasts; its clock stands still."""
    database = Path(shutil.copy(seeded, folder / "lms.db"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "examples.lms_django", *command],
            cwd=ROOT,
            env=_environment(database),
            stdout=log,
            stderr=log,
        )
        try:
            _wait(port, server)
            yield DjangoServed(f"http://127.0.0.1:{port}", database)
        finally:
            server.terminate()
            server.wait(_PATIENCE)
    assert "Traceback" not in (folder / "server.log").read_text()


def sign_in(page: Page, lms: DjangoServed, name: str) -> None:
    """Sign in by the form, as people do."""
    page.goto(f"{lms.address}/accounts/login/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("#name").wait_for()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")


def _environment(database: Path) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": f"sqlite:///{database}", "LMS_NOW": _NOW, "PYTHONPATH": str(ROOT)}
