"""Joining a host's transaction: what we write is kept with the host's own, or goes with it."""

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.orm import Session

from reinforce import Engine, ManualClock, Rating, Tenant
from reinforce.errors import ConflictError, InvalidParameterError, NotFoundError, StaleError, StoreUnavailableError
from reinforce.ports import Change, Query
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from tests.support.postgres import through
from tests.support.stores import small_tenant

SKILL = "terms"


@pytest.fixture(params=["sqlite", "sqlite, begun by a listener", "psycopg", "psycopg2"])
def host(request: pytest.FixtureRequest, empty_url_of_kind: str) -> Iterator[SqlEngine]:
    """Return a host's engine, with a table of its own."""
    host = create_engine(empty_url_of_kind)
    if "listener" in request.param:
        _begin_by_listener(host)
    with host.begin() as connection:
        connection.execute(text("CREATE TABLE notes (note TEXT)"))
    yield host
    host.dispose()


@pytest.fixture
def empty_url_of_kind(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new, empty database of the kind that the host's engine is for."""
    kind = request.node.callspec.params["host"]
    if "sqlite" in kind:
        return str(request.getfixturevalue("sqlite_url"))
    return through(request.getfixturevalue("postgres_database_url"), kind)


@pytest.fixture
def engine(host: SqlEngine, clock: ManualClock) -> Engine:
    """Return our engine over the host's, with a tenant."""
    engine = Engine.over(SQLStore(host), clock=clock)
    small_tenant(engine)
    return engine


def _begin_by_listener(host: SqlEngine) -> None:
    from sqlalchemy import event

    event.listen(host, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(host, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))


def _note(connection: Connection) -> None:
    connection.execute(text("INSERT INTO notes VALUES ('practised')"))


def _kept(host: SqlEngine, engine: Engine) -> tuple[int, int]:
    """Return how many notes of the host's, and how many reviews of ours, were kept."""
    with host.connect() as connection:
        notes = int(connection.scalar(text("SELECT count(*) FROM notes")) or 0)
    return notes, engine.tenant("acme").practice.card("ana", SKILL).reps


def _review(engine: Engine, review_id: str = "r") -> None:
    engine.tenant("acme").practice.review("ana", SKILL, Rating.Good, review_id=review_id)


@pytest.mark.parametrize("ours_first", [True, False])
def test_the_hosts_commit_keeps_both(host: SqlEngine, engine: Engine, *, ours_first: bool) -> None:
    """What the host wrote and what we wrote, in either order, are there after the host's commit, not before."""
    with host.connect() as connection, connection.begin():
        if not ours_first:
            _note(connection)
        with engine.joining(connection) as joined:
            _review(joined)
            assert joined.tenant("acme").practice.card("ana", SKILL).reps == 1
        if ours_first:
            _note(connection)
        if host.dialect.name == "postgresql":
            assert _kept(host, engine) == (0, 0)
    assert _kept(host, engine) == (1, 1)


@pytest.mark.parametrize("ours_first", [True, False])
def test_the_hosts_rollback_keeps_neither(host: SqlEngine, engine: Engine, *, ours_first: bool) -> None:
    """Neither is there after the host's rollback, also where nothing was written before we were; the id stays free."""
    with host.connect() as connection:
        transaction = connection.begin()
        if not ours_first:
            _note(connection)
        with engine.joining(connection) as joined:
            _review(joined)
        if ours_first:
            _note(connection)
        transaction.rollback()
    assert _kept(host, engine) == (0, 0)
    _review(engine)
    assert _kept(host, engine) == (0, 1)


def test_our_failure_leaves_the_hosts_part(host: SqlEngine, engine: Engine) -> None:
    """A call that fails writes nothing, and what the host, and we before, wrote in that transaction can be kept."""
    with host.begin() as connection:
        _note(connection)
        with engine.joining(connection) as joined:
            _review(joined)
            with pytest.raises(NotFoundError):
                joined.tenant("acme").practice.review("nobody", SKILL, Rating.Good)
            with pytest.raises(ConflictError):
                joined.tenant("acme").practice.review("ana", SKILL, Rating.Easy, review_id="r")
    assert _kept(host, engine) == (1, 1)


def test_a_change_that_fails_half_way_is_undone_alone(host: SqlEngine) -> None:
    """Of a change whose last part is refused nothing stays, and the transaction can go on."""
    store = SQLStore(host)
    store.apply(samples.tenant())
    store.apply(Change(tenant=samples.TENANT, reviews=(samples.review("taken"),)))
    with host.begin() as connection:
        joined = store.joining(connection)
        for reviews in (("first", "taken"), ("taken",)):
            change = Change(
                tenant=samples.TENANT,
                cards=((samples.card(), 0),),
                reviews=tuple(samples.review(id_) for id_ in reviews),
                epochs={samples.LEARNER: 0},
            )
            with pytest.raises(StaleError):
                joined.apply(change)
        joined.apply(Change(tenant=samples.TENANT, reviews=(samples.review("second"),)))
    kept = store.read(samples.whole())
    assert kept.cards == {}
    assert [review.id for review in kept.reviews[samples.review().review.skill]] == ["second", "taken"]


def test_several_calls_are_one_transaction(host: SqlEngine, engine: Engine) -> None:
    """Roster and practice, for two tenants, in one transaction of the host's: kept together, or gone together."""
    for committed in (False, True):
        with suppress(ZeroDivisionError), host.begin() as connection, engine.joining(connection) as joined:
            other = small_tenant(joined, "other")
            joined.tenant("acme").roster.put("ben")
            joined.tenant("acme").practice.review("ben", SKILL, Rating.Good)
            other.practice.review("ana", SKILL, Rating.Good)
            assert committed or 1 / 0
        assert engine.tenants() == (("acme", "other") if committed else ("acme",))
    assert engine.tenant("other").practice.card("ana", SKILL).reps == 1


def test_what_was_rolled_back_is_not_remembered(host: SqlEngine, engine: Engine) -> None:
    """An edition that was published and rolled back is unknown to the engine outside; the next takes its number."""
    acme = engine.tenant("acme")
    with suppress(ZeroDivisionError), host.begin() as connection, engine.joining(connection) as joined:
        joined.tenant("acme").catalog.publish(_pack("Undone?"))
        assert joined.tenant("acme").catalog.curriculum().questions["q-terms-1"].prompt == "Undone?"
        assert 1 / 0
    acme.catalog.publish(_pack("Done?"))
    assert acme.catalog.curriculum().questions["q-terms-1"].prompt == "Done?"


def _pack(wording: str) -> str:
    from reinforce.testing.packs import small_pack

    return small_pack(wording=wording)


def test_a_session_of_the_orm_can_be_joined(host: SqlEngine, engine: Engine) -> None:
    """An ORM session is joined as its connection is, whether or not it has done anything yet."""
    with Session(host) as session, engine.joining(session) as joined:
        _review(joined)
        session.execute(text("INSERT INTO notes VALUES ('practised')"))
        session.commit()
    assert _kept(host, engine) == (1, 1)


def test_a_conflict_raises_and_is_not_tried_again(host: SqlEngine, engine: Engine, clock: ManualClock) -> None:
    """Where somebody else wrote first, the joined call raises, once, and the host's part is still its own."""
    tries = []

    class Overtaken:
        """A store whose reads are out of date by the time they arrive."""

        def __init__(self, store: SQLStore) -> None:
            self.store = store

        def joining(self, connection: Connection) -> "Overtaken":
            return Overtaken(self.store.joining(connection))

        def apply(self, change: Change) -> None:
            tries.append(change)
            self.store.apply(Change(tenant="acme", turning=frozenset({"ana"})))
            self.store.apply(change)

        def __getattr__(self, name: str) -> object:
            return getattr(self.store, name)

    overtaken = Engine.over(Overtaken(SQLStore(host)), clock=clock)  # type: ignore[arg-type] # the rest it passes on
    with host.begin() as connection:
        _note(connection)
        with overtaken.joining(connection) as joined, pytest.raises(StaleError):
            _review(joined)
    assert len(tries) == 1
    assert _kept(host, engine) == (1, 0)


def test_without_a_transaction_there_is_nothing_to_join(host: SqlEngine, engine: Engine) -> None:
    """A connection without a transaction, or whose transaction has ended, and what is no connection are refused."""
    with host.connect() as connection:
        _refused(engine, connection)
        with connection.begin(), engine.joining(connection) as joined:
            pass
        with pytest.raises(InvalidParameterError):
            joined.tenants()
    _refused(engine, host)


def test_a_connection_that_commits_by_itself_cannot_be_joined(empty_url: str) -> None:
    """Where every statement is a transaction of its own, the host could not roll back: refused, before reading."""
    host = create_engine(empty_url, isolation_level="AUTOCOMMIT")
    engine = Engine.over(SQLStore(host))
    with host.connect() as connection:
        connection.execute(text("SELECT 1"))
        with engine.joining(connection) as joined, pytest.raises(InvalidParameterError) as refused:
            joined.tenants()
    assert refused.value.field == "connection"
    host.dispose()


def test_a_connection_of_another_driver_cannot_be_joined(postgres_url: str, postgres_tables: str) -> None:
    """A store writes its statements for one driver: the connection of another is refused, and the driver is named."""
    host = create_engine(through(postgres_url, "psycopg2"))
    with (
        Engine.over(SQLStore.open(postgres_url, schema=postgres_tables)) as engine,
        host.begin() as connection,
        pytest.raises(InvalidParameterError, match="to PostgreSQL through psycopg,"),
        engine.joining(connection),
    ):
        pass
    host.dispose()


def _refused(engine: Engine, connection: object) -> None:
    with pytest.raises(InvalidParameterError) as refused, engine.joining(connection):
        pass
    assert refused.value.field == "connection"


def test_a_store_in_memory_cannot_be_joined() -> None:
    """What has no transactions refuses by name."""
    _refused(Engine.open("memory:"), object())


class TestSQLite:
    """What only SQLite has: one writer, and a snapshot that another writer makes stale."""

    def test_whoever_joins_holds_the_only_pen(self, sqlite_url: str) -> None:
        """From our first call on nobody else writes until the host is done, so that what we read stays true."""
        host = create_engine(f"{sqlite_url}?timeout=0")
        with closing(SQLStore.open(f"{sqlite_url}?timeout=0")) as other:
            other.apply(samples.tenant())
            with host.begin() as connection:
                joined = SQLStore(host).joining(connection)
                assert joined.read(Query(tenant=samples.TENANT, learner=samples.LEARNER)).epoch == 0
                with pytest.raises(StoreUnavailableError):
                    other.apply(samples.tenant("another"))
            other.apply(samples.tenant("another"))
        host.dispose()

    def test_a_host_that_has_read_what_changed_since_is_stale(self, sqlite_url: str) -> None:
        """Where the host's transaction saw an older state than the one it would write to, the change is stale."""
        host = create_engine(sqlite_url)
        _begin_by_listener(host)
        with closing(SQLStore.open(sqlite_url)) as other:
            other.apply(samples.tenant())
            with host.connect() as connection, connection.begin():
                joined = SQLStore(host).joining(connection)
                joined.tenants()
                other.apply(samples.tenant("another"))
                with pytest.raises(StaleError):
                    joined.apply(Change(tenant=samples.TENANT, reviews=(samples.review(),)))
        host.dispose()


def test_a_joined_tenant_knows_what_the_one_outside_knows(host: SqlEngine, engine: Engine) -> None:
    """Policies and editions that the engine has read already are not read again for every transaction."""
    acme: Tenant = engine.tenant("acme")
    outside = acme.catalog.curriculum()
    with host.begin() as connection, engine.joining(connection) as joined:
        assert joined.tenant("acme").catalog.curriculum() is outside


def test_a_connection_to_another_database_cannot_be_joined(sqlite_url: str, tmp_path: Path) -> None:
    """One that finds other tables is refused before it shows or writes anything; ours, by a link, is not."""
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    engine, other = (Engine.over(SQLStore(create_engine(url))) for url in (sqlite_url, f"{sqlite_url}.other"))
    small_tenant(engine)
    small_tenant(other, "theirs")
    for url, is_refused in ((f"{sqlite_url}.other", True), (f"sqlite:///{tmp_path}/link/practice.db", False)):
        host = create_engine(url)
        with host.begin() as connection, engine.joining(connection) as joined:
            if is_refused:
                with pytest.raises(InvalidParameterError, match="other tables"):
                    _review(joined)
            else:
                assert joined.tenant("acme").policy.seed == 7
        host.dispose()


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_a_connection_that_was_sent_to_another_schema_cannot_be_joined(postgres_database_url: str, driver: str) -> None:
    """A schema for each customer is a store for each: with another one before eyes, the call is refused."""
    host = create_engine(through(postgres_database_url, driver))
    with host.begin() as connection:
        connection.execute(text("CREATE SCHEMA theirs"))
    engines = {name: Engine.over(SQLStore(host, schema=name)) for name in ("public", "theirs")}
    usual = Engine.over(SQLStore(host))
    small_tenant(usual)
    small_tenant(engines["theirs"])
    with host.begin() as connection:
        connection.execute(text("SET LOCAL search_path TO theirs"))
        with usual.joining(connection) as joined, pytest.raises(InvalidParameterError, match="other tables"):
            _review(joined)
        for name, engine in engines.items():
            with engine.joining(connection) as joined:
                assert len(joined.tenant("acme").practice.history("ana", SKILL)) == 0, name
    host.dispose()
