"""Reading: snapshots put together of their parts, for any number of queries, and the rest that a store looks up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, cast, literal_column, or_, select

from reinforce.days import microseconds
from reinforce.errors import NotFoundError
from reinforce.ports import RETIRED, Snapshot
from reinforce.stores.sql.reading.snapshot_parts import PARTS, head, in_order, of_learner, of_tenant
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.query_list import QueryList
from reinforce.stores.sql.tables import log_rows, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.journal import Event
    from reinforce.ports import Query
    from reinforce.stores.sql.tables.row_codec import Row, Values
    from reinforce.stores.sql.tables.schema import Tables

_TENANT = -1
"""The place of the tenant's own events, which every plan of the tenant needs."""


class Snapshots:
    """The statements of snapshots, for one dialect and one schema; made once, and each compiled once."""

    def __init__(self, tables: Tables) -> None:
        wanted = QueryList(tables.dialect)
        self._head = Compiled(head(tables, wanted), tables.dialect)
        self._parts = tuple((part, Compiled(part.statement(tables, wanted), tables.dialect)) for part in PARTS)

    def read(self, cursor: DBAPICursor, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """
        Return what *queries*, all of one tenant, ask for: a statement for the heads and one for each part wanted.

        Of learners who are not there nothing else is read. The tenant's own log, whose learner is empty, is there.
        """
        tenant = queries[0].tenant
        everybody = ((place, query.learner, "") for place, query in enumerate(queries))
        found: list[Values] = [{} for _ in queries]
        for place, of_head in _by_place(self._head.fetch(cursor, QueryList.parameters(tenant, everybody))).items():
            found[place] = _head(tenant, of_head)
        present = [
            place for place, parts in enumerate(found) if parts["epoch"] is not None or not queries[place].learner
        ]
        for part, statement in self._parts:
            wanted = [
                (place, queries[place].learner, item) for place in present for item in part.wanted(queries[place])
            ]
            if not wanted:
                continue
            ours = [(_TENANT, "", item) for item in part.of_tenant([item for _, _, item in wanted])]
            by_place = _by_place(statement.fetch(cursor, QueryList.parameters(tenant, [*ours, *wanted])))
            shared = by_place.pop(_TENANT, None)
            for place, of_place in by_place.items():
                found[place][part.name] = part.value(queries[place].learner, of_place)
            if shared is not None:
                _share(part.value("", shared), [found[place] for place, learner, _ in wanted if learner], part.name)
        return tuple(Snapshot(**parts) for parts in found)


def _head(tenant: str, found: Sequence[Row]) -> Values:
    """Return the fields of a snapshot that its head says."""
    policy_version, edition, epoch, closed_before = found[0][:4]
    if policy_version is None:
        raise NotFoundError("tenant", tenant)
    return {
        "policy_version": policy_version,
        "edition": edition,
        "epoch": epoch,
        "closed_before": rows.instant(closed_before),
        "calendar": tuple(rows.CALENDAR.value(row[4:]) for row in found if row[4] is not None),
    }


def _share(shared: tuple[Event, ...], found: Iterable[Values], name: str) -> None:
    """Let the events of the tenant take their places among those of each learner."""
    for parts in found:
        own = parts.get(name)
        parts[name] = tuple(sorted((*own, *shared), key=lambda event: (*event.order, event.learner))) if own else shared


def _by_place(found: Iterable[Row]) -> dict[int, list[Row]]:
    """Return rows by their place, without it, in their order."""
    places: dict[int, list[Row]] = {}
    for row in found:
        places.setdefault(row[0], []).append(row[1:])
    return places


def lookups(tables: Tables) -> dict[str, Compiled]:
    """Return by name the statements for what else is read of a tenant, each with parameters named as in the store."""
    policy, edition, learner = tables.policies.c, tables.editions.c, tables.learners.c
    policies = of_tenant(tables.policies, rows.POLICY.names).order_by(policy.version.desc()).limit(1)
    after = of_tenant(tables.learners, ("learner_id",)).where(learner.learner_id > bindparam("after"))
    everybody = after.order_by(learner.learner_id).limit(bindparam("limit", type_=Integer))
    retired = literal_column(f"{microseconds(RETIRED)}", type_=learner.closed_before.type)
    statements = {
        "newest policy": policies,
        "policy": policies.where(policy.version == bindparam("version")),
        "editions": of_tenant(tables.editions, rows.EDITION.names)
        .where(edition.number.in_(select(cast(tables.dialect.listed("numbers"), Integer))))
        .order_by(edition.number),
        "events": in_order(of_learner(tables.events, log_rows.EVENT.names), tables.events),
        "learners": everybody.where(or_(learner.closed_before.is_(None), learner.closed_before < retired)),
        "learners and retired": everybody,
        "tenants": select(policy.tenant_id).distinct().order_by(policy.tenant_id),
    }
    return {name: Compiled(statement, tables.dialect) for name, statement in statements.items()}
