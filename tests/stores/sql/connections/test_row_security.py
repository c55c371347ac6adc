"""Row-level security: what the database itself keeps apart, for a role that is granted no more than the guide says."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Table, create_engine, make_url

from reinforce import Answer, Engine, ManualClock, QuizAttempt, Rating
from reinforce.__main__ import main
from reinforce.errors import InvalidParameterError, NotFoundError, StaleError, StoreError
from reinforce.ports import Change
from reinforce.stores.sql import SQLStore, migrate
from reinforce.stores.sql.connections.row_security import POLICY
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL
from reinforce.stores.sql.migrations.schema_version import HISTORY
from reinforce.testing import samples
from reinforce.testing.samples import LEARNER, TENANT
from tests.schemas.freeze import frozen, frozen_data
from tests.support.later_schema import LATER
from tests.support.postgres import fresh_name, psycopg_url, through
from tests.support.restricted import TABLES, Secured, as_role, new_schema
from tests.support.stores import small_tenant

NAME = sql.SQL("SELECT set_config('reinforce.tenant', {}, false)")


@pytest.mark.parametrize(
    ("driver", "pipeline"),
    [("psycopg", True), ("psycopg", False), ("psycopg2", False)],
    ids=["sent together", "one by one", "as one text"],
)
def test_a_restricted_role_runs_the_engine(
    secured: Secured, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, driver: str, *, pipeline: bool
) -> None:
    """Tenants are created and practise through it, whether or not the driver can send two statements together."""
    monkeypatch.setattr(psycopg.Pipeline, "is_supported", lambda: pipeline)
    store = SQLStore.open(through(secured.role, driver), schema=secured.schema)
    with Engine.over(store, clock=clock) as engine:
        for name in ("acme", "O'Neill \\ Söhne"):
            tenant = small_tenant(engine, name)
            for number in range(8):  # more often than psycopg waits before it prepares a statement
                tenant.practice.review("ana", "terms", Rating.Good, review_id=f"r-{number}")
            assert tenant.practice.session("ana").items
            question = next(iter(tenant.catalog.curriculum().questions.values()))
            attempt = QuizAttempt(attempt_id="a", edition=1, answers=[Answer(question.id, "a")])
            assert tenant.practice.record("ana", attempt) == tenant.practice.record("ana", attempt)
            tenant.practice.undo("ana", review_id="r-7")
            assert tenant.policies.verify().differences == ()
            assert engine.tenant(name).roster.learners() == ("ana",)


def test_a_restricted_role_cannot_list_tenants(secured: Secured) -> None:
    """Listing is refused, not left incomplete; and a tenant that is not there is said to be so, without other names."""
    with Engine.over(SQLStore.open(secured.role, schema=secured.schema)) as engine:
        engine.create_tenant("acme")
        with pytest.raises(StoreError, match="row-level security"):
            engine.tenants()
        with pytest.raises(NotFoundError) as refused:
            engine.tenant("acmee")
        assert refused.value.near == ()
    with Engine.over(SQLStore.open(secured.owner, schema=secured.schema)) as engine:
        assert engine.tenants() == ("acme",)


def _row(table: Table, tenant: str) -> sql.Composed:
    """Return the INSERT of some row of *table* that belongs to *tenant*."""
    columns = [column for column in table.columns if column.server_default is None]
    samples_of = {str: "x", int: 1, bool: True, float: 1.0}
    values = [tenant if column.name == "tenant_id" else samples_of[column.type.python_type] for column in columns]
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(sql.Identifier(column.name) for column in columns),
        sql.SQL(", ").join(map(sql.Literal, values)),
    )


def test_no_row_of_another_tenant_is_seen_or_touched(secured: Secured) -> None:
    """With A named, raw SQL finds and changes rows of A only, in every table; with nobody named, it finds none."""
    with secured.raw(secured.owner) as owner, secured.raw(secured.role) as role:
        for tenant in ("a", "b"):
            for table in TABLES:
                owner.execute(_row(table, tenant))
        for table in TABLES:
            assert role.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table.name))).fetchall() == []
        role.execute(NAME.format("a"))
        for table in TABLES:
            here = sql.Identifier(table.name)
            assert role.execute(sql.SQL("SELECT tenant_id FROM {}").format(here)).fetchall() == [("a",)], table.name
            other = sql.SQL("WHERE tenant_id = 'b'")
            assert role.execute(sql.SQL("DELETE FROM {} {}").format(here, other)).rowcount == 0
            assert role.execute(sql.SQL("UPDATE {} SET tenant_id = 'a' {}").format(here, other)).rowcount == 0
            for refused in (_row(table, "c"), sql.SQL("UPDATE {} SET tenant_id = 'b'").format(here)):
                with pytest.raises(InsufficientPrivilege, match="row-level security"):
                    role.execute(refused)
        for table in TABLES:
            found = owner.execute(sql.SQL("SELECT tenant_id FROM {} ORDER BY 1").format(sql.Identifier(table.name)))
            assert found.fetchall() == [("a",), ("b",)]


class TestConnections:
    """Nothing that names a tenant stays behind on a connection."""

    @pytest.fixture(params=["psycopg", "psycopg2"])
    def store(self, request: pytest.FixtureRequest, secured: Secured) -> Iterator[SQLStore]:
        """Return a store with two tenants, over a host's engine of each driver that has two connections."""
        sa_engine = create_engine(through(secured.role, request.param), pool_size=2, max_overflow=0)
        store = SQLStore(sa_engine, schema=secured.schema)
        for tenant in ("a", "b"):
            store.apply(samples.tenant(tenant, learners=(f"{LEARNER} of {tenant}",)))
        yield store
        sa_engine.dispose()

    def test_a_connection_serves_one_tenant_after_the_other(self, store: SQLStore) -> None:
        """However a call for A ended, the same connection then finds what is B's, and no tenant is set on it."""
        again = Change(tenant="a", policies=(samples.policy(),))
        for _ in range(8):
            assert store.learners("a") == (f"{LEARNER} of a",)
            with pytest.raises(StaleError):
                store.apply(again)
            with pytest.raises(StoreError):
                store.learners("a\0")
            with pytest.raises(StoreError):
                store.tenants()
            assert store.read(samples.whole(f"{LEARNER} of b", tenant="b")).epoch == 0
            assert store.read(samples.whole(f"{LEARNER} of b", tenant="a")).epoch is None
            assert store.learners("b") == (f"{LEARNER} of b",)
            with store._engine.connect() as connection:  # noqa: SLF001 - as the host does
                assert not connection.exec_driver_sql("SELECT current_setting('reinforce.tenant', true)").scalar()
                assert connection.exec_driver_sql("SHOW row_security").scalar() == "on"

    def test_a_host_that_names_another_tenant_changes_nothing(self, store: SQLStore) -> None:
        """What the host itself set on a connection neither reaches our statements nor is changed by them."""
        with store._engine.connect() as connection, store._engine.connect() as other:  # noqa: SLF001 - as the host does
            for each in (connection, other):
                each.exec_driver_sql("SELECT set_config('reinforce.tenant', 'b', false)")
                each.commit()
        for _ in range(4):
            assert store.learners("a") == (f"{LEARNER} of a",)
            assert store.read(samples.whole(f"{LEARNER} of a", tenant="a")).epoch == 0
            with store._engine.connect() as connection:  # noqa: SLF001 - as above
                assert connection.exec_driver_sql("SELECT current_setting('reinforce.tenant', true)").scalar() == "b"

    def test_a_joined_transaction_names_the_tenant_for_us_alone(self, store: SQLStore) -> None:
        """Inside a host's transaction each tenant finds its own, and the host's own statements see what they saw."""
        asked = "SELECT current_setting('reinforce.tenant', true), current_setting('row_security')"
        for named in ("", "b"):
            with store._engine.begin() as connection:  # noqa: SLF001 - as the host does
                connection.exec_driver_sql(f"SELECT set_config('reinforce.tenant', '{named}', true)")
                joined = store.joining(connection)
                for tenant in ("a", "b"):
                    assert joined.learners(tenant)[0] == f"{LEARNER} of {tenant}"
                    assert joined.read(samples.whole(f"{LEARNER} of {tenant}", tenant=tenant)).epoch == 0
                    with pytest.raises(StaleError):
                        joined.apply(Change(tenant=tenant, policies=(samples.policy(),)))
                    with pytest.raises(NotFoundError):
                        joined.read(samples.whole(tenant="c"))
                    with pytest.raises(StoreError, match="row-level security"):
                        joined.tenants()
                    joined.apply(Change(tenant=tenant, learners=(f"new {named}",)))
                    assert tuple(connection.exec_driver_sql(asked).one()) == (named, "on")
        assert store.learners("a") == (f"{LEARNER} of a", "new ", "new b")

    def test_threads_that_share_connections_do_not_meet(self, store: SQLStore) -> None:
        """Threads that take turns with tenants on fewer connections than they are find each tenant's own, always."""

        def asks(number: int) -> tuple[str, tuple[str, ...]]:
            tenant = "ab"[number % 2]
            if number % 3 == 0:
                found = store.read(samples.whole(f"{LEARNER} of {tenant}", tenant=tenant))
                return tenant, () if found.epoch is None else (f"{LEARNER} of {tenant}",)
            return tenant, store.learners(tenant)

        with ThreadPoolExecutor(6) as threads:
            for tenant, learners in threads.map(asks, range(240)):
                assert learners == (f"{LEARNER} of {tenant}",)

    def test_a_broken_connection_is_replaced(self, store: SQLStore, secured: Secured) -> None:
        """Where the server ended the connections, the next call says so, and the one after works on a new one."""
        store.learners("a")
        end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = %s"
        with secured.raw(secured.owner) as owner:
            owner.execute(end, (make_url(secured.role).username,))
        with pytest.raises(StoreError):
            store.learners("a")
        assert store.learners("b") == (f"{LEARNER} of b",)


class TestSwitching:
    """Row-level security is a matter of migrating, and the tables say whether it is on."""

    def test_it_goes_on_and_off_any_number_of_times(
        self, postgres_url: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Migrating without a word leaves it as it is; each switch may be repeated."""
        secured = new_schema(postgres_url)
        command = ["migrate", secured.owner, "--schema", secured.schema]
        steps = [([], True), (["--row-level-security"], True), (["--no-row-level-security"], False), ([], False)]
        for options, expected in [*steps, steps[2], steps[1], steps[0]]:
            assert main([*command, *options]) == 0
            said = [f"row-level security is {'on' if expected else 'off'}"] if options else []
            assert capsys.readouterr().out.splitlines()[1:] == said
            assert _secured_tables(secured) == ({table.name for table in TABLES} if expected else set())

    def test_nothing_is_named_where_it_is_off(self, postgres_url: str) -> None:
        """A store over tables without it sends its statements alone."""
        secured = new_schema(postgres_url)
        migrate(secured.owner, schema=secured.schema, row_level_security=False)
        with closing(SQLStore.open(secured.role, schema=secured.schema)) as store:
            store.apply(samples.tenant())
            assert store.tenants() == (TENANT,)
            with store._engine.connect() as connection:  # noqa: SLF001 - the pool's one connection
                # A setting of ours that was ever named in a session is empty from then on, not missing.
                query = "SELECT current_setting('reinforce.tenant', true)"
                assert connection.exec_driver_sql(query).scalar() is None

    def test_tables_of_a_later_revision_have_it_too(self, postgres_database_url: str) -> None:
        """Where an older schema has it, upgrading gives it to the tables that are new."""
        before = _leave_behind(postgres_database_url)
        migrate(postgres_database_url, history=LATER)
        secured = Secured(schema="public", owner=postgres_database_url, role=postgres_database_url)
        assert before < _secured_tables(secured) == set(LATER.tables(POSTGRESQL).metadata.tables)

    def test_upgrading_passes_over_no_row(self, postgres_database_url: str) -> None:
        """Where policies apply to the owner too, upgrading is refused, instead of leaving rows as they were."""
        role, database = fresh_name("owner"), make_url(postgres_database_url).database
        with psycopg.connect(psycopg_url(postgres_database_url), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {role} LOGIN; ALTER DATABASE {database} OWNER TO {role}".encode())
        owner = as_role(postgres_database_url, role)
        tables = _leave_behind(owner)
        with psycopg.connect(psycopg_url(owner), autocommit=True) as connection:
            for table in tables:
                connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY".encode())
        with pytest.raises(StoreError, match="row-level security"):
            migrate(owner, history=LATER)
        assert migrate(postgres_database_url, history=LATER) == LATER.newest

    def test_sqlite_has_none(self, sqlite_url: str) -> None:
        """Asked of SQLite, it is refused, and nothing is created."""
        for wanted in (True, False):
            with pytest.raises(InvalidParameterError) as refused:
                migrate(sqlite_url, row_level_security=wanted)
            assert refused.value.field == "row_level_security"
        assert not Path(make_url(sqlite_url).database or "").exists()


def _secured_tables(secured: Secured) -> set[str]:
    """Return the names of the tables that have row-level security and the policy; all others have neither."""
    query = """
        SELECT relname, relrowsecurity, (SELECT string_agg(polname, ', ') FROM pg_policy WHERE polrelid = pg_class.oid)
        FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'
    """
    with secured.raw(secured.owner) as connection:
        found = connection.execute(query, (secured.schema,)).fetchall()
    assert {row[1:] for row in found} <= {(True, POLICY), (False, None)}
    return {row[0] for row in found if row[1]}


def _leave_behind(url: str) -> set[str]:
    """Make the tables of today, with data and row-level security, in an empty database; return their names."""
    with psycopg.connect(psycopg_url(url), autocommit=True) as connection:
        for script in (frozen(HISTORY.newest, "postgresql"), frozen_data(HISTORY.newest)):
            connection.execute(script.encode())
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = {row[0] for row in found} - {"reinforce_version"}
        for name in names:
            policy = f"CREATE POLICY {POLICY} ON {name} USING (tenant_id = current_setting('reinforce.tenant', true))"
            connection.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; {policy}".encode())
    return names
