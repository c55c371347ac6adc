"""One person's plan on the page: around a leave up to a date, or to a date that comes too soon."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from examples.customer_success.wording import counted, listed, share, spoken, spoken_span
from reinforce.pictures import Section, Table
from reinforce.practice import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from examples.customer_success.ahead import Agreement
    from reinforce import Leave, Plan, Tenant
    from reinforce.pictures.sections import Part
    from reinforce.practice import Placement, PlannedDay
    from reinforce.practice.planner.placements import Outlook

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK = 7
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

    def section(self) -> Section:
        """Return the plan: the days, what comes before a leave and after it, what becomes of the date."""
        agreed, name = self._agreed, self._agreed.person.name
        capability = self._curriculum.capabilities[agreed.goal.capability or ""]
        what = f"{name} is to be certified in {capability.title} on {spoken(agreed.goal.on)}"
        if agreed.leave is None:
            title = "A date" if self.outlook.feasible else "A date too soon"
            parts: list[Part] = [f"{what}, joins the team, and has {counted(agreed.person.minutes, 'minute')} a day."]
        else:
            title = "A leave and a date"
            away = spoken_span(agreed.leave.first, agreed.leave.last)
            parts = [f"{what}, and is away from {away}.", *self._strip(), *self._around(agreed.leave)]
        said = f"In the engine’s words, as {name} reads them: {self.plan.explain_goal(agreed.goal.id)}"
        if self.outlook.feasible:
            needed = [one for one in self.plan.placements if one.reason is Reason.GOAL]
            said += f" {self._explained(needed)}"
        return Section(heading=f"{title}: {name}", parts=(*parts, said))

    def _strip(self) -> Iterator[Part]:
        """Yield the days as a calendar: a row for each week, the minutes of each day."""
        days = {planned.day: planned for planned in self.plan.days}
        monday = self._today.toordinal() - self._today.weekday()
        rows = [
            (
                f"{date.fromordinal(start).day} {date.fromordinal(start):%B}",
                *(self._cell(days.get(day)) for day in range(start, start + _WEEK)),
            )
            for start in range(monday, self._agreed.goal.day + 1, _WEEK)
        ]
        yield Table(columns=("week of", *_WEEKDAYS), rows=rows, caption="Minutes of practice")
        yield "This is the next practice of each skill. When it comes back after that depends on how it goes."

    def _cell(self, planned: PlannedDay | None) -> str:
        if planned is None:
            return ""
        availability = self.plan.situation.availability
        if planned.date == self._agreed.goal.on:
            return "date"
        if availability.leave(planned.day) is not None:
            return "away"
        return f"{planned.minutes:g}" if planned.placements else "–" if availability.share(planned.day) else ""

    def _around(self, leave: Leave) -> Iterator[Part]:
        """Yield what is practised before a leave, and what waits until after it."""
        first, last = leave.first.toordinal(), leave.last.toordinal()
        before = [one for one in self.plan.placements if one.reason is Reason.LEAVE]
        waits = [one for one in self.plan.placements if one.day > last and first <= (one.due_day or 0) <= last]
        if before:
            minutes = counted(sum(one.minutes for one in before), "minute")
            opening = f"Before the leave: {counted(len(before), 'practice')} of what would fade most, {minutes} in all."
            yield f"{opening} {self._explained(before)}"
        if waits:
            days = [one.date for one in waits]
            least = share(min(one.still_known or 0.0 for one in waits))
            named = listed([f"“{self._curriculum.skills[one.skill].title}”" for one in waits], most=3)
            falls = "falls due meanwhile and waits" if len(waits) == 1 else "fall due meanwhile and wait"
            until = spoken_span(min(days), max(days), joined="or")
            yield f"After it: {named} {falls} until {until}; at least {least} will be left."

    def _explained(self, placements: Sequence[Placement]) -> str:
        """Return the engine's words for the placement of which least would be left; empty if there is none."""
        weakest = min(placements, key=lambda one: (one.still_known or 0.0, one.skill), default=None)
        return "" if weakest is None else self.plan.explain(weakest.skill)


def _outlook(planned: Plan) -> Outlook:
    """Return what becomes of the only goal."""
    (outlook,) = planned.goals
    return outlook
