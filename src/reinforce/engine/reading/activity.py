"""Looks at the practice of learners day by day, a page of them at a time; no card is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.days import date_of
from reinforce.engine.reading.situation import LONGEST_DAY
from reinforce.journal import EventKind
from reinforce.journal.last_words import kind_of_subjects
from reinforce.journal.stakes import Stakes
from reinforce.practice import Audience, Calendar, steered
from reinforce.practice.grading.stakes import hides
from reinforce.practice.learner.availability import calendar_date
from reinforce.practice.progress import Activity, ActivityDay, activity, learner_activity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot
    from reinforce.practice.progress import LearnerActivity

_YEAR = 53 * 7  # a year in whole weeks
_RESTING = tuple(map(kind_of_subjects, (EventKind.AVAILABILITY, EventKind.LEAVE, EventKind.HOLIDAYS)))
"""What the subjects begin with of events by which a day is one of rest."""


def read_activity(
    context: TenantContext,
    learners: Iterable[str],
    *,
    since: date | None,
    until: date | None,
    audience: Audience,
) -> Activity:
    """Return on which days *learners* practised, as *audience* may see it."""
    hides(audience)
    for name, day in (("since", since), ("until", until)):
        if day is not None:
            calendar_date(name, day)
    if since is not None and until is not None:
        checks.in_order("since", since, "until", until, is_given=True)
    now = context.clock.now()
    last = now.toordinal() + LONGEST_DAY.days if until is None else until.toordinal()
    first = now.toordinal() - _YEAR if since is None else since.toordinal()
    found: list[LearnerActivity] = []
    today = 0
    begin = datetime.combine(date_of(first), datetime.min.time(), tzinfo=UTC) - LONGEST_DAY
    for page in context.learners.read_pages(learners, subjects=_RESTING, practised_since=begin):
        for learner, snapshot in page.items():
            own = min(last, Calendar(snapshot.calendar).day(now))
            today = max(today, own)
            days = _days(snapshot, first=first, last=own, audience=audience)
            found.append(learner_activity(learner, days, today=own, is_rest=_rest(snapshot)))
    end = today or min(last, now.toordinal())
    checks.in_order("since", date_of(first), "today", date_of(end), is_given=False)
    return activity(found, since=first, until=end, audience=audience)


def _rest(snapshot: Snapshot) -> Callable[[int], bool]:
    """Return what says of a day whether the learner rests on it."""
    availability = steered(snapshot.steering, today=0).availability
    return lambda day: not availability.share(day)


def _days(snapshot: Snapshot, *, first: int, last: int, audience: Audience) -> Iterator[ActivityDay]:
    """Yield what was practised on each day, of what *audience* may see."""
    sees_all = audience is Audience.LEARNER
    by_day: dict[int, tuple[int, timedelta]] = {}
    for one in snapshot.practised:
        if first <= one.day <= last and (sees_all or one.stakes is Stakes.RECORDED):
            items, took = by_day.get(one.day, (0, timedelta()))
            by_day[one.day] = items + one.items, took + one.duration
    return (ActivityDay(day=day, items=items, duration=took) for day, (items, took) in by_day.items())
