"""What the editions of a pack have changed so far; each keeps it, so that nobody has to read those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.catalog.changes import EditionChanges, OnChange
from reinforce.catalog.editions import content_changes
from reinforce.catalog.revisions import Revisions

if TYPE_CHECKING:
    from datetime import datetime

    from reinforce.catalog.model import Pack


History = tuple[EditionChanges, ...]
"""The changes of a pack's editions, oldest first, without editions that changed none of it."""


def history_after(
    history: History, old: Pack | None, new: Pack, *, edition: int, at: datetime, known: Revisions | None = None
) -> History:
    """
    Return the history of a pack once *new* has followed *old* as the edition of that number.

    *known* has the revisions of what was there before, see `content_changes`.
    """
    seen = {(skill, capability) for step in history for skill, capability in step.skills.items()}
    skills = {skill.id: skill.capability for skill in new.skills if (skill.id, skill.capability) not in seen}
    effects = {skill: effect for skill, effect in content_changes(old, new, known=known) if effect is not OnChange.KEEP}
    retired = Revisions.of(() if old is None else (old,)).without(Revisions.of((new,)))
    if not (skills or effects or retired.skills or retired.exercises):
        return history
    step = EditionChanges(
        edition=edition,
        at=at,
        skills=skills,
        effects=effects,
        retired_skills=retired.skills,
        retired_exercises=retired.exercises,
    )
    return (*history, step)
