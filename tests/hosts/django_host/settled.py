"""Laws of what an engine keeps at hand: nothing that a transaction has taken back is ever shown again."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import TestCase, TransactionTestCase, override_settings

from reinforce import Engine, Policy, Rating
from reinforce.django import engine, schema, tenant
from reinforce.django.store import DjangoStore
from reinforce.errors import ErasedError, NotFoundError, SchemaVersionError, StoreError
from reinforce.testing.packs import small_pack
from tests.hosts.django_host.people import filled
from tests.support import at_hand

Work = Callable[[], None]


class UndoneError(Exception):
    """What the project raises to have its transaction rolled back."""


def publish(wording: str) -> None:
    """Publish the small pack with a question in such words, in an edition of its own."""
    tenant().catalog.publish(small_pack(wording=wording))


def wording() -> str:
    """Return the words of that question in the curriculum in force."""
    return tenant().catalog.curriculum().questions["q-terms-1"].prompt


class Settled(TransactionTestCase):
    """Tenants, policies and editions of transactions that were rolled back."""

    def test_an_edition_that_was_rolled_back(self) -> None:
        """Another edition gets its number, and is the one that is shown."""
        filled()
        with suppress(UndoneError), transaction.atomic():
            publish("Taken back?")
            assert wording() == "Taken back?"
            raise UndoneError
        assert wording() == "Which one?"
        publish("Kept?")
        assert wording() == "Kept?"

    def test_an_edition_that_was_rolled_back_to_a_savepoint(self) -> None:
        """The same inside one transaction, of which a part was taken back."""
        filled()
        with transaction.atomic():
            with suppress(UndoneError), transaction.atomic():
                publish("Taken back?")
                assert wording() == "Taken back?"
                raise UndoneError
            assert wording() == "Which one?"
            publish("Kept?")
            assert wording() == "Kept?"
        assert wording() == "Kept?"

    def test_an_edition_of_a_transaction_that_is_decorated(self) -> None:
        """A function that is decorated runs in the same block each time, and each time in another transaction."""
        filled()

        @transaction.atomic
        def publishing(words: str, *, keeping: bool) -> None:
            publish(words)
            assert wording() == words
            if not keeping:
                raise UndoneError

        for words in ("First?", "Second?"):
            with suppress(UndoneError):
                publishing(words, keeping=False)
        publishing("Third?", keeping=True)
        assert wording() == "Third?"

    def test_a_policy_that_was_rolled_back(self) -> None:
        """Another policy gets its number, and is the one in force."""
        filled()
        with suppress(UndoneError), transaction.atomic():
            tenant().policies.adopt(Policy(seed=1))
            assert tenant().policy.seed == 1
            raise UndoneError
        tenant().policies.adopt(Policy(seed=2))
        assert tenant().policy.seed == 2

    def test_a_tenant_that_was_rolled_back(self) -> None:
        """It is not there, and can be made again."""
        with suppress(UndoneError), transaction.atomic():
            engine().create_tenant("acme", seed=1)
            raise UndoneError
        with pytest.raises(NotFoundError):
            tenant("acme")
        engine().create_tenant("acme", seed=2)
        assert tenant("acme").policy.seed == 2

    def test_the_default_tenant_that_was_rolled_back(self) -> None:
        """It is made on first use, again."""
        with suppress(UndoneError), transaction.atomic():
            tenant().roster.put("ana")
            raise UndoneError
        tenant().roster.put("ana")
        assert tenant().roster.get("ana").id == "ana"

    def test_what_a_flush_has_removed(self) -> None:
        """After a flush there is nothing, and what was held in a variable does not show what there was."""
        held = filled()
        assert wording() == "Which one?"
        call_command("flush", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM reviews")
            assert cursor.fetchone() == (0,)
        with pytest.raises(NotFoundError):
            tenant("default")
        tenant().catalog.publish(small_pack(wording="Another?"))
        assert held.catalog.curriculum().questions["q-terms-1"].prompt == "Another?"

    def test_what_is_committed_is_read_once(self) -> None:
        """Inside of transactions that publish nothing, an edition is read from the database once, and not again."""
        filled()
        with transaction.atomic():
            wording()
        # Begin, commit, the head, and SQLite's turn or PostgreSQL's schema.
        with self.assertNumQueries(4), transaction.atomic():
            wording()


def _savepoint(work: Work) -> None:
    savepoint = connection.savepoint()  # as transaction.savepoint() did, which Django 6.1 calls otherwise
    work()
    transaction.savepoint_rollback(savepoint)


def _block(work: Work) -> None:
    with suppress(UndoneError), transaction.atomic():
        work()
        raise UndoneError


def _block_around(work: Work) -> None:
    with suppress(UndoneError), transaction.atomic():
        with transaction.atomic():
            work()
        raise UndoneError


def _marked(work: Work) -> None:
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def _by_hand(work: Work) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT mine")
        work()
        cursor.execute("ROLLBACK TO SAVEPOINT mine")


class TakenBack(TransactionTestCase):
    """The law of what is kept at hand, for every way of a rollback."""

    def test_inside_a_transaction(self) -> None:
        """What a part of a transaction took back is forgotten."""
        for way in (_savepoint, _block, _block_around, _marked, _by_hand):
            with self.subTest(way=way.__name__):
                call_command("flush", interactive=False, verbosity=0)
                at_hand.begin(engine())
                with transaction.atomic():
                    at_hand.hold(engine(), way)
                self._check()

    def test_whole_transactions(self) -> None:
        """What transactions that were rolled back as a whole have written is forgotten."""
        for way in (_block, _block_around, _marked):
            with self.subTest(way=way.__name__):
                call_command("flush", interactive=False, verbosity=0)
                at_hand.begin(engine())
                at_hand.hold(engine(), way)
                self._check()

    def test_without_autocommit(self) -> None:
        """The same where the project itself rolls back."""
        at_hand.begin(engine())

        def rolled_back(work: Work) -> None:
            work()
            transaction.rollback()

        transaction.set_autocommit(False)
        try:
            at_hand.hold(engine(), rolled_back)
            transaction.commit()
        finally:
            transaction.set_autocommit(True)
        self._check()

    def test_a_flush(self) -> None:
        """What a flush has removed is forgotten: keys too, without which nobody could tell who was erased."""
        at_hand.begin(engine())
        at_hand.write(engine(), "taken")
        call_command("flush", interactive=False, verbosity=0)
        at_hand.begin(engine())
        at_hand.write(engine(), "standing")
        self._check()

    def test_a_flush_by_another_process(self) -> None:
        """Who is erased by a key that is new is known to an engine that has the old one at hand."""
        old = engine()
        at_hand.begin(old)
        at_hand.write(old, "taken")
        schema.clear("default")  # of which no engine of this process is told
        other = Engine.over(DjangoStore("default"))
        at_hand.begin(other)
        other.tenant("acme").roster.put("zoe")
        other.tenant("acme").privacy.erase("zoe")
        acme = old.tenant("acme")
        with pytest.raises(ErasedError):
            acme.practice.review("ana", "terms", Rating.Good, assessor="zoe")
        assert acme.privacy.digest("zoe") == other.tenant("acme").privacy.digest("zoe")

    def _check(self) -> None:
        at_hand.check(engine(), Engine.over(DjangoStore("default")))


class ASchemaForEach(TransactionTestCase):
    """A project that sends one connection from the schema of one customer to that of the next."""

    def setUp(self) -> None:
        """Make two schemas, each with our tables."""
        if connection.vendor != "postgresql":
            self.skipTest("it has no schemas")
        for name in ("one", "two"):
            self._sql(f'CREATE SCHEMA "{name}-s"')
            self._go_to(name)
            schema.bring_up_to_date("default")

    def tearDown(self) -> None:
        """Remove them."""
        self._sql("SET search_path TO DEFAULT")
        for name in ("one", "two"):
            self._sql(f'DROP SCHEMA "{name}-s" CASCADE')

    def _sql(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def _go_to(self, name: str) -> None:
        self._sql(f'SET search_path TO "{name}-s"')

    def test_that_customers_never_meet(self) -> None:
        """Each has tenants, curricula and policies of their own, whoever was served before; also who is held."""
        for name, seed in (("two", 2), ("one", 1)):
            self._go_to(name)
            here = tenant()
            here.catalog.put_skills([f"of-{name}"])
            here.policies.adopt(Policy(seed=seed))
            here.roster.put(f"ana of {name}")
        held = tenant()
        for name, seed in (("two", 2), ("one", 1), ("two", 2)):
            self._go_to(name)
            here = tenant()
            assert set(here.catalog.curriculum().skills) == {f"of-{name}"}
            assert here.policy.seed == seed
            assert here.roster.learners() == (f"ana of {name}",)
            assert held.roster.learners() == ("ana of one",)

    def test_that_nobody_is_served_from_tables_that_may_be_another_s(self) -> None:
        """Where the tables that are found are not in the first schema, or there is none, no engine is given."""
        self._sql('CREATE SCHEMA new; SET search_path TO new, "one-s"')
        for asked in (tenant, partial(schema.bring_up_to_date, "default"), partial(schema.clear, "default")):
            with pytest.raises(ImproperlyConfigured, match="in the schema 'one-s'"):
                asked()
        with override_settings(REINFORCE={"SCHEMA": "one-s"}):
            assert tenant().name == "default"
        self._sql("DROP SCHEMA new; SET search_path TO nowhere")
        with pytest.raises(SchemaVersionError, match="none of the schemas"):
            tenant()

    def test_that_a_broken_transaction_is_told(self) -> None:
        """In a transaction that can only be rolled back, where the tables are cannot be asked."""
        with transaction.atomic():
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT nothing")
            with pytest.raises(StoreError):
                tenant()
            transaction.set_rollback(True)
        assert tenant().name == "default"


class EachTest(TestCase):
    """Tests of one class, in transactions inside of one transaction."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Make what all tests share."""
        filled()

    def test_an_edition_of_one_test(self) -> None:
        """Each test shows what it has published itself."""
        assert wording() == "Which one?"
        publish("One?")
        assert wording() == "One?"

    def test_an_edition_of_another(self) -> None:
        """The same, whichever comes second."""
        assert wording() == "Which one?"
        publish("Other?")
        assert wording() == "Other?"


class EachDefault(TestCase):
    """Tests that make the default tenant, each for itself."""

    def test_the_first(self) -> None:
        """The tenant is there when it is first asked for."""
        assert tenant().roster.put("ana").id == "ana"

    def test_the_second(self) -> None:
        """And again."""
        assert tenant().roster.put("ana").id == "ana"
