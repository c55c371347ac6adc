"""What a host says wrong is never told as the client's fault: it is refused at once, or told as the server's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI, HTTPException

from reinforce import Engine, ManualClock
from reinforce.aio import AsyncEngine
from reinforce.errors import HostError, InvalidParameterError, NotFoundError
from reinforce.practice import Stakes
from reinforce.web import Coach, Offer
from reinforce.web.fastapi import router
from tests.support.browser import Browser
from tests.support.endpoints import every_kind_of_exercise

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

Ask = Callable[..., list[Any]]
COACHED = {"id": "c", "skill": "terms"}


@pytest.fixture(params=["blocking", "asyncio"])
def ask(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Ask:
    """Return what gives the replies of a host over each kind of engine, which says this and that otherwise."""
    url = f"sqlite:///{tmp_path / 'practice.db'}"
    with Engine.open(url, clock=clock) as engine:
        every_kind_of_exercise(engine.create_tenant("acme", seed=7))
    opened: list[Any] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if request.param == "blocking":
            with Engine.open(url, clock=clock) as engine:
                opened[:] = [engine]
                yield
        else:
            async with await AsyncEngine.open(url, clock=clock) as engine:
                opened[:] = [engine]
                yield

    def asked(**otherwise: Any) -> list[Any]:  # noqa: ANN401 - what is tried
        said = {"learner": lambda: "ana", "tenant": lambda: "acme", "coach": lambda: Coach(id="zoe"), **otherwise}
        app = FastAPI(lifespan=lifespan)
        app.include_router(router(said.pop("engine", lambda: opened[0]), **said))
        with Browser(app) as browser:
            return [
                browser.get("/session"),
                browser.post("/sessions", json={}),
                browser.get("/coaching/ana/progress"),
                browser.get("/coaching"),
                browser.post("/coaching/ana/coached", json=COACHED),
            ]

    return asked


@contextmanager
def _entered(gives: object) -> Iterator[object]:
    yield gives


def _coach(id_: Any, learners: Any = None) -> Coach:  # noqa: ANN401 - what is tried
    return Coach(id=id_, learners=learners)


GIVEN: dict[str, tuple[Any, ...]] = {
    "engine": (5, None, "sqlite://"),
    "tenant": (5, None, "nowhere", "", b"acme"),
    "learner": (5, True, "", " ana", "a\nb", "x" * 300, b"ana", ["ana"]),
    "coach": ("zoe", 5, _coach(5), _coach(""), _coach("z", "ana"), _coach("z", [5]), _coach("z", 5)),
}


@pytest.mark.parametrize("name", GIVEN)
def test_what_a_dependency_gives_is_the_hosts(ask: Ask, name: str) -> None:
    """Where it cannot be, clients are told of the server, and not of what it was."""
    for value in GIVEN[name]:
        _check(ask(**{name: lambda value=value: value}), (name, value))


@pytest.mark.parametrize("name", GIVEN)
def test_what_a_dependency_raises_is_the_hosts(ask: Ask, name: str) -> None:
    """An error of ours is none of the client's; one with which FastAPI answers is answered so."""
    for error in (InvalidParameterError("x", "is odd"), NotFoundError("tenant", "x")):
        _check(ask(**{name: _raising(error)}), (name, error))
    assert 418 in {one.status_code for one in ask(**{name: _raising(HTTPException(418))})}


def test_what_is_around_is_the_hosts(ask: Ask) -> None:
    """What is no context, and what gives no tenant, is no client's fault."""
    for make in (bool, int, object, lambda: _entered("acme")):
        _check(ask(around=lambda _request, _asked, make=make: make()), make)
    _check(ask(around=_raising(NotFoundError("tenant", "x"))), "raises")


def _check(replies: list[Any], about: object) -> None:
    assert {one.status_code for one in replies} <= {200, 500}, about
    wrong = [one for one in replies if one.status_code == 500]
    assert wrong, about
    for one in wrong:
        told = json.loads(one.content)
        assert (told["type"], told["detail"]) == ("urn:reinforce:problem:internal", "the server's log says what"), about
        assert not told.keys() & {"field", "reason", "id"}


def _raising(error: Exception) -> Callable[..., Any]:
    def given(request: Any = None, asked: Any = None) -> None:  # noqa: ANN401, ARG001 - as contexts are called too
        raise error

    return given


@pytest.mark.parametrize(
    "said",
    [
        {"budget": 10},
        {"budget": timedelta(-1)},
        {"budget": timedelta(2)},
        {"stakes": "bogus"},
        {"stakes": Stakes.EXAM},
        {"stakes": 3},
        {"most_bytes": 0},
        {"most_bytes": 1.5},
    ],
)
def test_what_holds_for_all_requests_is_refused_at_once(said: dict[str, Any]) -> None:
    """A host that says what cannot be does not even start."""
    with pytest.raises(HostError) as raised:
        router(Engine.open("memory:"), learner="ana", **said)
    assert raised.value.field == next(iter(said))
    with pytest.raises(HostError):
        Offer(**said)


@pytest.mark.parametrize(
    "said", [{"learner": 5}, {"tenant": 5}, {"tenant": ""}, {"coach": "zoe"}, {"coach": Coach(id="")}, {"around": 3}]
)
def test_of_functions_those_that_are_none_are_refused_at_once(said: dict[str, Any]) -> None:
    """What a host says once in place of a function is known to be wrong before anybody asks."""
    with pytest.raises(HostError) as raised:
        router(Engine.open("memory:"), **{"learner": "ana", **said})
    assert raised.value.field == next(iter(said))


def test_the_log_says_what_it_was(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    """And nothing of who was signed in."""
    ask(learner=lambda: 4711)
    (record, *_) = caplog.records
    assert "learner must be an id" in str(record.exc_info[1] if record.exc_info else "")
    assert "4711" not in caplog.text
