"""Reading: the statements, made once, and the snapshot that they add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, func, literal, literal_column, null, select, union_all

from reinforce.days import microseconds
from reinforce.errors import NotFoundError
from reinforce.journal import AMENDING, STEERING
from reinforce.ports import Snapshot
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.id_list import IdList
from reinforce.stores.sql.tables import log_rows, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Column, ColumnElement, CompoundSelect, FromClause, ScalarSelect, Select
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.journal import EventKind
    from reinforce.ports import Query
    from reinforce.stores.sql.tables.rows import Row, Values
    from reinforce.stores.sql.tables.schema import Tables

_MOST = 2**31 - 1


class Reads:
    """The statements that read, for one dialect and one schema; made once, and each compiled once."""

    def __init__(self, tables: Tables, dialect: str) -> None:
        self._lists = IdList(dialect)
        among = self._lists.among

        def made(statement: Select[Any] | CompoundSelect[Any]) -> Compiled:
            return Compiled(statement, dialect)

        self._head = made(_head(tables))
        self._latest, self._practised = made(_latest(tables)), made(_practised(tables))
        cards = of_learner(tables.cards, rows.CARD)
        self._cards, self._cards_of = made(cards), made(cards.where(among(tables.cards.c.skill_id, "skills")))
        log = in_order(of_learner(tables.reviews, log_rows.REVIEW), tables.reviews)
        self._log, self._log_of = made(log), made(log.where(among(tables.reviews.c.skill_id, "skills")))
        reviews = of_learner(tables.reviews, log_rows.REVIEW_RECORD)
        self._reviews = made(reviews.where(among(tables.reviews.c.id, "ids")))
        attempts = in_order(of_learner(tables.attempts, log_rows.ATTEMPT), tables.attempts)
        self._attempts, self._attempts_of = made(attempts), made(attempts.where(among(tables.attempts.c.id, "ids")))
        events = of_learner(tables.events, log_rows.EVENT)
        amending, prior = events.where(of_kinds(tables, AMENDING)), events.where(among(tables.events.c.id, "ids"))
        self._events, self._steering = made(in_order(events, tables.events)), made(_steering(tables))
        self._amending = made(_with_prior(amending, prior))
        self._amending_of = made(_with_prior(amending.where(among(tables.events.c.target, "ids")), prior))
        enrolled = of_learner(tables.enrolments, ("journey_id",))
        self._enrolments = made(enrolled.order_by(tables.enrolments.c.enrolled_at, tables.enrolments.c.journey_id))
        self._exposures = made(of_learner(tables.exposures, rows.EXPOSURE))
        policies = of_tenant(tables.policies, rows.POLICY).order_by(tables.policies.c.version.desc()).limit(1)
        self._newest_policy = made(policies)
        self._policy = made(policies.where(tables.policies.c.version == bindparam("version")))
        editions = of_tenant(tables.editions, rows.EDITION).order_by(tables.editions.c.number)
        self._editions = made(editions.where(tables.editions.c.number <= bindparam("upto")))
        self._learners = made(
            of_tenant(tables.learners, ("learner_id",))
            .where(tables.learners.c.learner_id > bindparam("after"))
            .order_by(tables.learners.c.learner_id)
            .limit(bindparam("limit", type_=Integer))
        )
        self._tenants = made(select(tables.policies.c.tenant_id).distinct().order_by(tables.policies.c.tenant_id))

    def snapshot(self, cursor: DBAPICursor, query: Query) -> Snapshot:
        """
        Return what *query* asks for, in at most eleven statements.

        Epoch and cards are read before everything that the cards are folded from, so that they are no newer than it
        even where the connection does not show one moment to all statements.
        """
        given = self._parameters(query)
        head = self._head.fetch(cursor, given)
        policy_version, edition, epoch, closed_before = head[0][:4]
        if policy_version is None:
            raise NotFoundError("tenant", query.tenant)
        if epoch is None:
            return Snapshot(policy_version=policy_version, edition=edition, epoch=None)
        return Snapshot(
            policy_version=policy_version,
            edition=edition,
            epoch=epoch,
            closed_before=rows.instant(closed_before),
            calendar=tuple(rows.calendar_entry(row[4:]) for row in head if row[4] is not None),
            **self._cards_and_log(cursor, query, given),
            **self._entries(cursor, query, given),
            **self._practice(cursor, query, given),
        )

    def _parameters(self, query: Query) -> Values:
        """Return what any of the statements may need to know of *query*."""
        since = query.practised_since
        return {
            "tenant": query.tenant,
            "learner": query.learner,
            "skills": self._lists.parameter(query.skills or ()),
            "ids": self._lists.parameter(query.ids),
            "since": 0 if since is None else microseconds(since),
        }

    def _cards_and_log(self, cursor: DBAPICursor, query: Query, given: Values) -> Values:
        """Return the cards asked for and, after them, the reviews that they are folded from."""
        parts: Values = {}
        if query.skills == ():
            return parts
        cards, log = (self._cards, self._log) if query.skills is None else (self._cards_of, self._log_of)
        parts["cards"] = {row[0]: rows.held(query.learner, row) for row in cards.fetch(cursor, given)}
        if query.log:
            parts["reviews"] = log_rows.reviews_by_skill(query.learner, log.fetch(cursor, given))
        return parts

    def _entries(self, cursor: DBAPICursor, query: Query, given: Values) -> Values:
        """Return the amendments, all attempts if they are asked for, and the entries under the ids asked for."""
        parts: Values = {}
        ids = frozenset(query.ids)
        if query.log or ids:
            found = (self._amending if query.log else self._amending_of).fetch(cursor, given)
            events = {row[0]: log_rows.event(row) for row in found}
            amending = (event for event in events.values() if event.kind in AMENDING)
            parts["amendments"] = tuple(event for event in amending if query.log or event.target in ids)
            parts["prior_events"] = {id_: event for id_, event in events.items() if id_ in ids}
        if ids:
            reviews = self._reviews.fetch(cursor, given)
            parts["prior_reviews"] = {row[0]: log_rows.review_record(query.learner, row) for row in reviews}
        if query.attempts or ids:
            found = (self._attempts if query.attempts else self._attempts_of).fetch(cursor, given)
            attempts = tuple(log_rows.attempt(query.learner, row) for row in found)
            parts["attempts"] = attempts if query.attempts else ()
            parts["prior_attempts"] = {attempt.id: attempt for attempt in attempts if attempt.id in ids}
        return parts

    def _practice(self, cursor: DBAPICursor, query: Query, given: Values) -> Values:
        """Return what a session or a plan needs besides cards."""
        parts: Values = {}
        if query.practice:
            parts["journeys"] = tuple(row[0] for row in self._enrolments.fetch(cursor, given))
            parts["exposures"] = dict(map(rows.exposure, self._exposures.fetch(cursor, given)))
            parts["steering"] = tuple(map(log_rows.event, self._steering.fetch(cursor, given)))
        if query.practised_since is not None:
            parts["latest_at"] = log_rows.latest(self._latest.fetch(cursor, given)[0])
            parts["practised"] = tuple(sorted(map(log_rows.practised, self._practised.fetch(cursor, given))))
        return parts

    def policy(self, cursor: DBAPICursor, tenant: str, version: int | None) -> Row | None:
        """Return the `POLICY` row of that version, or of the newest."""
        if version is None:
            return self._newest_policy.first(cursor, {"tenant": tenant})
        return self._policy.first(cursor, {"tenant": tenant, "version": version})

    def editions(self, cursor: DBAPICursor, tenant: str, upto: int | None) -> Sequence[Row]:
        """Return the `EDITION` rows up to a number, oldest first."""
        return self._editions.fetch(cursor, {"tenant": tenant, "upto": _MOST if upto is None else upto})

    def events(self, cursor: DBAPICursor, tenant: str, learner: str) -> Sequence[Row]:
        """Return the `EVENT` rows of one learner or, where that is empty, of the whole tenant."""
        return self._events.fetch(cursor, {"tenant": tenant, "learner": learner})

    def learners(self, cursor: DBAPICursor, tenant: str, *, after: str, limit: int) -> tuple[str, ...]:
        """Return ids of learners after one, sorted."""
        found = self._learners.fetch(cursor, {"tenant": tenant, "after": after, "limit": limit})
        return tuple(row[0] for row in found)

    def tenants(self, cursor: DBAPICursor) -> tuple[str, ...]:
        """Return the ids of all tenants, sorted."""
        return tuple(row[0] for row in self._tenants.fetch(cursor, {}))


def of_tenant(table: FromClause, names: Sequence[str]) -> Select[Any]:
    """Return the statement that reads those columns of the tenant's rows."""
    return select(*(table.c[name] for name in names)).where(table.c.tenant_id == bindparam("tenant"))


def of_learner(table: FromClause, names: Sequence[str]) -> Select[Any]:
    """Return the statement that reads those columns of the learner's rows."""
    return of_tenant(table, names).where(table.c.learner_id == bindparam("learner"))


def in_order(statement: Select[Any], log: FromClause) -> Select[Any]:
    """Return *statement* with its rows in the order of a log, ``(at, id)``."""
    return statement.order_by(log.c.at, log.c.id)


def _head(tables: Tables) -> Select[Any]:
    """Return the statement for policy version, edition and epoch, beside each entry of the calendar or beside none."""
    policy, edition = tables.policies.c, tables.editions.c
    learner, calendar = tables.learners.c, tables.calendar.c
    one = select(literal(1)).subquery("once")
    mine = and_(learner.tenant_id == bindparam("tenant"), learner.learner_id == bindparam("learner"))
    entries = and_(calendar.tenant_id == learner.tenant_id, calendar.learner_id == learner.learner_id)
    return (
        select(
            newest(policy.version),
            func.coalesce(newest(edition.number), 0),
            learner.epoch,
            learner.closed_before,
            *(calendar[name] for name in rows.CALENDAR),
        )
        .select_from(one.outerjoin(tables.learners, mine).outerjoin(tables.calendar, entries))
        .order_by(calendar.effective_at)
    )


def newest(column: Column[int]) -> ScalarSelect[Any]:
    """Return the expression for the tenant's greatest number in *column*, the policies' or the editions'."""
    return of_tenant(column.table, ()).add_columns(func.max(column)).scalar_subquery()


def _latest(tables: Tables) -> Select[Any]:
    """Return the statement for the latest instants of reviews and of attempts."""
    instants = (of_learner(table, ("at",)).with_only_columns(func.max(table.c.at)) for table in _logs(tables))
    return select(*(instant.scalar_subquery() for instant in instants))


def _practised(tables: Tables) -> CompoundSelect[Any]:
    """Return the statement for learner day, duration and, of attempts, the body, of practice since an instant."""
    reviews, attempts = (
        of_learner(table, ("day", "duration")).where(table.c.at >= bindparam("since")) for table in _logs(tables)
    )
    alone = reviews.where(tables.reviews.c.attempt_id.is_(None)).add_columns(null())
    return union_all(alone, attempts.add_columns(tables.attempts.c.body))


def _steering(tables: Tables) -> Select[Any]:
    """Return the statement for the events that steer plans: the learner's, and those of the whole tenant."""
    event = tables.events.c
    whose = event.learner_id.in_([literal(""), bindparam("learner")])
    steering = of_tenant(tables.events, log_rows.EVENT).where(whose, of_kinds(tables, STEERING))
    return in_order(steering, tables.events).order_by(event.learner_id)


def _with_prior(amending: Select[Any], prior: Select[Any]) -> CompoundSelect[Any]:
    """
    Return the statement for amendments and for what is there under some ids, in order; an event may come twice.

    They are two searches, each through its own index: with an OR between them SQLite reads all events of the learner.
    """
    return union_all(amending, prior).order_by("at", "id")


def of_kinds(tables: Tables, kinds: Iterable[EventKind]) -> ColumnElement[bool]:
    """Return the condition that an event is of one of *kinds*, which are part of the statement's text."""
    return tables.events.c.kind.in_([literal_column(f"'{kind.value}'") for kind in sorted(kinds)])


def _logs(tables: Tables) -> tuple[FromClause, FromClause]:
    return tables.reviews, tables.attempts
