"""Weights of FSRS-6 for what is not remembered as words are: skills of doing, which fade more slowly."""

from __future__ import annotations

from reinforce.memory.fsrs6 import DEFAULT_PARAMETERS, Fsrs6
from reinforce.memory.model import MemoryState

HALF_LEFT_DAYS = 198
"""Days, about six and a half months, after which half of a procedural skill is gone if it is never used."""

_FIRST_STABILITIES = 4  # of Again, Hard, Good and Easy; they lead the weights


def _procedural() -> tuple[float, ...]:
    """Return the default weights with their first stabilities scaled; see `PROCEDURAL_PARAMETERS`."""
    half_life_of_one = Fsrs6().interval(MemoryState(1.0, 5.0), desired_retention=0.5)
    just_passed = DEFAULT_PARAMETERS[1]
    scale = HALF_LEFT_DAYS / (half_life_of_one * just_passed)
    first, rest = DEFAULT_PARAMETERS[:_FIRST_STABILITIES], DEFAULT_PARAMETERS[_FIRST_STABILITIES:]
    return (*(round(stability * scale, 4) for stability in first), *rest)


PROCEDURAL_PARAMETERS: tuple[float, ...] = _procedural()
"""
Weights of FSRS-6 for procedural skill: the default ones, with the four first stabilities scaled by one factor, 1.69.

The default weights are fitted to cards of facts. With them, half of what was just passed (a first performance rated
Hard) is gone after 117 days. Procedural skill fades more slowly: measured by accuracy, half of what training had added
is gone after about six and a half months without use (Tatel & Ackerman 2025, a meta-analysis of procedural skill
retention, Psychological Bulletin). The forgetting curve of FSRS-6 is the same for all stabilities but for its scale,
``R(t) = f(t / S)``, and falls to a half at ``t = 90.4 · S`` with the default decay. So the first stability of Hard has
to be ``198 / 90.4 = 2.19`` days; those of the other ratings are scaled along, which keeps how they compare. All other
weights, growth and decay among them, stay as they are: the meta-analysis says nothing of spaced reviews. Fit weights to
your own logs as soon as there are enough.
"""
