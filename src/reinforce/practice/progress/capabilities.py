"""Mastery of capabilities: each as strong as its weakest leg, never an average."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.catalog import Dimension
from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import PERSON
from reinforce.practice import text
from reinforce.practice.grading.stakes import Audience
from reinforce.practice.progress.mastery import Level, SkillMastery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from reinforce.catalog import Curriculum


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg(Value):
    """
    One dimension of a capability: as strong as the weakest of its skills.

    Attributes:
        dimension: knowledge, skill or attitude.
        level: the level of the weakest skill.
        weakest: the id of that skill.
    """

    dimension: Dimension
    level: Level
    weakest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityMastery(Value):
    """
    How well one learner holds one capability on one day.

    Attributes:
        capability: the id of the capability.
        level: that of its weakest leg.
        legs: its dimensions, in the order knowledge, skill, attitude; those without a skill that counts have none.
        weakest: the weakest leg; the first of several.
        waiting: skills that were added since the learner began the capability, and that the learner has not met yet;
            they count from then on.
    """

    capability: str
    level: Level
    legs: tuple[Leg, ...]
    weakest: Leg
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MasteryReport(Value):
    """
    What one learner holds on one day.

    Attributes:
        learner: who.
        day: the learner day.
        audience: for whom it was made; a manager's leaves out what was done at practice stakes.
        skills: by skill, in the order of the curriculum: those of the learner's journeys (all, for a learner in none),
            and those that were practised.
        capabilities: by capability, in the order of the curriculum, those that have such skills.
    """

    learner: str = field(metadata=PERSON)
    day: Day
    audience: Audience
    skills: Mapping[str, SkillMastery]
    capabilities: Mapping[str, CapabilityMastery]

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)

    def skill(self, id: str) -> SkillMastery:  # noqa: A002 - the field's name
        """Return how a skill is held; raise NotFoundError if it is not in the report."""
        if id not in self.skills:
            raise checks.missing("skill", id, self.skills)
        return self.skills[id]

    def capability(self, id: str) -> CapabilityMastery:  # noqa: A002 - the field's name
        """Return how a capability is held; raise NotFoundError if it is not in the report."""
        if id not in self.capabilities:
            raise checks.missing("capability", id, self.capabilities)
        return self.capabilities[id]

    def _repr_html_(self) -> str:
        legs = (
            (one.capability, one.level.name.lower(), f"{one.weakest.dimension}: {one.weakest.weakest}")
            for one in self.capabilities.values()
        )
        skills = (
            (one.skill, one.dimension, one.level.name.lower(), text.share(one.still_known), "; ".join(one.missing))
            for one in self.skills.values()
        )
        return text.table(
            f"{self.learner}, {text.on(self.day)}", ("capability", "level", "weakest leg"), legs
        ) + text.table(
            text.counted(len(self.skills), "skill"),
            ("skill", "dimension", "level", "still known", "for the next level"),
            skills,
        )


def expected(curriculum: Curriculum, *, journeys: Iterable[str], begun: Collection[str]) -> tuple[str, ...]:
    """
    Return the skills that are expected of a learner, in the order of the curriculum.

    They are those of the learner's journeys, or all there are for a learner in none, and those that were begun.
    """
    enrolled = [journey for journey in journeys if journey in curriculum.journeys]
    wanted = set(curriculum.order(enrolled)) if enrolled else set(curriculum.skills)
    return tuple(skill for skill in curriculum.skills if skill in wanted or skill in begun)


def capabilities(
    skills: Mapping[str, SkillMastery],
    *,
    introduced: Mapping[str, datetime | None],
    began: Mapping[str, datetime],
) -> dict[str, CapabilityMastery]:
    """
    Return how well the capabilities of *skills* are held.

    A capability has the level of its weakest leg, and a leg that of its weakest skill; nothing is averaged. New content
    takes no level away: a skill that came into a capability after the learner had begun the capability counts from the
    learner's first practice of it.

    Args:
        skills: what is held, by skill, in the order of the curriculum.
        introduced: by skill, when it came into its capability; ``None`` where it was there from the beginning.
        began: by skill, when the learner first practised it; one that was not begun has none.
    """
    started: dict[str, datetime] = {}
    for one in skills.values():
        if one.skill in began:
            started[one.capability] = min(began[one.skill], started.get(one.capability, began[one.skill]))
    grouped: dict[str, list[SkillMastery]] = {}
    waiting: dict[str, list[str]] = {}
    for one in skills.values():
        since, start = introduced.get(one.skill), started.get(one.capability)
        if one.skill not in began and since is not None and start is not None and start < since:
            waiting.setdefault(one.capability, []).append(one.skill)
        else:
            grouped.setdefault(one.capability, []).append(one)
    return {name: _rolled_up(name, some, waiting.get(name, [])) for name, some in grouped.items()}


def _rolled_up(capability: str, skills: list[SkillMastery], waiting: list[str]) -> CapabilityMastery:
    legs: list[Leg] = []
    for dimension in Dimension:
        some = [one for one in skills if one.dimension is dimension]
        if some:
            weakest = min(some, key=lambda one: (one.level, one.score))
            legs.append(Leg(dimension=dimension, level=weakest.level, weakest=weakest.skill))
    least = min(legs, key=lambda leg: leg.level)
    return CapabilityMastery(
        capability=capability, level=least.level, legs=tuple(legs), weakest=least, waiting=tuple(waiting)
    )
