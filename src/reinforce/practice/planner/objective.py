"""The objective of plans: expected retrievability at the horizon, and how much of it a budget could reach at most."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from reinforce.practice.planner.assignment import ENDLESS
from reinforce.practice.planner.gain import kept_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.practice.planner.assignment import Filled
    from reinforce.practice.planner.pool import Pool


class Objective:
    """
    What drafts of a plan are compared by.

    A card whose window ends within the horizon counts, if it is practised, with the mean retrievability of what is kept
    up; any other with what is left of it on the last day; each by the priority of its skill. So a draft's score is the
    sum of what its placements add, and no placement takes anything away.
    """

    def __init__(self, pool: Pool) -> None:
        situation = pool.situation
        kept: dict[int, float] = {}
        self._adds: dict[str, float] = {}
        self._base = self._weights = 0.0
        for skill, card in pool.cards.items():
            if card.memory is None or card.last_day is None:
                continue
            weight = situation.curriculum.skills[skill].priority
            model = situation.policy.of(skill).memory
            left = model.retrievability(card.memory, elapsed_days=max(0, pool.last - card.last_day))
            self._base += weight * left
            self._weights += weight
            candidate = pool.candidates.get(skill)
            if candidate is not None and candidate.ends <= pool.last:
                if id(model) not in kept:
                    kept[id(model)] = kept_up(model)
                self._adds[skill] = weight * max(0.0, kept[id(model)] - left)
        wanted = [(add, pool.candidates[skill].cost) for skill, add in self._adds.items()]
        self._complete = sum(add for add, _ in wanted)
        dense = sorted(wanted, key=lambda one: one[0] / max(one[1], 1), reverse=True)
        self._costs = list(accumulate(cost for _, cost in dense))
        self._sums = list(accumulate((add for add, _ in dense), initial=0.0))

    def score(self, filled: Filled) -> float:
        """Return what the placements add."""
        adds = self._adds
        return sum(adds[skill] for skill in sorted(filled.placed) if skill in adds)

    def value(self, score: float) -> float:
        """Return the objective, 0 to 1, of a draft with that *score*; 1 where there are no cards."""
        return (self._base + score) / self._weights if self._weights else 1.0

    def is_complete(self, filled: Filled) -> bool:
        """Whether everything that counts stands on a day, so that nothing could be better."""
        return all(skill in filled.placed for skill in self._adds)

    def most(self, capacities: Sequence[tuple[int, int]]) -> float:
        """Return a score that no draft with these capacities exceeds: the best by the minute, the last one in part."""
        time = sum(room for room, _ in capacities)
        if time >= ENDLESS or not self._costs:
            return self._complete
        whole = bisect_right(self._costs, time)
        if whole == len(self._costs):
            return self._complete
        before = self._costs[whole - 1] if whole else 0
        part = (time - before) / (self._costs[whole] - before)
        return self._sums[whole] + part * (self._sums[whole + 1] - self._sums[whole])
