"""
The best list that answers allow: somebody knows the demo's equations, and sees who practised what and how it went.

They know neither how able a person is nor how easy a skill, nor who used what at work before. So they draw many
possible memories for each person and skill, weigh each by how well it explains the answers, and take the share of the
weight that has forgotten. What they cannot tell, nobody can who sees the answers. It is about a bound: the drawing has
its own luck, and a guess or a slip is taken to be as likely at one exercise as at another.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from examples.customer_success.hidden_memory import Equations, Memory
from examples.customer_success.simulation import Simulation
from reinforce import Rating

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from examples.customer_success.team import Person
    from reinforce import Review

DRAWN = 400
_GUESSED = {"quiz": 0.3, "drill": 0.4}
_SLIPPED = 0.05
_DAY = 24 * 3600.0
_NEVER = -1e12
_ABILITY, _EASE, _LEFT_OVER = 0.15, 0.12, 0.1  # as people and skills differ in the demo
_STRETCH = 1.5
"""What a mean of drawn values says is less than what is: each was drawn towards what is usual."""

Floats = np.ndarray[Any, np.dtype[np.float64]]


class WatchedMemory(Memory):
    """A memory that says when it was practised."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - those of Memory
        super().__init__(*args, **settings)
        self.seen: dict[str, list[tuple[datetime, float]]] = defaultdict(list)

    def practise(self, skill: str, *, at: datetime, seconds: float) -> None:
        """Lay down a practice, and note its instant and its place in psychological time."""
        self.seen[skill].append((at, self.place(at)))
        super().practise(skill, at=at, seconds=seconds)

    def place(self, at: datetime) -> float:
        """Return the instant *at* in psychological seconds."""
        return self._position(at)


class WatchedSimulation(Simulation):
    """The demo's days, with memories that say when they were practised."""

    def blank_memory(self, person: Person) -> WatchedMemory:
        """Return the memory of *person* as it was before the first day."""
        return WatchedMemory(
            person.id,
            nature=self._natures[person.id],
            skills=self._skills,
            started_at=person.instant(self.first_day, hour=0.0),
            seed=self.seed,
        )


@dataclass(frozen=True, slots=True)
class Practised:
    """
    What is seen of one person and one skill.

    Attributes:
        places: when each practice was, in psychological seconds.
        went: of each practice whether the review that it is the first part of succeeded, and the review's source;
            ``None`` for the other parts.
        now: today in psychological seconds.
    """

    places: tuple[float, ...]
    went: tuple[tuple[bool, str] | None, ...]
    now: float

    @classmethod
    def of(cls, memory: WatchedMemory, skill: str, *, reviews: list[Review], now: datetime) -> Practised:
        """Return what is seen of *skill*, *reviews* being those of it by the same person, oldest first."""
        waiting: list[Review] = list(reviews)
        went: list[tuple[bool, str] | None] = []
        latest: Review | None = None
        for at, _ in memory.seen[skill]:
            while waiting and waiting[0].at < at:
                waiting.pop(0)
            is_first = bool(waiting) and waiting[0] is not latest
            latest = waiting[0] if waiting else None
            went.append((latest.rating is not Rating.Again, latest.source) if is_first and latest else None)
        return cls(tuple(place for _, place in memory.seen[skill]), tuple(went), memory.place(now))


def forgotten(
    practised: Mapping[tuple[str, str], Practised], *, below: float, seed: int
) -> dict[tuple[str, str], float]:
    """Return by person and skill how likely it is that the chance to recall it is less than *below*."""
    abilities: dict[str, float] = {}
    eases: dict[str, float] = {}
    for last in (False, True):
        said: dict[tuple[str, str], tuple[float, float]] = {}
        for (who, skill), one in practised.items():
            usual = abilities.get(who, 0.0) + eases.get(skill, 0.0)
            spread = _LEFT_OVER if last else (_ABILITY**2 + _EASE**2 + _LEFT_OVER**2) ** 0.5
            rng = np.random.default_rng([seed, last, zlib.crc32(f"{who}/{skill}".encode())])
            said[who, skill] = _weighed(one, usual=usual, spread=spread, below=below, rng=rng)
        abilities, eases = _effects({key: moved for key, (_, moved) in said.items()})
    return {key: share for key, (share, _) in said.items()}


def _effects(moved: dict[tuple[str, str], float]) -> tuple[dict[str, float], dict[str, float]]:
    """Return what people and skills have in common of what the answers say, each over a mean of its share of luck."""
    people, skills = defaultdict(list), defaultdict(list)
    for (who, skill), value in moved.items():
        people[who].append(value)
        skills[skill].append(value)
    able = {who: _STRETCH * float(np.mean(values)) for who, values in people.items()}
    mean = float(np.mean(list(able.values())))
    return able, {skill: _STRETCH * (float(np.mean(values)) - mean / _STRETCH) for skill, values in skills.items()}


def _weighed(
    one: Practised, *, usual: float, spread: float, below: float, rng: np.random.Generator
) -> tuple[float, float]:
    """Return the share of possible memories that are below, and by how much the answers move their threshold."""
    equations = Equations()
    lower = usual + spread * rng.standard_normal(DRAWN)
    laid, decays = _experience(equations, rng)
    weights = np.zeros(DRAWN)
    for place, went in zip(one.places, one.went, strict=True):
        strength = _strength(laid, decays, place)
        if went is not None:
            recalled = _recall(strength, lower, equations)
            right = recalled * (1 - _SLIPPED) + (1 - recalled) * _GUESSED.get(went[1], 0.3)
            weights += np.log(right if went[0] else 1 - right)
        laid = np.column_stack((laid, np.full(DRAWN, place)))
        decays = np.column_stack((decays, equations.scale * strength + equations.base))
    share = np.exp(weights - weights.max())
    share /= share.sum()
    now = _recall(_strength(laid, decays, one.now), lower, equations)
    return float(share @ (now < below)) + 1e-3 * float(share @ (1 - now)), float(share @ lower) - usual


def _experience(equations: Equations, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return uses at work before the start, as they may have been; those that never were are marked so."""
    most = 8
    ago = np.sort(rng.uniform(1.0, 730.0, (DRAWN, most)), axis=1)[:, ::-1]
    used = (rng.random(DRAWN) < rng.uniform(0.1, 0.5, DRAWN))[:, None]
    number = rng.integers(2, most, DRAWN, endpoint=True)[:, None]
    laid = np.where(used & (np.arange(most) >= most - number), -equations.idle * ago * _DAY, _NEVER)
    decays = np.full((DRAWN, most), equations.base)
    for use in range(1, most):
        strength = _strength(laid[:, :use], decays[:, :use], laid[:, use])
        decays[:, use] = equations.scale * strength + equations.base
    return laid, decays


def _strength(laid: Floats, decays: Floats, place: float | Floats) -> Floats:
    """Return exp(activation) at a *place*: what is left of all traces."""
    since = np.maximum(1.0, np.asarray(place).reshape(-1, 1) - laid)
    total: Floats = np.where(laid == _NEVER, 0.0, since**-decays).sum(axis=1)
    return total


def _recall(strength: Floats, lower: Floats, equations: Equations) -> Floats:
    """Return the chance to recall; see `hidden_memory`."""
    with np.errstate(divide="ignore"):
        activation = np.log(strength)
    chance: Floats = 1 / (1 + np.exp(np.clip((equations.threshold - lower - activation) / equations.noise, -50, 50)))
    return chance
