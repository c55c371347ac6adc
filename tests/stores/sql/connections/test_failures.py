"""What a driver raises comes out as an error of ours, with the driver's as its cause, and nothing is half done."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce import Engine
from reinforce.errors import ReinforceError, StaleError, StoreError, StoreUnavailableError
from reinforce.ports import Change, Store
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from reinforce.testing.samples import LEARNER, TENANT, whole
from tests.support.loops import OnALoop
from tests.support.postgres import psycopg_url, through

DRIVERS = ("psycopg", "psycopg2", "asyncpg")
TURNING = Change(tenant=TENANT, turning=frozenset({LEARNER}))
CODES: dict[str, type[ReinforceError]] = {
    "40001": StaleError,  # serialization failure
    "40P01": StaleError,  # deadlock
    "23505": StaleError,  # unique key taken
    "23503": StaleError,  # foreign key without its row
    "55P03": StoreUnavailableError,  # lock not available in time
    "57014": StoreUnavailableError,  # statement cancelled, as by a timeout
    "53300": StoreUnavailableError,  # too many connections
    "23514": StoreError,  # a check of the host's own
    "22012": StoreError,  # division by zero
}
CUT = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name = current_schema()"
PRACTISING = Change(tenant=TENANT, reviews=(samples.review(),), epochs={LEARNER: 0})


@contextmanager
def impatient(url: str, schema: str, driver: str) -> Iterator[Store]:
    """Yield a store in a schema of its own that waits briefly for locks; the schema is its application's name."""
    settings = {"lock_timeout": "200", "application_name": schema}
    if driver == "asyncpg":
        connect: dict[str, object] = {"server_settings": settings}
    else:
        connect = {"options": " ".join(f"-c {name}={value}" for name, value in settings.items())}
    make = create_async_engine if driver == "asyncpg" else create_engine
    made = make(through(url, driver), connect_args=connect)
    engine: Any = getattr(made, "sync_engine", made)
    if driver == "asyncpg":
        store: Any = OnALoop(lambda: SQLStore(engine, schema=schema), after=engine.dispose)
    else:
        store = SQLStore(engine, schema=schema)
    with closing(store):
        yield store
    if driver != "asyncpg":
        engine.dispose()


@pytest.fixture(params=["sqlite", *DRIVERS])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Return a store of each kind, through each driver, with two learners."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            store: Store = stack.enter_context(closing(SQLStore.open(request.getfixturevalue("sqlite_url"))))
        else:
            url, schema = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_tables")
            store = stack.enter_context(impatient(url, schema, request.param))
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        yield store


def test_text_that_no_database_can_hold_is_refused_whole(store: Store) -> None:
    """Half of a surrogate pair in an id, which the engine refuses earlier, is a StoreError; nothing is written."""
    before = samples.held(store)
    for half in (samples.review("half \ud800"), samples.review(skill="half \ud800")):
        with pytest.raises(StoreError, match=r"surrogate|encode"):
            store.apply(replace(samples.everything(), reviews=(half,)))
    with pytest.raises(StoreError):
        store.read(whole("half \ud800"))
    assert samples.held(store) == before


def test_a_number_that_no_column_can_hold_is_refused_whole(store: Store) -> None:
    """A whole number of more than 64 bits is a StoreError; nothing is written."""
    before = samples.held(store)
    with pytest.raises(StoreError) as refused:
        store.apply(replace(samples.everything(), editions=(samples.edition(2**63),)))
    assert not isinstance(refused.value, StoreUnavailableError)
    assert samples.held(store) == before


class TestSQLite:
    """Failures of SQLite."""

    def test_a_file_that_stays_locked_is_unavailable_to_writers_only(self, tmp_path: Path) -> None:
        """Who may not write in the time allowed gets StoreUnavailableError; readers go on, and writing works later."""
        file = tmp_path / "practice.db"
        with closing(SQLStore.open(f"sqlite:///{file}?timeout=0")) as store:
            store.apply(samples.tenant())
            with closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                with pytest.raises(StoreUnavailableError) as refused:
                    store.apply(PRACTISING)
                assert isinstance(refused.value.__cause__, sqlite3.OperationalError)
                assert store.read(whole()).reviews == {}
            store.apply(PRACTISING)
            assert len(store.read(whole()).reviews) == 1

    def test_a_file_that_is_read_only_is_refused(self, tmp_path: Path) -> None:
        """A database that may not be written is a StoreError, not one that trying again would help."""
        file = tmp_path / "practice.db"
        SQLStore.open(f"sqlite:///{file}").close()
        engine = create_engine(f"sqlite:///file:{file}?mode=ro&uri=true")
        with pytest.raises(StoreError) as refused:
            SQLStore(engine).apply(samples.tenant())
        assert not isinstance(refused.value, StoreUnavailableError)
        engine.dispose()


class TestPostgreSQL:
    """Failures of PostgreSQL, brought about by somebody else's connection."""

    @pytest.fixture
    def other(self, postgres_url: str, postgres_tables: str) -> Iterator[psycopg.Connection]:
        """Return somebody else's connection to the same schema, with a transaction that has not begun yet."""
        with psycopg.connect(psycopg_url(postgres_url)) as connection:
            connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(postgres_tables)))
            connection.commit()
            yield connection
            connection.rollback()

    @pytest.fixture(params=DRIVERS)
    def store(self, request: pytest.FixtureRequest, postgres_url: str, postgres_tables: str) -> Iterator[Store]:
        """Return a store through each driver that waits briefly for locks, with two learners."""
        with impatient(postgres_url, postgres_tables, request.param) as store:
            store.apply(samples.tenant(learners=(LEARNER, "ben")))
            yield store

    def test_a_learner_who_is_being_changed_is_unavailable_to_writers_of_that_learner(
        self, store: Store, other: psycopg.Connection
    ) -> None:
        """While somebody turns one learner's epoch, another's practice is recorded, and this one may be read."""
        other.execute("UPDATE learners SET epoch = epoch + 1 WHERE learner_id = %s", [LEARNER])
        with pytest.raises(StoreUnavailableError):
            store.apply(PRACTISING)
        store.apply(Change(tenant=TENANT, reviews=(samples.review(learner="ben"),), epochs={"ben": 0}))
        assert store.read(whole()).epoch == 0
        other.commit()
        with pytest.raises(StaleError):
            store.apply(PRACTISING)

    def test_many_may_record_for_one_learner_but_turn_the_epoch_alone(
        self, store: Store, other: psycopg.Connection
    ) -> None:
        """Practice of one learner does not wait for other practice of the same; a turn of the epoch waits for it."""
        other.execute("SELECT 1 FROM learners WHERE learner_id = %s FOR SHARE", [LEARNER])
        store.apply(PRACTISING)
        with pytest.raises(StoreUnavailableError):
            store.apply(TURNING)
        other.commit()
        store.apply(TURNING)
        assert store.read(whole()).epoch == 1

    @pytest.mark.parametrize(("code", "kind"), CODES.items(), ids=CODES.keys())
    def test_what_the_server_reports_comes_out_as_ours(
        self, store: Store, other: psycopg.Connection, code: str, kind: type[ReinforceError]
    ) -> None:
        """Whoever may decide anew gets StaleError, whoever may try again StoreUnavailableError, others StoreError."""
        before = samples.held(store)
        refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS {}"
        body = f"BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END"
        other.execute(sql.SQL(refuse).format(sql.Literal(body)))
        other.execute("CREATE TRIGGER refuse BEFORE INSERT ON reviews FOR EACH ROW EXECUTE FUNCTION refuse()")
        other.commit()
        with pytest.raises(ReinforceError) as refused:
            store.apply(samples.everything())
        assert type(refused.value) is kind
        cause: Any = refused.value.__cause__
        assert (getattr(cause, "sqlstate", None) or cause.pgcode) == code
        assert samples.held(store) == before

    def test_a_text_with_a_zero_is_refused_whole(self, store: Store) -> None:
        """The character that ends a text in C, which PostgreSQL cannot keep, is a StoreError; nothing is written."""
        before, text = samples.held(store), "a\0"
        for change in (replace(samples.everything(), learners=(text,)), Change(tenant=text, learners=("a", "b"))):
            with pytest.raises(StoreError, match="the database refused"):
                store.apply(change)
        with pytest.raises(StoreError, match="the database refused"):
            store.read(whole(text))
        assert samples.held(store) == before

    def test_a_lost_connection_is_reported_and_made_anew(self, store: Store, other: psycopg.Connection) -> None:
        """A call over a connection that broke raises StoreUnavailableError and wrote nothing; the next one works."""
        other.execute(CUT)
        with pytest.raises(StoreUnavailableError):
            store.apply(PRACTISING)
        assert store.read(whole()).reviews == {}
        store.apply(PRACTISING)
        assert len(store.read(whole()).reviews) == 1

    def test_of_connections_that_were_cut_nobody_who_reads_hears(self, store: Store, other: psycopg.Connection) -> None:
        """The engine reads again over new ones."""
        engine = Engine.over(store)
        tenant = engine.create_tenant("reading")
        tenant.roster.put("ana")
        for read in (engine.tenants, tenant.roster.learners, tenant.practice.cards, tenant.policies.verify):
            before = read()
            other.execute(CUT)
            assert read() == before
