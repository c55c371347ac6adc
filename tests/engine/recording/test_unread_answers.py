"""Answers that cannot be read, or are blank: wrong, each by itself, while everything beside them is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from reinforce import Answer, QuizAttempt, Rating

if TYPE_CHECKING:
    from reinforce import Tenant

UNREAD: list[Any] = ["twelve", "12,5,5", "1e999", "", "\u200b", None, "12 apples", "x" * 20_000, "\ud83d", "NaN"]


def _attempt(name: str, number: Any) -> QuizAttempt:  # noqa: ANN401 - whatever a phone may send
    answers = (Answer("q-terms-2", number), Answer("q-questions-1", "To learn"))
    return QuizAttempt(attempt_id=name, edition=1, answers=answers)


@pytest.mark.parametrize("number", UNREAD, ids=range(len(UNREAD)))
def test_an_answer_that_cannot_be_read_stands_in_no_other_s_way(acme: Tenant, number: Any) -> None:  # noqa: ANN401
    """It is wrong, the feedback says why, and the right one beside it counts; sent again, all is as the first time."""
    first = acme.practice.record("ana", _attempt("a1", number))
    assert {review.skill: review.rating for review in first.reviews} == {
        "terms": Rating.Again,
        "questions": Rating.Good,
    }
    unread, right = first.feedback
    assert (unread.right, right.right) == (False, True)
    assert unread.remarks
    assert acme.practice.record("ana", _attempt("a1", number)) == first


def test_a_batch_goes_on_beside_an_answer_that_cannot_be_read(acme: Tenant) -> None:
    """Nobody's attempts wait for somebody's slip of the keyboard."""
    rows = [("ana", _attempt(f"a{at}", number).to_json()) for at, number in enumerate([*UNREAD, "12,5"])]
    assert acme.practice.check_attempts(rows) == ()
    outcomes = acme.practice.record_many(rows)
    assert [outcome.feedback[0].right for outcome in outcomes] == [False] * len(UNREAD) + [True]
