"""A plan: which skill is practised on which of the coming days, and why; recomputed when asked, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import LEFT_OUT, Value
from reinforce.days import Day, date_of
from reinforce.practice import text
from reinforce.practice.planner.credit import Credit
from reinforce.practice.planner.drafts import Drafts
from reinforce.practice.planner.explain import explain, explain_goal, explain_today
from reinforce.practice.planner.placements import Outlook, PlannedDay, Unplaced
from reinforce.practice.planner.situation import Situation

if TYPE_CHECKING:
    from datetime import date

    from reinforce.practice.planner.placements import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Value):
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
        horizon: the last learner day that was looked at.
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
    horizon: Day
    objective: float = 1.0
    credits: Mapping[str, Credit] = field(default_factory=dict)
    situation: Situation = field(repr=False, compare=False, metadata=LEFT_OUT)

    @property
    def horizon_date(self) -> date:
        """The date of ``horizon``."""
        return date_of(self.horizon)

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
        return explain(self, skill)

    def explain_today(self) -> str:
        """
        Return in words what today brings; where that is nothing, why, and what would bring something.

        A skill that is due and kept out, since it waits for a coach or is suspended or buried, is named beside it.
        """
        return explain_today(self)

    def explain_goal(self, goal_id: str) -> str:
        """
        Return in words whether a goal can be met and, if not, what is missing and what would do.

        Raises:
            NotFoundError: the learner has no such goal ahead.
        """
        for outlook in self.goals:
            if outlook.goal.id == goal_id:
                if outlook.least_minutes is None:  # none would do, or it was not reckoned
                    outlook = Drafts(self.situation, self.horizon).outlook(outlook.goal, outlook.prospects)  # noqa: PLW2901
                return explain_goal(self, outlook)
        raise checks.missing("goal", goal_id, [outlook.goal.id for outlook in self.goals])

    def _repr_html_(self) -> str:
        rows = (
            (
                text.on(entry.day),
                entry.skill,
                entry.exercise,
                f"{entry.minutes:g}",
                entry.reason,
                text.share(entry.still_known),
            )
            for entry in self.placements
        )
        caption = f"{self.situation.learner}, {text.counted(len(self.days), 'day')}, {len(self.backlog)} in the backlog"
        return text.table(caption, ("day", "skill", "exercise", "minutes", "reason", "still known"), rows)
