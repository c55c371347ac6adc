"""Confidence against memory: what people feel sure of, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import fsum
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.errors import InvalidParameterError
from reinforce.journal import PERSON

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

TOLERANCE = 0.2
"""By how much confidence and what is still known may differ, either way, before the difference has a name."""


class Calibration(StrEnum):
    """
    How a feeling compares with what is left.

    - OVER: surer than memory bears out.
    - UNDER: less sure than one could be.
    - FAIR: about right.
    - UNKNOWN: the skill was never practised, so that there is nothing to compare with.
    """

    OVER = "over"
    UNDER = "under"
    FAIR = "fair"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling(Value):
    """
    How sure one learner last said they were of one skill, and what was left of it then.

    Attributes:
        learner, skill: who, of what.
        day: the learner day on which they said so.
        confidence: how sure, 0 to 1.
        still_known: the share that was there on that day, 0 to 1; ``None`` where it was never practised.
    """

    learner: str = field(metadata=PERSON)
    skill: str
    day: Day
    confidence: float
    still_known: float | None

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)

    @property
    def calibration(self) -> Calibration:
        """Whether the feeling bears out."""
        if self.still_known is None:
            return Calibration.UNKNOWN
        excess = self.confidence - self.still_known
        if abs(excess) <= TOLERANCE:
            return Calibration.FAIR
        return Calibration.OVER if excess > 0 else Calibration.UNDER


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillConfidence(Value):
    """
    How sure people are of one skill.

    Attributes:
        skill: which.
        confidence: the mean of what they said, 0 to 1.
        still_known: the mean share that was left of it among those who had practised it; ``None`` if none had.
        feelings: what each of them said, in the order of their ids.
    """

    skill: str
    confidence: float
    still_known: float | None
    feelings: tuple[Feeling, ...]

    def counted(self, calibration: Calibration) -> int:
        """Return of how many of them that is so."""
        return sum(feeling.calibration is calibration for feeling in self.feelings)


def ranked(feelings: Iterable[Feeling]) -> tuple[SkillConfidence, ...]:
    """Return how sure people are of each skill, the least sure first; ties go by the skill's id."""
    by_skill: dict[str, list[Feeling]] = {}
    for feeling in sorted(feelings, key=lambda one: one.learner):
        by_skill.setdefault(feeling.skill, []).append(feeling)
    found = (
        SkillConfidence(
            skill=skill,
            confidence=fsum(one.confidence for one in some) / len(some),
            still_known=_mean([one.still_known for one in some if one.still_known is not None]),
            feelings=tuple(some),
        )
        for skill, some in by_skill.items()
    )
    return tuple(sorted(found, key=lambda one: (one.confidence, one.skill)))


def survey_body(confidence: object) -> dict[str, float]:
    """
    Return what a learner said as JSON values, in the order of the skills' ids.

    Raises:
        InvalidParameterError: it is no mapping, it is empty, or a confidence is no number from 0 to 1.
    """
    if not isinstance(confidence, Mapping) or not confidence:
        raise InvalidParameterError("confidence", "must say how sure the learner is of at least one skill")
    return {
        skill: float(checks.between(f"confidence.{skill}", confidence[skill], 0, 1))
        for skill in sorted(checks.identifier("confidence", name) for name in confidence)
    }


def _mean(values: list[float]) -> float | None:
    return fsum(values) / len(values) if values else None
