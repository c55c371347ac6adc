"""What the browser is told when something is refused outside of the endpoints, whose router tells it by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from examples.lms_fastapi.people import RefusedError
from reinforce import ReinforceError, StoreUnavailableError
from reinforce.web import refusal

if TYPE_CHECKING:
    from fastapi import FastAPI, Request


def tell(app: FastAPI) -> None:
    """Have *app* answer with a status and a reason instead of failing."""
    app.add_exception_handler(RefusedError, _refused)
    for kind in (ReinforceError, OperationalError, PoolTimeoutError):
        app.add_exception_handler(kind, _failed)


async def _failed(_request: Request, error: Exception) -> Response:
    # The LMS's own statements meet the same database, and fail as ours do.
    ours = error if isinstance(error, ReinforceError) else StoreUnavailableError(str(error))
    told = refusal(ours)
    return Response(content=told.body, status_code=told.status, headers=dict(told.headers))


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    status = error.status if isinstance(error, RefusedError) else 500
    return JSONResponse({"detail": str(error)}, status_code=status)
