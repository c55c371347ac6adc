"""Taking in an attempt: the LMS's own row and reinforce's log entries, in one transaction."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

from examples.lms_fastapi.lms import TENANT
from examples.lms_fastapi.tables import activity
from reinforce import DrillAttempt, QuizAttempt
from reinforce.practice import Stakes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import Table

    from examples.lms_fastapi.lms import LMS
    from reinforce.aio import AsyncTenant
    from reinforce.web import Asked

_INSERT: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@asynccontextmanager
async def around(lms: LMS, asked: Asked) -> AsyncIterator[AsyncTenant]:
    """Give the tenant in a transaction in which the LMS's own row of an attempt is written too: both, or nothing."""
    async with lms.database.begin() as connection:
        # What is done at practice stakes is the learner's own: a row of it would tell the manager.
        if isinstance(asked.sent, QuizAttempt | DrillAttempt) and asked.sent.stakes is not Stakes.PRACTICE:
            insert = _INSERT[connection.dialect.name](activity)
            row = {
                "person": asked.learner,
                "attempt_id": asked.sent.attempt_id,
                "at": asked.sent.at or lms.clock.now(),
                "points": points(asked.sent),
            }
            # The row comes first: whoever sends the same attempt at the same time waits here until we have committed.
            await connection.execute(insert.values(row).on_conflict_do_nothing())
        async with lms.reinforce.joining(connection) as joined:
            yield await joined.tenant(TENANT)


def points(attempt: QuizAttempt | DrillAttempt) -> int:
    """Return what practising is worth to the LMS: a point for each answer or criterion, right or wrong."""
    return len(attempt.answers if isinstance(attempt, QuizAttempt) else attempt.scores)
