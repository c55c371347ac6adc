"""
How strongly skills and learners are drawn towards all of them together: as strongly as they differ in the log.

By moments: the squared excess of successes of each skill, or learner, less what chance alone would make of it, says how
much they vary (DerSimonian and Laird 1986, Controlled Clinical Trials 7, for groups of unequal size). What was assumed
beforehand counts as ten more skills or learners, and no pool leaves its bounds, so that a log of two learners does not
decide that people are all alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reinforce.memory.features import SkillCount

if TYPE_CHECKING:
    from reinforce.fitting.attempt_arrays import AttemptArrays, Booleans, Floats, Whole

_GROUPS = 10.0
_FEW = 5.0
_LEAST_VARIANCE = 0.01
_LEAST, _MOST_SKILL, _MOST_ABILITY = 1.0, 50.0, 20.0
_LEAST_RATE = 0.02


def skill_pool(attempts: AttemptArrays, known: Booleans, *, beforehand: float) -> float:
    """Return as so many attempts counts the overall success rate, beside a skill's own attempts."""
    right = attempts.correct[known].astype(np.float64)
    if not len(right):
        return beforehand
    usual = _usual(right)
    spread = usual * (1 - usual)
    flat = np.full(len(right), spread)
    variance = _variance(attempts.skill[known], right - usual, flat, beforehand=1 / (beforehand * spread))
    return float(np.clip(1 / (variance * spread), _LEAST, _MOST_SKILL))


def ability_pool(attempts: AttemptArrays, known: Booleans, *, beforehand: float) -> float:
    """Return the precision of abilities: one over the variance, in log-odds, that learners have at the same skills."""
    right = attempts.correct[known].astype(np.float64)
    if not len(right):
        return beforehand
    usual = _usual(right)
    skills = attempts.skill[known]
    rates = (np.bincount(skills, right) + _FEW * usual) / (np.bincount(skills) + _FEW)
    rate = rates[skills]
    variance = _variance(attempts.learner[known], right - rate, rate * (1 - rate), beforehand=1 / beforehand)
    return float(np.clip(1 / variance, _LEAST, _MOST_ABILITY))


def counts(attempts: AttemptArrays, known: Booleans) -> tuple[dict[str, SkillCount], SkillCount]:
    """Return by skill how many of the known attempts succeeded, and the same of all skills together."""
    right, codes = attempts.correct[known].astype(np.float64), attempts.skill[known]
    made = np.bincount(codes, minlength=len(attempts.skills))
    won = np.bincount(codes, right, minlength=len(attempts.skills))
    skills = {
        skill: SkillCount(successes=float(successes), attempts=float(count))
        for skill, successes, count in zip(attempts.skills, won, made, strict=True)
        if count
    }
    return skills, SkillCount(successes=float(right.sum()), attempts=float(len(right)))


def _usual(right: Floats) -> float:
    """Return the success rate of all attempts, within bounds that leave its log-odds finite."""
    return min(max(float(right.mean()), _LEAST_RATE), 1 - _LEAST_RATE)


def _variance(groups: Whole, excess: Floats, spread: Floats, *, beforehand: float) -> float:
    """Return how much the log-odds of groups vary, from each attempt's excess and its variance under chance alone."""
    score, information = np.bincount(groups, excess), np.bincount(groups, spread)
    present = information > 0
    score, information = score[present], information[present]
    # The weights that would be best if what was assumed beforehand were so: no large group decides alone.
    weight = 1 / (information * (information * beforehand + 1))
    found = float(np.sum(weight * (score**2 - information)) / np.sum(weight * information**2))
    return max((found * len(score) + beforehand * _GROUPS) / (len(score) + _GROUPS), _LEAST_VARIANCE)
