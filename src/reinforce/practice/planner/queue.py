"""Candidates that wait for a place, in an order, with the first one that fits at hand."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from reinforce.practice.planner.candidate import Candidate


class Queue:
    """
    Candidates that wait, kept apart by their costs, so that the first one that fits is found at once.

    They are kept as their places in *ordered*, all candidates in the order of the queue.
    """

    __slots__ = ("_by_cost", "_costs", "_ordered")

    def __init__(self, ordered: Sequence[Candidate]) -> None:
        self._ordered = ordered
        self._by_cost: dict[int, list[int]] = {}
        self._costs: list[int] = []

    def push(self, place: int) -> None:
        """Let the candidate at that *place* of the order wait."""
        cost = self._ordered[place].cost
        waiting = self._by_cost.get(cost)
        if waiting is None:
            self._by_cost[cost] = [place]
            self._costs = sorted(self._by_cost)
        else:
            heappush(waiting, place)

    def extend(self, places: Iterable[int]) -> None:
        """Let the candidates at all those places of the order wait."""
        for place in places:
            self.push(place)

    def pop(self, most: float, gone: Container[str]) -> Candidate | None:
        """Take out the first candidate that costs at most *most* and is not *gone*."""
        best: list[int] | None = None
        ordered = self._ordered
        for cost in self._costs:
            if cost > most:
                break
            waiting = self._by_cost[cost]
            while waiting and ordered[waiting[0]].card.skill in gone:
                heappop(waiting)
            if waiting and (best is None or waiting[0] < best[0]):
                best = waiting
        return ordered[heappop(best)] if best else None
