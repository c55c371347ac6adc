"""Limits: no day takes more minutes or exercises than it has, and what is too dear for it is passed over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.practice import Availability, Load, Obstacle, Plan, Policy, Situation, plan
from tests.practice.building import TODAY, card, curriculum, planned, priced, question, simple, situation, skill
from tests.practice.drawing import HALF, busy_situations

DAYS = st.integers(1, 9)
PLAIN = planned(levelling=False)


def skills_of(made: Plan, day: int = 0) -> list[str]:
    """Return the skills placed on a day of the plan."""
    return [placement.skill for placement in made.days[day].placements]


@HALF
@given(busy_situations(), DAYS)
def test_no_daily_limit_is_exceeded(given_: Situation, days: int) -> None:
    """
    No day takes more minutes or exercises than its share of a full day, today less what was practised already.

    One exception has to be asked for: a long exercise may have a day to itself, if nothing was practised on it.
    """
    for planned_day in plan(given_, days=days).days:
        room, places = given_.room(planned_day.day), given_.room_for_items(planned_day.day)
        assert places is None or planned_day.items <= places
        if room is None or planned_day.cost <= room:
            continue
        assert given_.policy.planning.long_exercises
        assert planned_day.items == 1
        assert given_.budget
        assert room == given_.budget * given_.share(planned_day.day) > timedelta()


@HALF
@given(busy_situations())
def test_a_second_ask_grants_no_second_share(given_: Situation) -> None:
    """Practising what is asked, asking again, and so on until nothing more is asked, stays within the day's limits."""
    first, spent, items, asks = given_.spent, given_.spent, given_.spent_items, 0
    while (today := plan(replace(given_, spent=spent, spent_items=items)).today).placements and asks < 20:
        gone = {placement.skill for placement in today.placements}
        cards = {name: one for name, one in given_.cards.items() if name not in gone}
        given_ = replace(given_, cards=cards, journeys=(), goals=())
        spent, items, asks = spent + today.cost, items + today.items, asks + 1
        assert given_.items is None or items <= given_.items
        alone = given_.policy.planning.long_exercises and not first and asks == 1
        assert given_.budget is None or spent <= given_.budget or alone
    assert asks < 20


def test_levelling_grants_no_second_share() -> None:
    """Without any budget, once the day's level is reached, asking again brings nothing: it counts what was done."""
    taught, names = simple(40)
    cards = [card(name, due=place % 12 - 2, ago=10 - place % 12 + 2) for place, name in enumerate(names)]
    today = plan(situation(taught, *cards)).today
    done = {placement.skill for placement in today.placements}
    left = [card(one.skill, due=10, ago=0) if one.skill in done else one for one in cards]
    again = plan(situation(taught, *left, spent=today.minutes, spent_items=today.items)).today
    assert 3 <= len(done) <= 8
    assert len(again.placements) <= 1
    fresh = plan(situation(taught, *left)).today
    assert len(fresh.placements) > 1


def test_a_part_of_a_day_done_leaves_the_rest() -> None:
    """Asked for again in the middle of a session, the plan brings the rest of it, neither more nor less."""
    taught, names = simple(240)
    cards = [card(name, due=place % 12, ago=12 - place % 12, stability=12) for place, name in enumerate(names)]
    today = plan(situation(taught, *cards)).today
    part = {placement.skill for placement in today.placements[: today.items * 4 // 5]}
    left = [card(one.skill, due=20, ago=0) if one.skill in part else one for one in cards]
    again = plan(situation(taught, *left, spent=len(part), spent_items=len(part))).today
    assert len(part) >= 15
    assert abs(len(part) + again.items - today.items) <= 1


def test_what_does_not_fit_is_passed_over_not_waited_for() -> None:
    """A dear item waits; a cheaper one behind it is taken; what is left over is the backlog."""
    taught, (a, b, c) = priced([3, 3, 1])
    cards = [card(a, stability=1, due=-9), card(b, stability=2, due=-5), card(c, stability=3, due=-2)]
    made = plan(situation(taught, *cards, budget=4, policy=PLAIN))
    assert sorted(skills_of(made)) == [a, c]
    assert [(entry.skill, entry.obstacle, entry.planned_day) for entry in made.backlog] == [
        (b, Obstacle.LATER, TODAY + 1)
    ]
    later = plan(situation(taught, *cards, budget=4, policy=PLAIN), days=2)
    assert (skills_of(later, 1), later.backlog) == ([b], ())


def test_a_long_exercise_has_a_day_to_itself_only_if_that_is_asked_for() -> None:
    """What is dearer than a whole day stands in the backlog; with `long_exercises` alone on an untouched day."""
    taught, (a, b) = priced([9, 1])
    dear, cheap = card(a, stability=1, due=-9), card(b, stability=9)
    (left,) = plan(situation(taught, dear, budget=2), days=9).backlog
    assert (left.skill, left.obstacle) == (a, Obstacle.TOO_LONG)
    asked = planned(levelling=False, long_exercises=True)
    assert skills_of(plan(situation(taught, dear, budget=2, policy=asked))) == [a]
    assert skills_of(plan(situation(taught, dear, cheap, budget=2, policy=asked))) == [b]
    both = plan(situation(taught, dear, cheap, budget=2, policy=asked), days=2)
    assert (skills_of(both, 0), skills_of(both, 1)) == ([b], [a])
    assert skills_of(plan(situation(taught, dear, budget=2, spent=0.5, policy=asked))) == []
    assert skills_of(plan(situation(taught, dear, budget=0, policy=asked))) == []
    new = situation(taught, budget=2, policy=asked, journeys=["j"])
    assert [skills_of(plan(new, days=3), day) for day in range(2)] == [[b], [a]]


def test_a_day_is_full_to_the_second() -> None:
    """Ten times six seconds are a minute: costs add up exactly."""
    taught, names = simple(11, minutes=0.1)
    made = plan(situation(taught, *[card(name) for name in names], budget=1, policy=PLAIN))
    assert made.today.cost == timedelta(minutes=1)
    assert made.today.minutes == 1.0
    assert len(made.backlog) == 1


def test_a_reduced_day_takes_half() -> None:
    """Half the minutes and half the exercises, rounded down, on a day of reduced load."""
    taught, names = simple(20)
    cards = [card(name, due=-5, ago=15) for name in names]
    monday = Availability(week=(Load.REDUCED, *(Load.FULL,) * 6))
    made = plan(situation(taught, *cards, budget=5, availability=monday, policy=PLAIN), days=2)
    assert [planned_day.minutes for planned_day in made.days] == [2.0, 5.0]
    made = plan(situation(taught, *cards, items=5, availability=monday, policy=PLAIN), days=2)
    assert [planned_day.items for planned_day in made.days] == [2, 5]


def test_what_is_required_is_named_and_the_rest_is_up_to_the_learner() -> None:
    """The first minutes, or exercises, of a day up to those required are marked; what was done today counts."""
    taught, names = simple(12)
    cards = [card(name, due=-20, ago=30) for name in names]

    def required(spent: int = 0, **settings: object) -> list[bool]:
        given_ = situation(
            taught, *cards, budget=6, spent=spent, spent_items=spent, policy=planned(**settings, levelling=False)
        )
        return [placement.required for placement in plan(given_).today.placements]

    assert required(required=timedelta(minutes=2)) == [True] * 2 + [False] * 4
    assert required(required_items=3) == [True] * 3 + [False] * 3
    assert required(1, required_items=3) == [True] * 2 + [False] * 3
    assert required() == [False] * 6


def test_a_day_holds_what_is_required_where_there_is_as_much() -> None:
    """A level below the required time or exercises is raised to it."""
    taught, names = simple(12)
    cards = [card(name, due=0, ago=60, stability=60) for name in names]
    levelled = plan(situation(taught, *cards)).today
    for settings in ({"required": timedelta(minutes=6)}, {"required_items": 6}):
        made = plan(situation(taught, *cards, policy=planned(**settings))).today
        assert len(levelled.placements) < 6 <= len(made.placements)


@pytest.mark.parametrize("spent", [0, 1, 3])
def test_what_was_practised_today_counts(spent: int) -> None:
    """Minutes and exercises done today are taken off today's, and off no other day's."""
    taught, names = simple(9)
    cards = [card(name, due=-9, ago=19) for name in names]
    by_time = plan(situation(taught, *cards, budget=3, spent=spent, policy=PLAIN), days=2)
    by_items = plan(situation(taught, *cards, items=3, spent_items=spent, policy=PLAIN), days=2)
    for made in (by_time, by_items):
        assert [len(planned_day.placements) for planned_day in made.days] == [3 - spent, 3]


@pytest.mark.parametrize("policy", [planned(), PLAIN])
def test_a_backlog_says_when_it_is_worked_off(policy: Policy) -> None:
    """Twenty overdue minutes at five a day take some days, and by then none is left; without time there is no end."""
    taught, names = simple(20)
    cards = [card(name, due=-30, ago=230, stability=200) for name in names]
    made = plan(situation(taught, *cards, budget=5, policy=policy))
    assert made.cleared_in is not None
    assert 4 <= made.cleared_in <= 20
    assert plan(situation(taught, *cards, budget=5, policy=policy), days=made.cleared_in).backlog == ()
    assert plan(situation(taught, *cards, budget=5, policy=policy), days=made.cleared_in - 1).backlog
    assert plan(situation(taught, *cards, budget=0, policy=policy)).cleared_in is None
    assert plan(situation(taught, card(names[0], due=3), budget=5, policy=policy)).cleared_in == 0


def test_exercises_longer_than_their_day_do_not_hide_shorter_ones() -> None:
    """A skill with a long and a short exercise is practised with the short one, if only that fits."""
    taught = curriculum([skill("a")], [question("long", "a", minutes=9), question("short", "a", minutes=2)])
    (placed,) = plan(situation(taught, card("a"), budget=3)).today.placements
    assert placed.exercise == "short"
