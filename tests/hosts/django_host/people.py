"""What the tests of the project share: a tenant with people, and Django's record of statements."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reinforce import Rating, Tenant
from reinforce.django import tenant
from reinforce.testing.packs import small_pack
from tests.hosts.django_host.models import Badge

SKILL = "terms"


def filled() -> Tenant:
    """Return the tenant, with something to practise and somebody to do so."""
    made = tenant()
    made.catalog.publish(small_pack())
    made.roster.put("ana")
    return made


def practise(learner: str = "ana", review_id: str | None = None) -> None:
    """Record a review."""
    tenant().practice.review(learner, SKILL, Rating.Good, review_id=review_id)


def practised(learner: str = "ana") -> int:
    """Return how many reviews somebody has."""
    return len(tenant().practice.history(learner, SKILL))


def is_in_memory() -> bool:
    """Whether the database is one of SQLite in memory, which two threads cannot write to at once."""
    return connection.vendor == "sqlite" and bool(connection.is_in_memory_db())


def badges(person: str = "ana") -> int:
    """Return how many badges somebody has."""
    return int(Badge.objects.filter(person=person).count())


@contextmanager
def ours_seen(least: int = 1) -> Iterator[list[str]]:
    """Make sure that Django has seen, in its own record, at least so many statements of ours that write reviews."""
    said: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield said
    said += [query["sql"] for query in captured.captured_queries]
    written = [sql for sql in said if "INSERT INTO reviews" in sql.replace("public.", "")]
    assert len(written) >= least, said
