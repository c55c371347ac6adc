"""The asynchronous engine does what the engine does, for many tasks, and stays whole when they are cancelled."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import timedelta
from typing import Any, assert_type

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce import ConflictError, Engine, ManualClock, NotFoundError, Outcome, Policy, Quiz, QuizAttempt, Rating
from reinforce.aio import AsyncEngine, AsyncTenant
from reinforce.aio.drivers import Greenlets
from reinforce.errors import StaleError
from reinforce.ports import Change, Store
from reinforce.practice import Answer, Session
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import JOURNEY, small_pack
from tests.support.postgres import through
from tests.support.stores import small_tenant

Opening = Callable[[], Coroutine[Any, Any, AsyncEngine]]

AT_ONCE = 20
MOMENT = 0.001  # seconds, of which a review takes some
RIGHT: dict[str, Any] = {"q-terms-1": "b", "q-terms-2": 12.5, "q-questions-1": "to learn", "q-questions-2": ["a", "c"]}


async def async_tenant(engine: AsyncEngine, name: str = "acme") -> AsyncTenant:
    """Return a new tenant with the small pack, and Ana enrolled in its journey: `small_tenant`, awaited."""
    tenant = await engine.create_tenant(name, seed=7)
    await tenant.catalog.publish(small_pack())
    await tenant.roster.put("ana", timezone="Europe/Dublin", day_start=4)
    await tenant.roster.enroll("ana", journey=JOURNEY)
    return tenant


def _quiz(session: Session) -> QuizAttempt:
    quiz = next(item for item in session if isinstance(item, Quiz))
    answers = [Answer(question.id, RIGHT[question.id]) for question in quiz.questions]
    return QuizAttempt(attempt_id="quiz", edition=quiz.edition, answers=answers)


def test_it_does_what_the_engine_does(opening: Opening, clock: ManualClock) -> None:
    """Published, practised, taken back and planned through either engine, cards, log and plans are equal."""

    async def awaited() -> tuple[object, ...]:
        async with await opening() as engine:
            tenant = await async_tenant(engine)
            session = await tenant.practice.session("ana", budget=timedelta(minutes=10))
            outcome = await tenant.practice.record("ana", _quiz(session))
            await tenant.practice.review("ana", "discovery", Rating.Again, review_id="r-1")
            await tenant.practice.undo("ana", review_id="r-1")
            assert (await tenant.policies.verify()).clean
            return (
                *(session.items, outcome, await tenant.practice.cards(), await tenant.practice.history("ana", "terms")),
                *(await tenant.practice.plan("ana", days=9), await tenant.roster.get("ana"), await tenant.policy()),
                *(
                    await tenant.progress.mastery("ana"),
                    (await tenant.catalog.curriculum()).skills,
                    await engine.tenants(),
                ),
            )

    def called() -> tuple[object, ...]:
        with Engine.open("memory:", clock=clock) as engine:
            tenant = small_tenant(engine)
            session = tenant.practice.session("ana", budget=timedelta(minutes=10))
            outcome = tenant.practice.record("ana", _quiz(session))
            tenant.practice.review("ana", "discovery", Rating.Again, review_id="r-1")
            tenant.practice.undo("ana", review_id="r-1")
            return (
                *(session.items, outcome, tenant.practice.cards(), tenant.practice.history("ana", "terms")),
                *(tenant.practice.plan("ana", days=9), tenant.roster.get("ana"), tenant.policy),
                *(tenant.progress.mastery("ana"), tenant.catalog.curriculum().skills, engine.tenants()),
            )

    assert asyncio.run(awaited()) == called()


def test_tasks_on_one_card_lose_nothing(opening: Opening) -> None:
    """Twenty tasks review one card at once: every review is in the log, and the card is its fold."""

    async def law() -> None:
        async with await opening() as engine:
            tenant = await async_tenant(engine)
            reviews = (
                tenant.practice.review("ana", "terms", Rating.Good, review_id=f"r-{number}")
                for number in range(AT_ONCE)
            )
            outcomes = await asyncio.gather(*reviews)
            history = await tenant.practice.history("ana", "terms")
            assert len(outcomes) == len(history) == (await tenant.practice.card("ana", "terms")).reps == AT_ONCE
            assert (await tenant.policies.verify()).clean

    asyncio.run(law())


def test_a_cancelled_review_is_in_the_log_or_not(opening: Opening) -> None:
    """Wherever a review is cancelled, it is written whole or not at all, and the next one is recorded as ever."""

    async def law() -> None:
        async with await opening() as engine:
            tenant = await async_tenant(engine)
            for patience in range(0, 40, 2):
                review = asyncio.ensure_future(
                    tenant.practice.review("ana", "terms", Rating.Good, review_id=f"cancelled-{patience}")
                )
                await asyncio.sleep(patience * MOMENT)
                review.cancel()
                await asyncio.wait([review])
                assert review.cancelled() or review.exception() is None
            outcomes = [
                await tenant.practice.review("ana", "terms", Rating.Good, review_id=f"after-{number}")
                for number in range(AT_ONCE)
            ]
            history = await tenant.practice.history("ana", "terms")
            assert len({outcome.reviews[0].id for outcome in outcomes} & {entry.id for entry in history}) == AT_ONCE
            assert (await tenant.practice.card("ana", "terms")).reps == len(history)
            assert (await tenant.policies.verify()).clean

    asyncio.run(law())


def test_a_cancelled_task_gives_its_connection_back(database_url: str) -> None:
    """More tasks than there are connections are cancelled half-way: none of them keeps one."""

    async def law() -> None:
        host = create_async_engine(_driven(database_url), pool_size=2, max_overflow=0, pool_timeout=20)
        engine = await AsyncEngine.over(host)
        tenant = await async_tenant(engine)
        for patience in range(2, 42, 2):
            tasks = [
                asyncio.ensure_future(tenant.practice.review("ana", "terms", Rating.Hard, review_id=f"{patience}-{n}"))
                for n in range(3)
            ]
            await asyncio.sleep(patience * MOMENT)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        assert host.sync_engine.pool.status().count("Checked out connections: 0") == 1
        await tenant.practice.review("ana", "terms", Rating.Good, review_id="after")
        assert (await tenant.policies.verify()).clean
        await host.dispose()

    asyncio.run(law())


@pytest.mark.parametrize("is_ours", [True, False], ids=["ours", "the host's"])
def test_a_task_cancelled_while_it_waits_for_its_turn_locks_nothing(sqlite_url: str, *, is_ours: bool) -> None:
    """Who is cancelled while somebody else writes to the SQLite file does not begin to write afterwards."""

    async def law() -> None:
        host = create_async_engine(_driven(sqlite_url))
        async with await AsyncEngine.open(sqlite_url) if is_ours else await AsyncEngine.over(host) as engine:
            tenant = await async_tenant(engine)
            with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                review = asyncio.ensure_future(tenant.practice.review("ana", "terms", Rating.Good, review_id="r-1"))
                await asyncio.wait([review], timeout=0.3)
                assert not review.done()
                review.cancel()
                await asyncio.sleep(0)
                other.execute("ROLLBACK")
                with pytest.raises(asyncio.CancelledError):
                    await review
                other.execute("PRAGMA busy_timeout = 0")
                other.execute("BEGIN IMMEDIATE")
                other.execute("ROLLBACK")
            assert await tenant.practice.history("ana", "terms") == ()
            await tenant.practice.review("ana", "terms", Rating.Good, review_id="r-1")
        await host.dispose()

    asyncio.run(law())


class _Stale:
    """A store whose changes are stale as long as something has not happened."""

    def __init__(self, store: Store, happened: asyncio.Event) -> None:
        self._store, self._happened = store, happened

    def apply(self, change: Change) -> None:
        if not self._happened.is_set():
            raise StaleError("change", change.tenant, "has to wait")
        self._store.apply(change)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        return getattr(self._store, name)


def test_other_tasks_go_on_while_one_tries_again() -> None:
    """Between two tries of one task the event loop is free, so that what it waits for can happen there."""

    async def law() -> None:
        happened, driver, kept = asyncio.Event(), Greenlets(), MemoryStore()
        small_tenant(Engine.over(kept))
        engine = AsyncEngine(Engine(_Stale(kept, happened), pause=driver.pause), driver)
        practice = (await engine.tenant("acme")).practice
        review = asyncio.ensure_future(practice.review("ana", "terms", Rating.Good, review_id="r-1"))
        await asyncio.sleep(0)
        assert not review.done()
        happened.set()
        assert (await review).reviews[0].id == "r-1"

    asyncio.run(law())


def test_errors_come_through(opening: Opening) -> None:
    """What a service raises, awaiting it raises."""

    async def law() -> None:
        async with await opening() as engine:
            tenant = await async_tenant(engine)
            with pytest.raises(ConflictError):
                await engine.create_tenant("acme")
            with pytest.raises(NotFoundError, match=r"^there is no tenant 'acem': create_tenant"):
                await engine.tenant("acem")
            with pytest.raises(NotFoundError):
                await tenant.practice.session("nobody")
            assert repr(await engine.tenant()) == "AsyncTenant('default')"

    asyncio.run(law())


def test_what_was_written_is_there_for_the_other_engine(database_url: str) -> None:
    """A host may use both engines on one database."""

    async def write() -> None:
        async with await AsyncEngine.open(database_url) as engine:
            tenant = await async_tenant(engine)
            await tenant.practice.review("ana", "terms", Rating.Good, review_id="r-1")

    asyncio.run(write())
    with Engine.open(database_url.replace("asyncpg", "psycopg2")) as engine:
        assert engine.tenant("acme").practice.card("ana", "terms").reps == 1


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
@pytest.mark.parametrize("level", ["READ COMMITTED", "SERIALIZABLE", "AUTOCOMMIT"])
def test_a_host_of_postgresql_finds_its_connections_as_they_were(
    driver: str, level: str, postgres_database_url: str
) -> None:
    """Transactions of the host's, and their isolation, are after our calls what they were before."""

    async def law() -> None:
        url = through(postgres_database_url, driver)
        host = create_async_engine(url, isolation_level=level, pool_size=1, max_overflow=0)
        async with host.begin() as connection:
            await connection.execute(text("CREATE TABLE notes (note TEXT)"))
        await (await AsyncEngine.over(host)).create_tenant("acme")
        async with host.connect() as connection:
            await connection.execute(text("INSERT INTO notes VALUES ('ours')"))
            isolation = "READ COMMITTED" if level == "AUTOCOMMIT" else level
            assert await connection.scalar(text("SHOW transaction_isolation")) == isolation.lower()
            await connection.rollback()
            assert await connection.scalar(text("SELECT count(*) FROM notes")) == (level == "AUTOCOMMIT")
        await host.dispose()

    asyncio.run(law())


def test_closing_leaves_the_hosts_engine_open(database_url: str) -> None:
    """An engine over a host's closes nothing of it, and leaves its transactions what they were."""

    async def law() -> None:
        host = create_async_engine(_driven(database_url))
        async with await AsyncEngine.over(host) as engine:
            await async_tenant(engine)
            pool = host.sync_engine.pool
        assert host.sync_engine.pool is pool
        async with host.begin() as connection:
            await connection.execute(text("CREATE TABLE notes (note TEXT)"))
        async with host.connect() as connection:
            await connection.execute(text("INSERT INTO notes VALUES ('rolled back')"))
            await connection.rollback()
            assert await connection.scalar(text("SELECT count(*) FROM notes")) == 0
        await host.dispose()

    asyncio.run(law())


def test_types_are_those_of_the_services() -> None:
    """A type checker knows the arguments and the awaited result of every method."""

    async def typed(engine: AsyncEngine) -> None:
        tenant = await engine.tenant("acme")
        assert_type(tenant, AsyncTenant)
        assert_type(await tenant.practice.session("ana", budget=timedelta(minutes=10)), Session)
        assert_type(await tenant.practice.review("ana", "terms", 3, review_id="r-1"), Outcome)
        assert_type(await tenant.policy(), Policy)
        await tenant.practice.session("ana", minutes=10)  # type: ignore[call-arg]

    assert callable(typed)


def _driven(url: str) -> str:
    """Return a URL for SQLAlchemy, which has to be told the driver for asyncio."""
    return url.replace("sqlite:", "sqlite+aiosqlite:")
