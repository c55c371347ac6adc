"""The planner: from a situation to a plan, as a pure function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.practice.planner.drafts import Drafts
from reinforce.practice.planner.objective import Objective
from reinforce.practice.planner.placements import Outlook
from reinforce.practice.planner.plan import Plan
from reinforce.practice.planner.report import written
from reinforce.practice.planner.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reinforce.practice.cards.card import Card
    from reinforce.practice.learner.goals import Goal
    from reinforce.practice.planner.placements import Prospect
    from reinforce.practice.policy import Policy

MOST_DAYS = 3_660

HORIZON = 60
"""Days that every plan looks ahead, whatever part of them is asked for, so that today does not depend on that."""

_LONGEST_GOAL = 400


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
    return _plan(situation, days, Drafts.outlook)


def plan_of_sessions(situation: Situation, *, days: int = 1) -> Plan:
    """
    Return the plan of so many *days* as sessions need it: without the time that would meet goals that cannot be met.

    To reckon that, all goals are planned again under one budget after the other, which takes many times as long as the
    rest for somebody who has far too much to do. `Plan.explain_goal` does it where somebody asks.
    """
    checks.whole("days", days, 1, MOST_DAYS)
    return _plan(situation, days, lambda _, goal, prospects: Outlook(goal=goal, prospects=prospects))


def _plan(situation: Situation, days: int, outlook: Callable[[Drafts, Goal, tuple[Prospect, ...]], Outlook]) -> Plan:
    today = checks.of_kind("situation", situation, Situation).today
    goals = (min(goal.day, today + _LONGEST_GOAL) for goal in situation.goals)
    drafts = Drafts(situation, max(today + max(days, HORIZON) - 1, *goals, today))
    pool, objective = drafts.pool, Objective(drafts.pool)
    best = drafts.best(objective)
    return Plan(
        **written(pool, best.filled, days=days, budget=drafts.budget),
        goals=tuple(outlook(drafts, goal, prospects) for goal, prospects in best.goals),
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
