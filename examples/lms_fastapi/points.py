"""What practising is worth to the LMS: a point for each answer or criterion, right or wrong, in rows of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from examples.lms_fastapi.tables import activity

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from examples.lms_fastapi.lms import LMS
    from examples.lms_fastapi.people import Person

_INSERT: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


async def add_points(connection: AsyncConnection, person: str, attempt_id: str, *, at: datetime, points: int) -> None:
    """Write the row of an attempt; where it is there already nothing is written."""
    row = {"person": person, "attempt_id": attempt_id, "at": at, "points": points}
    insert = _INSERT[connection.dialect.name](activity)
    await connection.execute(insert.values(row).on_conflict_do_nothing())


async def points_of(lms: LMS, person: Person) -> int:
    """Return the points that *person* has made."""
    query = select(func.coalesce(func.sum(activity.c.points), 0)).where(activity.c.person == person.id)
    async with lms.database.connect() as connection:
        return int((await connection.execute(query)).scalar_one())


async def points_by_person(lms: LMS, *, since: datetime) -> dict[str, dict[str, Any]]:
    """Return, by person, when they last practised, and the points they made *since*."""
    recent = func.sum(activity.c.points).filter(activity.c.at >= since)
    query = select(activity.c.person, func.max(activity.c.at).label("last_at"), recent.label("points"))
    async with lms.database.connect() as connection:
        rows = await connection.execute(query.group_by(activity.c.person))
        return {row.person: {"last_at": row.last_at.isoformat(), "points": row.points or 0} for row in rows}
