"""Marking what waits in an attempt: an entry for each skill and, the first time, a review at the answer's instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.codec import Value
from reinforce.engine.log.amend import Amending
from reinforce.engine.log.drafts import draft, prior_entry
from reinforce.engine.recording.sent_attempt import reviews_of, when_of
from reinforce.errors import ClockSkewError, ConflictError, InvalidParameterError, NotFoundError
from reinforce.journal import Event, EventKind, Rating, own_id
from reinforce.ports import ReviewRecord
from reinforce.practice import Attempt, Card, Feedback, QuizAttempt
from reinforce.practice.grading.attempts import review_id
from reinforce.practice.grading.kept_outcome import facets_shown
from reinforce.practice.grading.marking import marked_drill, marked_quiz, skills_waiting
from reinforce.practice.grading.parsing import attempt_kept
from reinforce.practice.grading.stakes import stamp_of

if TYPE_CHECKING:
    from reinforce.catalog import Curriculum
    from reinforce.engine.log.drafts import Draft
    from reinforce.journal import Review
    from reinforce.ports import AttemptRecord, Snapshot
    from reinforce.practice import Graded

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """
    What somebody says of what waits in an attempt, checked.

    Attributes:
        attempt_id: of which attempt.
        by: who says so.
        marks: by question, a rating.
        scores: by criterion of a drill, the level that was reached.
        said: what else they say, as JSON values: how sure they are, what marked, a note.
        id: of the entries, each of which adds its skill; whether the sender chose it.
        at: when; ``None`` lets the engine's clock say.
    """

    attempt_id: str
    by: str
    marks: Mapping[str, Rating] | None
    scores: Mapping[str, int] | None
    said: Mapping[str, Any]
    id: str
    named: bool
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(Value):
    """
    What marking came to.

    Attributes:
        attempt_id: of the attempt.
        at: when it was marked.
        ratings: by skill, how well it was, as this marking says.
        feedback: on what was marked.
        cards: the cards of these skills, as they are now.
    """

    attempt_id: str
    at: datetime
    ratings: Mapping[str, Rating]
    feedback: tuple[Feedback, ...] = field(default=())
    cards: tuple[Card, ...] = ()


class Marking(Amending):
    """Writes what people and models say of answers that no key decides."""

    def mark(self, learner: str, marks: Marks) -> Marked:
        """Mark what waits in an attempt, or mark it again: of several the last holds, in the order ``(at, id)``."""
        return self._context.writing.retrying(lambda: self._mark(learner, marks))

    def _mark(self, learner: str, marks: Marks) -> Marked:
        context = self._context
        record = context.learners.read(learner, ids=(marks.attempt_id,)).prior_attempts.get(marks.attempt_id)
        if record is None:
            raise NotFoundError("attempt", marks.attempt_id)
        graded = self._graded(record, marks)
        skills = tuple(graded.ratings)
        wanted = {skill: self._draft(marks, skill, graded, record) for skill in skills}
        ids = [one.id for one in wanted.values()]
        ids += [review_id(record.id, skill) for skill in skills]
        found = context.learners.read(learner, skills=skills, ids=tuple(ids), log=True)
        priors = {skill: prior_entry(one, found, self._context.erased) for skill, one in wanted.items()}
        if any(priors.values()) and not all(priors.values()):
            raise ConflictError("event", marks.id, "is in the log already, about fewer skills")
        if not all(priors.values()):
            self._refuse_early(marks, record)
        events = [priors[skill] or self._made(learner, one, found) for skill, one in wanted.items()]
        new = {} if all(priors.values()) else _new_reviews(record, graded, marks.by, found, now=context.clock.now())
        cards = tuple(
            context.folds.fold(learner, skill, found, *([new[skill]] if skill in new else []), event)
            for skill, event in zip(skills, events, strict=True)
        )
        if not all(priors.values()):
            lifted = [_lifted(new[skill], event) for skill, event in zip(skills, events, strict=True) if skill in new]
            self._write(
                learner,
                found,
                found,
                events=[*events, *lifted],
                cards=cards,
                missing=[one.id for one in wanted.values()] if marks.named else [],
                new=True,
                reviews=tuple(ReviewRecord(review=review, outcome={}) for review in new.values()),
            )
        return Marked(
            attempt_id=record.id,
            at=max(event.at for event in events),
            ratings={skill: Rating(event.body["rating"]) for skill, event in zip(skills, events, strict=True)},
            feedback=graded.feedback,
            cards=cards,
        )

    def _graded(self, record: AttemptRecord, marks: Marks) -> Graded:
        """Return what the attempt is worth with these marks, as far as they go."""
        attempt, curriculum = attempt_kept(record.body), self._context.versions.curriculum(record.edition)
        waits = skills_waiting(attempt, curriculum)
        if not waits:
            raise ConflictError("attempt", record.id, "has nothing that waits to be marked")
        grader = self._context.grader(self._context.versions.policy())
        graded = grader.grade(_judged(attempt, marks, curriculum), curriculum)
        return replace(graded, ratings={skill: one for skill, one in graded.ratings.items() if skill in waits})

    def _refuse_early(self, marks: Marks, record: AttemptRecord) -> None:
        """Refuse a marking that is dated before the answer, give or take what clocks may disagree by."""
        if marks.at is not None and record.at - marks.at > checks.MAX_SKEW:
            now = self._context.clock.now()
            raise ClockSkewError("at", at=marks.at, now=now, floor=record.at, of="markings of this answer")

    def _draft(self, marks: Marks, skill: str, graded: Graded, record: AttemptRecord) -> Draft:
        """Return the draft of the entry about one skill."""
        curriculum = self._context.versions.curriculum(record.edition)
        body = {
            "rating": int(graded.ratings[skill]),
            "attempt": record.id,
            "skill": skill,
            "facets": facets_shown(skill, graded.feedback, curriculum),
            "marks": None if marks.marks is None else {name: int(mark) for name, mark in marks.marks.items()},
            "scores": None if marks.scores is None else dict(marks.scores),
            **marks.said,
        }
        id_, target = f"{marks.id}:{skill}", review_id(record.id, skill)
        made = draft(EventKind.JUDGEMENT, target, event_id=id_, at=marks.at, body=body, by=marks.by)
        return replace(made, named=marks.named)


def _judged(attempt: Attempt, marks: Marks, curriculum: Curriculum) -> Attempt:
    if isinstance(attempt, QuizAttempt):
        if marks.marks is None:
            raise InvalidParameterError("marks", "is missing: a quiz is marked question by question")
        return marked_quiz(attempt, marks.marks, curriculum)
    if marks.scores is None:
        raise InvalidParameterError("scores", "is missing: a drill is scored on its rubric")
    return marked_drill(attempt, marks.scores, by=marks.by)


def _new_reviews(
    record: AttemptRecord, graded: Graded, by: str, found: Snapshot, *, now: datetime
) -> dict[str, Review]:
    """Return by skill the reviews of what was never marked before: at the instant of the answer."""
    reviews = reviews_of(record, graded.ratings, when=when_of(record))
    for review in reviews:
        prior = found.prior_reviews.get(review.id)
        if review.id in found.prior_events or (prior is not None and prior.review.attempt_id != record.id):
            raise ConflictError("attempt", record.id, f"needs the id {review.id!r}, which another entry has already")
    fresh = (review for review in reviews if review.id not in found.prior_reviews)
    return {review.skill: replace(review, assessor=by, recorded_at=now) for review in fresh}


def _lifted(review: Review, event: Event) -> Event:
    """Return the entry by which a skill waits no more for its answer to be marked."""
    return Event(
        id=own_id("marked", review.id),
        kind=EventKind.MARKED,
        at=max(event.at, review.at + _TICK),
        learner=review.learner,
        target=review.id,
        body={"attempt": review.attempt_id, "skill": review.skill, **stamp_of(review.stakes)},
    )
