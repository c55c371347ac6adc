"""Look for the least practice that reaches a target, where a simulation is dear and practice helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reinforce.simulation.resampling import Sample
    from reinforce.vector.equations import Floats

_FIRST = 12
"""Values that are tried before all others, spread over all there are."""


class Search:
    """
    A search among the values of a setting, in their order.

    The setting that leaves most is looked for, and from there, towards less practice, the last one up to which all that
    was tried reach the target: what reaches it again further on does so by luck, or by the days on which it falls.

    Args:
        values: of the setting, in rising order.
        tried: what comes of some values, by their places.
        share: that is to be reached.
        each: whether every value has to be tried, since they are no smooth curve.
    """

    def __init__(
        self,
        values: Sequence[float],
        tried: Callable[[Sequence[int]], Sequence[Sample]],
        *,
        share: float,
        each: bool,
    ) -> None:
        self._values, self._tried, self._share = values, tried, share
        self.samples: dict[int, Sample] = {}
        self._try(_spread(values))
        self._down = self._towards_less()
        self.best = self._best()
        self.reached = self._reaches(self.best)
        self.place = self._least(each=each) if self.reached else self.best

    @property
    def at_bound(self) -> bool:
        """Whether the answer may lie beyond the values: less would do, or more is needed."""
        ends = (0, len(self._values) - 1)
        less, more = ends[:: 1 if self._down < 0 else -1]
        return self.place == (less if self.reached else more)

    def drawn(self) -> list[float]:
        """Return the setting that each draw of the learners comes to, between two that were tried by a line."""
        places = [place for place in sorted(self.samples)[:: self._down] if (place - self.best) * self._down >= 0]
        known = np.array([self.samples[place].known[1:] for place in places])
        return [self._crossing(places, theirs) for theirs in known.T]

    def sample(self, value: float) -> Sample:
        """Return what comes of one of the values, which is tried if it was not."""
        place = self._values.index(value)
        self._try([place])
        return self.samples[place]

    def _crossing(self, places: Sequence[int], known: Floats) -> float:
        """Return up to which value a draw reaches the target."""
        short = (known < self._share).nonzero()[0]
        if not short.size or not short[0]:
            return self._values[places[0 if short.size else -1]]
        fails = int(short[0])
        last, gap = places[fails - 1], abs(places[fails] - places[fails - 1])
        over, under = known[fails - 1] - self._share, self._share - known[fails]
        return self._values[last + min(int(gap * over / (over + under)), gap - 1) * self._down]

    def _try(self, places: Sequence[int]) -> None:
        new = [place for place in places if place not in self.samples]
        if new:
            self.samples |= dict(zip(new, self._tried(new), strict=True))

    def _known(self, place: int) -> float:
        return float(self.samples[place].known[0])

    def _reaches(self, place: int) -> bool:
        self._try([place])
        return self._known(place) >= self._share

    def _towards_less(self) -> int:
        """Return the direction of less practice: 1 if it is that of greater values, -1 if of smaller ones."""
        ends = [self.samples[place] for place in (0, len(self._values) - 1)]
        first, last = ((end.practices, end.known[0]) for end in ends)
        return 1 if first > last else -1

    def _best(self) -> int:
        """Return the place of what leaves most of all tried, or reaches the target; of equals that of most practice."""
        best = max(sorted(self.samples)[:: self._down], key=self._known)
        while self._known(best) < self._share:
            places = sorted(self.samples)
            at = places.index(best)
            between = {(place + best) // 2 for place in places[max(0, at - 1) : at + 2]} - set(places)
            if not between:
                break
            self._try(sorted(between))
            best = max(sorted(self.samples)[:: self._down], key=self._known)
        return best

    def _least(self, *, each: bool) -> int:
        """Return the last place, towards less practice, up to which all that were tried reach the target."""
        reaches, end = self.best, len(self._values) if self._down > 0 else -1
        if each:
            while reaches + self._down != end and self._reaches(reaches + self._down):
                reaches += self._down
            return reaches
        fails = None
        for place in sorted(self.samples)[:: self._down]:
            if (place - self.best) * self._down <= 0:
                continue
            if not self._reaches(place):
                fails = place
                break
            reaches = place
        while fails is not None and abs(fails - reaches) > 1:
            middle = (fails + reaches) // 2
            if self._reaches(middle):
                reaches = middle
            else:
                fails = middle
        return reaches


def _spread(values: Sequence[float]) -> list[int]:
    """Return the places of some values, the first and the last among them: by their ratios, where all are above 0."""
    if len(values) <= _FIRST:
        return list(range(len(values)))
    low, high = values[0], values[-1]
    wanted = np.geomspace(low, high, _FIRST) if low > 0 else np.linspace(low, high, _FIRST)
    return sorted({0, len(values) - 1, *(int(np.abs(np.array(values) - value).argmin()) for value in wanted)})
