"""A web application asked as a browser asks it, without a network or a thread."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Self

import httpx

if TYPE_CHECKING:
    from types import TracebackType

    from fastapi import FastAPI


class Browser:
    """
    Asks an application that runs meanwhile, in an event loop of its own.

    Args:
        app: the application.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lms")

    def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx names and types them
        """Return the answer to a GET."""
        return self._runner.run(self._client.get(path, **options))

    def post(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - as above
        """Return the answer to a POST."""
        return self._runner.run(self._client.post(path, **options))

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - as above
        """Return the answer to a request by any method."""
        return self._runner.run(self._client.request(method, path, **options))

    def __enter__(self) -> Self:
        self._runner.run(self._begin())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._open.aclose())
        self._runner.close()

    async def _begin(self) -> None:
        await self._open.enter_async_context(self._app.router.lifespan_context(self._app))
        await self._open.enter_async_context(self._client)
