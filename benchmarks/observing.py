"""What it costs that a host is told of every call: the same reviews with a function that does nothing, and without."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.timing import compare
from reinforce import Engine, ManualClock, Rating
from reinforce.testing.packs import small_pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.engine import ObservedCall

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def bench_observing() -> None:
    """Print what a review costs with ``observe``, as a ratio to the same without."""
    with ExitStack() as opened:
        for url in ("memory:", "sqlite://"):
            observed, plain = (
                opened.enter_context(Engine.open(url, clock=ManualClock(NOW), observe=observe))
                for observe in (_nothing, None)
            )
            compare(f"practice.review, observed / not, {url}", _review(observed), _review(plain), calls=200)


def _nothing(_: ObservedCall) -> None:
    """Do nothing."""


def _review(engine: Engine) -> Callable[[], object]:
    acme, at = engine.create_tenant("acme", seed=7), [NOW]
    acme.catalog.publish(small_pack())
    acme.roster.put("ana")

    def review() -> object:
        at[0] += timedelta(milliseconds=1)
        return acme.practice.review("ana", "terms", Rating.Good, at=at[0])

    return review
