"""Export and erasure are complete by construction: they walk what there is, and these tests walk it too."""

from dataclasses import fields

import pytest

from reinforce.journal import Event, Review
from reinforce.journal.persons import marked as marked_fields
from reinforce.ports import AttemptRecord, Meeting
from reinforce.practice import Card, DrillAttempt
from reinforce.stores.memory import MemoryStore
from reinforce.stores.memory.tables import LearnerRows, TenantRows
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.dialects.sqlite import SQLITE
from reinforce.stores.sql.tables.schema import Tables
from reinforce.testing.privacy_contract import filled
from reinforce.testing.samples import LEARNER, TENANT

OF_THE_TENANT = {"policies", "editions", "tombstones", "erasure_keys"}
NO_PERSONS = {
    "tenant_id",
    "learner_id",
    "id",
    "skill_id",
    "journey_id",
    "exercise_id",
    "attempt_id",
    "last_id",
    "claim_id",
}
SQL = Tables(SQLITE)


def test_every_table_of_a_learner_is_exported_and_erased() -> None:
    """What is held has every table with a learner, and tables without one hold nothing of anybody's."""
    store = SQLStore.open("sqlite://")
    filled(store)
    tables = {table.name for table in SQL.metadata.sorted_tables}
    of_learners = {table.name for table in SQL.metadata.sorted_tables if "learner_id" in table.c}
    assert tables - of_learners == OF_THE_TENANT
    assert store.held(TENANT, LEARNER).keys() == of_learners | {"named_in"}


@pytest.mark.parametrize("table", SQL.metadata.sorted_tables, ids=str)
def test_every_column_that_names_a_person_is_marked(table: object) -> None:
    """A column with an id is a person's, and marked so, unless it is known to be something else's."""
    columns = SQL.metadata.tables[str(table)].columns
    named = {column.name for column in columns if column.name.endswith("_id")}
    marked = {column.name for column in columns if column.info.get("person")}
    assert named - NO_PERSONS == marked
    assert len(marked) <= 1


def test_every_marked_field_is_a_column_that_is_marked() -> None:
    """What the values mark as a person is marked in the tables, or is the learner."""
    for kind, name in ((Review, "reviews"), (Event, "events"), (AttemptRecord, "attempts")):
        marked = {column.name for column in SQL.metadata.tables[name].columns if column.info.get("person")}
        assert {f"{field}_id" for field in marked_fields(kind)} == marked | {"learner_id"}
    assert [*marked_fields(Card)] == [*marked_fields(Meeting)] == ["learner"]
    assert [*marked_fields(DrillAttempt)] == ["assessor"]


def test_the_store_in_memory_has_no_other_place_for_people() -> None:
    """All rows of a learner lie with the learner, whose every field is exported, as in the tables."""
    assert {spec.name for spec in fields(TenantRows)} == {
        "policies",
        "editions",
        "events",
        "learners",
        "key",
        "tombstones",
        "claims",
    }
    store, sql = MemoryStore(), SQLStore.open("sqlite://")
    filled(store)
    filled(sql)
    held, rows = store.held(TENANT, LEARNER), sql.held(TENANT, LEARNER)
    names = {spec.name for spec in fields(LearnerRows)} - {"epoch", "closed_before"}
    names = {name.replace("journeys", "enrolments") for name in names} | {"learners", "claims", "named_in"}
    assert names == held.keys() == rows.keys()
    for name, found in held.items():
        places = {"log_epoch", "tx", "seq"}
        plain = [{key: value for key, value in row.items() if key not in places} for row in rows[name]]
        assert plain == list(found), name
