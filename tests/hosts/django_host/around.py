"""Laws of what stands around a project's transactions: other databases, threads, locks, row-level security."""

from typing import ClassVar

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings

from reinforce.django import databases, engine, schema, tenant
from reinforce.errors import SchemaVersionError, StoreClosedError, StoreError, StoreUnavailableError
from reinforce.stores.sql.migrations.schema_version import HISTORY
from tests.hosts.django_host.models import Badge
from tests.hosts.django_host.people import badges, filled, ours_seen, practise, practised


class OnlyTheDefault:
    """A router that has our tables in one database."""

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool | None:
        """Say so; other apps are not its matter."""
        return db == "default" if app_label == databases.LABEL else None


class Databases(TransactionTestCase):
    """Several databases."""

    databases: ClassVar = {"default", "other"}

    def test_each_has_its_own(self) -> None:
        """A transaction in one has nothing to do with practice in the other."""
        filled()
        with transaction.atomic(using="other"):
            tenant(using="other").roster.put("ben")
            practise()
            transaction.set_rollback(True, using="other")
        assert practised() == 1
        assert tenant(using="other").roster.learners() == ()

    def test_a_router_decides(self) -> None:
        """Where a router has no tables of ours, a flush passes over them."""
        tenant(using="other").roster.put("ben")
        with override_settings(DATABASE_ROUTERS=[f"{__name__}.OnlyTheDefault"]):
            call_command("flush", database="other", interactive=False, verbosity=0)
        assert tenant(using="other").roster.learners() == ("ben",)


class Awaited(TransactionTestCase):
    """Views that are asynchronous."""

    def test_in_a_thread(self) -> None:
        """What is called as the ORM is, works as the ORM does; what is not, is refused as the ORM is."""
        filled()

        async def view() -> None:
            await sync_to_async(practise)()
            with pytest.raises(SynchronousOnlyOperation):
                practise()

        async_to_sync(view)()
        assert practised() == 1


class Secured(TransactionTestCase):
    """Row-level security, which PostgreSQL has."""

    def setUp(self) -> None:
        """Switch it on, for a role that it applies to."""
        if connection.vendor != "postgresql":
            self.skipTest("SQLite has no row-level security")
        schema.bring_up_to_date("default", row_level_security=True)
        filled()
        with connection.cursor() as cursor:
            cursor.execute("DROP OWNED BY practising" if self._has_role(cursor) else "CREATE ROLE practising")
            cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO practising")
            cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO practising")
            cursor.execute("SET ROLE practising")
        self.enterContext(override_settings(REINFORCE={}))  # another engine, which finds it switched on

    @staticmethod
    def _has_role(cursor: object) -> bool:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = 'practising'")  # type: ignore[attr-defined]
        return cursor.fetchone() is not None  # type: ignore[attr-defined]

    def tearDown(self) -> None:
        """Switch it off."""
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        schema.bring_up_to_date("default", row_level_security=False)

    def test_outside(self) -> None:
        """A call names its tenant for itself alone."""
        with ours_seen() as said:
            practise()
        assert practised() == 1
        assert any("reinforce.tenant" in sql for sql in said)
        self._sees_nothing()

    def test_inside(self) -> None:
        """The same in a transaction of the project's, which goes on after what is refused."""
        with transaction.atomic(), ours_seen():
            practise()
            self._sees_nothing()
            with pytest.raises(StoreError):
                engine().tenants()
            Badge.objects.create(person="ana")
        assert (badges(), practised()) == (1, 1)

    def _sees_nothing(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM reviews")
            assert cursor.fetchone() == (0,)


class SwitchedAndBack(TransactionTestCase):
    """A switch to row-level security that is rolled back."""

    @override_settings(REINFORCE={})
    def test_what_was_found_meanwhile_is_found_out_again(self) -> None:
        """An engine that was first used in that transaction goes by the tables as they are."""
        if connection.vendor != "postgresql":
            self.skipTest("SQLite has no row-level security")
        filled()
        with override_settings(REINFORCE={}):
            with transaction.atomic():
                schema.bring_up_to_date("default", row_level_security=True)
                assert self._names_tenants()
                transaction.set_rollback(True)
            assert not self._names_tenants()

    @staticmethod
    def _names_tenants() -> bool:
        with ours_seen() as said:
            practise()
        return any("reinforce.tenant" in sql for sql in said)


class Locked(TransactionTestCase):
    """What somebody else has locked."""

    def test_what_cannot_be_read(self) -> None:
        """A statement that fails is no connection that broke, be it the end of the project's transaction."""
        if connection.vendor != "postgresql":
            self.skipTest("SQLite has no locks of tables")
        filled()
        other = connection.copy()
        try:
            other.set_autocommit(autocommit=False)
            with other.cursor() as cursor:
                cursor.execute("LOCK TABLE cards")
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = 1")
                with pytest.raises(StoreUnavailableError):
                    tenant().practice.card("ana", "terms")
                transaction.set_rollback(True)
            other.rollback()
        finally:
            other.close()
        practise()
        assert practised() == 1


class Closed(TransactionTestCase):
    """Engines that somebody has closed."""

    def test_there_is_another(self) -> None:
        """Who closes an engine closes it for itself, and not for the process."""
        with engine() as closed:
            closed.tenant()
        with pytest.raises(StoreClosedError):
            closed.tenant()
        assert tenant().roster.learners() == ()


class Unmigrated(TransactionTestCase):
    """Tables of another release."""

    def test_older_tables(self) -> None:
        """Whoever has not migrated is told to."""
        self._told("0001", "run `manage.py migrate`")

    def test_newer_tables(self) -> None:
        """Whoever has gone back to an older release is told so."""
        self._told("9999", "install a newer reinforce-engine")

    def _told(self, revision: str, what: str) -> None:
        _set_revision(revision)
        try:
            with override_settings(REINFORCE={}), pytest.raises(SchemaVersionError) as raised:
                tenant()
            assert what in str(raised.value)
        finally:
            _set_revision(HISTORY.newest)


def _set_revision(revision: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reinforce_version SET version_num = %s", [revision])
