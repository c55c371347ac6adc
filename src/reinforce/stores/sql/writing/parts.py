"""Parts of statements that write, wherever their values come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
    update,
)

from reinforce.stores.sql.statements.compiled import given
from reinforce.stores.sql.tables import rows

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Delete, ScalarSelect, Table, Update

    from reinforce.stores.sql.dialects.dialect import Insert
    from reinforce.stores.sql.tables.schema import Tables


def summing(exposures: Table, inserted: Insert) -> Insert:
    """Return *inserted* so that it counts and sums meetings with an exercise, and keeps the latest instant."""
    old, new = exposures.c, inserted.excluded
    latest = case((new.last_at > old.last_at, new.last_at), else_=old.last_at)
    summed = {name: old[name] + new[name] for name in ("seen", "timed", "took")} | {"last_at": latest}
    return inserted.on_conflict_do_update(index_elements=exposures.primary_key, set_=summed)


def taking_off(exposures: Table) -> tuple[Update, Delete]:
    """Return the statements that take a meeting off the row of its exercise, and the row away if none is left."""
    row = exposures.c
    key = [row[name] == given(name, row[name]) for name in ("tenant_id", "learner_id", "exercise_id")]
    left: dict[str, Any] = {name: row[name] - given(name, row[name]) for name in ("seen", "timed", "took")}
    left["last_at"] = case(
        (row.last_at == given("last_at", row.last_at), given("before", row.last_at)), else_=row.last_at
    )
    return update(exposures).where(*key).values(left), delete(exposures).where(*key, row.seen <= literal_column("0"))


def logging(log: Table, tables: Tables) -> Insert:
    """Return an INSERT of log entries that gives each its place, unless the database numbers them by itself."""
    inserted = tables.dialect.insert(log)
    return inserted.values(seq=_next_place(tables)) if tables.dialect.has_one_writer else inserted


def _next_place(tables: Tables) -> ScalarSelect[int]:
    """Return the expression for the next place in the log, which is free where one writes at a time."""
    last = union_all(
        *(
            select(func.max(log.c.seq).label("seq")).where(
                log.c.tenant_id == given("tenant_id", log.c.tenant_id),
                log.c.log_epoch == literal_column("1"),
                log.c.tx == literal_column("0"),
            )
            for log in (tables.reviews, tables.events)
        )
    ).subquery("places")
    return select(func.coalesce(func.max(last.c.seq), literal_column("0")) + literal_column("1")).scalar_subquery()


def outdated(tables: Tables, *subjects: ColumnElement[str]) -> Update:
    """
    Return the statement that takes subject and last day from events of which a later one about the same is there.

    Of those about *subjects*, or of all of the learner's. Only what still has a subject is looked at.
    """
    event, later = tables.events.c, tables.events.alias("later")
    mine = event.tenant_id == bindparam("tenant"), event.learner_id == bindparam("learner"), event.subject.is_not(None)
    about = (event.subject == subject for subject in subjects)
    there = exists(literal_column("1")).where(
        later.c.tenant_id == event.tenant_id,
        later.c.learner_id == event.learner_id,
        later.c.subject == event.subject,
        or_(later.c.at > event.at, and_(later.c.at == event.at, later.c.id > event.id)),
    )
    return update(tables.events).values(subject=null(), until_day=null()).where(*mine, *about, there)


def moving(cards: Table) -> Update:
    """Return the statement that replaces a card by its next version, if it is still at the one before."""
    key = (cards.c[name] == given(name, cards.c[name]) for name in ("tenant_id", "learner_id", "skill_id"))
    before = cards.c.version == given("version", cards.c.version) - literal_column("1")
    values = {cards.c[name]: given(name, cards.c[name]) for name in rows.CARD if name != "skill_id"}
    return update(cards).values(values).where(*key, before)
