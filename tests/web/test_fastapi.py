"""The router in a host's own FastAPI application: who asks is the host's to say, over either engine."""

# Annotations stay what they are here: FastAPI reads those of dependencies when a route is made.
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Header, HTTPException, Query, Request
from jsonschema import Draft202012Validator

from reinforce import Engine, ManualClock, StoreUnavailableError, Tenant
from reinforce.aio import AsyncEngine
from reinforce.web import OPERATIONS, Asked, Coach
from reinforce.web.fastapi import router
from reinforce.web.openapi import openapi
from tests.support.answers import attempt
from tests.support.browser import Browser
from tests.support.endpoints import SECRETS, every_kind_of_exercise

DRILL = {"attempt_id": "d", "edition": 1, "drill": "d-talk", "scores": {"asks": 1}}
EVIDENCE = {"evidence": {"recording": "https://files.example/1"}}


def _engine(request: Request) -> Any:  # noqa: ANN401 - either engine
    return request.app.state.engine


def _signed_in(x_person: Annotated[str | None, Header()] = None) -> str:
    if x_person is None:
        raise HTTPException(401, "sign in")
    return x_person


def _coach(x_person: Annotated[str, Header(max_length=5)]) -> Coach:
    if x_person != "zoe":
        raise HTTPException(403, "that is for coaches")
    return Coach(id="zoe", learners=("ana",))


def _tenant(of: Annotated[str, Query()] = "acme") -> str:
    return of


@pytest.fixture(params=["blocking", "asyncio"])
def app(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> FastAPI:
    """Return a host's application with the router, over each kind of engine."""
    url = f"sqlite:///{tmp_path / 'practice.db'}"
    with Engine.open(url, clock=clock) as engine:
        every_kind_of_exercise(engine.create_tenant("acme", seed=7))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if request.param == "blocking":
            with Engine.open(url, clock=clock) as app.state.engine:
                yield
        else:
            async with await AsyncEngine.open(url, clock=clock) as app.state.engine:
                yield

    app = FastAPI(lifespan=lifespan)
    app.include_router(router(_engine, tenant=_tenant, learner=_signed_in, coach=_coach), prefix="/practice")
    return app


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Browser]:
    """Return a client of the application."""
    with Browser(app) as client:
        yield client


ANA, ZOE = {"X-Person": "ana"}, {"X-Person": "zoe"}


def test_a_whole_day_of_practice(browser: Browser) -> None:
    """Today's session is answered item by item, with feedback, until nothing is left; a retry gets the same."""
    today = browser.get("/practice/session", headers=ANA)
    assert today.headers["Cache-Control"] == "no-store"
    for item in today.json()["items"]:
        sent = attempt(item, attempt_id=item["id"])
        first, again = (browser.post("/practice/attempts", headers=ANA, json=sent) for _ in range(2))
        assert first.status_code == 200, first.text
        assert first.json()["feedback"]
        assert first.json() == again.json()
    assert browser.get("/practice/session", headers=ANA).json()["items"] == []
    assert browser.get("/practice/session/next", headers=ANA).json()["item"] is None


def test_no_reply_has_an_answer_key(browser: Browser) -> None:
    """Nothing that is read has a secret of the pack in it."""
    for one in OPERATIONS:
        if one.method == "GET":
            path = "/practice" + one.path.format(learner="ana")
            got = browser.get(path, headers=ZOE if one.for_coach else ANA)
            assert got.status_code == 200
            assert [secret for secret in SECRETS if secret in got.text] == []


def test_who_asks_is_the_hosts_to_say(browser: Browser) -> None:
    """Its dependencies refuse in its own way; a coach asks about their own people, and about nobody else."""
    assert browser.get("/practice/session").status_code == 401
    assert browser.get("/practice/coaching", headers=ANA).status_code == 403
    scored = {**DRILL, **EVIDENCE}
    assert browser.post("/practice/coaching/ana/attempts", headers=ZOE, json=scored).status_code == 200
    refused = browser.post("/practice/coaching/ben/attempts", headers=ZOE, json=scored)
    assert (refused.status_code, refused.json()["missing"]) == (404, "learner")


@pytest.mark.parametrize(
    ("method", "path", "given", "status"),
    [
        ("GET", "/plan?days=0", {}, 422),
        ("GET", "/session?of=acem", {}, 500),
        ("POST", "/attempts", {"content": b"{"}, 400),
        ("POST", "/attempts", {"content": b" " * 300_000}, 413),
        ("POST", "/attempts", {"json": {}}, 422),
        ("DELETE", "/attempts", {}, 405),
        ("POST", "/session", {}, 405),
    ],
)
def test_what_is_refused_is_a_problem(
    browser: Browser, method: str, path: str, given: dict[str, Any], status: int
) -> None:
    """Also a body that is none, and a method that is not offered."""
    headers = {**ANA, "Content-Type": "application/json"}
    got = browser.request(method, f"/practice{path}", headers=headers, **given)
    assert (got.status_code, got.headers["Content-Type"]) == (status, "application/problem+json")
    assert (got.json()["status"], "Allow" in got.headers) == (status, status == 405)


def test_a_parameter_of_the_hosts_is_told_as_a_problem_too(browser: Browser) -> None:
    """What a dependency of the host's does not take is refused in the same form."""
    got = browser.get("/practice/coaching", headers={"X-Person": "somebody"})
    assert (got.status_code, got.headers["Content-Type"]) == (422, "application/problem+json")
    assert got.json()["field"] == "x-person"


def test_a_database_that_is_away_says_when_to_come_again() -> None:
    """503 has Retry-After, and not a word of the database."""

    def away() -> Engine:
        raise StoreUnavailableError("postgresql://host is locked")

    app = FastAPI()
    app.include_router(router(away, learner="ana"))
    with Browser(app) as browser:
        got = browser.get("/session")
    assert (got.status_code, got.headers["Retry-After"], "postgresql" in got.text) == (503, "2", False)


def test_the_hosts_rows_are_written_around(acme: Tenant, clock: ManualClock) -> None:
    """The host's context gets the request and what it asks, and is around whatever writes, and nothing else."""
    seen: list[str] = []

    @contextmanager
    def around(request: Request, asked: Asked) -> Iterator[Tenant]:
        seen.append(f"{request.url.path} {asked.learner} {asked.sent.attempt_id}")
        yield acme

    app = FastAPI()
    with Engine.open("memory:", clock=clock) as engine:
        app.include_router(router(engine, learner="ana", coach=Coach(id="zoe"), around=around))
        with Browser(app) as browser:
            assert browser.post("/attempts", json={**DRILL, **EVIDENCE}).status_code == 200
            browser.get("/session")
    assert seen == ["/attempts ana d"]
    assert [one.id for one in acme.practice.attempts("ana")] == ["d"]


def test_the_hosts_document_has_the_endpoints(app: FastAPI) -> None:
    """What FastAPI says of the routes is what our document says, each value in its place, with what the host adds."""
    ours, hosts = openapi(prefix="/practice"), app.openapi()
    assert hosts["paths"].keys() == ours["paths"].keys()
    for path, methods in ours["paths"].items():
        for method, said in methods.items():
            theirs = hosts["paths"][path][method]
            assert (theirs["operationId"], theirs["summary"]) == (said["operationId"], said["summary"])
            assert said["responses"].keys() <= theirs["responses"].keys()
            names = {one["name"] for one in theirs["parameters"]}
            assert {one["name"] for one in said.get("parameters", ())} | {"of"} <= names
            for status, response in said["responses"].items():
                for kind, content in response["content"].items():
                    shown = theirs["responses"][status]["content"][kind]
                    Draft202012Validator.check_schema(shown["schema"])
                    assert shown["examples"].keys() == content["examples"].keys()
                    assert not re.search(r"#/components/schemas/(?!HTTPVal|Val)", str(shown))


def test_without_a_coach_nothing_about_others_is_there(clock: ManualClock) -> None:
    """The paths are not even known."""
    app = FastAPI()
    with Engine.open("memory:", clock=clock) as engine:
        app.include_router(router(engine, learner="ana"))
        with Browser(app) as browser:
            assert browser.get("/coaching").status_code == 404
            assert browser.post("/coaching/ana/attempts", json=DRILL).status_code == 404
