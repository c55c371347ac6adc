"""
The way that nearly every submission takes: what it needs is read in one statement, and one review is written in one.

Whatever is not so simple is left to `reads` and `writes`: a retry, a retraction that waits, a conflict. They say what
is the matter; here it is only noticed that something is.
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, bindparam, cast, func, literal_column, or_, select

from reinforce.errors import NotFoundError
from reinforce.journal import AMENDING
from reinforce.ports import Change, Query, Snapshot
from reinforce.stores.sql.reading.reads import newest, of_kinds, of_learner
from reinforce.stores.sql.statements.compiled import Compiled, given
from reinforce.stores.sql.statements.id_list import IdList
from reinforce.stores.sql.tables import log_rows, rows
from reinforce.stores.sql.writing.writes import insert, logging, moving

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import CTE, ColumnClause, ColumnElement, Exists, ScalarSelect, Select, Table
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.stores.sql.connections.transactions import Runner
    from reinforce.stores.sql.tables.rows import Row, Values
    from reinforce.stores.sql.tables.schema import Tables
    from reinforce.stores.sql.writing.writes import Insert

    Among = Callable[[ColumnElement[str], str], ColumnElement[bool]]
    There = Callable[[Table], ColumnElement[bool]]


def rest_of(kind: type[Query | Change], *names: str) -> Callable[[Any], tuple[object, ...]]:
    """Return what takes all fields but *names* from one of *kind*; each of them is empty where nothing is said."""
    return attrgetter(*(spec.name for spec in fields(kind) if spec.name not in names))


_REST_OF_QUERY = rest_of(Query, "tenant", "learner", "skills", "ids")
_REST_OF_CHANGE = rest_of(Change, "tenant", "cards", "reviews", "epochs")
_ONE: ColumnClause[int] = literal_column("1")
_HEAD = 6  # columns before those of a card
_CARD = ("tenant_id", "learner_id", *rows.CARD)
_REVIEW = ("tenant_id", "learner_id", *log_rows.REVIEW_RECORD)


class FastPath:
    """The statements of submissions, for one dialect and one schema."""

    def __init__(self, tables: Tables, dialect: str) -> None:
        self._lists = IdList(dialect)
        one = _look(tables, dialect, lambda column, name: column == bindparam(name), _is_one_there)
        self._look_at_one = Compiled(one, dialect)
        self._look = Compiled(_look(tables, dialect, self._lists.among, partial(_is_any_there, self._lists)), dialect)
        self._single = dialect == "postgresql"
        self._moved: tuple[Compiled, ...]
        self._met: tuple[Compiled, ...]
        if self._single:
            held = _found_in(_in_epoch(tables).with_for_update(read=True).cte("held"))
            moved = moving(tables.cards).where(held).returning(_ONE).cte("moved")
            met = _met(tables, dialect, held).returning(_ONE).cte("met")
            self._moved, self._met = (
                (Compiled(_logged(tables, dialect, _found_in(written)), dialect),) for written in (moved, met)
            )
        else:
            held, log = _in_epoch(tables).exists(), Compiled(logging(tables.reviews, tables, dialect), dialect)
            self._moved = (Compiled(moving(tables.cards).where(held), dialect), log)
            self._met = (Compiled(_met(tables, dialect, held), dialect), log)

    @staticmethod
    def asks(query: Query) -> bool:
        """Whether *query* asks for the cards of some skills and for what is there under some ids, and no more."""
        return query.skills is not None and not any(_REST_OF_QUERY(query))

    @staticmethod
    def makes(change: Change) -> bool:
        """Whether *change* is one review and its card, decided in an epoch, and no more."""
        return len(change.cards) == len(change.reviews) == len(change.epochs) == 1 and not any(_REST_OF_CHANGE(change))

    def snapshot(self, cursor: DBAPICursor, query: Query) -> Snapshot | None:
        """
        Return what *query* asks for, in one statement; ``None`` where something is there under the ids.

        Raises:
            NotFoundError: there is no such tenant.
        """
        found = self._found(cursor, query)
        policy_version, edition, epoch, closed_before, calendar, taken = found[0][:_HEAD]
        if policy_version is None:
            raise NotFoundError("tenant", query.tenant)
        if taken:
            return None
        if epoch is None:
            return Snapshot(policy_version=policy_version, edition=edition, epoch=None)
        return Snapshot(
            policy_version=policy_version,
            edition=edition,
            epoch=epoch,
            closed_before=rows.instant(closed_before),
            calendar=tuple(map(rows.calendar_entry, sorted(json.loads(calendar or "[]")))),
            cards={row[_HEAD]: rows.held(query.learner, row[_HEAD:]) for row in found if row[_HEAD] is not None},
        )

    def _found(self, cursor: DBAPICursor, query: Query) -> Sequence[Row]:
        values: Values = {"tenant": query.tenant, "learner": query.learner}
        skills, ids = query.skills or (), query.ids
        if len(skills) == len(ids) == 1:
            return self._look_at_one.fetch(cursor, values | {"skills": skills[0], "ids": ids[0]})
        lists = {"skills": self._lists.parameter(skills), "ids": self._lists.parameter(ids)}
        return self._look.fetch(cursor, values | lists)

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


def _look(tables: Tables, dialect: str, among: Among, there: There) -> Select[Any]:
    """
    Return the statement for policy version, edition, epoch and calendar, whether anything is there, and the cards.

    Its rows are the cards, each beside the rest; or one row, without a card. *among* is the condition that a column is
    what a parameter says, and *there* that one of the ids is in a log.
    """
    cards = tables.cards.c
    mine = (cards.tenant_id == bindparam("tenant"), cards.learner_id == bindparam("learner"))
    once = select(_ONE.label("one")).subquery("once")
    return select(
        newest(tables.policies.c.version),
        func.coalesce(newest(tables.editions.c.number), literal_column("0")),
        *(of_learner(tables.learners, (name,)).scalar_subquery() for name in ("epoch", "closed_before")),
        _calendar(tables, dialect),
        or_(*(there(log) for log in (tables.reviews, tables.attempts, tables.events)), _is_amended(tables, among)),
        *(cards[name] for name in rows.CARD),
    ).select_from(once.outerjoin(tables.cards, and_(*mine, among(cards.skill_id, "skills"))))


def _calendar(tables: Tables, dialect: str) -> ScalarSelect[Any]:
    """Return the expression for the learner's calendar, as a JSON array of `CALENDAR` rows in any order."""
    listed, row = (
        (func.json_agg, func.json_build_array) if dialect == "postgresql" else (func.json_group_array, func.json_array)
    )
    columns = (tables.calendar.c[name] for name in rows.CALENDAR)
    return of_learner(tables.calendar, ()).add_columns(cast(listed(row(*columns)), Text)).scalar_subquery()


def _is_one_there(log: Table) -> ColumnElement[bool]:
    """Return the condition that the one id is in a log."""
    id_: ColumnElement[str] = bindparam("ids", type_=log.c.id.type)
    return _nearest(log, id_) == id_


def _is_any_there(lists: IdList, log: Table) -> ColumnElement[bool]:
    """Return the condition that one of the ids is in a log."""
    listed = lists.table("ids")
    return select(_ONE).select_from(listed).where(listed.c.value == _nearest(log, listed.c.value)).exists()


def _nearest(log: Table, id_: ColumnElement[str]) -> ScalarSelect[str]:
    """
    Return the expression for the first id in a log from *id_* on.

    PostgreSQL finds it in the key, which alone has the ids in order. Asked for that very id, it takes any index that
    begins with the learner where it underrates how much somebody has practised, and reads past all of that.
    """
    return of_learner(log, ("id",)).where(log.c.id >= id_).order_by(log.c.id).limit(_ONE).scalar_subquery()


def _is_amended(tables: Tables, among: Among) -> ColumnElement[bool]:
    """Return the condition that an event amends one of the ids."""
    amending = of_learner(tables.events, ("id",)).where(of_kinds(tables, AMENDING))
    return amending.where(among(tables.events.c.target, "ids")).exists()


def _in_epoch(tables: Tables) -> Select[Any]:
    """Return the statement that finds the learner in the epoch in which the change was decided."""
    learners = tables.learners.c
    key = (learners[name] == given(name, learners[name]) for name in ("tenant_id", "learner_id"))
    return select(_ONE).select_from(tables.learners).where(*key, learners.epoch == given("in_epoch", learners.epoch))


def _found_in(cte: CTE) -> Exists:
    return select(_ONE).select_from(cte).exists()


def _met(tables: Tables, dialect: str, held: Exists) -> Insert:
    """Return the statement that inserts a card if there is none yet, and the learner is *held*."""
    values = select(*(given(name, tables.cards.c[name]) for name in _CARD)).where(held)
    return insert(tables.cards, dialect).from_select(_CARD, values).on_conflict_do_nothing()


def _logged(tables: Tables, dialect: str, written: Exists) -> Insert:
    """
    Return the statement that inserts a review if its card was *written*.

    An id that is taken is an error, which undoes the card as well. With ON CONFLICT the two would not depend on each
    other: parts of a statement all see the tables as they were before it.
    """
    values = select(*(given(name, tables.reviews.c[name]) for name in _REVIEW)).where(written)
    return insert(tables.reviews, dialect).from_select(_REVIEW, values)
