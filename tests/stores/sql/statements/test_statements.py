"""What the SQL store asks of the database: few statements, whatever the numbers, each found through an index."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reinforce.ports import Change, Query
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from reinforce.testing.samples import AT, LEARNER, TENANT
from tests.support.statements import statements, watched

_SMALL = ("SCAN once", "SCAN CONSTANT ROW", "SCAN listed", "SEARCH places")
ALL = replace(samples.whole(ids=("r",)), practised_since=AT)


@pytest.fixture
def store(sqlite_url: str) -> Iterator[SQLStore]:
    """Return a store in a new SQLite file, with a tenant."""
    engine = watched(sqlite_url)
    store = SQLStore(engine)
    store.apply(samples.tenant())
    yield store
    engine.dispose()


def test_a_review_is_read_in_one_statement_and_written_in_two(store: SQLStore) -> None:
    """What a review needs is one statement, without begin and commit; its card and itself are one each."""
    with statements() as reading:
        store.read(Query(tenant=TENANT, learner=LEARNER, skills=("roi",), ids=("r",)))
    written = []
    for version in (0, 1):
        card, review = samples.card(reps=version + 1), samples.review(f"r-{version}")
        with statements() as writing:
            store.apply(Change(tenant=TENANT, cards=((card, version),), reviews=(review,), epochs={LEARNER: 0}))
        written.append([statement.split()[0] for statement, _ in writing])
    assert [statement.split()[0] for statement, _ in reading] == ["SELECT"]
    assert written == [["BEGIN", "INSERT", "INSERT", "COMMIT"], ["BEGIN", "UPDATE", "INSERT", "COMMIT"]]


def test_reading_takes_as_many_statements_for_much_as_for_little(store: SQLStore) -> None:
    """Everything of a learner is read in fifteen statements, whatever the numbers of skills, ids and learners."""
    with statements() as before:
        store.read(ALL)
    learners = tuple(f"learner {number}" for number in range(50))
    store.apply(replace(samples.tenant(learners=learners), policies=()))
    skills = tuple(f"skill {number}" for number in range(200))
    reviews = tuple(samples.review(f"r-{skill}", skill=skill) for skill in skills)
    cards = tuple((samples.card(skill), 0) for skill in skills)
    store.apply(Change(tenant=TENANT, reviews=reviews, cards=cards))
    with statements() as of_all:
        store.read(replace(ALL, ids=tuple(review.review.id for review in reviews)))
    with statements() as of_some:
        store.read(replace(ALL, skills=skills))
    assert len(before) == len(of_all) == len(of_some) == 17  # with BEGIN and COMMIT


def test_a_quiz_is_read_in_one_statement_however_many_skills_it_shows(store: SQLStore) -> None:
    """The cards of many skills, and that nothing is there under many ids, are one statement."""
    names = tuple(f"skill {number}" for number in range(100))
    with statements() as seen:
        store.read(Query(tenant=TENANT, learner=LEARNER, skills=names, ids=names))
    assert len(seen) == 1


def test_writing_takes_as_many_statements_for_many_rows_as_for_one(store: SQLStore) -> None:
    """A change with many rows of a kind executes one statement for all of them."""
    with statements() as one:
        store.apply(Change(tenant=TENANT, cards=((samples.card("s"), 0),), reviews=(samples.review("r", skill="s"),)))
    skills = tuple(f"skill {number}" for number in range(100))
    reviews = tuple(samples.review(f"r-{skill}", skill=skill) for skill in skills)
    with statements() as many:
        store.apply(Change(tenant=TENANT, cards=tuple((samples.card(skill), 0) for skill in skills), reviews=reviews))
    assert len(one) == len(many)


def test_no_statement_reads_what_is_not_the_learners(store: SQLStore) -> None:
    """Every table is searched through a key or an index that begins with the tenant and, if it has one, the learner."""
    with statements() as seen:
        store.read(ALL)
        store.read(replace(ALL, skills=("a", "b"), log=False))
        store.read(replace(ALL, skills=("a", "b")))
        store.events(TENANT, learner=LEARNER)
        store.learners(TENANT, after="a")
        store.editions(TENANT, [1, 2])
        store.policy(TENANT)
        store.apply(replace(samples.everything(), cards=((samples.card(), 0),)))
        store.apply(Change(tenant=TENANT, cards=((samples.card(reps=2), 1),)))
        for version, id_ in ((2, "one"), (0, "two")):
            store.read(Query(tenant=TENANT, learner=LEARNER, skills=(id_,), ids=(id_,)))
            store.read(Query(tenant=TENANT, learner=LEARNER, skills=(id_, "b"), ids=(id_, "b")))
            card = (samples.card("roi" if version else id_), version)
            review = samples.review(id_, skill=card[0].skill)
            store.apply(Change(tenant=TENANT, cards=(card,), reviews=(review,), epochs={LEARNER: 1}))
    for statement, parameters in seen:
        for step in _plan(store, statement, parameters):
            if step.startswith(_SMALL) or not step.startswith(("SCAN", "SEARCH")):
                continue
            of_the_tenant = "policies" in step or "editions" in step or "log_epoch=?" in step
            expected = "(tenant_id=?" if of_the_tenant or "learner_id>?" in step else "(tenant_id=? AND learner_id=?"
            assert expected in step, f"{step}: {statement}"


def test_an_event_is_found_without_reading_the_others(store: SQLStore) -> None:
    """What amends an entry is found by kind and target, an event by its id, what steers plans by its last day."""
    with statements() as seen:
        store.read(Query(tenant=TENANT, learner=LEARNER, ids=("r",)))
        store.read(Query(tenant=TENANT, learner=LEARNER, ids=("r",), attempts=True))
        store.read(Query(tenant=TENANT, learner=LEARNER, practice=True))
    of_events = [(statement, given) for statement, given in seen if " events " in statement]
    steps = [step for statement, given in of_events for step in _plan(store, statement, given)]
    searches = [step.partition("(tenant_id=? AND learner_id=? AND ")[2] for step in steps if "SEARCH events" in step]
    amended, steering = ["kind=? AND target=?)"] * 2, ["kind=? AND until_day>?)"] * 2
    assert searches[:-1] == ["id>?)", *amended, "id=?)", *steering, "subject=?)"]
    assert searches[-1] in {"kind=? AND target=?)", "kind=? AND until_day=?)"}  # both are narrow; versions differ


def test_the_latest_instant_is_found_without_reading_the_log(store: SQLStore) -> None:
    """The latest review and attempt are looked up at the end of an index."""
    with statements() as seen:
        store.read(Query(tenant=TENANT, learner=LEARNER, practised_since=AT + timedelta(days=1)))
    latest = next((statement, given) for statement, given in seen if "max(reviews.at)" in statement)
    assert sum("USING COVERING INDEX" in step for step in _plan(store, *latest)) == 2


def _plan(store: SQLStore, statement: str, parameters: Any) -> list[str]:  # noqa: ANN401 - what the driver was given
    """Return SQLite's plan for a statement, step by step."""
    if statement.startswith(("BEGIN", "COMMIT")):
        return []
    with store._engine.connect() as connection:  # noqa: SLF001 - only the database knows its plan
        return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
