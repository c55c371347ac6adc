"""What the engine answers, as the frames that pictures are made from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reinforce.practice import Forecast, Plan
    from reinforce.practice.progress import Activity, Gap, MasteryReport

_MINUTE = timedelta(minutes=1)


def mastery_matrix(reports: Iterable[MasteryReport]) -> pl.DataFrame:
    """
    Return a row for each learner and skill of what `tenant.progress.mastery` answered, for `heat_map`.

    Returns:
        columns ``learner``, ``skill``, ``capability``, ``level`` (a name, such as ``PROFICIENT``), ``score`` (0 to 1),
        ``still_known`` (0 to 1; null where there is no memory) and ``chance`` (0 to 1, to succeed at an exercise).
    """
    rows = [
        (report.learner, one.skill, one.capability, one.level.name, one.score, one.still_known, one.chance)
        for report in reports
        for one in report.skills.values()
    ]
    schema = {
        "learner": pl.String,
        "skill": pl.String,
        "capability": pl.String,
        "level": pl.String,
        "score": pl.Float64,
        "still_known": pl.Float64,
        "chance": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def gap_matrix(gaps: Mapping[str, Iterable[Gap]]) -> pl.DataFrame:
    """
    Return a row for each gap of what `tenant.progress.gaps` answered, by learner, for `gap_map`.

    Returns:
        columns ``learner``, ``skill``, ``capability``, ``current`` and ``desired`` (names of levels), ``size`` (levels
        between them), ``score`` (0 to 1), ``chance`` (0 to 1, to succeed at an exercise) and ``ready`` (whether all
        prerequisites have been shown).
    """
    rows = [
        (who, one.skill, one.capability, one.current.name, one.desired.name, one.size, one.score, one.chance, one.ready)
        for who, found in gaps.items()
        for one in found
    ]
    schema = {
        "learner": pl.String,
        "skill": pl.String,
        "capability": pl.String,
        "current": pl.String,
        "desired": pl.String,
        "size": pl.Int8,
        "score": pl.Float64,
        "chance": pl.Float64,
        "ready": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def forecast_days(forecast: Forecast) -> pl.DataFrame:
    """
    Return a row for each day of what `tenant.practice.forecast` answered, for `due_minutes`.

    Returns:
        columns ``date``, ``minutes``, ``reviews`` and ``still_known`` (0 to 1, what would be left without practice).
    """
    rows = [(ahead.date, ahead.minutes, ahead.reviews, ahead.still_known) for ahead in forecast.days]
    schema = {"date": pl.Date, "minutes": pl.Float64, "reviews": pl.Int64, "still_known": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def activity_days(activity: Activity) -> pl.DataFrame:
    """
    Return a row for each learner and day of what `tenant.progress.activity` answered, for `activity_map`.

    Returns:
        columns ``learner``, ``date``, ``items`` (exercises) and ``minutes``; days without practice have no row.
    """
    rows = [
        (one.learner, active.date, active.items, active.duration / _MINUTE)
        for one in activity.learners
        for active in one.days
    ]
    schema = {"learner": pl.String, "date": pl.Date, "items": pl.Int64, "minutes": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def activity_sums(activity: Activity, *, by_week: bool = False) -> pl.DataFrame:
    """
    Return a row for each day, or for each week, of what all learners of `tenant.progress.activity` did together.

    Returns:
        columns ``first`` and ``last`` (dates), ``learners`` (how many practised), ``n`` (of how many), ``items``
        (exercises) and ``minutes``; days and weeks without practice have no row.
    """
    rows = [
        (one.first_date, one.last_date, one.learners, activity.n, one.items, one.duration / _MINUTE)
        for one in (activity.weeks if by_week else activity.days)
    ]
    counts = {"learners": pl.Int64, "n": pl.Int64, "items": pl.Int64, "minutes": pl.Float64}
    return pl.DataFrame(rows, schema={"first": pl.Date, "last": pl.Date, **counts}, orient="row")


def plan_days(plan: Plan) -> pl.DataFrame:
    """
    Return two rows for each day of what `tenant.practice.plan` answered, for `due_minutes`.

    Returns:
        columns ``date``, ``minutes`` and ``part``: ``planned`` is each skill's next practice, ``projected`` what those
        after it are expected to take.
    """
    rows = [
        row
        for planned in plan.days
        for row in (
            (planned.date, planned.minutes, "planned"),
            (planned.date, planned.renewals / _MINUTE, "projected"),
        )
    ]
    return pl.DataFrame(rows, schema={"date": pl.Date, "minutes": pl.Float64, "part": pl.String}, orient="row")
