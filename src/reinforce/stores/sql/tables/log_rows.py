"""From log entries to rows and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.journal import Event, EventKind, Rating, Review
from reinforce.journal.last_words import last_day, subject
from reinforce.journal.stakes import Stakes
from reinforce.ports import AttemptRecord, ReviewRecord
from reinforce.stores.shared.json import from_text, to_text
from reinforce.stores.shared.practised import practised as of_entry
from reinforce.stores.sql.tables import columns
from reinforce.stores.sql.tables.row_codec import MICROSECOND, RowCodec
from reinforce.stores.sql.tables.rows import instant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reinforce.ports import Practised
    from reinforce.stores.sql.tables.row_codec import Row, Values

REVIEW = RowCodec(Review, columns.REVIEW, rating=Rating, stakes=Stakes)
REVIEW_RECORD = ("outcome", *REVIEW.names)
ATTEMPT = RowCodec(AttemptRecord, columns.ATTEMPT)
EVENT = RowCodec(Event, columns.EVENT, kind=EventKind)


def review_record(learner: str, row: Row) -> ReviewRecord:
    """Return the review and outcome of a `REVIEW_RECORD` row."""
    return ReviewRecord(review=REVIEW.value(row[1:], learner=learner), outcome=from_text(row[0]))


def reviews_by_skill(learner: str, found: Iterable[Row]) -> dict[str, tuple[Review, ...]]:
    """Return by skill the reviews of `REVIEW` rows, each skill's in the order of the rows."""
    by_skill: dict[str, list[Review]] = {}
    for row in found:
        entry = REVIEW.value(row, learner=learner)
        by_skill.setdefault(entry.skill, []).append(entry)
    return {skill: tuple(entries) for skill, entries in by_skill.items()}


def of_review(tenant: str, record: ReviewRecord) -> Values:
    """Return the row of a review and its outcome."""
    values = REVIEW.row(tenant, record.review, learner_id=record.review.learner)
    return values | {"outcome": to_text("outcome", record.outcome)}


def of_event(tenant: str, event: Event) -> Values:
    """Return the row of a new event, which is the last word about its subject until a later one is found."""
    return EVENT.row(tenant, event) | {"subject": subject(event), "until_day": last_day(event)}


def of_attempt(tenant: str, record: AttemptRecord) -> Values:
    """Return the row of an attempt."""
    return ATTEMPT.row(tenant, record, learner_id=record.learner)


def latest(row: Row) -> datetime | None:
    """Return the latest instant of a row of instants, some or all of which may be missing."""
    return instant(max((at for at in row if at is not None), default=None))


def practised(row: Row) -> Practised:
    """Return what was practised at once, of a row of day, duration, a review's stakes and an attempt's body."""
    day, duration, stakes, body = row
    took = None if duration is None else duration * MICROSECOND
    return of_entry(day, took, Stakes(stakes) if stakes else None, None if body is None else from_text(body))
