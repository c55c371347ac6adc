"""
``make bench``: what a call costs, as a ratio to a floor measured beside it.

The two take turns, round by round, so that a machine that slows down slows both. Printed is the median of the paired
ratios with its spread (first and third quartile), and the floor's own median for scale. A ratio of 2.0 means that the
call takes twice as long as its floor. Storage is told the other way round, as a share of the floor's throughput.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler

from benchmarks.fitting import bench_fitting
from benchmarks.growth import bench_growth, bench_histories
from benchmarks.many import bench_batches, bench_enrolling
from benchmarks.performance import bench_performance
from benchmarks.plans import bench_plans
from benchmarks.row_level_security import bench_row_level_security
from benchmarks.simulation import bench_simulation
from benchmarks.storage import bench_storage
from benchmarks.timing import ROUNDS, compare
from reinforce import Fsrs6, Rating
from reinforce.memory import MemoryState, Phase, Standing

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


def main() -> None:
    """Print every ratio."""
    print(f"{ROUNDS} rounds, medians of paired ratios (quartiles)")
    bench_memory()
    bench_plans()
    bench_storage()
    bench_batches()
    bench_enrolling()
    bench_growth()
    bench_histories()
    bench_row_level_security()
    bench_simulation()
    bench_fitting()
    bench_performance()


if __name__ == "__main__":
    main()
