"""Taking in an attempt: the LMS's own row and reinforce's log entries, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

from examples.lms_fastapi.lms import TENANT
from examples.lms_fastapi.tables import activity
from reinforce import QuizAttempt, StaleError
from reinforce.practice import attempt_from

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Table

    from examples.lms_fastapi.lms import LMS
    from reinforce import DrillAttempt, Outcome

_INSERT: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
_TRIES = 5


async def submit(lms: LMS, person: str, data: Mapping[str, Any], *, assessor: str | None = None) -> Outcome:
    """
    Record what a browser sent of *person*, once: the same attempt a second time writes nothing.

    Both *person* and *assessor* come from who is signed in. A browser that names somebody is refused.

    Raises:
        ReinforceError: it was refused; neither side has written anything.
    """
    attempt = attempt_from(data, assessor=assessor)
    for _ in range(_TRIES - 1):
        try:
            return await _submitted(lms, person, attempt)
        except StaleError:  # In a transaction of ours it is for us to begin anew.
            continue
    return await _submitted(lms, person, attempt)


async def _submitted(lms: LMS, person: str, attempt: QuizAttempt | DrillAttempt) -> Outcome:
    """Write both sides, or nothing."""
    async with lms.database.begin() as connection:
        insert = _INSERT[connection.dialect.name](activity)
        row = {
            "person": person,
            "attempt_id": attempt.attempt_id,
            "at": attempt.at or lms.clock.now(),
            "points": points(attempt),
        }
        # The row comes first: whoever sends the same attempt at the same time waits here until we have committed.
        await connection.execute(insert.values(row).on_conflict_do_nothing())
        async with lms.reinforce.joining(connection) as joined:
            tenant = await joined.tenant(TENANT)
            return await tenant.practice.record(person, attempt)


def points(attempt: QuizAttempt | DrillAttempt) -> int:
    """Return what practising is worth to the LMS: a point for each answer or criterion, right or wrong."""
    return len(attempt.answers if isinstance(attempt, QuizAttempt) else attempt.scores)
