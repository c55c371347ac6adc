"""The documentation names what the code names."""

import re
from dataclasses import fields
from importlib import import_module
from inspect import get_annotations
from pathlib import Path
from typing import Any

import pytest

import reinforce
from reinforce import Policy
from reinforce.codec import Value
from reinforce.errors import ReinforceError

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {
    "engine": ("engine", "outbox"),
    "practice.progress": ("progress",),
    "stores.memory": ("stores",),
    "stores.sql": ("stores",),
    "testing": ("stores",),
    "vector": ("simulation",),
}
"""The pages of rooms that do not stand on one page of their name."""

SOURCE = Path(reinforce.__file__).parent
ROOMS = sorted(
    ".".join(path.parent.relative_to(SOURCE).parts)
    for path in SOURCE.rglob("*/__init__.py")
    if "\n__all__ = " in path.read_text(encoding="utf-8")
)


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


MOST_AT_THE_TOP = 50
"""How many names whoever embeds the library has to choose from; the next one takes the place of another."""


def test_few_names_stand_at_the_top() -> None:
    """The top of the package has at most fifty names; what nobody embeds is imported from its room."""
    assert len(reinforce.__all__) <= MOST_AT_THE_TOP


def test_what_stands_at_the_top_stands_in_its_room() -> None:
    """Every name at the top is one of a room, or an error, under the same name."""
    rooms = [import_module(f"reinforce.{room}") for room in (*ROOMS, "errors")]
    for name in reinforce.__all__:
        assert any(getattr(room, name, None) is getattr(reinforce, name) for room in rooms), name


def test_public_names_stand_in_the_reference() -> None:
    """The page of names lists every name at the top and no other, and has a row for each room that holds the rest."""
    page = _page("reference/names.md")
    listed = re.findall(r"\{py:\w+\}`~([\w.]+)`", page)
    assert sorted(target.rpartition(".")[2] for target in listed) == sorted(reinforce.__all__)
    rooms = re.findall(r"\{doc\}`reinforce\.([\w.]+) <(\w+)>`", page)
    assert {room for room, _ in rooms} == {*ROOMS, "errors"}
    for room, target in rooms:
        assert target in PAGES.get(room, (room,))


def test_errors_have_their_row() -> None:
    """Every error has a row in the table of errors, with the exceptions that it also is."""
    row = re.compile(r"^\| \{py:class\}`~reinforce\.errors\.(\w+)` \| (.*?) \|", re.MULTILINE)
    rows = dict(row.findall(_page("reference/errors.md")))
    errors = {name: kind for name, kind in vars(import_module("reinforce.errors")).items() if _is_error(kind)}
    assert rows.keys() == errors.keys()
    for name, kind in errors.items():
        parents = {parent.__name__ for parent in kind.__bases__} - {"Exception", "ReinforceError"}
        assert set(re.findall(r"`(\w+)`", rows[name])) >= parents


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, ReinforceError)


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_stand_on_their_pages(room: str) -> None:
    """Every public name of a room stands on the room's page, if the page does not show the room as a whole."""
    pages = "".join(_page(f"reference/{page}.md") for page in PAGES.get(room, (room,)))
    directive = re.compile(r"^\.\. auto(?:class|function|data):: ([\w.]+)", re.MULTILINE)
    listed = {target.rpartition(".")[2] for target in directive.findall(pages)}
    names = set(import_module(f"reinforce.{room}").__all__) - {"DEFAULT_TENANT"}
    assert names <= listed or f".. automodule:: reinforce.{room}\n   :imported-members:" in pages, names - listed


def test_settings_stand_in_the_table_of_the_policy() -> None:
    """Every setting of the policy has its row in the guide that changes it."""
    rows = "".join(re.findall(r"^\| (`.*?) \|", _page("how-to/change-the-policy.md"), re.MULTILINE))
    settings = {field.name for field in fields(Policy) if not field.metadata} - {"version"}
    assert set(re.findall(r"`(\w+)`", rows)) == settings


def test_what_public_values_hold_stands_in_the_reference() -> None:
    """A value that a field or a property of a public one holds is looked up in the reference as well."""
    rooms = [import_module(f"reinforce.{room}") for room in ROOMS]
    public = {name: getattr(room, name) for room in rooms for name in room.__all__}
    pages = "".join(page.read_text(encoding="utf-8") for page in (DOCS / "reference").glob("*.md"))
    listed = {target.rpartition(".")[2] for target in re.findall(r"^\.\. autoclass:: ([\w.]+)", pages, re.MULTILINE)}
    values = {kind.__name__ for kind in _kinds(Value) if not kind.__name__.startswith("_")}
    held = {word for kind in public.values() if isinstance(kind, type) for word in _words(kind)}
    assert held & values - listed - public.keys() == set()


def _kinds(kind: type[Any]) -> set[type[Any]]:
    return {kind}.union(*(_kinds(below) for below in kind.__subclasses__()))


def _words(kind: type[Any]) -> set[str]:
    """Return the names in the types of the fields and properties of a *kind*."""
    told = [str(told) for name, told in get_annotations(kind).items() if not name.startswith("_")]
    read = [one.fget.__annotations__ for one in vars(kind).values() if isinstance(one, property) and one.fget]
    return set(re.findall(r"[A-Z]\w+", " ".join((*told, *(str(types.get("return")) for types in read)))))


def test_laws_name_tests_that_are_there() -> None:
    """Every test that the page of laws names is there."""
    named = set(re.findall(r"`(tests/[\w/.]+)`", _page("explanation/laws.md")))
    assert named
    assert [path for path in sorted(named) if not (DOCS.parent / path).exists()] == []
