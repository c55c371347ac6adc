"""The log as readers from outside follow it: in the order of the transactions, and nothing that could be overtaken."""

from __future__ import annotations

from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, and_, bindparam, func, literal, or_, select, text, tuple_, union_all

from reinforce.ports import LogSlice, Place
from reinforce.stores.shared.claim_marks import beyond
from reinforce.stores.sql.reading.snapshot_parts import of_tenant
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.tables import log_rows
from reinforce.stores.sql.tables.clusters import name
from reinforce.stores.sql.tables.rows import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import FromClause, Select
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.journal import Entry
    from reinforce.stores.sql.tables.row_codec import Values
    from reinforce.stores.sql.tables.schema import Tables

    _Placed = tuple[Place, Entry]

_PLACE = ("log_epoch", "tx", "seq")
_REVIEW = (*_PLACE, "learner_id", *log_rows.REVIEW.names)
_EVENT = (*_PLACE, *log_rows.EVENT.names)
_EPOCH, _BELOW = bindparam("epoch", type_=Integer), bindparam("below", type_=BigInteger)
_LIMIT = bindparam("limit", type_=Integer)

# Transactions below the first number are over; none above the second has begun. The third is the epoch of what is
# written now, which is not in the rows yet where nothing was written since it went up.
_MOMENT = """
SELECT pg_snapshot_xmin(moment)::text::bigint, pg_snapshot_xmax(moment)::text::bigint,
       (SELECT pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid)::int
        FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
        WHERE adrelid = to_regclass(:reviews) AND attname = 'log_epoch')
FROM pg_current_snapshot() AS moment
"""


class LogFeed:
    """The statements that read the log from outside, for one dialect and one schema."""

    def __init__(self, tables: Tables) -> None:
        dialect = tables.dialect
        self._has_one_writer = dialect.has_one_writer
        self._name = name(tables, "reviews")
        self._moment = Compiled(text(_MOMENT), dialect)
        logs = tables.reviews, tables.events
        self._last = Compiled(_last_number(logs), dialect)
        after = (_after(log, names) for log, names in zip(logs, (_REVIEW, _EVENT), strict=True))
        self._reviews, self._events = (Compiled(statement, dialect) for statement in after)
        self._held = [Compiled(_held(log), dialect) for log in logs]

    def slice(self, cursor: DBAPICursor, tenant: str, *, after: Place, limit: int) -> LogSlice:
        """Return the entries after a place that nothing can overtake any more; all statements see one moment."""
        given = {"tenant": tenant, "limit": limit}
        held_since = None
        if self._has_one_writer:
            end = Place(1, 0, self._last.fetch(cursor, given)[0][0] or 0)
            if after > end:
                raise beyond(after)
            given |= {"epoch": 1, "below": 1}
        else:
            ((below, unused, epoch),) = self._moment.fetch(cursor, {"reviews": self._name})
            if after >= Place(epoch, unused):
                raise beyond(after)
            given |= {"epoch": epoch, "below": below}
            waiting = [tuple(row) for held in self._held for row in held.fetch(cursor, given)]
            held_since = instant(min(waiting)[-1]) if waiting else None
        given |= {"after_epoch": after.epoch, "after_tx": after.transaction, "after_seq": after.number}
        parts = self._of_reviews(cursor, given), self._of_events(cursor, given)
        found = list(islice(merge(*parts, key=itemgetter(0)), limit))
        return LogSlice(
            entries=tuple(entry for _, entry in found), end=found[-1][0] if found else after, held_since=held_since
        )

    def _of_reviews(self, cursor: DBAPICursor, given: Values) -> Iterator[_Placed]:
        for row in self._reviews.fetch(cursor, given):
            yield Place(*row[:3]), log_rows.REVIEW.value(row[4:], learner=row[3])

    def _of_events(self, cursor: DBAPICursor, given: Values) -> Iterator[_Placed]:
        for row in self._events.fetch(cursor, given):
            yield Place(*row[:3]), log_rows.EVENT.value(row[3:])


def _after(log: FromClause, names: Sequence[str]) -> Select[Any]:
    """Return the statement for the entries of one table after a place, which nothing can overtake any more."""
    place = tuple_(*(log.c[name] for name in _PLACE))
    start = tuple_(*(bindparam(name, type_=BigInteger) for name in ("after_epoch", "after_tx", "after_seq")))
    is_settled = or_(log.c.log_epoch < _EPOCH, log.c.tx < _BELOW)
    return of_tenant(log, names).where(place > start, is_settled).order_by(*place).limit(_LIMIT)


def _held(log: FromClause) -> Select[Any]:
    """Return the statement for the first entry of one table that is held back: its place, and when it was recorded."""
    recorded_at = func.coalesce(log.c.recorded_at, log.c.at)
    is_held = and_(log.c.log_epoch == _EPOCH, log.c.tx >= _BELOW)
    return of_tenant(log, _PLACE).add_columns(recorded_at).where(is_held).order_by(log.c.tx, log.c.seq).limit(1)


def _last_number(logs: Iterable[FromClause]) -> Select[Any]:
    """Return the statement for the last number in the log of a store that has one writer."""
    numbers = (
        select(func.max(log.c.seq).label("seq")).where(
            log.c.tenant_id == bindparam("tenant"), log.c.log_epoch == literal(1), log.c.tx == literal(0)
        )
        for log in logs
    )
    last = union_all(*numbers).subquery("last")
    return select(func.max(last.c.seq))
