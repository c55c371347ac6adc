"""What an edition says about each part of an attempt, whoever grades it: right or wrong, and why, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.errors import InvalidParameterError
from reinforce.practice.grading.answers import judge
from reinforce.practice.grading.attempts import QuizAttempt
from reinforce.practice.grading.outcome import Feedback

if TYPE_CHECKING:
    from reinforce.catalog import Criterion, Curriculum, DrillSpec, Question
    from reinforce.practice.grading.answers import Judged
    from reinforce.practice.grading.attempts import Attempt


def of_answer(question: Question, judged: Judged) -> Feedback:
    """Return what the edition says about one answer to *question*."""
    return Feedback(
        exercise=question.id,
        skill=question.skill,
        right=judged.right,
        share=float(judged.right),
        response=judged.response,
        answer=judged.answer,
        explanation=question.explanation,
        remarks=judged.remarks,
    )


def of_criterion(spec: DrillSpec, part: Criterion, level: int) -> Feedback:
    """Return what the edition says about the *level* reached in one criterion of a drill."""
    highest = len(part.levels) - 1
    return Feedback(
        exercise=spec.id,
        skill=part.skill,
        criterion=part.id,
        share=level / highest,
        response=part.levels[level],
        answer=part.levels[highest],
        explanation=spec.debrief,
        next_level=None if level == highest else part.levels[level + 1],
    )


def said(attempt: Attempt, curriculum: Curriculum) -> tuple[Feedback, ...]:
    """Return what the *curriculum* of its edition says about every part of an attempt; nothing if it does not fit."""
    try:
        if isinstance(attempt, QuizAttempt):
            asked = [(curriculum.questions[answer.question], answer) for answer in attempt.answers]
            return tuple(
                of_answer(question, judge(question, answer.response, language=curriculum.language(question.id)))
                for question, answer in asked
            )
        spec = curriculum.drills[attempt.drill]
        return tuple(of_criterion(spec, part, attempt.scores[part.id]) for part in spec.rubric)
    except (LookupError, InvalidParameterError):  # a grader of the host's takes what ours would not
        return ()
