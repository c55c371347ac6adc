"""What a driver raises comes out as an error of ours, with the driver's as its cause, and nothing is half done."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine

from reinforce.errors import ReinforceError, StaleError, StoreError, StoreUnavailableError
from reinforce.ports import Change, Store
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from reinforce.testing.samples import LEARNER, TENANT, whole
from tests.support.postgres import psycopg_url

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
PRACTISING = Change(tenant=TENANT, reviews=(samples.review(),), epochs={LEARNER: 0})


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Return a store of each kind, with two learners."""
    if request.param == "sqlite":
        store = SQLStore.open(request.getfixturevalue("sqlite_url"))
    else:
        url, schema = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_schema")
        store = SQLStore.open(url, schema=schema)
    with closing(store):
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        yield store


def test_text_that_no_database_can_hold_is_refused_whole(store: Store) -> None:
    """Half of a surrogate pair in an id, which the engine refuses earlier, is a StoreError; nothing is written."""
    before = samples.held(store)
    for half in (samples.review("half \ud800"), samples.review(skill="half \ud800")):
        with pytest.raises(StoreError) as refused:
            store.apply(replace(samples.everything(), reviews=(half,)))
        assert isinstance(refused.value.__cause__, UnicodeError)
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
    def other(self, postgres_url: str, postgres_schema: str) -> Iterator[psycopg.Connection]:
        """Return somebody else's connection to the same schema, with a transaction that has not begun yet."""
        with psycopg.connect(psycopg_url(postgres_url)) as connection:
            connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(postgres_schema)))
            connection.commit()
            yield connection
            connection.rollback()

    @pytest.fixture
    def store(self, postgres_url: str, postgres_schema: str) -> Iterator[SQLStore]:
        """Return a store that waits briefly for locks, with two learners."""
        SQLStore.open(postgres_url, schema=postgres_schema).close()
        impatient = f"{postgres_url}&options=-c%20lock_timeout%3D200"
        impatient += f"&application_name={postgres_schema}"
        with closing(SQLStore.open(impatient, schema=postgres_schema)) as store:
            store.apply(samples.tenant(learners=(LEARNER, "ben")))
            yield store

    def test_a_learner_who_is_being_changed_is_unavailable_to_writers_of_that_learner(
        self, store: SQLStore, other: psycopg.Connection
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
        self, store: SQLStore, other: psycopg.Connection
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
        self, store: SQLStore, other: psycopg.Connection, code: str, kind: type[ReinforceError]
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
        assert isinstance(refused.value.__cause__, psycopg.Error)
        assert refused.value.__cause__.sqlstate == code
        assert samples.held(store) == before

    def test_a_lost_connection_is_reported_and_made_anew(self, store: SQLStore, other: psycopg.Connection) -> None:
        """A call over a connection that broke raises StoreUnavailableError and wrote nothing; the next one works."""
        other.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name = current_schema()"
        )
        with pytest.raises(StoreUnavailableError):
            store.apply(PRACTISING)
        assert store.read(whole()).reviews == {}
        store.apply(PRACTISING)
        assert len(store.read(whole()).reviews) == 1
