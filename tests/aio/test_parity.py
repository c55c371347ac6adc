"""Whatever the services do, they do for asyncio too, under the same names and with the same arguments."""

import inspect
from typing import Any

import pytest

from reinforce import Engine, Tenant
from reinforce.aio import AsyncEngine, AsyncTenant
from reinforce.aio.drivers import Threads

TENANT = Engine.open("memory:").create_tenant("acme")
ASYNC_TENANT = AsyncTenant(TENANT, Threads())
SERVICES = {name: service for name, service in vars(TENANT).items() if not name.startswith("_") and name != "name"}
KINDS: dict[str, tuple[type[Any], type[Any]]] = {
    "Engine": (Engine, AsyncEngine),
    "Tenant": (Tenant, AsyncTenant),
    **{name: (type(service), type(getattr(ASYNC_TENANT, name, None))) for name, service in SERVICES.items()},
}
MORE = {"Engine.over": {"schema"}}
"""Arguments that only the method for asyncio has: there is no store to give SQLAlchemy's engine for asyncio to."""


def _public(kind: type[Any]) -> dict[str, Any]:
    return {name: member for name, member in inspect.getmembers(kind) if not name.startswith("_")}


def _parameters(method: Any, *, without: set[str]) -> list[tuple[str, Any, Any]]:  # noqa: ANN401 - any callable
    parameters = inspect.signature(method).parameters.values()
    return [(given.name, given.kind, given.default) for given in parameters if given.name not in without]


METHODS = [f"{kind}.{name}" for kind, (service, _) in KINDS.items() for name in _public(service)]


def test_every_service_of_a_tenant_has_its_twin() -> None:
    """An asynchronous tenant has the services of a tenant, by the same names."""
    twins = {name for name in vars(ASYNC_TENANT) if not name.startswith("_")}
    assert twins - {"name"} == SERVICES.keys()
    assert ASYNC_TENANT.name == TENANT.name


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_its_twin(name: str) -> None:
    """A public method or property has an awaitable twin with the same arguments and a docstring."""
    kind, _, member = name.partition(".")
    service, awaited = KINDS[kind]
    original, twin = getattr(service, member), getattr(awaited, member, None)
    assert twin is not None, f"{awaited.__name__} lacks {member}"
    assert inspect.iscoroutinefunction(twin) or inspect.isasyncgenfunction(inspect.unwrap(twin))
    assert twin.__doc__
    if isinstance(original, property):
        assert list(inspect.signature(twin).parameters) == ["self"]
    else:
        assert _parameters(twin, without=MORE.get(name, set())) == _parameters(original, without=set())


@pytest.mark.parametrize("kind", ["Tenant", *SERVICES])
def test_a_twin_adds_nothing(kind: str) -> None:
    """What only asyncio could do would be a second implementation."""
    service, awaited = KINDS[kind]
    assert _public(awaited).keys() <= _public(service).keys()


@pytest.mark.parametrize("name", METHODS)
def test_no_method_returns_what_reads_later(name: str) -> None:
    """A method that returned an iterator over the store would read when nobody awaits it."""
    kind, _, member = name.partition(".")
    original = getattr(KINDS[kind][0], member)
    if not isinstance(original, property) and member != "joining":
        assert not inspect.isgeneratorfunction(inspect.unwrap(original))
        assert not str(inspect.signature(original).return_annotation).startswith(("Iterator", "Generator"))
