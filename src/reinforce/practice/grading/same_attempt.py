"""What two sendings of one attempt have in common: what was said, in whatever order it may be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.catalog import Curriculum

_IN_ORDER = "ordering"
"""The kind of question whose answer is an order."""


def content(body: Mapping[str, Any], curriculum: Curriculum) -> Mapping[str, Any]:
    """
    Return the JSON values of an attempt so that two that say the same are equal.

    The answers to a quiz come in the order of their questions, and the options that were chosen in that of their ids,
    but for questions of its edition, the *curriculum*, that ask for an order.
    """
    answers = body.get("answers")
    if answers is None:
        return _without_false(body)
    said = sorted((_said(answer, curriculum) for answer in answers), key=lambda answer: str(answer["question"]))
    return {**body, "answers": said}


def _said(answer: Mapping[str, Any], curriculum: Curriculum) -> Mapping[str, Any]:
    question, response = curriculum.questions.get(answer["question"]), answer["response"]
    said = _without_false(answer)
    if not isinstance(response, list) or (question is not None and question.kind == _IN_ORDER):
        return said
    return {**said, "response": sorted(set(response))}


def _without_false(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what was *said* without that nothing is pending, which older entries do not say."""
    return said if said.get("pending") else {name: value for name, value in said.items() if name != "pending"}
