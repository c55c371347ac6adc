"""Reading for many at once: a few statements for any number of queries, each joined with its table through a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, null, select, union_all

from reinforce.days import microseconds
from reinforce.errors import NotFoundError
from reinforce.journal import AMENDING, STEERING
from reinforce.ports import Snapshot
from reinforce.stores.sql.reading.reads import in_order, of_kinds
from reinforce.stores.sql.statements.compiled import Compiled
from reinforce.stores.sql.statements.query_list import QueryList
from reinforce.stores.sql.tables import log_rows, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import CompoundSelect, Select
    from sqlalchemy.engine.interfaces import DBAPICursor

    from reinforce.ports import Query
    from reinforce.stores.sql.tables.rows import Row, Values
    from reinforce.stores.sql.tables.schema import Tables


class ManyReads:
    """The statements that read for many learners of one tenant, for one dialect and one schema; made once."""

    def __init__(self, tables: Tables, dialect: str) -> None:
        self._wanted = wanted = QueryList(dialect)
        of_learners, item = wanted.of_learners, wanted.item

        def made(statement: Select[Any] | CompoundSelect[Any]) -> Compiled:
            return Compiled(statement, dialect)

        self._head, self._learners = made(_head(tables)), made(_learners(tables, wanted))
        cards = of_learners(tables.cards, rows.CARD)
        self._cards, self._cards_of = made(cards), made(cards.where(tables.cards.c.skill_id == item))
        log = in_order(of_learners(tables.reviews, log_rows.REVIEW), tables.reviews)
        self._log, self._log_of = made(log), made(log.where(tables.reviews.c.skill_id == item))
        reviews = of_learners(tables.reviews, log_rows.REVIEW_RECORD)
        self._reviews = made(reviews.where(tables.reviews.c.id == item))
        attempts = in_order(of_learners(tables.attempts, log_rows.ATTEMPT), tables.attempts)
        self._attempts, self._attempts_of = made(attempts), made(attempts.where(tables.attempts.c.id == item))
        event = tables.events.c
        events = in_order(of_learners(tables.events, log_rows.EVENT), tables.events)
        amending = events.where(of_kinds(tables, AMENDING))
        self._events_of, self._steering = (
            made(events.where(event.id == item)),
            made(events.where(of_kinds(tables, STEERING))),
        )
        self._amending, self._amending_of = made(amending), made(amending.where(event.target == item))
        enrolled = of_learners(tables.enrolments, ("journey_id",))
        self._enrolments = made(enrolled.order_by(tables.enrolments.c.enrolled_at, tables.enrolments.c.journey_id))
        self._exposures = made(of_learners(tables.exposures, rows.EXPOSURE))
        self._latest, self._practised = made(_latest(tables, wanted)), made(_practised(tables, wanted))

    def snapshots(self, cursor: DBAPICursor, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """
        Return what *queries*, all of one tenant, ask for, in at most seventeen statements.

        As for one query, epoch and cards are read before everything that the cards are folded from.
        """
        if not queries:
            return ()
        reading = _Reading(cursor, queries, self._wanted)
        policy_version, edition = self._head.fetch(cursor, {"tenant": queries[0].tenant})[0]
        if policy_version is None:
            raise NotFoundError("tenant", queries[0].tenant)
        self._of_learners(reading)
        self._cards_and_log(reading)
        self._entries(reading)
        self._practice(reading)
        return tuple(Snapshot(policy_version=policy_version, edition=edition, **parts) for parts in reading.parts)

    def _of_learners(self, reading: _Reading) -> None:
        """Read epochs and calendars; of learners who are not there nothing else is read."""
        for parts in reading.parts:
            parts["epoch"] = None
        for place, found in reading.grouped(self._learners, _everybody):
            entries_of = (row[3:] for row in found if row[3] is not None)
            _, epoch, closed_before = found[0][:3]
            calendar = tuple(map(rows.calendar_entry, entries_of))
            reading.parts[place] |= {
                "epoch": epoch,
                "closed_before": rows.instant(closed_before),
                "calendar": calendar,
            }
        reading.present = [parts["epoch"] is not None for parts in reading.parts]

    def _cards_and_log(self, reading: _Reading) -> None:
        """Read the cards asked for and, after them, the reviews that they are folded from."""
        for statement, wanted in ((self._cards, _all_cards), (self._cards_of, _skills)):
            for place, found in reading.grouped(statement, wanted):
                learner = reading.queries[place].learner
                reading.parts[place]["cards"] = {row[1]: rows.held(learner, row[1:]) for row in found}
        for statement, wanted in ((self._log, _whole_log), (self._log_of, _logged_skills)):
            for place, found in reading.grouped(statement, wanted):
                learner = reading.queries[place].learner
                reading.parts[place]["reviews"] = log_rows.reviews_by_skill(learner, (row[1:] for row in found))

    def _entries(self, reading: _Reading) -> None:
        """Read the amendments, all attempts where they are asked for, and the entries under the ids asked for."""
        for statement, wanted in ((self._amending, _logged), (self._amending_of, _targets)):
            for place, found in reading.grouped(statement, wanted):
                reading.parts[place]["amendments"] = tuple(log_rows.event(row[1:]) for row in found)
        for place, found in reading.grouped(self._events_of, _ids):
            reading.parts[place]["prior_events"] = {row[1]: log_rows.event(row[1:]) for row in found}
        for place, found in reading.grouped(self._reviews, _ids):
            learner = reading.queries[place].learner
            reading.parts[place]["prior_reviews"] = {row[1]: log_rows.review_record(learner, row[1:]) for row in found}
        for place, found in reading.grouped(self._attempts, _all_attempts):
            attempts = tuple(log_rows.attempt(reading.queries[place].learner, row[1:]) for row in found)
            reading.parts[place]["attempts"] = attempts
        for place, found in reading.grouped(self._attempts_of, _ids):
            prior = (log_rows.attempt(reading.queries[place].learner, row[1:]) for row in found)
            reading.parts[place]["prior_attempts"] = {attempt.id: attempt for attempt in prior}

    def _practice(self, reading: _Reading) -> None:
        """Read what a session or a plan needs besides cards."""
        for place, found in reading.grouped(self._enrolments, _planned):
            reading.parts[place]["journeys"] = tuple(row[1] for row in found)
        for place, found in reading.grouped(self._exposures, _planned):
            reading.parts[place]["exposures"] = dict(rows.exposure(row[1:]) for row in found)
        steering = dict(reading.grouped(self._steering, _steered))
        shared = [log_rows.event(row[1:]) for row in steering.pop(_TENANT, ())]
        for place, _, _ in reading.rows(_planned):
            own = [log_rows.event(row[1:]) for row in steering.get(place, ())]
            both = sorted((*shared, *own), key=lambda event: (*event.order, event.learner)) if own else shared
            reading.parts[place]["steering"] = tuple(both)
        for place, found in reading.grouped(self._latest, _since):
            reading.parts[place]["latest_at"] = log_rows.latest(found[0][1:])
        for place, found in reading.grouped(self._practised, _since):
            reading.parts[place]["practised"] = tuple(sorted(log_rows.practised(row[1:]) for row in found))


_Rows = tuple[int, str, str]
_TENANT = -1
"""The place of the tenant's own events, which every plan of the tenant needs."""


class _Reading:
    """One reading: the queries, and what has been found for each so far, as fields of `Snapshot`."""

    def __init__(self, cursor: DBAPICursor, queries: Sequence[Query], wanted: QueryList) -> None:
        self.queries = queries
        self.parts: list[Values] = [{} for _ in queries]
        self.present = [True] * len(queries)
        self._cursor, self._wanted = cursor, wanted

    def rows(self, wanted: Callable[[Query], Iterable[str]]) -> list[_Rows]:
        """Return place, learner and item for each item that *wanted* makes of a query."""
        return [
            (place, query.learner, item)
            for place, query in enumerate(self.queries)
            if self.present[place]
            for item in wanted(query)
        ]

    def grouped(self, statement: Compiled, wanted: Callable[[Query], Iterable[str]]) -> Iterator[tuple[int, list[Row]]]:
        """Yield the rows that *statement* finds by place, in their order; not executed where nothing is wanted."""
        asked = self.rows(wanted)
        if not asked:
            return
        if wanted is _steered:
            asked.append((_TENANT, "", ""))
        by_place: dict[int, list[Row]] = {}
        given = self._wanted.parameters(asked) | {"tenant": self.queries[0].tenant}
        for row in statement.fetch(self._cursor, given):
            by_place.setdefault(row[0], []).append(row)
        yield from by_place.items()


_ONE: tuple[str, ...] = ("",)
"""Where nothing has to be said but whose rows are wanted."""


def _everybody(_query: Query) -> Iterable[str]:
    return _ONE


def _all_cards(query: Query) -> Iterable[str]:
    return _ONE if query.skills is None else ()


def _skills(query: Query) -> Iterable[str]:
    return dict.fromkeys(query.skills or ())


def _logged(query: Query) -> Iterable[str]:
    return _ONE if query.log else ()


def _whole_log(query: Query) -> Iterable[str]:
    return _all_cards(query) if query.log else ()


def _logged_skills(query: Query) -> Iterable[str]:
    return _skills(query) if query.log else ()


def _ids(query: Query) -> Iterable[str]:
    return dict.fromkeys(query.ids)


def _targets(query: Query) -> Iterable[str]:
    return () if query.log else _ids(query)


def _all_attempts(query: Query) -> Iterable[str]:
    return _ONE if query.attempts else ()


def _planned(query: Query) -> Iterable[str]:
    return _ONE if query.practice else ()


def _steered(query: Query) -> Iterable[str]:
    return _planned(query)


def _since(query: Query) -> Iterable[str]:
    return () if query.practised_since is None else (str(microseconds(query.practised_since)),)


def _head(tables: Tables) -> Select[Any]:
    """Return the statement for policy version and edition."""
    policy, edition = tables.policies.c, tables.editions.c
    newest = select(func.max(policy.version)).where(policy.tenant_id == bindparam("tenant"))
    latest = select(func.coalesce(func.max(edition.number), 0)).where(edition.tenant_id == bindparam("tenant"))
    return select(newest.scalar_subquery(), latest.scalar_subquery())


def _learners(tables: Tables, wanted: QueryList) -> Select[Any]:
    """Return the statement for the epochs of learners, beside each entry of their calendars or beside none."""
    learner, calendar = tables.learners.c, tables.calendar.c
    of_calendar = (calendar.tenant_id == learner.tenant_id) & (calendar.learner_id == learner.learner_id)
    found = wanted.joined(tables.learners).outerjoin(tables.calendar, of_calendar)
    columns = (learner.epoch, learner.closed_before, *(calendar[name] for name in rows.CALENDAR))
    return select(wanted.place, *columns).select_from(found).order_by(calendar.effective_at)


def _latest(tables: Tables, wanted: QueryList) -> Select[Any]:
    """Return the statement for the latest instants of reviews and of attempts."""
    latest = (
        select(func.max(log.c.at))
        .where(log.c.tenant_id == bindparam("tenant"), log.c.learner_id == wanted.learner)
        .correlate(wanted.table)
        .scalar_subquery()
        for log in (tables.reviews, tables.attempts)
    )
    return select(wanted.place, *latest).select_from(wanted.table)


def _practised(tables: Tables, wanted: QueryList) -> CompoundSelect[Any]:
    """Return the statement for learner day, duration and, of attempts, the body, of practice since an instant."""
    reviews, attempts = (
        wanted.of_learners(log, ("day", "duration")).where(log.c.at >= wanted.since)
        for log in (tables.reviews, tables.attempts)
    )
    alone = reviews.where(tables.reviews.c.attempt_id.is_(None)).add_columns(null())
    return union_all(alone, attempts.add_columns(tables.attempts.c.body))
