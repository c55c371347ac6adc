"""How long each question of a quiz took, as far as the sender said, and what that is of the time planned for it."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from reinforce.practice.grading.answers import exact
from reinforce.practice.grading.attempts import QuizAttempt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.catalog import Curriculum
    from reinforce.practice.grading.attempts import Attempt

_MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1) // _MICROSECOND


def times(attempt: QuizAttempt, *, minutes: Mapping[str, float]) -> dict[str, timedelta]:
    """
    Return by question how long it took; a question of which that is not known is left out.

    An answer's own duration stands. What is left of the quiz's duration is shared by the answers without one, in
    proportion to the *minutes* planned for each question. Where the answers' own durations take up all of the quiz's,
    nothing is known of the rest.
    """
    took = {answer.question: answer.duration for answer in attempt.answers if answer.duration is not None}
    if attempt.duration is not None:
        left = attempt.duration - sum(took.values(), timedelta())
        untimed = [answer.question for answer in attempt.answers if answer.duration is None]
        if left > timedelta() or not took:
            planned = sum(minutes[question] for question in untimed)
            took.update((question, left * (minutes[question] / planned)) for question in untimed)
    return {answer.question: took[answer.question] for answer in attempt.answers if answer.question in took}


def by_exercise(attempt: Attempt, curriculum: Curriculum) -> dict[str, timedelta | None]:
    """Return the exercises that an attempt met, with how long each took, if known; *curriculum* is its edition."""
    if not isinstance(attempt, QuizAttempt):
        return {attempt.drill: attempt.duration}
    asked = {answer.question: curriculum.questions.get(answer.question) for answer in attempt.answers}
    took = times(
        attempt, minutes={id_: 1.0 if question is None else question.minutes for id_, question in asked.items()}
    )
    return {id_: took.get(id_) for id_ in asked}


def length(attempt: QuizAttempt, *, minutes: Mapping[str, float]) -> timedelta:
    """
    Return how long the quiz took.

    Without a duration of the quiz it is the sum over its answers: each one's own duration, or the *minutes* planned.
    """
    if attempt.duration is not None:
        return attempt.duration
    spans = (
        timedelta(minutes=minutes[answer.question]) if answer.duration is None else answer.duration
        for answer in attempt.answers
    )
    return sum(spans, timedelta())


def latency(took: timedelta, *, minutes: float) -> Fraction:
    """
    Return *took* as a multiple of the *minutes* planned, exactly.

    >>> latency(timedelta(seconds=45), minutes=1.5)
    Fraction(1, 2)
    """
    return Fraction(took // _MICROSECOND, _MINUTE) / exact(minutes)
