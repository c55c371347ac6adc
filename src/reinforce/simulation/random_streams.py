"""
Chance of a simulation: numbers that depend on seed, learner, skill, day and purpose, and on nothing else.

Each card has a SplitMix64 stream of its own (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
generators"), whose start is a hash of seed, learner and skill; day and purpose are the place in it. The stream is a
counter that is mixed, so that any place of it is reached in a few integer operations, on whole arrays, in any order.
Other generators keep a state that every draw moves on: then what a card meets would depend on which cards came before
it, on the schedule, and on how the work is split.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from reinforce import checks
from reinforce.errors import InvalidParameterError, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.vector.equations import Floats

    Keys = NDArray[np.uint64]

_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_FACTORS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_GAMMA = 0x9E3779B97F4A7C15
_WORD = (1 << 64) - 1
_PLACES = 64
"""Draws that a card may need on a day."""

_NOBODY = 1 << 40
"""In place of a skill where a draw is the learner's own; no simulation has so many skills."""

_SEED_BITS = 63


class Purpose(IntEnum):
    """What a draw decides: the rating of a practice and of further ones that day, whether to practise, attendance."""

    RATING = 0
    CHOICE = 56
    ATTENDANCE = 57
    PARAMETERS = 58


def seed_of(rng: int | np.random.Generator) -> int:
    """
    Return the seed that *rng* stands for: itself, or the next number of a Generator.

    Raises:
        InvalidParameterError: it is neither a whole number from 0 on, of at most 63 bits, nor a Generator.
    """
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(1 << _SEED_BITS))
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer):
        raise InvalidParameterError("rng", f"must be an int or a numpy Generator, not {shown(rng)}", value=rng)
    return checks.whole("rng", int(rng), 0, (1 << _SEED_BITS) - 1)


def card_keys(seed: int, *, learners: range, skills: int) -> Keys:
    """Return the start of each card's stream, of shape ``(learners · skills,)``, learner by learner."""
    people = learner_keys(seed, learners=learners)
    return _mixed(np.add.outer(people, _counted(np.arange(skills, dtype=np.uint64)))).reshape(-1)


def learner_keys(seed: int, *, learners: range) -> Keys:
    """Return the start of each learner's stream, of shape ``(learners,)``."""
    start = _mixed(np.array([seed], np.uint64) + np.uint64(_GAMMA))
    numbers = np.arange(learners.start, learners.stop, dtype=np.uint64)
    return _mixed(start + _counted(numbers + np.uint64(_NOBODY)))


def uniform(keys: Keys, *, day: int, purpose: int) -> Floats:
    """Return numbers in [0, 1), one for each stream."""
    place = np.uint64(((day * _PLACES + purpose + 1) * _GAMMA) & _WORD)
    return _share(_mixed(keys + place))


def normal(keys: Keys, *, count: int) -> Floats:
    """Return numbers of the standard normal distribution, of shape ``(streams, count)``, by Box and Muller."""
    places = _counted(np.arange(1, 2 * count + 1, dtype=np.uint64) + np.uint64(Purpose.PARAMETERS << 40))
    drawn = _share(_mixed(np.add.outer(keys, places)))
    far: Floats = np.sqrt(-2.0 * np.log1p(-drawn[:, :count]))
    far *= np.cos(2.0 * np.pi * drawn[:, count:])
    return far


def _counted(numbers: Keys) -> Keys:
    return numbers * np.uint64(_GAMMA)


def _mixed(z: Keys) -> Keys:
    """Return each number mixed, in place of *z*; the finaliser of SplitMix64."""
    z ^= z >> _SHIFTS[0]
    z *= _FACTORS[0]
    z ^= z >> _SHIFTS[1]
    z *= _FACTORS[1]
    z ^= z >> _SHIFTS[2]
    return z


def _share(z: Keys) -> Floats:
    z >>= _SHIFTS[3]
    share: Floats = z * np.float64(1.0 / (1 << 53))
    return share
