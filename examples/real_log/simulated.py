"""
A log of reviews in the form of a real one, by a simulated person, for whoever has no log at hand.

One person practises 120 skills for a year, on three days of four, each day at another hour, and repeats on the same day
what was new or forgotten. They forget by FSRS-6, with weights far from the default ones. The log is the same each time.

``python -m examples.real_log.simulated PATH`` writes it to a file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from reinforce.simulation import Leitner, Population, Repeats, simulate

REPEATS = Repeats(
    count=2,
    ratings=((0.25, 0.1, 0.55, 0.1), (0.15, 0.2, 0.55, 0.1), (0.1, 0.1, 0.6, 0.2)),
    minutes=(0.3, 0.2, 0.1, 0.1),
)
PERSON = Population(spread=0.6, attendance=0.75, first_repeats=REPEATS, lapse_repeats=REPEATS)


def write_log(path: Path) -> Path:
    """Write the log, with the columns ``card_id, review_rating, review_time, review_duration``; return its path."""
    schedule = Leitner(new_a_day=2)
    year = simulate(schedule, learners=1, skills=120, days=365, rng=4, population=PERSON, log=True)
    hours = (
        pl.col("day").dt.epoch("d") * 7 + 9
    ) % 12 - 3  # a simulated day begins at nine; this person's between six and seventeen
    at = pl.col("at") + pl.duration(hours=hours)
    year.log_frame().select(
        card_id="skill",
        review_rating="rating",
        review_time=at.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00"),
        review_duration="duration",
    ).write_csv(path)
    return path


if __name__ == "__main__":
    print(write_log(Path(sys.argv[1])))
