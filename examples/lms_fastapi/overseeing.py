"""What the manager's page shows: what to do this week, who has practice waiting, who holds which skill how well."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from examples.lms_fastapi.lms import BUDGET
from examples.lms_fastapi.people import team_of
from examples.lms_fastapi.tables import activity
from reinforce import Audience, Level
from reinforce.practice.progress import focus, gaps

if TYPE_CHECKING:
    from datetime import datetime

    from examples.lms_fastapi.lms import LMS
    from examples.lms_fastapi.people import Person
    from reinforce import MasteryReport
    from reinforce.aio import AsyncTenant
    from reinforce.catalog import Curriculum
    from reinforce.practice.progress import Drift

WANTED = Level.PROFICIENT
_LOOK_BACK = timedelta(days=14)
_WEEK = timedelta(days=7)
_MOST_GAPS = 5
_MOST_SLIPPING = 5
_MEANS = {
    Level.UNPROVEN: "not shown yet",
    Level.FLOOR: "shown once",
    Level.DEVELOPING: "shown again",
    Level.PROFICIENT: "there after a week",
    Level.MASTERY: "lasts for weeks",
}


async def standing(lms: LMS, manager: Person) -> dict[str, Any]:
    """Return where the team of *manager* stands, as JSON values."""
    now = lms.clock.now()
    team = await team_of(lms, manager)
    done = await _activity(lms, since=now - _WEEK)
    people: list[dict[str, Any]] = []
    shown: set[str] = set()
    tenant = await lms.tenant()
    curriculum = await tenant.catalog.curriculum()
    for person in team:
        # What was done at practice stakes is the learner's own: it is left out for a manager, of what waits too.
        plan = await tenant.practice.plan(person.id, days=1, budget=BUDGET, audience=Audience.MANAGER)
        report = await tenant.progress.mastery(person.id, audience=Audience.MANAGER)
        drift = await tenant.progress.drift(person.id, since=now - _LOOK_BACK, audience=Audience.MANAGER)
        due = await tenant.practice.due(person.id, audience=Audience.MANAGER)
        people.append(
            {
                "person": person.id,
                "name": person.name,
                "waiting": {"minutes": plan.today.minutes, "due": len(due), "items": plan.today.items},
                "last_at": done.get(person.id, {}).get("last_at"),
                "points": done.get(person.id, {}).get("points", 0),
                **_held(report, drift, curriculum),
            }
        )
        shown |= set(report.skills)
    return {
        "team": manager.team,
        "manager": manager.name,
        "at": now.isoformat(),
        "wanted": int(WANTED),
        "levels": [{"level": int(level), "name": level.name.lower(), "means": _MEANS[level]} for level in Level],
        "capabilities": _rows(curriculum, shown),
        "people": people,
        "widest": _widest(curriculum, people),
        "to_do": await _to_do(tenant, team, curriculum),
    }


async def _to_do(tenant: AsyncTenant, team: list[Person], curriculum: Curriculum) -> dict[str, Any]:
    """Return whom to coach on what, and who is slipping on what: of the latter those that the engine is surest of."""
    names = {person.id: person.name for person in team}
    if not names:
        return {"coach": [], "slipping": []}
    needs = await tenant.progress.coaching(list(names))
    judged = await tenant.progress.slipping(list(names), limit=_MOST_SLIPPING)
    return {
        "coach": [
            {"name": names[one.learner], "title": curriculum.skills[one.skill].title, "lapses": one.lapses}
            for one in needs
        ],
        "slipping": [
            {
                "name": names[one.learner],
                "title": curriculum.skills[one.skill].title,
                "chance": one.chance,
                "misses": one.misses,
                "attempts": one.attempts,
                "last": None if one.last_date is None else one.last_date.isoformat(),
            }
            for one in judged.cards
        ],
    }


def _widest(curriculum: Curriculum, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the skills that at least half of *people* have begun and most do not hold as well as they should."""
    found: list[dict[str, Any]] = []
    for skill in curriculum.skills.values():
        held = [person["skills"][skill.id] for person in people if skill.id in person["skills"]]
        begun = [one["level"] for one in held if one["still_known"] is not None]
        below = [level for level in begun if level < WANTED]
        if below and 2 * len(begun) >= len(people):
            title, capability = skill.title, curriculum.capabilities[skill.capability].title
            gap = {"title": title, "capability": capability, "below": len(below), "begun": len(begun)}
            found.append({**gap, "levels": sorted(begun), "size": sum(WANTED - level for level in below)})
    return sorted(found, key=lambda gap: (-gap["size"], -gap["below"], gap["title"]))[:_MOST_GAPS]


def _held(report: MasteryReport, drift: Drift, curriculum: Curriculum) -> dict[str, Any]:
    """Return what one person holds, by skill, what of it is missing, and what they should work on first."""
    missing = gaps(report.skills, curriculum=curriculum, desired=WANTED)
    first = focus(missing)
    return {
        "focus": curriculum.skills[first[0].skill].title if first else None,
        "gaps": len(missing),
        "drift": drift.mean,
        "skills": {
            skill: {
                "level": int(one.level),
                "reached": int(one.reached),
                "still_known": one.still_known,
                "change": drift.skills[skill].change if skill in drift.skills else None,
                "missing": list(one.missing),
            }
            for skill, one in report.skills.items()
        },
    }


def _rows(curriculum: Curriculum, shown: set[str]) -> list[dict[str, Any]]:
    """Return the capabilities with those of their skills that anybody is expected to hold."""
    return [
        {
            "id": capability.id,
            "title": capability.title,
            "skills": [
                {"id": skill.id, "title": skill.title, "dimension": str(skill.dimension)}
                for skill in curriculum.skills.values()
                if skill.capability == capability.id and skill.id in shown
            ],
        }
        for capability in curriculum.capabilities.values()
    ]


async def _activity(lms: LMS, *, since: datetime) -> dict[str, dict[str, Any]]:
    """Return, by person, when they last practised, and the points they made *since*: the LMS's own rows."""
    recent = func.sum(activity.c.points).filter(activity.c.at >= since)
    query = select(activity.c.person, func.max(activity.c.at).label("last_at"), recent.label("points"))
    async with lms.database.connect() as connection:
        rows = await connection.execute(query.group_by(activity.c.person))
        return {row.person: {"last_at": row.last_at.isoformat(), "points": row.points or 0} for row in rows}
