"""What the library logs, under one name and at which level, and that nobody's id or text is in it."""

import inspect
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine

from reinforce import Engine, ManualClock, Rating, ReinforceError
from reinforce.engine import ObservedCall
from reinforce.errors import ConnectionLostError
from reinforce.ports import Change, Query
from reinforce.stores.memory import MemoryStore
from reinforce.stores.sql import SQLStore, store
from reinforce.testing import Break, FaultyStore
from tests.laws.test_lost_answers import CLAIMS, READS, WRITES, filled
from tests.support.later_schema import LaterStore
from tests.support.postgres import psycopg_url
from tests.support.stores import START, Overtaken, small_tenant

PERSONAL = re.compile(r"\b(ana|anna|ben|cid|zoe|Misheard|Tokyo|acme|old|new|away|course|r-ana-0|terms|questions)\b")
"""Ids and texts that the calls of the walk are given, or that its people have: of persons, tenants, entries, skills."""

Said = list[tuple[int, str]]


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[Said]:
    """Return a list that fills with level and message of what is logged, at every level; in none of it is anybody."""
    listed: Said = []
    heard: list[str] = []

    class Listing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            assert record.name == "reinforce"
            assert record.exc_info is None
            listed.append((record.levelno, record.getMessage()))
            heard.append(record.getMessage())

    handler, logger = Listing(), logging.getLogger("reinforce")
    logger.addHandler(handler)
    with caplog.at_level(logging.DEBUG, logger="reinforce"):
        yield listed
    logger.removeHandler(handler)
    assert [message for message in heard if PERSONAL.search(message)] == []


def _broken_hook(observation: ObservedCall) -> None:
    raise LookupError(f"no counter for {observation.tenant}")


def _wrong_calls(tenant: Any) -> None:  # noqa: ANN401 - its services are gone through by name
    """Ask every method for what is not there, or cannot be."""
    for room in READS:
        for name, method in inspect.getmembers(getattr(tenant, room), callable):
            if name.startswith("_"):
                continue
            asked = [one.name for one in inspect.signature(method).parameters.values() if one.default is one.empty]
            for value in ("ana", "Misheard", 3):
                with suppress(ReinforceError):
                    method(**dict.fromkeys(asked, value))


def test_nobody_is_in_the_log_files(said: Said) -> None:
    """Every call that writes, whose connection breaks, whom others overtake, whose hook fails, and every wrong call."""
    for name, call in WRITES.items():
        clock, inner = ManualClock(START), MemoryStore()
        overtaken = Overtaken(inner)
        faulty = FaultyStore(overtaken)
        engine = Engine(faulty, clock=clock, pause=lambda _: None, observe=_broken_hook)
        tenant = small_tenant(engine)
        filled(tenant, clock)
        other = Engine.over(inner, clock=clock).tenant("acme")
        overtaken.meanwhile = partial(other.practice.review, "ana", "terms", Rating.Good, review_id="meanwhile")
        faulty.break_at(1, Break.AFTER)
        with suppress(ConnectionLostError):  # a read before the first decision is not tried again
            call(tenant)
        faulty.mend()
        if name in {"practice.review", "privacy.erase", "policies.adopt"}:
            claims = tenant.outbox.claim_due(lease=timedelta(seconds=9))
            for claim in (*claims, *(replace(claim, claim_id="old") for claim in claims)):
                assert tenant.outbox.acknowledge(claim) is (claim.claim_id != "old")
            _wrong_calls(tenant)
            tenant.policies.verify()
    assert CLAIMS
    assert len({message for _, message in said}) > 3


def test_a_decision_that_is_taken_again_is_a_detail_until_it_is_often(said: Said) -> None:
    """Many who write about one learner are a warning, once for a call."""
    overtaken, clock = Overtaken(MemoryStore()), ManualClock(START)
    acme = small_tenant(Engine(overtaken, clock=clock, pause=lambda _: None))
    other = Engine.over(overtaken, clock=clock).tenant("acme")

    def review_too(left: int) -> None:
        other.practice.review("ana", "terms", Rating.Good, review_id=f"theirs-{left}")
        if left:
            overtaken.meanwhile = lambda: review_too(left - 1)

    overtaken.meanwhile = lambda: review_too(0)
    acme.practice.review("ana", "terms", Rating.Good, review_id="ours")
    assert [level for level, _ in said] == [logging.DEBUG]
    said.clear()
    overtaken.meanwhile = lambda: review_too(30)
    acme.practice.review("ana", "terms", Rating.Good, review_id="ours-too")
    assert [level for level, _ in said].count(logging.WARNING) == 1


def test_a_broken_connection_is_a_warning(postgres_url: str, postgres_tables: str, said: Said) -> None:
    """Of the store, and that the call is tried again is a line more."""
    host = create_engine(postgres_url, connect_args={"application_name": postgres_tables})
    with Engine.over(SQLStore(host, schema=postgres_tables), clock=ManualClock(START)) as engine:
        acme = small_tenant(engine)
        said.clear()
        with psycopg.connect(psycopg_url(postgres_url)) as other:
            end = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name = %s"
            other.execute(end, (postgres_tables,))
        acme.practice.review("ana", "terms", Rating.Good, review_id="r")
    assert [level for level, _ in said] == [logging.WARNING, logging.INFO]
    host.dispose()


def test_what_became_of_the_tables_is_said_once_it_is_so(
    sqlite_url: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Created, upgraded, and of those that are as they should be nothing."""
    monkeypatch.setattr(store, "_SLOW", float("inf"))  # on a busy machine opening takes as long as it takes
    for kind, level in ((SQLStore, [logging.INFO]), (SQLStore, []), (LaterStore, [logging.INFO]), (LaterStore, [])):
        kind.open(sqlite_url).close()
        assert [one for one, _ in said] == level
        said.clear()


def test_opening_that_takes_long_is_a_warning(sqlite_url: str, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a start that hangs on another process's upgrade is told from one that hangs elsewhere."""
    monkeypatch.setattr(store, "_SLOW", 0.0)
    SQLStore.open(sqlite_url).close()
    assert said[-1][0] == logging.WARNING


def test_a_claim_that_no_longer_counts_is_a_warning(said: Said) -> None:
    """Its day may be delivered twice."""
    clock = ManualClock(START)
    acme = small_tenant(Engine.over(MemoryStore(), clock=clock))
    (late,) = acme.outbox.claim_due(lease=timedelta(seconds=9))
    clock.advance(timedelta(seconds=10))
    (claim,) = acme.outbox.claim_due()
    assert (acme.outbox.acknowledge(claim), said) == (True, [])
    assert not acme.outbox.acknowledge(late)
    assert [level for level, _ in said] == [logging.WARNING]


def test_a_card_that_is_not_its_log_is_an_error(said: Said) -> None:
    """Whoever verifies by night sees it in the morning."""
    inner, clock = MemoryStore(), ManualClock(START)
    acme = small_tenant(Engine.over(inner, clock=clock))
    acme.practice.review("ana", "terms", Rating.Good, review_id="r")
    assert (acme.policies.verify().clean, said) == (True, [])
    held = inner.read(Query(tenant="acme", learner="ana", skills=("terms",))).cards["terms"]
    inner.apply(Change(tenant="acme", cards=((replace(held.card, reps=9), held.version),)))
    assert not acme.policies.verify().clean
    assert [level for level, _ in said] == [logging.ERROR]


FORK = """
import logging, os, sys
from reinforce import Engine
engine = Engine.open(sys.argv[1])
logging.basicConfig(level=logging.INFO, format="%(name)s %(levelname)s", stream=sys.stdout)
engine.tenants()
if os.fork() == 0:
    engine.tenants()
    engine.tenants()
    sys.stdout.flush()
    os._exit(0)
os.wait()
engine.tenants()
"""


@pytest.mark.parametrize("database", ["sqlite_url", "postgres_database_url"])
def test_a_child_says_that_it_connects_anew(request: pytest.FixtureRequest, database: str) -> None:
    """Once, with its first call; its parent has nothing to say."""
    url = str(request.getfixturevalue(database))
    done = subprocess.run(
        [sys.executable, "-c", FORK, url], check=True, capture_output=True, text=True, env=os.environ, timeout=120
    )
    assert (done.stdout, done.stderr) == ("reinforce INFO\n", "")


def test_a_host_that_configures_nothing_hears_nothing() -> None:
    """Python would print warnings to the standard error of a program that never asked for them."""
    code = """
from reinforce import Engine
from reinforce.logger import LOGGER
LOGGER.warning("nobody listens")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=os.environ, timeout=120
    )
    assert done.stderr == ""
