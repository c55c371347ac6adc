"""The log entries that a graded attempt becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.journal import Event, EventKind, Review
from reinforce.ports import AttemptRecord, Change

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reinforce.practice import Attempt, Graded, Outcome


def reviews_of(
    learner: str, attempt: Attempt, graded: Graded, *, at: datetime, day: int, now: datetime
) -> list[Review]:
    """Return the reviews that an attempt becomes, one for each skill that it shows."""
    return [
        Review(
            id=f"{attempt.attempt_id}:{skill}",
            learner=learner,
            skill=skill,
            rating=rating,
            at=at,
            day=day,
            source=graded.kind,
            attempt_id=attempt.attempt_id,
            assessor=graded.assessor,
            at_omitted=attempt.at is None,
            recorded_at=now,
        )
        for skill, rating in graded.ratings.items()
    ]


def attempt_record(learner: str, attempt: Attempt, graded: Graded, outcome: Outcome, *, now: datetime) -> AttemptRecord:
    """Return the attempt as it is kept: what came in, and what came of it."""
    return AttemptRecord(
        id=attempt.attempt_id,
        learner=learner,
        kind=graded.kind,
        edition=attempt.edition,
        at=outcome.at,
        day=outcome.day,
        duration=graded.duration,
        body=attempt.to_json(),
        outcome=outcome.to_json(),
        recorded_at=now,
        assessor=graded.assessor,
    )


def rechecks_of(
    learner: str, attempt_id: str, graded: Graded, *, at: datetime, day: int, now: datetime
) -> tuple[Event, ...]:
    """Return an event for each skill that was answered wrong with confidence: plans look at it again early."""
    return tuple(
        Event(
            id=f"recheck:{attempt_id}:{skill}",
            kind=EventKind.RECHECK,
            at=at,
            learner=learner,
            target=skill,
            body={"day": day, "attempt": attempt_id},
            recorded_at=now,
        )
        for skill in graded.confident_errors
    )


def together(changes: Sequence[Change]) -> Change:
    """Return changes about one learner each as one."""
    if len(changes) == 1:
        return changes[0]
    return Change(
        tenant=changes[0].tenant,
        cards=tuple(card for change in changes for card in change.cards),
        reviews=tuple(record for change in changes for record in change.reviews),
        attempts=tuple(record for change in changes for record in change.attempts),
        exposures=tuple(met for change in changes for met in change.exposures),
        events=tuple(event for change in changes for event in change.events),
        epochs={learner: epoch for change in changes for learner, epoch in change.epochs.items()},
        waking=frozenset[str]().union(*(change.waking for change in changes)),
        persons={digest: at for change in changes for digest, at in change.persons.items()},
    )
