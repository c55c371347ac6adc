"""Attempts at what a session of the small pack holds, with answers or scores that hypothesis chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from reinforce.journal import Rating
from reinforce.practice import Answer, DrillAttempt, Quiz, QuizAttempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.catalog import Question
    from reinforce.practice import Attempt, SessionItem

_RESPONSES: dict[str, tuple[Any, ...]] = {
    "q-terms-1": ("a", "b"),
    "q-terms-2": (12.5, 13.0, 14),
    "q-questions-1": ("To  LEARN", "to know"),
    "q-questions-2": (["a", "c"], ["a"]),
    "q-discovery-1": (Rating.Again, Rating.Hard, Rating.Easy),
}


def session_attempt(item: SessionItem, data: st.DataObject, *, new_id: Callable[[str], str]) -> Attempt:
    """Return an attempt at *item*, whose id *new_id* makes of its kind."""
    if isinstance(item, Quiz):
        answers = [_answer(question, data) for question in item.questions]
        return QuizAttempt(attempt_id=new_id("quiz"), edition=item.edition, answers=answers)
    levels = {criterion.id: len(criterion.levels) - 1 for criterion in item.spec.rubric}
    scores = {id_: data.draw(st.integers(0, top)) for id_, top in levels.items()}
    return DrillAttempt(attempt_id=new_id("drill"), edition=item.edition, drill=item.spec.id, scores=scores)


def _answer(question: Question, data: st.DataObject) -> Answer:
    response = data.draw(st.sampled_from(_RESPONSES[question.id]))
    return Answer(question.id, response, confidence=data.draw(st.sampled_from([None, 0.2, 0.9])))
