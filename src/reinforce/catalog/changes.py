"""What a new edition changes, and what that does to the memory of a skill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import Value

if TYPE_CHECKING:
    from collections.abc import Iterable


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
class ContentChange(Value):
    """
    A skill's content changed in a way that matters to memory.

    Attributes:
        at: the instant of the change; reviews up to it come before, later ones after it. See `chronological`.
        version: the edition that brought it.
        effect: what it does to the memory of the skill.
    """

    at: datetime
    version: int
    effect: OnChange


def chronological(changes: Iterable[ContentChange]) -> tuple[ContentChange, ...]:
    """
    Return the content changes of one skill, oldest version first, none at an earlier instant than those before it.

    A clock may be set back between two editions, and two hosts' clocks disagree; editions are numbered all the same.
    So a change takes effect no sooner than those before it, and what comes before an entry is always the beginning of
    the list, whoever asks.

    >>> from datetime import UTC, datetime
    >>> ten, nine = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (10, 9))
    >>> changes = chronological([ContentChange(ten, 1, OnChange.SOFTEN), ContentChange(nine, 2, OnChange.RESET)])
    >>> [(change.version, change.at.hour) for change in changes]
    [(1, 10), (2, 10)]
    """
    found: list[ContentChange] = []
    for change in sorted(checks.several("changes", changes, ContentChange), key=lambda change: change.version):
        late = found and change.at < found[-1].at
        found.append(replace(change, at=found[-1].at) if late else change)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionChanges(Value):
    """
    What one edition of a pack changed.

    Attributes:
        edition: its number.
        at: when it was published.
        skills: those that came into the pack, or into another capability, with their capabilities.
        effects: what it did to memory, by skill; what keeps memory as it was is left out.
        retired_skills, retired_exercises: those that it left out, with the revision that each had: it may come back.
    """

    edition: int
    at: datetime
    skills: Mapping[str, str]
    effects: Mapping[str, OnChange]
    retired_skills: Mapping[str, int] = field(default_factory=dict)
    retired_exercises: Mapping[str, int] = field(default_factory=dict)
