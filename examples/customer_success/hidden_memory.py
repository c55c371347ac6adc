"""
A hidden memory: what a simulated person really remembers, by equations that are not the engine's.

The equations are the activation model of the spacing effect of P. I. Pavlik and J. R. Anderson, "Practice and
forgetting effects on vocabulary memory", Cognitive Science 29 (2005), 559-586. Every practice leaves a trace that fades
as a power of time, and fades the faster the more active the memory was when the trace was laid::

    activation   m(t)  =  ln Σ (t - tᵢ)^(-dᵢ)           over all earlier practices i
    decay        dᵢ    =  scale · exp(m(tᵢ)) + base     the spacing effect: massed practice decays fast
    recall       p(t)  =  1 / (1 + exp((threshold - m(t)) / noise))

Psychological time runs at full speed while a person practises and much slower in between, when less interferes.

What is assumed: base, scale, noise and the slow-down are of the size found for word pairs. The threshold is lower, as a
practice here takes a minute and ends with an explanation, and it differs between people (ability) and between skills
(ease). Every practice counts as one presentation, whether it succeeded or not, since feedback follows in either case.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_LONGEST_AGO = 730.0
_USES = (2, 8)
_SECONDS_OF_USE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Equations:
    """
    The parameters of the model, the same for all people and skills.

    Attributes:
        base: the slowest decay of a trace.
        scale: how much faster a trace decays that is laid while the memory is active.
        threshold: the activation at which recall is as likely as not.
        noise: how gradual the step from not recalling to recalling is.
        idle: how fast psychological time runs while a person does not practise, as a share of real time.
    """

    base: float = 0.177
    scale: float = 0.217
    threshold: float = -1.2
    noise: float = 0.255
    idle: float = 0.025


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """
    How one person is, apart from what they practised.

    Attributes:
        ability: by how much their threshold is lower than the common one.
        experience: the share of skills that they used at work before.
        slip: how often they miss what they know.
        overconfidence: what they add to how sure they should be.
        pace: how long they take, as a share of the time planned.
    """

    ability: float
    experience: float
    slip: float
    overconfidence: float
    pace: float

    @classmethod
    def drawn(cls, person: str, *, seed: int) -> Nature:
        """Return the nature of *person*, the same each time for the same *seed*."""
        chance = Random(f"{seed}/nature/{person}")
        return cls(
            ability=chance.gauss(0.0, 0.15),
            experience=chance.uniform(0.1, 0.5),
            slip=chance.uniform(0.02, 0.07),
            overconfidence=chance.uniform(-0.08, 0.18),
            pace=chance.uniform(0.65, 0.95),
        )


class Memory:
    """
    Everything one person remembers. Instants given to it must not go backwards.

    Args:
        person: whose memory it is.
        nature: how the person is.
        skills: the skills there are to remember.
        started_at: when the simulation starts; experience lies before it.
        seed: what all chance is drawn from.
    """

    def __init__(
        self,
        person: str,
        *,
        nature: Nature,
        skills: Iterable[str],
        started_at: datetime,
        seed: int,
        equations: Equations | None = None,
    ) -> None:
        self.nature = nature
        self._equations = equations or Equations()
        self._started_at = started_at
        self._busy = 0.0
        self._traces: dict[str, list[tuple[float, float]]] = {skill: [] for skill in skills}
        self._thresholds = {skill: self._threshold(person, skill, seed=seed) for skill in self._traces}
        self._practised: dict[str, list[float]] = {skill: [] for skill in self._traces}
        for days_ago, skill in self._experience(person, seed=seed):
            self._lay(skill, at=started_at - timedelta(days=days_ago), seconds=_SECONDS_OF_USE)

    @property
    def practised(self) -> Mapping[str, list[float]]:
        """The seconds of each practice since the start, by skill."""
        return self._practised

    def recall(self, skill: str, *, at: datetime) -> float:
        """Return the probability, 0 to 1, that the person recalls *skill* at the instant *at*, unaided."""
        strength = self._strength(skill, self._position(at))
        if strength <= 0.0:
            return 0.0
        return 1.0 / (1.0 + math.exp((self._thresholds[skill] - math.log(strength)) / self._equations.noise))

    def practise(self, skill: str, *, at: datetime, seconds: float) -> None:
        """Lay down one practice of *skill* that began at the instant *at* and took so many *seconds*."""
        self._lay(skill, at=at, seconds=seconds)
        self._practised[skill].append(seconds)

    def _lay(self, skill: str, *, at: datetime, seconds: float) -> None:
        position = self._position(at)
        decay = self._equations.scale * self._strength(skill, position) + self._equations.base
        self._traces[skill].append((position, decay))
        self._busy += seconds

    def _position(self, at: datetime) -> float:
        """Return the instant *at* in psychological seconds: idle time slowed down, time of practice in full."""
        elapsed = (at - self._started_at).total_seconds()
        return self._equations.idle * elapsed + (1.0 - self._equations.idle) * self._busy

    def _strength(self, skill: str, position: float) -> float:
        """Return exp(activation): the sum of what is left of all traces."""
        return sum(math.pow(max(1.0, position - laid), -decay) for laid, decay in self._traces[skill])

    def _threshold(self, person: str, skill: str, *, seed: int) -> float:
        ease = Random(f"{seed}/ease/{skill}").gauss(0.0, 0.12)
        affinity = Random(f"{seed}/affinity/{person}/{skill}").gauss(0.0, 0.1)
        return self._equations.threshold - self.nature.ability - ease - affinity

    def _experience(self, person: str, *, seed: int) -> list[tuple[float, str]]:
        """Return when before the start, in days, the person used which skill at work, longest ago first."""
        uses: list[tuple[float, str]] = []
        for skill in self._traces:
            chance = Random(f"{seed}/experience/{person}/{skill}")
            if chance.random() < self.nature.experience:
                uses += ((chance.uniform(1.0, _LONGEST_AGO), skill) for _ in range(chance.randint(*_USES)))
        return sorted(uses, reverse=True)
