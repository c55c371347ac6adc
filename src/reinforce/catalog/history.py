"""What the editions of a pack have changed so far; each keeps it, so that nobody has to read those before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from reinforce.catalog.changes import OnChange
from reinforce.catalog.editions import content_changes
from reinforce.codec import Value

if TYPE_CHECKING:
    from reinforce.catalog.model import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionChanges(Value):
    """
    What one edition of a pack changed.

    Attributes:
        edition: its number.
        at: when it was published.
        skills: those that came into the pack, or into another capability, with their capabilities.
        effects: what it did to memory, by skill; what keeps memory as it was is left out.
    """

    edition: int
    at: datetime
    skills: Mapping[str, str]
    effects: Mapping[str, OnChange]


History = tuple[EditionChanges, ...]
"""The changes of a pack's editions, oldest first, without editions that changed none of it."""


def history_after(history: History, old: Pack | None, new: Pack, *, edition: int, at: datetime) -> History:
    """Return the history of a pack once *new* has followed *old* as the edition of that number."""
    seen = {(skill, capability) for step in history for skill, capability in step.skills.items()}
    skills = {skill.id: skill.capability for skill in new.skills if (skill.id, skill.capability) not in seen}
    effects = {skill: effect for skill, effect in content_changes(old, new) if effect is not OnChange.KEEP}
    if not skills and not effects:
        return history
    return (*history, EditionChanges(edition=edition, at=at, skills=skills, effects=effects))
