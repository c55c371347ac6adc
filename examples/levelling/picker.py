"""
A picker in the manner of Anki's load balancer: a card gets its day when it is answered, and keeps it.

Each day of the fuzz range is drawn with a weight: the inverse square of how many cards stand on it already, over the
interval that leads to it, times what the weekday takes (an easy day a half, a day without practice next to nothing).
Two things differ from Anki, both in the picker's favour: it balances intervals of any length, and no card has siblings
that are to be kept apart.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from examples.levelling.chance import draw
from reinforce import Load
from reinforce.memory import fuzz_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce import Card, Policy

_SHARES: Mapping[Load, float] = {Load.FULL: 1.0, Load.REDUCED: 0.5, Load.NONE: 0.0001}


class Picker:
    """
    The days that one learner's cards have picked, by number of the learner day.

    Args:
        policy: the tenant's settings, of which the memory model and the greatest interval count.
        week: the load of each weekday, Monday first.
        seed: what all chance is drawn from.
    """

    def __init__(self, policy: Policy, *, week: tuple[Load, ...], seed: int) -> None:
        self._policy, self._week, self._seed = policy, week, seed
        self._days: dict[str, int] = {}
        self._counts: Counter[int] = Counter()

    def due(self, day: int) -> list[str]:
        """Return the skills that stand on a day or on one before it, the longest waiting first."""
        return sorted(
            (skill for skill, on in self._days.items() if on <= day), key=lambda skill: (self._days[skill], skill)
        )

    def answered(self, card: Card, *, day: int) -> None:
        """Let a *card* that was practised on a day pick its next."""
        if card.memory is None:
            return
        if card.skill in self._days:
            self._counts[self._days[card.skill]] -= 1
        interval = self._policy.memory.interval_days(card.memory)
        shortest, longest = fuzz_range(interval, maximum_interval=self._policy.maximum_interval)
        weights = [self._weight(day, ahead) for ahead in range(shortest, longest + 1)]
        left = draw(self._seed, "pick", card.learner, card.skill, card.reps) * sum(weights)
        place = 0
        while place < len(weights) - 1 and left >= weights[place]:
            left -= weights[place]
            place += 1
        self._days[card.skill] = day + shortest + place
        self._counts[self._days[card.skill]] += 1

    def _weight(self, day: int, ahead: int) -> float:
        count = self._counts[day + ahead]
        crowd = 1.0 if count == 0 else 1.0 / count**2
        return crowd / ahead * _SHARES[self._week[(day + ahead - 1) % len(self._week)]]
