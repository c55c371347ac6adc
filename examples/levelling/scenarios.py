"""Who practises how: the three ways to choose days, and the lives in which they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from reinforce import Leave, Load, OnLeave

FIRST_DAY = date(2026, 3, 2)
"""The first day of every life, a Monday."""

SETTLED = 90
"""Days at the start of which no figure of load or retention is taken: a quarter, until the introduction has faded."""

NEW_SKILLS = 5
"""Skills introduced on each day of practice until there are no more, whoever plans."""

_WEEK = 7


class Arm(StrEnum):
    """
    A way to choose the days of practice.

    - DUE: no levelling. Each card is practised on the day on which it falls due, or on the next day of practice.
    - PICKED: in the manner of Anki. A card picks its day when it is answered, and keeps it.
    - PLANNED: a plan made anew each day; leave is announced with `OnLeave.SPREAD`.
    - HELD: the same; leave is announced with `OnLeave.HOLD`.
    """

    DUE = "no levelling"
    PICKED = "picked at the answer"
    PLANNED = "planned each day"
    HELD = "planned, hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """
    What happens in a life, whoever plans.

    Attributes:
        id, title: what it is called.
        week: the load of each weekday, Monday first.
        leave: the days of a leave, counted from 0; empty for none.
        announced: on which day the leave becomes known.
        missed: the share of days on which the learner does not practise, though they could.
        budget: time for practice on a day; ``None`` for no limit.
        arms: what is compared.
    """

    id: str
    title: str
    week: tuple[Load, ...] = (Load.FULL,) * _WEEK
    leave: range = range(0)
    announced: int = 0
    missed: float = 0.0
    budget: timedelta | None = None
    arms: tuple[Arm, ...] = (Arm.DUE, Arm.PICKED, Arm.PLANNED)

    def load(self, day: int) -> Load:
        """Return the load of a day, counted from 0."""
        return self.week[day % _WEEK]

    def absence(self, policy: OnLeave) -> Leave:
        """Return the leave as the engine takes it."""
        first, last = (FIRST_DAY + timedelta(days=day) for day in (self.leave[0], self.leave[-1]))
        return Leave(first=first, last=last, policy=policy)


SCENARIOS = (
    Scenario(id="plain", title="Every day alike"),
    Scenario(id="weekends", title="Easy weekends", week=(Load.FULL,) * 5 + (Load.REDUCED, Load.NONE)),
    Scenario(
        id="leave",
        title="Two weeks of leave",
        leave=range(140, 154),
        announced=112,
        arms=(Arm.DUE, Arm.PICKED, Arm.PLANNED, Arm.HELD),
    ),
    Scenario(id="missed", title="28 % of days missed", missed=0.28),
    Scenario(id="budget", title="Three minutes a day", budget=timedelta(minutes=3)),
)


def instant(day: int) -> datetime:
    """Return the instant at which a learner sits down to practise on a day, counted from 0."""
    return datetime.combine(FIRST_DAY, datetime.min.time(), tzinfo=UTC) + timedelta(days=day, hours=9)
