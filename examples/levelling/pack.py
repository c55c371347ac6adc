"""The pack of the comparison: skills that build on nothing, each with one question of fifteen seconds."""

from __future__ import annotations

from datetime import timedelta

from reinforce.catalog import Capability, Dimension, Facet, Journey, Pack, Recall, Skill, Stage

JOURNEY = "all"
COST = timedelta(seconds=15)
_CAPABILITIES = 10


def pack_of(skills: int) -> Pack:
    """Return a pack of that many *skills*, in ten capabilities and one journey."""
    names = [f"s{number:04d}" for number in range(1, skills + 1)]
    return Pack(
        pack="levelling",
        title="Skills to be levelled",
        capabilities=tuple(_capability(number) for number in range(min(_CAPABILITIES, skills))),
        skills=tuple(_skill(name, number % _CAPABILITIES) for number, name in enumerate(names)),
        questions=tuple(_question(name) for name in names),
        journeys=(Journey(id=JOURNEY, title="All", stages=(Stage(id="all", title="All", skills=tuple(names)),)),),
    )


def _capability(number: int) -> Capability:
    return Capability(
        id=f"c{number}",
        title=f"Capability {number}",
        method="Recall.",
        measurement="Ratings.",
        early_warning="Lapses.",
    )


def _skill(name: str, capability: int) -> Skill:
    return Skill(
        id=name,
        capability=f"c{capability}",
        title=name,
        dimension=Dimension.KNOWLEDGE,
        description="Recalls it.",
    )


def _question(name: str) -> Recall:
    return Recall(
        id=f"q-{name}",
        skill=name,
        facet=Facet.WHAT,
        prompt="What is it?",
        answer="What it is.",
        explanation="It is what it is.",
        minutes=COST / timedelta(minutes=1),
    )
