"""
``make bench``: what a call costs, as a ratio to a floor measured beside it; ``make bench PART=plans`` for one part.

The two take turns, round by round, so that a machine that slows down slows both. Printed is the median of the paired
ratios with its spread (first and third quartile), and the floor's own median for scale. A ratio of 2.0 means that the
call takes twice as long as its floor. Storage is told the other way round, as a share of the floor's throughput.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler

from benchmarks.costs import bench_costs
from benchmarks.delivery import bench_delivery
from benchmarks.drivers import bench_drivers
from benchmarks.editions import bench_editions
from benchmarks.fitting import bench_fitting
from benchmarks.growth import bench_growth, bench_histories
from benchmarks.importing import bench_importing
from benchmarks.many import bench_batches, bench_enrolling
from benchmarks.observing import bench_observing
from benchmarks.pages import bench_pages
from benchmarks.performance import bench_performance
from benchmarks.plans import bench_plans
from benchmarks.row_level_security import bench_row_level_security
from benchmarks.simulation import bench_simulation
from benchmarks.slipping import bench_slipping
from benchmarks.storage import bench_storage
from benchmarks.timing import ROUNDS, compare
from reinforce import Rating
from reinforce.memory import Fsrs6, MemoryState, Phase, Standing

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def bench_memory() -> None:
    """Compare one step of memory with bare py-fsrs."""
    ours, theirs = Fsrs6(), Scheduler(enable_fuzzing=False)
    standing = Standing(Phase.REVIEW, None, MemoryState(10.0, 5.0))
    scheduled = theirs.review_card(FsrsCard(card_id=1, due=NOW), FsrsRating.Easy, NOW)[0]
    later = NOW + timedelta(days=9)
    compare(
        "Fsrs6.review / py-fsrs",
        lambda: ours.review(standing, Rating.Good, elapsed_days=9),
        lambda: theirs.review_card(scheduled, FsrsRating.Good, later),
        calls=500,
    )


PARTS: dict[str, Callable[[], None]] = {
    "memory": bench_memory,
    "plans": bench_plans,
    "storage": bench_storage,
    "drivers": bench_drivers,
    "batches": bench_batches,
    "enrolling": bench_enrolling,
    "delivery": bench_delivery,
    "editions": bench_editions,
    "growth": bench_growth,
    "histories": bench_histories,
    "costs": bench_costs,
    "importing": bench_importing,
    "row-level-security": bench_row_level_security,
    "observing": bench_observing,
    "simulation": bench_simulation,
    "fitting": bench_fitting,
    "performance": bench_performance,
    "slipping": bench_slipping,
    "pages": bench_pages,
}


def main() -> None:
    """Print every ratio, or those of one part."""
    asked = argparse.ArgumentParser(prog="make bench", description=f"PART is one of: {', '.join(PARTS)}.")
    asked.add_argument("part", nargs="?", choices=PARTS, help="the one part to run; all of them by default")
    part = asked.parse_args().part
    print(f"{ROUNDS} rounds, medians of paired ratios (quartiles)")
    for name, bench in PARTS.items():
        if part in {None, name}:
            bench()


if __name__ == "__main__":
    main()
