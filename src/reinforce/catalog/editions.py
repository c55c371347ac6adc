"""Packs as editions: what is stored of a pack, what tells two apart, and what a new one does to memory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from reinforce.catalog.changes import OnChange
from reinforce.catalog.messages import flaws
from reinforce.catalog.model import Pack
from reinforce.catalog.revisions import Revisions
from reinforce.catalog.source import Flaw, Origin
from reinforce.codec import Value
from reinforce.errors import InvalidPackError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reinforce.catalog.fields import Element
    from reinforce.catalog.model import Exercise, Skill
    from reinforce.catalog.source import Path

_KINDS: Mapping[str, str] = {
    "capabilities": "capability",
    "skills": "skill",
    "questions": "question",
    "drills": "drill",
    "journeys": "journey",
}
_EXERCISES = ("questions", "drills")
_DEFINITION = ("title", "description", "dimension", "why", "revision")
"""The fields of a skill that say what is to be remembered."""

_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True, order=True)
class Difference(Value):
    """
    One thing that a new version of a pack adds, changes or removes.

    Attributes:
        kind: ``added``, ``changed`` or ``removed``.
        what: ``pack``, ``capability``, ``skill``, ``question``, ``drill`` or ``journey``.
        id: its id.
        fields: the fields that changed, sorted.

    >>> print(Difference("changed", "skill", "open-questions", ("title", "why")))
    skill open-questions changed: title, why
    """

    kind: Literal["added", "changed", "removed"]
    what: str
    id: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.what} {self.id} {self.kind}{': ' if self.fields else ''}{', '.join(self.fields)}"


def to_body(pack: Pack) -> dict[str, Any]:
    """Return *pack* as JSON values, for storage."""
    return pack.model_dump(mode="json")


def from_body(body: Mapping[str, Any]) -> Pack:
    """
    Return the pack that `to_body` made *body* of.

    What was published was checked then; only its shape is checked here, so that old editions stay readable.

    Raises:
        InvalidPackError: the shape is not that of a pack.
    """
    try:
        pack: Pack = Pack.__pydantic_validator__.validate_python(body)  # with pydantic's error, which tells all
    except ValidationError as error:
        origin = Origin("<edition>", {})
        found = flaws(error, Pack, body, path=(), origin=origin)
        raise InvalidPackError({origin.fault(flaw) for flaw in found}) from error
    return pack


def digest(pack: Pack) -> str:
    """
    Return what tells packs of different content apart: 32 hexadecimal digits of blake2b.

    The order of elements is no content, nor is a field that says what goes without saying.
    """
    said: dict[str, Any] = pack.model_dump(mode="json", exclude=set(_KINDS), exclude_defaults=True)
    for section in _KINDS:
        said[section] = {
            element.id: {"kind": getattr(element, "kind", ""), **element.model_dump(mode="json", exclude_defaults=True)}
            for element in getattr(pack, section)
        }
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return blake2b(canonical.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def compare(old: Pack | None, new: Pack) -> tuple[Difference, ...]:
    """Return what *new* adds to, changes in and removes from *old*, in the order of sections, by id within each."""
    if old is None:
        found = [Difference("added", "pack", new.id)]
    else:
        fields = tuple(name for name in _changed(old, new) if name not in _KINDS)
        found = [Difference("changed", "pack", new.id, fields)] if fields else []
    for section, what in _KINDS.items():
        before: Mapping[str, Element] = (
            {} if old is None else {element.id: element for element in getattr(old, section)}
        )
        after: Mapping[str, Element] = {element.id: element for element in getattr(new, section)}
        for id in sorted(before.keys() | after.keys()):  # noqa: A001 - what it is
            if id not in before:
                found.append(Difference("added", what, id))
            elif id not in after:
                found.append(Difference("removed", what, id))
            elif fields := _changed(before[id], after[id]):
                found.append(Difference("changed", what, id, fields))
    return tuple(found)


def content_changes(old: Pack | None, new: Pack, *, known: Revisions | None = None) -> tuple[tuple[str, OnChange], ...]:
    """
    Return by skill what a new version does to memory, in the order of ids.

    A skill is among them if its definition changed, or if an exercise that it is practised with softens or resets the
    memory of it. Memory is touched only where a revision was raised, as the new version of that skill or exercise says
    in ``on_change``; of several effects on a skill the strongest counts. A revision is compared with the one that was
    there last, in whatever edition or pack: *known* has those of what is not in *old*. What was never there does
    nothing, nor does what the new version lacks.
    """
    known = Revisions.of(() if old is None else (old,)) if known is None else known
    found: dict[str, OnChange] = {}
    before = {} if old is None else {skill.id: skill for skill in old.skills}
    for skill in new.skills:
        effect = _effect(skill, known.skills)
        was = before.get(skill.id, skill)
        changed = any(getattr(was, field) != getattr(skill, field) for field in _DEFINITION)
        if changed or effect is not OnChange.KEEP:
            found[skill.id] = effect
    for exercise in (*new.questions, *new.drills):
        if (effect := _effect(exercise, known.exercises)) is not OnChange.KEEP:
            for name in known.skills.keys() & set(exercise.skills):
                found[name] = max(found.get(name, effect), effect, key=lambda one: one.strength)
    return tuple(sorted(found.items()))


def check_successor(old: Pack | None, new: Pack, *, known: Revisions | None = None) -> None:
    """
    Refuse *new* as the next version of *old* if it takes back a revision.

    Raises:
        InvalidPackError: the revision of a skill, question or drill is lower than it was last, in whatever edition or
            pack: *known* has those of what is not in *old*.
    """
    known = Revisions.of(() if old is None else (old,)) if known is None else known
    sections = (("skills", known.skills), *((section, known.exercises) for section in _EXERCISES))
    _refuse(new, (flaw for section, revisions in sections for flaw in _taken_back(new, section, revisions)))


def check_ids(new: Pack, others: Iterable[Pack], *, old: Pack | None = None) -> None:
    """
    Refuse *new* beside *others* of its tenant if it brings an id that one of them has for a thing of the same kind.

    What was in force before it is not its fault: ids that *old* has already are not refused, nor what others share.

    Raises:
        InvalidPackError: it does; each fault is at its place in *new*, and names the other pack.
    """
    there = {(space, id_) for _, space, id_ in (() if old is None else _named(old))}
    taken = {(space, id_): pack.id for pack in others for _, space, id_ in _named(pack)}
    _refuse(new, _shared(new, {key: pack for key, pack in taken.items() if key not in there}))


def _shared(pack: Pack, taken: Mapping[tuple[str, str], str]) -> Iterator[Flaw]:
    for path, space, id_ in _named(pack):
        if (other := taken.get((space, id_))) is not None:
            whole = ", which each pack is under its own id" if id_ in {pack.id, other} and space == "journey" else ""
            yield Flaw(path, f"is taken: the packs {pack.id!r} and {other!r} both have the {space} {id_!r}{whole}")


def _named(pack: Pack) -> Iterator[tuple[Path, str, str]]:
    """Yield every id of *pack* with its path, and the kind of things among which it differs from all others."""
    yield ("pack",), "journey", pack.id
    yield from (((*path, "id"), _space(what), element.id) for path, what, element in _elements(pack))


def _elements(pack: Pack) -> Iterator[tuple[Path, str, Any]]:
    """Yield path, kind and value of everything in *pack*."""
    for section, what in _KINDS.items():
        yield from (((section, at), what, element) for at, element in enumerate(getattr(pack, section)))


def _space(what: str) -> str:
    """Return the name of the kind of things among which ids differ: questions and drills share theirs."""
    return "exercise" if what in {"question", "drill"} else what


def _effect(element: Skill | Exercise, known: Mapping[str, int]) -> OnChange:
    return element.on_change if element.revision > known.get(element.id, element.revision) else OnChange.KEEP


def _taken_back(new: Pack, section: str, known: Mapping[str, int]) -> Iterator[Flaw]:
    for at, element in enumerate(getattr(new, section)):
        if element.revision < (last := known.get(element.id, 0)):
            said = f"may not go back from {last} to {element.revision}; raise it to start anew"
            yield Flaw((section, at, "revision"), said)


def _changed(before: Element, after: Element) -> tuple[str, ...]:
    """Return the fields in which two elements differ; those that only one of them has are among them."""
    fields = type(before).model_fields.keys() | type(after).model_fields.keys()
    return tuple(sorted(name for name in fields if getattr(before, name, None) != getattr(after, name, None)))


def _refuse(pack: Pack, found: Iterable[Flaw]) -> None:
    origin = pack.origin or Origin(f"<{pack.id}>", {})
    if faults := {origin.fault(flaw) for flaw in found}:
        raise InvalidPackError(faults)
