"""What was practised at once, as the log tells it: the same for every store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reinforce.journal.stakes import Stakes
from reinforce.ports import Practised

if TYPE_CHECKING:
    from collections.abc import Mapping


def practised(
    day: int, duration: timedelta | None, stakes: Stakes | None = None, body: Mapping[str, Any] | None = None
) -> Practised:
    """
    Return what one log entry says was practised.

    Args:
        day: the learner day.
        duration: how long it took; unknown, and then zero, for some reviews.
        stakes: of a review, what is at stake in it, if that is not on record.
        body: of an attempt, what was sent: a quiz has as many exercises as answers, a drill is one. ``None`` for a
            review outside attempts, which is one too.
    """
    answers = None if body is None else body.get("answers")
    at_stake = stakes if body is None else Stakes(body.get("stakes", Stakes.RECORDED))
    items = len(answers) if isinstance(answers, list) else 1
    return Practised(day, duration or timedelta(), items, at_stake or Stakes.RECORDED)
