"""What it would cost a team like that of the demo to know more still: learners simulated with its habits, ahead."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from examples.customer_success.wording import counted, share
from reinforce.simulation import Fsrs, Population, sweep

if TYPE_CHECKING:
    from examples.customer_success.figures import Figures
    from reinforce.exchange import ReviewLog
    from reinforce.simulation import Sweep

_LEARNERS = 100
_NEW_A_DAY = 1
_MINUTE = timedelta(minutes=1)
_TRIED = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97)
_AGAIN, _EASY = 1, 4


def asked(figures: Figures) -> float:
    """Return the desired retention of the team."""
    return figures.policy.desired_retention


def trade(figures: Figures, log: ReviewLog) -> tuple[Sweep, str]:
    """Return what each desired retention comes to in minutes, and a caption."""
    people, minutes = _like(figures, log), _minutes(figures, log)
    schedule = Fsrs.of(figures.policy, new_a_day=_NEW_A_DAY)
    tried = sorted({*_TRIED, asked(figures)})
    swept = sweep(
        schedule,
        over="desired_retention",
        values=tried,
        learners=_LEARNERS,
        skills=len(figures.curriculum.skills),
        days=figures.simulation.days,
        rng=abs(figures.simulation.seed),
        population=people,
        progress=False,
    )
    days, spent = figures.simulation.days, sum(figures.record.spent.values(), timedelta()) / _MINUTE
    again = share(people.first_ratings[0])
    caption = (
        f"Simulated ahead, and not the people above: {_LEARNERS} learners who remember by the engine’s own memory "
        f"model, each with weights of their own, and who rate and attend as the team did ({again} Again at a first "
        f"practice); a practice takes {minutes:.1f} minutes, the team’s mean. They begin "
        f"{counted(_NEW_A_DAY, 'skill')} a day and have no budget. Each point is named by its desired retention; "
        f"minutes and what is still known, in truth, are means of {counted(days, 'day')} of one person. The ring is "
        f"what the team asks for. The team itself took {spent / days / len(figures.people):.1f} minutes a day; "
        "it forgets by other rules than this model."
    )
    return swept, caption


def _minutes(figures: Figures, log: ReviewLog) -> float:
    """Return how long a practice of one skill took, the mean."""
    spent = sum(figures.record.spent.values(), timedelta())
    return spent / _MINUTE / max(1, len(log))


def _like(figures: Figures, log: ReviewLog) -> Population:
    """Return people who rate, attend and take as long as the team did."""
    frame = log.frame.with_columns(first=pl.struct("learner", "skill").is_first_distinct())
    first = _shares(frame.filter("first")["rating"])
    recalled = _shares(frame.filter(~pl.col("first") & (pl.col("rating") > _AGAIN))["rating"])
    mean = _minutes(figures, log)
    took = (mean, mean, mean, mean)
    usual = Population()
    return Population(
        first_ratings=usual.first_ratings if first is None else (first[0], first[1], first[2], first[3]),
        recall_ratings=usual.recall_ratings if recalled is None else (recalled[1], recalled[2], recalled[3]),
        attendance=_attendance(figures),
        first_minutes=took,
        review_minutes=took,
    )


def _shares(ratings: pl.Series) -> list[float] | None:
    """Return the share of each of the four ratings; ``None`` where there is none."""
    counts = Counter(ratings.to_list())
    return [counts[rating] / len(ratings) for rating in range(_AGAIN, _EASY + 1)] if len(ratings) else None


def _attendance(figures: Figures) -> tuple[float, ...]:
    """Return the share of people who practised on each weekday, Monday first."""
    simulation = figures.simulation
    there = Counter(day.weekday() for _, day in figures.record.spent)
    days = Counter((simulation.first_day + timedelta(days=number)).weekday() for number in range(simulation.days))
    return tuple(there[day] / (days[day] * len(simulation.people)) if days[day] else 0.0 for day in range(7))
