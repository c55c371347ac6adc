"""
What it costs to write for many at once: batches of reviews against two floors, and enrolling very many learners.

``python -m benchmarks.many --enrol 100000`` enrols that many learners in a journey of 500 skills.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from benchmarks.databases import postgresql, postgresql_server, sqlite
from benchmarks.floors import raw_review
from benchmarks.plans import pack
from benchmarks.storage import shares
from reinforce import Engine, Learner, NewReview
from reinforce.catalog import Journey, Stage
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.connections.engines import open_engine
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL
from reinforce.stores.sql.dialects.sqlite import write_ahead
from reinforce.stores.sql.tables.schema import Tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine as SqlEngine

    from benchmarks.databases import Database

BATCH = 1_000
ENROLLED = 10_000
JOURNEY_SKILLS = 500
_ROUNDS = 9
_SECOND = timedelta(seconds=1)

_numbers = count()


def batches(database: Database) -> Callable[[], object]:
    """Return the call that is measured: a thousand reviews of cards of a hundred learners."""
    rng = Random(5)

    def call() -> object:
        database.clock.advance(_SECOND)
        at = database.clock.now()
        people = rng.sample(range(database.learners), BATCH // 10)
        return database.tenant.practice.review_many(
            NewReview(
                learner=f"learner-{who}",
                skill=f"s-{skill}",
                rating=3,
                review_id=f"batch-{next(_numbers)}",
                at=at,
            )
            for who in people
            for skill in rng.sample(range(database.skills), 10)
        )

    return call


def one_by_one(database: Database) -> Callable[[], None]:
    """Return the floor of reviews that are sent one by one: so often one UPDATE, one INSERT and one COMMIT."""
    review = raw_review(database)

    def reviews() -> None:
        for _ in range(BATCH):
            review()

    return reviews


def bench_batches() -> None:
    """Print what a batch of a thousand reviews costs on each database, as a share of the floors' throughput."""
    print(f"batches of {BATCH:,} reviews: floor / ours, {_ROUNDS} rounds, medians of paired ratios (quartiles)")
    for opened in (sqlite("full", learners=1_000, skills=100), postgresql(learners=1_000, skills=100)):
        with opened as database:
            floors: dict[str, Callable[[], object]] = {
                "executemany of UPDATE and INSERT, one COMMIT": _spread(database),
                f"{BATCH:,} times UPDATE, INSERT, COMMIT": one_by_one(database),
            }
            found = shares(batches(database), floors, rounds=_ROUNDS, calls=1)
            mine = found["ours µs"][1] / 1e3
            for name in floors:
                low, middle, high = found[name]
                scale = found[f"{name} µs"][1] / 1e3
                said = f"{database.name}: {name}"
                print(f"    {said:<62} {middle:6.2f}  ({low:.2f} to {high:.2f})   {scale:.0f} / {mine:.0f} ms")


def _spread(database: Database) -> Callable[[], None]:
    """Return the floor of a batch: ``executemany`` of as many UPDATEs and INSERTs, and one COMMIT."""
    return raw_review(database, reviews=BATCH)


def bench_enrolling(learners: int = ENROLLED) -> None:
    """Print how long it takes to put learners on the roster and enrol them, and how many rows that writes."""
    print(f"enrolling {learners:,} learners in a journey of {JOURNEY_SKILLS} skills")
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'practice.db'}")
        write_ahead(engine)
        _enrol("SQLite FULL", engine, learners)
        engine.dispose()
    with postgresql_server() as (_, engine):
        _enrol("PostgreSQL", engine, learners)


def _enrol(name: str, engine: SqlEngine, learners: int) -> None:
    tenant = Engine.over(SQLStore(engine)).create_tenant("enrolling")
    bare = pack(JOURNEY_SKILLS)
    stage = Stage(id="all", title="All", skills=tuple(skill.id for skill in bare.skills))
    journey = Journey(id="journey", title="Journey", stages=(stage,))
    tenant.catalog.publish(bare.model_copy(update={"journeys": (journey,)}))
    ids = [f"learner-{number}" for number in range(learners)]
    before = _rows(engine)
    start = perf_counter()
    tenant.roster.put_many(Learner(id=id_, timezone="Europe/Dublin", day_start=4) for id_ in ids)
    put = perf_counter()
    tenant.roster.enroll_many(ids, journey=journey.id)
    enrolled = perf_counter()
    written = {table: rows - before[table] for table, rows in _rows(engine).items() if rows != before[table]}
    listed = ", ".join(f"{rows:,} {table}" for table, rows in written.items())
    print(f"    {name}: put {put - start:.1f} s, enrolled {enrolled - put:.1f} s; rows written: {listed}")


def _rows(engine: SqlEngine) -> dict[str, int]:
    """Return how many rows each table has."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Tables(POSTGRESQL).metadata.sorted_tables
        }


def main() -> None:
    """Print what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--enrol", type=int, metavar="LEARNERS", help="only enrol so many learners")
    learners = asked.parse_args().enrol
    if learners is not None:
        bench_enrolling(learners)
        return
    bench_batches()
    bench_enrolling()


if __name__ == "__main__":
    main()
