"""Answering what was asked: by a tenant, or by one for asyncio, in the host's transaction where it gives one."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from reinforce.aio import run_with
from reinforce.errors import HostError, StaleError
from reinforce.logger import LOGGER
from reinforce.web.hosting import of_host
from reinforce.web.problems import RefusedError, problem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from reinforce import Tenant
    from reinforce.aio import AsyncTenant
    from reinforce.codec import Value
    from reinforce.errors import ReinforceError
    from reinforce.web.asked import Asked
    from reinforce.web.operation import Operation

    Around: TypeAlias = Callable[[Asked], AbstractContextManager[Tenant | None]]
    AsyncAround: TypeAlias = Callable[[Asked], AbstractAsyncContextManager[AsyncTenant | None]]

_TRIES = 5
_AWAY, _INTERNAL = 503, 500
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """
    What a framework sends.

    Attributes:
        status: the HTTP status.
        headers: by name.
        body: JSON in UTF-8.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def respond(operation: Operation, tenant: Tenant, asked: Asked, *, around: Around | None = None) -> Value:
    """
    Return the answer of a *tenant* to what was *asked*.

    Args:
        operation: which.
        tenant: of whom.
        asked: what, as `ask` read it.
        around: the host's own: a context manager around whatever writes, in which its rows are written along. It gives
            the tenant to write with, one that has joined the host's transaction, or ``None`` for *tenant*. Where others
            were quicker in such a transaction, it is begun anew, a few times.

    Raises:
        ReinforceError: it is refused; `problem_of` tells the client.
    """
    if around is None or not operation.writes:
        return operation.does(tenant, asked)
    for is_last in _tries():
        try:
            with ExitStack() as host:
                with of_host("around"):
                    joined = _joined(host.enter_context(_context(around(asked), "__enter__")))
                return operation.does(joined or tenant, asked)
        except StaleError:
            if is_last:
                raise
    raise AssertionError  # the last try returns or raises


async def respond_async(
    operation: Operation, tenant: AsyncTenant, asked: Asked, *, around: AsyncAround | None = None
) -> Value:
    """Return the answer of a *tenant* for asyncio; otherwise as `respond`."""
    if around is None or not operation.writes:
        return await run_with(tenant, lambda blocking: operation.does(blocking, asked))
    for is_last in _tries():
        try:
            async with AsyncExitStack() as host:
                with of_host("around"):
                    joined = _joined(await host.enter_async_context(_context(around(asked), "__aenter__")))
                return await run_with(joined or tenant, lambda blocking: operation.does(blocking, asked))
        except StaleError:
            if is_last:
                raise
    raise AssertionError  # as above


def _context(made: Any, how: str) -> Any:  # noqa: ANN401 - whatever the host's function returned
    """Return what a host's function has *made*; raise HostError where it cannot be entered."""
    if not hasattr(made, how):
        raise HostError("around", f"must return a context manager with {how}, not any {type(made).__name__}")
    return made


def _joined(given: Any) -> Any:  # noqa: ANN401 - whatever the host's context gave
    """Return the tenant that a host's context has *given*, if any; raise HostError for anything else."""
    if given is not None and not hasattr(given, "practice"):
        raise HostError("around", f"must give a tenant or None, not any {type(given).__name__}")
    return given


def reply(value: Value) -> Reply:
    """Return what is sent of an answer."""
    return Reply(status=200, headers={"Content-Type": "application/json", **_HEADERS}, body=_written(value.to_json()))


def refusal(error: ReinforceError | RefusedError) -> Reply:
    """Return what is sent where something was refused: a problem, and nothing of the server's own, which is logged."""
    problem = problem_of(error)
    if problem.status == _INTERNAL:
        LOGGER.error("a request could not be answered: %s", type(error).__name__, exc_info=error)
    elif problem.status == _AWAY:
        LOGGER.warning("a request could not be answered now: %s", type(error).__name__)
    return Reply(status=problem.status, headers={**problem.headers(), **_HEADERS}, body=_written(problem.body()))


def refused_method(offered: Collection[str]) -> Reply:
    """Return what is sent where a path is asked by another method than those *offered*; HEAD goes with GET."""
    told = refusal(RefusedError("wrong-method", f"it is {' or '.join(offered)}"))
    allowed = [*offered, *(("HEAD",) if "GET" in offered else ())]
    return replace(told, headers={**told.headers, "Allow": ", ".join(allowed)})


def refused_path(path: str) -> Reply:
    """Return what is sent where a *path* of the table is asked for with a slash behind it."""
    return refusal(RefusedError("wrong-path", f"it is {path}, without a slash at its end"))


def _written(values: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return json.dumps(values, separators=(",", ":")).encode()


def _tries() -> Iterator[bool]:
    """Yield, for each of a few tries, whether it is the last."""
    yield from (count == _TRIES for count in range(1, _TRIES + 1))
