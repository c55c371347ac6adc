"""Writing: a change becomes steps, each one statement for all its rows, in an order that cannot deadlock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, union_all, update

from reinforce.errors import NotFoundError, StaleError
from reinforce.stores.sql.reading.snapshot_parts import of_learner
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.query_list import as_list
from reinforce.stores.sql.tables.change_rows import rows_of
from reinforce.stores.sql.writing.claims import waking
from reinforce.stores.sql.writing.parts import logging, moving, outdated, summing, taking_off
from reinforce.stores.sql.writing.people import PeopleWrites

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ClauseElement, Table
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.ports import Change
    from reinforce.stores.sql.tables.row_codec import Values
    from reinforce.stores.sql.tables.schema import Tables


@dataclass(frozen=True, slots=True)
class Step:
    """
    How all rows of one kind are written.

    Attributes:
        kind: of the rows, as `rows_of` has them.
        statement: an INSERT or an UPDATE.
        called: what such a row is called, where each of them has to be written or the change is stale; else empty.
        name: the parameter that holds the id of such a row.
    """

    kind: str
    statement: Compiled
    called: str = ""
    name: str = "id"

    def run(self, cursor: DBAPICursor, values: Sequence[Values]) -> None:
        """Execute the statement for all rows; raise StaleError where one that has to be written was not."""
        count = len(values)
        written = self.statement.run_all(cursor, values)
        if self.called and written != count:
            others = f", or another of {count}," if count > 1 else ""
            raise StaleError(self.called, str(values[0][self.name]), f"{others} was written by somebody else".lstrip())


class Writes:
    """The statements that write, for one dialect and one schema; made once, and each compiled once."""

    def __init__(self, tables: Tables) -> None:
        self._dialect, self._people = tables.dialect, PeopleWrites(tables)
        policies, learners = tables.policies, tables.learners
        tenant = select(policies.c.version).where(policies.c.tenant_id == bindparam("tenant")).limit(1)
        self._tenant = self._made(tenant)
        named = learners.c.tenant_id == bindparam("tenant"), self._dialect.among(learners.c.learner_id, "learners")
        held = select(learners.c.learner_id, learners.c.epoch).where(*named).order_by(learners.c.learner_id)
        self._held = self._made(held.with_for_update(read=True))
        self._held_to_turn = self._made(held.with_for_update(key_share=True))
        logs = (tables.reviews, tables.attempts)
        present = (of_learner(log, ("id",)).where(log.c.id == bindparam("entry")) for log in logs)
        self._present = self._made(union_all(*present))
        turn = update(learners).where(*named).values(epoch=learners.c.epoch + 1)
        self._first = Step("policies", self._new(policies), "policy", "version")
        self._before = (
            Step("editions", self._new(tables.editions), "edition", "number"),
            Step("learners", self._new(learners)),
            Step("claims", self._new(tables.claims)),
        )
        review, event = (logging(log, tables).on_conflict_do_nothing() for log in (tables.reviews, tables.events))
        self._after = (
            Step("turning", self._made(turn)),
            Step("calendar", self._calendar_entry(tables.calendar)),
            Step("enrolments", self._new(tables.enrolments)),
            Step("moved", self._made(moving(tables.cards)), "card", "skill_id"),
            Step("met", self._new(tables.cards), "card", "skill_id"),
            Step("attempts", self._new(tables.attempts), "attempt"),
            Step("reviews", self._made(review), "review"),
            Step("events", self._made(event)),
            Step("last words", self._made(outdated(tables, bindparam("subject")))),
            Step("exposures", self._made(summing(tables.exposures, self._dialect.insert(tables.exposures)))),
            *(Step("unmet", self._made(statement)) for statement in taking_off(tables.exposures)),
            Step("waking", self._made(waking(tables))),
        )

    def rows(self, change: Change) -> Mapping[str, list[Values]]:
        """
        Return what is written of *change*, by kind, each kind in the order of its keys.

        Raises:
            InvalidParameterError: a value cannot be stored.
        """
        found = dict(rows_of(change))
        for kind, learners in (("turning", change.turning), ("waking", change.waking)):
            if learners:
                found[kind] = [{"tenant": change.tenant, "learners": as_list(sorted(learners))}]
        said = {(row["learner_id"], row["subject"]) for row in found.get("events", ()) if row["subject"]}
        if said:
            found["last words"] = [
                {"tenant": change.tenant, "learner": learner, "subject": about} for learner, about in sorted(said)
            ]
        return found

    def run(self, cursor: DBAPICursor, change: Change, found: Mapping[str, list[Values]]) -> None:
        """Write *change*, whose rows are *found*; where this raises, the transaction has to be rolled back."""
        named, rewriting = change.named, bool(change.rewriting)
        _run((self._first,), cursor, found)
        if not change.policies and (change.editions or change.learners or not named):
            self._check_tenant(cursor, change.tenant)
        _run(self._before, cursor, found)
        if rewriting:
            self._people.make(cursor, change)
        if named:
            self._hold(cursor, change, named)
        if change.persons or change.rewriting.tombstones:
            self._people.check_persons(cursor, change)
        if rewriting:
            self._people.check(cursor, change)
        for learner, entry in change.absent:
            self._check_absent(cursor, change.tenant, learner, entry)
        _run(self._after, cursor, found)
        if rewriting:
            self._people.rewrite(cursor, change)

    def _check_tenant(self, cursor: DBAPICursor, tenant: str) -> None:
        if self._tenant.first(cursor, {"tenant": tenant}) is None:
            raise NotFoundError("tenant", tenant)

    def _hold(self, cursor: DBAPICursor, change: Change, named: Iterable[str]) -> None:
        """
        Check the epochs of all learners whom *change* names, and hold them as they are until the transaction ends.

        Where many write at a time their rows are locked, in the order of their ids: shared, so that many may practise
        and record for one learner at a time, or for writing where an epoch is about to turn.
        """
        held = self._held_to_turn if change.turning else self._held
        given = {"tenant": change.tenant, "learners": as_list(sorted(named))}
        epochs: dict[str, int] = {row[0]: row[1] for row in held.fetch(cursor, given)}
        for learner in named:
            if learner not in epochs:
                self._check_tenant(cursor, change.tenant)
                raise StaleError("learner", learner, "is not there")
        for learner, epoch in change.epochs.items():
            if epochs[learner] != epoch:
                raise StaleError("learner", learner, "has another calendar or other retractions by now")

    def _check_absent(self, cursor: DBAPICursor, tenant: str, learner: str, entry: str) -> None:
        """Raise StaleError where *entry* is in the log; the learner is held, so that it cannot arrive meanwhile."""
        given = {"tenant": tenant, "learner": learner, "entry": entry}
        if self._present.first(cursor, given) is not None:
            raise StaleError("entry", entry, "is there by now")

    def _made(self, statement: ClauseElement) -> Compiled:
        return Compiled(statement, self._dialect)

    def _new(self, table: Table) -> Compiled:
        """Return the statement that inserts a row where its key is free, and says whether it did."""
        return self._made(self._dialect.insert(table).on_conflict_do_nothing())

    def _calendar_entry(self, table: Table) -> Compiled:
        """Return the statement that inserts a calendar entry, or takes the place of the one at the same instant."""
        statement = self._dialect.insert(table)
        new = {name: statement.excluded[name] for name in ("timezone", "day_start")}
        return self._made(statement.on_conflict_do_update(index_elements=table.primary_key, set_=new))


def _run(steps: Iterable[Step], cursor: DBAPICursor, found: Mapping[str, list[Values]]) -> None:
    for step in steps:
        if step.kind in found:
            step.run(cursor, found[step.kind])
