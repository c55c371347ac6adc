"""What is chosen for the days of a plan, and what each of them can hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce.practice.planner.pool import MICROSECOND

if TYPE_CHECKING:
    from reinforce.catalog import Exercise
    from reinforce.practice.planner.candidate import Candidate
    from reinforce.practice.planner.new_skills import NewSkills
    from reinforce.practice.planner.pool import Pool

ENDLESS = 1 << 62
"""More than any day has: what stands for no limit."""


@dataclass(slots=True, eq=False)
class Assignment:
    """
    One exercise on one day.

    Attributes:
        skill: what it is there for.
        exercise: what it is; ``None`` while it is open which of those of a card.
        cost: the time it takes, in microseconds.
        candidate: the card; ``None`` for a new skill.
        reserved: the goal or the leave that it was reserved for; empty if none.
        ahead: whether it is practised ahead.
        covered: the other skills that it practises.
    """

    skill: str
    exercise: Exercise | None
    cost: int
    candidate: Candidate | None = None
    reserved: str = ""
    ahead: bool = False
    covered: tuple[str, ...] = ()

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills that it practises: also those that stand on another day, or are kept out of plans."""
        shown = () if self.exercise is None else self.exercise.skills
        return tuple(dict.fromkeys((self.skill, *self.covered, *shown)))


@dataclass(slots=True)
class FillingDay:
    """One day while it is filled: time and places left, time taken, skills begun, relatives of what is there."""

    place: int
    room: int
    places: int
    load: int
    begun: int = 0
    assignments: list[Assignment] = field(default_factory=list)
    relatives: set[str] = field(default_factory=set)
    aside: list[Candidate] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Filled:
    """
    What stands on which day, and what is left.

    Attributes:
        days: for each day from today on what stands on it, in the order of choice.
        renewals: for each day the time that practices after the next are expected to take, in microseconds.
        placed: the skills that stand on a day, with its place among the days.
        newcomers: the new skills that are left.
    """

    days: list[list[Assignment]]
    renewals: list[float]
    new_skills: NewSkills
    placed: dict[str, int] = field(default_factory=dict)


def capacities(pool: Pool, budget: int | None) -> list[tuple[int, int]]:
    """Return for each day the time, in microseconds, and the exercises that it can still hold, under *budget*."""
    situation = pool.situation
    spent = situation.spent // MICROSECOND
    found: list[tuple[int, int]] = []
    for day in range(situation.today, pool.last + 1):
        share = situation.share(day)
        room = 0 if not share else ENDLESS if budget is None else int(budget * share)
        if budget is not None and day == situation.today:
            room = max(0, room - spent)
        places = situation.room_for_items(day)
        found.append((room, ENDLESS if places is None else places))
    return found
