"""What this LMS writes for practice, but for reminders; sessions need nothing but the router."""

# Annotations stay what they are here: FastAPI reads them when a route is made.
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Request

from examples.lms_fastapi.lms import BUDGET, LMS, TENANT
from examples.lms_fastapi.people import Person, remove, team_of
from examples.lms_fastapi.points import add_points
from examples.lms_fastapi.sign_in import Manager, Practising, Running
from reinforce.aio import AsyncEngine, AsyncTenant
from reinforce.practice import QuizAttempt, Stakes
from reinforce.practice.progress import focus, gaps
from reinforce.web import Asked, Coach
from reinforce.web.fastapi import router


@asynccontextmanager
async def with_points(request: Request, asked: Asked) -> AsyncIterator[AsyncTenant]:
    """Commit what a learner practised, and their points for it, together; what is off the record has none."""
    lms: LMS = request.app.state.lms
    async with lms.database.begin() as connection:
        if (sent := getattr(asked.sent, "attempt_id", None)) and asked.sent.stakes is not Stakes.PRACTICE:
            worth = asked.sent.answers if isinstance(asked.sent, QuizAttempt) else asked.sent.scores
            # The row comes first: whoever sends the same attempt at the same time waits here until we have committed.
            await add_points(connection, asked.learner, sent, at=asked.sent.at or lms.clock.now(), points=len(worth))
        async with lms.reinforce.joining(connection) as joined:
            yield await joined.tenant(TENANT)


def endpoints() -> APIRouter:
    """Return the endpoints, and say who is signed in, and who may ask about whom."""

    def engine(lms: Running) -> AsyncEngine:
        return lms.reinforce

    def learner(person: Practising) -> str:
        return person.id

    async def coach(lms: Running, manager: Manager) -> Coach:
        return Coach(id=manager.id, learners=[one.id for one in await team_of(lms, manager)])

    return router(engine, tenant=TENANT, learner=learner, coach=coach, around=with_points, budget=BUDGET)


async def dashboard(lms: LMS, manager: Person) -> dict[str, Any]:
    """Return how the people of *manager* stand, and whom to help with what, by their ids."""
    team, acme = [one.id for one in await team_of(lms, manager)], await lms.reinforce.tenant(TENANT)
    curriculum = await acme.catalog.curriculum()
    found = await acme.progress.mastery_many(team)
    return {
        "due": {one.learner: one.due for one in await acme.practice.due_learners(team)},
        "held": {one.learner: [held.to_json() for held in one.skills.values()] for one in found},
        "first": {one.learner: [gap.skill for gap in focus(gaps(one.skills, curriculum=curriculum))] for one in found},
        "coach": [one.to_json() for one in await acme.progress.coaching(team)],
        "slipping": [one.to_json() for one in (await acme.progress.slipping(team, limit=5)).cards],
        "titles": {id_: one.title for id_, one in (*curriculum.capabilities.items(), *curriculum.skills.items())},
    }


async def erase(lms: LMS, person: Person) -> None:
    """Erase a person on both sides, and then what the database keeps beside its tables."""
    async with lms.database.begin() as connection, lms.reinforce.joining(connection) as joined:
        await (await joined.tenant(TENANT)).privacy.erase(person.id)
        await remove(connection, person)
    await (await lms.reinforce.tenant(TENANT)).privacy.erase(person.id)
