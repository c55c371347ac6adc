"""What holds for a learner and a skill, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reinforce.codec import Value
from reinforce.journal import PERSON
from reinforce.practice.settings import LIMITS, OF_MEMORY

if TYPE_CHECKING:
    from reinforce.practice.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding(Value):
    """
    What holds for a learner and a skill, and who says so.

    Attributes:
        learner, skill: for whom, and for what.
        desired_retention, model, parameters: by which memory is reckoned.
        budget, items, new_skills: the limits of a day that hold for the skill; ``None`` for none.
        said_by: by the name of each of these, what says so: ``tenant``, ``learner``, or what it is set for, such as
            ``capability sales``.
    """

    learner: str = field(metadata=PERSON)
    skill: str
    desired_retention: float
    model: str
    parameters: tuple[float, ...]
    budget: timedelta | None
    items: int | None
    new_skills: int | None
    said_by: Mapping[str, str]


def holding(learner: str, skill: str, policy: Policy) -> Holding:
    """Return what holds for a learner and a skill under the learner's *policy*, and who says so."""
    found, exceptions, planning = policy.of(skill), policy.exceptions, policy.planning
    limits: dict[str, Any] = {name: getattr(planning, name) for name in LIMITS}
    if exceptions is not None:
        said = {name: exceptions.limit(name, skill) for name in LIMITS}
        limits |= {name: getattr(one[1], name) for name, one in said.items() if one is not None}
    named = {} if exceptions is None else exceptions.said_by(skill)
    return Holding(
        learner=learner,
        skill=skill,
        desired_retention=found.desired_retention,
        model=found.model,
        parameters=found.parameters,
        **limits,
        said_by={name: named.get(name, "tenant") for name in (*OF_MEMORY, *LIMITS)},
    )
