"""The part of the report about where everybody stands: levels, the gap to work on, what tomorrow brings, coaching."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from examples.customer_success.wording import counted, listed, paragraph, spoken, table
from reinforce import Audience, Level
from reinforce.practice.progress import focus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from examples.customer_success.figures import Figures
    from examples.customer_success.team import Person
    from reinforce import Session

_MINUTE = timedelta(minutes=1)


class Standing:
    """
    Where everybody stands on the morning after the last day.

    Args:
        figures: of whom.
        sessions: by person, what the engine would hand out on that day.
    """

    def __init__(self, figures: Figures, sessions: Mapping[str, Session]) -> None:
        self._tenant, self._people, self._day = figures.tenant, figures.people, figures.day
        self._curriculum, self._sessions = figures.curriculum, sessions
        self._titles = {skill.id: skill.title for skill in self._curriculum.skills.values()}

    def lines(self) -> Iterator[str]:
        """Yield a line for each person: a level for each capability, what to work on first, and tomorrow's practice."""
        yield f"WHERE EVERYBODY STANDS, and what is DUE TOMORROW, {spoken(self._day)}"
        capabilities = self._curriculum.capabilities.values()
        columns = ("to work on first", *(capability.title.split()[0] for capability in capabilities), "due", "minutes")
        yield from table(("person", *columns), [self._row(person) for person in self._people], left=2)
        levels = ", ".join(f"{level.value} {level.name.lower()}" for level in Level)
        yield from paragraph(
            f"Levels: {levels}; of a capability that of its weakest leg: knowledge (K), skill (S) or attitude (A). "
            "Minutes: planned, of those there are; a skill that is due may stand on a later day."
        )
        yield from self._coaching()

    def _row(self, person: Person) -> tuple[str, ...]:
        at = person.instant(self._day)
        report = self._tenant.progress.mastery(person.id, at=at, audience=Audience.MANAGER)
        levels = []
        for capability in self._curriculum.capabilities:
            held = report.capabilities[capability]
            levels.append(f"{held.level.value} {held.weakest.dimension.value[0].upper()}")
        first = focus(self._tenant.progress.gaps(person.id, at=at, audience=Audience.MANAGER))
        due = self._tenant.practice.due(person.id, at=at)
        budget = person.budget(self._day) / _MINUTE
        planned = f"{self._sessions[person.id].minutes:g} of {budget:g}"
        if self._day.weekday() not in person.weekdays:
            planned = "day off"
        work_on = self._titles[first[0].skill] if first else "nothing"
        return (person.name, work_on, *levels, str(len(due)), planned)

    def _coaching(self) -> Iterator[str]:
        """Yield what is forgotten so often that a coach is to work on it, and what waits for that."""
        names = {person.id: person.name for person in self._people}
        tasks = self._tenant.progress.coaching(list(names))
        if not tasks:
            return
        found = []
        for task in tasks:
            waiting = self._sessions[task.learner].plan.waiting
            held_up = [f"“{self._titles[one.skill]}”" for one in waiting if task.skill in one.missing]
            blocked = f"; {listed(held_up, most=2)} cannot begin before" if held_up else ""
            what = f"{names[task.learner]} on “{self._titles[task.skill]}”, forgotten {counted(task.lapses, 'time')}"
            found.append(f"{what}{blocked}")
        yield from paragraph(f"For a coach, and no longer drilled: {'. '.join(found)}.")
