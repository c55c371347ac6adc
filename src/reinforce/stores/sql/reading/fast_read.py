"""
What nearly every submission needs, read in one statement: the head of a snapshot, some cards, and that an id is free.

Where an id is taken, it is left to `reads` to say by what.
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, func, literal_column, or_, select

from reinforce.errors import NotFoundError
from reinforce.journal import AMENDING
from reinforce.journal.last_words import OWN_SETTINGS
from reinforce.ports import Query, Snapshot
from reinforce.stores.sql.reading.snapshot_parts import newest, of_kinds, of_learner
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.query_list import as_list
from reinforce.stores.sql.tables import log_rows, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnClause, ScalarSelect, Select, Table
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.ports import Change
    from reinforce.practice.learner.calendar import CalendarEntry
    from reinforce.stores.sql.tables.row_codec import Row, Values
    from reinforce.stores.sql.tables.schema import Tables

    Among = Callable[[ColumnElement[str], str], ColumnElement[bool]]
    There = Callable[[Table], ColumnElement[bool]]


def rest_of(kind: type[Query | Change], *names: str) -> Callable[[Any], tuple[object, ...]]:
    """Return what takes all fields but *names* from one of *kind*; each of them is empty where nothing is said."""
    return attrgetter(*(spec.name for spec in fields(kind) if spec.name not in names))


_REST = rest_of(Query, "tenant", "learner", "skills", "ids", "settings")
_ONE: ColumnClause[int] = literal_column("1")
_HEAD = 6  # columns before those of a card
_OWN: ColumnClause[str] = literal_column(f"'{OWN_SETTINGS}'")


class FastRead:
    """The statements of submissions, for one dialect and one schema."""

    def __init__(self, tables: Tables) -> None:
        one = lambda column, name: column == bindparam(name), _is_one_there
        many = tables.dialect.among, partial(_is_any_there, tables)
        self._one, self._many = (
            {wanted: Compiled(_statement(tables, *by, settings=wanted), tables.dialect) for wanted in (False, True)}
            for by in (one, many)
        )

    @staticmethod
    def answers(query: Query) -> bool:
        """Whether *query* asks for the cards of some skills, what is there under some ids, settings, and no more."""
        return query.skills is not None and not any(_REST(query))

    def snapshot(self, cursor: DBAPICursor, query: Query) -> Snapshot | None:
        """
        Return what *query* asks for; ``None`` where something is there under the ids.

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
        cards, settings = _HEAD, {}
        if query.settings:
            cards, settings = _HEAD + 2, _settings(*found[0][_HEAD : _HEAD + 2])
        return Snapshot(
            policy_version=policy_version,
            edition=edition,
            epoch=epoch,
            closed_before=rows.instant(closed_before),
            calendar=_entries(calendar or "[]"),
            cards={row[cards]: rows.held(query.learner, row[cards:]) for row in found if row[cards] is not None},
            **settings,
        )

    def _found(self, cursor: DBAPICursor, query: Query) -> Sequence[Row]:
        """Return the rows of the statement; with one skill and one id, of the one without lists, which take time."""
        values: Values = {"tenant": query.tenant, "learner": query.learner}
        skills, ids = query.skills or (), query.ids
        if len(skills) == len(ids) == 1:
            return self._one[query.settings].fetch(cursor, values | {"skills": skills[0], "ids": ids[0]})
        return self._many[query.settings].fetch(cursor, values | {"skills": as_list(skills), "ids": as_list(ids)})


@lru_cache(maxsize=1024)
def _entries(calendar: str) -> tuple[CalendarEntry, ...]:
    """Return the entries in rows of JSON; kept at hand, as whoever practises sends one submission after the other."""
    return tuple(map(rows.CALENDAR.value, sorted(json.loads(calendar))))


def _settings(journeys: str | None, said: str | None) -> dict[str, Any]:
    """Return the fields of a snapshot that rows of JSON say of the learner's journeys and settings."""
    enrolled = sorted(json.loads(journeys or "[]"))
    return {
        "journeys": tuple([journey for _, journey in enrolled]),
        "settings": tuple(map(log_rows.EVENT.value, json.loads(said or "[]"))),
    }


def _statement(tables: Tables, among: Among, there: There, *, settings: bool) -> Select[Any]:
    """
    Return the statement for policy version, edition, epoch and calendar, whether anything is there, and the cards.

    Where *settings* are wanted, the learner's journeys and own settings stand before the cards.

    Its rows are the cards, each beside the rest; or one row, without a card. *among* is the condition that a column is
    what a parameter says, and *there* that one of the ids is in a log.
    """
    cards = tables.cards.c
    mine = (cards.tenant_id == bindparam("tenant"), cards.learner_id == bindparam("learner"))
    once = select(_ONE.label("one")).subquery("once")
    amending = of_learner(tables.events, ("id",)).where(of_kinds(tables, AMENDING))
    is_amended = amending.where(among(tables.events.c.target, "ids")).exists()
    own = _rows(tables, tables.events, log_rows.EVENT.names).where(tables.events.c.subject == _OWN)
    enrolled = _rows(tables, tables.enrolments, ("enrolled_at", "journey_id"))
    return select(
        newest(tables.policies.c.version),
        func.coalesce(newest(tables.editions.c.number), literal_column("0")),
        *(of_learner(tables.learners, (name,)).scalar_subquery() for name in ("epoch", "closed_before")),
        _rows(tables, tables.calendar, rows.CALENDAR.names).scalar_subquery(),
        or_(*(there(log) for log in (tables.reviews, tables.attempts, tables.events)), is_amended),
        *((enrolled.scalar_subquery(), own.scalar_subquery()) if settings else ()),
        *(cards[name] for name in rows.CARD),
    ).select_from(once.outerjoin(tables.cards, and_(*mine, among(cards.skill_id, "skills"))))


def _rows(tables: Tables, table: Table, names: Sequence[str]) -> Select[Any]:
    """Return the statement for those columns of all the learner's rows of a table, as one text of JSON."""
    found = tables.dialect.json_rows(table.c[name] for name in names)
    return of_learner(table, ()).add_columns(cast(found, Text))


def _is_one_there(log: Table) -> ColumnElement[bool]:
    """Return the condition that the one id is in a log."""
    id_: ColumnElement[str] = bindparam("ids", type_=log.c.id.type)
    return _nearest(log, id_) == id_


def _is_any_there(tables: Tables, log: Table) -> ColumnElement[bool]:
    """Return the condition that one of the ids is in a log."""
    id_ = tables.dialect.listed("ids")
    return select(_ONE).where(id_ == _nearest(log, id_)).exists()


def _nearest(log: Table, id_: ColumnElement[str]) -> ScalarSelect[str]:
    """
    Return the expression for the first id in a log from *id_* on.

    PostgreSQL finds it in the key, which alone has the ids in order. Asked for that very id, it takes any index that
    begins with the learner where it underrates how much somebody has practised, and reads past all of that.
    """
    return of_learner(log, ("id",)).where(log.c.id >= id_).order_by(log.c.id).limit(_ONE).scalar_subquery()
