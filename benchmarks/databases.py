"""The databases that are measured: SQLite in a file, fully or normally durable, and a PostgreSQL for the run."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from benchmarks.populate import NOW, populate
from reinforce import Engine, ManualClock, Tenant
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.connections.engines import open_engine
from reinforce.stores.sql.dialects.sqlite import write_ahead
from tests.support.postgres import Run, _home, psycopg_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine as SqlEngine


@dataclass(frozen=True, slots=True)
class Database:
    """
    One database with a tenant in it.

    Attributes:
        name: what to call it.
        url: SQLAlchemy's.
        sql: the engine of SQLAlchemy that ours works on.
        tenant: ours.
        clock: its clock.
        learners, skills: how many; each learner has a card of every skill.
    """

    name: str
    url: str
    sql: SqlEngine
    tenant: Tenant
    clock: ManualClock
    learners: int
    skills: int


@contextmanager
def sqlite(durability: str, *, learners: int, skills: int) -> Iterator[Database]:
    """Yield a SQLite file of that *durability*, ``full`` or ``normal``, with so many *learners* and *skills*."""
    with sqlite_file(durability) as engine:
        url = engine.url.render_as_string()
        yield _populated(f"SQLite {durability.upper()}", url, engine, learners, skills)


@contextmanager
def sqlite_file(durability: str) -> Iterator[SqlEngine]:
    """Yield an engine of SQLAlchemy on a new SQLite file of that *durability*."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'practice.db'}", durability=durability)
        write_ahead(engine)
        yield engine
        engine.dispose()


@contextmanager
def postgresql(*, learners: int, skills: int) -> Iterator[Database]:
    """Yield a `postgresql_server` with so many *learners* and *skills*."""
    with postgresql_server() as (url, engine):
        yield _populated("PostgreSQL", url, engine, learners, skills)


@contextmanager
def postgresql_server() -> Iterator[tuple[str, SqlEngine]]:
    """
    Yield the URL of a new PostgreSQL server of its own, on a socket, and an engine of SQLAlchemy as ours are.

    Commits are as durable as anybody's in production: the tests' server does without that.
    """
    run = Run(_home())
    run.begin()
    try:
        url = run.url()
        _make_durable(url)
        engine = open_engine(url)
        yield url, engine
        engine.dispose()
    finally:
        run.end()
        shutil.rmtree(run.home, ignore_errors=True)


def _make_durable(url: str) -> None:
    with psycopg.connect(psycopg_url(url), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = on")
        connection.execute("SELECT pg_reload_conf()")


def _populated(name: str, url: str, engine: SqlEngine, learners: int, skills: int) -> Database:
    clock = ManualClock(NOW)
    tenant = populate(Engine.over(SQLStore(engine), clock=clock), engine, learners=learners, skills=skills)
    return Database(name, url, engine, tenant, clock, learners, skills)
