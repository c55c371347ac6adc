"""Claims: who is looked at next, and what becomes of it; each step one statement for all its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, Text, and_, bindparam, case, literal, or_, select, update

from reinforce.days import microseconds
from reinforce.ports import Look
from reinforce.ports.feed import LOOKING
from reinforce.stores.shared.claim_marks import WOKEN
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.query_list import as_list

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Table, Update
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.ports import Verdict
    from reinforce.stores.sql.tables.schema import Tables

_VERDICT = {
    "tenant_id": Text,
    "learner_id": Text,
    "held": Text,
    "edition": Integer,
    "claim_id": Text,
    "day": Integer,
    "look_at": BigInteger,
}
"""What the database is told of a verdict."""


class Claims:
    """The statements on claims, for one dialect and one schema; made once, and each compiled once."""

    def __init__(self, tables: Tables) -> None:
        dialect, row = tables.dialect, tables.claims.c
        self._has_one_writer = dialect.has_one_writer
        edition, now = bindparam("edition", type_=Integer), bindparam("now", type_=BigInteger)
        is_free = or_(row.claim_id.is_(None), row.claim_id.startswith(LOOKING), row.look_at <= now)
        outdated = _taking(tables.claims, and_(row.edition < edition, is_free))
        due = _taking(tables.claims, and_(row.edition == edition, row.look_at <= now))
        self._taking = tuple(Compiled(statement, dialect) for statement in (outdated, due))
        named = row.tenant_id == bindparam("tenant"), dialect.among(row.learner_id, "learners")
        hold = select(row.learner_id).where(*named).order_by(row.learner_id).with_for_update()
        self._hold = Compiled(hold, dialect)
        self._settle = Compiled(_settling(tables), dialect)

    def take(
        self,
        cursor: DBAPICursor,
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
        for statement in self._taking:
            if len(looks) < limit:
                found = statement.fetch(cursor, given | {"limit": limit - len(looks)})
                looks += (Look(learner=row[0], mark=LOOKING + mark, edition=edition, day=row[1]) for row in found)
        return tuple(looks)

    def settle(self, cursor: DBAPICursor, tenant: str, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """
        Write what became of looks and claims whose row is as it was given out.

        Where many write at a time the rows are locked first, in the order in which whoever wakes learners meets them.
        """
        if not self._has_one_writer:
            learners = as_list([verdict.learner for verdict in verdicts])
            self._hold.fetch(cursor, {"tenant": tenant, "learners": learners})
        values = [dict(zip(_VERDICT, _values(tenant, verdict), strict=True)) for verdict in verdicts]
        found = self._settle.fetch(cursor, {"tenant": tenant, "verdicts": as_list(values)})
        return frozenset(row[0] for row in found)


def _settling(tables: Tables) -> Update:
    """Return the statement that writes verdicts."""
    row = tables.claims.c
    _, verdict = tables.dialect.rows("verdicts", _VERDICT)
    return (
        update(tables.claims)
        .where(
            *(row[name] == verdict[name] for name in ("tenant_id", "learner_id")),
            row.claim_id == verdict["held"],
            or_(verdict["edition"].is_(None), row.edition == verdict["edition"]),
        )
        .values({name: verdict[name] for name in ("claim_id", "day", "look_at")})
        .returning(row.learner_id)
    )


def waking(tables: Tables) -> Update:
    """Return the statement that wakes learners."""
    claims = tables.claims
    whose = claims.c.tenant_id == bindparam("tenant"), tables.dialect.among(claims.c.learner_id, "learners")
    return update(claims).where(*whose).values(edition=WOKEN)


def _values(tenant: str, verdict: Verdict) -> tuple[object, ...]:
    """Return what the database is told of a verdict."""
    claim = verdict.claim_id, verdict.day, microseconds(verdict.look_at)
    return tenant, verdict.learner, verdict.held, verdict.edition, *claim


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
