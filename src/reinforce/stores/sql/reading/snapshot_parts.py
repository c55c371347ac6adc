"""
The parts of a snapshot: who asks for each, how it is read, and what becomes of its rows. Every read is made of these.

Epoch and cards come before everything that the cards are folded from, so that they are no newer than it even where the
connection does not show one moment to all statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import bindparam, func, literal_column, null, select, union_all

from reinforce.days import microseconds
from reinforce.journal import AMENDING, EventKind
from reinforce.journal.last_words import OWN_SETTINGS
from reinforce.journal.stakes import Stakes
from reinforce.stores.sql.reading.steering import steering, steering_of
from reinforce.stores.sql.tables import log_rows, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Column, ColumnElement, CompoundSelect, FromClause, ScalarSelect, Select

    from reinforce.ports import Query
    from reinforce.stores.sql.statements.query_list import QueryList
    from reinforce.stores.sql.tables.row_codec import Row
    from reinforce.stores.sql.tables.schema import Tables

    Statement: TypeAlias = "Select[Any] | CompoundSelect[Any]"

_WHATEVER = ("",)


@dataclass(frozen=True, slots=True)
class Part:
    """
    One part of a snapshot.

    Attributes:
        name: the field of `Snapshot`.
        wanted: returns the items that a query wants of it: ids, an instant, or one empty item for whatever there is.
        statement: makes what reads, after the place of the query, the columns of what is wanted.
        value: returns what a learner's rows, without their places, amount to.
        of_tenant: of the items that are wanted of learners, returns those that are wanted of the tenant itself, whose
            rows, which have no learner, belong to it as well; none for most parts.
    """

    name: str
    wanted: Callable[[Query], Iterable[str]]
    statement: Callable[[Tables, QueryList], Statement]
    value: Callable[[str, Sequence[Row]], Any]
    of_tenant: Callable[[Sequence[str]], Iterable[str]] = lambda _: ()


def head(tables: Tables, wanted: QueryList) -> Select[Any]:
    """Return the statement for policy version, edition and epoch, beside each calendar entry or beside none."""
    learner, calendar = tables.learners.c, tables.calendar.c
    of_calendar = (calendar.tenant_id == learner.tenant_id) & (calendar.learner_id == learner.learner_id)
    return (
        select(
            wanted.place,
            newest(tables.policies.c.version),
            func.coalesce(newest(tables.editions.c.number), literal_column("0")),
            learner.epoch,
            learner.closed_before,
            *(calendar[name] for name in rows.CALENDAR.names),
        )
        .select_from(
            wanted.table.outerjoin(tables.learners, wanted.mine(tables.learners)).outerjoin(
                tables.calendar, of_calendar
            )
        )
        .order_by(calendar.effective_at)
    )


def newest(column: Column[int]) -> ScalarSelect[Any]:
    """Return the expression for the tenant's greatest number in *column*, the policies' or the editions'."""
    return of_tenant(column.table, ()).add_columns(func.max(column)).scalar_subquery()


def of_tenant(table: FromClause, names: Sequence[str]) -> Select[Any]:
    """Return the statement that reads those columns of the tenant's rows."""
    return select(*(table.c[name] for name in names)).where(table.c.tenant_id == bindparam("tenant"))


def of_learner(table: FromClause, names: Sequence[str]) -> Select[Any]:
    """Return the statement that reads those columns of the learner's rows."""
    return of_tenant(table, names).where(table.c.learner_id == bindparam("learner"))


def in_order(statement: Select[Any], log: FromClause) -> Select[Any]:
    """Return *statement* with its rows in the order of a log, ``(at, id)``."""
    return statement.order_by(log.c.at, log.c.id)


def of_kinds(tables: Tables, kinds: Iterable[EventKind]) -> ColumnElement[bool]:
    """Return the condition that an event is of one of *kinds*, which are part of the statement's text."""
    return tables.events.c.kind.in_([literal_column(f"'{kind.value}'") for kind in sorted(kinds)])


def _rows_of(
    name: str, columns: Sequence[str], *, item: str = "", kinds: Iterable[EventKind] = (), order: Sequence[str] = ()
) -> Callable[[Tables, QueryList], Statement]:
    """
    Return what makes the statement for a learner's rows.

    Args:
        name: of the table.
        columns: what is read.
        item: the column that has to be the item wanted.
        kinds: of events, if not all.
        order: by what each learner's rows are sorted.
    """

    def statement(tables: Tables, wanted: QueryList) -> Statement:
        table: FromClause = getattr(tables, name)
        found = wanted.of_learners(table, columns).order_by(*(table.c[by] for by in order))
        if kinds:
            found = found.where(of_kinds(tables, kinds))
        return found.where(table.c[item] == wanted.item) if item else found

    return statement


def _latest(tables: Tables, wanted: QueryList) -> Statement:
    """Return the statement for the latest instants of reviews and of attempts."""
    latest = (
        select(func.max(log.c.at)).where(wanted.mine(log)).correlate(wanted.table).scalar_subquery()
        for log in (tables.reviews, tables.attempts)
    )
    return select(wanted.place, *latest).select_from(wanted.table)


def _practised(tables: Tables, wanted: QueryList) -> Statement:
    """Return the statement for day, duration, a review's stakes and an attempt's body of what counts since then."""
    reviews, attempts = (
        wanted.of_learners(log, ("day", "duration")).where(log.c.at >= wanted.since, ~_is_retracted(tables, log))
        for log in (tables.reviews, tables.attempts)
    )
    alone = reviews.where(tables.reviews.c.attempt_id.is_(None)).add_columns(tables.reviews.c.stakes, null())
    practised = attempts.where(tables.attempts.c.kind != literal_column(f"'{Stakes.EXAM.value}'"))
    return union_all(alone, practised.add_columns(null(), tables.attempts.c.body))


def _private(tables: Tables, wanted: QueryList) -> Statement:
    """Return the statement for the skills of reviews at those stakes, and of checkpoints that say at what stakes."""
    reviews = wanted.of_learners(tables.reviews, ("skill_id",)).where(tables.reviews.c.stakes == wanted.item)
    checkpoints = wanted.of_learners(tables.events, ("target",)).where(
        of_kinds(tables, (EventKind.CHECKPOINT,)), tables.events.c.body.contains('"stakes"')
    )
    return union_all(reviews, checkpoints)


def _is_retracted(tables: Tables, log: FromClause) -> ColumnElement[bool]:
    """Return the condition that an entry of a log was taken back."""
    event = tables.events.c
    same = (event.tenant_id == log.c.tenant_id, event.learner_id == log.c.learner_id, event.target == log.c.id)
    retractions = of_kinds(tables, (EventKind.RETRACTION,))
    return select(literal_column("1")).where(*same, retractions).correlate(log).exists()


def _ids(query: Query) -> Iterable[str]:
    return dict.fromkeys(query.ids)


def _skills(query: Query) -> Iterable[str]:
    return dict.fromkeys(query.skills or ())


def _all_cards(query: Query) -> Iterable[str]:
    return _WHATEVER if query.skills is None else ()


def _practice(query: Query) -> Iterable[str]:
    return _WHATEVER if query.practice else ()


def _since(query: Query) -> Iterable[str]:
    return () if query.practised_since is None else (str(microseconds(query.practised_since)),)


def _held(learner: str, found: Sequence[Row]) -> Any:  # noqa: ANN401 - as all values of parts
    return {row[0]: rows.held(learner, row) for row in found}


def _events(_learner: str, found: Sequence[Row]) -> Any:  # noqa: ANN401 - as above
    return tuple(map(log_rows.EVENT.value, found))


def _attempts(learner: str, found: Sequence[Row]) -> Any:  # noqa: ANN401 - as above
    return tuple(log_rows.ATTEMPT.value(row, learner=learner) for row in found)


_LOG = ("at", "id")

PARTS = (
    Part("cards", _all_cards, _rows_of("cards", rows.CARD), _held),
    Part("cards", _skills, _rows_of("cards", rows.CARD, item="skill_id"), _held),
    Part(
        "reviews",
        lambda query: _all_cards(query) if query.log else (),
        _rows_of("reviews", log_rows.REVIEW.names, order=_LOG),
        log_rows.reviews_by_skill,
    ),
    Part(
        "reviews",
        lambda query: _skills(query) if query.log else (),
        _rows_of("reviews", log_rows.REVIEW.names, item="skill_id", order=_LOG),
        log_rows.reviews_by_skill,
    ),
    Part(
        "amendments",
        lambda query: _WHATEVER if query.log else (),
        _rows_of("events", log_rows.EVENT.names, kinds=AMENDING, order=_LOG),
        _events,
    ),
    Part(
        "amendments",
        lambda query: () if query.log else _ids(query),
        _rows_of("events", log_rows.EVENT.names, kinds=AMENDING, item="target", order=_LOG),
        _events,
    ),
    Part(
        "prior_events",
        _ids,
        _rows_of("events", log_rows.EVENT.names, item="id"),
        lambda _learner, found: {event.id: event for event in map(log_rows.EVENT.value, found)},
    ),
    Part(
        "prior_reviews",
        _ids,
        _rows_of("reviews", log_rows.REVIEW_RECORD, item="id"),
        lambda learner, found: {row[1]: log_rows.review_record(learner, row) for row in found},
    ),
    Part(
        "attempts",
        lambda query: _WHATEVER if query.attempts else (),
        _rows_of("attempts", log_rows.ATTEMPT.names, order=_LOG),
        _attempts,
    ),
    Part(
        "prior_attempts",
        _ids,
        _rows_of("attempts", log_rows.ATTEMPT.names, item="id"),
        lambda learner, found: {row[0]: log_rows.ATTEMPT.value(row, learner=learner) for row in found},
    ),
    Part(
        "journeys",
        lambda query: _WHATEVER if query.practice or query.settings else (),
        _rows_of("enrolments", ("journey_id",), order=("enrolled_at", "journey_id")),
        lambda _learner, found: tuple(row[0] for row in found),
    ),
    Part(
        "exposures",
        _practice,
        _rows_of("exposures", ("exercise_id", *rows.EXPOSURE.names)),
        lambda _learner, found: dict(map(rows.exposure, found)),
    ),
    Part(
        "steering",
        lambda query: (str(query.since_day),) if query.practice else (),
        steering,
        _events,
        of_tenant=lambda items: (min(items, key=int),),
    ),
    Part(
        "steering",
        lambda query: () if query.practice else dict.fromkeys(query.subjects),
        steering_of,
        _events,
        of_tenant=dict.fromkeys,
    ),
    Part(
        "private",
        lambda query: (Stakes.PRACTICE,) if query.private else (),
        _private,
        lambda _learner, found: frozenset(row[0] for row in found),
    ),
    Part(
        "surveys",
        lambda query: _WHATEVER if query.surveys else (),
        _rows_of("events", log_rows.EVENT.names, kinds=(EventKind.SURVEY,), order=_LOG),
        _events,
    ),
    Part("settings", lambda query: (OWN_SETTINGS,) if query.settings else (), steering_of, _events),
    Part("latest_at", _since, _latest, lambda _learner, found: log_rows.latest(found[0])),
    Part("practised", _since, _practised, lambda _learner, found: tuple(sorted(map(log_rows.practised, found)))),
)
"""Every part of a snapshot but its head; where two have one name, no query wants both."""
