"""What a review costs without us: by the raw driver, and by a plain implementation with SQLAlchemy's ORM."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

import psycopg
import psycopg2
from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler, State
from sqlalchemy import create_engine, event, make_url
from sqlalchemy.orm import Session, registry

from benchmarks.populate import NOW, TENANT
from reinforce.days import from_microseconds, microseconds
from reinforce.stores.sql.dialects.known import dialect_of
from reinforce.stores.sql.tables.schema import Tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.databases import Database

_numbers = count()
_KEY = ("tenant_id", "learner_id", "skill_id")
_MOVED = (
    *("version", "phase", "stability", "difficulty", "due_day", "last_at", "last_id", "last_day", "last_rating"),
    *("reps", "lapses"),
)
# As much text as ours keeps with a review: its card.
_OUTCOME = '{"card":["' + "x" * 200 + '"]}'


def raw_connection(database: Database) -> Any:  # noqa: ANN401 - a connection of any driver
    """Return a connection of the raw driver, set up as ours are."""
    url = make_url(database.url)
    if url.drivername == "postgresql+psycopg2":
        return psycopg2.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    if url.get_backend_name() == "postgresql":
        return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    connection = sqlite3.connect(url.database or "", isolation_level=None, timeout=20)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA synchronous = {database.name.rpartition(' ')[2]}")
    return connection


def anybody(database: Database, rng: Random) -> tuple[str, str]:
    """Return a learner and a skill."""
    return f"learner-{rng.randrange(database.learners)}", f"s-{rng.randrange(database.skills)}"


def raw_review(database: Database, *, reviews: int = 1) -> Callable[[], None]:
    """
    Return the floor of a review on the same tables and indexes: one UPDATE, one INSERT, one COMMIT.

    With more *reviews* there are as many rows of one learner to update and to insert, by ``executemany``, and one
    COMMIT.
    """
    connection, rng = raw_connection(database), Random(1)
    cursor, mark = connection.cursor(), "?" if isinstance(connection, sqlite3.Connection) else "%s"
    update, insert = statements(lambda _number: mark)

    def review() -> None:
        moved, logged = rows(database, rng, reviews)
        if mark == "?":
            cursor.execute("BEGIN IMMEDIATE")
        if reviews == 1:
            cursor.execute(update, moved[0])
            cursor.execute(insert, logged[0])
        else:
            cursor.executemany(update, moved)
            cursor.executemany(insert, logged)
        connection.commit()

    return review


def statements(mark: Callable[[int], str]) -> tuple[str, str]:
    """Return the UPDATE of a card and the INSERT of a review; *mark* is what stands for a parameter, by its number."""
    names = tuple(_review_row("", "", "", 0))
    moved = ", ".join(f"{name} = {mark(number)}" for number, name in enumerate(_MOVED, 1))
    key = " AND ".join(f"{name} = {mark(number)}" for number, name in enumerate(_KEY, len(_MOVED) + 1))
    marks = ", ".join(mark(number) for number in range(1, len(names) + 1))
    update = f"UPDATE cards SET {moved} WHERE {key}"  # noqa: S608 - our own names
    return update, f"INSERT INTO reviews ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - as above


def rows(database: Database, rng: Random, reviews: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return what moves so many cards of one learner, and what logs their reviews."""
    learner, first = anybody(database, rng)
    at, day = microseconds(NOW), NOW.toordinal()
    moved, logged = [], []
    for place in range(reviews):
        number, skill = next(_numbers), f"s-{(int(first[2:]) + place) % database.skills}"
        id_ = f"raw-{number}"
        card = (2, "review", 20.0 + number % 7, 5.0, day + 20, at + number, id_, day, 3, 2, 0)
        moved.append((*card, TENANT, learner, skill))
        logged.append(tuple(_review_row(learner, skill, id_, at + number).values()))
    return moved, logged


def _review_row(learner: str, skill: str, id_: str, at: int) -> dict[str, Any]:
    return {
        "tenant_id": TENANT,
        "learner_id": learner,
        "id": id_,
        "skill_id": skill,
        "rating": 3,
        "at": at,
        "day": NOW.toordinal(),
        "source": "host",
        "attempt_id": None,
        "assessor_id": None,
        "duration": None,
        "at_omitted": True,
        "recorded_at": at,
        "outcome": _OUTCOME,
    }


class _Row:
    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - its columns
        for name, value in values.items():
            setattr(self, name, value)


def orm_review(database: Database) -> Callable[[], None]:
    """
    Return a review as a host would write it with SQLAlchemy's ORM and py-fsrs, on the same tables.

    It gets the card, moves it on, adds the review, and commits. It knows no calendar, no retries and no other writer.
    """
    tables, mapped, rng = Tables(dialect_of(database.sql)), registry(), Random(1)
    card_row, review_row = type("CardRow", (_Row,), {}), type("ReviewRow", (_Row,), {})
    mapped.map_imperatively(card_row, tables.cards)
    mapped.map_imperatively(review_row, tables.reviews)
    scheduler, engine = Scheduler(enable_fuzzing=False), create_engine(database.url)
    if engine.dialect.name == "sqlite":
        synchronous = f"PRAGMA synchronous = {database.name.rpartition(' ')[2]}"
        event.listen(engine, "connect", lambda connection, _: connection.execute(synchronous))

    def review() -> None:
        learner, skill = anybody(database, rng)
        number = next(_numbers)
        now = NOW + timedelta(microseconds=number)
        with Session(engine) as session:
            row: Any = session.get(card_row, (TENANT, learner, skill))
            last = from_microseconds(row.last_at)
            before = FsrsCard(1, State.Review, None, row.stability, row.difficulty, last, last)
            after, _ = scheduler.review_card(before, FsrsRating.Good, now)
            row.stability, row.difficulty, row.due_day = after.stability, after.difficulty, after.due.toordinal()
            row.last_at, row.last_id, row.last_day = microseconds(now), f"orm-{number}", now.toordinal()
            row.last_rating, row.reps, row.version = 3, row.reps + 1, row.version + 1
            session.add(review_row(**_review_row(learner, skill, f"orm-{number}", microseconds(now))))
            session.commit()

    return review


def raw_cards(database: Database) -> Callable[[], object]:
    """Return the floor of what is asked about one learner: one SELECT of their cards."""
    connection, rng = raw_connection(database), Random(1)
    cursor, mark = connection.cursor(), "?" if isinstance(connection, sqlite3.Connection) else "%s"
    query = f"SELECT * FROM cards WHERE tenant_id = {mark} AND learner_id = {mark}"  # noqa: S608 - our own marks
    if mark == "%s":
        connection.autocommit = True

    def cards() -> object:
        cursor.execute(query, (TENANT, anybody(database, rng)[0]))
        return cursor.fetchall()

    return cards


def raw_claims(database: Database, *, limit: int) -> Callable[[], None]:
    """Return the floor of claiming: one UPDATE of the first *limit* rows that wait, and COMMIT."""
    connection = raw_connection(database)
    cursor, mark = connection.cursor(), "?" if isinstance(connection, sqlite3.Connection) else "%s"
    passing = "" if mark == "?" else " FOR UPDATE SKIP LOCKED"
    first = f"SELECT learner_id FROM claims WHERE tenant_id = {mark} ORDER BY edition, look_at LIMIT {mark}{passing}"  # noqa: S608 - our own marks
    update = f"UPDATE claims SET look_at = look_at WHERE tenant_id = {mark} AND learner_id IN ({first})"  # noqa: S608 - as above

    def claims() -> None:
        if mark == "?":
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(update, (TENANT, TENANT, limit))
        connection.commit()

    return claims
