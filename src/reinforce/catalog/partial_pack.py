"""
A pack as far as it could be read, so that one broken field hides nothing else that is wrong.

Each element is read on its own. One with broken fields becomes an element that only has the others, and a list with
broken entries one with ``None`` in their places: whoever looks at them asks `has` and `entries`. The ids are those
that stand in the file, so that nothing seems unknown only because it is broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from reinforce.catalog import messages
from reinforce.catalog.drills import DrillSpec
from reinforce.catalog.fields import Element
from reinforce.catalog.model import Capability, Journey, Pack, Skill
from reinforce.catalog.questions import Question, QuestionBase
from reinforce.catalog.reasons import given
from reinforce.catalog.source import NO_FILE, Flaw
from reinforce.once import once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.catalog.source import Origin, Path, Source

E = TypeVar("E", bound=BaseModel)

_KINDS: Mapping[str, type[BaseModel]] = {cls.model_fields["kind"].default: cls for cls in get_args(Question)}
_SECTIONS: Mapping[str, type[BaseModel] | None] = {
    "capabilities": Capability,
    "skills": Skill,
    "questions": None,  # of the model that their kind says
    "drills": DrillSpec,
    "journeys": Journey,
}


@dataclass(frozen=True)
class Section(Generic[E]):
    """
    The elements of one kind.

    Attributes:
        name: the field of the pack that holds them.
        elements: the elements, as far as they could be read; ``None`` for what is no element at all.
        ids: their ids as they stand there, even if they cannot be ids.
        readable: whether there is a list of elements at all.
    """

    name: str
    elements: tuple[E | None, ...] = ()
    ids: tuple[str | None, ...] = ()
    readable: bool = True

    def __iter__(self) -> Iterator[tuple[Path, E]]:
        """Yield path and element of everything that is one."""
        for at, element in enumerate(self.elements):
            if element is not None:
                yield (self.name, at), element

    @once
    def complete(self) -> bool:
        """Whether all ids can be seen, so that an id not among them is unknown."""
        return self.readable and None not in self.ids

    @once
    def known(self) -> frozenset[str]:
        """The ids that can be seen."""
        return frozenset(id for id in self.ids if id is not None)  # noqa: A001 - what it is


@dataclass(frozen=True, slots=True)
class PartialPack:
    """The sections of a pack."""

    capabilities: Section[Capability]
    skills: Section[Skill]
    questions: Section[Question]
    drills: Section[DrillSpec]
    journeys: Section[Journey]

    @classmethod
    def of(cls, pack: Pack) -> PartialPack:
        """Return a pack that is there already as a draft."""
        elements = {name: getattr(pack, name) for name in _SECTIONS}
        return cls(**{name: Section(name, all_, tuple(one.id for one in all_)) for name, all_ in elements.items()})


def has(element: BaseModel, *names: str) -> bool:
    """Whether all those fields of *element* could be read."""
    return all(name in element.__dict__ for name in names)


def entries(element: BaseModel, field: str, *names: str) -> Iterator[tuple[int, Any]]:
    """Yield position and value of what could be read in a list of *element*, of elements those that have *names*."""
    values: Iterable[Any] = element.__dict__.get(field, ())
    for at, value in enumerate(values):
        if value is not None and (not names or has(value, *names)):
            yield at, value


def read_partial_pack(source: Source) -> tuple[PartialPack, dict[str, Any], list[Flaw]]:
    """Return what can be read of the pack that *source* is: sections, other fields, and what is wrong with it."""
    if not isinstance(source.value, dict):
        said = f"must be a mapping of fields such as 'pack' and 'skills', not {given(source.value)}"
        if isinstance(source.value, str) and source.origin.file == NO_FILE:
            said += "; a file is read where its name comes as a pathlib.Path"
        return PartialPack(**{name: Section(name, readable=False) for name in _SECTIONS}), {}, [Flaw((), said)]
    raw = {**source.value, **{name: () for name in _SECTIONS if name in source.value}}
    header, found = _read(Pack, raw, path=(), origin=source.origin)
    misspelt = {source.origin.hints.near(name, _SECTIONS) for name in raw if name not in Pack.model_fields}
    sections: dict[str, Section[Any]] = {}
    for name in _SECTIONS:
        if name in source.value:
            sections[name], more = _read_section(name, source.value[name], origin=source.origin)
            found += more
        else:
            sections[name] = Section(name, readable=not Pack.model_fields[name].is_required() and name not in misspelt)
    fields = {name: header.__dict__[name] for name in header.model_fields_set - _SECTIONS.keys()}
    return PartialPack(**sections), fields, found


def _read_section(name: str, raw: object, *, origin: Origin) -> tuple[Section[Any], list[Flaw]]:
    if not isinstance(raw, list):
        said = "has no value: leave it out, or write []" if raw is None else f"must be a list, not {given(raw)}"
        return Section(name, readable=False), [Flaw((name,), said)]
    elements: list[BaseModel | None] = []
    found: list[Flaw] = []
    for at, value in enumerate(raw):
        element, more = _read_element(name, value, path=(name, at), origin=origin)
        elements.append(element)
        found += more
    ids = tuple(_written_id(value, origin=origin, path=(name, at)) for at, value in enumerate(raw))
    return Section(name, tuple(elements), ids), found


def _read_element(name: str, raw: object, *, path: Path, origin: Origin) -> tuple[BaseModel | None, list[Flaw]]:
    if not isinstance(raw, dict):
        return None, [Flaw(path, f"must be a mapping of fields, not {given(raw)}")]
    cls = _SECTIONS[name]
    return _read_question(raw, path=path, origin=origin) if cls is None else _read(cls, raw, path=path, origin=origin)


def _read_question(raw: Mapping[str, Any], *, path: Path, origin: Origin) -> tuple[BaseModel, list[Flaw]]:
    """Read a question of whatever kind it is, or seems to be; failing that, what all questions have."""
    kind = raw.get("kind")
    if isinstance(kind, str) and kind in _KINDS:
        return _read(_KINDS[kind], raw, path=path, origin=origin)
    meant = origin.hints.near(str(kind), _KINDS)
    kinds = f"one of {', '.join(_KINDS)}"
    said = f"must be {kinds}, not {given(kind)}{origin.hints.hint(str(kind), _KINDS)}"
    flaw = Flaw((*path, "kind"), said if "kind" in raw else f"is missing: {kinds}")
    if meant:
        question, found = _read(_KINDS[meant], {**raw, "kind": meant}, path=path, origin=origin)
    else:
        known = {name: value for name, value in raw.items() if name in QuestionBase.model_fields}
        question, found = _read(QuestionBase, known, path=path, origin=origin)
    return question, [flaw, *found]


def _read(cls: type[E], raw: Mapping[str, Any], *, path: Path, origin: Origin) -> tuple[E, list[Flaw]]:
    """Return *raw* as a *cls*, if need be without its broken fields, and what is wrong with those."""
    try:
        read: E = cls.__pydantic_validator__.validate_python(
            raw
        )  # with pydantic's error, which tells all that is wrong
    except ValidationError as error:
        return _sound(cls, raw, error), list(messages.flaws(error, cls, raw, path=path, origin=origin))
    return read, []


def _sound(cls: type[E], raw: Mapping[str, Any], error: ValidationError) -> E:
    """Return *raw* as a *cls* without the fields that *error* is about, or with what is sound in them."""
    broken = {str(one["loc"][0]) for one in error.errors()}
    part = cls.model_construct()
    for name, field in cls.model_fields.items():
        if name in broken:
            part.__dict__.pop(name, None)  # The default is not what was meant.
            if value := _parts(field.annotation, raw.get(name)):
                part.__dict__[name] = value
        elif name in raw:
            annotation: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
            part.__dict__[name] = _adapter(annotation).validate_python(raw[name])
    return part


def _part(annotation: Any, raw: Any) -> Any:  # noqa: ANN401 - an annotation and its value can be anything
    """Return *raw* as what *annotation* says, if need be without what is broken in it."""
    try:
        return _adapter(annotation).validate_python(raw)
    except ValidationError as error:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and isinstance(raw, dict):
            return _sound(annotation, raw, error)
        return _parts(annotation, raw)


def _parts(annotation: Any, raw: Any) -> tuple[Any, ...] | dict[str, Any] | None:  # noqa: ANN401 - as above
    """Return the entries of a list or mapping, ``None`` in place of those that are broken."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is tuple and isinstance(raw, list):
        return tuple(_part(inner[0], value) for value in raw)
    if origin is Mapping and isinstance(raw, dict):
        return {key: _part(inner[1], value) for key, value in raw.items()}
    return None


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - an annotation can be anything
    model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return TypeAdapter(annotation, config=None if model else Element.model_config)


def _written_id(raw: object, *, origin: Origin, path: Path) -> str | None:
    """Return the id of an element as it stands in the file, whether it can be an id or not."""
    if not isinstance(raw, dict) or "id" not in raw:
        return None
    value = raw["id"]
    return value.strip() if isinstance(value, str) else origin.place((*path, "id")).written or None
