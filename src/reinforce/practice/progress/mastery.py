"""Mastery of one skill: a level from evidence in the log and from what is left of memory now."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import IntEnum
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.catalog import Dimension, Facet
from reinforce.codec import Value
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.memory.features import NO_ABILITY
from reinforce.practice import text
from reinforce.practice.cards.success import chance
from reinforce.practice.progress.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.catalog import Skill
    from reinforce.memory import Ability
    from reinforce.practice.cards.card import Card
    from reinforce.practice.policy import Policy


class Level(IntEnum):
    """
    How well a skill is held, lowest first.

    - UNPROVEN: nothing shows that it is.
    - FLOOR: it was shown once after a delay; basic tasks can be done, which is where mastery begins and not where it
      ends.
    - DEVELOPING: it was shown again.
    - PROFICIENT: it is shown dependably after a week without practice, and where it is something one does, in front of
      somebody.
    - MASTERY: it lasts for weeks without practice, and the learner knows why it matters.
    """

    UNPROVEN = 0
    FLOOR = 1
    DEVELOPING = 2
    PROFICIENT = 3
    MASTERY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Value):
    """
    What a level demands, besides all that the levels below it do.

    Attributes:
        successes: delayed successes, at least.
        delay: the longest delay after which there was one, in days, at least.
        held: what must be left of memory, as a share of the desired retention.
        steady: whether a failure must have been made good by a delayed success.
        observed: whether a named person must have seen a delayed success, where the dimension asks for it.
        why: whether a WHY must have been shown right after a delay.
    """

    successes: int
    delay: int
    held: float
    steady: bool = False
    observed: bool = False
    why: bool = False

    def __post_init__(self) -> None:
        """Check every field."""
        checks.whole("successes", self.successes, 1, 1_000)
        checks.whole("delay", self.delay, 1, 3_660)
        checks.between("held", self.held, 0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mastering(Value):
    """
    The table that turns evidence and memory into levels; every threshold stands here.

    Attributes:
        floor, developing, proficient, mastery: what each level demands; none less than the one below it.
        success: the least rating of a success.
        observed_in: the dimensions in which a level may demand an observed performance.
        growth: the share of what is still missing to a full score that one more delayed success brings.

    Raises:
        InvalidParameterError: a threshold is not acceptable, or is lower than that of the level below.
    """

    floor: Demand = Demand(successes=1, delay=1, held=0.6)
    developing: Demand = Demand(successes=2, delay=2, held=0.8)
    proficient: Demand = Demand(successes=3, delay=7, held=0.9, steady=True, observed=True)
    mastery: Demand = Demand(successes=4, delay=21, held=0.95, steady=True, observed=True, why=True)
    success: Rating = Rating.Good
    observed_in: frozenset[Dimension] = field(default_factory=lambda: frozenset((Dimension.SKILL,)))
    growth: float = 0.25

    def __post_init__(self) -> None:
        """Refuse a table in which a higher level demands less."""
        checks.between("growth", self.growth, 0.01, 0.99)
        levels = tuple(self.demands())
        for (_, lower), (level, higher) in pairwise(levels):
            for spec in fields(Demand):
                low, high = getattr(lower, spec.name), getattr(higher, spec.name)
                if high < low:
                    path = f"{level.name.lower()}.{spec.name}"
                    raise InvalidParameterError(path, f"must not be less than at the level below: {low}", value=high)

    def demands(self) -> Iterator[tuple[Level, Demand]]:
        """Yield each level above UNPROVEN with what it demands, lowest first."""
        yield Level.FLOOR, self.floor
        yield Level.DEVELOPING, self.developing
        yield Level.PROFICIENT, self.proficient
        yield Level.MASTERY, self.mastery


DEFAULT_MASTERING = Mastering()


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillMastery(Value):
    """
    How well one learner holds one skill on one day.

    Attributes:
        skill, capability, dimension: which skill, and which leg of what it is.
        level: the level that is held.
        reached: the level that the evidence alone is worth; higher than ``level`` where too little is left of it.
        score: from 0 to 1: grows with every delayed success and fades with memory. It puts skills in an order and is no
            chance to succeed.
        still_known: what share is still there, 0 to 1; ``None`` where there is no memory of it.
        chance: the chance to succeed at an exercise of it that day, between 0 and 1, as the performance model says.
        evidence: what the log proves.
        missing: what the next level still asks for, in words; empty at MASTERY.
    """

    skill: str
    capability: str
    dimension: Dimension
    level: Level
    reached: Level
    score: float
    still_known: float | None
    chance: float
    evidence: Evidence
    missing: tuple[str, ...]


def mastery(
    skill: Skill,
    evidence: Evidence,
    *,
    card: Card,
    day: int,
    policy: Policy,
    ability: Ability = NO_ABILITY,
    mastering: Mastering = DEFAULT_MASTERING,
) -> SkillMastery:
    """
    Return how well a learner holds *skill* on learner day number *day*.

    The level is the highest one that all demands up to it are met for. Evidence never fades and memory does, so that a
    level is lost without practice and comes back with the next success.

    Args:
        skill: the skill.
        evidence: what the log proves.
        card: what is remembered of it.
        day: the learner day, none before the last practice.
        policy: the settings that the card was folded with.
        ability: what all of the learner's cards show (`practice.success.ability`); that of nobody in particular if
            omitted.
        mastering: the table of levels.
    """
    left = card.retrievability(day=day, policy=policy)
    level = reached = Level.UNPROVEN
    missing: tuple[str, ...] = ()
    for above, demand in mastering.demands():
        wanted = _missing_evidence(evidence, demand, dimension=skill.dimension, mastering=mastering)
        reached = above if not wanted and reached == above - 1 else reached
        if level == above - 1:
            missing = (*wanted, *_missing_memory(left, demand.held * policy.of(skill.id).desired_retention))
            level = above if not missing else level
    return SkillMastery(
        skill=skill.id,
        capability=skill.capability,
        dimension=skill.dimension,
        level=level,
        reached=reached,
        score=practised_score(evidence.successes, mastering=mastering) * (left or 0.0),
        still_known=left,
        chance=chance(card, day=day, policy=policy, ability=ability),
        evidence=evidence,
        missing=missing,
    )


def reached(evidence: Evidence, *, dimension: Dimension, mastering: Mastering = DEFAULT_MASTERING) -> Level:
    """Return the level that *evidence* alone is worth, as on the day of the last practice, when memory is fresh."""
    level = Level.UNPROVEN
    for above, demand in mastering.demands():
        if _missing_evidence(evidence, demand, dimension=dimension, mastering=mastering):
            break
        level = above
    return level


def practised_score(successes: int, *, mastering: Mastering = DEFAULT_MASTERING) -> float:
    """
    Return the score, from 0 to 1, after so many delayed successes, before anything is forgotten.

    Each closes the same share of what is missing: the exponential law of practice, which fits the learning of single
    people better than a power law (Heathcote, Brown and Mewhort 2000, Psychonomic Bulletin & Review 7, 185-207).

    >>> [round(practised_score(count), 2) for count in range(5)]
    [0.0, 0.25, 0.44, 0.58, 0.68]
    """
    return 1.0 - (1.0 - mastering.growth) ** checks.whole("successes", successes, 0, 2**31)


def _missing_evidence(
    evidence: Evidence, demand: Demand, *, dimension: Dimension, mastering: Mastering
) -> tuple[str, ...]:
    """Return what *evidence* lacks for a level, in words that a learner understands; empty where nothing."""
    found: list[str] = []
    lacking = demand.successes - evidence.successes
    if lacking == 1:
        found.append("a success on a later day")
    elif lacking > 0:
        found.append(f"{lacking} successes, each on a later day")
    if evidence.longest < demand.delay > 1:
        found.append(f"a success after at least {text.counted(demand.delay, 'day')} without practice")
    if demand.steady and evidence.shaken:
        found.append("a success on a later day, since it last went wrong")
    if demand.observed and dimension in mastering.observed_in and not evidence.observed:
        found.append("a success on a later day that a named person saw")
    if demand.why and Facet.WHY not in evidence.facets:
        found.append("a right answer to why it matters, on a later day")
    return tuple(found)


def _missing_memory(left: float | None, needed: float) -> tuple[str, ...]:
    """Return what memory lacks for a level, in words."""
    if left is None:
        return ("practice: nothing of it is remembered yet",)
    if left < needed:
        return (f"practice: {floor(100 * left)} % of it is still known, and {ceil(100 * needed)} % is needed",)
    return ()
