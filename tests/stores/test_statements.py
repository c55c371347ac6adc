"""What the SQL store asks of the database: few statements, whatever the numbers, each found through an index."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from reinforce.ports import Change, Query
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from reinforce.testing.samples import AT, LEARNER, TENANT

_SMALL = ("SCAN once", "SCAN CONSTANT ROW", "SCAN listed")
ALL = replace(samples.whole(ids=("r",)), practised_since=AT)


@pytest.fixture
def store(sqlite_url: str) -> Iterator[SQLStore]:
    """Return a store in a new SQLite file, with a tenant."""
    with closing(SQLStore.open(sqlite_url)) as store:
        store.apply(samples.tenant())
        yield store


@contextmanager
def statements(store: SQLStore) -> Iterator[list[tuple[str, Any]]]:
    """Yield a list that fills with the statements, and their parameters, that *store* executes."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        seen.append((statement, parameters))

    event.listen(store._engine, "before_cursor_execute", note)  # noqa: SLF001 - what it executes is its own business
    yield seen
    event.remove(store._engine, "before_cursor_execute", note)  # noqa: SLF001


def test_a_review_is_read_and_written_in_few_statements(store: SQLStore) -> None:
    """What a review needs is read in five statements and written in three, besides begin and commit."""
    with statements(store) as reading:
        store.read(Query(tenant=TENANT, learner=LEARNER, skills=("roi",), ids=("r",)))
    with statements(store) as writing:
        store.apply(
            Change(tenant=TENANT, cards=((samples.card(), 0),), reviews=(samples.review(),), epochs={LEARNER: 0})
        )
    assert (len(reading), len(writing)) == (5, 3)


def test_reading_takes_as_many_statements_for_much_as_for_little(store: SQLStore) -> None:
    """Everything of a learner is read in eleven statements, whatever the numbers of skills, ids and learners."""
    with statements(store) as before:
        store.read(ALL)
    learners = tuple(f"learner {number}" for number in range(50))
    store.apply(replace(samples.tenant(learners=learners), policies=()))
    skills = tuple(f"skill {number}" for number in range(200))
    reviews = tuple(samples.review(f"r-{skill}", skill=skill) for skill in skills)
    cards = tuple((samples.card(skill), 0) for skill in skills)
    store.apply(Change(tenant=TENANT, reviews=reviews, cards=cards))
    with statements(store) as after:
        store.read(replace(ALL, ids=tuple(review.review.id for review in reviews)))
        several = len(after)
        store.read(replace(ALL, skills=skills))
    assert len(before) == several == len(after) - several == 11


def test_writing_takes_as_many_statements_for_many_rows_as_for_one(store: SQLStore) -> None:
    """A change with many rows of a kind executes one statement for all of them."""
    with statements(store) as one:
        store.apply(Change(tenant=TENANT, cards=((samples.card("s"), 0),), reviews=(samples.review("r", skill="s"),)))
    skills = tuple(f"skill {number}" for number in range(100))
    reviews = tuple(samples.review(f"r-{skill}", skill=skill) for skill in skills)
    with statements(store) as many:
        store.apply(Change(tenant=TENANT, cards=tuple((samples.card(skill), 0) for skill in skills), reviews=reviews))
    assert len(one) == len(many)


def test_no_statement_reads_what_is_not_the_learners(store: SQLStore) -> None:
    """Every table is searched through a key or an index that begins with the tenant and, if it has one, the learner."""
    with statements(store) as seen:
        store.read(ALL)
        store.read(replace(ALL, skills=("a", "b"), log=False))
        store.read(replace(ALL, skills=("a", "b")))
        store.events(TENANT, learner=LEARNER)
        store.learners(TENANT, after="a")
        store.editions(TENANT)
        store.policy(TENANT)
        store.apply(replace(samples.everything(), cards=((samples.card(), 0),)))
        store.apply(Change(tenant=TENANT, cards=((samples.card(reps=2), 1),)))
    for statement, parameters in seen:
        for step in _plan(store, statement, parameters):
            if step.startswith(_SMALL) or not step.startswith(("SCAN", "SEARCH")):
                continue
            of_the_tenant = "policies" in step or "editions" in step
            expected = "(tenant_id=?" if of_the_tenant or "learner_id>?" in step else "(tenant_id=? AND learner_id=?"
            assert expected in step, f"{step}: {statement}"


def test_an_event_is_found_without_reading_the_others(store: SQLStore) -> None:
    """What amends an entry is looked up by kind and target, an event by its id, and what steers plans by kind."""
    with statements(store) as seen:
        store.read(Query(tenant=TENANT, learner=LEARNER, ids=("r",)))
        store.read(Query(tenant=TENANT, learner=LEARNER, practice=True))
    of_events = [(statement, given) for statement, given in seen if "FROM events" in statement]
    steps = [step for statement, given in of_events for step in _plan(store, statement, given)]
    searches = [step.partition("(tenant_id=? AND learner_id=? AND ")[2] for step in steps if "SEARCH events" in step]
    assert searches == ["kind=? AND target=?)", "id=?)", "kind=?)"]


def test_the_latest_instant_is_found_without_reading_the_log(store: SQLStore) -> None:
    """The latest review and attempt are looked up at the end of an index."""
    with statements(store) as seen:
        store.read(Query(tenant=TENANT, learner=LEARNER, practised_since=AT + timedelta(days=1)))
    latest = next((statement, given) for statement, given in seen if "max(reviews.at)" in statement)
    assert sum("USING COVERING INDEX" in step for step in _plan(store, *latest)) == 2


def _plan(store: SQLStore, statement: str, parameters: Any) -> list[str]:  # noqa: ANN401 - what the driver was given
    """Return SQLite's plan for a statement, step by step."""
    given = parameters[0] if isinstance(parameters, list) else parameters
    with store._engine.connect() as connection:  # noqa: SLF001 - only the database knows its plan
        return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
