"""The practice curve: how a skill grew with each practice of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.practice.progress.mastery import DEFAULT_MASTERING, practised_score

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from reinforce.practice.progress.evidence import Passage
    from reinforce.practice.progress.mastery import Mastering


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint(Value):
    """
    Where a skill stood right after one practice of it.

    Attributes:
        day: the learner day.
        practices: which practice it was, counted from 1, and from 1 again where the learner started anew.
        successes: delayed successes up to then.
        score: from 0 to 1; see `SkillMastery`.
    """

    day: Day
    practices: int
    successes: int
    score: float

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)


def practice_curve(passages: Iterable[Passage], *, mastering: Mastering = DEFAULT_MASTERING) -> tuple[CurvePoint, ...]:
    """Return one point for each practice, oldest first; the score never falls but where the learner starts anew."""
    return tuple(
        CurvePoint(
            day=passage.showing.review.day,
            practices=passage.evidence.practices,
            successes=passage.evidence.successes,
            score=practised_score(passage.evidence.successes, mastering=mastering),
        )
        for passage in passages
        if passage.showing is not None
    )
