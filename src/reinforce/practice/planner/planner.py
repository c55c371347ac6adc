"""The planner: from a situation to a plan, as a pure function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.practice.planner.assignment import capacities
from reinforce.practice.planner.day_filling import DayFilling
from reinforce.practice.planner.goal_planning import GoalPlanning
from reinforce.practice.planner.new_skills import NewSkills, carried
from reinforce.practice.planner.objective import Objective
from reinforce.practice.planner.placements import Outlook
from reinforce.practice.planner.plan import Plan
from reinforce.practice.planner.pool import MICROSECOND, Pool
from reinforce.practice.planner.report import outlooks, written
from reinforce.practice.planner.reservations import Reservations, before_leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.practice.cards.card import Card
    from reinforce.practice.learner.goals import Goal
    from reinforce.practice.planner.assignment import Filled
    from reinforce.practice.planner.placements import Prospect
    from reinforce.practice.planner.situation import Situation
    from reinforce.practice.policy import Policy

MOST_DAYS = 3_660

HORIZON = 60
"""Days that every plan looks ahead, whatever part of them is asked for, so that today does not depend on that."""

_LONGEST_GOAL = 400

_SECOND = timedelta(seconds=1) // MICROSECOND
_STEPS = tuple((most * _SECOND, step * _SECOND) for most, step in ((3600, 300), (600, 60), (300, 30), (15, 15), (0, 1)))
"""In steps of what budgets are compared: above so many seconds, multiples of so many; about a twentieth of them."""


@dataclass(slots=True)
class _Draft:
    """One way to fill the days, with what becomes of the goals."""

    filled: Filled
    goals: list[tuple[Goal, tuple[Prospect, ...]]]
    score: float


def plan(situation: Situation, *, days: int = 1) -> Plan:
    """
    Return what to practise on today and the days after it.

    Every card has a window: the days that fuzz could have drawn its due day from. Inside the windows the load is
    levelled: each day gets its share of the load of the days to come, and a third of what is late.
    Practice for goals, and what would be lost during a leave, is reserved first. Then each day in turn takes

    1. what is reserved for it;
    2. what has the last working day of its window;
    3. what is due, in the order of the policy, up to the level; every fifth place goes to what has waited longest;
    4. new skills, in the order of the journeys, as far as prerequisites hold and the coming weeks can carry them;
    5. what may come early, up to the level, if no new skill waits for room.

    Where a day cannot hold all that must be, everything due competes in the order of the policy.

    - No day takes more than its limits, of which what was practised today is taken off. An exercise that does not fit
      is passed over, and one after it may fit.
    - A drill practises all the skills of its rubric; those not yet placed stand there as covered, at no further cost.
    - What the plan places is assumed to go well, so that what builds on it may stand on the day after.
    - More budget never lowers ``objective``, if there are no new skills and no goals: where a smaller budget, in steps,
      makes for a better plan that serves the goals no worse, that plan is taken.
    - The plan looks 60 days ahead, or to the last goal, whatever number of days is asked for.

    Raises:
        InvalidParameterError: *days* is not a whole number from 1 to 3660.
    """
    checks.whole("days", days, 1, MOST_DAYS)
    today = situation.today
    goals = (min(goal.day, today + _LONGEST_GOAL) for goal in situation.goals)
    pool = Pool(situation, max(today + max(days, HORIZON) - 1, *goals, today))
    budget = None if situation.budget is None else situation.budget // MICROSECOND
    objective = Objective(pool)
    best = _best(pool, objective, budget)
    return Plan(
        **written(pool, best.filled, days=days, budget=budget),
        goals=outlooks(best.goals, budget=budget, attempt=lambda minutes: _prospects(situation, pool.last, minutes)),
        horizon=pool.last,
        objective=objective.value(best.score),
        credits=pool.credits,
        situation=situation,
    )


def by_urgency(cards: Iterable[Card], *, day: int, policy: Policy) -> tuple[Card, ...]:
    """Return *cards* most urgent first: the least retrievability on *day*, then the earliest due day, then by skill."""

    def urgency(card: Card) -> tuple[float, int, str]:
        share = card.retrievability(day=day, policy=policy)
        return (1.0 if share is None else share, card.due_day or 0, card.skill)

    return tuple(sorted(cards, key=urgency))


def _best(pool: Pool, objective: Objective, budget: int | None) -> _Draft:
    """
    Return the draft with the greatest objective among those of *budget* and of all smaller ones, in steps.

    Filling days one after the other can do worse with more time: a long exercise gets in, and shorter ones that are
    worth more together do not. Drafts of smaller budgets are looked at as long as one of them could be better.
    """
    whole = None if budget is None else next(_steps(budget), 0)
    best = _draft(pool, objective, whole)
    if budget is None or objective.is_complete(best.filled):
        return best
    for smaller in _steps(budget):
        if objective.most(capacities(pool, smaller)) <= best.score:
            break
        if smaller != whole:
            draft = _draft(pool, objective, smaller)
            if draft.score > best.score and _reached(draft) >= _reached(best):
                best = draft
    return best


def _reached(draft: _Draft) -> float:
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


def _draft(pool: Pool, objective: Objective, budget: int | None) -> _Draft:
    new_skills, reservations, goals = _reserved(pool, budget)
    before_leaves(pool, reservations)
    filled = DayFilling(pool, new_skills, reservations, budget=budget).run()
    return _Draft(filled, goals, objective.score(filled))


def _reserved(
    pool: Pool, budget: int | None
) -> tuple[NewSkills, Reservations, list[tuple[Goal, tuple[Prospect, ...]]]]:
    """Return the new skills, and the days that goals need, under *budget*."""
    new_skills = NewSkills(pool)
    planning = pool.situation.policy.planning
    limits = [planning.new_skills, carried(pool, new_skills, budget=budget) if planning.carrying else None]
    new_skills.limit = min((limit for limit in limits if limit is not None), default=None)
    reservations = Reservations(capacities(pool, budget))
    return new_skills, reservations, GoalPlanning(pool, new_skills, reservations).plan()


def _prospects(situation: Situation, last: int, minutes: int) -> list[tuple[Goal, tuple[Prospect, ...]]]:
    """Return what would become of the goals with a budget of so many minutes."""
    budget = timedelta(minutes=minutes)
    whole = next(_steps(budget // MICROSECOND), 0)
    return _reserved(Pool(replace(situation, budget=budget), last), whole)[-1]
