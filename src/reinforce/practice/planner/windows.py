"""Windows: which candidates may come, fall due, and must come on which day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.practice.planner.candidate import Candidate


@dataclass(slots=True)
class Windows:
    """
    Candidates by day, counted from today, in the order of their ranks.

    Attributes:
        opening: those whose window opens before they fall due.
        falling: those that fall due; what was due before is due today.
        ending: those whose window has its last working day; -1 for windows that are over.
    """

    opening: dict[int, list[Candidate]] = field(default_factory=dict)
    falling: dict[int, list[Candidate]] = field(default_factory=dict)
    ending: dict[int, list[Candidate]] = field(default_factory=dict)

    def add(self, candidate: Candidate, today: int, shares: Sequence[float]) -> None:
        """Sort *candidate* in; *shares* say how much of a full day's practice each day takes."""
        first, last = max(0, candidate.opens - today), candidate.ends - today
        due = max(first, candidate.due - today)
        if due > first:
            self.opening.setdefault(first, []).append(candidate)
        self.falling.setdefault(due, []).append(candidate)
        if last >= 0:
            working = (place for place in range(min(last, len(shares) - 1), first - 1, -1) if shares[place])
            last = next(working, last)
        self.ending.setdefault(max(last, -1), []).append(candidate)
