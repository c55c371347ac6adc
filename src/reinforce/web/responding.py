"""Answering what was asked: by a tenant, or by one for asyncio, in the host's transaction where it gives one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from reinforce.aio import run_with
from reinforce.errors import StaleError
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
            with around(asked) as joined:
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
            async with around(asked) as joined:
                return await run_with(joined or tenant, lambda blocking: operation.does(blocking, asked))
        except StaleError:
            if is_last:
                raise
    raise AssertionError  # as above


def reply(value: Value) -> Reply:
    """Return what is sent of an answer."""
    return Reply(status=200, headers={"Content-Type": "application/json", **_HEADERS}, body=_written(value.to_json()))


def refusal(error: ReinforceError | RefusedError) -> Reply:
    """Return what is sent where something was refused: a problem, and nothing of the server's own."""
    problem = problem_of(error)
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
