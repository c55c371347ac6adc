"""What a learner holds, as it is shown: by capability, with titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.web.values import CapabilityStanding, SkillStanding, Standing

if TYPE_CHECKING:
    from reinforce.catalog import Curriculum
    from reinforce.practice.progress import MasteryReport, SkillMastery


def standing(report: MasteryReport, curriculum: Curriculum) -> Standing:
    """Return what a *report* says, with what the *curriculum* calls it."""
    return Standing(
        learner=report.learner,
        date=report.date,
        capabilities=tuple(
            CapabilityStanding(
                capability=one.capability,
                title=curriculum.capabilities[one.capability].title,
                level=one.level,
                weakest=one.weakest.weakest,
                skills=tuple(
                    _skill(skill, curriculum) for skill in report.skills.values() if skill.capability == one.capability
                ),
            )
            for one in report.capabilities.values()
        ),
    )


def _skill(held: SkillMastery, curriculum: Curriculum) -> SkillStanding:
    return SkillStanding(
        skill=held.skill,
        title=curriculum.skills[held.skill].title,
        dimension=held.dimension,
        level=held.level,
        score=held.score,
        still_known=held.still_known,
        missing=held.missing,
    )
