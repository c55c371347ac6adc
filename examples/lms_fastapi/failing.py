"""What the browser is told when something is refused: one table from errors to HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from examples.lms_fastapi.people import RefusedError
from reinforce import (
    ClockSkewError,
    ConflictError,
    ErasedError,
    InvalidParameterError,
    NotFoundError,
    ReinforceError,
    StaleError,
    StoreUnavailableError,
)

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

# The first that fits: a StaleError is a ConflictError too, and an ErasedError a NotFoundError.
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (StaleError, 503),
    (StoreUnavailableError, 503),
    (ConflictError, 409),
    (ErasedError, 410),
    (NotFoundError, 404),
    (InvalidParameterError, 422),
    (ClockSkewError, 422),
    (ReinforceError, 500),
    (OperationalError, 503),  # the LMS's own statements meet the same database
    (PoolTimeoutError, 503),
)


def tell(app: FastAPI) -> None:
    """Have *app* answer with a status and a reason instead of failing."""
    app.add_exception_handler(RefusedError, _refused)
    for kind in (ReinforceError, OperationalError, PoolTimeoutError):
        app.add_exception_handler(kind, _failed)


async def _failed(_request: Request, error: Exception) -> JSONResponse:
    status = next(code for kind, code in STATUS if isinstance(error, kind))
    body = {"error": type(error).__name__, "detail": str(error) if isinstance(error, ReinforceError) else "try again"}
    if isinstance(error, InvalidParameterError | ClockSkewError):
        body["field"] = error.field
    return JSONResponse(body, status_code=status)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    status = error.status if isinstance(error, RefusedError) else 500
    return JSONResponse({"error": "Refused", "detail": str(error)}, status_code=status)
