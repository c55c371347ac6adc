"""
What the log says of the chance to succeed at a skill some days after it was last practised.

A logistic model with few terms, estimated from the later answers of the tenant's own log: of each attempt on a later
day than the one before it, from what was known before. It starts from weights that are usual and moves with the log.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, log1p, sqrt
from typing import TYPE_CHECKING

from reinforce.journal import Rating
from reinforce.memory.features import log_odds
from reinforce.memory.performance import LEAST_LEFT, USUAL, USUAL_WEIGHT
from reinforce.practice.progress.regression import Regression, chance_of, log_loss, regression

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reinforce.journal import Review
    from reinforce.memory import Features
    from reinforce.practice.cards.card import Card
    from reinforce.practice.policy import Policy

PRIOR = (log_odds(USUAL), 0.2, 0.1, 0.2, 0.8, 0.9, 0.2)
"""
What each term adds to the log-odds before there is a log: intercept, log-odds of retrievability, days, attempts,
learner, skill, and the card's own successes. They are about those of `memory.PRIOR`.
"""

_FIRMNESS = (0.1, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0)
"""The precision of each in the prior: one over its variance."""

_SKILL_POOL, _LEARNER_POOL, _OWN = 10.0, 4.0, 3.0
"""As in `memory.PerformanceModel`: as so many attempts counts what is expected of a skill, a learner, a card."""

_LEAST_SPREAD = 1.0
"""The variance, in log-odds, of what is particular to a card and none of the terms says; the least that is taken."""

_NINE_IN_TEN = 1.645
_SHORTEST, _SEEN = 30, 20
_TESTED = 3  # the last answers, one in so many, say whether the chance tells more than days do
_ENOUGH = 100  # of them


class SlippingOrder(StrEnum):
    """
    What a list of who is slipping is sorted by.

    - CHANCE: the chance of success, least first: on the tenant's own log it told later answers better than days did.
    - DAYS: days since the last attempt, longest first: the chance did not, or there are too few answers to tell.
    """

    CHANCE = "chance"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterAttempt:
    """
    An attempt on a later day than the one before it, and what was known before it.

    Attributes:
        learner, skill, day: whose, of what, when.
        features: what had been practised.
        retrievability: what was left then; ``None`` where there was none.
        days: days since the attempt before.
        right: whether it succeeded.
    """

    learner: str
    skill: str
    day: int
    features: Features
    retrievability: float | None
    days: int
    right: bool


def later_attempts(history: Iterable[tuple[Card, Review]], *, policy: Policy) -> list[LaterAttempt]:
    """
    Return of one card's *history* the attempts that came on a later day than those before them, oldest first.

    Args:
        history: each review, with the card as it was before it: `cards.fold.reviewed`.
        policy: the settings that the cards were folded with.
    """
    return [
        LaterAttempt(
            learner=card.learner,
            skill=card.skill,
            day=review.day,
            features=card.features,
            retrievability=card.retrievability(day=review.day, policy=policy),
            days=review.day - card.last_day,
            right=succeeded(review),
        )
        for card, review in history
        if card.last_day is not None and card.features.attempts and review.day > card.last_day
    ]


def succeeded(review: Review) -> bool:
    """Whether *review* counts as a success: any rating but Again, as everywhere in the performance model."""
    return review.rating is not Rating.Again


@dataclass(frozen=True, slots=True, kw_only=True)
class SlippingModel:
    """
    What a tenant's log says of the chance to succeed at a skill that was practised some days ago.

    Attributes:
        regression: what each term adds to the log-odds, and how unsure that is.
        known: how each skill and each learner did.
        spread: the variance, in log-odds, of what is particular to a card.
        longest: the longest span, in days, of which the log says enough.
        order: whether the chance or the days told the later answers better.
        answers: on how many answers all this rests.
    """

    regression: Regression
    known: Known
    spread: float
    longest: int
    order: SlippingOrder
    answers: int

    @classmethod
    def of(cls, attempts: Iterable[LaterAttempt]) -> SlippingModel:
        """Return what *attempts* say, in whatever order they come."""
        rows = sorted(attempts, key=lambda one: (one.day, one.learner, one.skill, one.features.attempts))
        known = Known.of(rows)
        found = _fitted(rows, known)
        spans = sorted((one.days for one in rows), reverse=True)
        return cls(
            regression=found,
            known=known,
            spread=_spread(rows, found, known),
            longest=max(_SHORTEST, spans[_SEEN - 1] if len(spans) >= _SEEN else 0),
            order=_order(rows),
            answers=len(rows),
        )

    def learner(self, cards: Iterable[Card]) -> float:
        """Return the effect of the learner whose *cards* these are, in log-odds."""
        return self.known.learner((card.skill, card.features) for card in cards)

    def chance(
        self, features: Features, *, skill: str, retrievability: float | None, days: int, learner: float
    ) -> tuple[float, float, float]:
        """
        Return the chance of success, and the two chances between which it lies nine times in ten.

        Args:
            features: what was practised.
            skill: of what.
            retrievability: what is left; ``None`` where there is none.
            days: days since.
            learner: the learner's effect.
        """
        terms = _terms(
            features,
            retrievability=retrievability,
            days=days,
            learner=learner,
            rate=self.known.rate(skill),
            known=self.known,
        )
        odds = self.regression.odds(terms)
        chance = chance_of(odds)
        own = self.spread / (1 + self.spread * features.attempts * chance * (1 - chance))
        doubt = _NINE_IN_TEN * sqrt(self.regression.variance(terms) + own)
        return chance, chance_of(odds - doubt), chance_of(odds + doubt)


@dataclass(frozen=True, slots=True)
class Known:
    """
    How skills and learners did at later attempts, each drawn towards what is usual.

    Attributes:
        usual: the success rate of all.
        skills: by skill, successes and attempts.
        learners: by learner, successes beyond what the skills let expect, and how much the attempts tell.
    """

    usual: float
    skills: Mapping[str, tuple[int, int]]
    learners: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, rows: Sequence[LaterAttempt]) -> Known:
        """Return what *rows* show, the oldest first."""
        right = sum(one.right for one in rows)
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        last: dict[str, dict[str, Features]] = defaultdict(dict)
        for one in rows:
            counted[one.skill][0] += one.right
            counted[one.skill][1] += 1
            last[one.learner][one.skill] = one.features.after(one.right, elapsed_days=one.days)
        usual = (right + USUAL * USUAL_WEIGHT) / (len(rows) + USUAL_WEIGHT)
        known = cls(usual, {skill: (some, all_) for skill, (some, all_) in counted.items()}, {})
        return cls(usual, known.skills, {learner: known.shown(cards.items()) for learner, cards in last.items()})

    def rate(self, skill: str, *, without: bool | None = None) -> float:
        """Return the success rate of a skill; *without* one attempt that went so, where it is given."""
        successes, attempts = self.skills.get(skill, (0, 0))
        if without is not None:
            successes, attempts = successes - without, attempts - 1
        return (successes + _SKILL_POOL * self.usual) / (attempts + _SKILL_POOL)

    def shown(self, practised: Iterable[tuple[str, Features]]) -> tuple[float, float]:
        """Return what a learner's cards show: successes beyond what is expected, and how much the attempts tell."""
        excess, information = [], []
        for skill, features in practised:
            if features.attempts > 1:  # what was tried once only is in no later attempt either
                rate = self.rate(skill)
                excess.append(features.successes - features.attempts * rate)
                information.append(features.attempts * rate * (1 - rate))
        return fsum(excess), fsum(information)

    def learner(self, practised: Iterable[tuple[str, Features]]) -> float:
        """Return the learner's effect in log-odds: one Newton step of a Rasch model, as in `memory.Ability`."""
        return self.effect(*self.shown(practised))

    @staticmethod
    def effect(excess: float, information: float) -> float:
        """Return the effect in log-odds that successes beyond what is expected show, drawn towards none."""
        return excess / (_LEARNER_POOL + information)

    def learner_without(self, attempt: LaterAttempt) -> float:
        """Return the effect of the learner of one of the rows, as all their other attempts show it."""
        excess, information = self.learners[attempt.learner]
        rate = self.rate(attempt.skill)
        return self.effect(excess - (attempt.right - rate), max(0.0, information - rate * (1 - rate)))


def _row(one: LaterAttempt, known: Known) -> tuple[float, ...]:
    """Return the terms of an attempt of the log; its own outcome is no part of what was known before."""
    learner, rate = known.learner_without(one), known.rate(one.skill, without=one.right)
    return _terms(
        one.features, retrievability=one.retrievability, days=one.days, learner=learner, rate=rate, known=known
    )


def _terms(
    features: Features, *, retrievability: float | None, days: int, learner: float, rate: float, known: Known
) -> tuple[float, ...]:
    """Return the terms of one chance, in the order of `PRIOR`."""
    left = 0.0 if retrievability is None else log_odds(min(max(retrievability, LEAST_LEFT), 1 - LEAST_LEFT))
    odds = log_odds(rate)
    held = (features.successes + _OWN * rate) / (features.attempts + _OWN)
    beyond = log_odds(known.usual)
    return (1.0, left, -log1p(days), log1p(features.attempts), learner, odds - beyond, log_odds(held) - odds)


def _fitted(rows: Sequence[LaterAttempt], known: Known) -> Regression:
    came = [one.right for one in rows]
    return regression([_row(one, known) for one in rows], came, prior=PRIOR, firmness=_FIRMNESS)


def _order(rows: Sequence[LaterAttempt]) -> SlippingOrder:
    """Return what foretold the last of *rows* better, once it was fitted to those before them."""
    cut = len(rows) - len(rows) // _TESTED
    before, after = rows[:cut], rows[cut:]
    if len(after) < _ENOUGH:
        return SlippingOrder.DAYS
    known, came = Known.of(before), [one.right for one in after]
    effects = {who: known.effect(*shown) for who, shown in known.learners.items()}
    told = log_loss(
        _fitted(before, known),
        [
            _terms(
                one.features,
                retrievability=one.retrievability,
                days=one.days,
                learner=effects.get(one.learner, 0.0),
                rate=known.rate(one.skill),
                known=known,
            )
            for one in after
        ],
        came,
    )
    days = regression(
        [_days(one) for one in before], [one.right for one in before], prior=PRIOR[:2], firmness=_FIRMNESS[:2]
    )
    return SlippingOrder.CHANCE if told < log_loss(days, [_days(one) for one in after], came) else SlippingOrder.DAYS


def _days(one: LaterAttempt) -> tuple[float, float]:
    """Return the terms of a model that knows nothing but the days."""
    return 1.0, -log1p(one.days)


def _spread(rows: Sequence[LaterAttempt], found: Regression, known: Known) -> float:
    """
    Return the variance of what is particular to a card, by the method of moments: how much more cards differ than luck.

    The squared sum of a card's residuals is, on average, V + V² times that variance, V being the sum of p (1 - p).
    """
    off: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in rows:
        chance = chance_of(found.odds(_row(one, known)))
        sums = off[one.learner, one.skill]
        sums[0] += one.right - chance
        sums[1] += chance * (1 - chance)
    squares = fsum(spread * spread for _, spread in off.values())
    excess = fsum(residual * residual - spread for residual, spread in off.values())
    return max(_LEAST_SPREAD, excess / squares if squares else 0.0)
