"""Chance of the comparison: keyed hashes, so that the same learner meets the same luck whoever plans the practice."""

from __future__ import annotations

from hashlib import blake2b

from reinforce import Rating

FIRST_MEETING = 0.75
"""How often the first practice of a skill succeeds; there is no memory yet that could say."""

_HARD = 0.12
_EASY = 0.08
_BITS = 53


def draw(seed: int, *key: object) -> float:
    """
    Return a number in [0, 1) that is a keyed hash of *key*: equal keys, equal numbers, on any machine.

    >>> draw(7, "p01", "s001", 3) == draw(7, "p01", "s001", 3)
    True
    """
    text = "\x00".join(map(str, key)).encode()
    digest = blake2b(text, digest_size=8, key=seed.to_bytes(8, "big", signed=True)).digest()
    return (int.from_bytes(digest, "big") >> (64 - _BITS)) / (1 << _BITS)


def rating(share: float, *, seed: int, learner: str, skill: str, repetition: int) -> Rating:
    """
    Return how a practice goes of which the outcome is as good as *share*, from 0 to 1.

    Args:
        share: the chance that it succeeds.
        seed: what all chance is drawn from.
        learner: who practises.
        skill: what is practised.
        repetition: how often it was practised before; with the three others it decides the draw.
    """
    if draw(seed, "success", learner, skill, repetition) >= share:
        return Rating.Again
    ease = draw(seed, "ease", learner, skill, repetition)
    return Rating.Hard if ease < _HARD else Rating.Easy if ease >= 1 - _EASY else Rating.Good
