"""The LMS as a web application: two pages, and what they ask for."""

# Annotations stay what they are here: FastAPI reads them when a route is made.
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from examples.lms_fastapi import failing, practice
from examples.lms_fastapi.lms import opened
from examples.lms_fastapi.people import everybody, team_of
from examples.lms_fastapi.points import points_by_person, points_of
from examples.lms_fastapi.sign_in import Manager, Practising, Running
from reinforce.ports import Clock

HERE = Path(__file__).parent
_WEEK = timedelta(days=7)
# Everything comes from here: no script, style, font or picture of anybody else's.
_HEADERS = {"Content-Security-Policy": "default-src 'self'", "Cache-Control": "no-cache"}


def create_app(url: str | None = None, *, clock: Clock | None = None) -> FastAPI:
    """
    Return the application over the database at *url*.

    Args:
        url: the database, as for `opened`.
        clock: where the present comes from, as for `opened`.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(url, clock=clock) as lms:
            app.state.lms = lms
            yield

    app = FastAPI(title="A small LMS with reinforce inside", lifespan=lifespan)
    failing.tell(app)
    _add_pages(app)
    _add_api(app)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return app


def _add_pages(app: FastAPI) -> None:
    for path, name in (("/", "index"), ("/learn", "learn"), ("/team", "team"), ("/erase", "erase")):
        app.add_api_route(path, _page(HERE / "pages" / f"{name}.html"), include_in_schema=False)


def _page(file: Path) -> Any:  # noqa: ANN401 - a route is any callable
    async def page() -> FileResponse:
        return FileResponse(file, headers=_HEADERS)

    return page


def _add_api(app: FastAPI) -> None:
    @app.get("/api/people")
    async def people(lms: Running) -> list[dict[str, str]]:
        """Everybody, for the switch that stands in for a sign-in."""
        return [{"person": one.id, "name": one.name, "role": one.role} for one in await everybody(lms)]

    @app.get("/api/me")
    async def me(lms: Running, learner: Practising) -> dict[str, Any]:
        """Who is signed in, and the points that the LMS counts."""
        return {"name": learner.name, "points": await points_of(lms, learner)}

    @app.post("/api/me/erase")
    async def erase(lms: Running, learner: Practising) -> dict[str, str]:
        """Erase whoever is signed in, on both sides."""
        await practice.erase(lms, learner)
        return {"erased": learner.name}

    @app.get("/api/team")
    async def team(lms: Running, manager: Manager) -> dict[str, Any]:
        """Where the manager's team stands: what the LMS knows of each, and what practice says."""
        now = lms.clock.now()
        done = await points_by_person(lms, since=now - _WEEK)
        nothing = {"last_at": None, "points": 0}
        people = [
            {"person": one.id, "name": one.name, **done.get(one.id, nothing)} for one in await team_of(lms, manager)
        ]
        told = {"team": manager.team, "manager": manager.name, "at": now.isoformat(), "people": people}
        return {**told, **await practice.dashboard(lms, manager)}

    app.include_router(practice.endpoints(), prefix="/api")
