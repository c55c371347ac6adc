"""What a plan is made of: placements on days with their reasons, what stands on no day, and what becomes of goals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.practice.learner.goals import Goal

_MINUTE = timedelta(minutes=1)


class Reason(StrEnum):
    """
    Why a skill stands on a day.

    - OVERDUE: it fell due before. DUE: it falls due then.
    - EARLY: its window is open, and practising it early levels the load. AHEAD: the learner asked for more.
    - NEW: it is introduced. COVERED: it comes with another skill's drill.
    - GOAL: a goal needs it then. LEAVE: too much of it would be lost during a leave.
    - RECHECK: it was answered wrong with confidence.
    """

    OVERDUE = "overdue"
    DUE = "due"
    EARLY = "early"
    AHEAD = "ahead"
    NEW = "new"
    COVERED = "covered"
    GOAL = "goal"
    LEAVE = "leave"
    RECHECK = "recheck"


class Obstacle(StrEnum):
    """
    Why a skill stands on no day of a plan.

    - NO_ROOM: the days are full. TOO_LONG: its exercise takes longer than a whole day's budget.
    - LATER: it stands on a day after those of the plan.
    - PREREQUISITES: what it builds on does not hold. LIMIT: no more skills are introduced on these days, or its
      exercises begin more than may be on any.
    - NO_EXERCISE: there is nothing to practise it with.
    - PENDING: an answer to it waits to be marked.
    - SUSPENDED, BURIED: it is kept out, for now or for today. LEECH: it lapsed so often that a coach should look at it.
    """

    NO_ROOM = "no room"
    TOO_LONG = "too long"
    LATER = "later"
    PREREQUISITES = "prerequisites"
    LIMIT = "limit"
    NO_EXERCISE = "no exercise"
    PENDING = "pending"
    SUSPENDED = "suspended"
    BURIED = "buried"
    LEECH = "leech"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement(Value):
    """
    One skill's next practice.

    Attributes:
        day: the learner day.
        skill: what is practised.
        exercise: the id of the exercise that it is practised with.
        cost: the time expected; zero for a skill that another's drill covers.
        reason: why it stands there.
        still_known: what share of it will still be known on that day, 0 to 1; ``None`` for a new skill.
        due_day: the learner day on which it falls due; ``None`` for a new skill.
        required: whether it is part of what the learner must do on that day; the rest is up to them.
        reserved: the goal or the leave that it is there for; empty if none.
    """

    day: Day
    skill: str
    exercise: str
    cost: timedelta
    reason: Reason
    still_known: float | None = None
    due_day: Day | None = None
    required: bool = False
    reserved: str = ""

    @property
    def due_date(self) -> date | None:
        """The date of ``due_day``."""
        return date_of(self.due_day)

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)

    @property
    def minutes(self) -> float:
        """The time expected, in minutes."""
        return self.cost / _MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay(Value):
    """
    One day of a plan.

    Attributes:
        day: its number.
        placements: what is practised on it, in the order of choice; skills that a drill covers follow it.
        renewals: the time that practices after the next are expected to take on it: a projection, in no placement.
    """

    day: Day
    placements: tuple[Placement, ...] = ()
    renewals: timedelta = timedelta()

    @property
    def date(self) -> date:
        """Its date."""
        return date_of(self.day)

    @property
    def cost(self) -> timedelta:
        """The time expected for all of it."""
        return sum((placement.cost for placement in self.placements), timedelta())

    @property
    def minutes(self) -> float:
        """The time expected for all of it, in minutes."""
        return self.cost / _MINUTE

    @property
    def items(self) -> int:
        """How many exercises it holds."""
        return sum(placement.reason is not Reason.COVERED for placement in self.placements)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced(Value):
    """
    A skill that is due within the plan's days, or new, or kept out of plans, and stands on none of them.

    Attributes:
        skill: which.
        obstacle: why.
        missing: the prerequisites that do not hold yet, if that is why.
        still_known: what share of it will still be known on the plan's last day, 0 to 1; ``None`` for a new skill.
        due_day: the learner day on which it falls due; ``None`` for a new skill.
        planned_day: the learner day after the plan's last on which it stands, if that is why.
    """

    skill: str
    obstacle: Obstacle
    missing: tuple[str, ...] = ()
    still_known: float | None = None
    due_day: Day | None = None
    planned_day: Day | None = None

    @property
    def due_date(self) -> date | None:
        """The date of ``due_day``."""
        return date_of(self.due_day)

    @property
    def planned_date(self) -> date | None:
        """The date of ``planned_day``."""
        return date_of(self.planned_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect(Value):
    """
    What becomes of one skill of a goal, if what is planned goes well.

    Attributes:
        skill: which.
        still_known: how much of it will be there on the day it is tested, 0 to 1.
        days: numbers of the learner days of the practices that count on, the first being the next one.
        obstacle: in a word, what is in the way, where the goal is not met.
    """

    skill: str
    still_known: float
    days: tuple[Day, ...] = ()
    obstacle: str = ""

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of ``days``."""
        return tuple(map(date_of, self.days))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook(Value):
    """
    What becomes of a goal.

    Attributes:
        goal: which.
        prospects: what becomes of each of its skills if what is planned goes well.
        least_minutes: where it cannot be met, the least budget of a full day, in whole minutes, that would do; ``None``
            where it can be met, or no budget would do, and in the plan of a session, which does not reckon it.
    """

    goal: Goal
    prospects: tuple[Prospect, ...]
    least_minutes: int | None = None

    @property
    def feasible(self) -> bool:
        """Whether all its skills can be had on the date."""
        return not self.shortfalls

    @property
    def shortfalls(self) -> tuple[Prospect, ...]:
        """The skills of which too little will be there, least first."""
        short = [one for one in self.prospects if one.still_known < self.goal.still_known]
        return tuple(sorted(short, key=lambda one: (one.still_known, one.skill)))

    @property
    def objective(self) -> float:
        """The mean, over its skills, of how much will be there, at most what is asked for, over what is asked for."""
        asked = self.goal.still_known
        reached = [min(asked, one.still_known) / asked for one in self.prospects]
        return sum(reached) / len(reached) if reached else 1.0
