"""Packs as editions: what is stored of a pack, what tells two apart, and what a new one does to memory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from reinforce.catalog.changes import OnChange
from reinforce.catalog.messages import flaws
from reinforce.catalog.model import Pack
from reinforce.catalog.source import Flaw, Origin
from reinforce.codec import Value
from reinforce.errors import InvalidPackError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reinforce.catalog.fields import Element
    from reinforce.catalog.model import Exercise, Skill

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
        return Pack.model_validate(body)
    except ValidationError as error:
        origin = Origin("<edition>", {})
        found = flaws(error, Pack, body, path=(), origin=origin)
        raise InvalidPackError({origin.fault(flaw) for flaw in found}) from error


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


def content_changes(old: Pack | None, new: Pack) -> tuple[tuple[str, OnChange], ...]:
    """
    Return by skill what a new version does to memory, in the order of ids.

    A skill is among them if its definition changed, or if an exercise that it is practised with softens or resets the
    memory of it. Memory is touched only where a revision was raised, as the new version of that skill or exercise says
    in ``on_change``; of several effects on a skill the strongest counts. What one of the versions does not have does
    nothing.
    """
    found: dict[str, OnChange] = {}
    for before, after in _pairs(old, new, "skills"):
        if any(getattr(before, field) != getattr(after, field) for field in _DEFINITION):
            found[after.id] = _effect(before, after)
    there = set() if old is None else {skill.id for skill in old.skills}
    for section in _EXERCISES:
        for before, after in _pairs(old, new, section):
            if (effect := _effect(before, after)) is not OnChange.KEEP:
                for skill in there.intersection(after.skills):
                    found[skill] = max(found.get(skill, effect), effect, key=lambda one: one.strength)
    return tuple(sorted(found.items()))


def check_successor(old: Pack | None, new: Pack) -> None:
    """
    Refuse *new* as the next version of *old* if it takes back a revision.

    Raises:
        InvalidPackError: the revision of a skill, question or drill is lower than it was.
    """
    _refuse(new, (flaw for section in ("skills", *_EXERCISES) for flaw in _taken_back(old, new, section)))


def check_ids(packs: Iterable[Pack]) -> None:
    """
    Refuse packs of one tenant that use the same id for two things of the same kind.

    Raises:
        InvalidPackError: some do; each fault is at the place in that pack which comes first, and names the other.
    """
    for one, other in combinations(packs, 2):
        _refuse(one, _shared(one, other))


def _shared(one: Pack, other: Pack) -> Iterator[Flaw]:
    exercises = {element.id for element in (*other.questions, *other.drills)}
    for section, what in _KINDS.items():
        exercise = what in {"question", "drill"}
        taken = exercises if exercise else {element.id for element in getattr(other, section)}
        for at, element in enumerate(getattr(one, section)):
            if element.id in taken:
                both = f"the packs {one.id!r} and {other.id!r} both have"
                said = f"is taken: {both} the {'exercise' if exercise else what} {element.id!r}"
                yield Flaw((section, at, "id"), said)


def _pairs(old: Pack | None, new: Pack, section: str) -> Iterator[tuple[Any, Any]]:
    """Yield the elements of a section that both packs have, as they were and as they are, in the new pack's order."""
    before = {} if old is None else {element.id: element for element in getattr(old, section)}
    for after in getattr(new, section):
        if after.id in before:
            yield before[after.id], after


def _effect(before: Skill | Exercise, after: Skill | Exercise) -> OnChange:
    return after.on_change if after.revision > before.revision else OnChange.KEEP


def _taken_back(old: Pack | None, new: Pack, section: str) -> Iterator[Flaw]:
    place = {element.id: at for at, element in enumerate(getattr(new, section))}
    for before, after in _pairs(old, new, section):
        if after.revision < before.revision:
            said = f"may not go back from {before.revision} to {after.revision}; raise it to start anew"
            yield Flaw((section, place[after.id], "revision"), said)


def _changed(before: Element, after: Element) -> tuple[str, ...]:
    """Return the fields in which two elements differ; those that only one of them has are among them."""
    fields = type(before).model_fields.keys() | type(after).model_fields.keys()
    return tuple(sorted(name for name in fields if getattr(before, name, None) != getattr(after, name, None)))


def _refuse(pack: Pack, found: Iterable[Flaw]) -> None:
    origin = pack.origin or Origin(f"<{pack.id}>", {})
    if faults := {origin.fault(flaw) for flaw in found}:
        raise InvalidPackError(faults)
