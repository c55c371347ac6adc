"""Marking: what of an attempt waits for somebody to mark it, and what it is worth once they have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reinforce import catalog
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.practice.grading.attempts import QuizAttempt
from reinforce.practice.grading.outcome import Feedback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.catalog import Curriculum
    from reinforce.practice.grading.attempts import Answer, Attempt, DrillAttempt
    from reinforce.practice.grading.grader import Graded, Grader


def waiting(attempt: Attempt) -> tuple[str, ...]:
    """Return the ids of the exercises of *attempt* that wait to be marked, in its order."""
    if isinstance(attempt, QuizAttempt):
        return tuple(answer.question for answer in attempt.answers if answer.pending)
    return (attempt.drill,) if attempt.pending else ()


def provisional(attempt: Attempt, curriculum: Curriculum) -> Attempt:
    """
    Return *attempt* with the lowest mark for all that waits, so that a grader looks at the rest of it.

    Raises:
        InvalidParameterError: what waits is a question with a key; the error names the field.
    """
    if not isinstance(attempt, QuizAttempt):
        spec = curriculum.drills.get(attempt.drill)
        return attempt if spec is None else replace(attempt, pending=False, scores={part.id: 0 for part in spec.rubric})
    for index, answer in enumerate(attempt.answers):
        question = curriculum.questions.get(answer.question)
        if answer.pending and question is not None and not isinstance(question, catalog.Recall):
            reason = f"is for a recall, which no key decides; question {question.id!r} is graded at once"
            raise InvalidParameterError(f"answers[{index}].pending", reason, value=answer.pending)
    return replace(attempt, answers=[_marked(answer, Rating.Again) for answer in attempt.answers])


def put_off(graded: Graded, attempt: Attempt, curriculum: Curriculum) -> tuple[Graded, tuple[str, ...]]:
    """
    Return what a `provisional` attempt is worth without what waits, and the skills that get no rating before that.

    A skill of which one answer waits waits as a whole, since one attempt has one rating for it.
    """
    waits = waiting(attempt)
    skills = skills_waiting(attempt, curriculum)
    if isinstance(attempt, QuizAttempt):
        given = {answer.question: answer for answer in attempt.answers}
        feedback = tuple(
            _unmarked(part, given[part.exercise]) if part.exercise in waits else part for part in graded.feedback
        )
    else:
        feedback = ()
    ratings = {skill: rating for skill, rating in graded.ratings.items() if skill not in skills}
    return replace(graded, ratings=ratings, feedback=feedback), skills


def graded_by(grader: Grader, attempt: Attempt, curriculum: Curriculum) -> tuple[Graded, tuple[str, ...]]:
    """
    Return what *attempt* is worth to a grader, and the skills that get no rating before what waits is marked.

    Raises:
        InvalidParameterError: the attempt does not fit; the error names the field's path.
    """
    if not waiting(attempt):  # nearly always
        return grader.grade(attempt, curriculum), ()
    return put_off(grader.grade(provisional(attempt, curriculum), curriculum), attempt, curriculum)


def skills_waiting(attempt: Attempt, curriculum: Curriculum) -> tuple[str, ...]:
    """Return the skills of what waits in *attempt*, each once, in its order."""
    skills = (skill for name in waiting(attempt) for skill in curriculum.exercise(name).skills)
    return tuple(dict.fromkeys(skills))


def marked_quiz(attempt: QuizAttempt, marks: Mapping[str, Rating], curriculum: Curriculum) -> QuizAttempt:
    """
    Return the answers of the skills that *marks* are about, each of them that waited with its mark.

    Raises:
        InvalidParameterError: a question does not wait, or another one of its skill has no mark.
    """
    waits = waiting(attempt)
    for name in marks:
        if name not in waits:
            raise InvalidParameterError(f"marks.{name}", f"is none of what waits here: {', '.join(waits)}", value=name)
    skills = {curriculum.questions[name].skill for name in marks}
    for name in waits:
        if curriculum.questions[name].skill in skills and name not in marks:
            reason = f"lacks question {name!r}: one rating stands for all of an attempt's answers of one skill"
            raise InvalidParameterError("marks", reason, value=dict(marks))
    about = [answer for answer in attempt.answers if curriculum.questions[answer.question].skill in skills]
    return replace(
        attempt,
        answers=[_marked(answer, marks.get(answer.question, Rating.Again)) for answer in about],
        duration=None,
    )


def marked_drill(attempt: DrillAttempt, scores: Mapping[str, int], *, by: str) -> DrillAttempt:
    """Return a performance with the levels that somebody says were reached; whether they fit, grading finds out."""
    return replace(attempt, pending=False, scores=scores, assessor=by)


def _marked(answer: Answer, mark: Rating) -> Answer:
    return replace(answer, pending=False, response=int(mark)) if answer.pending else answer


def _unmarked(part: Feedback, answer: Answer) -> Feedback:
    """Return the feedback on an answer that waits: what the pack says, and nothing of how good it is."""
    response = "" if answer.response is None else str(answer.response)
    return Feedback(
        exercise=part.exercise,
        skill=part.skill,
        share=0.0,
        response=response,
        answer=part.answer,
        explanation=part.explanation,
        pending=True,
    )
