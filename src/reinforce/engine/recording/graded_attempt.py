"""The log entries that a graded attempt becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.recording.entry_rules import needed, refuse_taken
from reinforce.journal import Event, EventKind, Review
from reinforce.ports import AttemptRecord, Meeting, ReviewRecord
from reinforce.practice import Calendar, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Card, Graded


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedAttempt:
    """A new attempt, graded: what it becomes in the log, once its cards are known."""

    learner: str
    attempt: Attempt
    graded: Graded
    at: datetime
    day: int
    now: datetime
    reviews: tuple[Review, ...]

    @property
    def assessor(self) -> str | None:
        """The person who scored it."""
        return self.graded.assessor

    def outcome(self, cards: tuple[Card, ...]) -> Outcome:
        """Return what came of the attempt, after which the skills' cards are *cards*."""
        return Outcome(
            id=self.attempt.attempt_id,
            at=self.at,
            day=self.day,
            reviews=self.reviews,
            cards=cards,
            feedback=self.graded.feedback,
            over_time=self.graded.over_time,
        )

    def rows(self, outcome: Outcome) -> dict[str, Any]:
        """Return what is written besides cards, as fields of `Change`."""
        learner, graded, at = self.learner, self.graded, self.at
        return {
            "reviews": tuple(ReviewRecord(review=review, outcome={}) for review in self.reviews),
            "attempts": (attempt_record(learner, self.attempt, graded, outcome, now=self.now),),
            "exposures": tuple(Meeting(learner, name, at, graded.took.get(name)) for name in graded.exercises),
            "events": rechecks_of(learner, self.attempt.attempt_id, graded, at=at, day=self.day, now=self.now),
        }


def graded_attempt(
    context: TenantContext, learner: str, attempt: Attempt, snapshot: Snapshot, *, now: datetime
) -> GradedAttempt:
    """
    Return a new attempt, graded.

    Raises:
        InvalidParameterError: an answer does not fit its question, a score its rubric, ….
        ConflictError: an id that its reviews need is taken.
        ClockSkewError: it lies in the future.
        ErasedError: it is dated at an instant of which the learner's log was erased.
    """
    graded = context.grader(context.policy(snapshot.policy_version)).grade(attempt, context.curriculum(attempt.edition))
    _, ids = needed(context, attempt)
    refuse_taken(attempt.attempt_id, ids, snapshot)
    at = now if attempt.at is None else checks.past("at", attempt.at, now=now)
    context.refuse_closed(learner, at, snapshot)
    day = Calendar(snapshot.calendar).day(at)
    reviews = reviews_of(learner, attempt, graded, at=at, day=day, now=now)
    return GradedAttempt(
        learner=learner, attempt=attempt, graded=graded, at=at, day=day, now=now, reviews=tuple(reviews)
    )


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
