"""Laws of plans through the engine: the same on every store, opinions that no card feels, and one share a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import Engine, ManualClock, Rating, Session, Tenant
from reinforce.practice import Availability, Goal, Leave, Load, OnLeave, Plan, Planning, Reason
from reinforce.testing.packs import JOURNEY, SKILLS
from tests.support.stores import START, AnyStore, small_tenant

TODAY = START.date()
_tenants = count(1)
MINUTES = st.sampled_from([0.5, 1.0, 2.0, 5.0, 9.0])
REVIEWS = st.lists(
    st.tuples(st.sampled_from(SKILLS), st.sampled_from([Rating.Again, Rating.Good, Rating.Easy]), st.integers(0, 12)),
    max_size=6,
)
LEAVES = st.builds(
    lambda first, length, policy: Leave(
        first=TODAY + timedelta(days=first), last=TODAY + timedelta(days=first + length), policy=policy
    ),
    st.integers(0, 20),
    st.integers(0, 20),
    st.sampled_from(OnLeave),
)


def practised(engine: Engine, clock: ManualClock, reviews: list[tuple[str, Rating, int]], name: str = "") -> Tenant:
    """Return a new tenant in which Ana practised as listed, each review so many days after the one before it."""
    clock.move_to(START)
    acme = small_tenant(engine, name or f"tenant-{next(_tenants)}")
    for skill, rating, days in reviews:
        clock.advance(timedelta(days=days, minutes=1))
        acme.practice.review("ana", skill, rating, duration=timedelta(seconds=30))
    return acme


def asked(acme: Tenant, minutes: float | None) -> Plan:
    """Return Ana's plan with a budget."""
    return acme.practice.plan("ana", days=30, budget=None if minutes is None else timedelta(minutes=minutes))


def test_equal_situations_have_equal_plans_on_every_store(any_store: AnyStore) -> None:
    """Whatever store a situation was read from, its plan is that of the store in memory, to the last bit."""
    stores = [(Engine.over(any_store.new(), clock=(clock := ManualClock(START))), clock)]
    stores.append((Engine.open("memory:", clock=(clock := ManualClock(START))), clock))

    @settings(max_examples=15)
    @given(REVIEWS, LEAVES, st.none() | MINUTES)
    def law(reviews: list[tuple[str, Rating, int]], leave: Leave, minutes: float | None) -> None:
        name = f"tenant-{next(_tenants)}"
        plans = []
        for engine, clock in stores:
            acme = practised(engine, clock, reviews, name)
            acme.roster.put_leave("ana", leave)
            acme.roster.set_availability("ana", week={"sunday": Load.NONE})
            acme.goals.put(Goal(id="g", on=TODAY + timedelta(days=40), journey=JOURNEY), learner="ana")
            plans.append(asked(acme, minutes))
        assert plans[0] == plans[1]
        assert [plans[0].explain(skill) for skill in SKILLS] == [plans[1].explain(skill) for skill in SKILLS]

    law()


MONDAY = TODAY + timedelta(days=7)
STEERED: dict[str, Callable[[Tenant], object]] = {
    "leave": lambda acme: acme.roster.put_leave("ana", Leave(first=MONDAY, last=MONDAY + timedelta(days=30))),
    "hold": lambda acme: acme.roster.put_leave(
        "ana", Leave(first=MONDAY, last=MONDAY + timedelta(days=30), policy=OnLeave.HOLD)
    ),
    "weekdays": lambda acme: acme.roster.set_availability("ana", week={"monday": Load.NONE, "friday": Load.REDUCED}),
    "holidays": lambda acme: acme.roster.set_holidays([MONDAY, MONDAY + timedelta(days=1)]),
    "goal": lambda acme: acme.goals.put(
        Goal(id="g", on=MONDAY + timedelta(days=20), still_known=0.95, journey=JOURNEY), learner="ana"
    ),
    "suspension": lambda acme: acme.practice.suspend("ana", "questions"),
    "burial": lambda acme: acme.practice.bury("ana", "questions"),
}


@pytest.mark.parametrize("steered", STEERED)
def test_what_changes_a_plan_changes_no_card(engine: Engine, clock: ManualClock, steered: str) -> None:
    """A leave, days off, a goal, a suspension: the plan is another one, and every card, due day and log is the same."""
    acme = practised(engine, clock, [("terms", Rating.Good, 0), ("questions", Rating.Again, 1)])
    clock.advance(timedelta(days=6))
    cards, due = acme.practice.cards(learners="ana"), acme.practice.due("ana", at=clock.now() + timedelta(days=9))
    before, history = asked(acme, 5), acme.practice.history("ana", "terms")
    STEERED[steered](acme)
    assert acme.practice.cards(learners="ana") == cards
    assert acme.practice.due("ana", at=clock.now() + timedelta(days=9)) == due
    assert acme.practice.history("ana", "terms") == history
    assert acme.policies.verify().clean
    assert asked(acme, 5).days != before.days or asked(acme, 5).goals != before.goals


def test_no_leave_changes_a_card(any_store: AnyStore) -> None:
    """Adding leave of either kind, over any days, and taking it back, leaves every card as it was."""
    engine = Engine.over(any_store.new(), clock=(clock := ManualClock(START)))

    @settings(max_examples=15)
    @given(REVIEWS, st.lists(LEAVES, min_size=1, max_size=3))
    def law(reviews: list[tuple[str, Rating, int]], leaves: list[Leave]) -> None:
        acme = practised(engine, clock, reviews)
        cards = acme.practice.cards()
        made = asked(acme, None)
        for number, leave in enumerate(leaves):
            acme.roster.put_leave("ana", replace(leave, id=f"leave-{number}"))
        assert acme.practice.cards() == cards
        free = acme.roster.availability("ana")
        assert all(free.share(day.day) or not day.placements for day in asked(acme, None).days)
        for number in range(len(leaves)):
            acme.roster.cancel_leave("ana", f"leave-{number}")
        assert (acme.practice.cards(), asked(acme, None)) == (cards, made)

    law()


def perform(acme: Tenant, clock: ManualClock, session: Session) -> timedelta:
    """Practise a session well, each thing for the time expected; return the time it took."""
    for placement in session.plan.today.placements:
        clock.advance(timedelta(seconds=5))
        acme.practice.review("ana", placement.skill, Rating.Good, duration=placement.cost)
    return session.cost


def test_a_second_ask_grants_no_second_share(any_store: AnyStore) -> None:
    """After a session was practised the same day brings no more than its limits, however often it is asked for."""
    engine = Engine.over(any_store.new(), clock=(clock := ManualClock(START)))

    @settings(max_examples=15)
    @given(REVIEWS, MINUTES, st.none() | st.integers(1, 3))
    def law(reviews: list[tuple[str, Rating, int]], minutes: float, items: int | None) -> None:
        acme = practised(engine, clock, reviews)
        clock.advance(timedelta(days=4))
        budget, spent, asks = timedelta(minutes=minutes), timedelta(), 0
        while session := acme.practice.session("ana", budget=budget, items=items):
            spent += perform(acme, clock, session)
            asks += 1
            assert spent <= budget
            assert asks <= len(SKILLS)
        assert not acme.practice.session("ana", budget=budget, items=items).items

    law()


@pytest.mark.mission("S11")
def test_a_rhythm_never_overwhelms(engine: Engine, clock: ManualClock) -> None:
    """Over forty days no learner day holds more than its minutes, none on leave or at weekends, whatever gathers."""
    acme = small_tenant(engine)
    acme.policies.adopt(replace(acme.policy, planning=Planning(budget=timedelta(minutes=2), items=2)))
    acme.roster.set_availability("ana", week={"saturday": Load.NONE, "sunday": Load.NONE})
    leave = Leave(first=date(2026, 3, 16), last=date(2026, 3, 27))
    acme.roster.put_leave("ana", leave)
    practised_on = []
    for _ in range(40):
        session = acme.practice.session("ana")
        today = session.plan.today
        assert today.minutes <= 2
        assert today.items <= 2
        if today.placements:
            practised_on.append(today.date)
        perform(acme, clock, session)
        clock.move_to(clock.now().replace(hour=9, minute=0, second=0) + timedelta(days=1))
    assert len(practised_on) >= 4
    assert all(day.weekday() < 5 and not leave.first <= day <= leave.last for day in practised_on)


@pytest.mark.mission("S19")
def test_practice_goes_on_when_everything_was_introduced_and_a_goal_is_past(engine: Engine, clock: ManualClock) -> None:
    """Long after the last skill was introduced, and the date of the goal, sessions still bring what falls due."""
    acme = small_tenant(engine)
    acme.goals.put(Goal(id="certificate", on=date(2026, 3, 20), journey=JOURNEY), learner="ana")
    late = []
    for day in range(120):
        session = acme.practice.session("ana")
        if day > 30:
            late += [placement.reason for placement in session.plan.today.placements]
        perform(acme, clock, session)
        clock.move_to(clock.now().replace(hour=9, minute=0, second=0) + timedelta(days=1))
    assert acme.practice.plan("ana").waiting == ()
    assert acme.practice.plan("ana").goals == ()
    assert late
    assert Reason.NEW not in late


def test_availability_of_a_plan_is_what_was_said(acme: Tenant) -> None:
    """The situation behind a plan holds the week as it was set, so that a plan can be explained by it."""
    acme.roster.set_availability("ana", week={"sunday": Load.NONE})
    assert asked(acme, None).situation.availability == Availability(week=(*(Load.FULL,) * 6, Load.NONE))


def test_intervals_shown_are_in_order(any_store: AnyStore) -> None:
    """At any moment Hard is never shown as due after Good, nor Good after Easy."""
    engine = Engine.over(any_store.new(), clock=(clock := ManualClock(START)))

    @settings(max_examples=15)
    @given(REVIEWS, st.integers(0, 60))
    def law(reviews: list[tuple[str, Rating, int]], wait: int) -> None:
        acme = practised(engine, clock, reviews)
        clock.advance(timedelta(days=wait))
        for skill in SKILLS:
            shown = acme.practice.preview("ana", skill)
            days = [shown[rating].due_day or 0 for rating in (Rating.Hard, Rating.Good, Rating.Easy)]
            assert days == sorted(days)

    law()
