"""A store in SQL, whatever runs its statements: connections of its own, or a host's."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from reinforce.errors import StoreError
from reinforce.ports import one_tenant
from reinforce.stores.sql.reading.fast_read import FastRead
from reinforce.stores.sql.reading.log_feed import LogFeed
from reinforce.stores.sql.reading.reads import Snapshots, lookups
from reinforce.stores.sql.statements.query_list import as_list
from reinforce.stores.sql.tables import log_rows, rows
from reinforce.stores.sql.writing.claims import Claims
from reinforce.stores.sql.writing.fast_write import FastWrite
from reinforce.stores.sql.writing.people import PeopleWrites
from reinforce.stores.sql.writing.single_statement import SingleStatement
from reinforce.stores.sql.writing.writes import Writes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.journal import Event
    from reinforce.ports import (
        Change,
        EditionRecord,
        Entries,
        Holder,
        LogSlice,
        Look,
        Place,
        PolicyRecord,
        Query,
        Snapshot,
        Verdict,
    )
    from reinforce.stores.sql.connections.transactions import Runner
    from reinforce.stores.sql.dialects.dialect import Dialect
    from reinforce.stores.sql.migrations.schema_version import History
    from reinforce.stores.sql.tables.row_codec import Row
    from reinforce.stores.sql.tables.schema import Tables

_MOST = 32
"""Schemas whose statements are kept at hand; of more, those that were opened longest ago are made again."""


class Statements:
    """
    Every statement of the stores over one schema, for one dialect.

    They know of no connection: stores over databases that are alike share them, so that to open another one neither
    makes nor compiles any.

    Args:
        tables: of the schema.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.fast, self.snapshots, self.lookups = FastRead(tables), Snapshots(tables), lookups(tables)
        self.writes, self.claims, self.people = Writes(tables), Claims(tables), PeopleWrites(tables)
        self.logs = LogFeed(tables)
        self.review = FastWrite(tables)
        self.at_once = SingleStatement(tables) if tables.dialect.writes_at_once else None


@lru_cache(maxsize=_MOST)
def statements(history: History, dialect: Dialect, schema: str | None) -> Statements:
    """Return the statements for the newest tables of a *history* in a *schema*, the same whoever asks."""
    return Statements(history.tables(dialect, schema))


class StatementStore:
    """
    What a store in SQL reads and writes, over whatever runs its statements.

    Args:
        made: the statements.
        runner: runs the work.
    """

    def __init__(self, made: Statements, runner: Runner) -> None:
        self._runner = runner
        self._fast, self._snapshots, self._lookups = made.fast, made.snapshots, made.lookups
        self._writes, self._claims, self._people = made.writes, made.claims, made.people
        self._logs, self._review, self._at_once = made.logs, made.review, made.at_once

    def read(self, query: Query) -> Snapshot:
        """Return what is held of one learner, all of it at one moment."""
        if self._fast.answers(query):
            seen = self._runner.read(partial(self._fast.snapshot, query=query), tenant=query.tenant, single=True)
            if seen is not None:
                return seen
        return self._runner.read(partial(self._snapshots.read, queries=(query,)), tenant=query.tenant)[0]

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """Return what is held of many learners of one tenant, all of it at one moment."""
        one_tenant(queries)
        if not queries:
            return ()
        return self._runner.read(partial(self._snapshots.read, queries=queries), tenant=queries[0].tenant)

    def apply(self, change: Change) -> None:
        """Write all of *change* in one transaction."""
        if self._review.makes(change) and self._review.write(self._runner, change):
            return
        at_once = self._at_once
        if at_once is not None and at_once.makes(change) and at_once.write(self._runner, change):
            return
        if change.is_kept_at_hand:
            self._leave()
        found = self._writes.rows(change)
        self._runner.write(partial(self._writes.run, change=change, found=found), tenant=change.tenant)

    def _leave(self) -> None:
        """Note that a transaction of the host's, if there is one, may yet take back what engines keep at hand."""

    def _found(self, lookup: str, tenant: str | None, **given: object) -> Sequence[Row]:
        """Return the rows that one of the `lookups` finds."""
        find = partial(self._lookups[lookup].fetch, values={"tenant": tenant, **given})
        return self._runner.read(find, tenant=tenant, single=True)

    def tenants(self) -> tuple[str, ...]:
        """Return the ids of all tenants, sorted."""
        return tuple(row[0] for row in self._found("tenants", None))

    def policy(self, tenant: str, version: int | None = None) -> PolicyRecord | None:
        """Return the tenant's policy of that version, or the newest; ``None`` if there is none."""
        found = self._found("newest policy" if version is None else "policy", tenant, version=version)
        return rows.POLICY.value(found[0]) if found else None

    def editions(self, tenant: str, numbers: Iterable[int]) -> tuple[EditionRecord, ...]:
        """Return those of the tenant's editions that have one of *numbers*, oldest first."""
        return tuple(map(rows.EDITION.value, self._found("editions", tenant, numbers=as_list(list(numbers)))))

    def events(self, tenant: str, *, learner: str = "") -> tuple[Event, ...]:
        """Return the events of one learner, or those that concern the whole tenant, in the order ``(at, id)``."""
        return tuple(map(log_rows.EVENT.value, self._found("events", tenant, learner=learner)))

    def learners(self, tenant: str, *, after: str = "", limit: int = 1000, retired: bool = False) -> tuple[str, ...]:
        """Return ids of learners greater than *after*, of the *retired* too or not; by code point, at most *limit*."""
        lookup = "learners and retired" if retired else "learners"
        return tuple(row[0] for row in self._found(lookup, tenant, after=after, limit=limit))

    def take(
        self, tenant: str, *, edition: int, now: datetime, until: datetime, limit: int, mark: str
    ) -> tuple[Look, ...]:
        """Return learners to look at, at most *limit*, whom nobody else is given until then."""
        given: dict[str, Any] = {"edition": edition, "now": now, "until": until, "limit": limit, "mark": mark}
        return self._runner.write(partial(self._claims.take, tenant=tenant, **given), tenant=tenant, single=True)

    def settle(self, tenant: str, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """Write what became of looks and claims; return the learners for whom it was written."""
        settle = partial(self._claims.settle, tenant=tenant, verdicts=verdicts)
        return self._runner.write(settle, tenant=tenant, single=True)

    def holders(self, tenant: str, marks: Sequence[str]) -> tuple[Holder, ...]:
        """Return who has one of *marks*, ids of claims or marks of how they ended; and all who have several claims."""
        return self._runner.read(partial(self._claims.holders, tenant=tenant, marks=marks), tenant=tenant, single=True)

    def next_looks(self, tenant: str | None = None) -> Mapping[str, datetime]:
        """Return by tenant when the first of its learners is to be looked at; of one *tenant*, or of all."""
        return self._runner.read(partial(self._claims.next_looks, tenant=tenant), tenant=tenant, single=True)

    def log(self, tenant: str, *, after: Place, limit: int) -> LogSlice:
        """Return the entries of the tenant's log after a place, at most *limit*, in the order of the transactions."""
        return self._runner.read(partial(self._logs.slice, tenant=tenant, after=after, limit=limit), tenant=tenant)

    def entries(
        self, tenant: str, *, learner: str | None = None, naming: str | None = None, mentioning: str | None = None
    ) -> Entries:
        """Return all log entries of a *learner*, or those of anybody that name a person, or in which a text stands."""
        entries = partial(self._people.entries, learner=learner, naming=naming, mentioning=mentioning)
        return self._runner.read(partial(entries, tenant=tenant), tenant=tenant)

    def held(self, tenant: str, person: str) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """Return everything that is held about a person, as JSON values, by the name of the table."""
        return self._runner.read(partial(self._people.held, tenant=tenant, person=person), tenant=tenant)

    def erasure_key(self, tenant: str) -> str | None:
        """Return the tenant's key for hashes of ids; ``None`` before it is first needed."""
        return self._runner.read(partial(self._people.key, tenant=tenant), tenant=tenant, single=True)

    def tombstones(self, tenant: str, digests: Iterable[str]) -> Mapping[str, datetime]:
        """Return the instants of erasure of those of *digests* that are there."""
        return self._runner.read(
            partial(self._people.tombstones, tenant=tenant, digests=digests), tenant=tenant, single=True
        )

    def _purge(self, purge: Callable[[DBAPICursor], str]) -> str:
        """Return what *purge* says may be left of rows that are gone, or why nothing was removed."""
        try:
            return self._runner.read(purge, tenant=None, single=True)
        except StoreError as error:
            return f"what the database keeps beside its tables could not be removed: {error}"
