"""The chance to succeed at an exercise: a logistic model over what was practised, which retrievability alone is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from math import exp, log1p
from operator import mul
from sys import float_info
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import LEFT_OUT, Value, kept
from reinforce.errors import InvalidParameterError, shown
from reinforce.memory.features import (
    FAST,
    NO_ABILITY,
    NO_ATTEMPTS,
    SLOW,
    Ability,
    Features,
    SkillCount,
    left_of_lately,
    log_odds,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_LEFT = 0.02
"""Retrievability is taken as no less than this and no more than one less this, so that its log-odds stay finite."""

OWN = 3.0
"""As so many attempts counts what skill and ability let expect of a card, beside the attempts at the card itself."""

USUAL, USUAL_WEIGHT = 0.7, 10.0
"""The success rate that is expected of a skill before there is any attempt, and as how many attempts that counts."""

CHANCE_MARGIN = 0.001
"""No chance is stated closer to 0 or 1 than this: somebody may always slip, or guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients(Value):
    """
    What each term adds to the log-odds of success, for one unit of it.

    With p the success rate of the skill, q that rate moved by the learner's ability, n the attempts at the card, s and
    f the successes and failures among them, and R the retrievability:

    Attributes:
        intercept: 1.
        skill: log-odds of p.
        ability: the learner's effect, `Ability.effect`.
        lately: the same of the attempts made lately, `Ability.lately_effect`.
        successes, failures: ``log(1 + s)`` and ``log(1 + f)``.
        held: log-odds of ``(s + 3 q) / (n + 3)``, less those of q.
        fast, slow: the recency-weighted successes beyond what q lets expect of as many attempts.
        fast_same_day: the fast one again, where the last attempt was on the same day.
        slow_left: the slow one times the log-odds of R, where the last attempt was on an earlier day.
        first: 1 where there was no attempt yet.
        same_day: 1 where the last attempt was on the same day; R is 1 then and says nothing.
        left: log-odds of R, where the last attempt was on an earlier day.
        elapsed: ``log(1 + days since the last attempt)``.
        crowded: ``log(1 + attempts at the card made lately)``.
        crowded_same_day: the same again, where the last attempt was on the same day.
    """

    intercept: float
    skill: float
    ability: float
    lately: float
    successes: float
    failures: float
    held: float
    fast: float
    slow: float
    fast_same_day: float
    slow_left: float
    first: float
    same_day: float
    left: float
    elapsed: float
    crowded: float
    crowded_same_day: float

    def __post_init__(self) -> None:
        """Refuse what is no number."""
        for name, value in zip(TERMS, self.values(), strict=True):
            checks.between(f"coefficients.{name}", value, -float_info.max, float_info.max)

    def values(self) -> tuple[float, ...]:
        """Return all of them, in the order of `TERMS`."""
        return tuple(getattr(self, name) for name in TERMS)


_NONE = SkillCount(successes=0, attempts=0)
_NO_PRACTICE = (0.0,) * 7  # the terms from successes to slow_left

TERMS: tuple[str, ...] = tuple(spec.name for spec in fields(Coefficients))


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceModel(Value):
    """
    How likely a learner is to succeed at an exercise of a skill, from what was practised.

    A logistic model of the family of performance factors analysis (Pavlik, Cen and Koedinger 2009, AIED, "Performance
    Factors Analysis: A New Alternative to Knowledge Tracing") and DAS3H (Choffin, Popineau, Bourda and Vie 2019, EDM,
    "DAS3H: Modeling Student Learning and Forgetting for Optimally Scheduling Distributed Practice of Skills"), with
    recency-weighted success as in Galyardt and Goldin (2015, JEDM, "Move Your Lamp Post"), and the log-odds of
    retrievability. Skills and learners are pooled partially: each starts where all are taken together and moves with
    its own attempts.

    Attributes:
        coefficients: what each term adds.
        skills: by skill, the attempts at it that the model has seen.
        learners: by learner, what their attempts showed when the model was made; used where no ability is given.
        seen: all attempts at all skills.
        skill_pool: as so many attempts with the overall success rate counts what is known of a skill beforehand.
        ability_pool: precision of the abilities among learners, one over their variance in log-odds.

    Raises:
        InvalidParameterError: a setting is no number, or outside what makes sense.
    """

    coefficients: Coefficients
    skills: Mapping[str, SkillCount] = field(default_factory=dict, hash=False)
    learners: Mapping[str, Ability] = field(default_factory=dict, hash=False, repr=False, metadata=LEFT_OUT)
    seen: SkillCount = field(default=SkillCount(successes=0, attempts=0))
    skill_pool: float = 10.0
    ability_pool: float = 4.0
    _weights: tuple[float, ...] = field(init=False, repr=False, compare=False)
    _overall: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check every setting, then keep what each chance would otherwise compute anew."""
        given: object = self.coefficients
        if not isinstance(given, Coefficients):
            raise InvalidParameterError("coefficients", f"must be Coefficients, not {shown(given)}", value=given)
        checks.between("skill_pool", self.skill_pool, 0.01, 1e6)
        checks.between("ability_pool", self.ability_pool, 0.01, 1e6)
        for name, count in {
            "seen": self.seen,
            **{f"skills.{skill}": each for skill, each in self.skills.items()},
        }.items():
            checks.between(f"{name}.attempts", count.attempts, 0, 1e15)
            checks.between(f"{name}.successes", count.successes, 0, count.attempts)
        object.__setattr__(self, "_weights", self.coefficients.values())
        object.__setattr__(self, "_overall", _usual(self.seen))

    @property
    def version(self) -> str:
        """The name of the equations, and a digest of all that decides a chance besides the learners."""
        said = repr((self.coefficients.values(), sorted(kept(self)["skills"].items()), self.seen, self._pools()))
        return f"performance-1/{blake2b(said.encode(), digest_size=6).hexdigest()}"

    @property
    def usual(self) -> float:
        """The success rate of all attempts at all skills, 0 to 1; that of the prior where there were none."""
        return self._overall

    def rate(self, skill: str) -> float:
        """Return the success rate of a skill, 0 to 1, drawn towards that of all skills; for a new skill it is that."""
        return self._rate(self.skills.get(skill, _NONE), self._overall)

    def ability(self, practised: Iterable[tuple[str, Features, int]]) -> Ability:
        """
        Return what a learner's cards show of their ability.

        Args:
            practised: of each card the skill, its features, and the days since its last attempt.
        """
        return Ability.of((features, elapsed_days, self.rate(skill)) for skill, features, elapsed_days in practised)

    def chance(
        self,
        features: Features = NO_ATTEMPTS,
        *,
        skill: str,
        learner: str | None = None,
        retrievability: float | None = None,
        elapsed_days: int = 0,
        ability: Ability | None = None,
    ) -> float:
        """
        Return the chance, between 0 and 1, that the learner succeeds at an exercise of the skill.

        Args:
            features: what was practised of it.
            skill: the skill; one that the model has not seen counts as skills do on the whole.
            learner: the learner, where no *ability* is given; one that the model has not seen counts as learners do on
                the whole.
            retrievability: what share is left of what was known, 0 to 1; ``None`` where nothing was.
            elapsed_days: whole learner days since the last attempt.
            ability: what the learner's cards show, from `ability`.

        Raises:
            InvalidParameterError: *retrievability* or *elapsed_days* is outside these bounds.
        """
        if elapsed_days < 0:
            checks.whole("elapsed_days", elapsed_days, 0, 10**6)
        if retrievability is not None and not 0 <= retrievability <= 1:
            checks.between("retrievability", retrievability, 0, 1)
        if ability is None:
            ability = NO_ABILITY if learner is None else self.learners.get(learner, NO_ABILITY)
        terms = self.terms(
            features, rate=self.rate(skill), retrievability=retrievability, elapsed_days=elapsed_days, ability=ability
        )
        return _logistic(sum(map(mul, self._weights, terms)))

    def terms(
        self, features: Features, *, rate: float, retrievability: float | None, elapsed_days: int, ability: Ability
    ) -> tuple[float, ...]:
        """Return the terms of one chance, in the order of `TERMS`; *rate* is that of the skill."""
        own, lately = ability.effect(pool=self.ability_pool), ability.lately_effect(pool=self.ability_pool)
        odds, successes, left = log_odds(rate), features.successes, 0.0
        if retrievability is not None and elapsed_days:
            left = log_odds(min(max(retrievability, LEAST_LEFT), 1 - LEAST_LEFT))
        if not (attempts := successes + features.failures):
            return (1.0, odds, own, lately, *_NO_PRACTICE, 1.0, 0.0, left, log1p(elapsed_days), 0.0, 0.0)
        expected = 1 / (1 + exp(-odds - own))
        fast = features.fast - expected * (1 - FAST**attempts) / (1 - FAST)
        slow = features.slow - expected * (1 - SLOW**attempts) / (1 - SLOW)
        held = log_odds((successes + OWN * expected) / (attempts + OWN)) - odds - own
        begin = (1.0, odds, own, lately, log1p(successes), log1p(features.failures), held, fast, slow)
        if not elapsed_days:
            crowded = log1p(features.lately)
            return (*begin, fast, 0.0, 0.0, 1.0, 0.0, 0.0, crowded, crowded)
        crowded = log1p(features.lately * left_of_lately(elapsed_days))
        return (*begin, 0.0, slow * left, 0.0, 0.0, left, log1p(elapsed_days), crowded, 0.0)

    def updated(self, attempts: Iterable[tuple[str, str, bool]]) -> PerformanceModel:
        """
        Return the model after more attempts: what it knows of skills and learners moves, the coefficients stay.

        It is what `fitting.fit_performance` would know of them from the longer log, but for what was made lately, which
        counts as made today; so it serves between two fits.

        Args:
            attempts: learner, skill, and whether it succeeded, in the order of time.
        """
        skills, learners, seen = dict(self.skills), dict(self.learners), self.seen
        for learner, skill, correct in attempts:
            known = skills.get(skill, _NONE)
            rate = self._rate(known, _usual(seen))
            learners[learner] = learners.get(learner, NO_ABILITY).after(correct, rate=rate)
            skills[skill], seen = known.after(correct), seen.after(correct)
        return replace(self, skills=skills, learners=learners, seen=seen)

    def anonymous(self) -> PerformanceModel:
        """Return the model without its learners."""
        return replace(self, learners={}) if self.learners else self

    def _rate(self, count: SkillCount, usual: float) -> float:
        return (count.successes + self.skill_pool * usual) / (count.attempts + self.skill_pool)

    def _pools(self) -> tuple[float, float]:
        return self.skill_pool, self.ability_pool


def _usual(seen: SkillCount) -> float:
    return (seen.successes + USUAL * USUAL_WEIGHT) / (seen.attempts + USUAL_WEIGHT)


def _logistic(odds: float) -> float:
    """Return the chance with these log-odds, kept `CHANCE_MARGIN` away from 0 and 1."""
    chance = 1 / (1 + exp(-min(max(odds, -30.0), 30.0)))
    return min(max(chance, CHANCE_MARGIN), 1 - CHANCE_MARGIN)
