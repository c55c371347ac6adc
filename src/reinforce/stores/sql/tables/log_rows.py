"""From log entries to rows and back, in the manner of `reinforce.stores.sql.tables.rows`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.days import from_microseconds, microseconds
from reinforce.journal import Event, EventKind, Rating, Review
from reinforce.ports import AttemptRecord, ReviewRecord
from reinforce.stores.shared.json import from_text, to_text
from reinforce.stores.shared.practised import practised as of_entry
from reinforce.stores.sql.tables.rows import MICROSECOND, instant, optional

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reinforce.ports import Practised
    from reinforce.stores.sql.tables.rows import Row, Values

_KINDS = {kind.value: kind for kind in EventKind}

REVIEW = (
    *("id", "skill_id", "rating", "at", "day", "source", "attempt_id", "assessor_id", "duration"),
    *("at_omitted", "recorded_at"),
)
REVIEW_RECORD = (*REVIEW, "outcome")
ATTEMPT = ("id", "kind", "edition", "at", "day", "duration", "body", "outcome", "recorded_at", "assessor_id")
EVENT = ("id", "kind", "at", "learner_id", "target", "body", "recorded_at", "by_id")


def review(learner: str, row: Row) -> Review:
    """Return the review of a `REVIEW` row."""
    id_, skill, rating, at, day, source, attempt_id, assessor, duration, at_omitted, recorded_at = row
    return Review(
        id=id_,
        learner=learner,
        skill=skill,
        rating=Rating(rating),
        at=from_microseconds(at),
        day=day,
        source=source,
        attempt_id=attempt_id,
        assessor=assessor,
        duration=None if duration is None else duration * MICROSECOND,
        at_omitted=bool(at_omitted),
        recorded_at=instant(recorded_at),
    )


def review_record(learner: str, row: Row) -> ReviewRecord:
    """Return the review and outcome of a `REVIEW_RECORD` row."""
    return ReviewRecord(review=review(learner, row[:-1]), outcome=from_text(row[-1]))


def reviews_by_skill(learner: str, found: Iterable[Row]) -> dict[str, tuple[Review, ...]]:
    """Return by skill the reviews of `REVIEW` rows, each skill's in the order of the rows."""
    by_skill: dict[str, list[Review]] = {}
    for row in found:
        entry = review(learner, row)
        by_skill.setdefault(entry.skill, []).append(entry)
    return {skill: tuple(entries) for skill, entries in by_skill.items()}


def of_review(tenant: str, record: ReviewRecord) -> Values:
    """Return the row of a review and its outcome."""
    entry = record.review
    return {
        "tenant_id": tenant,
        "learner_id": entry.learner,
        "id": entry.id,
        "skill_id": entry.skill,
        "rating": int(entry.rating),
        "at": microseconds(entry.at),
        "day": entry.day,
        "source": entry.source,
        "attempt_id": entry.attempt_id,
        "assessor_id": entry.assessor,
        "duration": None if entry.duration is None else entry.duration // MICROSECOND,
        "at_omitted": entry.at_omitted,
        "recorded_at": optional(entry.recorded_at),
        "outcome": to_text("outcome", record.outcome),
    }


def attempt(learner: str, row: Row) -> AttemptRecord:
    """Return the attempt of an `ATTEMPT` row."""
    id_, kind, number, at, day, duration, body, outcome, recorded_at, assessor = row
    return AttemptRecord(
        id=id_,
        learner=learner,
        kind=kind,
        edition=number,
        at=from_microseconds(at),
        day=day,
        duration=duration * MICROSECOND,
        body=from_text(body),
        outcome=from_text(outcome),
        recorded_at=from_microseconds(recorded_at),
        assessor=assessor,
    )


def of_attempt(tenant: str, record: AttemptRecord) -> Values:
    """Return the row of an attempt."""
    return {
        "tenant_id": tenant,
        "learner_id": record.learner,
        "id": record.id,
        "kind": record.kind,
        "edition": record.edition,
        "at": microseconds(record.at),
        "day": record.day,
        "duration": record.duration // MICROSECOND,
        "body": to_text("body", record.body),
        "outcome": to_text("outcome", record.outcome),
        "recorded_at": microseconds(record.recorded_at),
        "assessor_id": record.assessor,
    }


def event(row: Row) -> Event:
    """Return the event of an `EVENT` row."""
    id_, kind, at, learner, target, body, recorded_at, by = row
    return Event(
        id=id_,
        kind=_KINDS[kind],
        at=from_microseconds(at),
        learner=learner,
        target=target,
        body=from_text(body),
        by=by,
        recorded_at=instant(recorded_at),
    )


def of_event(tenant: str, entry: Event) -> Values:
    """Return the row of an event."""
    return {
        "tenant_id": tenant,
        "learner_id": entry.learner,
        "id": entry.id,
        "kind": entry.kind.value,
        "at": microseconds(entry.at),
        "target": entry.target,
        "body": to_text("body", entry.body),
        "by_id": entry.by,
        "recorded_at": optional(entry.recorded_at),
    }


def latest(row: Row) -> datetime | None:
    """Return the latest instant of a row of instants, some or all of which may be missing."""
    return instant(max((at for at in row if at is not None), default=None))


def practised(row: Row) -> Practised:
    """Return what was practised at once, of a row of learner day, duration and, for an attempt, its body."""
    day, duration, body = row
    return of_entry(
        day, None if duration is None else duration * MICROSECOND, None if body is None else from_text(body)
    )
