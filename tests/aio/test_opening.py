"""Opening for asyncio: which URLs and engines it takes, what it makes of the database, and what it refuses."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce import Engine, InvalidParameterError, StoreError, StoreUnavailableError
from reinforce.aio import AsyncEngine
from reinforce.stores.memory import MemoryStore
from reinforce.stores.sql import SQLStore, migrate
from reinforce.stores.sql.connections.engines import open_engine
from reinforce.stores.sql.migrations.schema_version import HISTORY
from tests.stores.processes import running
from tests.support.cancelling import MOST_WAITS, cancelled_at, is_in_transaction
from tests.support.later_schema import LaterStore
from tests.support.postgres import through

SCHEMAS = Path(__file__).parents[1] / "schemas"
BAD_URLS = {
    "practice.db": "must be a database's",
    "mysql+asyncmy://root@localhost/practice": "MySQL cannot be used: keys of ids",
    "sqlite+pysqlcipher:///practice.db": "must use the driver aiosqlite, not pysqlcipher",
    "postgresql+psycopg2://localhost/practice": "psycopg_async or asyncpg, not psycopg2, which is not for asyncio",
    "postgresql+pg8000://localhost/practice": "must use the driver psycopg_async or asyncpg, not pg8000",
}


async def _tenants(url: str) -> tuple[str, ...]:
    try:
        return await _opened(url)
    except StoreError:
        await asyncio.sleep(0.1)  # The thread of aiosqlite says good-bye to the event loop.
        raise


async def _opened(url: str) -> tuple[str, ...]:
    async with await AsyncEngine.open(url) as engine:
        await engine.create_tenant("acme")
        return await engine.tenants()


@pytest.mark.parametrize(("url", "reason"), BAD_URLS.items(), ids=BAD_URLS.keys())
def test_a_url_that_is_not_ours_is_refused_by_name(url: str, reason: str) -> None:
    """Whatever is not SQLite's or PostgreSQL's is refused with the reason."""
    with pytest.raises(InvalidParameterError) as refused:
        asyncio.run(_tenants(url))
    assert refused.value.field == "url"
    assert reason in refused.value.reason


def test_the_driver_may_be_named_or_left_out(tmp_path: Path, postgres_database_url: str) -> None:
    """The URL of either engine opens a database; in memory it is one of its own each time."""
    file, server = tmp_path / "practice.db", postgres_database_url.partition("://")[2]
    for url in (f"sqlite+aiosqlite:///{file}", "sqlite://", "sqlite+aiosqlite://", "memory:", f"postgresql://{server}"):
        assert asyncio.run(_tenants(url)) == ("acme",)
    named = (f"postgresql+{driver}://{server}" for driver in ("psycopg", "psycopg_async", "asyncpg"))
    for url in (f"sqlite:///{file}", *named):
        with pytest.raises(Exception, match="exists already"):
            asyncio.run(_tenants(url))


@pytest.mark.parametrize(("durability", "synchronous"), [("full", 2), ("normal", 1)])
def test_a_sqlite_file_is_set_up_for_many_readers_and_one_writer(
    sqlite_url: str, durability: str, synchronous: int
) -> None:
    """Our own connections keep a write-ahead log, check foreign keys, wait for their turn, and sync as asked."""

    async def law() -> list[object]:
        async with await AsyncEngine.open(sqlite_url, durability=durability) as engine:
            store: SQLStore = engine._service._store  # type: ignore[assignment] # noqa: SLF001 - invisible from above

            def settings() -> list[object]:
                names = ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
                with store._engine.connect() as connection:  # noqa: SLF001 - as above
                    return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

            return await engine._driver.run(settings)  # noqa: SLF001 - as above

    assert asyncio.run(law()) == ["wal", 1, 20_000, synchronous]


@pytest.mark.parametrize(
    ("package", "url", "extra"),
    [
        ("aiosqlite", "sqlite:///practice.db", "aio"),
        ("greenlet", "sqlite:///practice.db", "aio"),
        ("greenlet", "postgresql://localhost/practice", "aio"),
        ("psycopg", "postgresql+psycopg://localhost/practice", "postgres"),
        ("asyncpg", "postgresql+asyncpg://localhost/practice", "asyncpg"),
    ],
)
def test_without_a_package_the_extra_is_named(
    package: str, url: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a package is not installed, opening says what to install."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InvalidParameterError, match=rf"reinforce-engine\[{extra}\]"):
        asyncio.run(_tenants(url))


@pytest.mark.parametrize("missing", [(), ("psycopg",)])
def test_a_driver_that_is_not_named_is_the_first_that_is_installed(
    missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A URL without a driver is opened with psycopg and, where that is not installed, with asyncpg."""
    for driver in missing:
        monkeypatch.setitem(sys.modules, driver, None)
    opened = open_engine("postgresql://localhost/practice", is_async=True)
    assert opened.url.drivername == ("postgresql+asyncpg" if missing else "postgresql+psycopg_async")


def test_asyncpg_works_where_no_other_driver_is_installed(postgres_database_url: str) -> None:
    """An engine speaks through the driver that was named alone: migrating from the command line, and practising."""
    program = """
        import asyncio, sys
        url, *others = sys.argv[1:]
        for other in others:
            sys.modules[other] = None
        from reinforce import Rating
        from reinforce.__main__ import main
        from reinforce.aio import AsyncEngine
        from reinforce.testing.packs import small_pack
        main(["migrate", url, "--row-level-security"])
        async def law():
            async with await AsyncEngine.open(url) as engine:
                acme = await engine.create_tenant("acme")
                await acme.catalog.publish(small_pack())
                await acme.roster.put("ana")
                await acme.practice.review("ana", "terms", Rating.Good)
                print((await acme.practice.card("ana", "terms")).reps)
        asyncio.run(law())
    """
    with running(program, through(postgres_database_url, "asyncpg"), "psycopg", "psycopg2") as (process,):
        assert process.end() == (
            0,
            f"the schema is at revision {HISTORY.newest}\nrow-level security is on\n1\n",
        )


def test_migrating_through_asyncpg_may_be_done_inside_of_an_event_loop(postgres_database_url: str) -> None:
    """Whoever migrates at the start of a program for asyncio may do so from there, and errors come out as ever."""
    url = through(postgres_database_url, "asyncpg")

    async def law() -> str:
        return migrate(url)

    assert asyncio.run(law()) == HISTORY.newest
    with pytest.raises(StoreUnavailableError):
        migrate("postgresql+asyncpg://nobody@127.0.0.1:1/practice")


def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """A folder or a server that does not exist is StoreUnavailableError, with the driver's error as the cause."""
    for url in (f"sqlite:///{tmp_path}/no/such/folder.db", f"postgresql+psycopg://nobody@/practice?host={tmp_path}"):
        with pytest.raises(StoreUnavailableError) as refused:
            asyncio.run(_tenants(url))
        assert type(refused.value.__cause__).__name__ == "OperationalError"
    for place in (f"/practice?host={tmp_path}", "127.0.0.1:1/practice"):
        with pytest.raises(StoreUnavailableError) as refused:
            asyncio.run(_tenants(f"postgresql+asyncpg://nobody@{place}"))
        assert isinstance(refused.value.__cause__, OSError)


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_an_option_that_the_driver_does_not_know_is_refused(driver: str) -> None:
    """What a URL asks of a driver that does not know it is a StoreError which names it, not a damaged database."""
    with pytest.raises(StoreError, match="no_such_option") as refused:
        asyncio.run(_tenants(f"postgresql+{driver}://localhost/practice?no_such_option=on"))
    assert "damaged" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file with something else in it is a StoreError, and stays as it is."""
    file = tmp_path / "letter.txt"
    file.write_text("Dear Ana, " * 1000)
    with pytest.raises(StoreError):
        asyncio.run(_tenants(f"sqlite:///{file}"))
    assert file.read_text() == "Dear Ana, " * 1000


def test_one_connection_for_all_tasks_is_refused() -> None:
    """The pool that SQLAlchemy has for SQLite in memory would mix up the transactions of two tasks."""

    async def law() -> None:
        host = create_async_engine("sqlite+aiosqlite://")
        with pytest.raises(InvalidParameterError, match="one connection to all tasks"):
            await AsyncEngine.over(host)

    asyncio.run(law())


def test_any_store_will_do_and_has_its_own_schema() -> None:
    """A store of the host's is used from threads; a schema goes with an engine only."""

    async def law() -> None:
        store = MemoryStore()
        async with await AsyncEngine.over(store) as engine:
            await engine.create_tenant("acme")
            assert store.tenants() == ("acme",)
        with pytest.raises(InvalidParameterError, match="not with a store"):
            await AsyncEngine.over(store, schema="own")

    asyncio.run(law())


def test_an_engine_for_asyncio_is_not_for_the_plain_store(sqlite_url: str) -> None:
    """Outside of asyncio, the store says where such an engine belongs."""
    host = create_async_engine(sqlite_url.replace("sqlite:", "sqlite+aiosqlite:"))
    with pytest.raises(InvalidParameterError, match=r"reinforce\.aio"):
        SQLStore(host.sync_engine)


def test_tasks_may_open_and_upgrade_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several tasks open the same new file, and files of the first revision, at the same moment: all succeed."""
    monkeypatch.setattr("reinforce.stores.sql.SQLStore", LaterStore)
    urls = [f"sqlite:///{tmp_path / 'new.db'}"] * 3
    for number in range(3):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as old:
            old.executescript((SCHEMAS / "0001.sqlite.sql").read_text())
            old.executescript((SCHEMAS / "0001.data.sql").read_text())
        urls.append(f"sqlite:///{tmp_path / f'{number}.db'}")

    async def law() -> None:
        engines = await asyncio.gather(*map(AsyncEngine.open, urls))
        for engine in engines:
            await engine.close()

    asyncio.run(law())
    for url in urls:
        Engine.open(url).close()


def test_importing_imports_no_database() -> None:
    """SQLAlchemy and the drivers are imported when a database is opened; the engine itself knows no asyncio."""
    program = """
        import sys
        import reinforce
        print("asyncio" in sys.modules)
        import reinforce.aio
        print(sorted({"sqlalchemy", "greenlet", "aiosqlite", "asyncpg", "psycopg"} & set(sys.modules)))
    """
    with running(program) as (process,):
        assert process.end() == (0, "False\n[]\n")


@pytest.mark.parametrize("is_answered", [True, False], ids=["answered", "asked"])
def test_whoever_is_cancelled_while_opening_leaves_no_transaction(database_url: str, *, is_answered: bool) -> None:
    """Wherever opening over a host's engine is cancelled, the pool has no connection that is in a transaction."""

    async def law() -> None:
        await (await AsyncEngine.open(database_url)).close()
        host = create_async_engine(database_url.replace("sqlite:", "sqlite+aiosqlite:"), pool_size=1, max_overflow=0)
        for number in range(1, MOST_WAITS):
            if not await cancelled_at(number, AsyncEngine.over(host), is_answered=is_answered):
                break
            assert not await is_in_transaction(host)
        assert number > 1
        await host.dispose()

    asyncio.run(law())
