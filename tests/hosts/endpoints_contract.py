"""What every host of the endpoints does, whatever its framework, asked over HTTP as people who are signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from reinforce.web import PROBLEM_JSON
from tests.support.answers import attempt
from tests.support.endpoints import SECRETS

if TYPE_CHECKING:
    from collections.abc import Callable


class Host:
    """
    A host at an *address*, with the prefix of the endpoints, whose database `every_kind_of_exercise` has filled.

    Its tenant is ``acme``, Zoe coaches Ana, and the header ``X-Person`` says who is signed in.
    """

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=120)

    def get(self, path: str, person: str | None, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx names and types them
        """Return the reply to a GET."""
        return self._client.get(path, headers={} if person is None else {"X-Person": person}, **options)

    def post(self, path: str, person: str, sent: Any, **options: Any) -> httpx.Response:  # noqa: ANN401 - as above
        """Return the reply to a POST."""
        return self._client.post(path, headers={"X-Person": person}, json=sent, **options)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def a_day_of_practice(host: Host) -> None:
    """Today's session is answered item by item, then nothing is left; no key leaves before the answer."""
    session = host.get("/session", "ana")
    assert session.status_code == 200, session.text
    assert session.headers["Cache-Control"] == "no-store"
    assert [secret for secret in SECRETS if secret in session.text] == []
    while (item := host.get("/session/next", "ana").json()["item"]) is not None:
        told = host.post("/attempts", "ana", attempt(item, attempt_id=item["id"]))
        assert told.status_code == 200, told.text
        assert told.json()["feedback"]
    assert host.get("/session", "ana").json()["items"] == []
    assert host.get("/plan", "ana", params={"days": 7}).json()["next_date"]
    standing = host.get("/progress", "ana").json()["capabilities"][0]
    assert {one["still_known"] for one in standing["skills"]} == {1.0}


def retries_and_late_devices(host: Host) -> None:
    """The same again is the same, other content is a conflict, and a phone that was offline says when it was."""
    item = host.get("/session", "ben").json()["items"][0]
    sent = attempt(item, attempt_id="ben-1") | {"at": (datetime.now(UTC) - timedelta(days=1)).isoformat()}
    first, again = (host.post("/attempts", "ben", sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200), first.text
    assert first.json() == again.json()
    assert host.post("/attempts", "ben", {**sent, "duration_seconds": 3}).status_code == 409
    ahead = {**sent, "attempt_id": "ben-2", "at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    refused = host.post("/attempts", "ben", ahead)
    assert (refused.status_code, refused.json()["field"]) == (422, "at")
    assert datetime.fromisoformat(refused.json()["now"]) < datetime.now(UTC) + timedelta(minutes=1)


def problems(host: Host) -> None:
    """What is refused is told as a problem, with its field."""
    for got, status, field in (
        (host.get("/session", None), 401, None),
        (host.get("/coaching", "ana"), 403, None),
        (host.get("/session", "nobody"), 404, None),
        (host.get("/plan", "ana", params={"days": 0}), 422, "days"),
        (host.post("/attempts", "ana", {"attempt_id": "x", "assessor": "zoe"}), 422, "assessor"),
        (host.post("/attempts", "ana", "x" * 300_000), 413, None),
    ):
        assert (got.status_code, got.json().get("field")) == (status, field), got.text
        assert got.headers["Content-Type"] == PROBLEM_JSON


def coaching(host: Host) -> None:
    """A coach asks about their own people alone, and what they have seen counts as seen."""
    scored = {"edition": 1, "drill": "d-talk", "scores": {"asks": 1}, "evidence": {"recording": "https://e.example/1"}}
    assert host.get("/coaching", "zoe").json() == {"needs": [], "titles": {}}
    assert host.post("/coaching/ben/attempts", "zoe", {**scored, "attempt_id": "s-1"}).status_code == 404
    assert host.post("/coaching/ana/attempts", "zoe", {**scored, "attempt_id": "s-1"}).status_code == 200
    assert host.get("/coaching/ana/progress", "zoe").json()["learner"] == "ana"


EVERY: tuple[Callable[[Host], None], ...] = (a_day_of_practice, retries_and_late_devices, problems, coaching)
"""In this order, once for each database."""
