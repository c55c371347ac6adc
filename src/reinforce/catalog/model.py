"""What a pack is made of: capabilities, the skill graph, exercises, journeys."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic looks it up
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field, PlainSerializer, model_validator

from reinforce.catalog.changes import OnChange
from reinforce.catalog.drills import DrillSpec
from reinforce.catalog.fields import Element, Flag, Id, Language, Named, Note, Number, Part, Revision, Share, Text
from reinforce.catalog.frozen import FrozenMap
from reinforce.catalog.graph import each_after
from reinforce.catalog.kinds import Dimension
from reinforce.catalog.questions import Question

if TYPE_CHECKING:
    from reinforce.catalog.source import Origin

Exercise: TypeAlias = Question | DrillSpec

_MOST_PRIORITY = 100
_LONGEST_APPLY = 365


class Capability(Named):
    """
    What an organisation needs people to be able to do: a set of skills. None of its texts need be there.

    Attributes:
        method: how it is done.
        measurement: what is measured to see whether it is.
        early_warning: what shows early that it is not.
    """

    description: Note = ""
    method: Note = ""
    measurement: Note = ""
    early_warning: Note = ""


class Skill(Named):
    """
    The smallest thing that is remembered on its own.

    Attributes:
        capability: the capability that it is a part of; in a pack of one capability at most it need not be named.
        dimension: knowledge, unless it is a skill or an attitude.
        description: what a person who has it does.
        why: why it matters.
        prerequisites: skills that must be held before this one is begun.
        encompasses: skills that are practised along with this one, each with the share of its practice that counts.
        priority: the weight of the skill in plans, greater than 0 and at most 100.
        apply_within_days: how many days after it was first practised it should be applied at work, 1 to 365.
        revision: raised when what must be remembered has changed.
        on_change: what a raised revision does to the memory of it.
    """

    capability: Part = ""
    dimension: Dimension = Dimension.KNOWLEDGE
    description: Note = ""
    why: Note = ""
    prerequisites: tuple[Id, ...] = ()
    encompasses: Annotated[Mapping[Id, Share], AfterValidator(FrozenMap), PlainSerializer(dict)] = Field(
        default_factory=FrozenMap
    )
    priority: Annotated[Number, Field(gt=0, le=_MOST_PRIORITY)] = 1.0
    apply_within_days: Annotated[int, Field(strict=True, ge=1, le=_LONGEST_APPLY)] | None = None
    revision: Revision = 1
    on_change: OnChange = OnChange.KEEP


class Stage(Named):
    """A part of a journey: skills in the order in which they are begun."""

    skills: Annotated[tuple[Id, ...], Field(min_length=1)]


class Journey(Named):
    """The ordered stages that a learner is enrolled in."""

    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]

    @property
    def skills(self) -> tuple[str, ...]:
        """All its skills, in order."""
        return tuple(skill for stage in self.stages for skill in stage.skills)


class Pack(Element):
    """
    A curriculum: all that one file holds.

    Made by hand, its fields are checked one by one; `read_pack` checks what they amount to together.

    Attributes:
        pack: its id.
        title: what people read; without one they read the id.
        language: that of its texts, a tag of BCP 47.
        credit: whether successful practice of a skill counts, in plans, for the skills that it encompasses.
        capabilities, skills, questions, drills, journeys: what it holds, in the order of the file. Where no
            capability is named, all of it is one, under the pack's own id.
    """

    __slots__ = ("_origin",)  # Where it was read from: known to those who report faults, and no part of its content.

    pack: Id
    title: Text = ""
    description: Note = ""
    language: Language = "en"
    credit: Flag = False
    capabilities: tuple[Capability, ...] = ()
    skills: tuple[Skill, ...]
    questions: tuple[Annotated[Question, Field(discriminator="kind")], ...] = ()
    drills: tuple[DrillSpec, ...] = ()
    journeys: tuple[Journey, ...] = ()

    @model_validator(mode="after")
    def _completed(self) -> Self:
        """Say what goes without saying: the title, and of the only capability which skills belong to it."""
        self.__dict__["title"] = self.title or self.pack
        if any(not skill.capability for skill in self.skills):
            only = self.capabilities or (Capability(id=self.pack, title=self.title),)
            self.__dict__["capabilities"] = only
            if len(only) == 1:
                self.__dict__["skills"] = tuple(
                    one if one.capability else one.model_copy(update={"capability": only[0].id}) for one in self.skills
                )
        return self

    @property
    def id(self) -> str:
        """The pack's id."""
        return self.pack

    @property
    def whole(self) -> Journey:
        """
        The pack as a journey under its own id: all its skills, in the order of the file, each after what it builds on.

        Every pack is one, unless a journey of its own has that id: a learner can be enrolled in a pack that has no
        journeys, and stays on their way when a later edition brings some.
        """
        prerequisites = {skill.id: skill.prerequisites for skill in self.skills}
        names = each_after(prerequisites, lambda skill: (one for one in prerequisites[skill] if one in prerequisites))
        stage = Stage.model_construct(id=self.id, title=self.title, skills=names)  # all of it was checked already
        return Journey.model_construct(id=self.id, title=self.title, stages=(stage,))

    @property
    def origin(self) -> Origin | None:
        """Where it was read from; ``None`` for a pack that was not read from text."""
        return getattr(self, "_origin", None)
