"""Where entries name persons: in the fields that are marked, and at the paths inside JSON values that are declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from reinforce.journal.entries import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Record = TypeVar("Record")


def marked(kind: type) -> Iterator[str]:
    """Yield the names of the fields of a dataclass that hold the id of a person."""
    return (spec.name for spec in fields(kind) if spec.metadata.get("person"))


def roles(entry: object) -> Iterator[tuple[str, str]]:
    """Yield whom an entry names besides its learner, each behind the field, or the path in the body, that says it."""
    for name in marked(type(entry)):
        if name != "learner" and (person := getattr(entry, name)) is not None:
            yield name, person
    if isinstance(entry, Event):
        for path in entry.kind.traits.persons:
            yield from ((f"body.{path}", person) for person in found(entry.body, path))


def names(entry: object, person: str) -> bool:
    """Whether an entry names *person*, besides as its learner."""
    return any(one == person for _, one in roles(entry))


def called(entry: Record, name: Callable[[str], str]) -> Record:
    """Return an entry in which every person has another *name*, its learner too, in fields and at paths in its body."""
    persons = ((field, getattr(entry, field)) for field in marked(type(entry)))
    changed: dict[str, Any] = {field: name(person) for field, person in persons if person is not None}
    if isinstance(entry, Event):
        changed["body"] = called_in(entry.body, entry.kind.traits.persons, name)
    return replace(entry, **changed)  # type: ignore[type-var] # any dataclass


def called_in(values: Any, paths: Iterable[str], name: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON values
    """Return JSON *values* in which every person at one of *paths* has another *name*; all else is as it was."""
    for path in paths:
        values = _at(values, path, name)
    return values


def found(values: Any, path: str) -> list[str]:  # noqa: ANN401 - JSON values
    """Return the texts that stand at *path*, however often one stands there."""
    persons: list[str] = []

    def note(person: str) -> str:
        persons.append(person)
        return person

    _at(values, path, note)
    return persons


def _at(value: Any, path: str, name: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON values
    """Return a JSON value in which texts at *path*, which is empty for the value itself, are called otherwise."""
    if not path:
        return name(value) if isinstance(value, str) else value
    first, _, rest = path.partition(".")
    if isinstance(value, Mapping):
        return {key: _at(one, rest, name) if first in ("*", key) else one for key, one in value.items()}
    if isinstance(value, list | tuple) and first == "*":
        return [_at(one, rest, name) for one in value]
    return value
