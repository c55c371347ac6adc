"""The endpoints in FastAPI: a router for the host's own application, over an engine that blocks or one for asyncio."""

# Annotations stay what they are here: FastAPI reads them when a route is made.
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from datetime import timedelta
from functools import partial
from typing import Any, TypeAlias

try:
    import fastapi
except ImportError as error:
    message = "reinforce.web.fastapi needs FastAPI: pip install reinforce-engine[fastapi]"
    raise ImportError(message) from error

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from reinforce import Engine, Tenant
from reinforce.aio import AsyncEngine, AsyncTenant
from reinforce.codec import Value
from reinforce.errors import HostError, InvalidParameterError, ReinforceError
from reinforce.practice import Stakes
from reinforce.web.asked import MOST_BYTES, Asked, Coach, Offer
from reinforce.web.asking import ask
from reinforce.web.hosting import check_host, of_host, tenant_said
from reinforce.web.openapi import inline, operations
from reinforce.web.operation import Operation
from reinforce.web.problems import RefusedError
from reinforce.web.responding import Reply, refusal, refused_method, refused_path, reply, respond, respond_async

del fastapi

Around: TypeAlias = Callable[
    [Request, Asked],
    AbstractContextManager[Tenant | None] | AbstractAsyncContextManager[AsyncTenant | None],
]


def router(
    engine: Engine | AsyncEngine | Callable[..., Any],
    *,
    learner: str | Callable[..., Any],
    tenant: str | Callable[..., Any] | None = None,
    coach: Coach | Callable[..., Any] | None = None,
    around: Around | None = None,
    budget: timedelta | None = None,
    stakes: Stakes | str | None = None,
    most_bytes: int = MOST_BYTES,
) -> APIRouter:
    """
    Return a router with every operation, for ``app.include_router(…, prefix="/practice")``.

    Each of the first four may be given as it is, or as a dependency of FastAPI that returns it; a dependency that
    refuses somebody raises what the host answers with, such as ``HTTPException(401)``. What a dependency gives
    that cannot be, such as a tenant that is not there, is told as a problem of the server's (500), and logged.

    Args:
        engine: the engine, or for one that is opened later, a dependency.
        learner: the id of the learner who is signed in; ``None`` for nobody, which is refused.
        tenant: the tenant's name; that of the tenant ``default`` if omitted. A dependency that returns ``None`` is an
            error of the host's: whoever has no tenant it has to refuse.
        coach: who is signed in and may ask about others, and about whom, ``None`` for somebody who may not; without it
            nothing about others is offered.
        around: a context manager around whatever writes, given the request and what it asks: the host writes its own
            rows in it, and gives the tenant that has joined its transaction, or ``None``. It is an asynchronous one
            over an `AsyncEngine`. Where others were quicker in such a transaction, it is begun anew, a few times.
        budget: time for practice on a full day; that of the policy if omitted.
        stakes: what is at stake in every attempt; if omitted, on record, unless the client asks for practice.
        most_bytes: how long the body of a request may be.

    Raises:
        HostError: one of the last three is not acceptable, or another that is no function.
    """
    check_host(learner=learner, tenant=tenant, coach=coach, around=around)
    offer = Offer(budget=budget, stakes=stakes, most_bytes=most_bytes)
    made = APIRouter(route_class=_Route)
    allowed: dict[str, list[str]] = {}
    for operation in operations(coach=coach is not None):
        allowed.setdefault(operation.path, []).append(operation.method)
        who = coach if operation.for_coach else learner
        endpoint = _endpoint(
            operation, engine=_given(engine), tenant=_of(tenant), who=_given(who), around=around, offer=offer
        )
        where, said = _path(operation.path), inline(operation)
        made.add_api_route(
            where,
            endpoint,
            methods=[operation.method],
            name=operation.name,
            operation_id=operation.name,
            tags=said.pop("tags"),
            summary=said.pop("summary"),
            description=said.pop("description"),
            responses={int(status): response for status, response in said.pop("responses").items()},
            response_class=Response,
            openapi_extra=said,
        )
        if operation.method == "GET":
            made.add_api_route(where, endpoint, methods=["HEAD"], include_in_schema=False)
    for path, methods in allowed.items():
        made.routes.append(Route(_path(path), _Told(refused_method(methods)), include_in_schema=False))
        made.routes.append(Route(f"{_path(path)}/", _Told(refused_path(path)), include_in_schema=False))
    return made


class _AnyText(Convertor[str]):
    """A part of a path that may be any id: with slashes in it, or of lines, of which the problem is told."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        """Return the text as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Return the text as it is."""
        return value


register_url_convertor("reinforce", _AnyText())


def _path(path: str) -> str:
    """Return a path of an operation as Starlette writes it."""
    return path.replace("}", ":reinforce}")


class _Told:
    """An application that tells the same to everybody, whatever the method is: FastAPI's own routes know theirs."""

    def __init__(self, told: Reply) -> None:
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _sent(self._told)(scope, receive, send)


class _Route(APIRoute):
    """A route that tells what is refused as a problem, also where a dependency of the host's refuses a parameter."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """Return what handles a request."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                with of_host("dependency"):  # what the operation refuses is answered by then
                    return await handle(request)
            except (ReinforceError, RefusedError) as error:
                return _sent(refusal(error))
            except RequestValidationError as error:
                first = error.errors()[0]
                field = ".".join(map(str, first["loc"][1:]))
                return _sent(refusal(InvalidParameterError(field, f"is not acceptable: {first['msg']}")))

        return told


def _given(value: Any) -> Callable[..., Any]:  # noqa: ANN401 - what a dependency returns, or the dependency
    return value if callable(value) else lambda: value


def _of(tenant: str | Callable[..., Any] | None) -> Callable[..., Any]:
    """Return the dependency that says the tenant of a request, which has to name one where it is the host's."""
    if not callable(tenant):
        return lambda: tenant

    def named(said: Any = Depends(tenant)) -> Any:  # noqa: ANN401, B008 - as below
        return tenant_said(said)

    return named


def _endpoint(
    operation: Operation,
    *,
    engine: Callable[..., Any],
    tenant: Callable[..., Any],
    who: Callable[..., Any],
    around: Around | None,
    offer: Offer,
) -> Callable[..., Any]:
    """Return the function that FastAPI calls for an *operation*, with what the host says as its dependencies."""

    async def endpoint(
        request: Request,
        engine: Any = Depends(engine),  # noqa: ANN401, B008 - FastAPI's own way
        tenant: Any = Depends(tenant),  # noqa: ANN401, B008
        who: Any = Depends(who),  # noqa: ANN401, B008
    ) -> Response:
        within: Any = None if around is None else partial(around, request)
        try:
            asked = ask(
                operation,
                learner=None if operation.for_coach else who,
                coach=who if operation.for_coach else None,
                path=request.path_params,
                query=request.query_params,
                # Of who may not ask nothing is read.
                body=await _body(request, most=offer.most_bytes) if operation.takes and who is not None else b"",
                content_type=request.headers.get("Content-Type", ""),
                offer=offer,
            )
            return _sent(reply(await _answered(operation, engine, tenant, asked, within)))
        except (ReinforceError, RefusedError) as error:
            return _sent(refusal(error))

    return endpoint


async def _answered(operation: Operation, engine: Any, tenant: Any, asked: Asked, around: Any) -> Value:  # noqa: ANN401 - as the host gives them
    """Return the answer of the host's *engine*, whichever it is."""
    if isinstance(engine, AsyncEngine):
        with of_host("tenant"):
            named = await engine.tenant(tenant)
        return await respond_async(operation, named, asked, around=around)
    if not isinstance(engine, Engine):
        raise HostError("engine", f"must be an Engine or an AsyncEngine, not any {type(engine).__name__}")
    return await run_in_threadpool(_blocking, operation, engine, tenant, asked, around)


def _blocking(operation: Operation, engine: Engine, tenant: Any, asked: Asked, around: Any) -> Value:  # noqa: ANN401 - as above
    with of_host("tenant"):
        named = engine.tenant(tenant)
    return respond(operation, named, asked, around=around)


async def _body(request: Request, *, most: int) -> bytes:
    """Return the body of a request; of one that is too long no more is read."""
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > most:
            break
    return bytes(read)


def _sent(made: Reply) -> Response:
    return Response(content=made.body, status_code=made.status, headers=dict(made.headers))
