"""
How cost grows: calls of practice on ever more cards, and on cards with ever longer histories.

Each call is told as a ratio to a raw statement that does the same on the same table, so that what the database itself
takes longer for in a larger table is not counted as ours. ``python -m benchmarks.growth --cards 10000000`` does the
largest size alone.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import text

from benchmarks.databases import postgresql, sqlite
from benchmarks.floors import anybody, raw_cards, raw_review
from benchmarks.storage import review, shares
from reinforce import NewReview, Rating

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from benchmarks.databases import Database

SIZES = (10_000, 100_000, 1_000_000)
HISTORIES = (10, 1_000, 10_000)
_EACH = 100
_ROUNDS = 25
_MOST = 1.3
_BUDGET = timedelta(minutes=10)


def ratios(database: Database) -> dict[str, float]:
    """Return for each call how many times as long it takes as the raw statement."""
    rng, practice = Random(6), database.tenant.practice
    calls: dict[str, tuple[Callable[[], object], Callable[[], object], int]] = {
        "due": (lambda: practice.due(anybody(database, rng)[0]), raw_cards(database), 20),
        "session": (
            lambda: practice.session(anybody(database, rng)[0], budget=_BUDGET),
            raw_cards(database),
            5,
        ),
        "review": (review(database), raw_review(database), 20),
    }
    return {
        name: 1 / shares(ours, {"floor": floor}, rounds=_ROUNDS, calls=count)["floor"][1]
        for name, (ours, floor, count) in calls.items()
    }


def bench_growth(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the ratio of each call at each number of cards, and how it grows."""
    print(f"growth: ours / raw statement, {_ROUNDS} rounds, medians; growth from the least to the most (aim {_MOST})")
    kinds: tuple[Callable[[int], AbstractContextManager[Database]], ...] = (
        lambda learners: sqlite("full", learners=learners, skills=_EACH),
        lambda learners: postgresql(learners=learners, skills=_EACH),
    )
    for open_one in kinds:
        found: dict[int, dict[str, float]] = {}
        for size in sizes:
            with open_one(size // _EACH) as database:
                name = database.name
                found[size] = ratios(database)
        for call in found[sizes[0]]:
            listed = ", ".join(f"{found[size][call]:.2f} at {size:,}" for size in sizes)
            grown = found[sizes[-1]][call] / found[sizes[0]][call]
            print(f"    {name + ': ' + call:<24} {listed}; growth {grown:.2f}")


def bench_histories() -> None:
    """Print what a review costs on cards with ever more reviews behind them, told by the shortest history."""
    print("review of a card with a history: times the raw statement")
    for opened in (sqlite("full", learners=len(HISTORIES), skills=10), postgresql(learners=len(HISTORIES), skills=10)):
        with opened as database:
            told = []
            for number, length in enumerate(HISTORIES):
                call = _with_history(database, f"learner-{number}", length)
                share = shares(call, {"floor": raw_review(database)}, rounds=_ROUNDS)["floor"][1]
                told.append(f"{1 / share:.2f} after {length:,}")
            print(f"    {database.name}: {', '.join(told)}")


def _with_history(database: Database, learner: str, length: int) -> Callable[[], object]:
    practice, clock = database.tenant.practice, database.clock
    start = clock.now()
    practice.review_many(
        (
            NewReview(
                learner=learner, skill="s-0", rating=3, review_id=f"h-{number}", at=start + timedelta(hours=number)
            )
            for number in range(-length, 0)
        ),
        imported=True,
    )

    if database.sql.dialect.name == "postgresql":  # As it does by itself a minute later.
        with database.sql.connect() as connection:
            connection.execute(text("ANALYZE"))

    def call() -> object:
        clock.advance(timedelta(seconds=1))
        return practice.review(learner, "s-0", Rating.Good)

    return call


def main() -> None:
    """Print what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cards", type=int, action="append", help="only so many cards; may be given several times")
    sizes = asked.parse_args().cards
    bench_growth(tuple(sizes) if sizes else SIZES)
    if not sizes:
        bench_histories()


if __name__ == "__main__":
    main()
