"""
Simulated logs of skill practice, of several kinds of learner, for judging performance models where the truth is known.

In all of them skills differ in how hard they are, learners in how able, in how much they practise (heavy-tailed) and in
how often; practice goes in sessions of several attempts at a skill. What a kind is decides what makes a success likely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

_START = np.datetime64("2025-01-06T06:00:00", "us")
_DAY = 1440  # minutes
_WEEKS_TO_BEGIN = 120  # days within which everybody has begun


class Kind(Protocol):
    """What makes a success likely; *who*, *skill*, *gap* (days since the last attempt at it) are of shape ``(n,)``."""

    def chance(self, who: Whole, skill: Whole, gap: Floats) -> Floats:
        """Return the true chance of each attempt."""
        ...

    def after(self, who: Whole, skill: Whole, gap: Floats, right: NDArray[np.bool_]) -> None:
        """Let the attempts have their effect."""
        ...

    def session(self, who: Whole) -> None:
        """Let those learners begin another session."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Makings:
    """What learners and skills are made of: abilities, difficulties, guessing, slipping, how fast one learns."""

    rng: np.random.Generator
    ability: Floats
    difficulty: Floats
    guess: Floats
    slip: Floats
    rate: Floats

    @classmethod
    def drawn(cls, learners: int, skills: int, rng: np.random.Generator) -> Makings:
        """Return makings drawn for so many."""
        return cls(
            rng=rng,
            ability=rng.normal(0, 1, learners),
            difficulty=rng.normal(0, 1, skills),
            guess=rng.uniform(0.05, 0.3, skills),
            slip=rng.uniform(0.02, 0.15, skills),
            rate=np.exp(rng.normal(-0.7, 0.5, skills)),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Learners and skills."""
        return len(self.ability), len(self.difficulty)

    def seen(self, skill: Whole, known: Floats) -> Floats:
        """Return the chance to succeed where *known* is the chance to know: with guesses and slips."""
        return self.guess[skill] + (1 - self.guess[skill] - self.slip[skill]) * known


class Response:
    """Item response theory with practice by the logarithm of attempts, forgetting by that of days; moods if wanted."""

    def __init__(self, makings: Makings, *, moods: float = 0.0) -> None:
        self._of, self._moods = makings, moods
        self._practice = np.zeros(makings.shape)
        self._mood = np.zeros(makings.shape[0])

    def chance(self, who: Whole, skill: Whole, gap: Floats) -> Floats:
        """Return the true chance of each attempt."""
        of = self._of
        learnt = of.rate[skill] * np.log1p(self._practice[who, skill])
        odds = 0.7 * of.ability[who] + self._mood[who] - of.difficulty[skill] + learnt - 0.25 * np.log1p(gap) + 0.3
        return of.seen(skill, _logistic(odds))

    def after(self, who: Whole, skill: Whole, gap: Floats, right: NDArray[np.bool_]) -> None:
        """Count the attempts, failures for a third."""
        del gap
        self._practice[who, skill] += np.where(right, 1.0, 0.3)

    def session(self, who: Whole) -> None:
        """Draw a mood that has something of the one before."""
        self._mood[who] = 0.6 * self._mood[who] + self._of.rng.normal(0, self._moods, len(who))


class Factors:
    """Performance factors analysis, with abilities: successes and failures count one by one; nothing is forgotten."""

    def __init__(self, makings: Makings) -> None:
        self._of = makings
        self._right, self._wrong = np.zeros(makings.shape), np.zeros(makings.shape)

    def chance(self, who: Whole, skill: Whole, gap: Floats) -> Floats:
        """Return the true chance of each attempt."""
        del gap
        of = self._of
        learnt = 0.1 * of.rate[skill] * self._right[who, skill] - 0.02 * self._wrong[who, skill]
        return _logistic(0.5 * of.ability[who] - of.difficulty[skill] + learnt)

    def after(self, who: Whole, skill: Whole, gap: Floats, right: NDArray[np.bool_]) -> None:
        """Count the attempts."""
        del gap
        self._right[who, skill] += right
        self._wrong[who, skill] += ~right

    def session(self, who: Whole) -> None:
        """Nothing begins anew."""


class Tracing:
    """Bayesian knowledge tracing: a skill is known or not, learnt at an attempt, and forgotten in the days between."""

    def __init__(self, makings: Makings) -> None:
        self._of, rng = makings, makings.rng
        skills = makings.shape[1]
        before = _logistic(rng.normal(-0.5, 1, skills)[None, :] + 0.8 * makings.ability[:, None])
        self._known = rng.random(makings.shape) < before
        self._learn = _logistic(rng.normal(-1.5, 0.7, skills)[None, :] + 0.6 * makings.ability[:, None])
        self._forget = rng.uniform(0.002, 0.03, skills)

    def chance(self, who: Whole, skill: Whole, gap: Floats) -> Floats:
        """Forget, then return the true chance of each attempt."""
        lost = self._of.rng.random(len(who)) < 1 - (1 - self._forget[skill]) ** gap
        self._known[who[lost], skill[lost]] = False
        return self._of.seen(skill, self._known[who, skill].astype(np.float64))

    def after(self, who: Whole, skill: Whole, gap: Floats, right: NDArray[np.bool_]) -> None:
        """Learn, with some luck."""
        del gap, right
        learnt = self._of.rng.random(len(who)) < self._learn[who, skill]
        self._known[who[learnt], skill[learnt]] = True

    def session(self, who: Whole) -> None:
        """Nothing begins anew."""


class Retrieval:
    """A memory that fades by a power law and grows most when it has nearly faded; success is retrieving it."""

    def __init__(self, makings: Makings) -> None:
        self._of = makings
        self._strength = np.zeros(makings.shape)

    def chance(self, who: Whole, skill: Whole, gap: Floats) -> Floats:
        """Return the true chance of each attempt."""
        of, strength = self._of, self._strength[who, skill]
        left = (1 + 0.23 * gap / np.maximum(strength, 0.3)) ** -0.5
        before = _logistic(of.ability[who] - of.difficulty[skill] - 1)
        return of.seen(skill, np.where(strength > 0, left, before))

    def after(self, who: Whole, skill: Whole, gap: Floats, right: NDArray[np.bool_]) -> None:
        """Strengthen what succeeded, weaken what failed."""
        of, strength = self._of, self._strength[who, skill]
        first = np.exp(0.5 + 0.4 * of.ability[who] - 0.3 * of.difficulty[skill]) * np.where(right, 1.5, 0.5)
        grown = strength * (1.05 + 1.2 * np.minimum(1, gap / np.maximum(strength, 0.3)))
        later = np.where(right, grown, np.maximum(0.3, 0.4 * strength))
        self._strength[who, skill] = np.minimum(np.where(strength > 0, later, first), 1_000)

    def session(self, who: Whole) -> None:
        """Nothing begins anew."""


class Luck:
    """Nothing but chance: what no model can predict, and none should pretend to."""

    def __init__(self, makings: Makings) -> None:
        self._chance = 0.5 + 0.3 * makings.rng.random()

    def chance(self, who: Whole, skill: Whole, gap: Floats) -> Floats:
        """Return the one chance that all have."""
        del skill, gap
        return np.full(len(who), self._chance)

    def after(self, who: Whole, skill: Whole, gap: Floats, right: NDArray[np.bool_]) -> None:
        """Nothing is learnt."""

    def session(self, who: Whole) -> None:
        """Nothing begins anew."""


KINDS: Mapping[str, Callable[[Makings], Kind]] = {
    "item response": Response,
    "with moods": lambda makings: Response(makings, moods=0.6),
    "performance factors": Factors,
    "knowledge tracing": Tracing,
    "until mastered": Tracing,
    "retrieval": Retrieval,
    "luck": Luck,
}
"""By name; where practice goes on ``until mastered``, a skill is left after three successes in a row or 12 tries."""


def practise(
    kind: str, *, attempts: int, learners: int, skills: int, rng: int | np.random.Generator, truth: bool = False
) -> pl.DataFrame:
    """
    Return a log of about so many attempts, ``learner, skill, at, correct``, in the order of time.

    Args:
        kind: one of `KINDS`.
        attempts: how many, roughly.
        learners: how many there are.
        skills: the same.
        rng: decides all that is drawn.
        truth: whether to add the column ``chance``, the true one.
    """
    drawn = np.random.default_rng(rng)
    makings = Makings.drawn(learners, skills, drawn)
    mind = KINDS[kind](makings)
    routine = _Routine(makings, attempts=attempts, mastery=kind == "until mastered")
    rows: list[tuple[Whole, Whole, Floats, NDArray[np.bool_], Floats]] = []
    last = np.full(makings.shape, np.nan)
    while len(who := routine.next(mind)):
        skill, day = routine.skill[who], np.floor(routine.day[who])
        gap = np.nan_to_num(day - last[who, skill])
        chance = mind.chance(who, skill, gap)
        right = drawn.random(len(who)) < chance
        mind.after(who, skill, gap, right)
        last[who, skill] = day
        rows.append((who, skill, day * _DAY + np.minimum(routine.minute[who], 900), right, chance))
        routine.done(who, right)
    who, skill, minutes, right, chance = (np.concatenate(column) for column in zip(*rows, strict=True))
    at = _START + (minutes * 60e6).astype("timedelta64[us]")
    frame = pl.DataFrame({"learner": who, "skill": skill, "at": at, "correct": right, "chance": chance})
    frame = frame.with_columns(pl.col("at").dt.replace_time_zone("UTC"), pl.format("u{}", "learner").alias("learner"))
    frame = frame.with_columns(pl.format("k{}", "skill").alias("skill")).sort("at")
    return frame if truth else frame.drop("chance")


class _Routine:
    """Who practises what next, and when."""

    def __init__(self, makings: Makings, *, attempts: int, mastery: bool) -> None:
        self._rng, self._mastery = makings.rng, mastery
        learners, skills = makings.shape
        rng = makings.rng
        share = rng.lognormal(0, 1, learners)
        wanted = np.maximum(3, attempts * share / share.sum())
        self._left = np.minimum(wanted, attempts // 10 + 50).astype(np.int64)
        self._often = rng.gamma(2, 2, learners) + 0.5
        self._length = rng.integers(6, 40, learners)
        self._popular = rng.dirichlet(np.full(skills, 0.5))
        self._course = rng.permutation(skills)
        self._made, self._tries = np.zeros(learners, dtype=np.int64), np.zeros(learners, dtype=np.int64)
        self._streak, self._place = np.zeros(learners, dtype=np.int64), np.zeros(learners, dtype=np.int64)
        self.day = rng.integers(0, _WEEKS_TO_BEGIN, learners).astype(np.float64)
        self.minute = np.zeros(learners)
        self.skill = np.zeros(learners, dtype=np.int64)

    def next(self, mind: Kind) -> Whole:
        """Return who makes one more attempt; their skill, day and minute stand ready."""
        rng, who = self._rng, np.flatnonzero(self._left > 0)
        again = who[self._made[who] >= self._length[who]]
        self.day[again] += 1 + np.floor(rng.exponential(self._often[again]))
        self.minute[again], self._made[again] = rng.uniform(0, 300, len(again)), 0
        mind.session(again)
        self.minute[who] += rng.exponential(1.5, len(who)) + 0.2
        if self._mastery:
            self._go_on(who[(self._streak[who] >= 3) | (self._tries[who] <= 0)])
        else:
            other = who[self._tries[who] <= 0]
            self.skill[other] = rng.choice(len(self._popular), len(other), p=self._popular)
            self._tries[other] = 1 + rng.geometric(0.35, len(other))
        return who

    def done(self, who: Whole, right: NDArray[np.bool_]) -> None:
        """Count the attempts."""
        self._streak[who] = np.where(right, self._streak[who] + 1, 0)
        self._left[who] -= 1
        self._tries[who] -= 1
        self._made[who] += 1

    def _go_on(self, who: Whole) -> None:
        """Go on to the next skill of the course, or once in four times back to an earlier one."""
        self._place[who] += 1
        place = self._place[who]
        back = (self._rng.random(len(who)) < 0.25) & (place > 3)
        earlier = (self._rng.random(len(who)) * place).astype(np.int64)
        self.skill[who] = self._course[np.where(back, earlier, place) % len(self._course)]
        self._tries[who], self._streak[who] = 12, 0


def _logistic(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-odds))
