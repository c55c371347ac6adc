"""What the SQL store asks of the database for many at once: as few statements as for one, each through a key."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import Any, cast

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from reinforce.ports import Change, Query
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from reinforce.testing.samples import AT, LEARNER, TENANT

ALL = replace(samples.whole(ids=("r",)), practised_since=AT)
LEARNERS = tuple(f"learner {number}" for number in range(60))
SKILLS = tuple(f"skill {number}" for number in range(30))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[SQLStore]:
    """Return a store in each database, with a tenant of sixty learners with thirty cards and reviews each."""
    if request.param == "sqlite":
        opened = SQLStore.open(sqlite_url, durability="normal")
    else:
        schema = request.getfixturevalue("postgres_schema")
        opened = SQLStore.open(request.getfixturevalue("postgres_url"), schema=schema)
    with closing(opened) as store:
        store.apply(samples.tenant(learners=(LEARNER, *LEARNERS)))
        cards = tuple((samples.card(skill, learner=learner), 0) for learner in LEARNERS for skill in SKILLS)
        reviews = tuple(samples.review(f"r-{card.skill}", skill=card.skill, learner=card.learner) for card, _ in cards)
        store.apply(Change(tenant=TENANT, cards=cards, reviews=reviews))
        with store._engine.begin() as connection:  # noqa: SLF001 - so that the planner knows the tables
            connection.exec_driver_sql("ANALYZE")
        yield store


class _Noting:
    """A cursor that notes the statements, with their parameters, that it executes."""

    def __init__(self, cursor: Any, seen: list[tuple[str, Any]]) -> None:  # noqa: ANN401 - any driver's
        self._cursor, self._seen = cursor, seen

    def execute(self, statement: str, parameters: object) -> object:
        """Note it, and execute it."""
        self._seen.append((statement, parameters))
        return self._cursor.execute(statement, parameters)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a cursor has
        return getattr(self._cursor, name)


def statements(store: SQLStore, queries: list[Query]) -> list[tuple[str, Any]]:
    """Return the statements, with their parameters, that reading for many executes."""
    seen: list[tuple[str, Any]] = []
    runner, snapshots = store._runner, store._snapshots  # noqa: SLF001 - what it executes is its own business
    runner.read(lambda cursor: snapshots.read(cast("Any", _Noting(cursor, seen)), queries), tenant=TENANT)
    return seen


def everything(learners: tuple[str, ...] = LEARNERS) -> list[Query]:
    """Return queries that together need every statement there is."""
    some = Query(tenant=TENANT, learner=LEARNER, skills=SKILLS, ids=("r",), log=True)
    both = ((replace(ALL, learner=learner), replace(some, learner=learner, log=False)) for learner in learners)
    return [some, *(query for pair in both for query in pair)]


def test_reading_for_many_takes_as_many_statements_as_for_one(store: SQLStore) -> None:
    """Everything of one learner, or of sixty with many cards each, is read in eighteen statements at most."""
    few = statements(store, everything(LEARNERS[:1]))
    many = statements(store, everything())
    assert len(few) == len(many) <= 18
    assert sum(len(snapshot.cards) for snapshot in store.read_many(everything())) == 2 * 60 * 30


def test_what_reviews_need_is_read_in_six_statements(store: SQLStore) -> None:
    """Cards and priors of many reviews of many learners take six statements, and their logs no more."""
    queries = [Query(tenant=TENANT, learner=learner, skills=SKILLS, ids=("r",)) for learner in LEARNERS]
    assert len(statements(store, queries)) == 6
    logs = [replace(query, ids=(), log=True) for query in queries]
    assert len(statements(store, logs)) == 4


def test_every_table_is_searched_by_the_learners_wanted(store: SQLStore) -> None:
    """Each table is joined with what is wanted through an index over tenant and learner; none is read whole."""
    seen = statements(store, everything(LEARNERS[:1]))
    assert all("listed" in statement for statement, _ in seen)
    searches = [step for statement, given in seen for step in _searches(store, statement, given)]
    assert len(searches) >= 5
    of_learners = [step for step in searches if not step.startswith(("SEARCH policies", "SEARCH editions"))]
    assert not [step for step in of_learners if "tenant_id" not in step or "learner_id" not in step]


def _searches(store: SQLStore, statement: str, given: Any) -> list[str]:  # noqa: ANN401 - what the driver was given
    """Return how the database searches tables for a statement: by which columns of which index."""
    with create_engine(store._engine.url, poolclass=NullPool).connect() as connection:  # noqa: SLF001 - only the database knows its plan
        if connection.dialect.name == "sqlite":
            plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
            assert not [step for step in plan if step.startswith("SCAN") and "listed" not in step and "ROW" not in step]
            return [step for step in plan if step.startswith("SEARCH")]
        if "attempts" in statement or not any(f"{name}." in statement for name in ("cards", "reviews")):
            return []  # for tables with few rows, as those of attempts and events are here, any plan will do
        for kind in ("seqscan", "hashjoin", "mergejoin", "material"):  # which it prefers for tables as small as these
            connection.exec_driver_sql(f"SET LOCAL enable_{kind} = off")
        plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", given)]
        assert not [step for step in plan if "Seq Scan" in step]
        scans = [step for step in plan if "Index Cond" in step or "Scan using" in step]
        return [cond for scan, cond in pairwise(scans) if "Index Cond" in cond and " on events" not in scan]
