"""What to practise on the coming days, as it is shown: with titles, and with words for the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.web.session_views import titles
from reinforce.web.values import LeftOut, PlanDay, PlannedGoal, PlannedSkill, ShownPlan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce import Tenant
    from reinforce.practice import Plan, Unplaced
    from reinforce.web.asked import Asked

DAYS = 28
"""How many days a plan is for, where nobody said."""


def plan(tenant: Tenant, asked: Asked) -> ShownPlan:
    """Return the learner's own plan."""
    made = tenant.practice.plan(asked.learner, days=asked.values.get("days", DAYS), budget=asked.budget)
    days = tuple(
        PlanDay(
            date=day.date,
            minutes=day.minutes,
            skills=tuple(
                PlannedSkill(
                    skill=one.skill,
                    minutes=one.minutes,
                    reason=one.reason,
                    required=one.required,
                    still_known=one.still_known,
                )
                for one in day.placements
            ),
        )
        for day in made.days
    )
    named = [*(one.skill for one in made.placements), *(one.skill for one in (*made.backlog, *made.paused))]
    return ShownPlan(
        days=days,
        next_date=next((day.date for day in days[1:] if day.skills), None),
        backlog=_left_out(made.backlog),
        paused=_left_out(made.paused),
        goals=tuple(_goals(made)),
        titles=titles(tenant, named),
        explanation=made.explain_today(),
    )


def _left_out(unplaced: Iterable[Unplaced]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(skill=one.skill, obstacle=one.obstacle) for one in unplaced)


def _goals(plan: Plan) -> Iterable[PlannedGoal]:
    for one in plan.goals:
        words = plan.explain_goal(one.goal.id)
        yield PlannedGoal(goal=one.goal.id, on=one.goal.on, feasible=one.feasible, explanation=words)
