"""The part of the report that looks ahead: a plan around a leave and a date, and a date that comes too soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from examples.customer_success.wording import counted, listed, paragraph, share, spoken, spoken_span, table
from reinforce.practice import Reason, plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from examples.customer_success.ahead import Agreement
    from reinforce import Leave, Plan, Tenant
    from reinforce.practice import Placement, PlannedDay, Situation
    from reinforce.practice.planner.placements import Outlook

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK = 7
_MOST_WEEKS = 12
_MINUTE = timedelta(minutes=1)


class Ahead:
    """
    The plan of one person, as it stands after something was agreed with them.

    Args:
        tenant: the engine's side; its clock stands where the plan is to be made.
        agreed: what was agreed.
        day: today.

    Attributes:
        plan: the plan up to the date.
        outlook: what becomes of the date.
    """

    def __init__(self, tenant: Tenant, agreed: Agreement, *, day: date) -> None:
        self._agreed, self._today, self._curriculum = agreed, day, tenant.catalog.curriculum()
        days = (agreed.goal.on - day).days + 1
        self.plan = tenant.practice.plan(agreed.person.id, days=days, budget=agreed.person.minutes * _MINUTE)
        self.outlook = _outlook(self.plan)

    def lines(self) -> Iterator[str]:
        """Yield the plan in a few lines: the days, what comes before a leave and after it, what becomes of the date."""
        agreed, name = self._agreed, self._agreed.person.name
        capability = self._curriculum.capabilities[agreed.goal.capability or ""]
        what = f"is to be certified in {capability.title} on {spoken(agreed.goal.on)}"
        if agreed.leave is None:
            minutes = counted(agreed.person.minutes, "minute")
            title = "A DATE" if self.outlook.feasible else "A DATE TOO SOON"
            yield from paragraph(f"{title}: {name} joins the team, {what}, and has {minutes} a day", indent=0)
        else:
            away = spoken_span(agreed.leave.first, agreed.leave.last)
            yield from paragraph(f"A LEAVE AND A DATE: {name} is away from {away}, and {what}", indent=0)
            yield from self._strip()
            yield from self._around(agreed.leave)
        said = f"The date: {self.plan.explain_goal(agreed.goal.id)}"
        if self.outlook.feasible:
            needed = [one for one in self.plan.placements if one.reason is Reason.GOAL]
            yield from paragraph(f"{said} {self._explained(needed)}")
        else:
            yield from paragraph(f"{said} {self._ways_out()}")

    def _strip(self) -> Iterator[str]:
        """Yield the days as a calendar: a line for each week, the minutes of each day."""
        days = {planned.day: planned for planned in self.plan.days}
        monday = self._today.toordinal() - self._today.weekday()
        rows = (
            (
                f"{date.fromordinal(start).day} {date.fromordinal(start):%B}",
                *(self._cell(days.get(day)) for day in range(start, start + _WEEK)),
            )
            for start in range(monday, self._agreed.goal.day + 1, _WEEK)
        )
        yield from table(("minutes", *_WEEKDAYS), rows)
        yield from paragraph(
            "This is the next practice of each skill. When it comes back after that depends on how it goes."
        )

    def _cell(self, planned: PlannedDay | None) -> str:
        if planned is None:
            return ""
        availability = self.plan.situation.availability
        if planned.date == self._agreed.goal.on:
            return "date"
        if availability.leave(planned.day) is not None:
            return "away"
        return f"{planned.minutes:g}" if planned.placements else "–" if availability.share(planned.day) else ""

    def _around(self, leave: Leave) -> Iterator[str]:
        """Yield what is practised before a leave, and what waits until after it."""
        first, last = leave.first.toordinal(), leave.last.toordinal()
        before = [one for one in self.plan.placements if one.reason is Reason.LEAVE]
        waits = [one for one in self.plan.placements if one.day > last and first <= (one.due_day or 0) <= last]
        if before:
            minutes = counted(sum(one.minutes for one in before), "minute")
            opening = f"Before the leave: {counted(len(before), 'practice')} of what would fade most, {minutes} in all."
            yield from paragraph(f"{opening} {self._explained(before)}")
        if waits:
            days = [date.fromordinal(one.day) for one in waits]
            least = share(min(one.retrievability or 0.0 for one in waits))
            named = listed([f"“{self._curriculum.skills[one.skill].title}”" for one in waits], most=3)
            falls = "falls due meanwhile and waits" if len(waits) == 1 else "fall due meanwhile and wait"
            until = spoken_span(min(days), max(days), joined="or")
            yield from paragraph(f"After it: {named} {falls} until {until}; at least {least} will be left.")

    def _explained(self, placements: Sequence[Placement]) -> str:
        """Return the engine's words for the placement of which least would be left; empty if there is none."""
        weakest = min(placements, key=lambda one: (one.retrievability or 0.0, one.skill), default=None)
        return "" if weakest is None else self.plan.explain(weakest.skill)

    def _ways_out(self) -> str:
        """Return by how much the date is missed, and what more time a day or a later date would do."""
        outlook, situation, goal = self.outlook, self.plan.situation, self._agreed.goal
        missing = fmean(goal.retrievability - one.retrievability for one in outlook.shortfalls)
        text = f"They are {100 * missing:.0f} points short on average."
        if outlook.least_minutes is not None:
            tried = _outlook(plan(replace(situation, budget=outlook.least_minutes * _MINUTE)))
            skills = len(tried.prospects)
            reached = f"{skills - len(tried.shortfalls)} of {skills}"
            text += f" Planned anew with {counted(outlook.least_minutes, 'minute')}, {reached} get there."
        later = _first_feasible(situation, goal.on)
        if later is not None:
            text += f" With the minutes as they are, {spoken(later)} would do."
        return text


def _first_feasible(situation: Situation, on: date) -> date | None:
    """Return the first date, whole weeks after *on*, on which the only goal can be met; nothing is stored for it."""
    (goal,) = situation.goals
    for weeks in range(1, _MOST_WEEKS + 1):
        later = replace(goal, on=on + timedelta(days=weeks * _WEEK))
        if _outlook(plan(replace(situation, goals=(later,)))).feasible:
            return later.on
    return None


def _outlook(planned: Plan) -> Outlook:
    """Return what becomes of the only goal."""
    (outlook,) = planned.goals
    return outlook
