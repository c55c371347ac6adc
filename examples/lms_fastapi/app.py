"""The LMS as a web application: two pages, and what they ask for."""

# Annotations stay what they are here: FastAPI reads them when a route is made.
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from examples.lms_fastapi import failing, overseeing, submitting
from examples.lms_fastapi.lms import BUDGET, LMS, TENANT, opened
from examples.lms_fastapi.people import LEARNER, MANAGER, Person, everybody, person_of, points_of, team_of
from reinforce.aio import AsyncEngine, AsyncTenant
from reinforce.ports import Clock
from reinforce.web import Asked, Coach
from reinforce.web.fastapi import router

HERE = Path(__file__).parent
DEFAULT_URL = "sqlite:///build/lms/lms.db"
# Everything comes from here: no script, style, font or picture of anybody else's.
_HEADERS = {"Content-Security-Policy": "default-src 'self'", "Cache-Control": "no-cache"}


def create_app(url: str | None = None, *, clock: Clock | None = None) -> FastAPI:
    """
    Return the application over the database at *url*.

    Args:
        url: ``sqlite:///…`` or ``postgresql://…``; ``DATABASE_URL`` of the environment, or a file under build/, if
            omitted.
        clock: where the present comes from; the machine's clock by default.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(url or os.environ.get("DATABASE_URL", DEFAULT_URL), clock=clock) as lms:
            app.state.lms = lms
            yield

    app = FastAPI(title="A small LMS with reinforce inside", lifespan=lifespan)
    failing.tell(app)
    _add_pages(app)
    _add_api(app)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return app


def _lms(request: Request) -> LMS:
    lms: LMS = request.app.state.lms
    return lms


Running = Annotated[LMS, Depends(_lms)]
# Instead of a sign-in: ?as=dani in the address, or a header. Never do this where it matters.
ByQuery = Annotated[str | None, Query(alias="as")]
ByHeader = Annotated[str | None, Header()]


async def _learner(lms: Running, as_: ByQuery = None, x_person: ByHeader = None) -> Person:
    return await person_of(lms, as_ or x_person, role=LEARNER)


async def _manager(lms: Running, as_: ByQuery = None, x_person: ByHeader = None) -> Person:
    return await person_of(lms, as_ or x_person, role=MANAGER)


# What the router of the endpoints asks of the LMS: the engine, who is signed in, and what is written along.
def _engine(lms: Running) -> AsyncEngine:
    return lms.reinforce


def _learner_id(learner: Annotated[Person, Depends(_learner)]) -> str:
    return learner.id


async def _coach(lms: Running, manager: Annotated[Person, Depends(_manager)]) -> Coach:
    return Coach(id=manager.id, learners=[one.id for one in await team_of(lms, manager)])


def _around(request: Request, asked: Asked) -> AbstractAsyncContextManager[AsyncTenant]:
    return submitting.around(_lms(request), asked)


def _add_pages(app: FastAPI) -> None:
    for path, name in (("/", "index"), ("/learn", "learn"), ("/team", "team")):
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
    async def me(lms: Running, learner: Annotated[Person, Depends(_learner)]) -> dict[str, Any]:
        """Who is signed in, and the points that the LMS counts."""
        return {"name": learner.name, "points": await points_of(lms, learner)}

    @app.get("/api/team")
    async def team(lms: Running, manager: Annotated[Person, Depends(_manager)]) -> dict[str, Any]:
        """Where the manager's team stands."""
        return await overseeing.standing(lms, manager)

    endpoints = router(_engine, tenant=TENANT, learner=_learner_id, coach=_coach, around=_around, budget=BUDGET)
    app.include_router(endpoints, prefix="/api")
