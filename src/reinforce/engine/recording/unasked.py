"""What nobody asked for, or a mock exam does: no key is told of it where nothing is at stake, and some is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reinforce.engine.reading.situation import read_situation
from reinforce.errors import InvalidParameterError
from reinforce.journal import EventKind
from reinforce.journal.last_words import kind_of_subjects
from reinforce.practice import Audience, Calendar, QuizAttempt, steered
from reinforce.practice.learner.handed_out import handed_in, subjects_near
from reinforce.practice.planner.eligibility import Eligibility

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.entry_rules import LearnerNow
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Graded

EXAMS = (kind_of_subjects(EventKind.EXAM),)
"""What subjects of mock exams begin with, as queries ask for them."""


def clear_keys(context: TenantContext, learner: str, attempt: Attempt, graded: Graded) -> Graded:
    """
    Return what an attempt that is not on record is worth, without keys that the learner could not have come by.

    Whoever may answer anything unseen, as often as they like, would otherwise get the whole key in one loop, and that
    of a mock exam before its answers. What was answered right or wrong is still told.
    """
    if not isinstance(attempt, QuizAttempt):
        return graded
    skills = {part.skill for part in graded.feedback}
    snapshot = context.learners.read(learner, skills=tuple(sorted(skills)), private=True, subjects=EXAMS)
    unasked, exams = _unasked(context, learner, skills, snapshot), exams_open(snapshot, now=context.clock.now())
    if not unasked and not exams:
        return graded
    told = (
        replace(part, answer="", explanation="", remarks=())
        if part.skill in unasked or part.exercise in exams
        else part
        for part in graded.feedback
    )
    return replace(graded, feedback=tuple(told))


def exams_open(snapshot: Snapshot, *, now: datetime) -> Mapping[str, str]:
    """Return by question the learner's mock exam that asks it, and that waits for its answers; EXAMS were asked for."""
    return steered(snapshot.steering, today=Calendar(snapshot.calendar).day(now)).exams


def refuse_asked_in_exams(attempt: Attempt, exams: Mapping[str, str]) -> None:
    """
    Refuse to rehearse questions of mock exams that wait for their answers: whoever tries all options would know them.

    Raises:
        InvalidParameterError: it has one; the error names the field of the first.
    """
    for field, exercise in _named(attempt).items():
        if exercise in exams:
            reason = f"is asked in exam {exams[exercise]!r}, which waits for its answers: {exercise!r}"
            raise InvalidParameterError(field, reason, value=exercise)


def refuse_unseen(context: TenantContext, attempt: Attempt, learner: LearnerNow) -> datetime:
    """
    Refuse an attempt at exercises that were never handed out to its learner, of its edition.

    Returns:
        When the last of them was handed out first: nobody can have answered before.

    Raises:
        InvalidParameterError: it is one; the error names the field of the first.
    """
    day = learner.day(learner.now if attempt.at is None else attempt.at)
    known = context.learners.read(learner.learner, subjects=subjects_near(day)).steering
    handed = handed_in(known, edition=attempt.edition, day=day)
    named = _named(attempt)
    for field, exercise in named.items():
        if exercise not in handed:
            reason = (
                f"was not handed out to this learner, of edition {attempt.edition}: {exercise!r} (the policy takes "
                "answers to what was handed out alone)"
            )
            raise InvalidParameterError(field, reason, value=exercise)
    return max(handed[exercise] for exercise in named.values())


def _named(attempt: Attempt) -> dict[str, str]:
    """Return by field the exercises that an attempt names."""
    if isinstance(attempt, QuizAttempt):
        return {f"answers[{index}].question": answer.question for index, answer in enumerate(attempt.answers)}
    return {"drill": attempt.drill}


def _unasked(context: TenantContext, learner: str, skills: set[str], snapshot: Snapshot) -> set[str]:
    """
    Return those of *skills* of which no session of the learner could have held a question.

    It could have where the skill was practised on record, and where it is one of the learner's journeys or goals and
    what it builds on holds.
    """
    on_record = context.folds.cards(learner, snapshot, audience=Audience.MANAGER)
    left = skills - {skill for skill, card in on_record.items() if card.is_begun}
    if not left:
        return left
    rules = Eligibility(read_situation(context, learner))
    wanted = set(rules.wanted())
    return {skill for skill in left if skill not in wanted or rules.builds(skill)}
