"""
Programs that fork while something is open, one a function; the tests run them, each in a process of its own.

    python tests/stores/inherited.py FUNCTION URL

The child says what it met, and the parent goes on.
"""
# ruff: noqa: T201 - programs print

import asyncio
import ctypes
import os
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from typing import Any

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce import Engine, Policy, Rating, ReinforceError, Tenant
from reinforce.aio import AsyncEngine
from reinforce.forks import ForkLock
from reinforce.memory import Fsrs6, MemoryModels
from reinforce.stores.memory import MemoryStore
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.connections import processes
from reinforce.testing.packs import JOURNEY, small_pack

SKILL = "terms"


def prepared(engine: Engine) -> Tenant:
    """Return a new tenant, with Ana."""
    acme = engine.create_tenant("acme", seed=7)
    acme.catalog.publish(small_pack())
    acme.roster.put("ana")
    return acme


def review(engine: Engine, review_id: str) -> None:
    """Record a review of Ana's."""
    engine.tenant("acme").practice.review("ana", SKILL, Rating.Good, review_id=review_id)


def logged(engine: Engine) -> list[str]:
    """Return the ids of Ana's reviews."""
    return [entry.id for entry in engine.tenant("acme").practice.history("ana", SKILL)]


def say(task: Callable[[], object]) -> None:
    """Print what came of *task*."""
    try:
        came = task()
    except ReinforceError as error:
        came = type(error).__name__
    print(came, flush=True)


def in_child(*tasks: Callable[[], object], fork: Callable[[], int] = os.fork, ends: bool = False) -> None:
    """Say in a child what comes of *tasks*; it *ends* as Python does or, as those of libraries do, at once."""
    sys.stdout.flush()  # what is in the buffer would be the child's too
    child = fork()
    if not child:
        try:
            for task in tasks:
                say(task)
        finally:
            if not ends:
                os._exit(0)
        sys.exit(0)
    os.waitpid(child, 0)


def inside_a_transaction(url: str) -> None:
    """Inside a transaction of the host's, the child is refused the transaction, and what it would be joined with."""
    yours = create_engine(url)
    engine = Engine.over(SQLStore(yours))
    prepared(engine)
    with yours.begin() as connection, engine.joining(connection) as joined:
        review(joined, "before")
        in_child(
            lambda: review(joined, "child's"),
            lambda: engine.joining(connection).__enter__(),
        )
        review(joined, "after")
    print(logged(engine))


def somebody_elses_transaction(url: str) -> None:
    """Where somebody else has a transaction open on the file, the child is refused every engine for it."""
    engine = Engine.open(url)
    prepared(engine)
    other = sqlite3.connect(make_url(url).database or "")
    other.execute("BEGIN IMMEDIATE")
    in_child(lambda: logged(engine), lambda: logged(Engine.open(url)))
    other.execute("COMMIT")
    other.close()
    review(engine, "parent's")
    print(logged(engine))


def unknown_to_python(url: str) -> None:
    """A child that was made without Python's knowledge is refused."""
    engine = Engine.open(url)
    prepared(engine)
    in_child(lambda: review(engine, "child's"), fork=ctypes.PyDLL(None).fork)
    print(logged(engine))


def first_store_in_the_child(url: str) -> None:
    """Over a host's engine that the parent has used alone, the child is told what to do, and then it works."""
    yours = create_engine(url)
    with yours.connect() as connection:
        connection.execute(text("SELECT 1"))

    def store() -> list[str]:
        engine = Engine.over(SQLStore(yours))
        prepared(engine)
        return logged(engine)

    in_child(store, lambda: yours.dispose(close=False), store)
    with yours.connect() as connection:
        print(connection.execute(text("SELECT 1")).scalar())


def an_ordinary_end(url: str) -> None:
    """A child that ends as Python does leaves the parent's connections as they are."""
    engine = Engine.open(url)
    prepared(engine)
    review(engine, "before")
    in_child(lambda: logged(engine), ends=True)
    review(engine, "after")
    print(logged(engine))


def in_memory(_url: str) -> None:
    """What is in memory is of one process."""
    for engine in (Engine.over(MemoryStore()), Engine.open("sqlite://")):
        prepared(engine)
        in_child(partial(logged, engine), lambda: Engine.open("memory:").tenants())
        print(logged(engine))


def claims(url: str) -> None:
    """Children of one process are offered everybody once among them."""
    engine = Engine.open(url)
    acme = prepared(engine)
    for person in ("ana", "ben", "cem", "dora"):
        acme.roster.put(person)
        acme.roster.enroll(person, journey=JOURNEY)

    def claimed() -> list[str]:
        return [claim.learner for claim in acme.outbox.claim_due(limit=2)]

    in_child(claimed)
    in_child(claimed)
    print(claimed())


def a_call_that_does_not_end(url: str) -> None:
    """Where a call of another thread outlasts the patience of a fork, the child is refused every file."""
    engine = Engine.open(url)
    prepared(engine)
    processes._PATIENCE = 0.05  # noqa: SLF001 - nobody else has to wait for that long
    began, end = Event(), Event()

    def work(_cursor: object) -> None:
        began.set()
        end.wait()

    store: SQLStore = engine._store  # type: ignore[assignment] # noqa: SLF001 - a call that lasts as long as we like
    thread = Thread(target=lambda: store._runner.read(work, tenant="acme"))  # noqa: SLF001 - as above
    thread.start()
    began.wait()
    in_child(lambda: logged(engine), lambda: Engine.open(f"{url}.other"))
    end.set()
    thread.join()
    review(engine, "parent's")
    print(logged(engine))


def a_lock_that_is_taken(_url: str) -> None:
    """A lock of a module is free in the child, whoever held it."""
    lock, held, end = ForkLock(), Event(), Event()

    def hold() -> None:
        with lock:
            held.set()
            end.wait()

    thread = Thread(target=hold)
    thread.start()
    held.wait()
    in_child(lambda: lock.take(waiting=False))
    end.set()
    thread.join()


def a_policy_that_is_being_made(_url: str) -> None:
    """What a thread of the parent reckons of its policy, the child reckons of its own, and waits for nobody."""
    begun, end = Event(), Event()

    class Slow(Fsrs6):
        name = "slow"
        version = "slow/1"

        def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - those of the model
            begun.set()
            end.wait()
            super().__init__(**settings)

    thread = Thread(target=Policy, kwargs={"model": "slow", "memory_models": MemoryModels.of(Slow)})
    thread.start()
    begun.wait()
    in_child(lambda: Policy(desired_retention=0.8).desired_retention)
    end.set()
    thread.join()


def asynchronous(url: str) -> None:
    """An engine for asyncio is made new in the child of a server; a file is refused as long as it is open."""

    async def use(engine: AsyncEngine) -> tuple[str, ...]:
        acme = await engine.tenant("acme")
        return await acme.roster.learners()

    with asyncio.Runner() as runner:
        engine = runner.run(AsyncEngine.open(url))
        acme = runner.run(engine.create_tenant("acme", seed=7))
        runner.run(acme.roster.put("ana"))
        in_child(lambda: asyncio.run(use(engine)))
        print(runner.run(use(engine)))
        runner.run(engine.close())


def first_asynchronous_store_in_the_child(url: str) -> None:
    """Over a host's engine for asyncio that the parent has used alone, the child is told what to do, and it works."""
    yours = create_async_engine(url)

    async def ask() -> object:
        async with yours.connect() as connection:
            return await connection.scalar(text("SELECT 1"))

    async def use() -> tuple[str, ...]:
        engine = await AsyncEngine.over(yours)
        acme = await engine.create_tenant("acme", seed=7)
        await acme.roster.put("ana")
        return await acme.roster.learners()

    with asyncio.Runner() as runner:
        runner.run(ask())
        in_child(lambda: asyncio.run(use()), lambda: yours.sync_engine.dispose(close=False), lambda: asyncio.run(use()))
        print(runner.run(ask()))
        runner.run(yours.dispose())


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])
