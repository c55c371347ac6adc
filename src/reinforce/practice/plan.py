"""A plan: which skill is practised on which of the coming days, and why; recomputed when asked, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.practice import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.practice.aims import Prospect
    from reinforce.practice.credit import Credit
    from reinforce.practice.goals import Goal
    from reinforce.practice.situation import Situation

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
    - PREREQUISITES: what it builds on does not hold. LIMIT: no more skills are introduced on these days.
    - NO_EXERCISE: there is nothing to practise it with.
    - SUSPENDED, BURIED: it is kept out, for now or for today. LEECH: it lapsed so often that a coach should look at it.
    """

    NO_ROOM = "no room"
    TOO_LONG = "too long"
    LATER = "later"
    PREREQUISITES = "prerequisites"
    LIMIT = "limit"
    NO_EXERCISE = "no exercise"
    SUSPENDED = "suspended"
    BURIED = "buried"
    LEECH = "leech"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """
    One skill's next practice.

    Attributes:
        day: number of the learner day.
        skill: what is practised.
        exercise: the id of the exercise that it is practised with.
        cost: the time expected; zero for a skill that another's drill covers.
        reason: why it stands there.
        retrievability: what share of it will be left on that day, 0 to 1; ``None`` for a new skill.
        due_day: number of the learner day on which it falls due; ``None`` for a new skill.
        required: whether it is part of what the learner must do on that day; the rest is up to them.
        reserved: the goal or the leave that it is there for; empty if none.
    """

    day: int
    skill: str
    exercise: str
    cost: timedelta
    reason: Reason
    retrievability: float | None = None
    due_day: int | None = None
    required: bool = False
    reserved: str = ""

    @property
    def minutes(self) -> float:
        """The time expected, in minutes."""
        return self.cost / _MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """
    One day of a plan.

    Attributes:
        day: its number.
        placements: what is practised on it, in the order of choice; skills that a drill covers follow it.
        renewals: the time that practices after the next are expected to take on it: a projection, in no placement.
    """

    day: int
    placements: tuple[Placement, ...] = ()
    renewals: timedelta = timedelta()

    @property
    def date(self) -> date:
        """Its date."""
        return date.fromordinal(self.day)

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
class Unplaced:
    """
    A skill that is due within the plan's days, or new, or kept out of plans, and stands on none of them.

    Attributes:
        skill: which.
        obstacle: why.
        missing: the prerequisites that do not hold yet, if that is why.
        retrievability: what share of it will be left on the plan's last day, 0 to 1; ``None`` for a new skill.
        due_day: number of the learner day on which it falls due; ``None`` for a new skill.
        planned_day: number of the learner day after the plan's last on which it stands, if that is why.
    """

    skill: str
    obstacle: Obstacle
    missing: tuple[str, ...] = ()
    retrievability: float | None = None
    due_day: int | None = None
    planned_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """
    What becomes of a goal.

    Attributes:
        goal: which.
        prospects: what becomes of each of its skills if what is planned goes well.
        least_minutes: where it cannot be met, the least budget of a full day, in whole minutes, that would do; ``None``
            where it can be met, or no budget would do.
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
        short = [one for one in self.prospects if one.retrievability < self.goal.retrievability]
        return tuple(sorted(short, key=lambda one: (one.retrievability, one.skill)))

    @property
    def objective(self) -> float:
        """The mean, over its skills, of how much will be there, at most what is asked for, over what is asked for."""
        asked = self.goal.retrievability
        reached = [min(asked, one.retrievability) / asked for one in self.prospects]
        return sum(reached) / len(reached) if reached else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What one learner should practise on the coming days.

    A skill's next practice stands on one day; or, when it is due within these days but stands on none of them, in the
    backlog. What is due after the last day is neither. Practices after the next are projections, day by day in
    ``renewals``.

    Attributes:
        days: every day from today on, also those without practice.
        backlog: cards that are due within these days and stand on none of them, in the order in which they would come.
        waiting: new skills of the learner's journeys and goals that were not placed, in that order.
        paused: cards that are kept out of plans, by skill.
        goals: what becomes of the learner's goals, in the order of their dates.
        cleared_in: days until nothing is overdue any more, 0 if nothing is; ``None`` if the budget never gets there.
        horizon: number of the last learner day that was looked at.
        objective: expected retrievability at the horizon, 0 to 1: the mean over all cards, weighted by the priority of
            their skills, where what is practised within the horizon is kept up from then on.
        credits: by skill, what practice of others does for it.
        situation: what the plan was made from.
    """

    days: tuple[PlannedDay, ...]
    backlog: tuple[Unplaced, ...] = ()
    waiting: tuple[Unplaced, ...] = ()
    paused: tuple[Unplaced, ...] = ()
    goals: tuple[Outlook, ...] = ()
    cleared_in: int | None = 0
    horizon: int = 0
    objective: float = 1.0
    credits: Mapping[str, Credit] = field(default_factory=dict)
    situation: Situation = field(repr=False, compare=False)

    @property
    def today(self) -> PlannedDay:
        """The first of the days."""
        return self.days[0]

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The placements of all days, in order."""
        return tuple(placement for planned in self.days for placement in planned.placements)

    def explain(self, skill: str) -> str:
        """
        Return in words when *skill* is next practised, and why then.

        Raises:
            NotFoundError: there is no such skill.
        """
        skills = self.situation.curriculum.skills
        if skill not in skills:
            raise checks.missing("skill", skill, skills)
        from reinforce.practice.explain import explain  # noqa: PLC0415 - it says in words what this module holds

        return explain(self, skill)

    def explain_goal(self, goal_id: str) -> str:
        """
        Return in words whether a goal can be met and, if not, what is missing and what would do.

        Raises:
            NotFoundError: the learner has no such goal ahead.
        """
        from reinforce.practice.explain import explain_goal  # noqa: PLC0415 - as above

        for outlook in self.goals:
            if outlook.goal.id == goal_id:
                return explain_goal(self, outlook)
        raise checks.missing("goal", goal_id, [outlook.goal.id for outlook in self.goals])

    def _repr_html_(self) -> str:
        rows = (
            (
                show.on(entry.day),
                entry.skill,
                entry.exercise,
                f"{entry.minutes:g}",
                entry.reason,
                show.share(entry.retrievability),
            )
            for entry in self.placements
        )
        caption = f"{self.situation.learner}, {show.counted(len(self.days), 'day')}, {len(self.backlog)} in the backlog"
        return show.table(caption, ("day", "skill", "exercise", "minutes", "reason", "left"), rows)
