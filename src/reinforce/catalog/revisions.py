"""The last revisions of all that a tenant's packs have, or once had: what is left out and comes back is the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reinforce.catalog.changes import EditionChanges
    from reinforce.catalog.model import Pack


@dataclass(frozen=True, slots=True)
class Revisions:
    """
    The revision that was there last, by id.

    Attributes:
        skills: those of skills.
        exercises: those of questions and drills, which share their ids.
    """

    skills: Mapping[str, int]
    exercises: Mapping[str, int]

    @classmethod
    def of(cls, packs: Iterable[Pack], *, history: Iterable[EditionChanges] = ()) -> Revisions:
        """Return those in *packs*, and of what their *history* left out; where something was in two, the highest."""
        skills: dict[str, int] = {}
        exercises: dict[str, int] = {}
        for step in history:
            _raise(skills, step.retired_skills.items())
            _raise(exercises, step.retired_exercises.items())
        for pack in packs:
            _raise(skills, ((skill.id, skill.revision) for skill in pack.skills))
            _raise(exercises, ((one.id, one.revision) for one in (*pack.questions, *pack.drills)))
        return cls(skills, exercises)

    def without(self, other: Revisions) -> Revisions:
        """Return those of what *other* does not have."""
        return Revisions(
            {name: revision for name, revision in self.skills.items() if name not in other.skills},
            {name: revision for name, revision in self.exercises.items() if name not in other.exercises},
        )


def _raise(known: dict[str, int], found: Iterable[tuple[str, int]]) -> None:
    for name, revision in found:
        known[name] = max(revision, known.get(name, revision))
