"""Drift: how what is left of skills has moved between two days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import PERSON
from reinforce.practice import text

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillDrift(Value):
    """
    How what is still known of one skill has moved.

    Attributes:
        skill: which.
        before, after: the share that was there on the first and on the last day; ``None`` where nothing was remembered.
        practices: how often it was practised in between.
    """

    skill: str
    before: float | None
    after: float | None
    practices: int

    @property
    def change(self) -> float | None:
        """The share gained, or lost where it is negative; ``None`` for a skill not remembered on both days."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift(Value):
    """
    How what is still known of a learner's skills has moved from one learner day to another.

    Attributes:
        learner: whose.
        since, until: the two learner days.
        skills: by skill, in the order of ids; those that were remembered on either day.
    """

    learner: str = field(metadata=PERSON)
    since: Day
    until: Day
    skills: Mapping[str, SkillDrift]

    @property
    def since_date(self) -> date:
        """The date of ``since``."""
        return date_of(self.since)

    @property
    def until_date(self) -> date:
        """The date of ``until``."""
        return date_of(self.until)

    @property
    def mean(self) -> float | None:
        """The mean change over the skills that were remembered on both days; ``None`` if there are none."""
        moved = [one.change for one in self.skills.values() if one.change is not None]
        return fsum(moved) / len(moved) if moved else None

    def _repr_html_(self) -> str:
        rows = (
            (one.skill, text.share(one.before), text.share(one.after), text.share(one.change), one.practices)
            for one in self.skills.values()
        )
        caption = f"{self.learner}, {text.on(self.since)} to {text.on(self.until)}: {text.share(self.mean) or 'none'}"
        return text.table(caption, ("skill", "before", "after", "change", "practices"), rows)
