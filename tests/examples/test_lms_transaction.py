"""The small LMS writes its own row and the engine's entries in one transaction: both sides, or neither, and once."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from starlette.applications import Starlette
from starlette.requests import Request

from examples.lms_fastapi.lms import LMS, TENANT, opened, schema_of
from examples.lms_fastapi.practice import with_points
from examples.lms_fastapi.seeding import seed
from examples.lms_fastapi.tables import activity
from reinforce import InvalidParameterError, ManualClock
from reinforce.web import ask, respond_async
from reinforce.web.values import Recorded
from tests.support.answers import attempt
from tests.support.endpoints import OPERATION

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
FIRST = "first"


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest) -> str:
    """Return the URL of a database that both sides share, of each kind, with the team in it."""
    kind = {"sqlite": "sqlite_url", "postgresql": "postgres_database_url"}[request.param]
    database: str = request.getfixturevalue(kind)
    seed(database, now=NOW, days=0)
    return database


def during(url: str, doing: Callable[[LMS], Awaitable[None]]) -> None:
    """Do something with the LMS over the database at *url*, in an event loop."""

    async def run() -> None:
        async with opened(url, clock=ManualClock(NOW)) as lms:
            await doing(lms)

    asyncio.run(run())


async def submit(lms: LMS, person: str, sent: dict[str, Any]) -> Recorded:
    """Have an attempt of *person* taken in as the router does it."""
    operation = OPERATION["submit"]
    asked = ask(operation, learner=person, body=json.dumps(sent).encode(), content_type="application/json")
    told = await respond_async(
        operation, await lms.reinforce.tenant(TENANT), asked, around=partial(with_points, _request(lms))
    )
    assert isinstance(told, Recorded)
    return told


def _request(lms: LMS) -> Request:
    """Return a request to an application with this LMS."""
    app = Starlette()
    app.state.lms = lms
    return Request({"type": "http", "app": app})


async def rows(lms: LMS, person: str) -> int:
    """Return how many rows the LMS has of the first attempt of *person*."""
    query = select(func.count()).where(activity.c.person == person, activity.c.attempt_id == FIRST)
    async with lms.database.connect() as connection:
        return int((await connection.execute(query)).scalar_one())


async def reviews(lms: LMS, person: str) -> int:
    """Return how many reviews count for *person*."""
    tenant = await lms.reinforce.tenant(TENANT)
    return sum(card.reps for card in await tenant.practice.cards(learners=person))


async def first_attempt(lms: LMS, person: str) -> dict[str, Any]:
    """Return an attempt at the first item of the session of *person*."""
    tenant = await lms.reinforce.tenant(TENANT)
    session = await tenant.practice.session(person)
    return attempt(next(iter(session)).presented(), attempt_id=FIRST)


def test_both_sides_are_written_together(shared: str) -> None:
    """One submission is one row of the LMS and one attempt in the log."""

    async def do(lms: LMS) -> None:
        sent = await first_attempt(lms, "ana")
        outcome = await submit(lms, "ana", sent)
        assert (await rows(lms, "ana"), await reviews(lms, "ana")) == (1, len(outcome.skills))

    during(shared, do)


def test_without_the_row_of_the_lms_there_is_no_attempt(shared: str) -> None:
    """Where the LMS's own row is refused when both are to be committed, nothing has been practised."""

    async def do(lms: LMS) -> None:
        tenant = await lms.reinforce.tenant(TENANT)
        await tenant.roster.put("zoe")  # on the roster, but no user of the LMS: a foreign key says no
        await tenant.roster.enroll("zoe", journey="csm-onboarding")
        sent = await first_attempt(lms, "zoe")
        with pytest.raises(IntegrityError):
            await submit(lms, "zoe", sent)
        assert (await rows(lms, "zoe"), await reviews(lms, "zoe")) == (0, 0)

    during(shared, do)


def test_without_the_attempt_there_is_no_row(shared: str) -> None:
    """Where the engine refuses an attempt, the LMS has not written either."""

    async def do(lms: LMS) -> None:
        sent = await first_attempt(lms, "ana")
        sent["answers"][0]["response"] = "no such option"
        with pytest.raises(InvalidParameterError, match="response"):
            await submit(lms, "ana", sent)
        assert (await rows(lms, "ana"), await reviews(lms, "ana")) == (0, 0)

    during(shared, do)


def test_the_same_attempt_at_the_same_time_counts_once(shared: str) -> None:
    """A page that sends twice, and two tabs that send at once, are one attempt; all get the same outcome."""

    async def do(lms: LMS) -> None:
        sent = await first_attempt(lms, "ana")
        outcomes = await asyncio.gather(*(submit(lms, "ana", sent) for _ in range(4)))
        assert all(outcome == outcomes[0] for outcome in outcomes)
        assert (await rows(lms, "ana"), await reviews(lms, "ana")) == (1, len(outcomes[0].skills))

    during(shared, do)


def test_colleagues_do_not_wait_for_each_other_in_vain(shared: str) -> None:
    """Submissions of several people at the same time all count."""

    async def do(lms: LMS) -> None:
        people = ("ana", "dani", "jun", "kai")
        sent = {person: await first_attempt(lms, person) for person in people}
        await asyncio.gather(*(submit(lms, person, sent[person]) for person in people))
        assert [await rows(lms, person) for person in people] == [1, 1, 1, 1]

    during(shared, do)


def test_each_side_has_tables_of_its_own() -> None:
    """Where the database has schemas, reinforce's tables are in one of their own."""
    assert (schema_of("sqlite:///lms.db"), schema_of("postgresql://localhost/lms")) == (None, "reinforce")
