"""What is left to be put in order, in groups of things with the same labels, with what comes best next at hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Labels: TypeAlias = "frozenset[str]"


@dataclass(slots=True, eq=False)
class Group:
    """Things that have the same *skills* and *capabilities*, the earliest first."""

    skills: Labels
    capabilities: Labels
    things: list[int] = field(default_factory=list)

    def shares(self, other: Group | None) -> tuple[bool, bool]:
        """Return whether it shares a skill with *other*, and whether it shares a capability."""
        if other is None:
            return False, False
        return not self.skills.isdisjoint(other.skills), not self.capabilities.isdisjoint(other.capabilities)


class Queues:
    """
    What is left of *groups* while things are taken from them, one after the other.

    Only a label that more than half of what is left have forces neighbours to share it. Groups wait in queues by those
    of their labels that may come to that, so that all in a queue force as many; and of a queue only those groups are
    passed over that share a rarer label with the thing before. So a step costs about the same however much is left.

    Attributes:
        count: how many things are left.
    """

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups, self._taken = groups, [0] * len(groups)
        self.count = sum(len(group.things) for group in groups)
        self._counts = Counter[str](), Counter[str]()
        for group in groups:
            for counts, labels in zip(self._counts, (group.skills, group.capabilities), strict=True):
                counts.update(dict.fromkeys(labels, len(group.things)))
        self._queues: dict[tuple[Labels, Labels], list[tuple[int, int]]] = {}
        self._sort()

    def best(self, last: Group | None) -> tuple[int, int]:
        """Return the place of the group to take from after *last*, and how many from there on must share a skill."""
        found = []
        for labels, waiting in self._queues.items():
            first = self._first(waiting, last, Group(*labels).shares(last))
            if first is not None:
                clash, alike, thing, place = first
                forced, ahead = (
                    least_shared(counts, taken, self.count) for counts, taken in zip(self._often, labels, strict=True)
                )
                found.append((clash + forced, alike + ahead, thing, place))
        forced, _, _, place = min(found)
        return place, forced

    def take(self, place: int) -> int:
        """Take the first thing of the group at that *place*, and return it."""
        group = self._groups[place]
        thing = group.things[self._taken[place]]
        self._taken[place] += 1
        self.count -= 1
        for counts, labels in zip((*self._counts, *self._often), (group.skills, group.capabilities) * 2, strict=True):
            for label in labels:
                if label in counts:
                    counts[label] -= 1
        if 2 * self.count < self._sorted_at:
            self._sort()
        elif self._taken[place] < len(group.things):
            self._wait(place)
        return thing

    def _sort(self) -> None:
        """Note which labels may come to be those of more than half before half of what is left is taken, and queue."""
        self._sorted_at = self.count
        self._often = tuple(
            {label: count for label, count in counts.items() if 4 * count >= self.count} for counts in self._counts
        )
        self._queues.clear()
        for place, group in enumerate(self._groups):
            if self._taken[place] < len(group.things):
                self._wait(place)

    def _wait(self, place: int) -> None:
        """Let what is left of a group wait."""
        group = self._groups[place]
        labels = group.skills.intersection(self._often[0]), group.capabilities.intersection(self._often[1])
        heappush(self._queues.setdefault(labels, []), (group.things[self._taken[place]], place))

    def _first(
        self, waiting: list[tuple[int, int]], last: Group | None, least: tuple[bool, bool]
    ) -> tuple[bool, bool, int, int] | None:
        """Return what comes first in a queue: of what shares as little with *last* as *least*, or else as can be."""
        aside, found = [], []
        while waiting:
            thing, place = heappop(waiting)
            group = self._groups[place]
            if self._taken[place] == len(group.things) or group.things[self._taken[place]] != thing:
                continue  # was taken
            aside.append((thing, place))
            shared = group.shares(last)
            found.append((*shared, thing, place))
            if shared == least:
                break
        for one in aside:
            heappush(waiting, one)
        return min(found, default=None)


def least_shared(counts: Mapping[str, int], taken: Labels, count: int) -> int:
    """
    Return how many neighbours must share a label if something with the labels *taken* comes before the rest.

    Args:
        counts: how many of what is left, what is taken among them, have each label; those of less than half may miss.
        taken: the labels of what comes next.
        count: how much is left, with what comes next.
    """
    return max([0, *(2 * having - count - (label in taken) for label, having in counts.items())])
