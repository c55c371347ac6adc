"""Interleaving: an order in which no neighbours share a skill where that can be avoided, and capabilities are mixed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from reinforce.practice.sessions.queues import Group, Queues, least_shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reinforce.practice.sessions.queues import Labels

_EFFORT = 200_000
"""How many steps a search may take, times the groups of things; enough to try all there is for seven of them."""


def interleaved(skills: Sequence[Labels], capabilities: Sequence[Labels]) -> tuple[int, ...]:
    """
    Return the order, as positions, in which to take things that have these *skills* and *capabilities*.

    Neighbours that share a skill are as few as can be. As far as that allows, each place is taken by the earliest thing
    among those after which the fewest neighbours need share a capability. So things that come in order of urgency keep
    it where nothing speaks against it.

    What comes best is taken without looking back, which is all there is to do where it leads to no more such neighbours
    than could be told at once. Elsewhere, for up to seven things nothing is left untried, and for more the search ends
    after a fixed number of steps, which matters only where many of them share skills. Things whose labels are the same,
    as far as anything else has them too, are one thing to the search.

    >>> a, b = frozenset("a"), frozenset("b")
    >>> interleaved([a, a, b], [a, a, b])
    (0, 2, 1)
    """
    groups = _grouped(skills, capabilities)
    order, bounds = _straight(groups)
    search = _Search(groups, count=len(order))
    for allowed in range(min(bounds, default=0), max(bounds, default=0)):
        found = search.run(allowed)
        if found is not None:
            return found
        if search.effort <= 0:
            break
    return order


def _grouped(skills: Sequence[Labels], capabilities: Sequence[Labels]) -> list[Group]:
    """Return things by their labels, without the skills that only one has, which make no difference to any order."""
    counts = Counter(chain.from_iterable(skills))
    shared = frozenset(label for label, count in counts.items() if count > 1)
    groups: dict[tuple[Labels, Labels], Group] = {}
    for thing, (of_skills, of_capabilities) in enumerate(zip(skills, capabilities, strict=True)):
        labels = of_skills & shared, of_capabilities
        groups.setdefault(labels, Group(*labels)).things.append(thing)
    return list(groups.values())


def _straight(groups: Sequence[Group]) -> tuple[tuple[int, ...], list[int]]:
    """Return the order that is found without looking back, and at each step how many neighbours must share a skill."""
    queues, order, bounds = Queues(groups), list[int](), list[int]()
    last: Group | None = None
    clashes = 0
    while queues.count:
        place, forced = queues.best(last)
        bounds.append(clashes + forced)
        clashes += groups[place].shares(last)[0]
        order.append(queues.take(place))
        last = groups[place]
    return tuple(order), bounds


@dataclass(slots=True)
class _Search:
    """A depth-first search for an order of *count* things with at most so many neighbours that share a skill."""

    groups: Sequence[Group]
    count: int
    effort: int = field(init=False)
    path: list[int] = field(init=False, default_factory=list)
    taken: list[int] = field(init=False, default_factory=list)
    clashes: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.effort = _EFFORT // max(1, len(self.groups))

    def run(self, allowed: int) -> tuple[int, ...] | None:
        """Return the first order with at most *allowed* neighbours that share a skill; ``None`` if none was found."""
        self.path, self.clashes, self.taken = [], [0], [0] * len(self.groups)
        failed: set[tuple[tuple[int, ...], int, int]] = set()
        ways = [self._ways(allowed)]
        while ways:
            step = next(ways[-1], None)
            if step is None:
                ways.pop()
                if self.path:
                    failed.add((tuple(self.taken), self.path[-1], self.clashes.pop()))
                    self.taken[self.path.pop()] -= 1
                continue
            place, clashes = step
            self.taken[place] += 1
            if (tuple(self.taken), place, clashes) in failed:
                self.taken[place] -= 1
                continue
            self.path.append(place)
            self.clashes.append(clashes)
            if len(self.path) == self.count:
                things = [iter(group.things) for group in self.groups]
                return tuple(next(things[one]) for one in self.path)
            self.effort -= 1
            if self.effort <= 0:
                return None
            ways.append(self._ways(allowed))
        return None

    def _ways(self, allowed: int) -> Iterator[tuple[int, int]]:
        """Yield the groups that may come next, best first, with the number of clashes that each brings the order to."""
        left = [place for place, group in enumerate(self.groups) if self.taken[place] < len(group.things)]
        last = self.groups[self.path[-1]] if self.path else None
        count = self.count - len(self.path)
        skills, capabilities = Counter[str](), Counter[str]()
        for place in left:
            group = self.groups[place]
            skills.update(dict.fromkeys(group.skills, len(group.things) - self.taken[place]))
            capabilities.update(dict.fromkeys(group.capabilities, len(group.things) - self.taken[place]))
        heavy = [{label: one for label, one in counts.items() if 2 * one > count} for counts in (skills, capabilities)]
        ranked = []
        for place in left:
            group = self.groups[place]
            clash, alike = group.shares(last)
            clashes = self.clashes[-1] + clash
            least = clashes + least_shared(heavy[0], group.skills, count)
            if least <= allowed:
                ahead = least_shared(heavy[1], group.capabilities, count)
                ranked.append((least, alike + ahead, group.things[self.taken[place]], place, clashes))
        return ((place, clashes) for *_, place, clashes in sorted(ranked))
