"""A host sees what the engine does: which calls, how long, how much of the store, and how they ended."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import create_engine

from reinforce import Engine, InvalidParameterError, ManualClock, NotFoundError, Rating, Tenant
from reinforce.aio import AsyncEngine
from reinforce.engine import ObservedCall
from reinforce.ports.tally import TALLY
from reinforce.stores.memory import MemoryStore
from reinforce.stores.sql import SQLStore
from reinforce.testing import Break, FaultyStore
from tests.support.statements import statements, watched
from tests.support.stores import START, AnyStore, Overtaken, small_tenant

CALLS_OF_AN_ENGINE = {"engine.close", "engine.create_tenant", "engine.tenant", "engine.tenants"}
TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture
def seen() -> list[ObservedCall]:
    """Return a list that a host keeps its observations in."""
    return []


@pytest.fixture
def watching(any_store: AnyStore, clock: ManualClock, seen: list[ObservedCall]) -> Iterator[Engine]:
    """Return an engine over each kind of store that is observed."""
    with Engine.over(any_store.new(), clock=clock, observe=seen.append) as engine:
        yield engine


def test_each_call_is_told_of_once_when_it_has_ended(watching: Engine, seen: list[ObservedCall]) -> None:
    """By its name and its tenant, in the order in which calls end; what a call calls in its turn is part of it."""
    acme = small_tenant(watching)
    acme.practice.review("ana", "terms", Rating.Good, review_id="r")
    assert [(one.name, one.tenant) for one in seen] == [
        ("engine.create_tenant", None),
        ("catalog.publish", "acme"),
        ("roster.put", "acme"),
        ("roster.enroll", "acme"),
        ("practice.review", "acme"),
    ]
    assert all(one.seconds > 0 and one.error is None and one.retries == 0 for one in seen)


def test_a_call_that_raises_is_told_of_with_the_class_of_its_error(watching: Engine, seen: list[ObservedCall]) -> None:
    """The error goes on to the host as it is."""
    acme = small_tenant(watching)
    with pytest.raises(NotFoundError):
        acme.practice.session("nobody")
    with pytest.raises(InvalidParameterError):
        acme.practice.review("ana", "terms", 9, review_id="r")
    assert [one.error for one in seen[-2:]] == [NotFoundError, InvalidParameterError]


@pytest.mark.parametrize("database", ["sqlite_url", "postgres_database_url"])
def test_statements_are_those_that_the_driver_executes(request: pytest.FixtureRequest, database: str) -> None:
    """But for those that begin and end transactions; and rows are those that come back or are written."""
    seen: list[ObservedCall] = []
    host = watched(str(request.getfixturevalue(database)))
    with Engine.over(SQLStore(host), clock=ManualClock(START), observe=seen.append) as engine:
        acme = small_tenant(engine)
        for call in (
            lambda: acme.practice.review("ana", "terms", Rating.Good, review_id="r"),
            lambda: acme.practice.session("ana"),
            acme.roster.learners,
            lambda: acme.practice.history("ana", "terms"),
        ):
            with statements() as executed:
                call()
            asked = [text for text, _ in executed if not text.startswith(TRANSACTIONS)]
            assert seen[-1].statements == len(asked) > 0
            assert seen[-1].rows > 0
    host.dispose()


def test_a_store_that_counts_nothing_says_nothing(clock: ManualClock, seen: list[ObservedCall]) -> None:
    """The one in memory executes no statements."""
    acme = small_tenant(Engine.over(MemoryStore(), clock=clock, observe=seen.append))
    acme.practice.session("ana")
    assert {(one.statements, one.rows) for one in seen} == {(0, 0)}


def test_every_public_call_is_told_of(seen: list[ObservedCall]) -> None:
    """Of each service and of the engine itself, found by reflection; the policy, which is an attribute, too."""
    engine = Engine.open("memory:", observe=seen.append)
    acme = engine.create_tenant("acme")
    calls = {
        f"{room}.{name}": getattr(service, name)
        for room, service in (("engine", engine), *vars(acme).items())
        if not room.startswith("_") and room != "name"
        for name in dir(service)
        if not name.startswith("_") and callable(getattr(service, name)) and name not in {"open", "over", "joining"}
    }
    assert calls.keys() >= CALLS_OF_AN_ENGINE
    for name, call in calls.items():
        before = len(seen)
        with pytest.raises(TypeError, match="surplus"):
            call(surplus=1)
        assert [(one.name, one.error) for one in seen[before:]] == [(name, TypeError)]
    assert acme.policy.version == 1
    assert seen[-1].name == "tenant.policy"


def test_a_decision_that_is_taken_again_is_counted(clock: ManualClock, seen: list[ObservedCall]) -> None:
    """Where somebody else wrote first, and where the connection broke."""
    overtaken = Overtaken(MemoryStore())
    acme = small_tenant(Engine(overtaken, clock=clock, observe=seen.append, pause=lambda _: None))
    other = Engine.over(overtaken, clock=clock).tenant("acme")
    overtaken.meanwhile = lambda: other.practice.review("ana", "terms", Rating.Good, review_id="theirs")
    acme.practice.review("ana", "terms", Rating.Good, review_id="ours")
    assert seen[-1].retries == 1
    faulty = FaultyStore(MemoryStore())
    acme = small_tenant(Engine(faulty, clock=clock, observe=seen.append, pause=lambda _: None))
    faulty.break_at(0, Break.BEFORE, times=2)
    acme.practice.review("ana", "terms", Rating.Good, review_id="ours")
    assert (seen[-1].name, seen[-1].retries, seen[-1].error) == ("practice.review", 2, None)


def test_what_the_hook_raises_changes_nothing(any_store: AnyStore, clock: ManualClock) -> None:
    """The call has written and answers; and where it raises itself, its own error is the one that is raised."""

    def broken(_: ObservedCall) -> None:
        raise RuntimeError("ana")

    with Engine.over(any_store.new(), clock=clock, observe=broken) as engine:
        acme = small_tenant(engine)
        acme.practice.review("ana", "terms", Rating.Good, review_id="r")
        with pytest.raises(NotFoundError):
            acme.practice.session("nobody")
        assert len(acme.practice.history("ana", "terms")) == 1


def test_what_the_hook_raises_is_logged_without_its_text(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    """As an error once, with its class and where it was raised, and afterwards where somebody looks for it."""

    def broken(_: ObservedCall) -> None:
        raise RuntimeError("ana")

    with caplog.at_level(logging.DEBUG, logger="reinforce"):
        small_tenant(Engine.over(MemoryStore(), clock=clock, observe=broken))
    said = [record for record in caplog.records if "RuntimeError" in record.getMessage()]
    assert [record.levelno for record in said] == [logging.ERROR, *[logging.DEBUG] * 3]
    assert all("test_observing.py" in record.getMessage() and "ana" not in record.getMessage() for record in said)
    assert all(record.exc_info is None for record in said)


def test_a_hook_that_asks_the_engine_is_not_told_of_its_own_calls(clock: ManualClock) -> None:
    """Or it would never end; what it begins, such as a task, is told of when the call is over."""
    seen: list[str] = []
    tenants: list[Tenant] = []

    def curious(observation: ObservedCall) -> None:
        seen.append(observation.name)
        for tenant in tenants:
            tenant.roster.learners()

    engine = Engine.over(MemoryStore(), clock=clock, observe=curious)
    tenants.append(engine.create_tenant("acme"))
    tenants[0].roster.put("ana")
    assert seen == ["engine.create_tenant", "roster.put"]
    assert TALLY.get() is None


@pytest.mark.parametrize("hook", [3, "print", asyncio.sleep])
def test_what_cannot_be_called_is_refused(hook: Any) -> None:  # noqa: ANN401 - the point
    """And so is what would have to be awaited."""
    with pytest.raises(InvalidParameterError, match="observe"):
        Engine.open("memory:", observe=hook)


def test_calls_inside_a_hosts_transaction_are_told_of(sqlite_url: str, clock: ManualClock) -> None:
    """Each by itself, with its own statements, as outside."""
    seen: list[ObservedCall] = []
    host = create_engine(sqlite_url)
    with Engine.over(SQLStore(host), clock=clock, observe=seen.append) as engine:
        small_tenant(engine)
        with host.begin() as connection, engine.joining(connection) as joined:
            joined.tenant("acme").practice.review("ana", "terms", Rating.Good, review_id="r")
    assert [(one.name, one.statements) for one in seen[-3:]] == [
        ("engine.tenant", 0),
        ("practice.review", 3),
        ("engine.close", 0),
    ]
    host.dispose()


@pytest.mark.parametrize("database", ["sqlite_url", "postgres_database_url"])
def test_tasks_of_one_loop_are_told_apart(request: pytest.FixtureRequest, database: str, clock: ManualClock) -> None:
    """Each call has its own figures, whoever else is waiting for the database; one that is cancelled says so."""
    seen: list[ObservedCall] = []

    async def main() -> None:
        url = str(request.getfixturevalue(database))
        async with await AsyncEngine.open(url, clock=clock, observe=seen.append) as engine:
            acme = await engine.create_tenant("acme", seed=7)
            await acme.catalog.put_skills(["terms"])
            everybody = [f"learner-{number}" for number in range(7)]
            for name in everybody:
                await acme.roster.put(name)
            for name in everybody[:2]:  # the first one reads policy and edition, which are known from then on
                await acme.practice.review(name, "terms", Rating.Good, review_id="r")
            alone, names = seen[-1], everybody[2:]
            seen.clear()
            await asyncio.gather(
                *(acme.practice.review(name, "terms", Rating.Good, review_id="r") for name in names),
                *(acme.roster.learners() for _ in range(5)),
            )
            figures = sorted((one.name, one.statements, one.rows) for one in seen)
            review = ("practice.review", alone.statements, alone.rows)
            assert figures == [review] * 5 + [("roster.learners", 1, 7)] * 5
            assert (await acme.policy()).version == 1
            assert seen[-1].name == "tenant.policy"
            task = asyncio.ensure_future(acme.roster.learners())
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert seen[-1].error is asyncio.CancelledError
        assert TALLY.get() is None

    asyncio.run(main())


def test_a_task_that_the_hook_begins_is_observed_in_its_turn(sqlite_url: str, clock: ManualClock) -> None:
    """It inherits what the call was in, and outlives it."""
    seen: list[str] = []
    tasks: list[asyncio.Task[Any]] = []

    async def main() -> None:
        def hook(observation: ObservedCall) -> None:
            seen.append(observation.name)
            if observation.name == "roster.put":
                tasks.append(asyncio.ensure_future(acme.roster.learners()))

        async with await AsyncEngine.open(sqlite_url, clock=clock, observe=hook) as engine:
            acme = await engine.create_tenant("acme")
            await acme.roster.put("ana")
            await tasks[0]

    asyncio.run(main())
    assert seen == ["engine.create_tenant", "roster.put", "roster.learners", "engine.close"]


def test_an_observation_says_nothing_about_a_person() -> None:
    """Its fields are those that the docs name: whoever adds one has to ask whether it could."""
    assert [field.name for field in fields(ObservedCall)] == [
        *("name", "tenant", "seconds", "statements", "rows", "retries", "error"),
    ]
