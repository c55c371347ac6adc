"""Claims: who is looked at next, and what becomes of it; each step one statement for all its rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, Integer, Text, and_, bindparam, case, cast, func, literal, or_, select, update

from reinforce.days import microseconds
from reinforce.ports import Look
from reinforce.stores.emission import LOOKING, WOKEN
from reinforce.stores.sql.lists import Lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, FromClause, Table, Update

    from reinforce.ports import Verdict
    from reinforce.stores.sql.schema import Tables

_COLUMNS = {
    "learner": Text,
    "held": Text,
    "edition": Integer,
    "claim_id": Text,
    "day": Integer,
    "look_at": BigInteger,
}
"""What a verdict is to the database."""


class Claims:
    """The statements on claims, for one dialect and one schema; made once, so that SQLAlchemy compiles each once."""

    def __init__(self, tables: Tables, dialect: str) -> None:
        self._arrays = dialect == "postgresql"
        lists, row = Lists(dialect), tables.claims.c
        self._list = lists.parameter
        edition, now = bindparam("edition", type_=Integer), bindparam("now", type_=BigInteger)
        is_free = or_(row.claim_id.is_(None), row.claim_id.startswith(LOOKING), row.look_at <= now)
        self._outdated = _taking(tables.claims, and_(row.edition < edition, is_free))
        self._due = _taking(tables.claims, and_(row.edition == edition, row.look_at <= now))
        named = row.tenant_id == bindparam("tenant"), lists.among(row.learner_id, "learners")
        self._hold = select(row.learner_id).where(*named).order_by(row.learner_id).with_for_update()
        self._settle = self._settling(tables.claims)

    def take(
        self,
        connection: Connection,
        tenant: str,
        *,
        edition: int,
        now: datetime,
        until: datetime,
        limit: int,
        mark: str,
    ) -> tuple[Look, ...]:
        """Take rows of an older edition, and then those that are due, until there are *limit*."""
        given = {
            "tenant": tenant,
            "edition": edition,
            "now": microseconds(now),
            "until": microseconds(until),
            "mark": LOOKING + mark,
        }
        looks: list[Look] = []
        for statement in (self._outdated, self._due):
            if len(looks) < limit:
                found = connection.execute(statement, given | {"limit": limit - len(looks)})
                looks += (Look(learner=row[0], mark=LOOKING + mark, edition=edition, day=row[1]) for row in found)
        return tuple(looks)

    def settle(self, connection: Connection, tenant: str, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """
        Write what became of looks and claims whose row is as it was given out.

        In PostgreSQL the rows are locked first, in the order in which whoever wakes learners meets them.
        """
        if self._arrays:
            learners = self._list(verdict.learner for verdict in verdicts)
            connection.execute(self._hold, {"tenant": tenant, "learners": learners})
        return frozenset(connection.scalars(self._settle, {"tenant": tenant} | self._parameters(verdicts)))

    def _settling(self, claims: Table) -> Update:
        verdict, row = self._verdicts(), claims.c
        return (
            update(claims)
            .where(
                row.tenant_id == bindparam("tenant"),
                row.learner_id == verdict["learner"],
                row.claim_id == verdict["held"],
                or_(verdict["edition"].is_(None), row.edition == verdict["edition"]),
            )
            .values({name: verdict[name] for name in ("claim_id", "day", "look_at")})
            .returning(row.learner_id)
        )

    def _verdicts(self) -> dict[str, ColumnElement[Any]]:
        """Return by name the columns of the verdicts that a statement is given: arrays, or a list of lists in JSON."""
        if self._arrays:
            arrays = (bindparam(name, type_=ARRAY(kind)) for name, kind in _names())
            table: FromClause = func.unnest(*arrays).table_valued(*_COLUMNS, name="verdict").render_derived()
            return {name: table.c[name] for name in _COLUMNS}
        table = func.json_each(bindparam("verdicts", type_=Text)).table_valued("value", name="verdict")
        return {
            name: cast(func.json_extract(table.c.value, f"$[{place}]"), kind)
            for place, (name, kind) in enumerate(_COLUMNS.items())
        }

    def _parameters(self, verdicts: Iterable[Verdict]) -> dict[str, object]:
        values = [
            (one.learner, one.held, one.edition, one.claim_id, one.day, microseconds(one.look_at)) for one in verdicts
        ]
        if self._arrays:
            return {name: [row[place] for row in values] for place, (name, _) in enumerate(_names())}
        return {"verdicts": json.dumps(values)}


def waking(claims: Table) -> Update:
    """Return the statement that wakes a learner."""
    return (
        update(claims)
        .where(claims.c.tenant_id == bindparam("of_tenant"), claims.c.learner_id == bindparam("of_learner"))
        .values(edition=WOKEN)
    )


def _names() -> list[tuple[str, Any]]:
    """Return the parameters for the columns of verdicts, in PostgreSQL, with their types."""
    return [(f"{name}s", kind) for name, kind in _COLUMNS.items()]


def _taking(claims: Table, is_wanted: ColumnElement[bool]) -> Update:
    """
    Return the statement that takes the first rows that are wanted.

    In PostgreSQL rows that somebody else is writing are passed over, so that nobody waits and many may take at once.
    """
    row = claims.c
    wanted = (
        select(row.learner_id)
        .where(row.tenant_id == bindparam("tenant"), is_wanted)
        .order_by(row.edition, row.look_at)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("wanted")
    )
    is_claim = and_(row.claim_id.is_not(None), ~row.claim_id.startswith(LOOKING))
    return (
        update(claims)
        .where(row.tenant_id == bindparam("tenant"), row.learner_id == wanted.c.learner_id)
        .values(
            edition=bindparam("edition", type_=Integer),
            look_at=bindparam("until", type_=BigInteger),
            day=case((is_claim, row.day - literal(1)), else_=row.day),
            claim_id=bindparam("mark", type_=Text),
        )
        .returning(row.learner_id, row.day)
    )
