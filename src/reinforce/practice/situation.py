"""The situation: all that a plan depends on, gathered once, so that planning needs no store and no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.journal import PERSON

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reinforce.catalog import Curriculum
    from reinforce.practice.calendar import Calendar
    from reinforce.practice.card import Card
    from reinforce.practice.policy import Policy

LONGEST_BUDGET = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often a learner has met an exercise, and when last."""

    seen: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    One learner on one day: everything that decides what to practise, and nothing else.

    Two equal situations have the same plan, wherever they were read from. What a plan will depend on later (credits
    from the skill graph, goals, parameters of the performance model) becomes a further field here, with a default.

    Attributes:
        learner: who.
        now: the present instant.
        today: the number of the learner day that ``now`` belongs to.
        calendar: the learner's zones and day starts.
        policy: the tenant's settings.
        curriculum: what can be practised now; a skill that is not in it is retired and is not planned.
        cards: by skill; a skill that was never practised has none.
        journeys: the journeys that the learner is enrolled in, oldest enrolment first.
        exposures: by exercise; one that was never met has none.
        spent: what was practised today already; it counts against the budget of today.
        budget: time for practice on each day; ``None`` for no limit, zero for no practice.

    Raises:
        InvalidParameterError: the budget is negative or longer than a day.
    """

    learner: str = field(metadata=PERSON)
    now: datetime
    today: int
    calendar: Calendar
    policy: Policy
    curriculum: Curriculum
    cards: Mapping[str, Card] = field(default_factory=dict)
    journeys: tuple[str, ...] = ()
    exposures: Mapping[str, Exposure] = field(default_factory=dict)
    spent: timedelta = timedelta()
    budget: timedelta | None = None

    def __post_init__(self) -> None:
        """Refuse a budget that is no time of a day."""
        if self.budget is not None:
            checks.duration("budget", self.budget, most=LONGEST_BUDGET)

    def room(self, day: int) -> timedelta | None:
        """Return the time left for practice on learner day number *day*; ``None`` for no limit."""
        if self.budget is None:
            return None
        return max(timedelta(), self.budget - self.spent) if day == self.today else self.budget
