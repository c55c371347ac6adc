"""What plans are made from, gathered through the engine on every store; and days across clocks and date lines."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from reinforce import Answer, Engine, InvalidParameterError, ManualClock, NotFoundError, QuizAttempt, Rating, Tenant
from reinforce.days import day_number
from reinforce.practice import Audience, Goal, Leave, Planning, Situation, Stakes
from reinforce.testing.packs import JOURNEY
from tests.support.stores import START, small_tenant

TODAY = START.date()
BUDGET = timedelta(minutes=10)


def _situation(
    acme: Tenant, learner: str = "ana", *, budget: timedelta | None = None, items: int | None = None
) -> Situation:
    return acme.practice.plan(learner, days=1, budget=budget, items=items).situation


def _quiz(id_: str, *questions: str, stakes: Stakes = Stakes.RECORDED) -> QuizAttempt:
    answers = [Answer(question, {"q-terms-1": "b", "q-questions-1": "to learn"}[question]) for question in questions]
    return QuizAttempt(attempt_id=id_, edition=1, answers=answers, duration=timedelta(minutes=3), stakes=stakes)


def test_what_is_said_reaches_the_situation(acme: Tenant) -> None:
    """Availability, goals, suspensions, burials and journeys are all part of what a plan is made from."""
    leave = Leave(id="spring", first=date(2026, 4, 6), last=date(2026, 4, 17))
    goal = Goal(id="talk", on=date(2026, 4, 1), capability="talking")
    acme.roster.put_leave("ana", leave)
    acme.goals.put(goal, journey=JOURNEY)
    acme.practice.suspend("ana", "terms")
    acme.practice.bury("ana", "questions")
    found = _situation(acme)
    assert found.availability.leaves == (leave,)
    assert found.goals == (goal,)
    assert (found.suspended, found.buried) == (frozenset({"terms"}), frozenset({"questions"}))
    assert found.journeys == (JOURNEY,)


def test_what_a_coach_did_and_where_somebody_erred_with_confidence_reaches_the_situation(acme: Tenant) -> None:
    """The lapses at the last coaching, and the day of the last confident error, stand there by skill."""
    acme.practice.record_coaching("ana", "terms", by="coach")
    sure = Answer("q-terms-1", "a", confidence=1.0)
    acme.practice.record("ana", QuizAttempt(attempt_id="quiz", edition=1, answers=[sure]))
    found = _situation(acme)
    assert found.coached == {"terms": 0}
    assert found.rechecks == {"terms": TODAY.toordinal()}


def test_a_call_may_ask_for_less_or_more_than_the_policy_says(acme: Tenant) -> None:
    """Without a word the policy's limits hold, and without those none; a zero is a limit too."""
    assert (_situation(acme).budget, _situation(acme).items) == (None, None)
    acme.policies.adopt(replace(acme.policy, planning=Planning(budget=BUDGET, items=4)))
    assert (_situation(acme).budget, _situation(acme).items) == (BUDGET, 4)
    asked = acme.practice.session("ana", budget=timedelta(), items=0, ahead=3).plan.situation
    assert (asked.budget, asked.items, asked.ahead) == (timedelta(), 0, 3)


def test_minutes_and_exercises_of_today_count_and_those_of_yesterday_do_not(acme: Tenant, clock: ManualClock) -> None:
    """An answer of a quiz is an exercise, and so is a review on its own, also where nobody knows how long it took."""
    acme.practice.review("ana", "terms", Rating.Good, duration=timedelta(minutes=9))
    clock.advance(timedelta(days=1))
    acme.practice.record("ana", _quiz("quiz", "q-terms-1", "q-questions-1"))
    acme.practice.review("ana", "terms", Rating.Good)
    acme.practice.review("ana", "terms", Rating.Good, duration=timedelta(minutes=2))
    found = _situation(acme)
    assert (found.spent, found.spent_items) == (timedelta(minutes=5), 4)


def test_a_leave_of_today_leaves_no_room_today(acme: Tenant) -> None:
    """On leave there is no room, whatever the budget; the day after it is whole."""
    acme.roster.put_leave("ana", Leave(first=TODAY, last=TODAY))
    found = _situation(acme, budget=BUDGET, items=3)
    days = (found.today, found.today + 1)
    assert [found.room(day) for day in days] == [timedelta(), BUDGET]
    assert [found.room_for_items(day) for day in days] == [0, 3]
    assert len(acme.practice.session("ana")) == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"budget": timedelta(minutes=-1)}, "budget"),
        ({"budget": timedelta(days=2)}, "budget"),
        ({"items": -1}, "items"),
        ({"items": True}, "items"),
        ({"ahead": -1}, "ahead"),
    ],
)
def test_a_limit_that_no_day_has_is_refused(clock: ManualClock, fields: dict[str, int], field: str) -> None:
    """The error names the limit."""
    acme = small_tenant(Engine.open("memory:", clock=clock))
    with pytest.raises(InvalidParameterError) as refused:
        acme.practice.session("ana", **fields)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_attempts_for_practice_are_the_learners_own(acme: Tenant, clock: ManualClock) -> None:
    """The learner sees every attempt, oldest first; a manager sees those on record; either needs to be there."""
    for id_, stakes in (("a", Stakes.PRACTICE), ("b", Stakes.RECORDED)):
        acme.practice.record("ana", _quiz(id_, "q-terms-1", stakes=stakes))
        clock.advance(timedelta(hours=1))
    assert [attempt.id for attempt in acme.practice.attempts("ana")] == ["a", "b"]
    assert [attempt.id for attempt in acme.practice.attempts("ana", audience=Audience.MANAGER)] == ["b"]
    with pytest.raises(NotFoundError):
        acme.practice.attempts("anna")


def _practise_all(acme: Tenant, clock: ManualClock, minutes: Counter[int]) -> None:
    """Practise as long as the learner's day has room, and count the minutes by its number."""
    found = _situation(acme, budget=BUDGET)
    room = found.room(found.today) or timedelta()
    if room:
        acme.practice.review("ana", "terms", Rating.Good, at=clock.now(), duration=room)
        minutes[found.today] += round(room / timedelta(minutes=1))


ITINERARIES: dict[str, list[tuple[int, str, int]]] = {
    "clocks forward": [(0, "Europe/Dublin", 4)],
    "clocks forward at day start": [(0, "Europe/Dublin", 1)],
    "west over the date line": [(0, "Pacific/Honolulu", 4), (30, "Pacific/Auckland", 4)],
    "east over the date line": [(0, "Pacific/Auckland", 4), (30, "Pacific/Honolulu", 4)],
    "there and back": [(0, "Pacific/Kiritimati", 0), (20, "Pacific/Pago_Pago", 0), (40, "Pacific/Kiritimati", 0)],
    "a later start of the day": [(0, "Europe/Dublin", 0), (25, "Europe/Dublin", 23), (50, "Europe/Dublin", 4)],
    "the longest day": [(0, "Pacific/Kiritimati", 0), (6, "Etc/GMT+12", 23)],
}


@pytest.mark.parametrize("itinerary", ITINERARIES)
def test_every_day_number_brings_one_share_whatever_clocks_and_zones_do(
    engine: Engine, clock: ManualClock, itinerary: str
) -> None:
    """Asked every other hour, no learner day brings a second share, over a change of the clocks and over date lines."""
    clock.move_to(datetime(2026, 3, 28, 7, tzinfo=UTC))  # the night after, the clocks of Dublin go forward
    acme = small_tenant(engine)
    moves = ITINERARIES[itinerary]
    minutes: Counter[int] = Counter()
    days: set[int] = set()
    for hour in range(0, 96, 2):
        for at, zone, day_start in moves:
            if at <= hour < at + 2:
                acme.roster.put("ana", timezone=zone, day_start=day_start)
                here = zone, day_start
        _practise_all(acme, clock, minutes)
        days.add(day_number(clock.now(), timezone=here[0], day_start=here[1]))
        clock.advance(timedelta(hours=2))
    assert set(minutes.values()) == {10}
    assert set(minutes) >= days - {min(days)}  # the first day may have begun in the zone before


def test_a_day_that_comes_back_is_whole_where_nothing_was_done_on_it(acme: Tenant, clock: ManualClock) -> None:
    """After a flight east the day before comes back: what was practised on the day after takes nothing from it."""
    acme.roster.put("ana", timezone="Pacific/Auckland", day_start=0)
    clock.advance(timedelta(hours=4))  # after midnight there
    acme.practice.review("ana", "terms", Rating.Good, duration=BUDGET)
    practised = _situation(acme, budget=BUDGET)
    acme.roster.put("ana", timezone="Pacific/Honolulu")
    clock.advance(timedelta(seconds=1))
    arrived = _situation(acme, budget=BUDGET)
    assert (practised.today, practised.room(practised.today)) == (arrived.today + 1, timedelta())
    assert arrived.room(arrived.today) == BUDGET
    clock.advance(timedelta(days=1))
    assert _situation(acme, budget=BUDGET).room(practised.today) == timedelta()


def test_practice_late_in_a_day_counts_until_its_last_hour(acme: Tenant, clock: ManualClock) -> None:
    """The longest day there can be: from midnight in the first zone to eleven in the evening in the last."""
    acme.roster.put("ana", timezone="Pacific/Kiritimati", day_start=0)
    clock.move_to(datetime(2026, 3, 4, 10, tzinfo=UTC))  # the 5th begins on Kiritimati
    acme.practice.review("ana", "terms", Rating.Good, duration=BUDGET)
    acme.roster.put("ana", timezone="Etc/GMT+12", day_start=23)
    clock.move_to(datetime(2026, 3, 7, 10, 59, tzinfo=UTC))  # and is about to end where the last clocks are
    found = _situation(acme, budget=BUDGET)
    assert found.today == date(2026, 3, 5).toordinal()
    assert (found.spent, found.room(found.today)) == (BUDGET, timedelta())


def test_the_night_of_a_change_of_clocks_belongs_to_one_day(acme: Tenant, clock: ManualClock) -> None:
    """In the night in which an hour comes twice the day number neither falls nor repeats, and what was done counts."""
    seen = []
    clock.move_to(datetime(2026, 10, 24, 22, tzinfo=UTC))
    acme.practice.review("ana", "terms", Rating.Good, duration=BUDGET)
    for _ in range(10):
        found = _situation(acme, budget=BUDGET)
        seen.append((found.today - date(2026, 10, 24).toordinal(), found.spent))
        clock.advance(timedelta(hours=1))
    assert all(before <= after for (before, _), (after, _) in pairwise(seen))
    assert seen == [(0, BUDGET)] * 6 + [(1, timedelta())] * 4


def test_what_falls_due_on_a_day_that_is_flown_over_is_due_on_arrival(acme: Tenant, clock: ManualClock) -> None:
    """A learner who flies east over the date line may have no such day; what fell due on it waits on the next one."""
    acme.roster.put("ana", timezone="Pacific/Pago_Pago", day_start=0)
    due_day = acme.practice.review("ana", "terms", Rating.Good).cards[0].due_day or 0
    clock.move_to(
        datetime.combine(date.fromordinal(due_day), datetime.min.time(), UTC) + timedelta(hours=10, minutes=30)
    )
    assert _situation(acme).today == due_day - 1
    assert acme.practice.due("ana") == ()
    acme.roster.put("ana", timezone="Pacific/Kiritimati")
    clock.advance(timedelta(seconds=1))
    assert _situation(acme).today == due_day + 1
    assert [card.due_day for card in acme.practice.due("ana")] == [due_day]
    assert "terms" in {placement.skill for placement in acme.practice.session("ana").plan.today.placements}


def test_a_move_rewrites_no_card_and_no_day(acme: Tenant, clock: ManualClock) -> None:
    """Cards, due days and the days of reviews are the same after a flight east over the date line."""
    acme.roster.put("ana", timezone="Pacific/Auckland", day_start=0)
    clock.advance(timedelta(hours=4))  # after midnight there
    acme.practice.review("ana", "terms", Rating.Good)
    before = (acme.practice.cards(), acme.practice.history("ana", "terms"))
    today = _situation(acme).today
    acme.roster.put("ana", timezone="Pacific/Honolulu")
    clock.advance(timedelta(seconds=1))
    assert _situation(acme).today == today - 1
    assert (acme.practice.cards(), acme.practice.history("ana", "terms")) == before
    assert acme.policies.verify().differences == ()
