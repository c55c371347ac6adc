"""Who sees which attempt: the learner all, anybody else those on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import codec
from reinforce.errors import InvalidParameterError
from reinforce.journal.stakes import Stakes
from reinforce.practice import Answer, QuizAttempt
from reinforce.practice.grading.stakes import Audience, stakes_of, visible


@dataclass(frozen=True)
class Kept:
    """An attempt as a store keeps it."""

    body: Mapping[str, Any]


def kept(stakes: Stakes) -> Kept:
    """Return a quiz at *stakes*, kept."""
    return Kept(codec.kept(QuizAttempt(attempt_id="a", edition=1, answers=[Answer("q", "b")], stakes=stakes)))


@given(st.lists(st.sampled_from(Stakes)))
def test_practice_is_for_the_learner_alone(drawn: list[Stakes]) -> None:
    """The learner sees every attempt, a manager those on record, exams too, and no other, each in the order given."""
    attempts = [kept(stakes) for stakes in drawn]
    assert visible(attempts, Audience.LEARNER) == tuple(attempts)
    assert visible(attempts, Audience.MANAGER) == tuple(
        attempt for attempt, stakes in zip(attempts, drawn, strict=True) if stakes is not Stakes.PRACTICE
    )


def test_an_attempt_that_does_not_say_is_on_record() -> None:
    """An attempt of an older log has no stakes; it is seen as it always was."""
    old = Kept({"kind": "quiz"})
    assert stakes_of(old) is Stakes.RECORDED
    assert visible([old], Audience.MANAGER) == (old,)


def test_an_audience_is_one_that_there_is() -> None:
    """Nobody sees anything by a slip of the keyboard."""
    with pytest.raises(InvalidParameterError) as caught:
        visible([kept(Stakes.PRACTICE)], "everybody")  # type: ignore[arg-type]
    assert caught.value.field == "audience"


@given(st.sampled_from(Stakes))
def test_stakes_are_read_from_their_values(stakes: Stakes) -> None:
    """Stakes, and their values as JSON has them, are those stakes."""
    assert Stakes.of(stakes) is Stakes.of(stakes.value) is stakes
