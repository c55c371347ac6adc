"""An attempt as it was sent, graded, and what it becomes in the log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from reinforce import checks
from reinforce.codec import kept
from reinforce.engine.recording.entry_rules import Needs, NewEntries, When
from reinforce.engine.recording.exams import (
    EXAM,
    answers_to_exam,
    check_exam,
    entry_id,
    refuse_unknown_exam,
    result_id,
)
from reinforce.engine.recording.unasked import EXAMS, clear_keys, exams_open, refuse_asked_in_exams, refuse_unseen
from reinforce.errors import ConflictError
from reinforce.journal import Event, EventKind, Review, own_id
from reinforce.journal.stakes import Stakes
from reinforce.ports import AttemptRecord, Meeting, ReviewRecord
from reinforce.practice import Calendar, DrillAttempt, Outcome, QuizAttempt, Unseen, attempt_from, skills_shown
from reinforce.practice.grading.attempts import review_id
from reinforce.practice.grading.kept_outcome import kept_of_attempt, outcome_of_attempt, ratings_kept
from reinforce.practice.grading.marking import graded_by
from reinforce.practice.grading.parsing import attempt_kept
from reinforce.practice.grading.same_attempt import content
from reinforce.practice.grading.stakes import stakes_of, stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reinforce.catalog import Curriculum
    from reinforce.engine.context.erased_persons import ErasedPersons
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.entry_rules import LearnerNow
    from reinforce.journal import Rating
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Graded


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAttempt:
    """An attempt as it was sent."""

    kind: ClassVar[str] = "attempt"

    learner: str
    attempt: Attempt
    imported: bool = False

    @classmethod
    def of(cls, learner: str, attempt: Attempt | Mapping[str, Any], *, imported: bool = False) -> Self:
        """Return an attempt as it is, or as a client's JSON values say, checked."""
        read = attempt if isinstance(attempt, QuizAttempt | DrillAttempt) else attempt_from(attempt)
        return cls(learner=checks.identifier("learner", learner), attempt=read, imported=imported)

    @property
    def id(self) -> str:
        """The attempt's id."""
        return self.attempt.attempt_id

    def content(self, needs: Needs) -> object:
        """Return what two sendings of the same attempt have in common."""
        body = kept(self.attempt)
        return body if needs.curriculum is None else content(body, needs.curriculum)

    def needs(self, context: TenantContext) -> Needs:
        """
        Return what has to be known to decide about it: its own id, and those of its reviews, have to be free.

        The last two ids are those of the entries which say that an exam of its id was handed out, and what came of it.

        Raises:
            NotFoundError: there is no such edition.
        """
        curriculum = context.versions.curriculum(self.attempt.edition)
        skills = skills_shown(self.attempt, curriculum)
        ids = (self.id, *(review_id(self.id, skill) for skill in skills), entry_id(self.id), result_id(self.id))
        return Needs(skills, ids, curriculum)

    def decided(self, context: TenantContext, learner: LearnerNow, needs: Needs) -> Outcome | NewEntries:
        """
        Return what the same attempt came to when it came first, or a new one, graded.

        Raises:
            InvalidParameterError: an answer does not fit its question, a score its rubric, …, or the policy refuses
                what was never handed out.
            ConflictError: its id is taken by an attempt with other content, or an id that it needs by another entry.
            ClockSkewError, ErasedError: it may not be dated so.
        """
        attempt, curriculum = self.attempt, needs.curriculum or learner.curriculum
        body = kept(attempt)
        prior = learner.snapshot.prior_attempts.get(self.id)
        if prior is not None:
            if prior.kind == EXAM and attempt.stakes is Stakes.RECORDED:  # its id said what it was
                body = kept(replace(attempt, stakes=Stakes.EXAM))
            if not _same_body(content(prior.body, curriculum), content(body, curriculum), context.erased):
                raise ConflictError("attempt", self.id, "is in the log already, with other content")
            return first_outcome(prior, curriculum)
        asked_at = None
        is_exam = check_exam(attempt, learner, imported=self.imported)
        if learner.policy.unseen is Unseen.REFUSE and not (is_exam or self.imported or _is_seen(attempt)):
            asked_at = refuse_unseen(context, attempt, learner)
        graded, waits = graded_by(context.grader(learner.policy), attempt, curriculum)
        if attempt.stakes is Stakes.PRACTICE:
            graded = clear_keys(context, self.learner, attempt, graded)
        self._refuse_taken(needs.ids[:-2], learner.snapshot)
        if is_exam:
            return answers_to_exam(attempt, graded, learner, curriculum, imported=self.imported)
        when = learner.when(attempt.at, imported=self.imported, after=asked_at)
        return self._entries(graded, waits, learner, curriculum, when)

    def _entries(
        self, graded: Graded, waits: tuple[str, ...], learner: LearnerNow, curriculum: Curriculum, when: When
    ) -> NewEntries:
        """Return what a graded attempt becomes in the log, of which some skills wait for a rating."""
        attempt, at = self.attempt, when.at
        record = AttemptRecord(
            id=self.id,
            learner=self.learner,
            kind=graded.kind,
            edition=attempt.edition,
            at=at,
            day=learner.day(at),
            duration=graded.duration,
            body=kept(attempt),
            outcome={},
            recorded_at=learner.now,
            assessor=graded.assessor,
        )
        reviews = reviews_of(record, graded.ratings, when=when)
        outcome = partial(
            Outcome,
            id=self.id,
            at=at,
            day=record.day,
            reviews=reviews,
            feedback=graded.feedback,
            over_time=graded.over_time,
            pending=waits,
        )

        def rows(outcome: Outcome) -> dict[str, tuple[Any, ...]]:
            found: dict[str, tuple[Any, ...]] = {
                "reviews": tuple(ReviewRecord(review=review, outcome={}) for review in outcome.reviews),
                "attempts": (replace(record, outcome=_kept(outcome, attempt, curriculum, when)),),
            }
            if not learner.is_gone(self.id):
                found["exposures"] = tuple(
                    Meeting(self.learner, name, at, graded.took.get(name)) for name in graded.exercises
                )
                found["events"] = (*_rechecks(record, graded), *_pending(record, waits, learner))
            return found

        return NewEntries(learner=self.learner, assessor=record.assessor, reviews=reviews, outcome=outcome, rows=rows)

    def _refuse_taken(self, ids: Iterable[str], snapshot: Snapshot) -> None:
        """Refuse an attempt whose id, or that of one of its reviews, has a review that came on its own, or an event."""
        for taken in ids:
            if taken in snapshot.prior_reviews or taken in snapshot.prior_events:
                kind = "a review" if taken in snapshot.prior_reviews else "an event"
                raise ConflictError("attempt", self.id, f"needs the id {taken!r}, which {kind} has already")


def _is_seen(attempt: Attempt) -> bool:
    """Whether somebody saw it and says so: no client's word, so that what was handed out need not vouch for it."""
    return isinstance(attempt, DrillAttempt) and attempt.assessor is not None


def rehearsed(context: TenantContext, sent: SentAttempt) -> Outcome:
    """
    Return what an attempt would come to, without reviews and cards; nothing is written.

    Raises:
        InvalidParameterError: a question of it is one of a mock exam that waits for its answers, or it says that it is
            of an exam that was never handed out.
    """
    attempt, curriculum = sent.attempt, context.versions.curriculum(sent.attempt.edition)
    snapshot = context.learners.read(sent.learner, subjects=EXAMS, ids=(entry_id(sent.id),))
    now = context.clock.now()
    refuse_unknown_exam(attempt, snapshot)
    refuse_asked_in_exams(attempt, exams_open(snapshot, now=now))
    at = now if attempt.at is None else checks.past("at", attempt.at, now=now)
    graded, waits = graded_by(context.grader(context.versions.policy_of(snapshot)), attempt, curriculum)
    graded = clear_keys(context, sent.learner, attempt, graded)
    day = Calendar(snapshot.calendar).day(at)
    return Outcome(id=sent.id, at=at, day=day, feedback=graded.feedback, over_time=graded.over_time, pending=waits)


def first_outcome(record: AttemptRecord, curriculum: Curriculum) -> Outcome:
    """Return what came of an attempt when it came first, from what is kept of it and its edition."""
    return outcome_of_attempt(
        record.outcome,
        attempt_kept(record.body),
        curriculum,
        at=record.at,
        day=record.day,
        reviews=reviews_of(record, ratings_kept(record.outcome), when=when_of(record)),
    )


def _same_body(kept: Mapping[str, Any], sent: Mapping[str, Any], persons: ErasedPersons) -> bool:
    """Whether what is kept of an attempt is what is sent now, also where its assessor was erased meanwhile."""
    if kept == sent:
        return True
    named = kept.get("assessor")
    return persons.same(sent.get("assessor"), named) and kept == {**sent, "assessor": named}


def reviews_of(record: AttemptRecord, ratings: Mapping[str, Rating], *, when: When) -> tuple[Review, ...]:
    """Return the reviews that an attempt becomes, one for each skill that has a rating."""
    stakes = stakes_of(record)
    return tuple(
        Review(
            id=review_id(record.id, skill),
            learner=record.learner,
            skill=skill,
            rating=rating,
            at=record.at,
            day=record.day,
            source=record.kind,
            attempt_id=record.id,
            assessor=record.assessor,
            at_omitted=record.body["at"] is None,
            recorded_at=record.recorded_at,
            stakes=stakes,
            late_day=when.late_day,
            said_at=when.said_at,
        )
        for skill, rating in ratings.items()
    )


def when_of(record: AttemptRecord) -> When:
    """Return when an attempt that is in the log counted, and when it came in."""
    said = attempt_kept(record.body).at
    return When(record.at, record.outcome.get("late_day"), None if said == record.at else said)


def _kept(outcome: Outcome, attempt: Attempt, curriculum: Curriculum, when: When) -> dict[str, Any]:
    """Return what is kept with an attempt; the day on which it came in late also where that is for a later review."""
    found = kept_of_attempt(outcome, attempt, curriculum)
    return {**found, "late_day": when.late_day} if outcome.pending and when.late_day is not None else found


def _pending(record: AttemptRecord, skills: Iterable[str], learner: LearnerNow) -> tuple[Event, ...]:
    """Return an event for each skill that waits for its answer to be marked: plans leave it out meanwhile."""
    until = max(record.day, learner.today) + learner.policy.planning.marking_days
    return tuple(
        Event(
            id=own_id("pending", record.id, skill),
            kind=EventKind.PENDING,
            at=record.at,
            learner=record.learner,
            target=review_id(record.id, skill),
            body={"attempt": record.id, "skill": skill, "until": until, **stamp_of(stakes_of(record))},
            recorded_at=record.recorded_at,
        )
        for skill in skills
    )


def _rechecks(record: AttemptRecord, graded: Graded) -> tuple[Event, ...]:
    """
    Return an event for each skill that was answered wrong with confidence: plans look at it again early.

    It carries the stakes of the attempt where they are the learner's own.
    """
    own = stamp_of(stakes_of(record))
    return tuple(
        Event(
            id=own_id("recheck", record.id, skill),
            kind=EventKind.RECHECK,
            at=record.at,
            learner=record.learner,
            target=skill,
            body={"day": record.day, "attempt": record.id, **own},
            recorded_at=record.recorded_at,
        )
        for skill in graded.confident_errors
    )
