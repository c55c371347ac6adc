"""What a new edition does to the memory of a skill."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class OnChange(StrEnum):
    """What a new revision of a skill does to the memory of it: nothing, or start anew."""

    KEEP = "keep"
    RESET = "reset"


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
