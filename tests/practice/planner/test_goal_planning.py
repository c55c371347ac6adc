"""Goals: nearly the best that can be had, no earlier than it holds, in budget; and what is missing where it cannot."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given

from reinforce.journal import Rating
from reinforce.practice import Availability, Card, Goal, Load, Policy, Reason, Situation, plan
from tests.practice.building import (
    TODAY,
    card,
    curriculum,
    on,
    planned,
    question,
    simple,
    situation,
    skill,
)
from tests.practice.reaching import fifty, follow, goals, left, optimum, reached, shares


@given(goals())
def test_no_assignment_of_days_is_much_better(given_: Situation) -> None:
    """On up to six cards and seven days no choice of a day, or none, for each comes more than five per cent closer."""
    (outlook,) = plan(given_).goals
    assert outlook.objective >= 0.95 * optimum(given_, outlook.goal) - 1e-9


@given(goals(days=20))
def test_what_is_promised_fits_the_days(given_: Situation) -> None:
    """No practice for a goal stands on a day off, on or after the date, twice on a day, or beyond a day's time."""
    (outlook,) = plan(given_).goals
    minutes: dict[int, timedelta] = {}
    for prospect in outlook.prospects:
        assert list(prospect.days) == sorted(set(prospect.days))
        for day in prospect.days:
            assert TODAY <= day < max(outlook.goal.day, TODAY + 1)
            assert given_.share(day)
            assert day > (given_.cards[prospect.skill].last_day or 0)
            cost = timedelta(minutes=given_.curriculum.exercises(prospect.skill)[0].minutes)
            minutes[day] = minutes.get(day, timedelta()) + cost
    for day, needed in minutes.items():
        room = given_.room(day)
        assert room is None or needed <= room


@given(goals(days=20))
def test_what_is_promised_is_what_comes_of_it(given_: Situation) -> None:
    """What a prospect says is still known is what a good practice on each of its days leaves; the rest falls short."""
    (outlook,) = plan(given_).goals
    for prospect in outlook.prospects:
        one = given_.cards[prospect.skill]
        standing, last, model = one.standing, one.last_day or 0, given_.policy.memory
        for day in prospect.days:
            standing, last = model.review(standing, Rating.Good, elapsed_days=day - last).standing, day
        assert standing.memory is not None
        share = model.retrievability(standing.memory, elapsed_days=max(0, outlook.goal.tested_day - last))
        assert prospect.still_known == pytest.approx(share)
    assert outlook.feasible is all(one.still_known >= outlook.goal.still_known for one in outlook.prospects)
    assert {one.skill for one in outlook.prospects} == given_.cards.keys()


def test_practices_after_the_next_take_their_time_too() -> None:
    """Eight skills that need two practices each do not fit into twelve days of one minute; no day is promised twice."""
    taught, names = simple(8)
    cards = [card(name, ago=3, due=0, stability=3) for name in names]
    goal = Goal(id="g", on=on(12), still_known=0.95, lasting=timedelta(days=4), capability="discovery")
    (outlook,) = plan(situation(taught, *cards, budget=1, goals=(goal,), policy=Policy(fuzz=False))).goals
    days = [day for prospect in outlook.prospects for day in prospect.days]
    assert len(days) == len(set(days))
    assert not outlook.feasible
    (easy,) = plan(situation(taught, *cards, budget=8, goals=(goal,), policy=Policy(fuzz=False))).goals
    assert easy.feasible
    assert {len(prospect.days) for prospect in easy.prospects} == {2}


def test_practice_comes_no_earlier_than_it_holds() -> None:
    """A single weak skill is practised as late as leaves two days for a retry, not today, and not on the eve."""
    taught, (name,) = simple(1)
    goal = Goal(id="g", on=on(20), still_known=0.95, skills=(name,))
    given_ = situation(taught, card(name, ago=5, due=35, stability=40), goals=(goal,))
    made = plan(given_, days=30)
    (placed,) = made.placements
    assert (placed.reason, placed.reserved, placed.day) == (Reason.GOAL, "g", TODAY + 17)
    without = plan(replace(given_, goals=()), days=30)
    assert all(placement.day > placed.day for placement in without.placements)
    assert made.explain(name).endswith("will still be known.")
    assert "so that enough of it is there on 22 March 2026" in made.explain(name)
    assert made.explain_goal("g").startswith("You can have 95 % of 1 skill on 22 March 2026.")


def test_what_will_be_there_anyway_is_left_alone() -> None:
    """A goal that is met without more practice changes nothing in the plan."""
    taught, (name,) = simple(1)
    strong = card(name, ago=5, due=395, stability=400)
    goal = Goal(id="g", on=on(20), still_known=0.95, skills=(name,))
    made = plan(situation(taught, strong, goals=(goal,)), days=30)
    assert made.placements == ()
    assert made.goals[0].feasible
    assert made.explain_goal("g").endswith("Nothing needs to be done for it.")


def test_a_goal_that_must_last_is_reached_on_its_date_and_holds() -> None:
    """Practice ends on the date; what is there a month later without more practice is what was asked for."""
    given_, goal = fifty(days=20, still_known=0.9)
    lasting = replace(goal, lasting=timedelta(days=30))
    (outlook,) = plan(replace(given_, goals=(lasting,))).goals
    assert outlook.feasible
    assert max(day for one in outlook.prospects for day in one.days) < goal.day
    (short,) = plan(given_).goals
    assert sum(len(one.days) for one in outlook.prospects) > sum(len(one.days) for one in short.prospects)
    then, _ = follow(replace(given_, goals=(lasting,)), 20)
    assert min(shares(then, lasting).values()) >= 0.9


def test_a_span_of_time_is_a_goal_too() -> None:
    """“It must last three months” brings practice until enough of it is there in three months."""
    taught, (name,) = simple(1)
    goal = Goal.that_lasts(timedelta(days=90), today=on(0), id="g", skills=(name,), still_known=0.95)
    made = plan(situation(taught, card(name, ago=3, due=7), goals=(goal,)))
    assert made.goals[0].feasible
    assert made.horizon >= TODAY + 90
    assert made.goals[0].prospects[0].days


def test_on_many_skills_it_beats_spreading_evenly_and_the_day_before() -> None:
    """
    Fifty skills at 0.95 are all reached within budget, by fewer practices than each skill once, and without a peak.

    Each skill once, spread evenly over the days, leaves many short although it takes more time. All on the day before
    reaches them too, and takes a day that nobody has.
    """
    given_, goal = fifty(budget=6)
    (outlook,) = plan(given_).goals
    names = goal.covers(given_.curriculum)
    evenly = {name: TODAY + place * 30 // len(names) for place, name in enumerate(names)}
    assert outlook.objective == 1.0
    assert reached(given_, goal, evenly) < 0.995
    asked = [left(given_, given_.cards[name], goal.tested_day, practised=evenly[name]) >= 0.95 for name in names]
    assert sum(asked) < 45
    then, minutes = follow(given_, 30)
    assert min(shares(then, goal).values()) >= 0.95
    eve = [name for name in names if left(given_, given_.cards[name], goal.tested_day, practised=None) < 0.95]
    assert max(minutes) <= 6 < len(eve)


def test_people_who_fail_some_of_it_get_there_all_the_same() -> None:
    """
    Replanned each day, with failures as often as memory says, most skills are there on the date.

    Practice comes with days to spare, so that what failed is practised again.
    """
    given_, goal = fifty(budget=8)
    for seed in range(3):
        random = Random(seed)

        def drawn(one: Card, day: int, random: Random = random) -> Rating:
            recalled = one.retrievability(day=day, policy=given_.policy) or 0.0
            return Rating.Good if random.random() < recalled else Rating.Again

        then, minutes = follow(given_, 30, rated=drawn)
        got = list(shares(then, goal).values())
        assert sum(share >= 0.95 for share in got) >= 44
        assert sum(got) / len(got) > 0.95
        assert max(minutes) <= 8


def test_new_skills_of_a_goal_are_introduced_in_time() -> None:
    """A goal introduces what it needs, what that builds on first, early enough to hold; in a journey or not."""
    skills = [skill("a"), skill("b", prerequisites=["a"]), skill("c", prerequisites=["b"])]
    taught = curriculum(skills, [question(f"q-{one.id}", one.id) for one in skills])
    goal = Goal(id="g", on=on(10), still_known=0.9, skills=("c",))
    made = plan(situation(taught, goals=(goal,), policy=Policy(fuzz=False)), days=12)
    day = {placement.skill: placement.day - TODAY for placement in made.placements if placement.reason is Reason.NEW}
    assert day["a"] < day["b"] < day["c"] < 7
    assert made.goals[0].feasible
    then, _ = follow(made.situation, 10)
    assert min(shares(then, goal).values()) >= 0.9


def test_after_the_date_practice_goes_on() -> None:
    """A goal that is past asks for nothing, and what falls due is practised as ever."""
    taught, (name,) = simple(1)
    goal = Goal(id="g", on=on(-1), still_known=0.95, skills=(name,))
    made = plan(situation(taught, card(name), goals=(goal,), policy=planned(levelling=False)))
    assert made.goals == ()
    assert [placement.reason for placement in made.placements] == [Reason.DUE]
    ahead = Goal(id="g", on=on(3), still_known=0.95, skills=(name,))
    given_ = situation(taught, card(name, ago=9, due=1), goals=(ahead,), policy=Policy(fuzz=False))
    _, minutes = follow(given_, 40)
    assert sum(bool(spent) for spent in minutes[3:]) >= 1


def test_a_goal_keeps_days_off_free() -> None:
    """Practice for a goal stands on working days, also where the last days before the date are off."""
    taught, names = simple(6)
    cards = [card(name, ago=10, due=10, stability=20) for name in names]
    week = Availability(week=(*(Load.FULL,) * 5, Load.NONE, Load.NONE))
    goal = Goal(id="g", on=on(7), still_known=0.95, capability="discovery")  # a Monday
    made = plan(situation(taught, *cards, goals=(goal,), availability=week), days=8)
    assert made.goals[0].feasible
    assert {placement.day - TODAY for placement in made.placements if placement.reason is Reason.GOAL} <= {
        0,
        1,
        2,
        3,
        4,
    }
