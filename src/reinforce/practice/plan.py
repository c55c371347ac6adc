"""A plan: which skill is practised on which of the coming days, and why; recomputed when asked, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.catalog import DrillSpec
from reinforce.practice import show

if TYPE_CHECKING:
    from reinforce.practice.situation import Situation

_MINUTE = timedelta(minutes=1)


class Reason(StrEnum):
    """Why a skill stands on a day: it fell due before or falls due then, is new, or comes with another's drill."""

    OVERDUE = "overdue"
    DUE = "due"
    NEW = "new"
    COVERED = "covered"


class Obstacle(StrEnum):
    """Why a skill stands on no day: the days have no room, prerequisites do not hold, or it has no exercise."""

    NO_ROOM = "no room"
    PREREQUISITES = "prerequisites"
    NO_EXERCISE = "no exercise"


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
    """

    day: int
    skill: str
    exercise: str
    cost: timedelta
    reason: Reason
    retrievability: float | None = None
    due_day: int | None = None

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
        placements: what is practised on it, most urgent first; skills that a drill covers follow it.
    """

    day: int
    placements: tuple[Placement, ...] = ()

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """
    A skill that is due within the plan's days, or new, and stands on none of them.

    Attributes:
        skill: which.
        obstacle: why.
        missing: the prerequisites that do not hold yet, if that is why.
        retrievability: what share of it will be left on the plan's last day, 0 to 1; ``None`` for a new skill.
        due_day: number of the learner day on which it falls due; ``None`` for a new skill.
    """

    skill: str
    obstacle: Obstacle
    missing: tuple[str, ...] = ()
    retrievability: float | None = None
    due_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What one learner should practise on the coming days.

    A skill's next practice stands on one day; or, when it is due within these days but found no room, in the backlog.
    What is due after the last day is neither, and neither are practices after the next.

    Attributes:
        days: every day from today on, also those without practice.
        backlog: cards that are due within these days and were not placed, most urgent first.
        waiting: new skills of the learner's journeys that were not placed, in journey order.
        situation: what the plan was made from.
    """

    days: tuple[PlannedDay, ...]
    backlog: tuple[Unplaced, ...] = ()
    waiting: tuple[Unplaced, ...] = ()
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
        for placement in self.placements:
            if placement.skill == skill:
                return self._placed(placement)
        for entry in (*self.backlog, *self.waiting):
            if entry.skill == skill:
                return self._unplaced(entry)
        card, title = self.situation.cards.get(skill), self._title(skill)
        if card is None or card.due_day is None:
            return f"{title} is not part of your journeys, and you have not practised it."
        if card.due_day <= self.today.day:
            return f"{title} comes up again later today."
        return f"{title} is next due on {show.spoken(card.due_day)}, after the days of this plan."

    def _placed(self, placement: Placement) -> str:
        opening = f"{self._when(placement.day)}: {self._title(placement.skill)}, {self._means(placement)}"
        if placement.reason is Reason.NEW:
            return f"{opening}. It is new to you{self._foundations(placement.skill)}."
        left = ""
        if placement.retrievability is not None:
            left = f" About {show.share(placement.retrievability)} of what you knew will be left."
        if placement.reason is Reason.COVERED or placement.due_day is None:
            return f"{opening}.{left}"
        fell = "falls" if placement.due_day >= self.today.day else "fell"
        return f"{opening}, because it {fell} due on {show.spoken(placement.due_day)}.{left}"

    def _unplaced(self, entry: Unplaced) -> str:
        title = self._title(entry.skill)
        if entry.obstacle is Obstacle.NO_EXERCISE:
            return f"{title} has no exercise to practise it with."
        if entry.obstacle is Obstacle.PREREQUISITES:
            return f"{title} waits until you have {' and '.join(self._title(name) for name in entry.missing)}."
        days = len(self.days)
        room = f"the time a day leaves no room for it within {days} days" if days > 1 else "today has no room for it"
        if entry.due_day is None:
            return f"{title} is new to you, but {room}."
        fell = "falls" if entry.due_day >= self.today.day else "fell"
        return f"{title} {fell} due on {show.spoken(entry.due_day)}, but {room}."

    def _when(self, day: int) -> str:
        ahead = day - self.today.day
        return ("Today", "Tomorrow")[ahead] if ahead < len(("Today", "Tomorrow")) else f"On {show.spoken(day)}"

    def _means(self, placement: Placement) -> str:
        """Return with what a placement is practised, and how long that takes, in words."""
        exercise = self.situation.curriculum.exercise(placement.exercise)
        drill = f"the drill “{exercise.title}”" if isinstance(exercise, DrillSpec) else ""
        if placement.reason is Reason.COVERED:
            return f"along with {drill}"
        return f"with {drill or 'a question'} ({show.counted(placement.minutes, 'minute')})"

    def _foundations(self, skill: str) -> str:
        """Return in words what a skill builds on."""
        skills = self.situation.curriculum.skills
        names = [self._title(name) for name in skills[skill].prerequisites if name in skills]
        return f", and builds on {' and '.join(names)}" if names else ""

    def _title(self, skill: str) -> str:
        return f"“{self.situation.curriculum.skills[skill].title}”"

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
