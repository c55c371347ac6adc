"""Activity: on which days people practised, how much, and how many days in a row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import PERSON
from reinforce.practice.grading.stakes import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDay(Value):
    """
    What a learner practised on a day.

    Attributes:
        day: the learner day.
        items: how many exercises.
        duration: how long they took, as far as that is known.
    """

    day: Day
    items: int
    duration: timedelta

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerActivity(Value):
    """
    On which days a learner practised.

    Attributes:
        learner: who.
        days: the days on which they did, oldest first; others are left out.
        streak: on how many days they have practised in a row, until today. A day of rest between them breaks no streak:
            one on which their week, their days off, the public holidays or a leave give no practice. Today breaks it
            only when it is over.
        longest_streak: the longest one of the time that was asked for.
    """

    learner: str = field(metadata=PERSON)
    days: tuple[ActivityDay, ...]
    streak: int
    longest_streak: int

    @property
    def days_practised(self) -> int:
        """On how many days they practised."""
        return len(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitySum(Value):
    """
    What several learners practised on a day, or in a week.

    Attributes:
        first, last: its first and last day.
        learners: how many of them practised; a number of few may tell who they are.
        items: how many exercises.
        duration: how long they took, as far as that is known.
    """

    first: Day
    last: Day
    learners: int
    items: int
    duration: timedelta

    @property
    def first_date(self) -> date:
        """The date of ``first``."""
        return date_of(self.first)

    @property
    def last_date(self) -> date:
        """The date of ``last``."""
        return date_of(self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Value):
    """
    On which days people practised, one by one and together.

    Attributes:
        since, until: the first and the last day that was looked at.
        audience: who it was made for: for a manager it is without what was done at practice stakes.
        n: how many learners were looked at, also those who did not practise.
        learners: each of them, in the order in which they were asked for, or of their ids.
        days, weeks: of all of them together, by their own dates; without days on which nobody practised. Weeks begin on
            Monday; the first and the last are those parts of theirs that were looked at.
    """

    since: Day
    until: Day
    audience: Audience
    n: int
    learners: tuple[LearnerActivity, ...]
    days: tuple[ActivitySum, ...]
    weeks: tuple[ActivitySum, ...]

    @property
    def since_date(self) -> date:
        """The date of ``since``."""
        return date_of(self.since)

    @property
    def until_date(self) -> date:
        """The date of ``until``."""
        return date_of(self.until)


def learner_activity(
    learner: str, days: Iterable[ActivityDay], *, today: int, is_rest: Callable[[int], bool]
) -> LearnerActivity:
    """
    Return on which days a learner practised, and how many in a row.

    Args:
        learner: who.
        days: those on which they did, each once.
        today: the last day of the time that is looked at.
        is_rest: whether a day is one of rest, which breaks no streak.
    """
    found = tuple(sorted(days, key=lambda one: one.day))
    running = longest = 0
    before: int | None = None
    for one in found:
        is_broken = before is None or any(not is_rest(day) for day in range(before + 1, one.day))
        running = 1 if is_broken else running + 1
        longest, before = max(longest, running), one.day
    goes_on = before is not None and all(map(is_rest, range(before + 1, today)))
    return LearnerActivity(learner=learner, days=found, streak=running if goes_on else 0, longest_streak=longest)


def activity(learners: Iterable[LearnerActivity], *, since: int, until: int, audience: Audience) -> Activity:
    """Return what *learners* practised from one day to another, each and all together."""
    everybody = tuple(learners)
    weeks = {day: (max(since, monday), min(until, monday + _WEEK - 1)) for day, monday in _mondays(everybody).items()}
    return Activity(
        since=since,
        until=until,
        audience=audience,
        n=len(everybody),
        learners=everybody,
        days=_sums(everybody, lambda day: (day, day)),
        weeks=_sums(everybody, lambda day: weeks[day]),
    )


def _mondays(learners: Iterable[LearnerActivity]) -> dict[int, int]:
    """Return by each day on which somebody practised the Monday of its week."""
    return {one.day: one.day - (one.day - 1) % _WEEK for learner in learners for one in learner.days}


def _sums(learners: Iterable[LearnerActivity], period: Callable[[int], tuple[int, int]]) -> tuple[ActivitySum, ...]:
    """Return what was practised in each period in which anybody did, oldest first."""
    people: Counter[tuple[int, int]] = Counter()
    items: Counter[tuple[int, int]] = Counter()
    took: dict[tuple[int, int], timedelta] = {}
    for learner in learners:
        people.update({period(one.day) for one in learner.days})
        for one in learner.days:
            of = period(one.day)
            items[of] += one.items
            took[of] = took.get(of, timedelta()) + one.duration
    return tuple(
        ActivitySum(first=of[0], last=of[1], learners=people[of], items=items[of], duration=took[of])
        for of in sorted(people)
    )
