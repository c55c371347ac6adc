"""What is agreed on the last evening of the demo: a leave before a date that can be kept, and a date too soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from examples.customer_success.team import Person
from reinforce import Goal, Leave, OnLeave

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce import Tenant

_WITH_LEAVE = "dani"
_NEWCOMER = Person(id="alex", name="Alex", timezone="Europe/Lisbon", hour=9.0, minutes=8, long_day=0, attendance=1.0)
_WEEK = timedelta(days=7)
_FRIDAY = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """
    What was agreed with one person.

    Attributes:
        person: with whom.
        goal: what they are to be certified in, and when.
        leave: when they are away, if they are.
        joins: whether they have only just joined the team.
    """

    person: Person
    goal: Goal
    leave: Leave | None = None
    joins: bool = False


def agreements(people: Iterable[Person], *, day: date) -> tuple[Agreement, ...]:
    """Return what is agreed with one of *people* and with a newcomer; *day* is the one after the last."""
    monday = day - timedelta(days=day.weekday())
    leave = Leave(id="summer", first=monday + 2 * _WEEK, last=monday + 3 * _WEEK + _FRIDAY, policy=OnLeave.SPREAD)
    later, sooner = (_certificate(monday + weeks * _WEEK + _FRIDAY) for weeks in (5, 1))
    found = [Agreement(person=one, goal=later, leave=leave) for one in people if one.id == _WITH_LEAVE]
    return (*found, Agreement(person=_NEWCOMER, goal=sooner, joins=True))


def agree(tenant: Tenant, agreed: Iterable[Agreement], *, journey: str) -> None:
    """Tell the engine of what was *agreed*; who has just joined the team begins the *journey*."""
    for one in agreed:
        if one.joins:
            tenant.roster.put(one.person.id, timezone=one.person.timezone, day_start=one.person.day_start)
            tenant.roster.set_availability(one.person.id, week=one.person.week)
            tenant.roster.enroll(one.person.id, journey=journey)
        if one.leave is not None:
            tenant.roster.put_leave(one.person.id, one.leave)
        tenant.goals.put(one.goal, learner=one.person.id)


def _certificate(on: date) -> Goal:
    return Goal(id="certificate", on=on, still_known=0.95, capability="renewal-negotiation")
