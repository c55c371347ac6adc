"""The small LMS through its API: whole sessions, what is refused and how, and what it never tells a browser."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import create_async_engine

from examples.lms_fastapi import app as application
from examples.lms_fastapi import failing
from examples.lms_fastapi.app import create_app
from examples.lms_fastapi.remind import remind
from examples.lms_fastapi.seeding import seed
from reinforce import Audience, Engine, ErasedError, Learner, ManualClock, NewReview, StoreUnavailableError
from reinforce.catalog import Recall
from tests.support.answers import attempt
from tests.support.browser import Browser
from tests.support.code_lines import code_lines
from tests.support.statements import WATCHED, statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
DAYS = 10
MOST_STATEMENTS = 60
MOST_LINES = 68  # here all is handed over that Django's app finds by itself
JOIN = {"as": "ana"}
DANI, ROBIN = {"as": "dani"}, {"as": "robin"}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with some days of history; each test gets a copy."""
    file = tmp_path_factory.mktemp("lms") / "lms.db"
    seed(f"sqlite:///{file}", now=NOW, days=DAYS)
    return file


@pytest.fixture
def url(seeded: Path, tmp_path: Path) -> str:
    """Return the URL of a copy of the seeded database."""
    return f"sqlite:///{shutil.copy(seeded, tmp_path / 'lms.db')}"


@pytest.fixture
def browser(url: str) -> Iterator[Browser]:
    """Return a client of the LMS, which runs meanwhile."""
    with Browser(create_app(url, clock=ManualClock(NOW))) as client:
        yield client


# ------------------------------------------------------------------------------------------------------------ sessions


def test_a_whole_session_is_answered_item_by_item(browser: Browser) -> None:
    """Each item gets feedback on every part, and afterwards nothing of it is left for today."""
    session = browser.get("/api/session", params=DANI).json()
    assert len(session["items"]) > 1
    points = _points(browser, DANI)
    for item in session["items"]:
        sent = attempt(item, attempt_id=f"from-page-{item['id']}")
        answer = browser.post("/api/attempts", params=DANI, json=sent)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        parts = len(sent.get("answers", sent.get("scores", ())))
        assert len(told["feedback"]) == parts
        assert all(part["explanation"] for part in told["feedback"])
        assert all(datetime.fromisoformat(one["due_date"]).date() > NOW.date() for one in told["skills"])
        points += parts
        assert _points(browser, DANI) == points
    after = browser.get("/api/session", params=DANI).json()
    assert {one["id"] for one in after["items"]}.isdisjoint(one["id"] for one in session["items"])
    plan = browser.get("/api/plan", params=DANI).json()
    assert datetime.fromisoformat(plan["next_date"]).date() > NOW.date()


def _points(browser: Browser, who: dict[str, str]) -> int:
    return int(browser.get("/api/me", params=who).json()["points"])


def test_a_header_says_who_asks_as_well(browser: Browser) -> None:
    """Who asks stands in the address or in a header."""
    assert browser.get("/api/me", headers={"X-Person": "dani"}).json()["name"] == "Dani"


def test_the_same_attempt_again_counts_once(browser: Browser, url: str) -> None:
    """A retry gets the first answer, and writes neither a row nor a review."""
    item = browser.get("/api/session", params=DANI).json()["items"][0]
    sent = attempt(item, attempt_id="once")
    first = browser.post("/api/attempts", params=DANI, json=sent)
    with Engine.open(url, clock=ManualClock(NOW)) as engine:
        before = engine.tenant("acme").practice.cards(learners="dani")
    again = browser.post("/api/attempts", params=DANI, json=sent)
    assert (again.status_code, again.json()) == (200, first.json())
    with Engine.open(url, clock=ManualClock(NOW)) as engine:
        assert engine.tenant("acme").practice.cards(learners="dani") == before


def test_a_newcomer_has_practice_waiting(browser: Browser) -> None:
    """Somebody who has practised nothing yet gets a first session."""
    session = browser.get("/api/session", params=JOIN).json()
    assert (_points(browser, JOIN), len(session["items"])) == (0, 1)


# ------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"edition": 99}, 404, None),
        ({"answers": []}, 422, "answers"),
        ({"at": (NOW + timedelta(hours=1)).isoformat()}, 422, "at"),
        ({"at": "2026-03-02T09:15:00"}, 422, "at"),
        ({"surprise": 1}, 422, "surprise"),
    ],
    ids=["edition", "answers", "ahead of the clock", "without a zone", "unknown field"],
)
def test_a_refusal_names_the_field(browser: Browser, change: dict[str, Any], status: int, field: str | None) -> None:
    """What the engine refuses comes back with the status that fits, and the field where one is to blame."""
    item = browser.get("/api/session", params=JOIN).json()["items"][0]
    refused = browser.post("/api/attempts", params=JOIN, json={**attempt(item, attempt_id="a"), **change})
    assert (refused.status_code, refused.json().get("field")) == (status, field)
    assert refused.json()["detail"]
    assert _points(browser, JOIN) == 0


@pytest.mark.parametrize("field", ["assessor", "source", "learner", "imported"])
def test_a_browser_says_nothing_that_is_for_the_host_to_say(browser: Browser, field: str) -> None:
    """Who practised, who scored it and where it comes from is not taken from a browser."""
    item = browser.get("/api/session", params=JOIN).json()["items"][0]
    refused = browser.post("/api/attempts", params=JOIN, json={**attempt(item, attempt_id="a"), field: "robin"})
    assert (refused.status_code, refused.json()["field"]) == (422, field)


def test_a_drill_is_scored_by_who_is_signed_in(browser: Browser, url: str) -> None:
    """What a learner scores is their own word; a manager scores the drills of the team, and nobody else does."""
    item = _a_drill(browser)
    browser.post("/api/attempts", params=DANI, json=attempt(item, attempt_id="own"))
    sent = attempt(item, attempt_id="seen")
    assert browser.post("/api/coaching/dani/attempts", params=DANI, json=sent).status_code == 403
    assert browser.post("/api/coaching/robin/attempts", params=ROBIN, json=sent).status_code == 404
    assert browser.post("/api/coaching/dani/attempts", params=ROBIN, json=sent).status_code == 200
    with Engine.open(url, clock=ManualClock(NOW)) as engine:
        found = engine.tenant("acme").practice.attempts("dani")
    kept = {one.id: one.assessor for one in found if one.id in {"own", "robin:seen"}}
    assert kept == {"own": None, "robin:seen": "robin"}


def _a_drill(browser: Browser) -> dict[str, Any]:
    """Return the first drill of anybody's session."""
    for person in browser.get("/api/people").json():
        if person["role"] == "learner":
            for item in browser.get("/api/session", params={"as": person["person"]}).json()["items"]:
                if item["kind"] == "drill":
                    found: dict[str, Any] = item
                    return found
    raise AssertionError("nobody has a drill today")


def test_an_id_with_other_answers_is_a_conflict(browser: Browser) -> None:
    """The id of an attempt stands for its content."""
    item = browser.get("/api/session", params=JOIN).json()["items"][0]
    sent = attempt(item, attempt_id="a")
    browser.post("/api/attempts", params=JOIN, json=sent)
    sent["answers"][0]["confidence"] = 0.1
    assert browser.post("/api/attempts", params=JOIN, json=sent).status_code == 409
    assert _points(browser, JOIN) == 1


@pytest.mark.parametrize(
    "error",
    [StoreUnavailableError("locked"), OperationalError("SELECT", None, Exception("locked")), PoolTimeoutError("none")],
    ids=lambda error: type(error).__name__,
)
def test_a_database_that_is_away_is_told_in_one_way(error: Exception) -> None:
    """Whether the engine's statements fail or the LMS's own, a client may come again, and is told nothing of it."""
    app = FastAPI()
    failing.tell(app)

    @app.get("/")
    async def fail() -> None:
        raise error

    with Browser(app) as browser:
        answer = browser.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "locked" not in answer.text


@pytest.mark.parametrize(
    ("path", "claimed", "status"),
    [
        ("/api/session", None, 401),
        ("/api/session", "nobody", 401),
        ("/api/session", "robin", 403),
        ("/api/team", "dani", 403),
    ],
)
def test_everybody_sees_their_own_page_only(browser: Browser, path: str, claimed: str | None, status: int) -> None:
    """A learner's page is for learners and the team's for its manager."""
    assert browser.get(path, params={"as": claimed} if claimed else {}).status_code == status


# ------------------------------------------------------------------------------------------- what a browser is told


def names(value: object) -> Iterator[str]:
    """Yield every name in JSON values."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def test_a_session_holds_no_answer_key(browser: Browser, url: str) -> None:
    """What is right, and why, comes after the answer; learners who grade themselves are the exception."""
    with Engine.open(url, clock=ManualClock(NOW)) as engine:
        questions = engine.tenant("acme").catalog.curriculum().questions
    shown = 0
    for person in ("amari", "ana", "dani", "jun", "kai", "kiran", "noor", "sasha"):
        answer = browser.get("/api/session", params={"as": person})
        assert set(names(answer.json()["items"])).isdisjoint(
            {"correct", "answer", "accept", "explanation", "feedback", "debrief"}
        )
        for item in answer.json()["items"]:
            for question in item.get("questions", ()):
                shown += 1
                kept = questions[question["id"]]
                assert kept.explanation not in answer.text
                assert isinstance(kept, Recall) == ("reveal" in question)
    assert shown > 10


def test_the_manager_sees_the_team(browser: Browser) -> None:
    """Everybody of the team is there, with what is due and known and a level for each skill; the manager is not."""
    team = browser.get("/api/team", params=ROBIN).json()
    everybody = {"amari", "ana", "dani", "jun", "kai", "kiran", "noor", "sasha"}
    assert {one["person"] for one in team["people"]} == set(team["held"]) == everybody
    assert {one["skill"] for one in team["held"]["dani"]} <= set(team["titles"])
    assert {one["still_known"] for one in team["held"]["ana"]} == {None}
    assert (team["due"]["dani"] > 0, team["due"].get("ana")) == (True, None)


def test_the_manager_is_told_what_to_do(browser: Browser, url: str) -> None:
    """Who is slipping on what, and whom to coach, is what the engine says."""
    told = browser.get("/api/team", params=ROBIN).json()
    with Engine.open(url, clock=ManualClock(NOW)) as engine:
        acme = engine.tenant("acme")
        assert told["slipping"] == [one.to_json() for one in acme.progress.slipping(limit=5).cards]
        assert told["coach"] == [one.to_json() for one in acme.progress.coaching()]
    assert {one["learner"] for one in told["slipping"]} <= {one["person"] for one in told["people"]}
    assert all(one["last_day"] < NOW.date().isoformat() for one in told["slipping"])


def test_no_page_takes_more_statements_for_more_people(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Each page and endpoint costs what it did, when sixty more are in the team and in the tenant.

    But for what `slipping` learns from: until it has 8,000 reviews, each read takes in as many people as all before it.
    """
    watching = partial(create_async_engine, connect_args=WATCHED)
    monkeypatch.setattr("examples.lms_fastapi.lms.create_async_engine", watching)
    names = ("session", "session/next", "plan", "progress", "me")
    asked = [*((f"/api/{name}", DANI) for name in names), ("/api/team", ROBIN), ("/api/coaching", ROBIN)]
    with Browser(create_app(url, clock=ManualClock(NOW))) as browser:
        few = [_statements(browser, *one) for one in asked]
        _join(url, [f"new-{number}" for number in range(60)])
        many = [_statements(browser, *one) for one in asked]
    learnt = 6 * 2  # of 20 people, 20 more, and the rest
    assert [cost - learnt * (path == "/api/team") for cost, (path, _) in zip(many, asked, strict=True)] == few
    assert 0 < max(few) <= MOST_STATEMENTS, few


def _statements(browser: Browser, path: str, who: dict[str, str]) -> int:
    browser.get(path, params=who)  # what never changes is at hand afterwards
    with statements() as sent:
        assert browser.get(path, params=who).status_code == 200
    return len(sent)


def _join(url: str, people: list[str]) -> None:
    """Have people join the team, and practise."""
    with Engine.open(url, clock=ManualClock(NOW)) as engine:
        acme = engine.tenant("acme")
        acme.roster.put_many(Learner(id=one) for one in people)
        acme.roster.enroll_many(people, journey="csm-onboarding")
        acme.practice.review_many(NewReview(learner=one, skill="open-questions", rating=3) for one in people)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        rows = [(one, one.title(), "learner", "Customer success") for one in people]
        connection.executemany("INSERT INTO lms_users (person, name, role, team) VALUES (?, ?, ?, ?)", rows)


def test_reminders_are_written_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has practice waiting is written to by name, once on a day."""
    for _ in range(2):
        asyncio.run(remind(url, clock=ManualClock(NOW)))
    written = capsys.readouterr().out.splitlines()
    assert any(line.startswith("to Dani: Practice is waiting") for line in written)
    assert len(written) == len(set(written)) > 1


def test_whoever_is_erased_is_erased_on_both_sides(browser: Browser, url: str) -> None:
    """Neither the LMS nor the engine knows them any more, and the team's page goes on without them."""
    assert browser.post("/api/me/erase", params=ROBIN).status_code == 403
    assert browser.post("/api/me/erase", params=DANI).json() == {"erased": "Dani"}
    assert browser.get("/api/session", params=DANI).status_code == 401
    assert "dani" not in {one["person"] for one in browser.get("/api/team", params=ROBIN).json()["people"]}
    with Engine.open(url, clock=ManualClock(NOW)) as engine, pytest.raises(ErasedError):
        engine.tenant("acme").privacy.export("dani")
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("SELECT count(*) FROM lms_activity WHERE person = 'dani'").fetchone() == (0,)


def test_practice_takes_few_lines_of_the_host_s() -> None:
    """Session, submit, dashboard, reminders and erasing: the bridge, the command, the opening and the address."""
    here = application.HERE
    bridge = code_lines(here / "practice.py") + code_lines(here / "remind.py")
    opening = code_lines(here / "lms.py", only=("TENANT", "BUDGET", "_SCHEMAS", "schema_of"))
    named = re.findall(r"^.*\bAsyncEngine\b(?! as).*$", (here / "lms.py").read_text(encoding="utf-8"), re.MULTILINE)
    address = (here / "app.py").read_text(encoding="utf-8").count("practice.endpoints")
    total = bridge + opening + len(named) + address
    assert (address, total <= MOST_LINES) == (1, True), (bridge, opening, named)
    for page in (here / "README.md", here.parents[1] / "docs" / "how-to" / "embed-in-an-lms.md"):
        assert f"is {total} lines" in page.read_text(encoding="utf-8")


def test_the_manager_is_told_what_each_should_work_on_first(browser: Browser, url: str) -> None:
    """It is what the engine says of each alone, as a manager may know it."""
    told = browser.get("/api/team", params=ROBIN).json()["first"]
    with Engine.open(url, clock=ManualClock(NOW)) as engine:
        progress = engine.tenant("acme").progress
        assert told == {one: [gap.skill for gap in progress.focus(one, audience=Audience.MANAGER)] for one in told}
    assert len(told) == 8


def test_practice_off_the_record_shows_on_no_page_of_the_managers(browser: Browser) -> None:
    """Neither what waits, nor what is known, nor points or the time of it tell that it took place."""
    before = browser.get("/api/team", params=ROBIN).json()
    for item in browser.get("/api/session", params=DANI).json()["items"]:
        sent = attempt(item, attempt_id=item["id"]) | {"stakes": "practice"}
        assert browser.post("/api/attempts", params=DANI, json=sent).status_code == 200
    assert browser.get("/api/session", params=DANI).json()["items"] == []
    assert browser.get("/api/team", params=ROBIN).json() == before


def test_practice_shows_on_the_managers_page(browser: Browser) -> None:
    """What a learner did is in the LMS's points and in the engine's answer at once."""
    before = browser.get("/api/team", params=ROBIN).json()
    item = browser.get("/api/session", params=JOIN).json()["items"][0]
    browser.post("/api/attempts", params=JOIN, json=attempt(item, attempt_id="a"))
    after = browser.get("/api/team", params=ROBIN).json()
    points = [{one["person"]: one["points"] for one in team["people"]}["ana"] for team in (before, after)]
    assert points == [0, 1]
    assert sum(one["still_known"] is not None for one in after["held"]["ana"]) == 1


@pytest.mark.parametrize("path", ["/", "/learn", "/team", "/erase"])
def test_the_pages_ask_nobody_else(browser: Browser, path: str) -> None:
    """A page and all it loads come from the LMS itself, and the browser is told to take nothing from elsewhere."""
    page = browser.get(path)
    assert page.headers["Content-Security-Policy"] == "default-src 'self'"
    for asset in re.findall(r'(?:src|href)="([^"#?]+)"', page.text):
        assert asset.startswith("/")
        assert browser.get(asset).status_code == 200
    for file in (application.HERE / "static").iterdir():
        assert set(re.findall(r"https?://[\w.]+", file.read_text(encoding="utf-8"))) <= {"http://www.w3.org"}


def test_the_seed_is_the_same_each_time(seeded: Path, tmp_path: Path) -> None:
    """The same instant gives the same history, down to every card and every point."""
    other = tmp_path / "other.db"
    seed(f"sqlite:///{other}", now=NOW, days=DAYS)
    found = []
    for file in (seeded, other):
        with Engine.open(f"sqlite:///{file}", clock=ManualClock(NOW)) as engine:
            found.append(engine.tenant("acme").practice.cards())
    assert found[0] == found[1]
