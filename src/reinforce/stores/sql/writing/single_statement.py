"""
Practice of any size as one statement, where a database can: attempts, reviews, and the cards that they move.

It reaches the server in one message and is a transaction by itself. The rows of a kind come as one JSON array, so that
the text depends on what kinds there are and not on how many rows.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Double, Integer, Text, and_, bindparam, func, select, update

from reinforce.ports import Change
from reinforce.stores.sql.reading.fast_read import rest_of
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.query_list import as_list
from reinforce.stores.sql.tables import rows
from reinforce.stores.sql.tables.change_rows import KEYS, rows_of
from reinforce.stores.sql.writing.claims import waking
from reinforce.stores.sql.writing.parts import summing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import CTE, ColumnElement, ScalarSelect, Table
    from sqlalchemy.engine.interfaces import DBAPICursor
    from sqlalchemy.sql.dml import UpdateBase

    from reinforce.stores.sql.connections.transactions import Runner
    from reinforce.stores.sql.dialects.dialect import Columns, Insert
    from reinforce.stores.sql.tables.row_codec import Values
    from reinforce.stores.sql.tables.schema import Tables

_REST = rest_of(Change, "tenant", "cards", "reviews", "attempts", "events", "exposures", "epochs", "waking")
_CARD_KEY = ("tenant_id", *KEYS["moved"])
_EPOCHS = ("tenant_id", "learner_id", "epoch")
_TYPES: tuple[type[Any], ...] = (Boolean, Double, BigInteger, Integer)


class SingleStatement:
    """The statements for practice, by the kinds of rows that are written; each is made when it is first needed."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
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
        epochs = ((change.tenant, *of_learner) for of_learner in sorted(change.epochs.items()))
        found["held"] = [dict(zip(_EPOCHS, epoch, strict=True)) for epoch in epochs]
        values: Values = {"tenant": change.tenant, "learners": as_list(sorted(change.waking))}
        for kind, records in found.items():
            values |= {kind: as_list(records), f"number_of_{kind}": len(records)}
        statement = self._statement({kind: tuple(records[0]) for kind, records in found.items()}, bool(change.waking))
        work = partial(_is_done, statement=statement, values=values)
        return runner.write(work, tenant=change.tenant, single=True)

    def _statement(self, columns: Mapping[str, Sequence[str]], is_waking: bool) -> Compiled:  # noqa: FBT001 - a kind of row too
        kinds = (*columns, "waking") if is_waking else tuple(columns)
        if kinds not in self._made:
            done = _all_as_decided(columns, self._tables)
            parts = self._parts(columns, done)
            if is_waking:
                parts.append(waking(self._tables).where(done))
            whole = select(done.label("done")).add_cte(*(part.cte(f"part_{n}") for n, part in enumerate(parts)))
            self._made[kinds] = Compiled(whole, self._tables.dialect)
        return self._made[kinds]

    def _parts(self, columns: Mapping[str, Sequence[str]], done: ColumnElement[bool]) -> list[UpdateBase]:
        """Return what writes the rows, each part all of its rows or none."""
        tables = self._tables
        parts: list[UpdateBase] = []
        if "moved" in columns:
            given, cards = _given(tables, "moved", columns["moved"], tables.cards), tables.cards.c
            values = {cards[name]: given[name] for name in rows.CARD if name != "skill_id"}
            parts.append(update(tables.cards).values(values).where(_same(cards, given), done))
        kinds = {"met": "cards", "attempts": "attempts", "reviews": "reviews", "events": "events"}
        for kind, table in ((kind, getattr(tables, name)) for kind, name in kinds.items() if kind in columns):
            inserted = _inserted(tables, kind, columns[kind], table, done)
            parts.append(inserted.on_conflict_do_nothing() if kind == "events" else inserted)
        if "exposures" in columns:
            inserted = _inserted(tables, "exposures", columns["exposures"], tables.exposures, done)
            parts.append(summing(tables.exposures, inserted))
        return parts


def _is_done(cursor: DBAPICursor, *, statement: Compiled, values: Values) -> bool:
    row = statement.first(cursor, values)
    return row is not None and bool(row[0])


def _given(tables: Tables, kind: str, names: Sequence[str], table: Table) -> Columns:
    """Return the columns of the rows of a kind."""
    return tables.dialect.rows(kind, {name: _plain(table.c[name].type) for name in names})[1]


def _plain(column_type: object) -> type[Any]:
    """Return the type of a column without what belongs to the table: its collation, and our own names."""
    return next((plain for plain in _TYPES if isinstance(column_type, plain)), Text)


def _inserted(tables: Tables, kind: str, names: Sequence[str], table: Table, done: ColumnElement[bool]) -> Insert:
    """Return what inserts the rows of a kind, if all is as it was decided on; a key that is taken is an error."""
    given = _given(tables, kind, names, table)
    return tables.dialect.insert(table).from_select(list(names), select(*(given[name] for name in names)).where(done))


def _same(cards: Any, given: Columns) -> ColumnElement[bool]:  # noqa: ANN401 - the columns of a table
    return and_(*(cards[name] == given[name] for name in _CARD_KEY))


def _all_as_decided(columns: Mapping[str, Sequence[str]], tables: Tables) -> ColumnElement[bool]:
    """
    Return the condition that every learner is in the epoch, and every card at the version, that was decided on.

    Their rows are locked in the order of their keys before the first row is written, so that nothing else is written
    where one of them is not.
    """
    learners = tables.learners.c
    epochs = _given(tables, "held", _EPOCHS, tables.learners)
    held = select(learners.learner_id).where(*(learners[name] == epochs[name] for name in _EPOCHS))
    locked = held.order_by(learners.learner_id).with_for_update(read=True, of=tables.learners)
    conditions = [_count(locked.cte("held")) == _number_of("held")]
    if "moved" in columns:
        given, cards = _given(tables, "moved", (*_CARD_KEY, "version"), tables.cards), tables.cards.c
        fresh = select(cards.skill_id).where(_same(cards, given), cards.version == given["version"] - 1)
        ordered = fresh.order_by(cards.learner_id, cards.skill_id).with_for_update(of=tables.cards, key_share=True)
        conditions.append(_count(ordered.cte("fresh")) == _number_of("moved"))
    return and_(*conditions)


def _count(locked: CTE) -> ScalarSelect[int]:
    return select(func.count()).select_from(locked).scalar_subquery()


def _number_of(kind: str) -> ColumnElement[int]:
    return bindparam(f"number_of_{kind}", type_=Integer)
