"""The chance to succeed at a skill on a day: whoever states one, or what a practice may bring, asks here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.memory import NO_ATTEMPTS, Ability

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.practice.cards.card import Card
    from reinforce.practice.policy import Policy


def ability(cards: Iterable[Card], *, day: int, policy: Policy) -> Ability:
    """
    Return what a learner's *cards* show of their ability on learner day number *day*.

    Args:
        cards: all of one learner's.
        day: none before the last practice.
        policy: the settings, with the performance model.
    """
    return policy.performance.ability(
        (card.skill, card.features, _elapsed(card, day)) for card in cards if card.features is not NO_ATTEMPTS
    )


def chance(card: Card, *, day: int, policy: Policy, ability: Ability) -> float:
    """
    Return the chance, between 0 and 1, to succeed at an exercise of the card's skill on learner day number *day*.

    A skill that was never practised has one too: that of a first attempt.
    """
    return policy.performance.chance(
        card.features,
        skill=card.skill,
        retrievability=card.retrievability(day=day, policy=policy),
        elapsed_days=_elapsed(card, day),
        ability=ability,
    )


def _elapsed(card: Card, day: int) -> int:
    return 0 if card.last_day is None else max(0, day - card.last_day)
