"""Who is asking. This example takes the browser's word for it: put your own sign-in here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from examples.lms_fastapi.tables import activity, users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from examples.lms_fastapi.lms import LMS

LEARNER, MANAGER = "learner", "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    One user of the LMS.

    Attributes:
        id, name: under which the LMS, and reinforce, know them; and what they are called.
        role: ``learner`` or ``manager``.
        team: the team that they are in.
    """

    id: str
    name: str
    role: str
    team: str


class RefusedError(Exception):
    """
    This person may not see this.

    Attributes:
        status: the HTTP status that says so.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


async def person_of(lms: LMS, claimed: str | None, *, role: str) -> Person:
    """
    Return the user who the browser says is asking.

    Raises:
        RefusedError: nobody is named, there is no such user, or their role is another.
    """
    if not claimed:
        raise RefusedError(401, "say who you are: add ?as=dani to the address")
    found = next((one for one in await everybody(lms) if one.id == claimed), None)
    if found is None:
        raise RefusedError(401, f"there is no user {claimed!r}")
    if found.role != role:
        raise RefusedError(403, f"this page is for a {role}; {found.name} is a {found.role}")
    return found


async def team_of(lms: LMS, manager: Person) -> list[Person]:
    """Return the learners in the team of *manager*, by name."""
    return [one for one in await everybody(lms) if one.team == manager.team and one.role == LEARNER]


async def everybody(lms: LMS) -> list[Person]:
    """Return all users, by name."""
    async with lms.database.connect() as connection:
        rows = await connection.execute(select(users).order_by(users.c.role, users.c.name))
        return [Person(id=row.person, name=row.name, role=row.role, team=row.team) for row in rows]


async def remove(connection: AsyncConnection, person: Person) -> None:
    """Delete a user and their points."""
    for table in (activity, users):
        await connection.execute(delete(table).where(table.c.person == person.id))


async def write_to(lms: LMS, person: str, text: str) -> None:
    """Send *person* a message. This example prints it: put your own mail or push here."""
    name = next((one.name for one in await everybody(lms) if one.id == person), person)
    print(f"to {name}: {text}")
