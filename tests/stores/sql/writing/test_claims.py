"""Claims in a database: found through an index, by many at once who do not wait for each other."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from reinforce.ports import Change, Look, Verdict
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from reinforce.testing.samples import AT, DAY, TENANT
from tests.support.statements import statements, watched

LEARNERS = tuple(f"learner {number:04}" for number in range(2000))
INDEX = "ix_claims_tenant_id_edition_look_at"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[SQLStore]:
    """Return a store of each kind with a tenant of 2,000 learners, all of whom were looked at, and put off."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_database_url")
    engine = watched(url)
    store = SQLStore(engine)
    store.apply(samples.tenant(learners=LEARNERS))
    looks = _take(store, len(LEARNERS))
    store.settle(TENANT, [Verdict(learner=look.learner, held=look.mark, edition=1, look_at=AT + DAY) for look in looks])
    yield store
    engine.dispose()


def _take(store: SQLStore, limit: int) -> tuple[Look, ...]:
    return store.take(TENANT, edition=1, now=AT, until=AT + timedelta(minutes=5), limit=limit, mark="m")


def test_who_is_looked_at_next_is_found_through_the_index(store: SQLStore) -> None:
    """However many learners there are, those of an older edition and those who are due are looked up."""
    with statements() as seen:
        assert _take(store, 10) == ()
    (plan,) = (_plan(store, statement, given) for statement, given in seen if "UPDATE claims" in statement)
    assert plan.count(INDEX) == 2
    assert "SCAN claims" not in plan
    assert "Seq Scan" not in plan


def test_when_to_look_next_is_found_through_the_index(store: SQLStore) -> None:
    """Of one tenant and of all: no statement goes through the claims of a tenant, however many there are."""
    store.apply(Change(tenant=TENANT, editions=(samples.edition(1),)))
    for tenant in (TENANT, None):
        with statements() as seen:
            assert store.next_looks(tenant) == {TENANT: AT + DAY}
        (plan,) = (_plan(store, statement, given) for statement, given in seen if "claims" in statement)
        assert INDEX in plan
        assert "SCAN claims" not in plan
        assert "Seq Scan on claims" not in plan


def test_a_verdict_is_written_through_the_key(store: SQLStore) -> None:
    """What becomes of a look touches the learner's own row."""
    with statements() as seen:
        store.settle(TENANT, [Verdict(learner=LEARNERS[7], held="m", look_at=AT)])
    plans = [_plan(store, statement, given) for statement, given in seen if "claims" in statement]
    assert plans
    for plan in plans:
        assert "learner_id = " in plan or "learner_id=?" in plan
        assert "Seq Scan" not in plan


def test_whoever_is_being_written_is_passed_over(postgres_database_url: str) -> None:
    """In PostgreSQL a slow transaction about one learner keeps nobody from taking the others."""
    with closing(SQLStore.open(postgres_database_url)) as store:
        store.apply(samples.tenant(learners=LEARNERS[:5]))
        with create_engine(postgres_database_url, poolclass=NullPool).begin() as slow:  # a host's transaction
            slow.execute(text("UPDATE claims SET edition = -1 WHERE learner_id = :one"), {"one": LEARNERS[2]})
            assert {look.learner for look in _take(store, 9)} == {*LEARNERS[:5]} - {LEARNERS[2]}
        assert [look.learner for look in _take(store, 9)] == [LEARNERS[2]]


def test_waking_costs_a_statement_only_where_somebody_is_woken(store: SQLStore) -> None:
    """A change that wakes nobody says nothing about claims."""
    with statements() as seen:
        store.apply(Change(tenant=TENANT, enrolments=((LEARNERS[0], "journey", AT),)))
    assert not any("claims" in statement for statement, _ in seen)
    with statements() as seen:
        store.apply(Change(tenant=TENANT, enrolments=((LEARNERS[1], "journey", AT),), waking=frozenset({LEARNERS[1]})))
    assert sum("UPDATE claims" in statement for statement, _ in seen) == 1


def _plan(store: SQLStore, statement: str, parameters: Any) -> str:  # noqa: ANN401 - what the driver was given
    """Return the database's plan for a statement."""
    explain = "EXPLAIN QUERY PLAN" if store._engine.dialect.name == "sqlite" else "EXPLAIN"  # noqa: SLF001 - as below
    with store._engine.connect() as connection:  # noqa: SLF001 - only the database knows its plan
        if explain == "EXPLAIN":
            connection.exec_driver_sql("ANALYZE")
        return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters))
