"""Application: how soon after it was first practised a skill is used at work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import PERSON
from reinforce.practice import text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from reinforce.journal import Review

APPLICATION = "application"
"""The source of a review that is the use of a skill at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Value):
    """
    Whether a skill that was practised has been used at work, and how soon.

    Attributes:
        learner, skill: who, and what.
        first_day: the learner day of the first practice.
        apply_by: the learner day by which it is to be used; ``None`` where the pack does not ask for it.
        applied_day: the learner day of its first use; ``None`` before that.
        times: how often it has been used.
        today: the learner day on which this is so.
    """

    learner: str = field(metadata=PERSON)
    skill: str
    first_day: Day
    apply_by: Day | None
    applied_day: Day | None
    times: int
    today: Day

    @property
    def first_date(self) -> date:
        """The date of ``first_day``."""
        return date_of(self.first_day)

    @property
    def apply_by_date(self) -> date | None:
        """The date of ``apply_by``."""
        return date_of(self.apply_by)

    @property
    def applied_date(self) -> date | None:
        """The date of ``applied_day``."""
        return date_of(self.applied_day)

    @property
    def today_date(self) -> date:
        """The date of ``today``."""
        return date_of(self.today)

    @property
    def lag(self) -> int | None:
        """The days from first practice to first use; ``None`` before that."""
        return None if self.applied_day is None else max(0, self.applied_day - self.first_day)

    @property
    def overdue(self) -> bool:
        """Whether the day by which it was to be used has gone by without."""
        return (
            self.apply_by is not None and (self.today if self.applied_day is None else self.applied_day) > self.apply_by
        )

    def __str__(self) -> str:
        """Say it in words."""
        if self.lag is not None:
            return f"{self.skill}: used {text.counted(self.lag, 'day')} after it was first practised"
        if self.apply_by is None:
            return f"{self.skill}: not used yet"
        return f"{self.skill}: to be used by {text.spoken(self.apply_by)}"


def application(
    reviews: Iterable[Review], *, learner: str, skill: str, within_days: int | None, today: int
) -> Application | None:
    """
    Return how one skill came to be used; ``None`` where it was never practised.

    Args:
        reviews: the reviews of the skill that count.
        learner: whose.
        skill: which.
        within_days: by how many days after the first practice it is to be used; ``None`` for no date.
        today: the present learner day.
    """
    listed = list(reviews)
    if not listed:
        return None
    used = [review.day for review in listed if review.source == APPLICATION]
    first = min(review.day for review in listed)
    return Application(
        learner=learner,
        skill=skill,
        first_day=first,
        apply_by=None if within_days is None else first + within_days,
        applied_day=min(used, default=None),
        times=len(used),
        today=today,
    )
