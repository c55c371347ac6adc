"""Interleaving: an order in which no neighbours share a skill where that can be avoided, and capabilities are mixed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Labels: TypeAlias = "frozenset[str]"

_EFFORT = 200_000
"""How many steps a search may take, times the number of things; enough to try all there is for seven of them."""


def interleaved(skills: Sequence[Labels], capabilities: Sequence[Labels]) -> tuple[int, ...]:
    """
    Return the order, as positions, in which to take things that have these *skills* and *capabilities*.

    Neighbours that share a skill are as few as can be. As far as that allows, each place is taken by the earliest thing
    among those after which the fewest neighbours need share a capability. So things that come in order of urgency keep
    it where nothing speaks against it.

    For up to seven things nothing is left untried. For more the search ends after a fixed number of steps, which
    matters only where many of them share skills, and then takes what comes without looking back.

    >>> a, b = frozenset("a"), frozenset("b")
    >>> interleaved([a, a, b], [a, a, b])
    (0, 2, 1)
    """
    search = _Search(skills, capabilities)
    for allowed in range(len(skills)):
        found = search.run(allowed)
        if found is not None:
            return found
        if search.effort <= 0:
            break
    return search.run(len(skills)) or ()


@dataclass(slots=True)
class _Search:
    """A depth-first search for an order with at most so many neighbours that share a skill."""

    skills: Sequence[Labels]
    capabilities: Sequence[Labels]
    effort: int = field(init=False)
    path: list[int] = field(init=False, default_factory=list)
    clashes: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.effort = _EFFORT // max(1, len(self.skills))

    def run(self, allowed: int) -> tuple[int, ...] | None:
        """Return the first order with at most *allowed* neighbours that share a skill; ``None`` if none was found."""
        count = len(self.skills)
        self.path, self.clashes = [], [0]
        failed: set[tuple[int, int, int]] = set()
        rest = (1 << count) - 1
        ways = [self._ways(rest, allowed)]
        while ways:
            step = next(ways[-1], None)
            if step is None:
                ways.pop()
                if self.path:
                    failed.add((rest, self.path[-1], self.clashes[-1]))
                    rest |= 1 << self.path.pop()
                    self.clashes.pop()
                continue
            thing, clashes = step
            after = rest & ~(1 << thing)
            if (after, thing, clashes) in failed:
                continue
            rest = after
            self.path.append(thing)
            self.clashes.append(clashes)
            if not rest:
                return tuple(self.path)
            self.effort -= 1
            if self.effort <= 0 and allowed < count:
                return None
            ways.append(self._ways(rest, allowed))
        return None

    def _ways(self, rest: int, allowed: int) -> Iterator[tuple[int, int]]:
        """Yield what may come next, best first, each with the number of clashes that it brings the order to."""
        left = [thing for thing in range(len(self.skills)) if rest >> thing & 1]
        last = self.path[-1] if self.path else None
        skills, capabilities = _heavy(self.skills, left), _heavy(self.capabilities, left)
        ranked = []
        for thing in left:
            clash = last is not None and not self.skills[thing].isdisjoint(self.skills[last])
            clashes = self.clashes[-1] + clash
            least = clashes + _unavoidable(skills, self.skills[thing], len(left) - 1)
            if least <= allowed:
                alike = last is not None and not self.capabilities[thing].isdisjoint(self.capabilities[last])
                ahead = _unavoidable(capabilities, self.capabilities[thing], len(left) - 1)
                ranked.append((least, alike + ahead, thing, clashes))
        return ((thing, clashes) for _, _, thing, clashes in sorted(ranked))


def _heavy(labels: Sequence[Labels], left: Sequence[int]) -> dict[str, int]:
    """Return how many of those *left* have each label that at least half of them have; no other forces neighbours."""
    counts = Counter(label for thing in left for label in labels[thing])
    return {label: count for label, count in counts.items() if 2 * count >= len(left)}


def _unavoidable(heavy: dict[str, int], taken: Labels, left: int) -> int:
    """Return how many neighbours must share a label if something with the labels *taken* comes before those *left*."""
    worst = 0
    for label, count in heavy.items():
        among = count - (label in taken)
        gaps = left - among + (label not in taken)
        worst = max(worst, among - gaps)
    return worst
