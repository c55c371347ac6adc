"""Skill practice made by a performance model itself: each attempt is drawn with the chance that the model states."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from random import Random

import polars as pl

from reinforce.journal import Rating
from reinforce.memory import NO_ATTEMPTS, Ability, Features, Fsrs6, PerformanceModel, SkillCount, Standing

_START = datetime(2025, 1, 6, 9, tzinfo=UTC)
_NOTHING = SkillCount(successes=0, attempts=0)


def practise_by(model: PerformanceModel, *, attempts: int, learners: int, skills: int, seed: int) -> pl.DataFrame:
    """
    Return a log of *attempts* that *model* made: ``learner, skill, at, correct``, and ``chance``, the stated one.

    What the model knows of skills and learners follows from the log up to then; at first it knows nothing of them.
    """
    rng, memory = Random(seed), Fsrs6()
    cards: dict[tuple[str, str], tuple[Features, Standing, int]] = {}
    abilities: dict[str, tuple[Ability, int]] = {}
    counts: dict[str, SkillCount] = {}
    seen = _NOTHING
    rows: list[tuple[str, str, datetime, bool, float]] = []
    next_at = {f"u{number}": _START + timedelta(minutes=rng.random() * 60 * 24 * 60) for number in range(learners)}
    queue = [(at, learner) for learner, at in next_at.items()]
    heapify(queue)
    skill_of = dict.fromkeys(next_at, "k0")
    while len(rows) < attempts:
        at, learner = heappop(queue)
        if rng.random() < 0.3:
            skill_of[learner] = f"k{int(rng.random() ** 2 * skills)}"
        skill, day = skill_of[learner], at.toordinal()
        features, standing, last = cards.get((learner, skill), (NO_ATTEMPTS, Standing(), day))
        ability, before = abilities.get(learner, (Ability(), day))
        known = replace(model, skills={skill: counts.get(skill, _NOTHING)}, seen=seen)
        ability, elapsed = ability.faded(day - before), day - last
        left = None if standing.memory is None else memory.retrievability(standing.memory, elapsed_days=elapsed)
        chance = known.chance(features, skill=skill, retrievability=left, elapsed_days=elapsed, ability=ability)
        correct = rng.random() < chance
        rows.append((learner, skill, at, correct, chance))
        rating = Rating.Good if correct else Rating.Again
        standing = memory.review(standing, rating, elapsed_days=elapsed).standing
        cards[learner, skill] = (features.after(correct, elapsed_days=elapsed), standing, day)
        abilities[learner] = (ability.after(correct, rate=known.rate(skill)), day)
        counts[skill], seen = counts.get(skill, _NOTHING).after(correct), seen.after(correct)
        gap = timedelta(seconds=20 + rng.random() * 100)
        heappush(queue, (at + (gap if rng.random() < 0.9 else timedelta(days=rng.expovariate(0.2))), learner))
    return pl.DataFrame(rows, schema=["learner", "skill", "at", "correct", "chance"], orient="row")
