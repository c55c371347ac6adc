"""The async twin of a service: the same methods with the same arguments, to be awaited."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from reinforce.aio.drivers import Driver

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M")
S = TypeVar("S")
_S_co = TypeVar("_S_co", covariant=True)


class AsyncTwin(Generic[_S_co]):
    """
    Stands before a service and has its methods run where they do not hold the event loop up.

    Args:
        service: what does the work.
        driver: what runs it.
    """

    def __init__(self, service: _S_co, driver: Driver) -> None:
        self._service = service
        self._driver = driver


@overload
def twin(
    method: Callable[Concatenate[S, P], T],
) -> Callable[Concatenate[AsyncTwin[S], P], Coroutine[Any, Any, T]]: ...


@overload
def twin(
    method: Callable[Concatenate[S, P], T], *, giving: Callable[[T, Driver], M]
) -> Callable[Concatenate[AsyncTwin[S], P], Coroutine[Any, Any, M]]: ...


def twin(
    method: Callable[Concatenate[S, P], T], *, giving: Callable[[T, Driver], Any] | None = None
) -> Callable[Concatenate[AsyncTwin[S], P], Coroutine[Any, Any, Any]]:
    """
    Return the twin of a service's *method*: its name, arguments and docstring, and its result when awaited.

    Args:
        method: as the service's class has it.
        giving: makes of the method's result what is returned, where that result has methods to be awaited itself.
    """
    name = method.__name__

    @wraps(method)
    async def call(self: AsyncTwin[S], /, *args: P.args, **kwargs: P.kwargs) -> Any:  # noqa: ANN401 - see the overloads
        result = await self._driver.run(getattr(self._service, name), *args, **kwargs)
        return result if giving is None else giving(result, self._driver)

    return call


async def run_with(tenant: AsyncTwin[S], work: Callable[[S], T]) -> T:
    """
    Have *work* done with the tenant that an asynchronous one stands before, and return what it returns.

    It is for a function that is written once, for both: it calls the services without awaiting them, and does not hold
    the event loop up while they wait for the database.
    """
    return await tenant._driver.run(work, tenant._service)  # noqa: SLF001 - one of our own
