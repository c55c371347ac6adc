"""A small host in FastAPI: the router over an engine that its environment names, and who asks in a header."""

# Annotations stay what they are here: FastAPI reads those of dependencies when a route is made.
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request

from reinforce import Engine
from reinforce.aio import AsyncEngine
from reinforce.web import Coach
from reinforce.web.fastapi import router

PREFIX = "/practice"


def signed_in(x_person: Annotated[str | None, Header()] = None) -> str | None:
    """Return who is signed in; where it matters, put a sign-in here."""
    return x_person


def tenant_of(x_person: Annotated[str | None, Header()] = None) -> str:
    """Return whose practice it is: Dora's tenant is another one."""
    return "strict" if x_person == "dora" else "acme"


def coaching(x_person: Annotated[str | None, Header()] = None) -> Coach | None:
    """Return who may ask about whom: Zoe about Ana."""
    return Coach(id="zoe", learners=("ana",)) if x_person == "zoe" else None


def create_app(url: str | None = None, *, kind: str | None = None) -> FastAPI:
    """
    Return the host over the database at *url*, or at ``PRACTICE_URL``.

    Its engine blocks or is one for asyncio, as *kind* or ``PRACTICE_ENGINE`` says: ``blocking``, or else ``asyncio``.
    """
    url, kind = url or os.environ["PRACTICE_URL"], kind or os.environ.get("PRACTICE_ENGINE", "asyncio")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if kind == "blocking":
            with Engine.open(url) as app.state.engine:
                yield
        else:
            async with await AsyncEngine.open(url) as app.state.engine:
                yield

    app = FastAPI(lifespan=lifespan)
    app.include_router(router(_engine, tenant=tenant_of, learner=signed_in, coach=coaching), prefix=PREFIX)
    return app


def _engine(request: Request) -> Any:  # noqa: ANN401 - either engine
    return request.app.state.engine
