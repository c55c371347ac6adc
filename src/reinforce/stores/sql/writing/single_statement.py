"""
Practice of any size as one statement of PostgreSQL: attempts, reviews, and the cards that they move.

It reaches the server in one message and is a transaction by itself. The rows of a kind come as one JSON array, so that
the text depends on what kinds there are and not on how many rows. The server does not look into it when it plans, and
so keeps one plan for all; with an array a column it plans every call anew, which takes longer than the work.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, Boolean, Double, Integer, Text, and_, bindparam, column, func, select, update
from sqlalchemy.dialects import postgresql

from reinforce.ports import Change
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.id_list import IdList
from reinforce.stores.sql.tables import rows
from reinforce.stores.sql.tables.change_rows import KEYS, rows_of
from reinforce.stores.sql.writing.claims import waking
from reinforce.stores.sql.writing.fast_path import rest_of
from reinforce.stores.sql.writing.writes import summing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import CTE, ColumnElement, FromClause, ScalarSelect, Table
    from sqlalchemy.engine.interfaces import DBAPICursor
    from sqlalchemy.sql.dml import UpdateBase

    from reinforce.stores.sql.connections.transactions import Runner
    from reinforce.stores.sql.tables.rows import Values
    from reinforce.stores.sql.tables.schema import Tables

_REST = rest_of(Change, "tenant", "cards", "reviews", "attempts", "events", "exposures", "epochs", "waking")
_CARD_KEY = ("tenant_id", *KEYS["moved"])
_EPOCHS = ("learner_id", "epoch")
_TYPES: tuple[type[Any], ...] = (Boolean, Double, BigInteger, Integer)


class SingleStatement:
    """The statements for practice, by the kinds of rows that are written; each is made when it is first needed."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._lists = IdList("postgresql")
        self._made: dict[tuple[str, ...], Compiled] = {}

    @staticmethod
    def makes(change: Change) -> bool:
        """Whether *change* is practice of learners whose epochs it was decided in, and no more."""
        return bool(change.epochs) and not any(_REST(change)) and change.named == change.epochs.keys()

    def write(self, runner: Runner, change: Change) -> bool:
        """
        Write *change*, and return whether that was possible: nothing was written where a card or an epoch has changed.

        Raises:
            StaleError: an id, or a card that was not there, is there by now; nothing was written.
            InvalidParameterError: a value cannot be stored.
        """
        found = dict(rows_of(change))
        found["held"] = [{"learner_id": learner, "epoch": change.epochs[learner]} for learner in sorted(change.epochs)]
        values: Values = {"tenant": change.tenant, "learners": self._lists.parameter(sorted(change.waking))}
        for kind, records in found.items():
            values |= {kind: json.dumps(records), f"number_of_{kind}": len(records)}
        statement = self._statement({kind: tuple(records[0]) for kind, records in found.items()}, bool(change.waking))
        work = partial(_is_done, statement=statement, values=values)
        return runner.write(work, tenant=change.tenant, single=True)

    def _statement(self, columns: Mapping[str, Sequence[str]], is_waking: bool) -> Compiled:  # noqa: FBT001 - a kind of row too
        kinds = (*columns, "waking") if is_waking else tuple(columns)
        if kinds not in self._made:
            done = _all_as_decided(columns, self._tables)
            parts = self._parts(columns, done)
            if is_waking:
                parts.append(waking(self._tables.claims, self._lists).where(done))
            whole = select(done.label("done")).add_cte(*(part.cte(f"part_{n}") for n, part in enumerate(parts)))
            self._made[kinds] = Compiled(whole, "postgresql")
        return self._made[kinds]

    def _parts(self, columns: Mapping[str, Sequence[str]], done: ColumnElement[bool]) -> list[UpdateBase]:
        """Return what writes the rows, each part all of its rows or none."""
        tables = self._tables
        parts: list[UpdateBase] = []
        if "moved" in columns:
            given, cards = _given("moved", columns["moved"], tables.cards), tables.cards.c
            values = {cards[name]: given.c[name] for name in rows.CARD if name != "skill_id"}
            parts.append(update(tables.cards).values(values).where(_same(cards, given), done))
        kinds = {"met": "cards", "attempts": "attempts", "reviews": "reviews", "events": "events"}
        for kind, table in ((kind, getattr(tables, name)) for kind, name in kinds.items() if kind in columns):
            inserted = _inserted(kind, columns[kind], table, done)
            parts.append(inserted.on_conflict_do_nothing() if kind == "events" else inserted)
        if "exposures" in columns:
            inserted = _inserted("exposures", columns["exposures"], tables.exposures, done)
            parts.append(summing(tables.exposures, inserted))
        return parts


def _is_done(cursor: DBAPICursor, *, statement: Compiled, values: Values) -> bool:
    row = statement.first(cursor, values)
    return row is not None and bool(row[0])


def _given(kind: str, names: Sequence[str], table: Table) -> FromClause:
    """Return the rows of a kind as a table."""
    columns = (column(name, _plain(table.c[name].type)) for name in names)
    listed = func.json_to_recordset(bindparam(kind, type_=JSON())).table_valued(*columns)
    return listed.render_derived(name=f"given_{kind}", with_types=True)


def _plain(column_type: object) -> type[Any]:
    """Return the type of a column without what belongs to the table: its collation, and our own names."""
    return next((plain for plain in _TYPES if isinstance(column_type, plain)), Text)


def _inserted(kind: str, names: Sequence[str], table: Table, done: ColumnElement[bool]) -> postgresql.Insert:
    """Return what inserts the rows of a kind, if all is as it was decided on; a key that is taken is an error."""
    given = _given(kind, names, table)
    return postgresql.insert(table).from_select(list(names), select(*(given.c[name] for name in names)).where(done))


def _same(cards: Any, given: FromClause) -> ColumnElement[bool]:  # noqa: ANN401 - the columns of a table
    return and_(*(cards[name] == given.c[name] for name in _CARD_KEY))


def _all_as_decided(columns: Mapping[str, Sequence[str]], tables: Tables) -> ColumnElement[bool]:
    """
    Return the condition that every learner is in the epoch, and every card at the version, that was decided on.

    Their rows are locked in the order of their keys before the first row is written, so that nothing else is written
    where one of them is not.
    """
    epochs, learners = _given("held", _EPOCHS, tables.learners), tables.learners.c
    whose = learners.tenant_id == bindparam("tenant"), learners.learner_id == epochs.c.learner_id
    held = select(learners.learner_id).where(*whose, learners.epoch == epochs.c.epoch).order_by(learners.learner_id)
    conditions = [_count(held.with_for_update(read=True, of=tables.learners).cte("held")) == _number_of("held")]
    if "moved" in columns:
        given, cards = _given("moved", (*_CARD_KEY, "version"), tables.cards), tables.cards.c
        fresh = select(cards.skill_id).where(_same(cards, given), cards.version == given.c.version - 1)
        ordered = fresh.order_by(cards.learner_id, cards.skill_id).with_for_update(of=tables.cards, key_share=True)
        conditions.append(_count(ordered.cte("fresh")) == _number_of("moved"))
    return and_(*conditions)


def _count(locked: CTE) -> ScalarSelect[int]:
    return select(func.count()).select_from(locked).scalar_subquery()


def _number_of(kind: str) -> ColumnElement[int]:
    return bindparam(f"number_of_{kind}", type_=Integer)
