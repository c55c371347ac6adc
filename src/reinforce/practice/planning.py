"""The settings that plans are made with; part of a tenant's policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from reinforce import checks
from reinforce.codec import Value

LONGEST_DAY = timedelta(days=1)
MOST_ITEMS = 10_000
_MOST_LAPSES = 1_000


class Order(StrEnum):
    """
    Which practice comes first where a day cannot hold all.

    - GAIN: what is expected to add most to what is still known, for each minute, weighted by the skill's priority.
    - DUE: what fell due first.
    - RETRIEVABILITY: that of which least is left.
    - OVERDUENESS: what is late by the largest share of its interval.
    - RANDOM: by a hash of the tenant's seed.
    """

    GAIN = "gain"
    DUE = "due"
    RETRIEVABILITY = "retrievability"
    OVERDUENESS = "overdueness"
    RANDOM = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning(Value):
    """
    How a tenant's plans are made.

    Attributes:
        budget: most time on a full day; ``None`` for no limit. A call may ask for less or more.
        items: most exercises on a full day; ``None`` for no limit.
        required: time on a full day that a learner must do; what goes beyond is up to them.
        required_items: exercises on a full day that a learner must do.
        order: what comes first.
        levelling: whether load is levelled inside the windows of cards; if not, each is planned for its due day.
        new_skills: most skills introduced on a day; ``None`` for no fixed limit.
        carrying: whether skills are introduced only as fast as the budget can carry their practice afterwards.
        leech_lapses: after so many lapses a skill becomes a task for a coach; 0 for never.
        recheck_days: days after which a confident error is looked at again.
        marking_days: days for which a skill is not asked for while an answer to it waits to be marked.
        credit_floor: a skill that lives on credit is practised itself before its retrievability falls under this.
        long_exercises: whether an exercise that takes longer than a whole day's budget may have a day to itself.

    Raises:
        InvalidParameterError: a setting is not acceptable; the error names it.
    """

    budget: timedelta | None = None
    items: int | None = None
    required: timedelta = timedelta()
    required_items: int = 0
    order: Order = Order.GAIN
    levelling: bool = True
    new_skills: int | None = None
    carrying: bool = True
    leech_lapses: int = 8
    recheck_days: int = 1
    marking_days: int = 14
    credit_floor: float = 0.8
    long_exercises: bool = False

    def __post_init__(self) -> None:
        """Check every setting."""
        if self.budget is not None:
            checks.duration("planning.budget", self.budget, most=LONGEST_DAY)
        checks.duration("planning.required", self.required, most=LONGEST_DAY)
        for name, most in (("items", MOST_ITEMS), ("new_skills", MOST_ITEMS)):
            if getattr(self, name) is not None:
                checks.whole(f"planning.{name}", getattr(self, name), 0, most)
        checks.whole("planning.required_items", self.required_items, 0, MOST_ITEMS)
        checks.whole("planning.leech_lapses", self.leech_lapses, 0, _MOST_LAPSES)
        checks.whole("planning.recheck_days", self.recheck_days, 1, 365)
        checks.whole("planning.marking_days", self.marking_days, 0, 365)
        checks.between("planning.credit_floor", self.credit_floor, 0.01, 0.99)
        checks.of_kind("planning.order", self.order, Order)
        for name in ("levelling", "carrying", "long_exercises"):
            value = getattr(self, name)
            checks.flag(f"planning.{name}", value)
