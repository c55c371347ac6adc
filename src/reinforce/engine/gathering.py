"""Gathering: everything that a learner's plan depends on, from one snapshot, as one value."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce.practice import Calendar, Situation, steered

if TYPE_CHECKING:
    from reinforce.engine.desk import Desk

_LONGEST_DAY = timedelta(days=4)
"""
No learner day began longer ago than this. Between the first zone, with days from midnight, and the last, with days from
eleven in the evening, one day number is in use for 73 hours; a change of the clocks may come on top.
"""


def gathered(
    desk: Desk, learner: str, *, budget: timedelta | None = None, items: int | None = None, ahead: int = 0
) -> Situation:
    """
    Return the learner's situation now.

    Args:
        desk: the tenant's.
        learner: whose.
        budget: time on a full day; by default what the policy says.
        items: exercises on a full day; by default what the policy says.
        ahead: how many days before its window opens a card may be practised today.

    Raises:
        NotFoundError: there is no such learner.
        InvalidParameterError: a limit is not acceptable.
    """
    now = desk.now()
    snapshot = desk.read(learner, skills=None, practice=True, practised_since=now - _LONGEST_DAY)
    calendar = Calendar(snapshot.calendar)
    today = calendar.day(now)
    policy = desk.policy(snapshot.policy_version)
    done = [practised for practised in snapshot.practised if practised.day == today]
    steering = steered(snapshot.steering, journeys=snapshot.journeys, today=today)
    return Situation(
        learner=learner,
        now=now,
        today=today,
        calendar=calendar,
        policy=policy,
        curriculum=desk.curriculum(snapshot.edition),
        cards=desk.cards(learner, snapshot),
        journeys=snapshot.journeys,
        exposures=snapshot.exposures,
        availability=steering.availability,
        goals=steering.goals,
        suspended=steering.suspended,
        buried=steering.buried,
        coached=steering.coached,
        rechecks=steering.rechecks,
        spent=sum((practised.duration for practised in done), timedelta()),
        spent_items=sum(practised.items for practised in done),
        budget=policy.planning.budget if budget is None else budget,
        items=policy.planning.items if items is None else items,
        ahead=ahead,
    )
