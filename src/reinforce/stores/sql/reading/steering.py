"""What steers a learner's plans, read without what was said before and holds no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, case, cast, func, literal_column, select, union_all

from reinforce.journal import STEERING, EventKind, Lasts
from reinforce.stores.sql.tables import log_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Select

    from reinforce.stores.sql.statements.query_list import QueryList
    from reinforce.stores.sql.tables.schema import Tables

_OF_DAY = {kind for kind in STEERING if kind.traits.lasts is Lasts.LATEST_DAY}
_LEAVES = {EventKind.LEAVE}
_SHARED = {kind for kind in STEERING if kind.traits.shared}
_ORDER = ("at", "id", "learner_id")
_GREATEST = "\U0010ffff"
"""No text that anybody sends goes on with this character, which is none and comes after all others."""


def steering(tables: Tables, wanted: QueryList) -> Select[Any]:
    """
    Return the statement for the last words that hold on a learner day or later, which is the item wanted.

    A leave matters for as long as a card waits that fell due in it, and what a learner has in place of something of the
    tenant's for as long as that holds. A recheck matters on the day on which its skill was last practised.
    """
    since = cast(wanted.item, Integer)
    said = wanted.of_learners(tables.events, log_rows.EVENT.names)  # what has a last day is the last word
    event, card = tables.events.c, tables.cards.c
    oldest = select(func.min(card.due_day)).where(wanted.mine(tables.cards)).correlate(wanted.table).scalar_subquery()
    from_day = case((oldest < since, oldest), else_=since)
    parts = (
        said.where(_among(event.kind, STEERING - _OF_DAY - _LEAVES), event.until_day >= since),
        said.where(_among(event.kind, _LEAVES), event.until_day >= from_day),
        _in_place_of_ours(tables, wanted).where(event.until_day < since),
        _of_day(tables, wanted),
    )
    found = union_all(*parts).subquery("found")
    return select(found).order_by(*(found.c[name] for name in _ORDER))


def steering_of(tables: Tables, wanted: QueryList) -> Select[Any]:
    """Return the statement for the last words about what begins with the item wanted, whatever they say."""
    event = tables.events.c
    found = wanted.of_learners(tables.events, log_rows.EVENT.names).where(
        event.subject >= wanted.item, event.subject < wanted.item.concat(literal_column(f"'{_GREATEST}'"))
    )
    return found.order_by(*(event[name] for name in _ORDER))


def _in_place_of_ours(tables: Tables, wanted: QueryList) -> Select[Any]:
    """Return the statement for what the learner has in place of something of the tenant's that holds."""
    event, ours = tables.events.c, tables.events.alias("ours")
    held = and_(
        ours.c.tenant_id == bindparam("tenant"),
        ours.c.learner_id == literal_column("''"),
        _among(ours.c.kind, _SHARED),
        ours.c.until_day >= cast(wanted.item, Integer),
        ours.c.subject.is_not(None),
    )
    joined = wanted.table.join(ours, held).join(
        tables.events, and_(wanted.mine(tables.events), event.subject == ours.c.subject)
    )
    return select(wanted.place, *(event[name] for name in log_rows.EVENT.names)).select_from(joined)


def _of_day(tables: Tables, wanted: QueryList) -> Select[Any]:
    """Return the statement for events of the day on which their skill was last practised, where that went wrong."""
    event, card = tables.events.c, tables.cards.c
    joined = and_(
        wanted.mine(tables.events),
        _among(event.kind, _OF_DAY),
        event.until_day == card.last_day,
        event.target == card.skill_id,
    )
    dialect = tables.dialect
    cards = dialect.joined(wanted.table, tables.cards, wanted.mine(tables.cards))  # few of them went wrong at last
    return (
        select(wanted.place, *(event[name] for name in log_rows.EVENT.names))
        .select_from(dialect.joined(cards, tables.events, joined))
        .where(card.last_rating == literal_column("1"))
    )


def _among(column: ColumnElement[str], kinds: Iterable[EventKind]) -> ColumnElement[bool]:
    """Return the condition that a kind is one of *kinds*, which are part of the statement's text."""
    return column.in_([literal_column(f"'{kind.value}'") for kind in sorted(kinds)])
