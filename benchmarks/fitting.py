"""
Fitting and judging a review log: log loss, RMSE(bins) and AUC by time, in both ways of counting days, and seconds.

``python -m benchmarks.fitting PATH`` runs this alone, on a log of the form that `examples.real_log.replay` describes.
Without a path it takes the log that the environment variable ``REINFORCE_REAL_LOG`` names, or else a simulated one.
"""

from __future__ import annotations

import sys
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler

from benchmarks.timing import compare
from examples.real_log.replay import named_log
from examples.real_log.simulated import write_log
from reinforce import Elapsed, exchange, fitting
from reinforce.exchange.histories import histories
from reinforce.fitting.optimizer import fitted_to
from reinforce.fitting.prediction import fsrs6, replayed
from reinforce.memory import DEFAULT_PARAMETERS

if TYPE_CHECKING:
    from reinforce.exchange import ReviewLog

_DAY = timedelta(hours=24)


def bench_fitting(path: Path | None = None) -> None:
    """Print how well and how fast a log is fitted and judged: that at *path*, the named one, or a simulated one."""
    named = path or named_log()
    if named is not None:
        _bench(named, said="a real log")
        return
    with TemporaryDirectory() as folder:
        _bench(write_log(Path(folder) / "log.csv"), said="a simulated log")


def _bench(path: Path, *, said: str) -> None:
    start = perf_counter()
    log = exchange.read_csv(path)
    read = perf_counter() - start
    print(f"fitting {said} of {len(log):,} reviews, read in {read:.2f} s with {log.faults.height} faults")
    for elapsed in Elapsed:
        fitted = fitting.fit(log, elapsed=elapsed)
        print(f"    {elapsed.value}: fitted to {fitted.predicted:,} reviews in {fitted.seconds:.2f} s")
        known = histories(log, elapsed=elapsed)
        _judge(log, elapsed, apart=timedelta(), said="the first review of each day")
        _judge(log, elapsed, apart=_DAY, said="reviews at least 24 hours after the one before")
        rows = known.predicted & known.apart(_DAY)
        loss = fitting.log_loss(known.succeeded[rows], fsrs6(known, DEFAULT_PARAMETERS)[0][rows])
        print(f"      all {rows.sum():,} reviews at least 24 hours apart, default weights: log loss {loss:.4f}")
    _compare(log)


def _judge(log: ReviewLog, elapsed: Elapsed, *, apart: timedelta, said: str) -> None:
    found = fitting.evaluate(log, elapsed=elapsed, apart=apart)
    print(f"      {said}: " + found.summary().replace("\n", "\n        "))


def _compare(log: ReviewLog) -> None:
    """Print what fitting takes as a ratio to one replay of the log by py-fsrs, which it needs none of."""
    known = histories(log)
    every = known.rating > 0
    compare(
        "fit a log / replay it by py-fsrs",
        lambda: fitted_to(known, every, least=1),
        lambda: _replay(log),
        calls=1,
        rounds=5,
    )
    compare(
        "predict a log / replay it by py-fsrs",
        lambda: replayed(known, DEFAULT_PARAMETERS),
        lambda: _replay(log),
        calls=1,
        rounds=5,
    )


def _replay(log: ReviewLog) -> None:
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    ratings = {int(rating): rating for rating in FsrsRating}
    cards: dict[tuple[str, str], FsrsCard] = {}
    for learner, skill, rating, at in log.frame.select("learner", "skill", "rating", "at").iter_rows():
        card = cards.get((learner, skill)) or FsrsCard(card_id=1)
        cards[learner, skill], _ = scheduler.review_card(card, ratings[rating], at.replace(tzinfo=UTC))


if __name__ == "__main__":
    bench_fitting(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
