"""The LMS as a web application: two pages, and what they ask for."""

# Annotations stay what they are here: FastAPI reads them when a route is made.
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, Header, Query, Request
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from examples.lms_fastapi import failing, learning, overseeing
from examples.lms_fastapi.lms import LMS, opened
from examples.lms_fastapi.people import LEARNER, MANAGER, Person, everybody, learner_of, person_of
from examples.lms_fastapi.submitting import submit
from reinforce.ports import Clock

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

    @app.get("/api/session")
    async def session(lms: Running, learner: Annotated[Person, Depends(_learner)]) -> dict[str, Any]:
        """Today's practice."""
        return await learning.today(lms, learner)

    @app.post("/api/attempts")
    async def attempts(
        lms: Running, learner: Annotated[Person, Depends(_learner)], attempt: Annotated[dict[str, Any], Body()]
    ) -> dict[str, Any]:
        """One attempt in, feedback out; the same attempt again gets the same answer, and counts once."""
        return await learning.told(lms, learner, await submit(lms, learner.id, attempt))

    @app.post("/api/team/{member}/attempts")
    async def scored(
        lms: Running,
        member: str,
        manager: Annotated[Person, Depends(_manager)],
        attempt: Annotated[dict[str, Any], Body()],
    ) -> dict[str, Any]:
        """A drill of somebody in the team, which the manager who is signed in has scored."""
        learner = await learner_of(lms, member, manager=manager)
        return await learning.told(lms, learner, await submit(lms, learner.id, attempt, assessor=manager.id))

    @app.get("/api/team")
    async def team(lms: Running, manager: Annotated[Person, Depends(_manager)]) -> dict[str, Any]:
        """Where the manager's team stands."""
        return await overseeing.standing(lms, manager)
