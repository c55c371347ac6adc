"""Simulation and replay against what others take in the same run, and how both grow."""

from __future__ import annotations

import multiprocessing
import resource
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import fsrs_rs_python
import numpy as np
from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler

from benchmarks.timing import compare
from reinforce.simulation import First, Fsrs, Planned, Population, Repeats, Result, simulate
from reinforce.vector import Fsrs6

_ROUNDS = 7
_SECONDS = 60.0
_GIB = 1 << 20
"""Kibibytes in one, as the system counts memory."""

_REPLAYED = 1_000_000
_REPLAYED_CARDS = 50_000
_THEIR_REPLAYED = 20_000
_START = datetime(2020, 1, 1, tzinfo=UTC)


def bench_simulation() -> None:
    """Print what simulations and replays take."""
    bench_fsrs_rs()
    bench_team()
    bench_growth_of_simulations()
    bench_planned()
    bench_replay()


def their_people(config: fsrs_rs_python.SimulatorConfig) -> Population:
    """Return people who do as the simulator of ``fsrs-rs`` has them do: all alike, with learning steps."""
    learning, review, relearning = _rows([[cost / _SECONDS for cost in row] for row in config.state_rating_costs])
    hard, good, easy = config.review_rating_prob
    return Population(
        spread=0,
        first_ratings=_rows([config.first_rating_prob])[0],
        recall_ratings=(hard, good, easy),
        first_minutes=learning,
        review_minutes=review,
        first_repeats=Repeats(
            count=config.learning_step_count, ratings=_rows(config.learning_step_transitions), minutes=learning
        ),
        lapse_repeats=Repeats(
            count=config.relearning_step_count, ratings=_rows(config.relearning_step_transitions), minutes=relearning
        ),
    )


def their_policy(config: fsrs_rs_python.SimulatorConfig) -> Fsrs:
    """Return their scheduler with their limits: half an hour a day, the easiest first, new cards after the reviews."""
    return Fsrs(minutes_a_day=config.max_cost_perday / _SECONDS, first=First.DIFFICULTY)


def bench_fsrs_rs() -> None:
    """Compare 10,000 cards over a year with ``fsrs_rs_python.simulate``, on its default configuration, in turns."""
    config = fsrs_rs_python.default_simulator_config()
    people, policy, weights = their_people(config), their_policy(config), list(fsrs_rs_python.DEFAULT_PARAMETERS)
    size: dict[str, Any] = {"learners": 1, "skills": config.deck_size, "days": config.learn_span}
    ours = [simulate(policy, rng=seed, population=people, **size).reviews.sum() for seed in range(_ROUNDS)]
    theirs = [sum(fsrs_rs_python.simulate(weights, 0.9, config, seed).review_cnt_per_day) for seed in range(_ROUNDS)]
    compare(
        "simulate / fsrs-rs, 10,000 cards x 365 days",
        lambda: simulate(policy, rng=1, population=people, **size),
        lambda: fsrs_rs_python.simulate(weights, 0.9, config, 1),
        calls=3,
        rounds=_ROUNDS,
    )
    print(f"    reviews, mean of {_ROUNDS} seeds: {sum(ours) / _ROUNDS:,.0f} against {sum(theirs) / _ROUNDS:,.0f}")


def bench_team() -> None:
    """Print what a thousand learners with two hundred skills take over a year, in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        seconds, reviews, peak = executor.submit(_team).result()
    print(f"1,000 learners x 200 skills x 365 days: {seconds:.2f} s, {reviews:,} reviews, {peak:.2f} GiB at most")


def _team() -> tuple[float, int, float]:
    seconds, result = min((_timed_team() for _ in range(3)), key=lambda one: one[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _GIB
    return seconds, int(result.reviews.sum() + result.introduced.sum()), peak


def _timed_team() -> tuple[float, Result]:
    start = perf_counter()
    result = simulate(Fsrs(new_a_day=5, reviews_a_day=20), learners=1_000, skills=200, days=365, rng=1)
    return perf_counter() - start, result


def bench_growth_of_simulations() -> None:
    """Print what a card takes over a year, of ten thousand, a hundred thousand and a million."""
    for learners in (50, 500, 5_000):
        start = perf_counter()
        simulate(Fsrs(new_a_day=5, reviews_a_day=20), learners=learners, skills=200, days=365, rng=1)
        seconds = perf_counter() - start
        cards = learners * 200
        print(f"simulate {cards:>9,} cards x 365 days: {seconds:7.2f} s, {seconds / cards * 1e6:6.2f} µs a card")


def bench_planned() -> None:
    """Print what the real planner takes for one learner."""
    start = perf_counter()
    simulate(Planned(minutes_a_day=5, new_a_day=5), learners=1, skills=50, days=60, rng=1)
    print(f"the planner on the real engine, 1 learner x 50 skills x 60 days: {perf_counter() - start:.2f} s")


def bench_replay() -> None:
    """Compare the replay of a million reviews with py-fsrs, which replays a part of them."""
    rng = np.random.default_rng(1)
    counts = rng.multinomial(_REPLAYED, rng.dirichlet(np.full(_REPLAYED_CARDS, 3.0)))
    offsets = np.concatenate([[0], np.cumsum(counts)])
    ratings = rng.choice(4, _REPLAYED, p=(0.1, 0.1, 0.7, 0.1)) + 1
    elapsed = rng.integers(0, 60, _REPLAYED)
    model, some = Fsrs6(), int(np.searchsorted(offsets, _THEIR_REPLAYED))
    pairs = []
    for _ in range(_ROUNDS):
        start = perf_counter()
        model.replay(ratings, offsets=offsets, elapsed_days=elapsed)
        middle = perf_counter()
        _their_replay(offsets[: some + 1].tolist(), ratings.tolist(), elapsed.tolist())
        pairs.append((middle - start, (perf_counter() - middle) / offsets[some] * _REPLAYED))
    ratios = [theirs / ours for ours, theirs in pairs]
    low, _, high = quantiles(ratios, n=4)
    ours = median(mine for mine, _ in pairs)
    print(
        f"{'py-fsrs / replay of 1,000,000 reviews':<58} {median(ratios):7.1f}  ({low:.1f} to {high:.1f})   {ours:.3f} s"
    )


def _their_replay(offsets: list[int], ratings: list[int], elapsed: list[int]) -> None:
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    names = list(FsrsRating)
    for begin, end in pairwise(offsets):
        card, now = FsrsCard(card_id=1, due=_START), _START
        for place in range(begin, end):
            now += timedelta(elapsed[place])
            card, _ = scheduler.review_card(card, names[ratings[place] - 1], now)


def _rows(table: list[list[float]]) -> tuple[tuple[float, float, float, float], ...]:
    return tuple((row[0], row[1], row[2], row[3]) for row in table)


if __name__ == "__main__":
    bench_simulation()
