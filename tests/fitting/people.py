"""Simulated reviews for the tests of fitting: people whose memory is FSRS-6 with weights that we know."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import polars as pl

from reinforce import Rating
from reinforce.exchange import ReviewLog, from_frame
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6, Standing

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
FADING = (0.05, 0.3, 0.7, 2.0, *DEFAULT_PARAMETERS[4:])
"""Weights of people who remember little of a first review."""


def simulated(
    parameters: Sequence[float] = FADING,
    *,
    learners: Sequence[str] = ("ana",),
    skills: int = 60,
    reviews: int = 8,
    seed: int = 5,
) -> ReviewLog:
    """Return the log of people with that memory, each skill practised so often, at intervals that they choose."""
    rng, model = Random(seed), Fsrs6(parameters=tuple(parameters))
    rows = []
    for learner in learners:
        for skill in range(skills):
            day, standing, elapsed = rng.randrange(60), Standing(), 0
            for _ in range(reviews):
                knows = 0.6 if standing.memory is None else model.retrievability(standing.memory, elapsed_days=elapsed)
                rating = (
                    rng.choice((Rating.Hard, Rating.Good, Rating.Good, Rating.Easy))
                    if rng.random() < knows
                    else Rating.Again
                )
                at = START + timedelta(days=day, seconds=rng.randrange(3600))
                rows.append({"learner": learner, "skill": f"s{skill:03}", "rating": int(rating), "at": at})
                standing = model.review(standing, rating, elapsed_days=elapsed).standing
                elapsed = rng.choice((1, 1, 2, 3, 5, 8, 13))
                day += elapsed
    return from_frame(pl.DataFrame(rows).sort("at"))
