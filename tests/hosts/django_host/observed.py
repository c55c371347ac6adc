"""Laws of observing: what runs over Django's own connection is counted as elsewhere."""

from collections.abc import Callable
from itertools import pairwise

from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext

from reinforce import Learner, Rating
from reinforce.django import tenant
from reinforce.engine import ObservedCall
from tests.hosts.django_host.people import filled, practise

SEEN: list[ObservedCall] = []
AROUND = (
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
    'UPDATE "reinforce_version"',
    "SELECT current_schema()",
)
"""
How statements begin that begin and end transactions, hold a place to go back to or wait for SQLite's turn; and the one
by which an engine is found for the schema, before anything is called.
"""


def observe(call: ObservedCall) -> None:
    """Keep what a host is told."""
    SEEN.append(call)


@override_settings(REINFORCE={"OBSERVE": f"{__name__}.observe"})
class Observed(TransactionTestCase):
    """A project that observes, by the dotted path of its function."""

    def setUp(self) -> None:
        """Have something to practise."""
        filled()
        practise()
        SEEN.clear()

    def test_statements_are_those_that_django_executes(self) -> None:
        """But for those of transactions; outside of the project's, inside, and inside a block of that."""
        for call in self._calls():
            call()  # what never changes is at hand afterwards
            outside = self._counted(call)
            with transaction.atomic():
                inside = self._counted(call)
                with transaction.atomic():
                    nested = self._counted(call)
            for one, other in pairwise((outside, inside, nested)):
                assert (one.name, one.statements) == (other.name, other.statements), (outside, inside, nested)
            assert outside.rows > 0

    def test_a_call_that_was_rolled_back_is_told_of(self) -> None:
        """It took what it took, whatever becomes of the transaction."""
        with transaction.atomic():
            practise()
            transaction.set_rollback(True)
        (seen,) = [one for one in SEEN if one.name == "practice.review"]
        assert (seen.tenant, seen.error, seen.statements > 0) == ("default", None, True)

    @staticmethod
    def _calls() -> tuple[Callable[[], object], ...]:
        made = tenant()
        return (
            practise,
            lambda: made.practice.review("ana", "questions", Rating.Hard),
            lambda: made.practice.session("ana"),
            lambda: made.practice.history("ana", "terms"),
            lambda: made.roster.put_many([Learner(id=f"person-{number}") for number in range(5)]),
        )

    @staticmethod
    def _counted(call: Callable[[], object]) -> ObservedCall:
        """Return what was observed of a call, held against what Django has seen of it."""
        SEEN.clear()
        with CaptureQueriesContext(connection) as captured:
            call()
        asked = [sql for query in captured.captured_queries if not (sql := query["sql"].strip()).startswith(AROUND)]
        assert sum(one.statements for one in SEEN) == len(asked) > 0, asked
        return SEEN[-1]
