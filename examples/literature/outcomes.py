"""
What a course of practice on given days leaves behind, by the memory model alone: an expectation, without chance.

The first practice is rated Good. Each later one succeeds with the card's own retrievability and is rated Good, or fails
and is rated Again, after which the answer is shown. Both ways are followed and weighted, so that nothing is drawn. A
second practice on the same day succeeds for certain, since the model knows no forgetting within a day.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reinforce import Rating
from reinforce.memory import Fsrs6, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.memory import MemoryState

MODEL = Fsrs6()
_SURE = [(Rating.Good, 1.0)]


def expected(days: Sequence[int], *, at: float, sure: int = 1, model: Fsrs6 = MODEL) -> float:
    """Return the expected retrievability on day *at* after practice on *days*, which ascend; see `memories`."""
    return sum(share * _left(state, at - days[-1], model) for share, state in memories(days, sure=sure, model=model))


def memories(days: Sequence[int], *, sure: int = 1, model: Fsrs6 = MODEL) -> list[tuple[float, MemoryState]]:
    """Return every memory that practice on *days* can lead to, and how likely it is where the first *sure* succeed."""
    found = [(1.0, model.review(Standing(), Rating.Good, elapsed_days=0).standing)]
    for number, (before, day) in enumerate(pairwise(days), 2):
        found = [
            (share * chance, model.review(standing, rating, elapsed_days=day - before).standing)
            for share, standing in found
            for rating, chance in (_SURE if number <= sure else _outcomes(standing, day - before, model))
        ]
    return [(share, standing.memory) for share, standing in found if standing.memory is not None]


def best_gap(rest: int, *, model: Fsrs6 = MODEL) -> int:
    """Return the days between two practices after which most is left, *rest* days after the second."""
    return max(range(2 * rest), key=lambda gap: expected((0, gap), at=gap + rest, model=model))


def _outcomes(standing: Standing, elapsed: int, model: Fsrs6) -> list[tuple[Rating, float]]:
    """Return the ratings of a practice, and how likely each is; what cannot happen is left out."""
    chance = 1.0 if standing.memory is None else _left(standing.memory, elapsed, model)
    return [(rating, share) for rating, share in ((Rating.Good, chance), (Rating.Again, 1 - chance)) if share > 0]


def _left(state: MemoryState, elapsed: float, model: Fsrs6) -> float:
    return model.retrievability(state, elapsed_days=elapsed)
