"""What one practice is worth: the retention that it can be expected to gain, and what is kept of what is kept up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reinforce.journal import Rating
from reinforce.memory import Phase
from reinforce.practice.cards.success import chance

if TYPE_CHECKING:
    from reinforce.memory import Ability, MemoryModel, MemoryState
    from reinforce.practice.cards.card import Card
    from reinforce.practice.policy import Policy

OUTLOOK = 30
"""Days after a practice at which what it gained is looked at."""

_STEPS = 16
_REVIEW = Phase.REVIEW  # members of an enumeration are looked up slowly


@dataclass(slots=True)
class ExpectedGain:
    """
    What a good practice of a card on some day leads to.

    Attributes:
        gain: expected retrievability gained: what is left `OUTLOOK` days later with the practice, less what would be
            left without it, times the chance to succeed on the day, since a failed practice is taken to gain nothing.
        memory: the memory state afterwards.
        interval: days until the card would be due again, at least 1.
    """

    gain: float
    memory: MemoryState
    interval: int


def expected_gain(card: Card, *, day: int, policy: Policy, ability: Ability) -> ExpectedGain:
    """
    Return what a good practice of *card*, which has a memory, on learner day number *day* leads to.

    Args:
        card: the card.
        day: the day of the practice.
        policy: the settings, with the memory model and the performance model.
        ability: what the learner's cards show.
    """
    memory, elapsed = _remembered(card, day)
    after, interval = practised(card, day=day, policy=policy)
    model = policy.of(card.skill).memory
    without = model.retrievability(memory, elapsed_days=elapsed + OUTLOOK)
    gained = model.retrievability(after, elapsed_days=OUTLOOK) - without
    gain = gained * chance(card, day=day, policy=policy, ability=ability) if gained > 0 else 0.0
    return ExpectedGain(gain, after, interval)


def practised(card: Card, *, day: int, policy: Policy) -> tuple[MemoryState, int]:
    """Return the memory after a good practice of *card*, which has one, on a day, and the days until it is due."""
    memory, elapsed = _remembered(card, day)
    model = policy.of(card.skill).memory
    if card.phase is _REVIEW and elapsed:
        after = model.recalled(memory, elapsed_days=elapsed)
        return after, model.interval_days(after)
    scheduled = model.review(card.standing, Rating.Good, elapsed_days=elapsed)
    return scheduled.standing.memory or memory, scheduled.interval_days or 1


def _remembered(card: Card, day: int) -> tuple[MemoryState, int]:
    """Return the memory of a card, and the days since its last practice."""
    if card.memory is None or card.last_day is None:
        message = f"the card {card.skill!r} has no memory"
        raise ValueError(message)
    return card.memory, max(0, day - card.last_day)


def kept_up(model: MemoryModel) -> float:
    """
    Return the mean retrievability, 0 to 1, of a skill that is practised whenever it falls due.

    It is the mean of the forgetting curve from a practice to the next, by Simpson's rule.
    """
    memory = model.placed(stability=10.0, difficulty=5.0)
    length = model.interval(memory)
    points = [model.retrievability(memory, elapsed_days=length * step / _STEPS) for step in range(_STEPS + 1)]
    return (points[0] + points[-1] + 4 * sum(points[1:-1:2]) + 2 * sum(points[2:-1:2])) / (3 * _STEPS)
