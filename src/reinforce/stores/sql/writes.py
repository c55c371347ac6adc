"""Writing: a change becomes steps, each one statement for all its rows, in an order that cannot deadlock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, func, literal, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from reinforce.errors import NotFoundError, StaleError
from reinforce.ports import NOTHING_REWRITTEN
from reinforce.stores.sql import entries, rows
from reinforce.stores.sql.lists import Lists
from reinforce.stores.sql.people import People, Runner
from reinforce.stores.sql.reads import of_learner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, ScalarSelect, Table, Update

    from reinforce.ports import Change
    from reinforce.stores.sql.rows import Values
    from reinforce.stores.sql.schema import Tables

    Insert = postgresql.Insert | sqlite.Insert


@dataclass(frozen=True, slots=True)
class Step:
    """
    One statement and the rows to execute it for.

    Attributes:
        statement: an INSERT or an UPDATE.
        rows: its parameters.
        kind: what the rows are, where each of them has to be written, or the change is stale; else empty.
        name: the parameter that holds the id of such a row.
    """

    statement: Insert | Update
    rows: list[Values]
    kind: str = ""
    name: str = "id"

    def run(self, connection: Connection) -> None:
        """Execute the statement for all rows; raise StaleError where one that has to be written was not."""
        if not self.rows:
            return
        count = len(self.rows)
        result = connection.execute(self.statement, self.rows[0] if count == 1 else self.rows)
        if self.kind and result.rowcount != count:
            others = f", or another of {count}," if count > 1 else ""
            raise StaleError(self.kind, str(self.rows[0][self.name]), f"{others} was written by somebody else".lstrip())


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of one change: those before the learners it names are held fast, and those after."""

    before: list[Step]
    after: list[Step]


class Writes:
    """The statements that write, for one dialect and one schema; made once, so that SQLAlchemy compiles each once."""

    def __init__(self, tables: Tables, dialect: str) -> None:
        self._lists, self._people = Lists(dialect), People(tables, dialect)
        self._insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        policies, learners = tables.policies, tables.learners
        self._tenant = select(policies.c.version).where(policies.c.tenant_id == bindparam("tenant")).limit(1)
        self._policy, self._edition = self._new(policies), self._new(tables.editions)
        self._learner, self._enrolment = self._new(learners), self._new(tables.enrolments)
        self._attempt, self._new_card = self._new(tables.attempts), self._new(tables.cards)
        self._claim = self._new(tables.claims)
        self._numbers = dialect == "sqlite"
        place = _next_place(tables) if self._numbers else {}
        self._review, self._event = self._new(tables.reviews).values(place), self._new(tables.events).values(place)
        self._card = _next_version(tables.cards)
        self._calendar, self._exposure = self._calendar_entry(tables.calendar), self._meeting(tables.exposures)
        named = learners.c.tenant_id == bindparam("tenant"), self._lists.among(learners.c.learner_id, "learners")
        held = select(learners.c.learner_id, learners.c.epoch).where(*named).order_by(learners.c.learner_id)
        self._held, self._held_to_turn = held.with_for_update(read=True), held.with_for_update(key_share=True)
        self._present = union_all(
            *(
                of_learner(log, ("id",)).where(log.c.id == bindparam("entry"))
                for log in (tables.reviews, tables.attempts)
            )
        )
        self._turn = update(learners).where(*named).values(epoch=learners.c.epoch + 1)

    def steps(self, change: Change) -> Steps:
        """
        Return what there is to do for *change*, each step's rows in the order of their keys.

        Raises:
            InvalidParameterError: a value cannot be stored.
        """
        tenant = change.tenant
        policies = [rows.of_policy(tenant, record) for record in change.policies]
        editions = [rows.of_edition(tenant, record) for record in change.editions]
        learners = [{"tenant_id": tenant, "learner_id": id_, "epoch": 0} for id_ in change.learners]
        claims = [{"tenant_id": tenant, "learner_id": id_, "edition": 0, "look_at": 0} for id_ in change.learners]
        calendar = [rows.of_calendar_entry(tenant, id_, entry) for id_, entry in change.calendar]
        enrolments = [rows.of_enrolment(tenant, *enrolment) for enrolment in change.enrolments]
        cards = [rows.of_card(tenant, card, version + 1) for card, version in change.cards if not version]
        moved = [_moved(rows.of_card(tenant, card, version + 1)) for card, version in change.cards if version]
        attempts = [entries.of_attempt(tenant, record) for record in change.attempts]
        place = {"of_tenant": tenant} if self._numbers else {}
        reviews = [entries.of_review(tenant, record) | place for record in change.reviews]
        events = [entries.of_event(tenant, event) | place for event in change.events]
        exposures = rows.of_exposures(tenant, change.exposures)
        turning = [{"tenant": tenant, "learners": self._lists.parameter(change.turning)}] if change.turning else []
        return Steps(
            before=[
                Step(self._policy, _sorted(policies, "version"), "policy", "version"),
                Step(self._edition, _sorted(editions, "number"), "edition", "number"),
                Step(self._learner, _sorted(learners, "learner_id")),
                Step(self._claim, _sorted(claims, "learner_id")),
            ],
            after=[
                Step(self._turn, turning),
                Step(self._calendar, _sorted(calendar, "learner_id", "effective_at")),
                Step(self._enrolment, _sorted(enrolments, "learner_id", "journey_id")),
                Step(self._card, _sorted(moved, "of_learner", "of_skill"), "card", "of_skill"),
                Step(self._new_card, _sorted(cards, "learner_id", "skill_id"), "card", "skill_id"),
                Step(self._attempt, _sorted(attempts, "learner_id", "id"), "attempt"),
                Step(self._review, _sorted(reviews, "learner_id", "id"), "review"),
                Step(self._event, _sorted(events, "learner_id", "id")),
                Step(self._exposure, _sorted(exposures, "learner_id", "exercise_id")),
            ],
        )

    def run(self, connection: Connection, change: Change, steps: Steps) -> None:
        """Write *change*, whose steps are *steps*; where this raises, the transaction has to be rolled back."""
        named = change.named
        steps.before[0].run(connection)
        if not change.policies and (change.editions or change.learners or not named):
            self._check_tenant(connection, change.tenant)
        for step in steps.before[1:]:
            step.run(connection)
        rewriting = change.rewriting is not NOTHING_REWRITTEN
        if rewriting:
            self._people.make(Runner(connection), change)
        if named:
            self._hold(connection, change, named)
        if change.persons or change.rewriting.tombstones:
            self._people.check_persons(Runner(connection), change)
        if rewriting:
            self._people.check(Runner(connection), change)
        for learner, entry in change.absent:
            self._check_absent(connection, change.tenant, learner, entry)
        for step in steps.after:
            step.run(connection)
        if rewriting:
            self._people.rewrite(Runner(connection), change)

    def _check_tenant(self, connection: Connection, tenant: str) -> None:
        if connection.execute(self._tenant, {"tenant": tenant}).first() is None:
            raise NotFoundError("tenant", tenant)

    def _hold(self, connection: Connection, change: Change, named: Iterable[str]) -> None:
        """
        Check the epochs of all learners whom *change* names, and hold them as they are until the transaction ends.

        In PostgreSQL their rows are locked, in the order of their ids: shared, so that many may practise and record
        for one learner at a time, or for writing where an epoch is about to turn. SQLite has one writer anyway.
        """
        held = self._held_to_turn if change.turning else self._held
        given = {"tenant": change.tenant, "learners": self._lists.parameter(named)}
        epochs: dict[str, int] = {row[0]: row[1] for row in connection.execute(held, given)}
        for learner in named:
            if learner not in epochs:
                self._check_tenant(connection, change.tenant)
                raise StaleError("learner", learner, "is not there")
        for learner, epoch in change.epochs.items():
            if epochs[learner] != epoch:
                raise StaleError("learner", learner, "has another calendar or other retractions by now")

    def _check_absent(self, connection: Connection, tenant: str, learner: str, entry: str) -> None:
        """Raise StaleError where *entry* is in the log; the learner is held, so that it cannot arrive meanwhile."""
        given = {"tenant": tenant, "learner": learner, "entry": entry}
        if connection.execute(self._present, given).first() is not None:
            raise StaleError("entry", entry, "is there by now")

    def _new(self, table: Table) -> Insert:
        """Return the statement that inserts a row where its key is free, and says whether it did."""
        return self._insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)

    def _calendar_entry(self, table: Table) -> Insert:
        """Return the statement that inserts a calendar entry, or takes the place of the one at the same instant."""
        statement = self._insert(table)
        new = {name: statement.excluded[name] for name in ("timezone", "day_start")}
        return statement.on_conflict_do_update(index_elements=table.primary_key, set_=new)

    def _meeting(self, table: Table) -> Insert:
        """Return the statement that counts and sums meetings with an exercise and keeps the latest instant."""
        statement = self._insert(table)
        old, new = table.c, statement.excluded
        latest = case((new.last_at > old.last_at, new.last_at), else_=old.last_at)
        summed = {name: old[name] + new[name] for name in ("seen", "timed", "took")}
        return statement.on_conflict_do_update(index_elements=table.primary_key, set_=summed | {"last_at": latest})


def _next_place(tables: Tables) -> dict[str, ScalarSelect[int]]:
    """
    Return the place in the log of the tenant that an entry gets in SQLite: the next one.

    SQLite has one writer at a time, so that the places are in the order of the transactions.
    """
    last = union_all(
        *(
            select(func.max(log.c.seq).label("seq")).where(
                log.c.tenant_id == bindparam("of_tenant"), log.c.log_epoch == literal(1), log.c.tx == literal(0)
            )
            for log in (tables.reviews, tables.events)
        )
    ).subquery("places")
    return {"seq": select(func.coalesce(func.max(last.c.seq), 0) + 1).scalar_subquery()}


def _next_version(cards: Table) -> Update:
    """Return the statement that replaces a card if its version is still the one it was decided on."""
    return update(cards).where(
        cards.c.tenant_id == bindparam("of_tenant"),
        cards.c.learner_id == bindparam("of_learner"),
        cards.c.skill_id == bindparam("of_skill"),
        cards.c.version == bindparam("of_version"),
    )


def _moved(row: Values) -> Values:
    """Return the parameters of `_next_version` for the new row of a card."""
    row["of_tenant"], row["of_learner"], row["of_skill"] = (
        row.pop(f"{name}_id") for name in ("tenant", "learner", "skill")
    )
    row["of_version"] = row["version"] - 1
    return row


def _sorted(values: list[Values], *names: str) -> list[Values]:
    """Return rows in the order of those columns: whoever writes the same rows meets them in the same order."""
    return values if len(values) == 1 else sorted(values, key=lambda row: tuple(row[name] for name in names))
