"""
One review, the way that most practice takes: its card and itself, in one statement where a database can, else in two.

`SingleStatement` could write it too, and `Writes`; but measured here they take twice as long, and a fifth longer.
Whatever is the matter, a card or an epoch that has changed, is only noticed here; `writes` says what.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import literal_column, select

from reinforce.ports import Change
from reinforce.stores.sql.reading.fast_read import rest_of
from reinforce.stores.sql.statements.compiled import Compiled, given
from reinforce.stores.sql.tables import log_rows, rows
from reinforce.stores.sql.writing.parts import logging, moving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import CTE, ColumnClause, Exists, Table
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.stores.sql.connections.transactions import Runner
    from reinforce.stores.sql.dialects.dialect import Insert
    from reinforce.stores.sql.tables.row_codec import Values
    from reinforce.stores.sql.tables.schema import Tables

_REST = rest_of(Change, "tenant", "cards", "reviews", "epochs")
_ONE: ColumnClause[int] = literal_column("1")
_CARD = ("tenant_id", "learner_id", *rows.CARD)
_REVIEW = ("tenant_id", "learner_id", *log_rows.REVIEW_RECORD)


class FastWrite:
    """The statements that write one review, for one dialect and one schema."""

    def __init__(self, tables: Tables) -> None:
        self._single, cards = tables.dialect.writes_at_once, tables.cards
        learners = tables.learners.c
        key = (learners[name] == given(name, learners[name]) for name in ("tenant_id", "learner_id"))
        in_epoch = select(_ONE).select_from(tables.learners)
        in_epoch = in_epoch.where(*key, learners.epoch == given("in_epoch", learners.epoch))
        held = _found_in(in_epoch.with_for_update(read=True).cte("held")) if self._single else in_epoch.exists()
        self._moved: tuple[Compiled, ...]
        self._met: tuple[Compiled, ...]
        met = _inserted(tables, cards, _CARD, held).on_conflict_do_nothing()
        moved = moving(cards).where(held)
        if self._single:
            # An id that is taken is an error, which undoes the card as well. With ON CONFLICT the two would not depend
            # on each other: parts of a statement all see the tables as they were before it.
            written = (moved.returning(_ONE).cte("moved"), met.returning(_ONE).cte("met"))
            logged = (_inserted(tables, tables.reviews, _REVIEW, _found_in(card)) for card in written)
            self._moved, self._met = ((Compiled(statement, tables.dialect),) for statement in logged)
        else:
            log = Compiled(logging(tables.reviews, tables), tables.dialect)
            self._moved, self._met = ((Compiled(card, tables.dialect), log) for card in (moved, met))

    @staticmethod
    def makes(change: Change) -> bool:
        """Whether *change* is one review and its card, decided in an epoch, and no more."""
        return len(change.cards) == len(change.reviews) == len(change.epochs) == 1 and not any(_REST(change))

    def write(self, runner: Runner, change: Change) -> bool:
        """
        Write *change*, and return whether that was possible: nothing was written where its card or epoch has changed.

        Raises:
            StaleError: the review's id is taken; nothing was written.
            InvalidParameterError: a value cannot be stored.
        """
        (card, version), record = change.cards[0], change.reviews[0]
        values = rows.of_card(change.tenant, card, version + 1)
        logged = log_rows.of_review(change.tenant, record)
        (learner, epoch), *_ = change.epochs.items()
        if not values["learner_id"] == logged["learner_id"] == learner or values["skill_id"] != logged["skill_id"]:
            return False
        values |= logged
        values["in_epoch"] = epoch
        statements = self._moved if version else self._met
        work = partial(_all, statements=statements, values=values)
        return runner.write(work, tenant=change.tenant, single=self._single)


def _all(cursor: DBAPICursor, *, statements: Sequence[Compiled], values: Values) -> bool:
    """Execute one statement after the other as long as each writes its row; return whether all did."""
    return all(statement.run(cursor, values) == 1 for statement in statements)


def _found_in(cte: CTE) -> Exists:
    return select(_ONE).select_from(cte).exists()


def _inserted(tables: Tables, table: Table, names: Sequence[str], found: Exists) -> Insert:
    """Return the statement that inserts the row of the values *names* if something is *found*."""
    values = select(*(given(name, table.c[name]) for name in names)).where(found)
    return tables.dialect.insert(table).from_select(names, values)
