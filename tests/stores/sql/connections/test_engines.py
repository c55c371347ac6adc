"""Opening a store: which URLs and engines it takes, what it makes of the database, and what it refuses."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text, update

from reinforce.errors import (
    InvalidParameterError,
    SchemaVersionError,
    StaleError,
    StoreClosedError,
    StoreError,
    StoreUnavailableError,
)
from reinforce.stores.sql import SQLStore, migrate
from reinforce.stores.sql.connections.engines import open_engine
from reinforce.stores.sql.dialects.sqlite import write_ahead
from reinforce.stores.sql.migrations.schema_version import HISTORY, History, check, version_table
from reinforce.testing import samples
from reinforce.testing.samples import TENANT
from tests.stores.processes import running
from tests.support.postgres import through

BAD_URLS = {
    "practice.db": ", not 'practice.db': a file's is 'sqlite:///practice.db'",
    "": "must be a database's",
    "sqlite:practice.db": ": a file's is 'sqlite:///practice.db'",
    "memory": "; 'memory:' is what is kept in memory alone",
    ":memory:": "; 'memory:' is what is kept in memory alone",
    "postgres://host/practice": ", which does not begin with postgres://: did you mean postgresql://?",
    "sqlite3:///practice.db": ": did you mean sqlite://?",
    "nosuch:///practice.db": "must be a database's",
    "mysql://root@localhost/practice": "MySQL cannot be used: keys of ids",
    "mysql+asyncmy://root@localhost/practice": "MySQL cannot be used: keys of ids",
    "mariadb+pymysql://root@localhost/practice": "MariaDB cannot be used: keys of ids",
    "oracle://localhost/practice": "must be for SQLite or PostgreSQL, not oracle",
    "sqlite+aiosqlite:///practice.db": "must use the driver pysqlite, not aiosqlite, which is for asyncio",
    "postgresql+asyncpg://localhost/practice": "driver psycopg or psycopg2, not asyncpg, which is for asyncio",
    "postgresql+psycopg_async://localhost/practice": "not psycopg_async, which is for asyncio",
    "postgresql+pg8000://localhost/practice": "must use the driver psycopg or psycopg2, not pg8000",
    "sqlite://practice.db": "must have three slashes before the file, or four where its path is whole",
    "postgresql://localhost:port/practice": "must be a database's",
}


@pytest.mark.parametrize(("url", "reason"), BAD_URLS.items(), ids=BAD_URLS.keys())
def test_a_url_that_is_not_ours_is_refused_by_name(url: str, reason: str) -> None:
    """Whatever is not SQLite's or PostgreSQL's, in a form that can be read, is refused with the reason."""
    with pytest.raises(InvalidParameterError) as refused:
        SQLStore.open(url)
    assert refused.value.field == "url"
    assert reason in refused.value.reason


def test_a_password_is_not_told() -> None:
    """Neither the message of an error nor the looks of a store show a password."""
    with pytest.raises(InvalidParameterError) as refused:
        SQLStore.open("mysql://root:s3cret@localhost/practice")
    assert "s3cret" not in str(refused.value)
    with pytest.raises(StoreUnavailableError) as unreachable:
        SQLStore.open("postgresql://root:s3cret@/practice?host=/nowhere")
    assert "s3cret" not in str(unreachable.value)


@pytest.mark.parametrize(("durability", "synchronous"), [("full", 2), ("normal", 1)])
def test_a_sqlite_file_is_set_up_for_many_readers_and_one_writer(
    sqlite_url: str, durability: str, synchronous: int
) -> None:
    """Our own connections keep a write-ahead log, check foreign keys, wait for their turn, and sync as asked."""
    names = ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
    with (
        closing(SQLStore.open(sqlite_url, durability=durability)) as store,
        store._engine.connect() as connection,  # noqa: SLF001 - the settings are invisible from above
    ):
        assert [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names] == [
            "wal",
            1,
            20_000,
            synchronous,
        ]


def test_keeping_a_write_ahead_log_waits_for_a_writer(tmp_path: Path) -> None:
    """A file that somebody else writes to is switched to a write-ahead log as soon as they are done."""
    file = tmp_path / "practice.db"
    engine = open_engine(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("CREATE TABLE notes (note TEXT)")
        other.execute("BEGIN IMMEDIATE")

        def finish_once_waited_for(statement: str) -> None:
            if statement == "BEGIN EXCLUSIVE" and other.in_transaction:
                other.execute("ROLLBACK")

        def watch(driver: sqlite3.Connection, _record: object) -> None:
            driver.set_trace_callback(finish_once_waited_for)

        event.listen(engine, "connect", watch)
        write_ahead(engine)
    engine.dispose()
    with closing(sqlite3.connect(file)) as later:
        assert later.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_durability_is_full_or_normal_and_sqlites(sqlite_url: str) -> None:
    """Any other durability is refused, and so is one for PostgreSQL, whose server decides."""
    for url, durability in ((sqlite_url, "off"), ("postgresql://localhost/practice", "normal")):
        with pytest.raises(InvalidParameterError) as refused:
            SQLStore.open(url, durability=durability)
        assert refused.value.field == "durability"


DRIVERS = {"psycopg": "postgres", "psycopg2": "psycopg2"}


@pytest.mark.parametrize(("driver", "extra"), DRIVERS.items(), ids=DRIVERS.keys())
def test_without_the_driver_the_extra_is_named(driver: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a driver that is named is not installed, opening says what to install, and takes no other."""
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(InvalidParameterError, match=rf"needs the driver {driver}: .*reinforce-engine\[{extra}\]"):
        SQLStore.open(f"postgresql+{driver}://localhost/practice")


def test_without_any_driver_the_usual_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no driver of PostgreSQL is installed, a URL that names none says how to install the usual one."""
    for driver in DRIVERS:
        monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(InvalidParameterError, match=r"reinforce-engine\[postgres\]"):
        SQLStore.open("postgresql://localhost/practice")


@pytest.mark.parametrize("missing", [(), ("psycopg",)])
def test_a_driver_that_is_not_named_is_the_first_that_is_installed(
    missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A URL without a driver is opened with psycopg and, where that is not installed, with psycopg2."""
    for driver in missing:
        monkeypatch.setitem(sys.modules, driver, None)
    opened = open_engine("postgresql://localhost/practice")
    assert opened.driver == ("psycopg2" if missing else "psycopg")


@pytest.mark.parametrize("driver", DRIVERS)
def test_each_driver_works_where_no_other_is_installed(driver: str, postgres_url: str, postgres_schema: str) -> None:
    """A store speaks through the driver that was named alone: creating, migrating, practising and reading."""
    program = """
        import sys
        url, schema, *others = sys.argv[1:]
        for other in others:
            sys.modules[other] = None
        from reinforce import Engine, Rating
        from reinforce.stores.sql import SQLStore, migrate
        from reinforce.testing.packs import small_pack
        migrate(url, schema=schema)
        with Engine.over(SQLStore.open(url, schema=schema)) as engine:
            acme = engine.create_tenant("acme")
            acme.catalog.publish(small_pack())
            acme.roster.put("ana")
            acme.practice.review("ana", "terms", Rating.Good)
            print(acme.practice.card("ana", "terms").reps)
    """
    others = {"psycopg", "psycopg2", "asyncpg", "greenlet"} - {driver}
    with running(program, through(postgres_url, driver), postgres_schema, *others) as (process,):
        assert process.end() == (0, "1\n")


def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """A folder or a server that does not exist is StoreUnavailableError, with the driver's error as the cause."""
    servers = (f"postgresql+{driver}://nobody@/practice?host={tmp_path}" for driver in DRIVERS)
    for url in (f"sqlite:///{tmp_path}/no/such/folder.db", *servers):
        with pytest.raises(StoreUnavailableError) as refused:
            SQLStore.open(url)
        assert type(refused.value.__cause__).__name__ == "OperationalError"


@pytest.mark.parametrize("driver", DRIVERS)
def test_an_option_that_the_driver_does_not_know_is_refused(driver: str) -> None:
    """What a URL asks of a driver that does not know it is a StoreError which names it, not a damaged database."""
    with pytest.raises(StoreError, match="no_such_option") as refused:
        SQLStore.open(f"postgresql+{driver}://localhost/practice?no_such_option=on")
    assert "damaged" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file with something else in it is a StoreError, and stays as it is."""
    file = tmp_path / "letter.txt"
    file.write_text("Dear Ana, " * 1000)
    with pytest.raises(StoreError):
        SQLStore.open(f"sqlite:///{file}")
    assert file.read_text() == "Dear Ana, " * 1000


def test_engines_of_other_kinds_and_a_schema_for_sqlite_are_refused(sqlite_url: str) -> None:
    """The store speaks through the drivers it is tested with, and SQLite has no schemas to choose from."""
    driver = SimpleNamespace(paramstyle="pyformat", __version__="1.31.0", Error=Exception)
    other = create_engine("postgresql+pg8000://localhost/practice", module=driver)
    with pytest.raises(InvalidParameterError, match="PostgreSQL through psycopg, psycopg2 or asyncpg") as of_an_engine:
        SQLStore(other)
    with pytest.raises(InvalidParameterError) as of_a_schema:
        SQLStore.open(sqlite_url, schema="own")
    assert (of_an_engine.value.field, of_a_schema.value.field) == ("sa_engine", "schema")


@pytest.mark.parametrize("database", ["mysql+pymysql", "mariadb+pymysql"])
def test_an_engine_for_mysql_or_mariadb_is_refused_with_the_reasons(database: str) -> None:
    """A host's engine for a database that cannot keep the laws is refused in a sentence that says what it lacks."""
    other = create_engine(f"{database}://localhost/practice", module=SimpleNamespace(paramstyle="format"))
    with pytest.raises(InvalidParameterError, match=r"3,072 bytes.*no numbers.*no row-level security") as refused:
        SQLStore(other)
    assert refused.value.field == "sa_engine"


class TestRevisions:
    """What a store does about the revision of the schema that it finds."""

    def test_a_store_may_be_opened_any_number_of_times(self, empty_url: str) -> None:
        """The first opening creates the tables; the next finds them."""
        for number in (1, 2, 3):
            with closing(SQLStore.open(empty_url)) as store:
                assert len(store.tenants()) == number - 1
                store.apply(samples.tenant(f"tenant {number}"))

    def test_migrating_creates_and_says_the_revision(self, empty_url: str) -> None:
        """Migrating an empty database creates the tables, once more does nothing, and both return the revision."""
        assert [migrate(empty_url), migrate(empty_url)] == [HISTORY.newest] * 2
        with closing(SQLStore.open(empty_url)) as store:
            assert store.tenants() == ()

    def test_migrating_goes_to_the_schema_named(self, postgres_url: str, postgres_schema: str) -> None:
        """In PostgreSQL the tables go to a schema of their own, which is made if need be."""
        migrate(postgres_url, schema=postgres_schema)
        engine = create_engine(postgres_url)
        with engine.connect() as connection:
            query = text("SELECT count(*) FROM information_schema.tables WHERE table_schema = :schema")
            assert connection.scalar(query, {"schema": postgres_schema}) == 14
        engine.dispose()

    def test_a_newer_schema_is_refused(self, empty_url: str, empty_engine: Engine) -> None:
        """A database that a later version of the library has upgraded is neither opened nor migrated."""
        migrate(empty_url)
        with empty_engine.begin() as connection:
            connection.execute(update(version_table(None)).values(version_num="9999"))
        for attempt in (SQLStore.open, migrate):
            with pytest.raises(SchemaVersionError, match="install a newer reinforce-engine") as refused:
                attempt(empty_url)
            assert (refused.value.found, refused.value.known) == ("9999", HISTORY.newest)

    def test_an_older_schema_is_upgraded_or_says_how(self) -> None:
        """An older revision passes where it will be upgraded, and otherwise names the command that does it."""
        later = History(("0001", "0002"))
        check("0001", later, upgrades=True)
        with pytest.raises(SchemaVersionError, match="run `reinforce migrate URL`"):
            check("0001", later, upgrades=False)

    def test_tables_of_somebody_else_are_left_alone(self, empty_url: str, empty_engine: Engine) -> None:
        """Where a host has tables of the same names, nothing is created, and the error names them."""
        with empty_engine.begin() as connection:
            connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY)"))
            connection.execute(text("INSERT INTO events VALUES (1)"))
        with pytest.raises(SchemaVersionError, match="events are not of this library"):
            SQLStore.open(empty_url)
        with empty_engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM events")) == 1

    def test_opening_what_is_up_to_date_needs_no_alembic(self, sqlite_url: str) -> None:
        """Neither creating a database nor opening one that is up to date imports Alembic, whose import takes time."""
        program = """
            import sys
            from reinforce.stores.sql import SQLStore
            SQLStore.open(sys.argv[1]).close()
            SQLStore.open(sys.argv[1]).close()
            print("alembic" in sys.modules, "psycopg" in sys.modules)
        """
        with running(program, sqlite_url) as (process,):
            assert process.end() == (0, "False False\n")

    def test_many_may_open_a_new_database_at_once(self, empty_url: str) -> None:
        """Processes that open the same new database at the same moment all succeed, and all write to it."""
        program = """
            import sys
            from reinforce.stores.sql import SQLStore
            from reinforce.testing import samples
            print("ready")
            sys.stdin.readline()
            store = SQLStore.open(sys.argv[1])
            store.apply(samples.tenant(sys.stdin.readline().strip()))
            store.close()
        """
        with running(program, empty_url, count=3) as processes:
            assert [process.hear() for process in processes] == ["ready"] * 3
            for number, process in enumerate(processes):
                process.tell(f"go\ntenant {number}")
            assert [process.end()[0] for process in processes] == [0] * 3
        with closing(SQLStore.open(empty_url)) as store:
            assert store.tenants() == ("tenant 0", "tenant 1", "tenant 2")


HOSTS: dict[str, dict[str, Any]] = {
    "by Python's driver": {},
    "by a listener": {},
    "never": {"isolation_level": "AUTOCOMMIT"},
}
if sys.version_info >= (3, 12):
    HOSTS["by the driver as PEP 249 says"] = {"connect_args": {"autocommit": False}}


class TestHosts:
    """A host's engine stays the host's."""

    @pytest.fixture(params=HOSTS.keys())
    def host_engine(self, sqlite_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
        """Return an engine with a table of the host's; its transactions begin in one of the ways that hosts choose."""
        engine = create_engine(sqlite_url, **HOSTS[request.param])
        if request.param == "by a listener":
            event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE notes (note TEXT)"))
        yield engine
        engine.dispose()

    def test_the_hosts_transactions_are_what_they_were(self, host_engine: Engine) -> None:
        """The host's own writes commit and roll back after ours exactly as before, on the same connections."""
        before = _after_a_rollback(host_engine)
        store = SQLStore(host_engine)
        store.apply(samples.tenant())
        assert _after_a_rollback(host_engine) == 2 * before
        with pytest.raises(StaleError):
            store.apply(samples.tenant())
        assert _after_a_rollback(host_engine) == 3 * before
        assert store.tenants() == (TENANT,)

    def test_closing_leaves_the_hosts_engine_open(self, host_engine: Engine) -> None:
        """A store over a host's engine closes nothing of it, and another store can be made over it."""
        store = SQLStore(host_engine)
        with host_engine.connect() as connection:
            pool = host_engine.pool
            store.close()
            assert connection.scalar(text("SELECT 1")) == 1
            assert host_engine.pool is pool
        with pytest.raises(StoreClosedError):
            store.tenants()
        assert SQLStore(host_engine).tenants() == ()


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("level", ["READ COMMITTED", "SERIALIZABLE", "AUTOCOMMIT"])
def test_a_host_of_postgresql_finds_its_connections_as_they_were(
    driver: str, level: str, postgres_database_url: str
) -> None:
    """Transactions of the host's, and their isolation, are after our calls what they were before."""
    host = create_engine(through(postgres_database_url, driver), isolation_level=level, pool_size=1, max_overflow=0)
    with host.begin() as connection:
        connection.execute(text("CREATE TABLE notes (note TEXT)"))
    before = _after_a_rollback(host)
    store = SQLStore(host)
    store.apply(samples.tenant())
    with pytest.raises(StaleError):
        store.apply(samples.tenant())
    assert store.read(samples.whole()).epoch == 0
    assert _after_a_rollback(host) == 2 * before
    with host.connect() as connection:
        isolation = "READ COMMITTED" if level == "AUTOCOMMIT" else level
        assert connection.scalar(text("SHOW transaction_isolation")) == isolation.lower()
        assert connection.get_isolation_level() == isolation
        assert connection.scalar(text("SHOW default_transaction_isolation")) == "read committed"
    host.dispose()


def _after_a_rollback(engine: Engine) -> int:
    """Write a note, commit one and roll back another, and return how many there are now."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO notes VALUES ('committed')"))
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO notes VALUES ('rolled back')"))
        connection.rollback()
        return int(connection.scalar(text("SELECT count(*) FROM notes")) or 0)
