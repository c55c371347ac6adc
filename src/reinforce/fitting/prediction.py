"""What models say before each review of the histories: the chance that it succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from reinforce import vector
from reinforce.memory import Fsrs6

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.exchange.histories import Histories

_SM2_RETENTION = 0.9
_SM2_EASE, _SM2_LEAST_EASE = 2.5, 1.3
_SM2_INTERVALS = (1.0, 6.0)
_SM2_LONGEST = 36_500.0
_SM2_UP = 0.01  # days, so that half a day is rounded up


_Told = tuple["NDArray[np.float64]", "NDArray[np.float64]"]

_KEPT = 4
_told: WeakKeyDictionary[Histories, dict[tuple[float, ...], _Told]] = WeakKeyDictionary()
"""What was said last about histories, by weights: judging asks again, and may not change the arrays."""


def fsrs6(known: Histories, parameters: tuple[float, ...]) -> _Told:
    """
    Return retrievability and stability (days) before each review, with these weights; 1 and NaN where one begins.

    There are no learning steps, so that reviews on the same day count by the equation for them, as in the engine. The
    arrays are read-only.
    """
    kept = _told.setdefault(known, {})
    found = kept.pop(parameters, None) or replayed(known, parameters)
    kept[parameters] = found
    if len(kept) > _KEPT:
        del kept[next(iter(kept))]
    return found


def replayed(known: Histories, parameters: tuple[float, ...]) -> _Told:
    """Go through all histories at once."""
    offsets = np.append(np.flatnonzero(known.begins), len(known.begins))
    found = vector.Fsrs6(Fsrs6(parameters=parameters)).replay(
        known.rating, offsets=offsets, elapsed_days=np.where(known.begins, 0, known.elapsed)
    )
    left = np.where(known.begins, 1.0, found.retrievability)
    stability = np.where(known.begins, np.nan, np.roll(found.stability, 1))
    left.flags.writeable = stability.flags.writeable = False
    return left, stability


def sm2(known: Histories) -> NDArray[np.float64]:
    """
    Return the chance of success before each review if SM-2's intervals were those after which it is 0.9.

    SM-2 (Woźniak 1990) says when to repeat, and no probability. As in srs-benchmark the chance after t days of an
    interval of I days is taken for ``0.9 ** (t / I)``, a rating for the grade above it (Again 2 to Easy 5), and only
    the first review of a day counts. Intervals are 1 and 6 days, and then the last one times the ease factor.
    """
    chance = np.ones(len(known.elapsed))
    interval, ease, repetitions = _SM2_INTERVALS[0], _SM2_EASE, 0
    steps = zip(known.begins.tolist(), known.elapsed.tolist(), known.rating.tolist(), strict=True)
    for place, (begins, elapsed, rating) in enumerate(steps):
        if begins:
            interval, ease, repetitions = _SM2_INTERVALS[0], _SM2_EASE, 0
        elif elapsed == 0:
            continue
        else:
            chance[place] = _SM2_RETENTION ** (elapsed / interval)
        if rating == 1:
            interval, repetitions = _SM2_INTERVALS[0], 0
        else:
            interval = _SM2_INTERVALS[repetitions] if repetitions < len(_SM2_INTERVALS) else interval * ease
            repetitions += 1
        interval = min(max(1.0, float(round(interval + _SM2_UP))), _SM2_LONGEST)
        short = 4 - rating  # of the best grade, 5
        ease = max(_SM2_LEAST_EASE, ease + 0.1 - short * (0.08 + short * 0.02))
    return chance
