"""What SQL stores do about people: rewriting what stands, and finding all that is held about one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, and_, bindparam, case, delete, exists, func, literal, or_, select, union_all, update

from reinforce.days import from_microseconds, microseconds
from reinforce.errors import StaleError
from reinforce.journal import EventKind
from reinforce.journal.persons import names as names_person
from reinforce.ports import Entries
from reinforce.stores.shared.export import named_in, readable
from reinforce.stores.shared.json import from_text
from reinforce.stores.shared.mentions import MOST_MENTIONS, as_stored
from reinforce.stores.sql.reading.snapshot_parts import in_order, of_kinds, of_learner, of_tenant
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.query_list import as_list
from reinforce.stores.sql.tables import log_rows
from reinforce.stores.sql.tables.columns import plain_name
from reinforce.stores.sql.tables.row_codec import MICROSECOND
from reinforce.stores.sql.tables.rows import optional
from reinforce.stores.sql.tables.schema import Duration, Instant, Json
from reinforce.stores.sql.writing.claims import joined_claims
from reinforce.stores.sql.writing.parts import outdated, summing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ClauseElement, Column, ColumnElement, Delete, Insert, Table, Update
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.journal import Event
    from reinforce.ports import Change, Rewriting
    from reinforce.stores.sql.tables.row_codec import Row, Values
    from reinforce.stores.sql.tables.schema import Tables

_LAST_WORD = ("subject", "until_day")
_LEFT_OUT = frozenset(("tenant_id", "learner_id", *_LAST_WORD))
_KEY = ("tenant_id", "learner_id", "id")
_ESCAPE = "/"


class PeopleWrites:
    """The statements about people, for one dialect and one schema; they walk the tables, so that none is forgotten."""

    def __init__(self, tables: Tables) -> None:
        self._tables, self._dialect, self._insert = tables, tables.dialect, tables.dialect.insert
        every = tables.metadata.sorted_tables
        self._of_learners = [table for table in every if "learner_id" in table.c]
        self._below = [table for table in reversed(self._of_learners) if table is not tables.learners]
        self._log = (tables.reviews, tables.attempts, tables.events)
        self._columns = {
            tables.reviews: log_rows.REVIEW_RECORD,
            tables.attempts: log_rows.ATTEMPT.names,
            tables.events: log_rows.EVENT.names[1:],
        }

    def make(self, cursor: DBAPICursor, change: Change) -> None:
        """Make the learners that only a rewriting knows of, before those who are named are held fast."""
        new = change.rewriting.retired.union(target for _, target in change.rewriting.moves)
        rows = [{"tenant_id": change.tenant, "learner_id": id_, "epoch": 0} for id_ in sorted(new)]
        self._write(cursor, self._insert(self._tables.learners).on_conflict_do_nothing(), rows)

    def check_persons(self, cursor: DBAPICursor, change: Change) -> None:
        """
        Raise StaleError where somebody who is named was erased by now.

        In PostgreSQL the tenant's key is locked until the transaction ends: shared by all who name somebody, alone by
        whoever erases. So what names the person is either there for the erasure to find, or refused.
        """
        keys = of_tenant(self._tables.erasure_keys, ("key",))
        self._fetch(cursor, keys.with_for_update(read=not change.rewriting.tombstones), {"tenant": change.tenant})
        if change.persons:
            found = self.tombstones(cursor, change.tenant, list(change.persons))
            for digest, at in change.persons.items():
                if found.get(digest) != at:
                    raise StaleError("person", digest, "was erased by now")

    def check(self, cursor: DBAPICursor, change: Change) -> None:
        """Raise StaleError where a log has other entries than were seen; the learners are held fast."""
        counts = [
            select(func.count().label("entries")).where(
                log.c.tenant_id == bindparam("tenant"), log.c.learner_id == bindparam("learner")
            )
            for log in self._log
        ]
        every = union_all(*counts).subquery()
        for learner, count in sorted(change.rewriting.counted.items()):
            found = self._fetch(
                cursor, select(func.sum(every.c.entries)), {"tenant": change.tenant, "learner": learner}
            )
            if int(found[0][0]) != count:
                raise StaleError("learner", learner, "has other entries in the log by now")

    def rewrite(self, cursor: DBAPICursor, change: Change) -> None:
        """Do what the change's rewriting says, after all else that it writes."""
        tenant, rewriting = change.tenant, change.rewriting
        for source, target in rewriting.moves:
            self._move(cursor, {"of_tenant": tenant, "of_learner": source, "to_learner": target})
        self._remove(cursor, tenant, rewriting.removed)  # before last words, which what goes has none of
        self._replace(cursor, tenant, rewriting.replaced)
        targets = sorted({target for _, target in rewriting.moves})
        self._say_anew(cursor, tenant, [one for one in rewriting.replaced.events if one.learner in targets])
        self._write(cursor, outdated(self._tables), [{"tenant": tenant, "learner": target} for target in targets])
        if rewriting.erased:
            given = {"of_tenant": tenant, "learners": as_list(sorted(rewriting.erased))}
            for table in (*self._below, self._tables.learners):
                self._write(cursor, delete(table).where(*self._of(table, several=True)), [given])
        enrolments, learners = self._tables.enrolments, self._tables.learners
        left = [{"of_tenant": tenant, "of_learner": id_, "journey": name} for id_, name in rewriting.unenrolled]
        self._write(
            cursor,
            delete(enrolments).where(*self._of(enrolments), enrolments.c.journey_id == bindparam("journey")),
            left,
        )
        closed = [
            {"of_tenant": tenant, "of_learner": id_, "closed": microseconds(at)}
            for id_, at in sorted(rewriting.closing.items())
        ]
        until = bindparam("closed", type_=learners.c.closed_before.type)
        self._write(cursor, update(learners).where(*self._of(learners)).values(closed_before=until), closed)
        self._mark(cursor, tenant, rewriting)

    def entries(
        self,
        cursor: DBAPICursor,
        tenant: str,
        *,
        learner: str | None = None,
        naming: str | None = None,
        mentioning: str | None = None,
    ) -> Entries:
        """Return the entries of a learner, or those that name a person as somebody else, or in which a text stands."""
        person = learner if naming is None else naming
        found: dict[str, list[Row]] = {}
        for table in self._log:
            names = ("learner_id", *self._columns[table])
            given = {"tenant": tenant, "learner": person}
            if mentioning is not None:
                if table is self._tables.reviews:  # which have no body
                    continue
                inside = table.c.body.ilike(bindparam("inside"), escape=_ESCAPE)
                statement = of_tenant(table, names).where(inside).limit(MOST_MENTIONS)
                given = {"tenant": tenant, "inside": _containing(as_stored(mentioning))}
            elif naming is None:
                statement = of_learner(table, names)
            else:
                statement = of_tenant(table, names).where(self._naming(table))
                given["inside"] = _containing(json.dumps(naming))
            found[table.name] = list(
                self._fetch(cursor, in_order(statement, table).order_by(table.c.learner_id), given)
            )
        events = map(log_rows.EVENT.value, found["events"])
        return Entries(
            reviews=tuple(log_rows.review_record(row[0], row[1:]) for row in found.get("reviews", ())),
            attempts=tuple(log_rows.ATTEMPT.value(row[1:], learner=row[0]) for row in found["attempts"]),
            events=tuple(event for event in events if naming is None or names_person(event, naming)),
        )

    def _naming(self, table: Table) -> ColumnElement[bool]:
        """
        Return the condition that a row of the log names a person beside its learner, or, of events, may do so.

        There is an index for the column. Of the kinds of event that name persons in their bodies the tenant's are
        searched one by one.
        """
        (role,) = (column for column in table.c if column.info.get("person"))
        inside = [kind for kind in EventKind if kind.traits.persons]
        if table is not self._tables.events or not inside:
            return role == bindparam("learner")
        body = table.c.body.like(bindparam("inside"), escape=_ESCAPE)
        return or_(role == bindparam("learner"), and_(of_kinds(self._tables, inside), body))

    def held(self, cursor: DBAPICursor, tenant: str, person: str) -> dict[str, tuple[Mapping[str, Any], ...]]:
        """Return everything that is held about a person, from every table."""
        given = {"tenant": tenant, "learner": person}
        found: dict[str, tuple[Mapping[str, Any], ...]] = {}
        for table in sorted(self._tables.metadata.sorted_tables, key=str):
            if "learner_id" in table.c:
                columns = [column for column in table.c if column.name not in _LEFT_OUT]
                mine = of_learner(table, [column.name for column in columns]).order_by(*table.primary_key.columns)
                found[table.name] = tuple(
                    readable(table.name, _by_name(columns, row)) for row in self._fetch(cursor, mine, given)
                )
        found["named_in"] = tuple(named_in(self.entries(cursor, tenant, naming=person), person))
        return dict(sorted(found.items()))

    def key(self, cursor: DBAPICursor, tenant: str) -> str | None:
        """Return the tenant's key for hashes of ids."""
        found = self._fetch(cursor, of_tenant(self._tables.erasure_keys, ("key",)), {"tenant": tenant})
        return found[0][0] if found else None

    def tombstones(self, cursor: DBAPICursor, tenant: str, digests: Iterable[str]) -> dict[str, datetime]:
        """Return the instants of erasure of those of *digests* that are there."""
        table = self._tables.tombstones
        statement = of_tenant(table, ("digest", "erased_at")).where(self._dialect.among(table.c.digest, "digests"))
        found = self._fetch(cursor, statement, {"tenant": tenant, "digests": as_list(list(digests))})
        return {digest: from_microseconds(at) for digest, at in found}

    def _fetch(self, cursor: DBAPICursor, statement: ClauseElement, values: Values) -> Sequence[Row]:
        """Return all rows that the statement finds. It is compiled each time: people are not erased every day."""
        return Compiled(statement, self._dialect).fetch(cursor, values)

    def _write(self, cursor: DBAPICursor, statement: Insert | Update | Delete, rows: Sequence[Values]) -> int:
        """Execute the statement for each of *rows* and return how many rows it wrote."""
        return Compiled(statement, self._dialect).run_all(cursor, rows) if rows else 0

    def _of(self, table: Table, *, several: bool = False) -> tuple[Any, ...]:
        """Return the conditions for the rows of one learner, or of several."""
        column = table.c.learner_id
        whose = self._dialect.among(column, "learners") if several else column == bindparam("of_learner")
        return table.c.tenant_id == bindparam("of_tenant"), whose

    def _move(self, cursor: DBAPICursor, given: Values) -> None:
        """Make all rows of one learner those of another."""
        tables = self._tables
        added = (tables.exposures, tables.enrolments, tables.claims)
        for table in self._below:
            if table in added:
                self._write(cursor, self._joined(table), [given])
            elif table is not tables.cards and not (table is tables.calendar and self._has(cursor, table, given)):
                self._write(cursor, self._moved(table), [given])
            self._write(cursor, delete(table).where(*self._of(table)), [given])
        self._write(cursor, delete(tables.learners).where(*self._of(tables.learners)), [given])

    def _has(self, cursor: DBAPICursor, table: Table, given: Values) -> bool:
        """Whether the learner to whom rows go has some of their own."""
        whose = {"tenant": given["of_tenant"], "learner": given["to_learner"]}
        return bool(self._fetch(cursor, of_learner(table, ("learner_id",)).limit(1), whose))

    def _moved(self, table: Table) -> Update:
        """Return the statement that gives rows to another learner, but for those under a key that is taken there."""
        there = table.alias("there")
        keys = [column.name for column in table.primary_key.columns if column.name not in _LEFT_OUT]
        taken = exists(literal(1)).where(
            there.c.tenant_id == bindparam("of_tenant"),
            there.c.learner_id == bindparam("to_learner"),
            *(there.c[name] == table.c[name] for name in keys),
        )
        return update(table).where(*self._of(table), ~taken).values(learner_id=_to(table))

    def _joined(self, table: Table) -> Insert:
        """Return the statement that adds exposures, enrolments, or what was delivered to those of another learner."""
        others = [column for column in table.c if column.name not in _LEFT_OUT]
        rows = select(table.c.tenant_id, _to(table), *others).where(*self._of(table))
        made = self._insert(table).from_select(["tenant_id", "learner_id", *(column.name for column in others)], rows)
        if table is self._tables.enrolments:
            old, new = table.c, made.excluded
            first = case((new.enrolled_at < old.enrolled_at, new.enrolled_at), else_=old.enrolled_at)
            return made.on_conflict_do_update(index_elements=table.primary_key, set_={"enrolled_at": first})
        if table is self._tables.claims:
            return made.on_conflict_do_update(
                index_elements=table.primary_key, set_=joined_claims(table.c, made.excluded)
            )
        return summing(table, made)

    def _replace(self, cursor: DBAPICursor, tenant: str, replaced: Entries) -> None:
        """Give entries that stand already other content; raise StaleError where one is not there."""
        for table, rows in self._rows(tenant, replaced):
            if not rows:
                continue
            names = [name for name in rows[0] if name not in _KEY]
            new: dict[str, Any] = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
            statement = update(table).where(*self._of(table), table.c.id == bindparam("of_id")).values(new)
            given = [
                {"of_tenant": tenant, "of_learner": row["learner_id"], "of_id": row["id"]}
                | {f"new_{name}": row[name] for name in names}
                for row in rows
            ]
            if self._write(cursor, statement, given) != len(rows):
                raise StaleError("entry", str(rows[0]["id"]), "or another that was to be replaced is not there")

    def _say_anew(self, cursor: DBAPICursor, tenant: str, events: Iterable[Event]) -> None:
        """Write what events that stand already are about: until a later one is found each is the last word on it."""
        table, rows = self._tables.events, [log_rows.of_event(tenant, event) for event in events]
        given = [
            {"of_tenant": tenant, "of_learner": row["learner_id"], "of_id": row["id"]}
            | {f"new_{name}": row[name] for name in _LAST_WORD}
            for row in rows
            if any(row[name] is not None for name in _LAST_WORD)
        ]
        new: dict[str, Any] = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in _LAST_WORD}
        self._write(cursor, update(table).where(*self._of(table), table.c.id == bindparam("of_id")).values(new), given)

    def _remove(self, cursor: DBAPICursor, tenant: str, removed: Entries) -> None:
        for table, rows in self._rows(tenant, removed):
            ids: dict[str, list[str]] = {}
            for row in rows:
                ids.setdefault(row["learner_id"], []).append(row["id"])
            statement = delete(table).where(*self._of(table), self._dialect.among(table.c.id, "ids"))
            for learner, listed in ids.items():
                self._write(
                    cursor,
                    statement,
                    [{"of_tenant": tenant, "of_learner": learner, "ids": as_list(listed)}],
                )

    def _rows(self, tenant: str, listed: Entries) -> tuple[tuple[Table, list[Values]], ...]:
        """Return the rows of entries, by table, in the order of their keys."""
        rows = (
            (self._tables.reviews, [log_rows.of_review(tenant, record) for record in listed.reviews]),
            (self._tables.attempts, [log_rows.of_attempt(tenant, record) for record in listed.attempts]),
            (self._tables.events, [log_rows.EVENT.row(tenant, event) for event in listed.events]),
        )
        return tuple((table, sorted(found, key=lambda row: (row["learner_id"], row["id"]))) for table, found in rows)

    def _mark(self, cursor: DBAPICursor, tenant: str, rewriting: Rewriting) -> None:
        """Keep the key of the tenant, and tombstones."""
        keys = [{"tenant_id": tenant, "key": rewriting.key}] if rewriting.key else []
        self._write(cursor, self._insert(self._tables.erasure_keys).on_conflict_do_nothing(), keys)
        table = self._tables.tombstones
        made = self._insert(table)
        old, new = table.c.erased_at, made.excluded.erased_at
        later = made.on_conflict_do_update(
            index_elements=table.primary_key, set_={"erased_at": case((new > old, new), else_=old)}
        )
        stones = [
            {"tenant_id": tenant, "digest": digest, "erased_at": optional(at)}
            for digest, at in sorted(rewriting.tombstones.items())
        ]
        self._write(cursor, later, stones)


def _to(table: Table) -> ColumnElement[Any]:
    """Return the parameter that names the learner to whom rows go."""
    return bindparam("to_learner", type_=table.c.learner_id.type)


def _containing(part: str) -> str:
    """Return the pattern of a text in which *part* stands."""
    for sign in (_ESCAPE, "%", "_"):
        part = part.replace(sign, _ESCAPE + sign)
    return f"%{part}%"


def _by_name(columns: Sequence[Column[Any]], row: Row) -> dict[str, Any]:
    """Return the values of a row by plain names."""
    return {plain_name(column.name): _value(column, value) for column, value in zip(columns, row, strict=True)}


def _value(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - what the driver gave, and what it is
    """Return what a column holds."""
    if value is None:
        return None
    if isinstance(column.type, Instant):
        return from_microseconds(value)
    if isinstance(column.type, Duration):
        return value * MICROSECOND
    if isinstance(column.type, Boolean):
        return bool(value)
    return from_text(value) if isinstance(column.type, Json) else value
