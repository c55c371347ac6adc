"""Whether practice is waiting, and when to look again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from reinforce.journal import Rating
from reinforce.memory import Features, Phase
from reinforce.practice import Availability, Calendar, CalendarEntry, Card, Goal, Load, Reason, Situation, plan
from reinforce.practice.sessions.due_check import has_practice_waiting, next_look_at
from tests.practice.building import NOW, TODAY, away, card, curriculum, on, planned, question, simple, situation, skill
from tests.practice.drawing import HALF, busy_situations

ONE, _ = simple(1)
CHAIN = curriculum([skill("a"), skill("b", prerequisites=["a"])], [question("q-a", "a"), question("q-b", "b")])
TOMORROW = datetime(2026, 3, 3, tzinfo=UTC)
STEP = card("s00", phase=Phase.LEARNING, step=0, due_at=NOW + timedelta(minutes=10))


@HALF
@given(busy_situations())
def test_what_a_plan_has_for_today_on_its_own_account_was_waiting(given_: Situation) -> None:
    """Where today's plan holds what is due, overdue, to be rechecked or new, practice was waiting."""
    own = {Reason.DUE, Reason.OVERDUE, Reason.RECHECK, Reason.NEW}
    if own & {placement.reason for placement in plan(given_).today.placements}:
        assert has_practice_waiting(given_)


WAITING: dict[str, tuple[tuple[Card, ...], dict[str, Any]]] = {
    "a card that is due": ((card("s00"),), {}),
    "a card that is overdue": ((card("s00", due=-9),), {}),
    "a step that is due": ((card("s00", phase=Phase.LEARNING, step=0, due_at=NOW),), {}),
    "a confident error": ((card("s00", due=5, ago=1, rating=Rating.Again),), {"rechecks": {"s00": TODAY - 1}}),
    "a skill not yet introduced": ((), {"journeys": ["j"]}),
    "a skill that content has reset": ((card("s00", phase=Phase.NEW, memory=None, due_day=None),), {}),
    "a skill that a goal brings": ((), {"goals": (Goal(id="g", on=on(9), skills=("s00",)),)}),
    "a budget that is not used up": ((card("s00"),), {"budget": 5, "spent": 4.9}),
    "a reduced day": ((card("s00"),), {"availability": Availability(week=(Load.REDUCED,) * 7), "budget": 5}),
    "the day after a leave": ((card("s00"),), {"availability": away(-9, -1)}),
}


@pytest.mark.parametrize("name", WAITING)
def test_practice_is_waiting_for(name: str) -> None:
    """Whatever can be practised now makes the learner one to be offered practice."""
    cards, fields = WAITING[name]
    assert has_practice_waiting(situation(ONE, *cards, **fields))


NOTHING: dict[str, tuple[tuple[Card, ...], dict[str, Any]]] = {
    "nothing at all": ((), {}),
    "a card that is due tomorrow": ((card("s00", due=1),), {"journeys": ["j"]}),
    "a step later today": ((STEP,), {}),
    "a suspended skill": ((card("s00"),), {"suspended": frozenset({"s00"})}),
    "a suspended new skill": ((), {"journeys": ["j"], "suspended": frozenset({"s00"})}),
    "a skill that is buried today": ((card("s00"),), {"buried": frozenset({"s00"})}),
    "a retired skill": ((card("gone"),), {}),
    "a task for a coach": ((card("s00", lapses=8),), {}),
    "a day of leave": ((card("s00"),), {"availability": away(0, 0)}),
    "a day off": ((card("s00"),), {"availability": Availability(off=frozenset({on(0)})), "journeys": ["j"]}),
    "a weekday without load": ((card("s00"),), {"availability": Availability(week=(Load.NONE, *[Load.FULL] * 6))}),
    "a budget that is used up": ((card("s00"),), {"budget": 5, "spent": 5}),
    "exercises that are used up": ((card("s00"),), {"items": 2, "spent_items": 2}),
    "no new skills a day": ((), {"journeys": ["j"], "policy": planned(new_skills=0)}),
}


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_is_waiting_for(name: str) -> None:
    """Whatever cannot be practised now does not."""
    cards, fields = NOTHING[name]
    assert not has_practice_waiting(situation(ONE, *cards, **fields))


def test_a_skill_without_exercises_is_not_waiting() -> None:
    """There would be nothing to practise it with."""
    taught = curriculum([skill("a")], [])
    assert not has_practice_waiting(situation(taught, card("a")))
    assert not has_practice_waiting(situation(taught, journeys=["j"]))


def test_a_new_skill_waits_for_what_it_builds_on() -> None:
    """It is waiting where its prerequisite holds, and not after that was failed."""
    known, failed = card("a", due=5), card("a", due=1, rating=Rating.Again)
    assert has_practice_waiting(situation(CHAIN, known, journeys=["j"]))
    assert not has_practice_waiting(situation(CHAIN, failed, journeys=["j"]))


def test_no_more_new_skills_wait_than_may_be_introduced_today() -> None:
    """One was introduced today, and one a day is the limit."""
    begun = card("a", due=5, ago=0, reps=1, features=Features().after(correct=True))
    assert not has_practice_waiting(situation(CHAIN, begun, journeys=["j"], policy=planned(new_skills=1)))
    assert has_practice_waiting(situation(CHAIN, begun, journeys=["j"], policy=planned(new_skills=2)))


def _moved(zone: str, *, after: timedelta, day_start: int = 0) -> Calendar:
    entries = situation(ONE).calendar.entries
    return Calendar((*entries, CalendarEntry(effective_at=NOW + after, timezone=zone, day_start=day_start)))


LOOKS: dict[str, tuple[Situation, int, datetime]] = {
    "tomorrow": (situation(ONE), TODAY, TOMORROW),
    "a day that is done": (situation(ONE), TODAY + 1, TOMORROW),
    "a day after tomorrow, having flown west": (situation(ONE), TODAY + 2, TOMORROW + timedelta(days=1)),
    "the learner's own tomorrow": (
        situation(ONE, calendar=_moved("Asia/Tokyo", after=-timedelta(hours=1), day_start=4)),
        TODAY,
        datetime(2026, 3, 2, 19, tzinfo=UTC),
    ),
    "a step later today": (situation(ONE, STEP), TODAY, NOW + timedelta(minutes=10)),
    "a step on a day that is done": (situation(ONE, STEP), TODAY + 1, TOMORROW),
    "a step on a day off": (situation(ONE, STEP, availability=away(0, 0)), TODAY, TOMORROW),
    "a step of a suspended skill": (situation(ONE, STEP, suspended=frozenset({"s00"})), TODAY, TOMORROW),
    "a step tomorrow": (
        situation(ONE, card("s00", due=1, due_at=NOW + timedelta(hours=24))),
        TODAY,
        TOMORROW,
    ),
    "a change of calendar to come": (
        situation(ONE, calendar=_moved("Asia/Tokyo", after=timedelta(minutes=4))),
        TODAY + 1,
        NOW + timedelta(minutes=4),
    ),
}


@pytest.mark.parametrize("name", LOOKS)
def test_the_next_look_is_at(name: str) -> None:
    """It is at the start of the next day that matters, or before, where something changes by itself."""
    seen, day, expected = LOOKS[name]
    assert next_look_at(seen, day=day) == expected


@HALF
@given(busy_situations())
def test_the_next_look_is_later_than_now(given_: Situation) -> None:
    """So that nobody is looked at for ever."""
    assert next_look_at(given_, day=given_.today) > given_.now
