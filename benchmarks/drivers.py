"""What each driver costs: the calls of practice beside raw statements of the same driver, which take turns."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import aiosqlite
import asyncpg
import psycopg
from sqlalchemy.util import greenlet_spawn

from benchmarks.databases import Database, postgresql, sqlite
from benchmarks.floors import anybody, raw_cards, raw_review, rows, statements
from benchmarks.populate import TENANT
from benchmarks.storage import ROUNDS, record, review, shares
from reinforce import Engine
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.connections.engines import open_engine
from tests.support.postgres import psycopg_url, through

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sqlalchemy import Engine as SqlEngine

    from reinforce import Tenant

    Floors = Mapping[str, Callable[[], Awaitable[object]]]

LEARNERS, SKILLS = 200, 50
CALLS = 20
_BUDGET = timedelta(minutes=10)
_CARDS = "SELECT * FROM cards WHERE tenant_id = {} AND learner_id = {}"


def bench_drivers() -> None:
    """Print what review, record of five answers, and session cost through each driver."""
    print(f"drivers: ours / raw, {ROUNDS} rounds, medians of paired ratios (quartiles)")
    with sqlite("full", learners=LEARNERS, skills=SKILLS) as database:
        _bench(database, "sqlite3", database.url)
        _bench_awaited(database, "aiosqlite", database.url)
    with postgresql(learners=LEARNERS, skills=SKILLS) as database:
        for driver in ("psycopg", "psycopg2"):
            _bench(database, driver, through(database.url, driver))
        for driver in ("psycopg", "asyncpg"):
            _bench_awaited(database, driver, through(database.url, driver))


def _bench(database: Database, driver: str, url: str) -> None:
    engine = open_engine(url)
    here = replace(database, url=url, sql=engine, tenant=_tenant(database, engine))
    floors = {"review": raw_review(here), "record": raw_review(here, reviews=5), "session": raw_cards(here)}
    for name, call in _calls(here).items():
        _report(driver, name, shares(call, {"raw": floors[name]}, calls=CALLS), calls=1)
    engine.dispose()


def _bench_awaited(database: Database, driver: str, url: str) -> None:
    """Measure calls that are awaited one after the other, as `reinforce.aio` runs them."""
    with asyncio.Runner() as runner:
        engine: Any = runner.run(greenlet_spawn(open_engine, url, is_async=True))
        here = replace(database, sql=engine, tenant=runner.run(greenlet_spawn(_tenant, database, engine)))
        floors = runner.run(_FLOORS[driver](here))

        def often(call: Callable[[], Awaitable[object]]) -> Callable[[], None]:
            async def repeat() -> None:
                for _ in range(CALLS):
                    await call()

            return lambda: runner.run(repeat())

        for name, call in runner.run(greenlet_spawn(_calls, here)).items():
            ours = often(lambda call=call: greenlet_spawn(call))  # type: ignore[misc] # it is bound at once
            _report(f"{driver}, asyncio", name, shares(ours, {"raw": often(floors[name])}, calls=1), calls=CALLS)
        runner.run(_awaited(floors["close"]))
        runner.run(greenlet_spawn(engine.dispose))


async def _awaited(call: Callable[[], Awaitable[object]]) -> None:
    await call()


def _tenant(database: Database, engine: SqlEngine) -> Tenant:
    return Engine.over(SQLStore(engine), clock=database.clock).tenant(TENANT)


def _calls(database: Database) -> dict[str, Callable[[], object]]:
    rng, practice = Random(4), database.tenant.practice
    return {
        "review": review(database),
        "record": record(database),
        "session": lambda: practice.session(anybody(database, rng)[0], budget=_BUDGET),
    }


async def _asyncpg(database: Database) -> Floors:
    """Return the floors on asyncpg: statements that it prepares, in a transaction."""
    connection, rng = await asyncpg.connect(psycopg_url(database.url)), Random(1)
    update, insert = statements(lambda number: f"${number}")
    cards = _CARDS.format("$1", "$2")

    async def raw(reviews: int) -> None:
        moved, logged = rows(database, rng, reviews)
        async with connection.transaction():
            if reviews == 1:
                await connection.execute(update, *moved[0])
                await connection.execute(insert, *logged[0])
            else:
                await connection.executemany(update, moved)
                await connection.executemany(insert, logged)

    return {
        "review": lambda: raw(1),
        "record": lambda: raw(5),
        "session": lambda: connection.fetch(cards, TENANT, anybody(database, rng)[0]),
        "close": connection.close,
    }


async def _psycopg(database: Database) -> Floors:
    """Return the same on psycopg."""
    connection: Any = await psycopg.AsyncConnection.connect(psycopg_url(database.url))
    return _of(database, connection, await _cursor(connection), mark="%s", begin="")


async def _aiosqlite(database: Database) -> Floors:
    """Return the same on aiosqlite, whose every step goes to a thread of its own."""
    connection = await aiosqlite.connect(database.sql.url.database or "", isolation_level=None, timeout=20)
    for setting in ("foreign_keys = ON", "synchronous = FULL"):
        await connection.execute(f"PRAGMA {setting}")
    return _of(database, connection, await connection.cursor(), mark="?", begin="BEGIN IMMEDIATE")


async def _cursor(connection: Any) -> Any:  # noqa: ANN401 - any driver's
    return connection.cursor()


def _of(database: Database, connection: Any, cursor: Any, *, mark: str, begin: str) -> Floors:  # noqa: ANN401 - any driver's
    """Return the floors on a driver that keeps to PEP 249 but for awaiting."""
    (update, insert), rng = statements(lambda _number: mark), Random(1)
    cards = _CARDS.format(mark, mark)

    async def raw(reviews: int) -> None:
        moved, logged = rows(database, rng, reviews)
        if begin:
            await cursor.execute(begin)
        if reviews == 1:
            await cursor.execute(update, moved[0])
            await cursor.execute(insert, logged[0])
        else:
            await cursor.executemany(update, moved)
            await cursor.executemany(insert, logged)
        await connection.commit()

    async def find() -> object:
        await cursor.execute(cards, (TENANT, anybody(database, rng)[0]))
        found = await cursor.fetchall()
        await connection.commit()
        return found

    return {"review": lambda: raw(1), "record": lambda: raw(5), "session": find, "close": connection.close}


_FLOORS = {"aiosqlite": _aiosqlite, "psycopg": _psycopg, "asyncpg": _asyncpg}


def _report(driver: str, name: str, found: Mapping[str, tuple[float, float, float]], *, calls: int) -> None:
    low, middle, high = (1 / share for share in reversed(found["raw"]))
    floor, ours = (found[f"{which} µs"][1] / calls for which in ("raw", "ours"))
    said = f"practice.{name} / raw ({driver})"
    print(f"    {said:<56} {middle:6.2f}  ({low:.2f} to {high:.2f})   {ours:7.0f} / {floor:.0f} µs")
