"""The nearest weights that FSRS-6 accepts, for whoever computes weights."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from reinforce.memory.fsrs6 import PARAMETER_BOUNDS, check_parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

_DECIMALS = 6
_FIRST, _LAST = 1, 4  # the first stabilities of Hard, Good and Easy, which must be in order


def nearest_parameters(parameters: Sequence[float]) -> tuple[float, ...]:
    """
    Return *parameters* moved into the bounds of FSRS-6, with the first stabilities in order, to six decimals.

    Raises:
        InvalidParameterError: they are not 21 numbers.
    """
    bounds = zip(parameters, PARAMETER_BOUNDS, strict=False)
    inside = [min(max(round(value, _DECIMALS), low), high) for value, (low, high) in bounds]
    inside[_FIRST:_LAST] = accumulate(inside[_FIRST:_LAST], max)
    found = tuple(inside)
    check_parameters(found if len(parameters) == len(found) else tuple(parameters))
    return found
