"""Claims: who is looked at next, and when, and what becomes of it; each step one statement for all its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, Text, and_, bindparam, case, func, literal, or_, select, union_all, update

from reinforce.days import EPOCH, from_microseconds, microseconds
from reinforce.ports import Holder, Look
from reinforce.ports.feed import JOINING, LOOKING
from reinforce.stores.shared.claim_marks import WOKEN
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.query_list import as_list

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import CTE, Column, ColumnElement, Select, Table, Update
    from sqlalchemy.engine.interfaces import DBAPICursor
    from sqlalchemy.sql.base import ReadOnlyColumnCollection

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
    "delivered_at": BigInteger,
}
"""What the database is told of a verdict."""


class Claims:
    """The statements on claims, for one dialect and one schema; made once, and each compiled once."""

    def __init__(self, tables: Tables) -> None:
        dialect, row = tables.dialect, tables.claims.c
        edition, now = bindparam("edition", type_=Integer), bindparam("now", type_=BigInteger)
        is_free = or_(~_is_claim(row), row.look_at <= now)
        outdated, due = and_(row.edition < edition, is_free), and_(row.edition == edition, row.look_at <= now)
        self._taking = Compiled(_taking(tables.claims, outdated, due), dialect)
        self._settle = Compiled(_settling(tables), dialect)
        held = select(row.learner_id, row.claim_id, row.day, row.look_at).where(
            row.tenant_id == bindparam("tenant"),
            or_(dialect.among(row.claim_id, "marks"), row.claim_id.contains(JOINING)),
        )
        self._holders = Compiled(held, dialect)
        self._next = {True: Compiled(_next_looks(tables), dialect)}
        self._next[False] = Compiled(_next_looks(tables, tenant=bindparam("tenant")), dialect)

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
        """Take rows of an older edition and then those that are due, at most a limit; return the looks at them."""
        looking = LOOKING + mark
        given = {
            "tenant": tenant,
            "edition": edition,
            "now": microseconds(now),
            "until": microseconds(until),
            "limit": limit,
            "mark": looking,
        }
        return tuple(
            Look(
                learner=learner,
                mark=looking,
                edition=edition,
                day=day,
                delivered_at=None if delivered is None else from_microseconds(delivered),
            )
            for learner, day, delivered in self._taking.fetch(cursor, given)
        )

    def next_looks(self, cursor: DBAPICursor, tenant: str | None) -> dict[str, datetime]:
        """Return by tenant when the first of its learners is to be looked at."""
        found = self._next[tenant is None].fetch(cursor, {"tenant": tenant})
        times = {name: EPOCH if is_now else _earliest(claimed, due) for name, is_now, claimed, due in found}
        return {name: at for name, at in times.items() if at is not None}

    def holders(self, cursor: DBAPICursor, tenant: str, marks: Sequence[str]) -> tuple[Holder, ...]:
        """Return who has one of *marks*, and all who have several claims."""
        found = self._holders.fetch(cursor, {"tenant": tenant, "marks": as_list(list(marks))})
        return tuple(
            Holder(learner=learner, held=claim_id, day=day, look_at=from_microseconds(look_at))
            for learner, claim_id, day, look_at in found
        )

    def settle(self, cursor: DBAPICursor, tenant: str, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """
        Write what became of looks and claims whose row is as it was given out.

        Where many write at a time the rows are locked first, in the order in which whoever wakes learners meets them.
        """
        values = [dict(zip(_VERDICT, _values(tenant, verdict), strict=True)) for verdict in verdicts]
        learners = as_list([verdict.learner for verdict in verdicts])
        found = self._settle.fetch(cursor, {"tenant": tenant, "verdicts": as_list(values), "learners": learners})
        return frozenset(row[0] for row in found)


def _earliest(*times: int | None) -> datetime | None:
    """Return the first of the instants that are there."""
    known = [at for at in times if at is not None]
    return from_microseconds(min(known)) if known else None


def _settling(tables: Tables) -> Update:
    """Return the statement that writes verdicts."""
    row, dialect = tables.claims.c, tables.dialect
    _, verdict = dialect.rows("verdicts", _VERDICT)
    settling = (
        update(tables.claims)
        .where(
            *(row[name] == verdict[name] for name in ("tenant_id", "learner_id")),
            row.claim_id == verdict["held"],
            or_(verdict["edition"].is_(None), row.edition == verdict["edition"]),
        )
        .values({name: verdict[name] for name in ("claim_id", "day", "look_at")})
        .values(delivered_at=func.coalesce(verdict["delivered_at"], row.delivered_at))
        .returning(row.learner_id)
    )
    if dialect.has_one_writer:
        return settling
    named = row.tenant_id == bindparam("tenant"), dialect.among(row.learner_id, "learners")
    held = select(row.learner_id).where(*named).order_by(row.learner_id).with_for_update().cte("held")
    return settling.where(row.learner_id == held.c.learner_id)


def _next_looks(tables: Tables, *, tenant: ColumnElement[str] | None = None) -> Select[Any]:
    """
    Return the statement for when the first learner of each tenant, or of one, is to be looked at.

    Beside the tenant stand whether somebody of an older edition is free, when the first of these that are claimed is,
    and when the first of the newest edition is due.
    """
    claims, editions, policies = tables.claims, tables.editions, tables.policies
    every = select(policies.c.tenant_id).distinct()
    every = every if tenant is None else every.where(policies.c.tenant_id == tenant)
    one, row = every.subquery("one"), claims.c
    newest = select(func.coalesce(func.max(editions.c.number), literal(0))).where(
        editions.c.tenant_id == one.c.tenant_id
    )
    theirs = select(func.min(row.look_at)).where(row.tenant_id == one.c.tenant_id).correlate(one)
    number = newest.correlate(one).scalar_subquery()
    free = select(row.learner_id).where(row.tenant_id == one.c.tenant_id, row.edition < number, ~_is_claim(row))
    # In the order of the index, without which PostgreSQL goes through the whole table where it has not been analysed.
    first = free.order_by(row.edition, row.look_at).limit(1)
    is_free = first.correlate(one).scalar_subquery().is_not(None)
    claimed = case((is_free, None), else_=theirs.where(row.edition < number).scalar_subquery())
    return select(one.c.tenant_id, is_free, claimed, theirs.where(row.edition == number).scalar_subquery())


def _is_claim(row: ReadOnlyColumnCollection[str, Column[Any]]) -> ColumnElement[bool]:
    """Return the condition that a worker has claimed the learner; else somebody is looking at them, or nobody."""
    return and_(row.claim_id.is_not(None), ~row.claim_id.startswith(LOOKING))


def waking(tables: Tables) -> Update:
    """Return the statement that wakes learners."""
    claims = tables.claims
    whose = claims.c.tenant_id == bindparam("tenant"), tables.dialect.among(claims.c.learner_id, "learners")
    return update(claims).where(*whose).values(edition=WOKEN)


def _values(tenant: str, verdict: Verdict) -> tuple[object, ...]:
    """Return what the database is told of a verdict."""
    delivered = None if verdict.delivered_at is None else microseconds(verdict.delivered_at)
    claim = verdict.claim_id, verdict.day, microseconds(verdict.look_at), delivered
    return tenant, verdict.learner, verdict.held, verdict.edition, *claim


def _taking(claims: Table, first: ColumnElement[bool], then: ColumnElement[bool]) -> Update:
    """
    Return the statement that takes the first rows of those that are wanted first, and then of the others.

    Each of the two goes along the index. In PostgreSQL rows that somebody else is writing are passed over, so that
    nobody waits and many may take at once.
    """
    row, limit = claims.c, bindparam("limit", type_=Integer)
    before = _in_order(claims, first, limit, name="before")
    rest = limit - select(func.count()).select_from(before).scalar_subquery()
    after = _in_order(claims, then, rest, name="after")
    wanted = union_all(select(before.c.learner_id), select(after.c.learner_id)).cte("wanted")
    return (
        update(claims)
        .where(row.tenant_id == bindparam("tenant"), row.learner_id == wanted.c.learner_id)
        .values(
            edition=bindparam("edition", type_=Integer),
            look_at=bindparam("until", type_=BigInteger),
            day=case((_is_claim(row), row.day - literal(1)), else_=row.day),
            claim_id=bindparam("mark", type_=Text),
        )
        .returning(row.learner_id, row.day, row.delivered_at)
    )


def _in_order(claims: Table, is_wanted: ColumnElement[bool], limit: ColumnElement[int], *, name: str) -> CTE:
    """Return the rows that are wanted, the longest waiting first, which nobody else may write meanwhile."""
    row = claims.c
    found = select(row.learner_id).where(row.tenant_id == bindparam("tenant"), is_wanted)
    return found.order_by(row.edition, row.look_at).limit(limit).with_for_update(skip_locked=True).cte(name)


def joined_claims(
    old: ReadOnlyColumnCollection[str, Column[Any]], new: ReadOnlyColumnCollection[str, Any]
) -> dict[str, Any]:
    """
    Return what becomes of a learner's row of claims, who gets what another had: the later day of the two holds.

    Of one day what was delivered holds before what was only claimed. Who has no claim is looked at anew. Where both are
    claimed, both claims stand in the row until both leases have run out.
    """
    day, other = (func.coalesce(row.day, literal(0)) for row in (new, old))
    is_later = or_(day > other, and_(day == other, _is_claim(old), ~_is_claim(new)))
    both = and_(_is_claim(old), _is_claim(new))
    went, before = (func.coalesce(row.delivered_at, literal(0)) for row in (new, old))
    return {
        "day": case((is_later, new.day), else_=old.day),
        "claim_id": case(
            (and_(both, is_later), new.claim_id + literal(JOINING) + old.claim_id),
            (both, old.claim_id + literal(JOINING) + new.claim_id),
            (is_later, new.claim_id),
            else_=old.claim_id,
        ),
        "look_at": case(
            (and_(both, new.look_at > old.look_at), new.look_at),
            (both, old.look_at),
            (is_later, new.look_at),
            else_=old.look_at,
        ),
        "delivered_at": case((went > before, new.delivered_at), else_=old.delivered_at),
        "edition": WOKEN,
    }
