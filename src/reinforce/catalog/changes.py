"""What a new edition does to the memory of a skill."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class OnChange(StrEnum):
    """
    What a new revision of a skill, or of an exercise of it, does to the memory of the skill.

    KEEP: nothing. SOFTEN: memory is taken for weaker, so that practice comes sooner. RESET: it starts anew.
    """

    KEEP = "keep"
    SOFTEN = "soften"
    RESET = "reset"

    @property
    def strength(self) -> int:
        """How much it does compared with the others: keep is 0, the least."""
        return tuple(OnChange).index(self)


@dataclass(frozen=True, slots=True)
class ContentChange:
    """
    A skill's content changed in a way that matters to memory.

    Attributes:
        at: the instant of the change; reviews up to it come before, later ones after it.
        version: the edition that brought it.
        effect: what it does to the memory of the skill.
    """

    at: datetime
    version: int
    effect: OnChange
