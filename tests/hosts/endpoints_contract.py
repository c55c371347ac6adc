"""What every host of the endpoints does, whatever its framework, asked over HTTP as people who are signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from reinforce.web import PROBLEM_JSON
from tests.hosts.refused_requests import requests_that_are_none, who_may_ask
from tests.support.answers import attempt
from tests.support.endpoints import SECRETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hosts.asked_host import Host


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


def coming_days(host: Host) -> None:
    """The coming days are handed out, answered offline and brought late, twice, in any order: each counts once."""
    handed = host.post("/sessions", "cleo", {"days": 3}).json()
    first = handed["sessions"][0]
    now = datetime.fromisoformat(handed["now"])
    assert host.post("/sessions", "cleo", {"days": 1}).json()["sessions"] == [first]
    assert [secret for secret in SECRETS if secret in str(handed)] == []
    queue = [
        attempt(item, attempt_id=f"c-{item['id']}") | {"at": (now - timedelta(minutes=place)).isoformat()}
        for place, item in enumerate(first["items"])
    ]
    one = host.post("/session/next", "cleo", {}).json()["item"]
    assert one["id"].startswith(first["items"][0]["id"])
    told = [host.post("/attempts", "cleo", sent) for sent in (*reversed(queue), *queue)]
    assert [got.status_code for got in told] == [200] * (2 * len(queue))
    replies = {got.json()["attempt_id"]: got.json() for got in told}
    assert all(replies[got.json()["attempt_id"]] == got.json() for got in told)
    assert {name: reply["at"] for name, reply in replies.items()} == {one["attempt_id"]: one["at"] for one in queue}
    left = host.post("/sessions", "cleo", {"days": 1}).json()["sessions"][0]
    assert (left["items"], bool(left["done"])) == ([], True)
    assert host.post("/session/next", "cleo", {}).json()["left"] == 0


def activity_and_delivery(host: Host) -> None:
    """Learners see on which days they practised, and say when practice may be brought; a retry changes nothing."""
    seen = host.get("/activity", "ben").json()
    assert (seen["n"], [one["learner"] for one in seen["learners"]]) == (1, ["ben"])
    assert sum(day["items"] for day in seen["days"]) > 0
    assert host.get("/activity", "ben", params={"since": "2020-01-01", "until": "2020-02-01"}).json()["days"] == []
    evenings = {"id": "d-1", "quiet": [{"start": "22:00", "end": "07:00"}], "channel": "mail"}
    never = {"id": "d-2", "weekdays": []}
    said = [host.post("/delivery", "ben", one).json() for one in (evenings, never, evenings)]
    assert [(one["channel"], one["weekdays"] == []) for one in said] == [("mail", False), (None, True), (None, True)]
    assert host.get("/delivery", "ben").json() == said[-1]
    assert host.get("/delivery", "ana").json()["quiet"] == []
    assert host.post("/delivery", "ben", {"id": "d-1", "channel": "post"}).status_code == 409
    assert host.post("/delivery", "ben", {"id": "d-3"}).json() == host.get("/delivery", "ana").json()
    assert host.post("/delivery", "ben", {"id": "d-4", "channel": "post"}).json()["channel"] == "post"
    back = [host.ask("DELETE", "/delivery?id=d-5", "ben").json() for _ in range(2)]
    assert back == [host.get("/delivery", "ana").json()] * 2
    host.post("/delivery", "ben", {"id": "d-6", "channel": "mail"})
    assert host.ask("DELETE", "/delivery?id=d-5", "ben").json()["channel"] == "mail"  # a retry that comes late
    assert host.ask("DELETE", "/delivery?id=d-6", "ben").status_code == 409


def what_may_not_be_answered(host: Host) -> None:
    """Where a policy takes answers to nothing but what was handed out, looking is a conflict, told as a problem."""
    for path in ("/session", "/session/next", "/sessions"):
        got = host.get(path, "dora")
        assert (got.status_code, got.json()["type"]) == (409, "urn:reinforce:problem:hand-out-first"), got.text
        assert (got.headers["Content-Type"], got.headers["Cache-Control"]) == (PROBLEM_JSON, "no-store")
        assert "POST" in got.json()["detail"]
    assert host.post("/sessions", "dora", {}).json()["sessions"][0]["items"]


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


EVERY: tuple[Callable[[Host], None], ...] = (
    a_day_of_practice,
    retries_and_late_devices,
    coming_days,
    activity_and_delivery,
    what_may_not_be_answered,
    problems,
    coaching,
    who_may_ask,
    requests_that_are_none,
)
"""In this order, once for each database."""
