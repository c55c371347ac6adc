"""Credit through the skill graph: practising a skill keeps alive what it encompasses; only plans know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import Rating

if TYPE_CHECKING:
    from datetime import date

    from reinforce.practice.cards.card import Card
    from reinforce.practice.planner.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Value):
    """
    What practice of another skill does for a skill.

    Attributes:
        skill: the skill that is credited.
        source: the encompassing skill that was practised.
        weight: the share of its practice that counts, along the best path through the graph.
        days: by how many days practice of the credited skill may come later for it.
        latest_day: the learner day by which the skill itself has to be practised, whatever its credit.
    """

    skill: str
    source: str
    weight: float
    days: int
    latest_day: Day

    @property
    def latest_date(self) -> date:
        """The date of ``latest_day``."""
        return date_of(self.latest_day)


def credited(situation: Situation) -> dict[str, Credit]:
    """
    Return by skill the credit that the last successful practice of an encompassing skill gives it.

    A skill that was last practised ``e`` days before the encompassing one is as if the share ``weight`` of these days
    had not passed, so that its due day moves on by ``weight · e`` days. Of several credits the greatest counts; they
    are not added up. Failure gives none, and a pack that does not ask for credit gives none.

    It is bounded: practice of the skill itself comes before its own retrievability falls under
    ``policy.planning.credit_floor``. A card that is folded anew knows nothing of it. The idea of fractional credit for
    implicit repetition is from Skycak, "Fractional Implicit Repetition" (Math Academy).
    """
    found: dict[str, Credit] = {}

    for source, card in sorted(situation.cards.items()):
        if card.last_day is None or card.memory is None or card.last_rating in (None, Rating.Again):
            continue
        for skill, weight in situation.curriculum.encompassed(source).items():
            credit = _credit(situation, situation.cards.get(skill), source=card, weight=weight)
            if credit is not None and (skill not in found or credit.days > found[skill].days):
                found[skill] = credit
    return found


def _credit(situation: Situation, card: Card | None, *, source: Card, weight: float) -> Credit | None:
    """Return the credit that the last practice of *source* gives to *card*; ``None`` if it moves nothing."""
    if card is None or card.memory is None or card.last_day is None or card.due_day is None:
        return None
    memory, floor = situation.policy.of(card.skill).memory, situation.policy.planning.credit_floor
    latest = card.last_day + int(memory.interval(card.memory, desired_retention=floor))
    moved = int(weight * max(0, (source.last_day or 0) - card.last_day))
    days = min(moved, latest - card.due_day)
    if days <= 0:
        return None
    return Credit(skill=card.skill, source=source.skill, weight=weight, days=days, latest_day=latest)
