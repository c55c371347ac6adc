"""Drafts: ways to fill the coming days under one budget after the other, and what each makes of the learner's goals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from reinforce.practice.planner.assignment import capacities
from reinforce.practice.planner.day_filling import DayFilling
from reinforce.practice.planner.goal_planning import GoalPlanning
from reinforce.practice.planner.new_skills import NewSkills, carried
from reinforce.practice.planner.placements import Outlook
from reinforce.practice.planner.pool import MICROSECOND, Pool
from reinforce.practice.planner.reservations import Reservations, before_leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.practice.learner.goals import Goal
    from reinforce.practice.planner.assignment import Filled
    from reinforce.practice.planner.course import Course
    from reinforce.practice.planner.objective import Objective
    from reinforce.practice.planner.placements import Prospect
    from reinforce.practice.planner.situation import Situation

    Planned: TypeAlias = "list[tuple[Goal, tuple[Prospect, ...]]]"

_MINUTE = timedelta(minutes=1) // MICROSECOND
_MOST_MINUTES = 1_440
_SECOND = timedelta(seconds=1) // MICROSECOND
_STEPS = tuple((most * _SECOND, step * _SECOND) for most, step in ((3600, 300), (600, 60), (300, 30), (15, 15), (0, 1)))
"""In steps of what budgets are compared: above so many seconds, multiples of so many; about a twentieth of them."""


@dataclass(slots=True)
class Draft:
    """One way to fill the days, with what becomes of the goals."""

    filled: Filled
    goals: Planned
    score: float


class Drafts:
    """
    All drafts that a plan of one situation is chosen from; what they have in common is reckoned once.

    Attributes:
        pool: all that is there to be planned.
        budget: the time for practice on a full day, in microseconds; ``None`` for no limit.
    """

    def __init__(self, situation: Situation, last: int) -> None:
        self.pool = Pool(situation, last)
        self.budget = None if situation.budget is None else situation.budget // MICROSECOND
        self._courses: dict[str, Course] = {}
        self._under: dict[int, Planned] = {}

    def best(self, objective: Objective) -> Draft:
        """
        Return the draft with the greatest objective among those of the budget and of all smaller ones, in steps.

        Filling days one after the other can do worse with more time: a long exercise gets in, and shorter ones that are
        worth more together do not. Drafts of smaller budgets are looked at as long as one of them could be better, and
        only as far as they serve the goals no worse: where too little time is there for these, less is no help.
        """
        whole = None if self.budget is None else next(_steps(self.budget), 0)
        best = self.draft(objective, whole)
        if self.budget is None or objective.is_complete(best.filled):
            return best
        for smaller in _steps(self.budget):
            if objective.most(capacities(self.pool, smaller)) <= best.score:
                break
            if smaller == whole:
                continue
            draft = self.draft(objective, smaller)
            if _reached(draft) < _reached(best):
                break
            if draft.score > best.score:
                best = draft
        return best

    def outlook(self, goal: Goal, prospects: tuple[Prospect, ...]) -> Outlook:
        """Return what becomes of a goal and, where it cannot be met, with how much time it could."""
        outlook = Outlook(goal=goal, prospects=prospects)
        if outlook.feasible or self.budget is None:
            return outlook
        return replace(outlook, least_minutes=self._least_minutes(goal, self.budget))

    def _least_minutes(self, goal: Goal, budget: int) -> int | None:
        """Return the least whole minutes of a full day with which *goal* can be met; ``None`` if none would do."""

        def would_do(minutes: int) -> bool:
            prospects = next(found for one, found in self._with(minutes) if one == goal)
            return Outlook(goal=goal, prospects=prospects).feasible

        low = budget // _MINUTE
        high = max(1, low)
        while high < _MOST_MINUTES and not would_do(high):
            low, high = high, min(2 * high, _MOST_MINUTES)
        if high == _MOST_MINUTES and not would_do(high):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if would_do(middle) else (middle, high)
        return high

    def _with(self, minutes: int) -> Planned:
        """Return what would become of the goals with a budget of so many minutes."""
        if minutes not in self._under:
            budget = timedelta(minutes=minutes)
            pool = self.pool
            if pool.costs()[1] > min(self.budget or 0, budget // MICROSECOND):  # else it would come out the same
                pool = Pool(replace(pool.situation, budget=budget), pool.last)
            self._under[minutes] = self._reserved(pool, next(_steps(budget // MICROSECOND), 0))[-1]
        return self._under[minutes]

    def draft(self, objective: Objective, budget: int | None) -> Draft:
        """Return how the days are filled with *budget*."""
        new_skills, reservations, goals = self._reserved(self.pool, budget)
        before_leaves(self.pool, reservations)
        filled = DayFilling(self.pool, new_skills, reservations, budget=budget).run()
        return Draft(filled, goals, objective.score(filled))

    def _reserved(self, pool: Pool, budget: int | None) -> tuple[NewSkills, Reservations, Planned]:
        """Return the new skills, and the days that goals need, under *budget*."""
        new_skills = NewSkills(pool)
        planning = pool.situation.policy.planning
        limits = [planning.new_skills, carried(pool, new_skills, budget=budget) if planning.carrying else None]
        new_skills.limit = min((limit for limit in limits if limit is not None), default=None)
        set_for_some = None if pool.limits is None else pool.limits.anew()
        reservations = Reservations(capacities(pool, budget), pool.costs()[0], set_for_some)
        return new_skills, reservations, GoalPlanning(pool, new_skills, reservations, self._courses).plan()


def _reached(draft: Draft) -> float:
    """Return how much of the goals a draft reaches, all of them together."""
    return sum(Outlook(goal=goal, prospects=prospects).objective for goal, prospects in draft.goals)


def _steps(budget: int) -> Iterator[int]:
    """Yield the budgets from *budget* down that are whole steps; the steps grow with the budget."""
    left = budget
    for most, step in _STEPS:
        while left > most:
            whole = left - left % step
            if whole <= most:
                break
            yield whole
            left = whole - 1
        left = min(left, most)
