"""Writing: a change becomes steps, each one statement for all its rows, in an order that cannot deadlock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, func, literal_column, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from reinforce.errors import NotFoundError, StaleError
from reinforce.stores.sql.reading.reads import of_learner
from reinforce.stores.sql.statements.compiled import Compiled, given
from reinforce.stores.sql.statements.id_list import IdList
from reinforce.stores.sql.tables import rows
from reinforce.stores.sql.tables.change_rows import rows_of
from reinforce.stores.sql.writing.claims import waking
from reinforce.stores.sql.writing.people import PeopleWrites

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ScalarSelect, Table, Update
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.ports import Change
    from reinforce.stores.sql.tables.rows import Values
    from reinforce.stores.sql.tables.schema import Tables

    Insert = postgresql.Insert | sqlite.Insert


@dataclass(frozen=True, slots=True)
class WriteStep:
    """
    One statement and the rows to execute it for.

    Attributes:
        statement: an INSERT or an UPDATE.
        rows: its parameters.
        kind: what the rows are, where each of them has to be written, or the change is stale; else empty.
        name: the parameter that holds the id of such a row.
    """

    statement: Compiled
    rows: list[Values]
    kind: str = ""
    name: str = "id"

    def run(self, cursor: DBAPICursor) -> None:
        """Execute the statement for all rows; raise StaleError where one that has to be written was not."""
        if not self.rows:
            return
        count = len(self.rows)
        written = self.statement.run_all(cursor, self.rows)
        if self.kind and written != count:
            others = f", or another of {count}," if count > 1 else ""
            raise StaleError(self.kind, str(self.rows[0][self.name]), f"{others} was written by somebody else".lstrip())


@dataclass(frozen=True, slots=True)
class WriteSteps:
    """The steps of one change: those before the learners it names are held fast, and those after."""

    before: list[WriteStep]
    after: list[WriteStep]


class Writes:
    """The statements that write, for one dialect and one schema; made once, and each compiled once."""

    def __init__(self, tables: Tables, dialect: str) -> None:
        self._lists, self._people = IdList(dialect), PeopleWrites(tables, dialect)
        self._dialect = dialect
        policies, learners = tables.policies, tables.learners
        tenant = select(policies.c.version).where(policies.c.tenant_id == bindparam("tenant")).limit(1)
        self._tenant = Compiled(tenant, dialect)
        self._policy, self._edition = self._new(policies), self._new(tables.editions)
        self._learner, self._enrolment = self._new(learners), self._new(tables.enrolments)
        self._attempt, self._new_card = self._new(tables.attempts), self._new(tables.cards)
        self._claim, self._card = self._new(tables.claims), Compiled(moving(tables.cards), dialect)
        logged = (logging(log, tables, dialect).on_conflict_do_nothing() for log in (tables.reviews, tables.events))
        self._review, self._event = (Compiled(statement, dialect) for statement in logged)
        self._wake = Compiled(waking(tables.claims, self._lists), dialect)
        self._calendar, self._exposure = (
            self._calendar_entry(tables.calendar),
            Compiled(summing(tables.exposures, insert(tables.exposures, dialect)), dialect),
        )
        named = learners.c.tenant_id == bindparam("tenant"), self._lists.among(learners.c.learner_id, "learners")
        held = select(learners.c.learner_id, learners.c.epoch).where(*named).order_by(learners.c.learner_id)
        self._held = Compiled(held.with_for_update(read=True), dialect)
        self._held_to_turn = Compiled(held.with_for_update(key_share=True), dialect)
        logs = (tables.reviews, tables.attempts)
        present = (of_learner(log, ("id",)).where(log.c.id == bindparam("entry")) for log in logs)
        self._present = Compiled(union_all(*present), dialect)
        self._turn = Compiled(update(learners).where(*named).values(epoch=learners.c.epoch + 1), dialect)

    def steps(self, change: Change) -> WriteSteps:
        """
        Return what there is to do for *change*, each step's rows in the order of their keys.

        Raises:
            InvalidParameterError: a value cannot be stored.
        """
        found, tenant = rows_of(change), change.tenant
        turning = [{"tenant": tenant, "learners": self._lists.parameter(change.turning)}] if change.turning else []
        woken = [{"tenant": tenant, "learners": self._lists.parameter(sorted(change.waking))}] if change.waking else []
        return WriteSteps(
            before=[
                WriteStep(self._policy, found.get("policies", []), "policy", "version"),
                WriteStep(self._edition, found.get("editions", []), "edition", "number"),
                WriteStep(self._learner, found.get("learners", [])),
                WriteStep(self._claim, found.get("claims", [])),
            ],
            after=[
                WriteStep(self._turn, turning),
                WriteStep(self._calendar, found.get("calendar", [])),
                WriteStep(self._enrolment, found.get("enrolments", [])),
                WriteStep(self._card, found.get("moved", []), "card", "skill_id"),
                WriteStep(self._new_card, found.get("met", []), "card", "skill_id"),
                WriteStep(self._attempt, found.get("attempts", []), "attempt"),
                WriteStep(self._review, found.get("reviews", []), "review"),
                WriteStep(self._event, found.get("events", [])),
                WriteStep(self._exposure, found.get("exposures", [])),
                WriteStep(self._wake, woken),
            ],
        )

    def run(self, cursor: DBAPICursor, change: Change, steps: WriteSteps) -> None:
        """Write *change*, whose steps are *steps*; where this raises, the transaction has to be rolled back."""
        named = change.named
        steps.before[0].run(cursor)
        if not change.policies and (change.editions or change.learners or not named):
            self._check_tenant(cursor, change.tenant)
        for step in steps.before[1:]:
            step.run(cursor)
        rewriting = bool(change.rewriting)
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
        for step in steps.after:
            step.run(cursor)
        if rewriting:
            self._people.rewrite(cursor, change)

    def _check_tenant(self, cursor: DBAPICursor, tenant: str) -> None:
        if self._tenant.first(cursor, {"tenant": tenant}) is None:
            raise NotFoundError("tenant", tenant)

    def _hold(self, cursor: DBAPICursor, change: Change, named: Iterable[str]) -> None:
        """
        Check the epochs of all learners whom *change* names, and hold them as they are until the transaction ends.

        In PostgreSQL their rows are locked, in the order of their ids: shared, so that many may practise and record
        for one learner at a time, or for writing where an epoch is about to turn. SQLite has one writer anyway.
        """
        held = self._held_to_turn if change.turning else self._held
        given = {"tenant": change.tenant, "learners": self._lists.parameter(named)}
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

    def _new(self, table: Table) -> Compiled:
        """Return the statement that inserts a row where its key is free, and says whether it did."""
        return Compiled(insert(table, self._dialect).on_conflict_do_nothing(), self._dialect)

    def _calendar_entry(self, table: Table) -> Compiled:
        """Return the statement that inserts a calendar entry, or takes the place of the one at the same instant."""
        statement = insert(table, self._dialect)
        new = {name: statement.excluded[name] for name in ("timezone", "day_start")}
        return Compiled(statement.on_conflict_do_update(index_elements=table.primary_key, set_=new), self._dialect)


def insert(table: Table, dialect: str) -> Insert:
    """Return an INSERT that can say what to do where the key is taken."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def summing(exposures: Table, inserted: Insert) -> Insert:
    """Return *inserted* so that it counts and sums meetings with an exercise, and keeps the latest instant."""
    old, new = exposures.c, inserted.excluded
    latest = case((new.last_at > old.last_at, new.last_at), else_=old.last_at)
    summed = {name: old[name] + new[name] for name in ("seen", "timed", "took")} | {"last_at": latest}
    return inserted.on_conflict_do_update(index_elements=exposures.primary_key, set_=summed)


def logging(log: Table, tables: Tables, dialect: str) -> Insert:
    """
    Return an INSERT of log entries, which gives each its place in the log.

    PostgreSQL numbers them by itself. In SQLite, which has one writer at a time, the next place is free.
    """
    return insert(log, dialect) if dialect == "postgresql" else insert(log, dialect).values(seq=_next_place(tables))


def _next_place(tables: Tables) -> ScalarSelect[int]:
    last = union_all(
        *(
            select(func.max(log.c.seq).label("seq")).where(
                log.c.tenant_id == given("tenant_id", log.c.tenant_id),
                log.c.log_epoch == literal_column("1"),
                log.c.tx == literal_column("0"),
            )
            for log in (tables.reviews, tables.events)
        )
    ).subquery("places")
    return select(func.coalesce(func.max(last.c.seq), literal_column("0")) + literal_column("1")).scalar_subquery()


def moving(cards: Table) -> Update:
    """Return the statement that replaces a card by its next version, if it is still at the one before."""
    key = (cards.c[name] == given(name, cards.c[name]) for name in ("tenant_id", "learner_id", "skill_id"))
    before = cards.c.version == given("version", cards.c.version) - literal_column("1")
    values = {cards.c[name]: given(name, cards.c[name]) for name in rows.CARD if name != "skill_id"}
    return update(cards).values(values).where(*key, before)
