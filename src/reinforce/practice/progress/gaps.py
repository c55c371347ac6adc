"""Gaps between what is held and what is wanted, and the one to work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.catalog import Dimension
from reinforce.codec import Value
from reinforce.errors import InvalidParameterError, shown
from reinforce.practice.progress.mastery import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reinforce.catalog import Curriculum
    from reinforce.practice.progress.mastery import SkillMastery

_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Value):
    """
    A skill that is not held as well as it should be.

    Attributes:
        skill, capability, dimension: which skill, and which leg of what it is.
        current: the level that is held.
        desired: the level that should be.
        ready: whether every prerequisite has been shown, so that the skill itself can be worked on.
        score: what is held, from 0 to 1, finer than the level.
        chance: the chance to succeed at an exercise of it, between 0 and 1.
        priority: how much the skill matters in plans.
        missing: what the next level asks for, in words.
    """

    skill: str
    capability: str
    dimension: Dimension
    current: Level
    desired: Level
    ready: bool
    score: float
    chance: float
    priority: float
    missing: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many levels lie between the two."""
        return self.desired - self.current


def gaps(
    skills: Mapping[str, SkillMastery], *, curriculum: Curriculum, desired: Level = Level.PROFICIENT
) -> tuple[Gap, ...]:
    """
    Return the skills that are held at a lower level than *desired*, in the order of the curriculum.

    Raises:
        InvalidParameterError: *desired* is no level above UNPROVEN.
    """
    if not isinstance(desired, Level) or desired is Level.UNPROVEN:
        raise InvalidParameterError("desired", f"must be a Level above UNPROVEN, not {shown(desired)}", value=desired)
    return tuple(
        Gap(
            skill=one.skill,
            capability=one.capability,
            dimension=one.dimension,
            current=one.level,
            desired=desired,
            ready=all(
                skills[needed].level > Level.UNPROVEN
                for needed in curriculum.skills[one.skill].prerequisites
                if needed in skills
            ),
            score=one.score,
            chance=one.chance,
            priority=curriculum.skills[one.skill].priority,
            missing=one.missing,
        )
        for one in skills.values()
        if one.level < desired
    )


def focus(found: Iterable[Gap], *, k: int = 1) -> tuple[Gap, ...]:
    """
    Return the *k* gaps to work on first.

    Those that can be worked on come first; of them what matters most, by the size of the gap times the priority of the
    skill; then that of which least is held; then what comes first by id. Equal gaps always come in the same order.

    Raises:
        InvalidParameterError: *k* is not a whole number from 1 to 1000.
    """
    checks.whole("k", k, 1, _MOST)
    ordered = sorted(found, key=lambda gap: (not gap.ready, -gap.size * gap.priority, gap.score, gap.skill))
    return tuple(ordered[:k])
