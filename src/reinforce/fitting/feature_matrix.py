"""What a performance model looks at, for every attempt of a log at once: the features that its card had before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reinforce.fitting.prior_sums import PriorSums
from reinforce.journal import Rating
from reinforce.memory.features import FAST, HALF_LIFE, SLOW
from reinforce.memory.performance import LEAST_LEFT, OWN, USUAL, USUAL_WEIGHT
from reinforce.vector import Fsrs6 as Vector

if TYPE_CHECKING:
    from reinforce.fitting.attempt_arrays import AttemptArrays, Booleans, Floats, Whole
    from reinforce.memory import Fsrs6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FeatureMatrix:
    """
    What was known before each of *n* attempts, from those at earlier instants alone; arrays of shape ``(n,)``.

    Attributes:
        successes, failures, fast, slow, lately: of the card, as in `memory.Features`; ``lately`` as of the day.
        elapsed: days since the card's last attempt; 0 where there is none.
        retrievability: of the card, by FSRS-6; nan where there was no attempt.
        skill_successes, skill_attempts: at the skill, by all learners.
        usual, rate: the success rate of all skills and of the skill, drawn towards what was known beforehand.
        excess, information, lately_excess, lately_information: of the learner, as in `memory.Ability`.
        own_successes, own_attempts: of the learner, at all skills.
    """

    successes: Floats
    failures: Floats
    fast: Floats
    slow: Floats
    lately: Floats
    elapsed: Whole
    retrievability: Floats
    skill_successes: Floats
    skill_attempts: Floats
    usual: Floats
    rate: Floats
    excess: Floats
    information: Floats
    lately_excess: Floats
    lately_information: Floats
    own_successes: Floats
    own_attempts: Floats

    @property
    def later_day(self) -> Booleans:
        """Where the card's last attempt was on an earlier day."""
        return self.elapsed > 0


def feature_matrix(attempts: AttemptArrays, *, memory: Fsrs6, skill_pool: float) -> FeatureMatrix:
    """
    Return what was known before each attempt.

    Args:
        attempts: the log.
        memory: the memory model of retrievability; a success counts as Good, a failure as Again.
        skill_pool: as so many attempts counts what is known of a skill beforehand.
    """
    at, day, right = attempts.at, attempts.day, attempts.correct.astype(np.float64)
    cards = PriorSums.of((attempts.skill, attempts.learner), at=at, day=day)
    skills = PriorSums.of((attempts.skill,), at=at, day=day)
    learners = PriorSums.of((attempts.learner,), at=at, day=day)
    everybody = PriorSums.of((), at=at, day=day)
    ones = np.ones(len(right))
    usual = (everybody.sums(right) + USUAL * USUAL_WEIGHT) / (everybody.counts() + USUAL_WEIGHT)
    known, won = skills.counts().astype(np.float64), skills.sums(right)
    rate = (won + skill_pool * usual) / (known + skill_pool)
    more, spread = right - rate, rate * (1 - rate)
    successes, count = cards.sums(right), cards.counts().astype(np.float64)
    return FeatureMatrix(
        successes=successes,
        failures=count - successes,
        fast=cards.weighted(right, left=FAST),
        slow=cards.weighted(right, left=SLOW),
        lately=cards.faded(ones, half_life=HALF_LIFE),
        elapsed=cards.elapsed(),
        retrievability=_recall(attempts, cards, memory=memory),
        skill_successes=won,
        skill_attempts=known,
        usual=usual,
        rate=rate,
        excess=learners.sums(more),
        information=learners.sums(spread),
        lately_excess=learners.faded(more, half_life=HALF_LIFE),
        lately_information=learners.faded(spread, half_life=HALF_LIFE),
        own_successes=learners.sums(right),
        own_attempts=learners.counts().astype(np.float64),
    )


def _recall(attempts: AttemptArrays, cards: PriorSums, *, memory: Fsrs6) -> Floats:
    """Return the retrievability of each attempt's card right before its instant, nan where nothing was practised."""
    if not len(attempts):
        return np.zeros(0)
    order = cards.order
    ratings = np.where(attempts.correct[order], int(Rating.Good), int(Rating.Again)).astype(np.int8)
    first = cards.starts == np.arange(len(order))
    heads, gaps = np.flatnonzero(first), np.where(first, 0, np.diff(cards.day, prepend=0))
    replayed = Vector(memory).replay(
        ratings, offsets=np.append(heads, len(order)), elapsed_days=np.maximum(gaps, 0).astype(np.int64)
    )
    out = np.empty(len(order))
    out[order] = replayed.retrievability[cards.instants]
    return out


def terms(practised: FeatureMatrix, *, ability_pool: float) -> Floats:
    """Return the terms of `memory.Coefficients` but for the intercept, of shape ``(n, 16)``, in their order."""
    one = practised
    count = one.successes + one.failures
    own = one.excess / (ability_pool + one.information)
    odds = np.log(one.rate / (1 - one.rate))
    expected = 1 / (1 + np.exp(-odds - own))
    held = (one.successes + OWN * expected) / (count + OWN)
    fast = one.fast - expected * (1 - FAST**count) / (1 - FAST)
    slow = one.slow - expected * (1 - SLOW**count) / (1 - SLOW)
    same_day = ((count > 0) & (one.elapsed == 0)).astype(np.float64)
    share = np.clip(np.where(one.later_day, one.retrievability, 0.5), LEAST_LEFT, 1 - LEAST_LEFT)
    left = np.log(share / (1 - share))
    crowded = np.log1p(one.lately)
    columns = (
        *(odds, own, one.lately_excess / (ability_pool + one.lately_information)),
        *(np.log1p(one.successes), np.log1p(one.failures)),
        *(np.log(held / (1 - held)) - odds - own, fast, slow, fast * same_day, slow * left),
        *((count == 0).astype(np.float64), same_day, left, np.log1p(one.elapsed)),
        *(crowded, crowded * same_day),
    )
    return np.column_stack(columns)
