"""Activity: days practised, streaks that rest does not break, and sums, as an audience may see them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import (
    Answer,
    InvalidParameterError,
    Leave,
    Load,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.practice import Audience, Stakes
from reinforce.practice.progress import Activity, ActivityDay, activity, learner_activity
from tests.support.stores import START

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONDAY = START.date()  # and it is nine in the morning
NEW_YEAR = date(2021, 1, 1).toordinal()  # a Friday, of the last week of the year before


def _practise(acme: Tenant, learner: str = "ana") -> None:
    acme.practice.review(learner, "terms", Rating.Good, duration=MINUTE)


def test_days_and_amounts_are_those_of_the_log(acme: Tenant, clock: ManualClock) -> None:
    """A quiz has as many exercises as answers; what was taken back is not counted; another's practice is theirs."""
    acme.roster.put("ben")
    _practise(acme)
    answers = [Answer("q-terms-1", "b"), Answer("q-questions-1", "to learn")]
    quiz = QuizAttempt(attempt_id="a", edition=1, answers=answers, duration=3 * MINUTE)
    acme.practice.record("ana", quiz)
    clock.advance(DAY)
    acme.practice.review("ben", "terms", Rating.Good, review_id="r")
    acme.practice.undo("ben", review_id="r")
    _practise(acme)
    found = acme.progress.activity()
    assert (found.n, [one.learner for one in found.learners]) == (2, ["ana", "ben"])
    assert found.learners[0].days == (
        ActivityDay(day=MONDAY.toordinal(), items=3, duration=4 * MINUTE),
        ActivityDay(day=MONDAY.toordinal() + 1, items=1, duration=MINUTE),
    )
    assert (found.learners[1].days, found.learners[1].streak) == ((), 0)
    assert [(one.first_date, one.last_date, one.learners, one.items) for one in found.weeks] == [
        (MONDAY, MONDAY + DAY, 1, 4)
    ]
    assert acme.progress.activity(["ben"]).days == ()
    assert Activity.from_json(found.to_json()) == found


def test_rest_breaks_no_streak(acme: Tenant, clock: ManualClock) -> None:
    """Weekends, days off, public holidays and leave are rest; another day breaks it once it is over."""
    acme.roster.set_availability("ana", week={"saturday": Load.NONE, "sunday": Load.NONE}, off=[MONDAY + 8 * DAY])
    acme.roster.set_holidays([MONDAY + 9 * DAY])
    acme.roster.put_leave("ana", Leave(id="l", first=MONDAY + 10 * DAY, last=MONDAY + 10 * DAY))
    streaks = []
    for day in range(14):
        if day in {0, 1, 2, 3, 4, 7, 11}:
            _practise(acme)
        streaks.append(acme.progress.activity("ana").learners[0].streak)
        clock.advance(DAY)
    assert streaks == [1, 2, 3, 4, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7]
    clock.advance(DAY)  # Monday went by, on which nobody practised
    (ana,) = acme.progress.activity("ana").learners
    assert (ana.streak, ana.longest_streak, ana.days_practised) == (0, 7, 7)


def test_what_only_the_learner_may_see_is_in_no_number_of_others(acme: Tenant, clock: ManualClock) -> None:
    """For a manager it is as if it had never been done: days, sums, streaks."""
    _practise(acme)
    clock.advance(DAY)
    quiz = QuizAttempt(attempt_id="a", edition=1, answers=[Answer("q-terms-1", "b")], stakes=Stakes.PRACTICE)
    acme.practice.record("ana", quiz)
    before, own = acme.progress.activity(), acme.progress.activity(audience=Audience.LEARNER)
    assert [len(one.days) for one in (before, own)] == [1, 2]
    assert [one.learners[0].streak for one in (before, own)] == [1, 2]
    acme.practice.undo_attempt("ana", attempt_id="a")
    assert acme.progress.activity() == before


def test_a_day_is_the_learners_own(acme: Tenant, clock: ManualClock) -> None:
    """At three in the morning of Tuesday it is still Monday for whoever's day starts at four."""
    clock.move_to(datetime(2026, 3, 3, 3, tzinfo=UTC))
    _practise(acme)
    found = acme.progress.activity("ana")
    assert [one.date for one in found.learners[0].days] == [MONDAY]
    assert found.until_date == MONDAY


def test_the_time_that_is_asked_for_is_what_is_looked_at(acme: Tenant, clock: ManualClock) -> None:
    """Both ends are included; the last week is the part that was looked at; a date that is none is refused."""
    for _ in range(10):
        _practise(acme)
        clock.advance(DAY)
    found = acme.progress.activity("ana", since=MONDAY + DAY, until=MONDAY + 8 * DAY)
    assert [one.date for one in found.learners[0].days] == [MONDAY + day * DAY for day in range(1, 9)]
    assert [(one.first_date, one.last_date) for one in found.weeks] == [
        (MONDAY + DAY, MONDAY + 6 * DAY),
        (MONDAY + 7 * DAY, MONDAY + 8 * DAY),
    ]
    assert found.learners[0].streak == 8
    for wrong in ({"since": START}, {"until": "2026"}, {"since": MONDAY, "until": MONDAY - DAY}):
        with pytest.raises(InvalidParameterError):
            acme.progress.activity("ana", **wrong)
    with pytest.raises(NotFoundError):
        acme.progress.activity("nobody")


@given(st.sets(st.integers(1, 40)), st.sets(st.integers(1, 41)), st.integers(1, 41))
def test_a_streak_is_what_walking_back_counts(practised: set[int], rest: set[int], today: int) -> None:
    """Day by day into the past, until one that is neither practised nor rest; today may be open."""
    days = [ActivityDay(day=day, items=1, duration=MINUTE) for day in practised if day <= today]

    def walk(day: int) -> int:
        count = 0
        while day > 0 and (day in practised or day in rest):
            count += day in practised
            day -= 1
        return count

    found = learner_activity("ana", days, today=today, is_rest=rest.__contains__)
    assert found.streak == (walk(today) if today in practised or today in rest else walk(today - 1))
    assert found.longest_streak == max(map(walk, range(1, today + 1)), default=0)


def test_sums_are_of_a_learner_of_those_named_and_of_the_tenant(acme: Tenant, clock: ManualClock) -> None:
    """By day and by week, each with how many practised of how many, for whom it was made, and the same as JSON."""
    acme.roster.put("ben")
    acme.roster.put("cy")
    for who in ("ana", "ana", "ben", "ben", "cy"):
        _practise(acme, who)
        clock.advance(2 * DAY)
    sizes = {"ana": (1, [(1, 2)]), ("ana", "ben"): (2, [(2, 4)]), None: (3, [(2, 4), (1, 1)])}
    for learners, (n, weeks) in sizes.items():
        for audience in Audience:
            found = acme.progress.activity(learners, audience=audience)
            assert (found.n, found.audience, len(found.learners)) == (n, audience, n)
            assert [(one.learners, one.items) for one in found.weeks] == weeks
            assert [one.learners for one in found.days] == [1] * sum(items for _, items in weeks)
            said = found.to_json()
            assert (said["n"], said["audience"], len(said["weeks"])) == (n, audience.value, len(weeks))
            assert Activity.from_json(said) == found


@given(st.lists(st.dictionaries(st.integers(NEW_YEAR - 15, NEW_YEAR + 15), st.integers(1, 9), max_size=6), max_size=4))
def test_sums_are_of_all_that_was_practised(people: list[dict[int, int]]) -> None:
    """The exercises add up to all of them, nobody is counted twice in a week, and New Year cuts none in two."""
    learners = [
        learner_activity(
            f"l-{number}",
            [ActivityDay(day=day, items=items, duration=items * MINUTE) for day, items in days.items()],
            today=NEW_YEAR + 15,
            is_rest=lambda _: False,
        )
        for number, days in enumerate(people)
    ]
    first, last = NEW_YEAR - 15, NEW_YEAR + 15
    found = activity(learners, since=first, until=last, audience=Audience.MANAGER)
    whole = sum(sum(days.values()) for days in people)
    for sums in (found.days, found.weeks):
        assert sum(one.items for one in sums) == whole
        assert sum((one.duration for one in sums), timedelta()) == whole * MINUTE
        assert all(0 < one.learners <= len(people) and first <= one.first <= one.last <= last for one in sums)
    for week in found.weeks:
        assert week.learners == sum(any(week.first <= day <= week.last for day in days) for days in people)
        assert date.fromordinal(week.first).isocalendar()[:2] == date.fromordinal(week.last).isocalendar()[:2]
    assert len(found.weeks) == len({(day - 1) // 7 for days in people for day in days})
