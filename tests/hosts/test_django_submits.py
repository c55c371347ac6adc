"""The small LMS in Django behind gunicorn: what is sent several times at once is there once, on both sides."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text

from reinforce import Engine, Review
from tests.hosts.hosting import ROOT, hosting, wait_until
from tests.support.answers import attempt

AT_ONCE = 6
PEOPLE = ("dani", "jun", "kai")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
DATABASES = {
    "sqlite": ("sqlite_url", ""),
    "psycopg": ("postgres_database_url", "psycopg"),
    "psycopg2": ("postgres_database_url", "psycopg2"),
}


@pytest.mark.parametrize("database", DATABASES)
def test_six_parallel_submits_are_one(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> None:
    """Six workers answer six requests alike; there is one attempt, one review of each skill, one row of the host's."""
    fixture, driver = DATABASES[database]
    url = str(request.getfixturevalue(fixture))
    environment = os.environ | {
        "DATABASE_URL": url,
        "PRACTICE_DRIVER": driver,
        "DJANGO_SETTINGS_MODULE": "tests.hosts.django_pages.settings",
        "LMS_NOW": "2026-03-30T12:00:00+00:00",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
    }
    for command in (["migrate", "--verbosity=0"], ["seed", "--days=0"]):
        subprocess.run([sys.executable, "-m", "django", *command], cwd=ROOT, env=environment, check=True)
    socket, log = tmp_path / "host.sock", tmp_path / "log"
    served = "django.core.wsgi:get_wsgi_application()"
    command = ["gunicorn", "--preload", "--workers", str(AT_ONCE), "--bind", f"unix:{socket}", served]
    with hosting(*command, environment=environment, log=log):
        wait_until(socket.exists, log=log)
        sent = {name: _submit(socket, name) for name in PEOPLE}
    _check(url, sent)


def _submit(socket: Path, name: str) -> dict[str, Any]:
    """Have somebody send one attempt six times at once; return it."""
    with _Client(socket) as client:
        client.sign_in(name)
        sent = client.submit_at_once(f"from-{name}")
        assert client.get("/api/me").json()["points"] == _worth(sent)
    return sent


class _Client(httpx.Client):
    """A browser in which somebody signs in and practises."""

    def __init__(self, socket: Path) -> None:
        transport = httpx.HTTPTransport(uds=os.path.relpath(socket))
        super().__init__(transport=transport, base_url="http://localhost", timeout=120)

    def sign_in(self, name: str) -> None:
        page = self.get("/accounts/login/").text
        found = TOKEN.search(page)
        assert found, page
        form = {"username": name, "password": "practice", "csrfmiddlewaretoken": found[1]}
        assert self.post("/accounts/login/", data=form).status_code == 302

    def submit_at_once(self, attempt_id: str) -> dict[str, Any]:
        """Send one attempt six times at once; return it."""
        sent = attempt(self.get("/api/session/next").json()["item"], attempt_id=attempt_id)
        said = {"X-CSRFToken": self.cookies["csrftoken"]}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda _: self.post("/api/attempts", json=sent, headers=said), range(AT_ONCE)))
        assert [one.status_code for one in answers] == [200] * AT_ONCE, [one.text for one in answers]
        assert len({one.content for one in answers}) == 1
        return sent


def _worth(sent: dict[str, Any]) -> int:
    return len(sent.get("answers", sent.get("scores", ())))


def _check(url: str, sent: dict[str, dict[str, Any]]) -> None:
    """Look at the database itself: the host's rows and ours."""
    host = create_engine(url)
    kept = "SELECT user_id, username, attempt_id, points FROM lms_points JOIN auth_user ON auth_user.id = user_id"
    with host.connect() as connection:
        rows = connection.execute(text(kept)).all()
    host.dispose()
    found = {name: (attempt_id, points) for _, name, attempt_id, points in rows}
    assert len(rows) == len(found)
    assert found == {name: (one["attempt_id"], _worth(one)) for name, one in sent.items()}
    with Engine.open(url) as engine:
        tenant = engine.tenant()
        for user, name, *_ in rows:
            practice = tenant.practice
            assert [one.id for one in practice.attempts(str(user))] == [sent[name]["attempt_id"]]
            reviewed = [entry.skill for entry in practice.log(str(user)) if isinstance(entry, Review)]
            assert len(reviewed) == len(set(reviewed)) > 0
            assert {card.skill: card.reps for card in practice.cards(learners=str(user))} == dict.fromkeys(reviewed, 1)
        assert tenant.policies.verify().clean
