"""A candidate: a card that may be practised on the coming days, with its window, its cost and what it gains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reinforce.catalog import Exercise
    from reinforce.practice.cards.card import Card


@dataclass(slots=True, eq=False)
class Candidate:
    """
    A card that may be practised.

    Attributes:
        card: the card.
        exercise: what it would be practised with next; ``None`` while that is open, since all of them cost the same.
        cost: the time that takes, in microseconds.
        opens, due, ends: first day of its window, day on which it falls due, and last day of its window.
        weight: the priority of its skill.
        gain: expected retention gained by practice on the due day, or today if that has passed.
        interval: days until it would be due again after a good practice.
        renewal: the time, in microseconds, that a practice after the next takes.
        lateness: the time since its last practice as a multiple of its interval, today.
        recheck: whether it comes early because it was answered wrong with confidence.
        buried: whether it is put off until tomorrow although it is due.
        rank: its place in the order in which practice is chosen, 0 first.
        seniority: its place in the order of what has waited longest, 0 first.
    """

    card: Card
    exercise: Exercise | None
    cost: int
    opens: int
    due: int
    ends: int
    weight: float
    gain: float = 0.0
    interval: int = 1
    lateness: float = 0.0
    recheck: bool = False
    buried: bool = False
    renewal: float = 0.0
    rank: int = 0
    seniority: int = 0

    @property
    def skill(self) -> str:
        """The skill's id."""
        return self.card.skill
