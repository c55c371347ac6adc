"""Claims: who is looked at next, and what becomes of it; each step one statement for all its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, Integer, Text, and_, bindparam, case, cast, func, literal, or_, select, update

from reinforce.days import microseconds
from reinforce.ports import Look
from reinforce.stores.shared.claim_marks import LOOKING, WOKEN
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.id_list import IdList

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Table, Update
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.ports import Verdict
    from reinforce.stores.sql.tables.schema import Tables

_VERDICT = {
    "of_learner": Text,
    "held": Text,
    "of_edition": Integer,
    "new_claim_id": Text,
    "new_day": Integer,
    "new_look_at": BigInteger,
}
"""What the database is told of a verdict."""


class Claims:
    """The statements on claims, for one dialect and one schema; made once, and each compiled once."""

    def __init__(self, tables: Tables, dialect: str) -> None:
        self._arrays = dialect == "postgresql"
        lists, row = IdList(dialect), tables.claims.c
        self._list = lists.parameter
        edition, now = bindparam("edition", type_=Integer), bindparam("now", type_=BigInteger)
        is_free = or_(row.claim_id.is_(None), row.claim_id.startswith(LOOKING), row.look_at <= now)
        outdated = _taking(tables.claims, and_(row.edition < edition, is_free))
        due = _taking(tables.claims, and_(row.edition == edition, row.look_at <= now))
        self._taking = tuple(Compiled(statement, dialect) for statement in (outdated, due))
        named = row.tenant_id == bindparam("tenant"), lists.among(row.learner_id, "learners")
        hold = select(row.learner_id).where(*named).order_by(row.learner_id).with_for_update()
        self._hold = Compiled(hold, dialect)
        self._settle = Compiled(self._settling(tables.claims), dialect)

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

        In PostgreSQL the rows are locked first, in the order in which whoever wakes learners meets them.
        """
        if not self._arrays:
            found = (self._settle.first(cursor, {"of_tenant": tenant} | _values(one)) for one in verdicts)
            return frozenset(row[0] for row in found if row is not None)
        learners = self._list(verdict.learner for verdict in verdicts)
        self._hold.fetch(cursor, {"tenant": tenant, "learners": learners})
        columns: dict[str, list[Any]] = {f"{name}s": [] for name in _VERDICT}
        for verdict in verdicts:
            for name, value in _values(verdict).items():
                columns[f"{name}s"].append(value)
        return frozenset(row[0] for row in self._settle.fetch(cursor, {"of_tenant": tenant} | columns))

    def _settling(self, claims: Table) -> Update:
        """Return the statement that writes verdicts: all of them, as arrays, in PostgreSQL; one in SQLite."""
        verdict, row = self._verdict(), claims.c
        return (
            update(claims)
            .where(
                row.tenant_id == bindparam("of_tenant"),
                row.learner_id == verdict["of_learner"],
                row.claim_id == verdict["held"],
                or_(verdict["of_edition"].is_(None), row.edition == verdict["of_edition"]),
            )
            .values({name: verdict[f"new_{name}"] for name in ("claim_id", "day", "look_at")})
            .returning(row.learner_id)
        )

    def _verdict(self) -> dict[str, ColumnElement[Any]]:
        """Return by name what a statement is told of a verdict."""
        if not self._arrays:
            return {name: cast(bindparam(name, type_=kind), kind) for name, kind in _VERDICT.items()}
        arrays: Iterable[Any] = (bindparam(f"{name}s", type_=ARRAY(kind)) for name, kind in _VERDICT.items())
        table = func.unnest(*arrays).table_valued(*_VERDICT, name="verdict").render_derived()
        return {name: table.c[name] for name in _VERDICT}


def waking(claims: Table, lists: IdList) -> Update:
    """Return the statement that wakes learners."""
    whose = claims.c.tenant_id == bindparam("tenant"), lists.among(claims.c.learner_id, "learners")
    return update(claims).where(*whose).values(edition=WOKEN)


def _values(verdict: Verdict) -> dict[str, Any]:
    """Return what the database is told of a verdict."""
    return {
        "of_learner": verdict.learner,
        "held": verdict.held,
        "of_edition": verdict.edition,
        "new_claim_id": verdict.claim_id,
        "new_day": verdict.day,
        "new_look_at": microseconds(verdict.look_at),
    }


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
