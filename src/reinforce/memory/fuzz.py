"""
Seeded fuzz: a small, repeatable shift of an interval, so that skills learned together do not stay together for ever.

The range is the one that FSRS schedulers share: intervals under 2.5 days stay as they are; above, the shift is one day
plus 15 % of what lies between 2.5 and 7 days, 10 % between 7 and 20, and 5 % beyond.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from reinforce.errors import InvalidParameterError

_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
_SHORTEST_FUZZED = 2.5
_SHORTEST_RESULT = 2
_DRAW_BITS = 53  # what a float holds exactly: one bit more, and the largest draws would round up to 1


def fuzz_range(interval_days: int, *, maximum_interval: int) -> tuple[int, int]:
    """
    Return the shortest and the longest interval, in days, that fuzz may turn *interval_days* into.

    *interval_days* is at most *maximum_interval*, and so are both ends. They grow with the interval, so that one draw
    for all ratings keeps Hard ≤ Good ≤ Easy.

    >>> fuzz_range(10, maximum_interval=36500)
    (8, 12)
    """
    return _range(interval_days, maximum_interval)


@lru_cache(maxsize=4096)  # the intervals of all cards are few
def _range(interval_days: int, maximum_interval: int) -> tuple[int, int]:
    if interval_days < _SHORTEST_FUZZED:
        return interval_days, interval_days
    delta = 1.0 + sum(share * max(min(interval_days, high) - low, 0.0) for low, high, share in _BANDS)
    longest = min(round(interval_days + delta), maximum_interval)
    shortest = min(max(_SHORTEST_RESULT, round(interval_days - delta)), longest)
    return shortest, longest


def draw(seed: int, learner: str, skill: str, repetition: int) -> float:
    """
    Return a number in [0, 1) that is a keyed hash of its arguments: equal arguments, equal draw, on any machine.

    Args:
        seed: the tenant's, of at most 63 bits; it is the key of the hash.
        learner: an id; ids hold no unprintable characters, so that the parts of the hashed text cannot run together.
        skill: an id.
        repetition: the position of the review among the unretracted reviews of its card.

    >>> draw(7, "ana", "roi-reconciliation", 1)
    0.9146968662733028
    """
    text = f"{learner}\x00{skill}\x00{repetition}".encode()
    key = seed.to_bytes(8, "big", signed=True)
    digest = int.from_bytes(blake2b(text, digest_size=8, key=key).digest(), "big")
    return (digest >> (64 - _DRAW_BITS)) / (1 << _DRAW_BITS)


def fuzz(interval_days: int, *, maximum_interval: int, position: float, kept: int = 0) -> int:
    """
    Return the interval, in days, at *position* inside the fuzz range of *interval_days*; each day is as likely.

    Where the learner has just *kept* an interval with success, the range begins no earlier than that. It ends where it
    ends: what was kept does not lengthen what memory asks for.

    Raises:
        InvalidParameterError: *position* is not at least 0 and less than 1.

    >>> [fuzz(10, maximum_interval=36500, position=x) for x in (0.0, 0.5, 0.99)]
    [8, 10, 12]
    >>> [fuzz(10, maximum_interval=36500, position=x, kept=11) for x in (0.0, 0.5, 0.99)]
    [11, 12, 12]
    """
    if not 0 <= position < 1:
        raise InvalidParameterError("position", f"must be at least 0 and less than 1, not {position}", value=position)
    shortest, longest = fuzz_range(interval_days, maximum_interval=maximum_interval)
    shortest = min(max(shortest, kept), longest)
    return shortest + int(position * (longest - shortest + 1))
