"""
What reminders cost: a simulated week of them for 5,000 people, and 5,000 that are waiting at once.

Both are told in statements a thousand reminders, whatever begins and ends a transaction among them, and in seconds of
this process, in which a SQLite works too and a PostgreSQL does not.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, TypeVar

from benchmarks.databases import postgresql_server
from reinforce import Engine, ManualClock
from reinforce.stores.sql import SQLStore
from reinforce.testing.packs import small_pack
from tests.support.reminders import BEGIN, check, enlist, people, work_for_a_week
from tests.support.statements import statements, watched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

PEOPLE, TENANTS = 5_000, 1_000


def bench_delivery() -> None:
    """Print what a week of reminders costs, and what many at once cost, on each database."""
    with tempfile.TemporaryDirectory() as folder, postgresql_server() as (server, _):
        for name, url in (("SQLite", f"sqlite:///{Path(folder) / 'practice.db'}"), ("PostgreSQL", server)):
            _bench(name, SQLStore(watched(url)))


def _bench(name: str, store: SQLStore) -> None:
    clock, everybody = ManualClock(BEGIN), people(PEOPLE)
    with Engine.over(store, clock=clock) as engine:
        week, rush = (engine.create_tenant(one, seed=7) for one in ("week", "rush"))
        for tenant in (week, rush):
            tenant.catalog.publish(small_pack())
        enlist(week, everybody)
        delivered, asked = _cost(f"{name}: a week", lambda: work_for_a_week(week, clock), of=lambda found: found[0])
        check(everybody, delivered)
        print(f"    as everybody said; the worker asked {asked:,} times")
        one = next(iter(everybody.values()))
        enlist(rush, {f"r-{number:05}": one for number in range(PEOPLE)})
        clock.move_to(clock.now().replace(hour=22))  # when they are awake

        def at_once() -> dict[str, list[int]]:
            claims = rush.outbox.claim_due(limit=PEOPLE)
            return {"all": [*map(int, rush.outbox.acknowledge_many(claims))]}

        _cost(f"{name}: {PEOPLE:,} at once", at_once, of=lambda found: found)
        for number in range(TENANTS):
            idle = engine.create_tenant(f"idle-{number}")
            idle.roster.put("somebody")
        engine.claim_due(limit=10_000)
        _cost(f"{name}: {TENANTS:,} tenants with nothing", lambda: (engine.claim_due(), {})[1], of=lambda _: {})


def _cost(name: str, call: Callable[[], T], *, of: Callable[[T], Mapping[str, Sequence[object]]]) -> T:
    """Make a call, print what it cost, and return what it returned."""
    began, worked = perf_counter(), process_time()
    with statements() as seen:
        found = call()
    worked, took = process_time() - worked, perf_counter() - began
    count = sum(map(len, of(found).values()))
    each = f", {len(seen) * 1_000 / count:6.1f} a thousand" if count else ""
    print(f"  {name:<45} {count:7,} reminders {len(seen):7,} statements{each}   {worked:6.2f} s of CPU, {took:6.2f} s")
    return found
