"""Timing two calls in turns, round by round, so that a machine that slows down slows both."""

from __future__ import annotations

from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 25
CALLS = 40


def compare(
    name: str, ours: Callable[[], object], floor: Callable[[], object], *, calls: int = CALLS, rounds: int = ROUNDS
) -> float:
    """Time both in turns, print the ratio, and return the median time of one of our calls in milliseconds."""
    _time(ours, calls), _time(floor, calls)  # warm
    pairs = [(_time(ours, calls), _time(floor, calls)) for _ in range(rounds)]
    ratios = [mine / least for mine, least in pairs]
    low, _, high = quantiles(ratios, n=4)
    scale = median(least for _, least in pairs) / calls * 1e6
    print(f"{name:<58} {median(ratios):7.2f}  ({low:.2f} to {high:.2f})   floor {scale:8.1f} µs")
    return median(mine for mine, _ in pairs) / calls * 1e3


def _time(call: Callable[[], object], calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        call()
    return perf_counter() - start
