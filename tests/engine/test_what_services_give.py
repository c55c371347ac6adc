"""What services give back is for people and browsers too: the types that their methods return, and those of these."""

import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, get_args, get_origin

import pytest

import reinforce
from reinforce import Engine, Tenant
from reinforce.aio import AsyncTenant, services
from reinforce.aio.async_twin import AsyncTwin
from reinforce.catalog import Curriculum
from reinforce.catalog.fields import Element
from reinforce.codec import Value
from reinforce.engine import Cards
from reinforce.memory import Standing
from tests.docs.json_page import published
from tests.test_codec import ELEMENTS, VALUES

PUBLISHED = published()
NO_VALUES: dict[type[Any], str] = {
    Curriculum: "is made of packs, which are written, and of the log; half of it is what was worked out of them",
    Standing: "is what memory models take and give; a card writes what people read of it",
    Cards: "is a tuple of cards that shows itself as a table",
    Tenant: "is a set of services",
}
"""What services give and nobody can write down, each with the reason."""


@cache
def _names() -> dict[str, Any]:
    """Return whatever any module of the library knows by a name, as annotations may mean it."""
    found: dict[str, Any] = {}
    for module in walk_packages(reinforce.__path__, "reinforce."):
        is_apart = module.name.startswith("reinforce.django") or module.name.endswith("__main__")
        if "migrations" not in module.name and not is_apart:  # Django's modules are read inside a project alone
            for name, value in vars(import_module(module.name)).items():
                found.setdefault(name, value)
    for module_name in ("datetime", "collections.abc", "typing"):
        found |= {name: value for name, value in vars(import_module(module_name)).items() if name[0] != "_"}
    return {**found, "datetime": found["datetime"]}


def _returned(method: Callable[..., Any]) -> Any:  # noqa: ANN401 - any type
    """Return the type that *method* returns, also where its modules are imported for type checkers alone."""
    function = inspect.unwrap(method)
    said = function.__annotations__.get("return")
    return eval(said, {**_names(), **function.__globals__}) if isinstance(said, str) else said  # noqa: S307 - our own words


def _classes(hint: Any) -> Iterator[type[Any]]:  # noqa: ANN401 - any type
    """Yield the classes of which a type is made: through tuples, mappings, optionals, iterators and awaitables."""
    if get_origin(hint) is not None:
        for part in get_args(hint):
            yield from _classes(part)
    elif isinstance(hint, type):
        yield hint


def _methods(kind: type[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public methods and properties of a class that are the library's own, and what it is gone through by."""
    for name, member in inspect.getmembers(kind):
        method = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        is_public = name[0] != "_" or name == "__iter__"
        if is_public and inspect.isfunction(method) and inspect.unwrap(method).__module__.startswith("reinforce"):
            yield f"{kind.__name__}.{name}", method


def _given(*first: type[Any]) -> dict[type[Any], str]:
    """Return the classes of the library that methods of the *first* give, and methods of these; by what."""
    found: dict[type[Any], str] = {}
    waiting = list(first)
    while waiting:
        for name, method in _methods(waiting.pop()):
            for kind in _classes(_returned(method)):
                ours = kind.__module__.startswith("reinforce") and not issubclass(kind, Enum)
                if ours and kind not in found and kind not in first:
                    found[kind] = name
                    waiting.append(kind)
    return found


def _services() -> list[type[Any]]:
    with Engine.open("memory:") as engine:
        parts = vars(engine.tenant()).values()
        return [type(part) for part in parts if type(part).__module__.startswith("reinforce.engine.services")]


SYNC = _given(*_services(), Tenant)
ASYNC = [kind for kind in vars(services).values() if isinstance(kind, type) and issubclass(kind, AsyncTwin)]


@pytest.mark.parametrize("kind", SYNC, ids=lambda kind: kind.__name__)
def test_whatever_a_service_gives_is_a_value_that_hosts_can_name(kind: type[Any]) -> None:
    """It has to_json, a room exports it, and so it stands on the page of all JSON with dates beside its days."""
    if kind in NO_VALUES:
        assert not issubclass(kind, Value)
    elif issubclass(kind, Element):
        assert kind in ELEMENTS, SYNC[kind]
    else:
        assert issubclass(kind, Value), SYNC[kind]
        assert kind in VALUES, SYNC[kind]
        assert kind.__name__ in PUBLISHED["$defs"], SYNC[kind]


def test_the_walk_finds_what_services_give() -> None:
    """What is nested in tuples, mappings, optionals and unions, and what only a value's own method gives."""
    given = {kind.__name__ for kind in SYNC}
    assert given >= {"Card", "Claim", "CoachingNeed", "Event", "Outcome", "RecordedAttempt", "Review", "SkillMastery"}
    assert len(_services()) == 8
    assert list(_classes(dict[str, tuple[bool, ...] | None])) == [str, bool, type(None)]


def test_asyncio_gives_the_same() -> None:
    """Awaited or not, it is the same values."""
    assert set(_given(*ASYNC, AsyncTenant)) - {Tenant, AsyncTenant} <= {*SYNC}
    assert len(ASYNC) == len(_services()) + 1  # and the twin itself
