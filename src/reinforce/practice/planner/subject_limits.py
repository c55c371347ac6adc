"""Limits of a day that are set for a skill, a dimension, a capability or a journey, and what is left of them."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from reinforce.practice.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping
    from datetime import timedelta

    from reinforce.practice.planner.situation import Situation
    from reinforce.practice.settings import Exceptions

    _Key = tuple[str, str]

_NO_SKILLS: frozenset[str] = frozenset()


class SubjectLimits:
    """
    What days can still hold of the skills for which a limit is set, counted from today.

    An exercise counts once for whatever has a limit and one of its skills. Of what was practised today each skill
    counts as one exercise, which took as long as its exercises take on average.

    Args:
        situation: whose.
        exceptions: what is set.
        tick: the unit of costs.
        done: the skills that were practised today, each with its cost and whether it was introduced.
    """

    def __init__(
        self, situation: Situation, exceptions: Exceptions, *, tick: timedelta, done: Iterable[tuple[str, int, bool]]
    ) -> None:
        self._situation, self._exceptions, self._tick = situation, exceptions, tick
        self._said: dict[str, tuple[tuple[str, str, int], ...]] = {}
        self._left: dict[int, dict[_Key, int]] = {}
        for skill, cost, is_new in done:
            self.take(0, (skill,), cost, new=(skill,) if is_new else _NO_SKILLS)

    def anew(self) -> SubjectLimits:
        """Return the same limits, for another look at the same days from the beginning."""
        other = copy(self)
        other._left = {place: dict(left) for place, left in self._left.items()}  # noqa: SLF001 - one of our own kind
        return other

    def fits(self, place: int, skills: Iterable[str], cost: int, *, new: Container[str] = _NO_SKILLS) -> bool:
        """Whether a day can hold an exercise of *skills* that takes *cost*; those that are *new* are introduced."""
        return all(self._of(place, key, limit) >= amount for key, (limit, amount) in self._asked(skills, cost, new))

    def take(self, place: int, skills: Iterable[str], cost: int, *, new: Container[str] = _NO_SKILLS) -> None:
        """Let a day hold it."""
        for key, (limit, amount) in self._asked(skills, cost, new):
            left = self._of(place, key, limit) - amount
            self._left.setdefault(place, {})[key] = left

    def _asked(self, skills: Iterable[str], cost: int, new: Container[str]) -> Iterable[tuple[_Key, tuple[int, int]]]:
        """Return by limit its value, and how much of it an exercise takes."""
        asked: dict[_Key, tuple[int, int]] = {}
        for skill in skills:
            for name, subject, limit in self._limits(skill):
                before = asked.get((name, subject), (limit, 0))[1]
                amount = _TAKES[name](cost, before, skill in new)
                if amount:
                    asked[name, subject] = limit, amount
        return asked.items()

    def _limits(self, skill: str) -> tuple[tuple[str, str, int], ...]:
        """Return name, subject and value of each limit that holds for *skill*, beside those of the whole day."""
        found = self._said.get(skill)
        if found is None:
            said = [(name, self._exceptions.limit(name, skill)) for name in LIMITS]
            found = self._said[skill] = tuple(
                (name, one[0], getattr(one[1], name) // self._tick if name == "budget" else getattr(one[1], name))
                for name, one in said
                if one is not None and one[1] is not self._exceptions.own
            )
        return found

    def _of(self, place: int, key: _Key, limit: int) -> int:
        """Return what is left of a limit on a day; a day with less practice has its share of it."""
        left = self._left.get(place, {}).get(key)
        if left is not None:
            return left
        return limit if key[0] == "new_skills" else int(limit * self._situation.share(self._situation.today + place))


_TAKES: Mapping[str, Callable[[int, int, bool], int]] = {
    "budget": lambda cost, _before, _is_new: cost,
    "items": lambda _cost, _before, _is_new: 1,
    "new_skills": lambda _cost, before, is_new: before + is_new,
}
"""How much an exercise takes of each limit: by its cost, by what it took for other skills, by whether one is new."""
