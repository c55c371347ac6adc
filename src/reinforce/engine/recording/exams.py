"""Mock exams: handed out as one entry, and their answers, which move nothing but the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from reinforce.codec import from_kept, kept
from reinforce.engine.recording.entry_rules import NewEntries
from reinforce.errors import ConflictError, ErasedError, InvalidParameterError
from reinforce.journal import Event, EventKind, own_id
from reinforce.journal.persons import roles
from reinforce.journal.stakes import Stakes
from reinforce.ports import AttemptRecord, Change
from reinforce.practice import Calendar, Exam, Outcome, Quiz, QuizAttempt
from reinforce.practice.grading.kept_outcome import kept_of_attempt
from reinforce.practice.sessions.exam import ExamSaid, chosen, scored

if TYPE_CHECKING:
    from datetime import datetime

    from reinforce.catalog import Curriculum
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.entry_rules import LearnerNow
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Graded
    from reinforce.practice.sessions.exam import Score

_TICK = timedelta(microseconds=1)

EXAM = "exam"
"""The kind of the attempt at an exam, as records have it."""


def entry_id(exam: str) -> str:
    """Return the id of the entry that says that an exam was handed out."""
    return own_id("exam", exam)


def result_id(exam: str) -> str:
    """Return the id of the entry that says what came of an exam."""
    return own_id("exam_result", exam)


def hand_out_exam(context: TenantContext, learner: str, exam: str, said: ExamSaid, *, by: str | None) -> Exam:
    """
    Return the exam of that id as it was handed out, now or before.

    Raises:
        ConflictError: the id is that of another entry, or of an exam about something else.
        InvalidParameterError: there is no question for it.
    """

    def once() -> Exam:
        ids = (exam, entry_id(exam), result_id(exam))
        snapshot = context.learners.read(learner, ids=ids)
        prior = snapshot.prior_events.get(ids[1])
        event = _entry(context, learner, exam, said, by=by, snapshot=snapshot)
        if prior is not None:
            if not context.erased.same_event(event, prior):
                raise ConflictError("exam", exam, "was handed out already, about something else")
            return exam_of(context, prior, taken_at=_taken_at(snapshot, exam))
        if exam in snapshot.prior_attempts or exam in snapshot.prior_reviews or exam in snapshot.prior_events:
            raise ConflictError("exam", exam, "has the id of another entry")
        context.writing.apply(
            Change(
                tenant=context.tenant,
                events=(event,),
                epochs={learner: snapshot.epoch or 0},
                turning=frozenset({learner}),
                absent=((learner, exam),),
                persons=context.erased.named(*(person for _, person in roles(event))),
            )
        )
        return exam_of(context, event)

    return context.writing.retrying(once)


def exam_of(context: TenantContext, event: Event, *, taken_at: datetime | None = None) -> Exam:
    """Return the exam that an entry says was handed out."""
    body, curriculum = event.body, context.versions.curriculum(event.body["edition"])
    quiz = Quiz(
        id=event.target,
        edition=body["edition"],
        questions=tuple(curriculum.questions[name] for name in body["asked"]),
        learner=event.learner,
        day=body["day"],
        seed=context.versions.policy(body["policy"]).seed,
    )
    limit = _said(event).time_limit
    return Exam(quiz=quiz, handed_out_at=event.at, time_limit=limit, taken_at=taken_at)


def answers_to_exam(
    attempt: Attempt, graded: Graded, learner: LearnerNow, curriculum: Curriculum, *, imported: bool
) -> NewEntries:
    """Return what the answers to an exam become in the log: the attempt, and the entry that says what came of it."""
    exam = _exam(learner, attempt)
    when = learner.when(attempt.at, imported=imported, after=None if exam is None else exam.at)
    took, limit = graded.duration, None
    asked = {part.exercise: part.skill for part in graded.feedback}
    if exam is not None:
        believed = when.at if when.late_day is None else learner.now
        took, limit = max(timedelta(), believed - exam.at), _said(exam).time_limit
        asked = {name: curriculum.questions[name].skill for name in exam.body["asked"]}
    score = scored(graded.feedback, asked, took=took, limit=limit)
    record = AttemptRecord(
        id=attempt.attempt_id,
        learner=learner.learner,
        kind=EXAM,
        edition=attempt.edition,
        at=when.at,
        day=learner.day(when.at),
        duration=took,
        body=kept(replace(attempt, stakes=Stakes.EXAM)),
        outcome={},
        recorded_at=learner.now,
    )
    outcome = partial(
        Outcome,
        id=record.id,
        at=record.at,
        day=record.day,
        feedback=graded.feedback,
        over_time=score.over_time,
        score=score.share,
        took=took,
    )

    def rows(outcome: Outcome) -> dict[str, tuple[Any, ...]]:
        return {
            "attempts": (replace(record, outcome=kept_of_attempt(outcome, attempt, curriculum)),),
            "events": (_result(record, score, exam),),
        }

    return NewEntries(learner=learner.learner, assessor=None, reviews=(), outcome=outcome, rows=rows)


def check_exam(attempt: Attempt, learner: LearnerNow, *, imported: bool) -> bool:
    """
    Whether *attempt* is the answers to an exam: by what it says, or by its id.

    Raises:
        InvalidParameterError: it says so, and no exam was handed out under its id; or it does not fit the one that was.
        ErasedError: its answers were removed, since the log is kept for a shorter time.
    """
    exam, closed = _exam(learner, attempt), learner.snapshot.closed_before
    if exam is not None and closed is not None and result_id(exam.target) in learner.snapshot.prior_events:
        raise ErasedError("log", learner.learner, before=closed)
    if exam is None:
        if not imported:
            refuse_unknown_exam(attempt, learner.snapshot)
        return attempt.stakes is Stakes.EXAM
    if attempt.stakes is Stakes.PRACTICE:
        raise InvalidParameterError("stakes", "must be exam or left out: it is an exam's id", value=attempt.stakes)
    if attempt.edition != exam.body["edition"]:
        reason = f"must be {exam.body['edition']}, as of the exam, not {attempt.edition}"
        raise InvalidParameterError("edition", reason, value=attempt.edition)
    if not isinstance(attempt, QuizAttempt):
        raise InvalidParameterError("drill", f"is no part of exam {exam.target!r}", value=attempt.drill)
    for index, answer in enumerate(attempt.answers):
        if answer.question not in exam.body["asked"]:
            reason = f"is no question of exam {exam.target!r}: {answer.question!r}"
            raise InvalidParameterError(f"answers[{index}].question", reason, value=answer.question)
    return True


def refuse_unknown_exam(attempt: Attempt, snapshot: Snapshot) -> None:
    """
    Refuse an attempt that says it is of an exam where its learner has none of its id: it is never practice.

    So it is with answers that come late, after their learner was erased and put on the roster again.

    Raises:
        InvalidParameterError: it says so.
    """
    if attempt.stakes is Stakes.EXAM and entry_id(attempt.attempt_id) not in snapshot.prior_events:
        reason = f"is exam, and no exam was handed out to this learner under the attempt's id {attempt.attempt_id!r}"
        raise InvalidParameterError("stakes", reason, value=attempt.stakes)


def _exam(learner: LearnerNow, attempt: Attempt) -> Event | None:
    return learner.snapshot.prior_events.get(entry_id(attempt.attempt_id))


def _said(event: Event) -> ExamSaid:
    return from_kept(ExamSaid, event.said)


def _taken_at(snapshot: Snapshot, exam: str) -> datetime | None:
    taken = snapshot.prior_attempts.get(exam) or snapshot.prior_events.get(result_id(exam))
    return None if taken is None else taken.at


def _entry(
    context: TenantContext, learner: str, exam: str, said: ExamSaid, *, by: str | None, snapshot: Snapshot
) -> Event:
    """Return the entry that hands an exam out now."""
    now, (policy, curriculum) = context.clock.now(), context.versions.in_force(snapshot)
    calendar = Calendar(snapshot.calendar)
    asked = chosen(
        curriculum, _skills(said, curriculum), count=said.questions, seed=policy.seed, learner=learner, exam=exam
    )
    if not asked:
        raise InvalidParameterError("exam", "needs a skill with questions that learners do not grade themselves")
    return Event(
        id=entry_id(exam),
        kind=EventKind.EXAM,
        at=now,
        learner=learner,
        target=exam,
        body={
            **kept(said),
            "edition": curriculum.edition,
            "policy": policy.version,
            "asked": [question.id for question in asked],
            "day": calendar.day(now),
            "until": calendar.day(now + (said.time_limit or timedelta()) + policy.arrival.late),
        },
        by=by,
        recorded_at=now,
    )


def _skills(said: ExamSaid, curriculum: Curriculum) -> tuple[str, ...]:
    """Return the skills that an exam is of; raise NotFoundError for what is not there."""
    if said.capability is not None:
        capability = curriculum.capability(said.capability).id
        return tuple(skill.id for skill in curriculum.skills.values() if skill.capability == capability)
    if said.journey is not None:
        return tuple(curriculum.journey(said.journey).skills)
    for skill in said.skills:
        curriculum.check_skill(skill)
    return said.skills


def _result(record: AttemptRecord, score: Score, exam: Event | None) -> Event:
    """Return the entry that says what came of an exam, for whoever follows the log: after it was handed out."""
    return Event(
        id=result_id(record.id),
        kind=EventKind.EXAM_RESULT,
        at=record.at if exam is None else max(record.at, exam.at + _TICK),
        learner=record.learner,
        target=record.id,
        body={"attempt": record.id, "score": score.share, **kept(score)},
        recorded_at=record.recorded_at,
    )
