"""A team to look at: a few people, and some weeks of practice that people who forget might have sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, insert, make_url

from examples.customer_success.demo import PACK
from examples.customer_success.simulation import Simulation
from examples.customer_success.team import team
from examples.lms_fastapi.lms import TENANT, schema_of
from examples.lms_fastapi.people import LEARNER, MANAGER
from examples.lms_fastapi.tables import activity, metadata, users
from reinforce import Engine, Learner, ManualClock
from reinforce.stores.sql import SQLStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import sqlalchemy

    from examples.customer_success.team import Person
    from reinforce import Tenant

TEAM = "Customer success"
MANAGES = {"person": "robin", "name": "Robin", "role": MANAGER, "team": TEAM}
JOINED = {"person": "ana", "name": "Ana", "role": LEARNER, "team": TEAM}
"""Somebody who has just joined, and has practised nothing yet."""

_PRACTISED = ("amari", "dani", "jun", "kai", "kiran", "noor", "sasha")
_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
_MARGIN = timedelta(days=2)  # With that much, every time zone's last day of practice is over.


def seed(url: str, *, now: datetime, days: int = 28, tick: Callable[[], object] = lambda: None) -> None:
    """
    Fill an empty database: users, a published pack, and *days* of practice that end two days before *now*.

    The same *now* and *days* give the same history. It is written through the blocking engine, since it is a program
    that runs before the server does.

    Args:
        url: as for `create_app`.
        now: an instant; the history ends before it.
        days: how much history; 0 for none.
        tick: called for each person and day.
    """
    parsed = make_url(url)
    database = create_engine(parsed.set(drivername=_DRIVERS[parsed.get_backend_name()]))
    people = tuple(person for person in team(12) if person.id in _PRACTISED)
    began = now.astimezone(UTC) - timedelta(days=days) - _MARGIN
    clock = ManualClock(began - timedelta(days=2))
    try:
        metadata.create_all(database)
        with Engine.over(SQLStore(database, schema=schema_of(url)), clock=clock) as engine:
            tenant = _signed_up(engine, people)
            simulation = Simulation(tenant, clock, people=people, first_day=began.date(), days=days, seed=7)
            simulation.run(tick=tick)
        with database.begin() as connection:
            _write(connection, people, simulation)
    finally:
        database.dispose()


def _signed_up(engine: Engine, people: Sequence[Person]) -> Tenant:
    """Publish the pack and enrol everybody; every weekday is one to practise on, so that there is always a session."""
    tenant = engine.create_tenant(TENANT, seed=7)
    tenant.catalog.publish(PACK)
    learners = [Learner(id=person.id, timezone=person.timezone, day_start=person.day_start) for person in people]
    tenant.roster.put_many([*learners, Learner(id=JOINED["person"], timezone="Europe/Dublin", day_start=4)])
    journey = next(iter(tenant.catalog.curriculum().journeys))
    tenant.roster.enroll_many([*(person.id for person in people), JOINED["person"]], journey=journey)
    return tenant


def _write(connection: sqlalchemy.Connection, people: Sequence[Person], simulation: Simulation) -> None:
    """Write the LMS's own rows, one for each attempt in the log."""
    rows = [{"person": one.id, "name": one.name, "role": LEARNER, "team": TEAM} for one in people]
    connection.execute(insert(users), [*rows, JOINED, MANAGES])
    done = [
        {"person": person, "attempt_id": outcome.id, "at": outcome.at, "points": len(outcome.feedback)}
        for person, outcomes in simulation.record.outcomes.items()
        for outcome in outcomes
    ]
    if done:
        connection.execute(insert(activity), done)
