"""Drills: exercises that are performed, and scored on a rubric."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from reinforce.catalog.changes import OnChange
from reinforce.catalog.fields import Element, Id, Minutes, Named, Note, Number, Revision, Seconds, Share, Text
from reinforce.catalog.kinds import Facet, Format

DRILL_MINUTES = 10.0
"""How long a drill is planned to take where the pack does not say, in minutes."""


class Modifier(Element):
    """A circumstance that makes a drill harder, and by how much (greater than 0, at most 1)."""

    id: Id
    text: Text
    difficulty: Share


class Evidence(Element):
    """Something that must come with an attempt, as a URI."""

    id: Id
    text: Text


class Criterion(Named):
    """
    One thing that is looked at when a drill is scored.

    Attributes:
        skill: the skill that it shows.
        weight: how much it counts among the criteria of its skill.
        levels: descriptions of performance, lowest first; the index is the score.
    """

    skill: Id
    weight: Annotated[Number, Field(gt=0)] = 1.0
    levels: Annotated[tuple[Text, ...], Field(min_length=2)]


class DrillSpec(Named):
    """
    A drill as a pack defines it.

    Attributes:
        facet: whether it asks what, how or why; ``None`` where nobody said.
        format: in what way it is performed.
        minutes: how long it is planned to take.
        time_limit_seconds: how long it may take at most; an attempt over it is flagged.
        constraints: what must be kept to.
        modifiers: what makes it harder.
        evidence: what must come with each attempt.
        rubric: what is looked at; each criterion maps to one skill.
        debrief: what good looks like; shown afterwards.
        revision: raised when it asks for something else than before.
        on_change: what a raised revision does to the memory of every skill that its rubric maps to.
    """

    facet: Facet | None = None
    format: Format = Format.ROLE_PLAY
    tags: tuple[Id, ...] = ()
    instructions: Text
    minutes: Minutes = DRILL_MINUTES
    time_limit_seconds: Seconds | None = None
    constraints: tuple[Text, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rubric: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    debrief: Note = ""
    revision: Revision = 1
    on_change: OnChange = OnChange.KEEP

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills that its rubric maps to, in the rubric's order, each once."""
        return tuple(dict.fromkeys(criterion.skill for criterion in self.rubric))
