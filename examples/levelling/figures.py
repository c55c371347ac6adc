"""The figures of the comparison: one number for each year of a life, and how they spread over learners."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from examples.levelling.scenarios import SETTLED
from reinforce import Load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from examples.levelling.scenarios import Scenario
    from examples.levelling.year import Year

    Measure: TypeAlias = Callable[[Year, Scenario], float | None]

_SATURDAY = 5
_SUNDAY = 6
_WEEK = 7
_AROUND = 14
_AFTER_LEAVE = 14
_EARLIER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    Something that is measured.

    Attributes:
        id, title: what it is called.
        digits: decimals worth showing.
        measure: takes it from one year; ``None`` where there is nothing to measure.
        scenarios: the ids of those in which it says something; empty for all.
    """

    id: str
    title: str
    digits: int
    measure: Measure
    scenarios: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation over learners, and how many these are."""

    mean: float
    deviation: float
    count: int

    @property
    def error(self) -> float:
        """The standard error of the mean."""
        return self.deviation / sqrt(self.count)


def spread(values: Sequence[float | None]) -> Spread | None:
    """Return mean and standard deviation of *values*; ``None`` where one of them is missing."""
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    return Spread(fmean(known), stdev(known) if len(known) > 1 else 0.0, len(known))


def p95_to_mean(year: Year, scenario: Scenario, *, since: int = SETTLED) -> float | None:
    """Return the 95th percentile of daily minutes over their mean, on full days of practice *since* a day."""
    minutes = [year.minutes[day] for day in _settled(year, scenario, since)]
    return _p95(minutes) / fmean(minutes) if sum(minutes) else None


def max_to_mean(year: Year, scenario: Scenario) -> float | None:
    """Return the greatest of daily minutes over their mean, on full days of practice."""
    minutes = [year.minutes[day] for day in _settled(year, scenario)]
    return max(minutes) / fmean(minutes) if sum(minutes) else None


def p95_to_month(year: Year, scenario: Scenario) -> float | None:
    """Return the 95th percentile of daily minutes, each over the mean of the four weeks around it."""
    months = {day: _month(year, scenario, day) for day in _settled(year, scenario)}
    shares = [year.minutes[day] / mean for day, mean in months.items() if mean]
    return _p95(shares) if shares else None


def months_to_mean(year: Year, scenario: Scenario) -> float | None:
    """Return the 95th percentile of the means of four weeks over their mean: what the season alone makes uneven."""
    months = [_month(year, scenario, day) for day in _settled(year, scenario)]
    return _p95(months) / fmean(months) if sum(months) else None


def _p95(values: Sequence[float]) -> float:
    """Return the 95th percentile of *values*, by nearest rank."""
    return sorted(values)[ceil(0.95 * len(values)) - 1]


def _month(year: Year, scenario: Scenario, day: int) -> float:
    """Return the mean of daily minutes in the four weeks around *day*."""
    days = range(max(0, day - _AROUND), min(len(year.minutes), day + _AROUND + 1))
    return fmean(year.minutes[near] for near in days if _is_full(year, scenario, near))


def _of_weekdays(wanted: Sequence[int], others: Sequence[int]) -> Measure:
    """Return what measures the mean minutes of some weekdays over those of others; Monday is 0."""

    def measure(year: Year, _: Scenario) -> float | None:
        days = range(SETTLED, len(year.minutes))
        part, rest = ([year.minutes[day] for day in days if day % _WEEK in some] for some in (wanted, others))
        return fmean(part) / fmean(rest) if part and sum(rest) else None

    return measure


def _on_return(year: Year, scenario: Scenario) -> float | None:
    back = scenario.leave.stop
    return year.late[back] if scenario.leave and back < len(year.late) else None


def _cleared(year: Year, scenario: Scenario) -> float | None:
    """Return on how many days after a leave there was something late in the morning, until there was none."""
    back = scenario.leave.stop
    after = year.late[back:] if scenario.leave else []
    return next((float(days) for days, late in enumerate(after) if not late), None)


def _fullest_after(year: Year, scenario: Scenario) -> float | None:
    back = scenario.leave.stop
    after = year.minutes[back : back + _AFTER_LEAVE] if scenario.leave else []
    return max(after, default=None)


def _over_budget(year: Year, scenario: Scenario) -> float | None:
    if scenario.budget is None:
        return None
    most = scenario.budget.total_seconds() / 60
    return sum(minutes > most for minutes in year.minutes)


def _settled(year: Year, scenario: Scenario, since: int = SETTLED) -> list[int]:
    """Return the days since one of them that take a full load and on which the learner was there."""
    return [day for day in range(since, len(year.minutes)) if _is_full(year, scenario, day)]


def _is_full(year: Year, scenario: Scenario, day: int) -> bool:
    return year.present[day] and scenario.load(day) is Load.FULL


_WORKING = range(_SATURDAY)
_EASY = frozenset({"weekends"})
_AWAY = frozenset({"leave"})

FIGURES = (
    Figure(id="p95", title="p95 / mean of daily minutes", digits=2, measure=p95_to_mean),
    Figure(id="max", title="max / mean of daily minutes", digits=2, measure=max_to_mean),
    Figure(id="month", title="p95 of days / mean of the four weeks around", digits=2, measure=p95_to_month),
    Figure(id="season", title="p95 / mean of four-week means", digits=2, measure=months_to_mean),
    Figure(
        id="earlier",
        title=f"p95 / mean of daily minutes, from day {_EARLIER + 1}",
        digits=2,
        measure=lambda year, scenario: p95_to_mean(year, scenario, since=_EARLIER),
    ),
    Figure(
        id="at-review",
        title="retrievability at review",
        digits=4,
        measure=lambda year, _: fmean(year.at_review) if year.at_review else None,
    ),
    Figure(
        id="retained",
        title="mean retrievability of all cards",
        digits=4,
        measure=lambda year, _: fmean(year.retained) if year.retained else None,
    ),
    Figure(id="minutes", title="minutes a year", digits=0, measure=lambda year, _: sum(year.minutes)),
    Figure(
        id="saturday",
        title="Saturday / mean of Monday to Friday",
        digits=2,
        measure=_of_weekdays((_SATURDAY,), _WORKING),
        scenarios=_EASY,
    ),
    Figure(
        id="sunday",
        title="Sunday / mean of Monday to Friday",
        digits=2,
        measure=_of_weekdays((_SUNDAY,), _WORKING),
        scenarios=_EASY,
    ),
    Figure(
        id="monday",
        title="Monday / mean of Tuesday to Friday",
        digits=2,
        measure=_of_weekdays((0,), _WORKING[1:]),
        scenarios=_EASY,
    ),
    Figure(id="backlog", title="cards late on return", digits=1, measure=_on_return, scenarios=_AWAY),
    Figure(id="cleared", title="days until none is late", digits=1, measure=_cleared, scenarios=_AWAY),
    Figure(
        id="fullest",
        title="minutes on the fullest of 14 days after",
        digits=1,
        measure=_fullest_after,
        scenarios=_AWAY,
    ),
    Figure(
        id="introduced",
        title="day of the last new skill",
        digits=0,
        measure=lambda year, _: max(year.introduced, default=None),
        scenarios=frozenset({"budget"}),
    ),
    Figure(
        id="over",
        title="days over three minutes, of the whole year",
        digits=1,
        measure=_over_budget,
        scenarios=frozenset({"budget"}),
    ),
)
