"""Looks at a whole tenant: who is due, and what is left, a page of learners at a time."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from reinforce import (
    Audience,
    DueLearner,
    Engine,
    InvalidParameterError,
    Learner,
    ManualClock,
    NewReview,
    NotFoundError,
    Rating,
    StillKnown,
    Tenant,
)
from reinforce.practice import Leave, Planning
from reinforce.testing.packs import SKILLS
from tests.support.stores import START, AnyStore, small_tenant

TEAM = tuple(f"learner-{number:02}" for number in range(70))


def _team(engine: Engine) -> Tenant:
    """Return a tenant in which every fifth of seventy has practised, some long ago."""
    acme = small_tenant(engine)
    acme.roster.put_many(Learner(id=id_) for id_ in TEAM)
    acme.practice.review_many(
        NewReview(learner=who, skill=skill, rating=3, at=START - timedelta(days=days))
        for who in TEAM[::5]
        for skill, days in (("terms", 12), ("questions", int(who[-2:]) % 4))
    )
    return acme


def test_who_is_due_comes_in_pages(any_store: AnyStore, clock: ManualClock) -> None:
    """They are those whose own queue is not empty, by id, with its length; pages of any size give the same."""
    acme = _team(Engine.over(any_store.new(), clock=clock))
    every = acme.practice.due_learners(limit=1000)
    queues = {who: acme.practice.due(who) for who in ("ana", *TEAM)}
    assert {found.learner: found.due for found in every} == {who: len(queue) for who, queue in queues.items() if queue}
    assert [found.learner for found in every] == sorted(TEAM[::5])
    assert len({found.due for found in every}) == 2
    pages, after = list[DueLearner](), ""
    while page := acme.practice.due_learners(after=after, limit=3):
        pages += page
        after = page[-1].learner
    assert tuple(pages) == every
    assert all(found.overdue >= 1 and found.since < found.day for found in every)


def test_each_is_due_on_their_own_day(acme: Tenant, clock: ManualClock) -> None:
    """Where the day has begun a card is due, on that day for the first time; elsewhere not yet."""
    for who, zone in (("kiri", "Pacific/Auckland"), ("lea", "Europe/London")):
        acme.roster.put(who, timezone=zone)
        acme.practice.review(who, "terms", 3)
    day = acme.practice.card("kiri", "terms").due_day or 0
    morning = datetime.combine(date.fromordinal(day), time(0), ZoneInfo("Pacific/Auckland"))
    clock.move_to(morning - timedelta(hours=1))
    assert acme.practice.due_learners() == ()
    clock.move_to(morning)
    assert acme.practice.due_learners() == (DueLearner(learner="kiri", day=day, due=1, overdue=0, since=day),)


def test_what_is_left_comes_in_pages(any_store: AnyStore, clock: ManualClock) -> None:
    """Of each learner comes the share that is still known, a mean over cards with a memory; some have none."""
    acme = _team(Engine.over(any_store.new(), clock=clock))
    clock.advance(timedelta(days=3))
    every = acme.progress.still_known(limit=1000)
    assert [one.learner for one in every] == ["ana", *TEAM]
    assert every[0] == StillKnown(learner="ana", day=every[0].day, cards=0, share=None)
    cards = acme.practice.cards(learners=TEAM[5])
    left = [card.retrievability(day=every[6].day, policy=acme.policy) or 0.0 for card in cards]
    assert every[6].cards == 2
    assert every[6].share == pytest.approx(sum(left) / 2)
    assert acme.progress.still_known(after=TEAM[3], limit=2) == every[5:7]
    assert acme.progress.still_known(after=TEAM[-1]) == ()


def test_a_page_has_a_size(acme: Tenant) -> None:
    """A limit that is none is refused."""
    for call in (acme.practice.due_learners, acme.progress.still_known):
        with pytest.raises(InvalidParameterError, match="limit"):
            call(limit=0)


def _due(acme: Tenant) -> DueLearner:
    (one,) = acme.practice.due_learners()
    return one


def test_what_is_due_and_what_may_be_called_overdue(acme: Tenant, clock: ManualClock) -> None:
    """Due is a fact of memory; overdue is what could have been practised on an earlier day, and can be today."""
    for skill in SKILLS:
        acme.practice.review("ana", skill, Rating.Good)
    clock.advance(timedelta(days=20))
    before = _due(acme)
    assert (before.due, before.overdue, before.since) == (3, 3, before.overdue_since)
    acme.practice.suspend("ana", "terms")
    assert (_due(acme).due, _due(acme).overdue) == (3, 2)
    acme.practice.bury("ana", "questions")
    assert (_due(acme).due, _due(acme).overdue) == (3, 1)
    acme.practice.suspend("ana", "questions")
    acme.practice.suspend("ana", "discovery")
    assert _due(acme) == replace(before, overdue=0, overdue_since=None)
    acme.practice.resume("ana", "terms")
    assert (_due(acme).due, _due(acme).overdue) == (3, 1)


def test_nobody_is_behind_on_leave_or_on_days_off(acme: Tenant, clock: ManualClock) -> None:
    """On leave nothing is overdue, nor what fell due on it before the first day back is over; so with days off."""
    acme.practice.review("ana", "terms", Rating.Good)
    first = date(2026, 3, 3)
    acme.roster.put_leave("ana", Leave(first=first, last=first + timedelta(days=20)))
    clock.move_to(START + timedelta(days=10))
    assert (_due(acme).due, _due(acme).overdue) == (1, 0)
    clock.move_to(START + timedelta(days=22))
    assert (_due(acme).due, _due(acme).overdue) == (1, 0)
    acme.roster.set_availability("ana", off=[date(2026, 3, 24), date(2026, 3, 25)])
    clock.move_to(START + timedelta(days=23))
    assert (_due(acme).due, _due(acme).overdue) == (1, 0)
    clock.move_to(START + timedelta(days=25))
    assert (_due(acme).due, _due(acme).overdue, _due(acme).overdue_since) == (1, 1, _due(acme).since)


def test_what_waits_for_a_coach_is_not_overdue(acme: Tenant, clock: ManualClock) -> None:
    """A leech is kept out of plans, and nobody is behind with it."""
    acme.policies.adopt(replace(acme.policy, planning=Planning(leech_lapses=1)))
    for rating in (Rating.Good, Rating.Again):
        acme.practice.review("ana", "terms", rating)
        clock.advance(timedelta(days=5))
    assert (_due(acme).due, _due(acme).overdue) == (1, 0)
    acme.practice.record_coaching("ana", "terms", by="zoe")
    assert (_due(acme).due, _due(acme).overdue) == (1, 1)


def test_some_are_asked_for_by_name(any_store: AnyStore, clock: ManualClock) -> None:
    """Of those who are named each is told as among all, by id and in pages; somebody who is not there is an error."""
    acme = _team(Engine.over(any_store.new(), clock=clock))
    some = [TEAM[15], TEAM[3], TEAM[5], TEAM[5]]
    due = tuple(one for one in acme.practice.due_learners() if one.learner in some)
    known = tuple(one for one in acme.progress.still_known() if one.learner in some)
    assert (len(due), len(known)) == (2, 3)
    assert (acme.practice.due_learners(some), acme.progress.still_known(some)) == (due, known)
    assert acme.practice.due_learners(some, limit=1) == due[:1]
    assert acme.progress.still_known(some, after=known[0].learner, limit=1) == known[1:2]
    assert (acme.practice.due_learners([]), acme.progress.still_known(())) == ((), ())
    for call in (acme.practice.due_learners, acme.progress.still_known, acme.progress.mastery_many):
        with pytest.raises(NotFoundError):
            call(["ana", "nobody"])


def test_reports_of_many_are_those_of_each(any_store: AnyStore, clock: ManualClock) -> None:
    """A report among others is what is told of one alone, in the order in which they were named; also of an instant."""
    acme = _team(Engine.over(any_store.new(), clock=clock))
    some, then = [TEAM[10], "ana", TEAM[0]], START - timedelta(days=2)
    for at in (None, then):
        alone = tuple(acme.progress.mastery(who, at=at, audience=Audience.MANAGER) for who in some)
        assert acme.progress.mastery_many(some, at=at) == alone
    assert [one.learner for one in acme.progress.mastery_many()] == sorted(("ana", *TEAM))
