"""What the learner's page shows: today's practice, the feedback on an attempt, and when practice comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from examples.lms_fastapi.lms import BUDGET
from examples.lms_fastapi.tables import activity

if TYPE_CHECKING:
    from examples.lms_fastapi.lms import LMS
    from examples.lms_fastapi.people import Person
    from reinforce import Outcome

_DAYS_AHEAD = 60


async def today(lms: LMS, person: Person) -> dict[str, Any]:
    """Return today's practice of *person* as JSON values, without an answer key."""
    tenant = await lms.tenant()
    session = await tenant.practice.session(person.id, budget=BUDGET)
    skills = (await tenant.catalog.curriculum()).skills
    return {
        "person": person.id,
        "name": person.name,
        "date": session.plan.today.date.isoformat(),
        "minutes": session.minutes,
        "items": [item.presented() for item in session],
        "titles": {skill: skills[skill].title for item in session for skill in item.skills},
        "points": await _points(lms, person),
        "next_practice": await _next_practice(lms, person),
    }


async def told(lms: LMS, person: Person, outcome: Outcome) -> dict[str, Any]:
    """Return what *person* is told about an attempt, as JSON values."""
    tenant = await lms.tenant()
    skills = (await tenant.catalog.curriculum()).skills
    values = outcome.to_json()
    return {
        "attempt_id": outcome.id,
        "feedback": values["feedback"],
        "over_time": outcome.over_time,
        "skills": [
            {
                "skill": card.skill,
                "title": skills[card.skill].title if card.skill in skills else card.skill,
                "due": None if card.due_date is None else card.due_date.isoformat(),
            }
            for card in outcome.cards
        ],
        "points": await _points(lms, person),
    }


async def _next_practice(lms: LMS, person: Person) -> str | None:
    """Return the first day after today that has practice."""
    tenant = await lms.tenant()
    plan = await tenant.practice.plan(person.id, days=_DAYS_AHEAD, budget=BUDGET)
    return next((day.date.isoformat() for day in plan.days[1:] if day.placements), None)


async def _points(lms: LMS, person: Person) -> int:
    query = select(func.coalesce(func.sum(activity.c.points), 0)).where(activity.c.person == person.id)
    async with lms.database.connect() as connection:
        return int((await connection.execute(query)).scalar_one())
