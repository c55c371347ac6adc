"""The log as it is read from outside: everything once and in order, whatever order transactions commit in."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from threading import Barrier
from threading import Event as Signal
from time import sleep
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from reinforce import Engine, InvalidParameterError, ManualClock, Rating, Tenant
from reinforce.days import microseconds
from reinforce.stores.sql import SQLStore, migrate
from tests.support.stores import START, small_tenant

WRITERS = 3
PATIENCE = 3_000  # times that the log is looked at again, a hundredth of a second apart

CLOCK = ManualClock(START)
"""The clock of the tenant, which all tests share."""


@pytest.fixture(scope="module")
def acme(postgres_url: str) -> Iterator[Tenant]:
    """Return a tenant on PostgreSQL, in a schema of this module's own."""
    with closing(SQLStore.open(postgres_url, schema="logs")) as store:
        yield small_tenant(Engine.over(store, clock=CLOCK))


@pytest.fixture
def tenant(acme: Tenant) -> Tenant:
    """Return the tenant, with an empty log."""
    with _sql(acme) as connection, connection.begin():
        connection.execute(text("DELETE FROM logs.reviews"))
        connection.execute(text("DELETE FROM logs.events"))
    return acme


def _sql(tenant: Tenant) -> Connection:
    store: Any = tenant._context.store  # noqa: SLF001 - for a writer of its own
    return create_engine(store._engine.url, poolclass=NullPool).connect()  # noqa: SLF001 - as a host would make one


def _write(connection: Connection, entry: str) -> None:
    """Write an entry in the open transaction of *connection*, as a change would."""
    connection.execute(
        text(
            "INSERT INTO logs.events (tenant_id, learner_id, id, kind, at, target, body, recorded_at)"
            " VALUES ('acme', '', :id, 'completion', :at, '', '{}', :at)"
        ),
        {"id": entry, "at": microseconds(START)},
    )


def _follow(tenant: Tenant, after: str | None, *, limit: int = 2) -> tuple[list[str], str | None]:
    """Read on from a cursor until there is nothing more for now; return the ids and the new cursor."""
    found = []
    while (page := tenant.outbox.read_log(after=after, limit=limit)).entries:
        found += [entry.id for entry in page.entries]
        after = page.cursor
    return found, after


def _settled(tenant: Tenant) -> str | None:
    """Return the cursor after all that is in the log, once nothing of it is held back."""
    with _sql(tenant) as connection:
        count = connection.scalar(
            text("SELECT (SELECT count(*) FROM logs.events) + (SELECT count(*) FROM logs.reviews)")
        )
    for _ in range(PATIENCE):
        found, cursor = _follow(tenant, None, limit=100)
        if len(found) == count:
            break
        sleep(0.01)
    return cursor


def _all(tenant: Tenant, after: str | None, count: int, *, limit: int = 100) -> list[str]:
    """
    Return the ids of the entries after a cursor, once there are at least so many.

    Whoever else uses the same PostgreSQL, and be it another test, holds entries back while a transaction lasts.
    """
    found: list[str] = []
    for _ in range(PATIENCE):
        more, after = _follow(tenant, after, limit=limit)
        found += more
        if len(found) >= count:
            break
        sleep(0.01)
    return found


class Naive:
    """A reader that follows the numbers of the entries alone: what ours would be without its care."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant, self._last = tenant, 0

    def follow(self) -> list[str]:
        """Return the entries with greater numbers than all before."""
        with _sql(self._tenant) as connection:
            query = text("SELECT seq, id FROM logs.events WHERE seq > :last ORDER BY seq")
            rows = connection.execute(query, {"last": self._last}).all()
        self._last = max((row[0] for row in rows), default=self._last)
        return [row[1] for row in rows]


def test_a_writer_that_wrote_first_and_commits_last_is_not_passed_over(tenant: Tenant) -> None:
    """Until it commits, what was written after it is held back, and the lag says so; a naive reader skips."""
    naive = Naive(tenant)
    naive.follow()
    CLOCK.move_to(START)
    with _sql(tenant) as slow, _sql(tenant) as quick:
        slow.begin()
        _write(slow, "slow")
        with quick.begin():
            _write(quick, "quick")
        CLOCK.advance(timedelta(minutes=3))
        held = tenant.outbox.read_log()
        skipping = naive.follow()
        slow.commit()
    assert (held.entries, held.lag) == ((), timedelta(minutes=3))
    assert _all(tenant, held.cursor, 2) == ["slow", "quick"]
    assert (skipping, naive.follow()) == (["quick"], [])


def test_who_rolls_back_holds_back_nobody_any_more(tenant: Tenant) -> None:
    """What is never committed is never read, and what waited for it comes."""
    with _sql(tenant) as slow, _sql(tenant) as quick:
        slow.begin()
        _write(slow, "gone")
        with quick.begin():
            _write(quick, "stays")
        assert _follow(tenant, None) == ([], None)
        slow.rollback()
    assert _all(tenant, None, 1) == ["stays"]


STEPS = st.lists(
    st.tuples(st.integers(0, WRITERS - 1), st.sampled_from(["write", "end", "read"])), min_size=16, max_size=24
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(STEPS)
def test_every_entry_comes_once_and_in_one_order(acme: Tenant, steps: list[tuple[int, str]]) -> None:
    """
    Writers begin, write and commit in any order; a reader that looks in between gets all, once.

    The order is the one in which a reader who comes later finds them.
    """
    start = _settled(acme)
    found: list[str] = []
    cursor, written, prefix = start, 0, f"{id(steps)}-{len(steps)}"
    with ExitStack() as stack:
        writers = [stack.enter_context(_sql(acme)) for _ in range(WRITERS)]
        for place, (writer, step) in enumerate(steps):
            if step == "write":
                _write(writers[writer], f"{prefix}-{start}-{place}")
                written += 1
            elif step == "end":
                writers[writer].commit()
            else:
                more, cursor = _follow(acme, cursor)
                found += more
        for connection in writers:
            connection.commit()
    found += _all(acme, cursor, written - len(found), limit=2)
    assert found == _all(acme, start, written)
    assert len(found) == len(set(found)) == written


def test_a_reader_beside_eight_writers_gets_everything(tenant: Tenant) -> None:
    """Eight threads practise at once while one follows the log."""
    start, done = Barrier(9), Signal()

    def write(writer: int) -> None:
        start.wait()
        for number in range(6):
            tenant.practice.review("ana", "terms", Rating.Good, review_id=f"{writer}-{number}")

    def follow() -> list[str]:
        found, cursor = [], None
        start.wait()
        while True:
            is_over = done.is_set()
            more, cursor = _follow(tenant, cursor, limit=5)
            found += more
            if is_over:
                return found + _all(tenant, cursor, 48 - len(found))

    with ThreadPoolExecutor(9) as threads:
        reading = threads.submit(follow)
        for writing in [threads.submit(write, writer) for writer in range(8)]:
            writing.result()
        done.set()
    found = reading.result()
    assert sorted(found) == sorted(f"{writer}-{number}" for writer in range(8) for number in range(6))


@contextmanager
def _moved(url: str) -> Iterator[None]:
    """Leave a database as a dump would that was made in a cluster with many more transactions."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE reviews SET tx = tx + 1000000000"))
        connection.execute(text("UPDATE events SET tx = tx + 1000000000"))
        connection.execute(text("COMMENT ON SEQUENCE log_places IS 'cluster 1'"))
    engine.dispose()
    yield


def test_a_log_that_moves_to_another_cluster_goes_on(postgres_database_url: str) -> None:
    """There transactions have smaller numbers; what is written there still comes after what was written before."""
    url = postgres_database_url
    with Engine.open(url) as engine:
        acme = small_tenant(engine)
        for name in ("a", "b"):
            acme.practice.review("ana", "terms", Rating.Good, review_id=name)
        assert _all(acme, None, 2) == ["a", "b"]
        first = acme.outbox.read_log(limit=1)
    with _moved(url), Engine.open(url) as engine:
        acme = engine.tenant("acme")
        acme.practice.review("ana", "terms", Rating.Good, review_id="c")
        cursor = acme.outbox.read_log(limit=2).cursor
        assert [_all(acme, after, count) for after, count in ((None, 3), (cursor, 1))] == [["a", "b", "c"], ["c"]]
    with Engine.open(url) as engine:  # at home there now
        acme = engine.tenant("acme")
        acme.practice.review("ana", "terms", Rating.Good, review_id="d")
        assert _all(acme, None, 4) == ["a", "b", "c", "d"]
        with pytest.raises(InvalidParameterError, match="must be a cursor"):
            acme.outbox.read_log(after=first.cursor.replace("1.", "9.", 1))
    assert _default(url) == "2"


def test_a_log_whose_cluster_nobody_wrote_down_begins_a_new_epoch(postgres_database_url: str) -> None:
    """As after a dump without comments; one epoch too many does no harm."""
    migrate(postgres_database_url)
    assert _default(postgres_database_url) == "1"
    engine = create_engine(postgres_database_url)
    with engine.begin() as connection:
        connection.execute(text("COMMENT ON SEQUENCE log_places IS NULL"))
    engine.dispose()
    migrate(postgres_database_url)
    migrate(postgres_database_url)
    assert _default(postgres_database_url) == "2"


def _default(url: str) -> object:
    engine = create_engine(url)
    query = (
        "SELECT column_default FROM information_schema.columns WHERE table_name = :log AND column_name = 'log_epoch'"
    )
    with engine.connect() as connection:
        found = {connection.scalar(text(query), {"log": log}) for log in ("reviews", "events")}
    engine.dispose()
    (default,) = found
    return default


def test_a_cursor_from_before_a_backup_was_restored_is_refused(tmp_path: Path) -> None:
    """Entries that get the numbers of those that were lost would be passed over."""
    file, backup = tmp_path / "practice.db", tmp_path / "backup.db"
    with Engine.open(f"sqlite:///{file}") as engine:
        acme = small_tenant(engine)
        acme.practice.review("ana", "terms", Rating.Good)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(backup)) as copy:
            source.backup(copy)
        acme.practice.review("ana", "terms", Rating.Good)
        cursor = acme.outbox.read_log().cursor
    for leftover in tmp_path.glob("practice.db*"):
        leftover.unlink()
    copyfile(backup, file)
    with (
        Engine.open(f"sqlite:///{file}") as engine,
        pytest.raises(InvalidParameterError, match="beyond the end") as found,
    ):
        engine.tenant("acme").outbox.read_log(after=cursor)
    assert found.value.field == "after"
