"""Rows of the mission that the planner carries, through the engine on a SQLite file and the example pack."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from reinforce import Engine, Goal, Leave, ManualClock, OnLeave, Planning, Policy, Rating, Tenant
from reinforce.practice import Availability, Obstacle, Plan, Reason

PACK = Path(__file__).parent.parent.parent / "examples" / "customer_success" / "pack.yaml"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = count(1)


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands at the start."""
    return ManualClock(START)


@pytest.fixture
def acme(sqlite_url: str, clock: ManualClock) -> Iterator[Tenant]:
    """Return a tenant with the example pack, at most ten minutes and four exercises a day, and one learner."""
    with Engine.open(sqlite_url, clock=clock, durability="normal") as engine:
        planning = Planning(budget=timedelta(minutes=10), items=4)
        tenant = engine.create_tenant("acme", policy=Policy(seed=7, planning=planning))
        tenant.catalog.publish(PACK)
        tenant.roster.put("ana", timezone="Europe/Dublin", day_start=4)
        tenant.roster.enroll("ana", journey="csm-onboarding")
        yield tenant


def _within_limits(plan: Plan) -> bool:
    return all(day.minutes <= 10 and day.items <= 4 for day in plan.days)


def _practise(acme: Tenant, clock: ManualClock, days: int) -> None:
    """Do whatever the plan says, for so many days; each goes well."""
    for _ in range(days):
        plan = acme.practice.plan("ana")
        assert _within_limits(plan)
        for placement in plan.today.placements:
            clock.advance(timedelta(seconds=1))
            acme.practice.review("ana", placement.skill, Rating.Good, duration=placement.cost)
        clock.advance(DAY)


@pytest.mark.mission("S11")
def test_daily_limits_hold_whatever_has_piled_up(acme: Tenant, clock: ManualClock) -> None:
    """A rhythm without overwhelming anybody: no minutes and no items too many, also after months away."""
    _practise(acme, clock, 30)
    clock.advance(60 * DAY)
    plan = acme.practice.plan("ana")
    assert _within_limits(plan)
    assert len([one for one in plan.backlog if one.obstacle is Obstacle.NO_ROOM]) == 0
    assert any(placement.reason is Reason.OVERDUE for placement in plan.today.placements)
    session = acme.practice.session("ana", budget=timedelta(minutes=3), items=2)
    assert session.minutes <= 3
    assert session.plan.today.items <= 2


@pytest.mark.mission("S19")
def test_practice_goes_on_after_the_course_and_after_the_date(acme: Tenant, clock: ManualClock) -> None:
    """Training is not complete when the module ends: what was learnt goes on coming due, after a goal's date too."""
    on = (START + 60 * DAY).date()
    acme.goals.put(Goal(id="certificate", on=on, capability="renewal-negotiation"), learner="ana")
    _practise(acme, clock, 70)
    acme.practice.complete("ana", "csm-onboarding")
    assert acme.practice.plan("ana").goals == ()
    due = [placement for placement in acme.practice.plan("ana", days=60).placements if placement.due_day is not None]
    assert {placement.skill for placement in due} & set(acme.catalog.curriculum().journeys["csm-onboarding"].skills)


def test_adding_leave_changes_the_plan_and_no_card(acme: Tenant, clock: ManualClock) -> None:
    """A due day is a fact of memory, a plan an opinion about the week: leave moves plans and not one card."""
    _practise(acme, clock, 20)
    before, planned = acme.practice.cards(learners="ana"), acme.practice.plan("ana")
    first = (clock.now() + 3 * DAY).date()
    for policy in OnLeave:
        leave = Leave(id="holiday", first=first, last=first + 13 * DAY, policy=policy)
        acme.roster.put_leave("ana", leave)
        assert isinstance(acme.roster.availability("ana"), Availability)
        away = acme.practice.plan("ana")
        assert away != planned
        days = range(first.toordinal(), first.toordinal() + 14)
        assert all(day.placements == () for day in away.days if day.day in days)
    assert acme.practice.cards(learners="ana") == before
    acme.roster.cancel_leave("ana", "holiday")
    assert acme.practice.plan("ana").days == planned.days
    assert acme.policies.verify().clean


def test_a_goal_that_cannot_be_met_says_what_would_do(acme: Tenant) -> None:
    """Which skills fall short, by how much, and the least minutes a day that would do, which then do."""
    on = date.fromordinal(START.toordinal() + 12)
    acme.goals.put(Goal(id="exam", on=on, still_known=0.95, journey="csm-onboarding"), learner="ana")
    plan = acme.practice.plan("ana", days=14, budget=timedelta(minutes=4), items=100)
    [outlook] = plan.goals
    assert not outlook.feasible
    assert all(one.still_known < 0.95 for one in outlook.shortfalls)
    assert "would do" in plan.explain_goal("exam")
    enough = outlook.least_minutes
    assert enough is not None
    assert enough > 4
    for minutes, feasible in ((enough, True), (enough - 1, False)):
        [again] = acme.practice.plan("ana", days=14, budget=timedelta(minutes=minutes), items=100).goals
        assert again.feasible is feasible
