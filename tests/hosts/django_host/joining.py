"""Laws of practice inside the project's transactions: the project's own row and ours are kept together, or neither."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import TestCase, TransactionTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase as EachExample

from reinforce.django import engine, tenant
from reinforce.errors import ConflictError, InvalidParameterError, NotFoundError, StaleError, StoreError
from tests.hosts.django_host.models import Badge
from tests.hosts.django_host.people import badges, filled, is_in_memory, ours_seen, practise, practised


class RefusedError(Exception):
    """What the project raises to have its transaction rolled back."""


def _both(person: str) -> None:
    Badge.objects.create(person=person)
    practise(person)


def _commit(person: str) -> None:
    with transaction.atomic():
        _both(person)


def _rollback(person: str) -> None:
    with suppress(RefusedError), transaction.atomic():
        _both(person)
        raise RefusedError


def _error(person: str) -> None:
    with transaction.atomic():
        _both(person)
        with suppress(NotFoundError):
            practise("nobody")
        with suppress(ConflictError):
            tenant().practice.review(person, "terms", 1, review_id=_taken(person))


def _taken(person: str) -> str:
    return tenant().practice.history(person, "terms")[0].id


def _error_let_through(person: str) -> None:
    with suppress(NotFoundError), transaction.atomic():
        _both(person)
        practise("nobody")


def _savepoint(person: str) -> None:
    with transaction.atomic():
        _both(person)
        with suppress(RefusedError), transaction.atomic():
            _both(person)
            raise RefusedError


def _nested(person: str) -> None:
    with transaction.atomic(), transaction.atomic():
        _both(person)


def _nested_rolled_back(person: str) -> None:
    with suppress(RefusedError), transaction.atomic():
        with transaction.atomic():
            _both(person)
        raise RefusedError


def _database_error(person: str) -> None:
    """Go on after an error of the database in a statement of the project's own."""
    with transaction.atomic():
        _both(person)
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            practise(person)
            cursor.execute("SELECT nothing FROM nowhere")


def _database_error_let_through(person: str) -> None:
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        _both(person)
        cursor.execute("SELECT nothing FROM nowhere")


def _killed(*steps: Callable[[], object]) -> None:
    """Have a child die in the midst of a transaction, when it has taken the *steps*."""
    child = os.fork()
    if not child:
        with transaction.atomic():
            for step in steps:
                step()
            os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def _kill(person: str) -> None:
    _killed(lambda: _both(person))


def _kill_between(person: str) -> None:
    _killed(lambda: practise(person))


def _kill_after_a_block(person: str) -> None:
    _killed(lambda: _nested(person))


def _kill_when_committed(person: str) -> None:
    """Have a child die when its transaction has committed: what it says then is what is there."""
    child = os.fork()
    if not child:
        _commit(person)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


WAYS: dict[str, tuple[Callable[[str], None], int]] = {
    "commit": (_commit, 1),
    "rollback": (_rollback, 0),
    "error of ours": (_error, 1),
    "error of ours let through": (_error_let_through, 0),
    "savepoint rolled back": (_savepoint, 1),
    "nested": (_nested, 1),
    "nested, rolled back": (_nested_rolled_back, 0),
    "error of the database": (_database_error, 1),
    "error of the database let through": (_database_error_let_through, 0),
    "kill": (_kill, 0),
    "kill between the two": (_kill_between, 0),
    "kill after a block": (_kill_after_a_block, 0),
    "kill when committed": (_kill_when_committed, 1),
}
"""Ways for a transaction to go, and how many of the badges and reviews that it wrote are kept."""


class Together(EachExample):
    """Both rows are kept, or neither."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ways=st.lists(st.sampled_from(sorted(WAYS)), min_size=1, max_size=6))
    def test_however_transactions_end(self, ways: list[str]) -> None:
        """Whatever becomes of transactions, one after the other, there are as many reviews as badges."""
        filled()
        if is_in_memory():  # what a child commits there is in the child
            ways = [way for way in ways if way != "kill when committed"]
        with ours_seen(sum("kill" not in way for way in ways)):
            for way in ways:
                WAYS[way][0]("ana")
        kept = sum(WAYS[way][1] for way in ways)
        assert (badges(), practised()) == (kept, kept), ways


class Joining(TransactionTestCase):
    """Calls inside of the project's transactions, and outside."""

    def test_six_parallel_submits_give_one_row(self) -> None:
        """Six threads send the same review at once, each with a badge of its own: one review, and nobody fails."""
        if is_in_memory():
            self.skipTest("it has one writer, for whom nobody waits")
        filled()
        ready, failed = Barrier(6), []

        def submit() -> None:
            try:
                connection.ensure_connection()
                ready.wait()
                with transaction.atomic():
                    practise(review_id="one")
                    Badge.objects.create(person="ana")
            except Exception as error:  # noqa: BLE001 - all of them are looked at
                failed.append(error)
            finally:
                connections.close_all()

        threads = [Thread(target=submit) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stale = [error for error in failed if not isinstance(error, StaleError)]
        assert (stale, practised()) == ([], 1)
        assert badges() == 6 - len(failed)

    def test_outside_each_call_is_a_transaction_of_its_own(self) -> None:
        """Outside of atomic a call is kept when it returns, and leaves the connection as it was."""
        filled()
        with ours_seen():
            practise()
        assert connection.get_autocommit()
        assert not connection.in_atomic_block
        connection.close()
        assert practised() == 1

    def test_six_parallel_submits_outside(self) -> None:
        """The same, each in a transaction of its own: what meets another is decided again."""
        if is_in_memory():
            self.skipTest("it has one writer, for whom nobody waits")
        filled()
        ready, failed = Barrier(6), []

        def submit() -> None:
            try:
                connection.ensure_connection()
                ready.wait()
                practise(review_id="one")
            except Exception as error:  # noqa: BLE001 - as above
                failed.append(error)
            finally:
                connections.close_all()

        threads = [Thread(target=submit) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (failed, practised()) == ([], 1)

    def test_inside_a_durable_block(self) -> None:
        """A durable block is the outermost one, and our savepoints are no blocks that it could be in."""
        filled()
        with ours_seen(), transaction.atomic(durable=True):
            practise()
        assert practised() == 1

    def test_what_is_called_on_commit(self) -> None:
        """What the project has called on commit is called once, and not by a transaction of ours."""
        filled()
        called: list[int] = []
        with ours_seen(), transaction.atomic():
            transaction.on_commit(lambda: called.append(practised()))
            practise()
            assert called == []
        assert called == [1]

    def test_without_autocommit(self) -> None:
        """Where the project has switched autocommit off, its own commit and rollback decide."""
        filled()
        transaction.set_autocommit(False)
        try:
            with ours_seen(2):
                _both("ana")
                connection.rollback()
                _both("ana")
                connection.commit()
        finally:
            transaction.set_autocommit(True)
        assert (badges(), practised()) == (1, 1)

    def test_a_fork_in_the_midst_of_an_iterator(self) -> None:
        """Its rows are read to the end, whatever the fork closes of what nobody is at work on."""
        filled()
        for _ in range(50):
            Badge.objects.create(person="ana")
        practise()
        read = 0
        for _ in Badge.objects.iterator(chunk_size=5):
            if not read and not (child := os.fork()):
                os._exit(0)
            read += 1
        assert os.waitpid(child, 0)[1] == 0
        assert (read, practised()) == (50, 1)

    def test_a_broken_connection_is_made_anew(self) -> None:
        """Outside of atomic the loss of a connection, as when the server was started anew, is not noticed."""
        filled()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (process,) = cursor.fetchone()
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [process])
            other.close()
        practise()
        assert practised() == 1


class InATestCase(TestCase):
    """Django's usual test case, each test of which is a transaction that is rolled back."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Make what all tests share."""
        filled()

    def test_that_rows_are_there(self) -> None:
        """What one test has written is not there for the next."""
        with ours_seen():
            practise()
        assert practised() == 1

    def test_that_rows_are_gone(self) -> None:
        """The same: whichever comes second shows it."""
        with ours_seen():
            practise()
        assert practised() == 1

    def test_an_error_leaves_the_transaction_usable(self) -> None:
        """A call that raises has written nothing, and the project's transaction goes on."""
        with ours_seen():
            practise(review_id="one")
        with suppress(ConflictError):
            tenant().practice.review("ana", "terms", 1, review_id="one")
        with suppress(InvalidParameterError):
            tenant().practice.review("ana", "terms", 9, review_id="two")
        Badge.objects.create(person="ana")
        assert (badges(), practised()) == (1, 1)

    def test_a_transaction_that_is_broken(self) -> None:
        """What is called in a transaction that can only be rolled back says so, in our words."""
        with suppress(DatabaseError), transaction.atomic():
            transaction.set_rollback(True)
            with pytest.raises(StoreError, match="was broken before it"):
                practise()
        assert practised() == 0

    def test_an_error_of_the_projects_that_it_caught(self) -> None:
        """What is called after it is not told as the cause, whether it reads or writes."""
        taken = Badge.objects.create(person="ana")
        for call in (practise, practised):
            with suppress(DatabaseError), transaction.atomic():
                with suppress(DatabaseError):
                    Badge.objects.create(pk=taken.pk, person="ben")
                with pytest.raises(StoreError, match="was broken before it"):
                    call()
                transaction.set_rollback(True)
        assert (badges(), practised()) == (1, 0)

    def test_that_nobody_joins_by_hand(self) -> None:
        """An engine that joins by itself refuses a connection to join."""
        with pytest.raises(InvalidParameterError, match="joins by itself"), engine().joining(connection):
            pass
