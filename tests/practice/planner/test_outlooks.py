"""Outlooks: what falls short where a goal cannot be met, by how much, and what would do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from reinforce.practice import Goal, Situation, plan
from tests.practice.building import (
    card,
    curriculum,
    on,
    question,
    simple,
    situation,
    skill,
)
from tests.practice.reaching import fifty, goals, left


@given(goals())
def test_the_least_minutes_do_and_one_less_does_not(given_: Situation) -> None:
    """Where a goal cannot be met, the report names the least budget with which it can; where none helps, none."""
    (outlook,) = plan(given_).goals
    if outlook.feasible or given_.budget is None:
        assert outlook.least_minutes is None
    elif outlook.least_minutes is None:
        assert not plan(replace(given_, budget=timedelta(days=1))).goals[0].feasible
    else:
        enough, less = (
            plan(replace(given_, budget=timedelta(minutes=minutes))).goals[0]
            for minutes in (outlook.least_minutes, outlook.least_minutes - 1)
        )
        assert enough.feasible
        assert not less.feasible


def test_a_goal_too_much_for_the_time_says_what_is_missing() -> None:
    """The report names the skills that fall short, by how much, and what would do; and in words."""
    given_, goal = fifty(days=4, budget=2)
    made = plan(given_)
    (outlook,) = made.goals
    assert not outlook.feasible
    assert outlook.objective < 1
    assert [one.skill for one in outlook.shortfalls] == [
        one.skill for one in sorted(outlook.shortfalls, key=lambda one: (one.still_known, one.skill))
    ]
    assert {one.obstacle for one in outlook.shortfalls} == {"no room"}
    assert outlook.least_minutes is not None
    assert outlook.least_minutes > 2
    said = made.explain_goal("g")
    assert f"{len(outlook.shortfalls)} of them would fall short" in said
    assert f"{outlook.least_minutes} minutes on a full day instead of 2 minutes would do." in said
    assert plan(replace(given_, budget=timedelta(minutes=outlook.least_minutes))).goals[0].feasible
    assert goal == outlook.goal


def test_without_time_nothing_is_promised() -> None:
    """With no minute a day no practice is reckoned with, however long the way is, and what is left is what will be."""
    given_, goal = fifty(days=60, budget=0)
    (outlook,) = plan(given_).goals
    for prospect in outlook.prospects:
        assert prospect.days == ()
        share = left(given_, given_.cards[prospect.skill], goal.tested_day, practised=None)
        assert prospect.still_known == pytest.approx(share)


def test_a_goal_that_no_time_can_meet_says_so() -> None:
    """Where even a whole day would not do, no minutes are named, but a later date."""
    taught, (name,) = simple(1)
    goal = Goal(id="g", on=on(2), still_known=0.95, lasting=timedelta(days=365), skills=(name,))
    made = plan(situation(taught, card(name, ago=1, due=1, stability=1), budget=5, goals=(goal,)))
    assert made.goals[0].least_minutes is None
    assert "however much you practise" in made.explain_goal("g")
    assert made.explain_goal("g").endswith("A later date would help.")


def test_two_goals_do_not_take_the_same_minutes() -> None:
    """Several goals share one budget: what the first takes is not there for the second."""
    taught, names = simple(6)
    cards = [card(name, ago=10, due=10, stability=20) for name in names]
    first = Goal(id="first", on=on(3), still_known=0.95, skills=tuple(names[:3]))
    second = Goal(id="second", on=on(3), still_known=0.95, skills=tuple(names[3:]))
    both = plan(situation(taught, *cards, budget=1, goals=(second, first))).goals
    assert [(one.goal.id, one.feasible, len(one.shortfalls)) for one in both] == [
        ("first", True, 0),
        ("second", False, 3),
    ]
    assert all(one.feasible for one in plan(situation(taught, *cards, budget=2, goals=(first, second))).goals)


def test_what_is_kept_out_of_plans_is_kept_out_of_goals() -> None:
    """A suspended skill, a leech, or one without an exercise, falls short with that as the reason."""
    skills = [skill("gone"), skill("leech"), skill("bare"), skill("fine")]
    taught = curriculum(skills, [question(f"q-{name}", name) for name in ("gone", "leech", "fine")])
    cards = [card("gone"), card("leech", lapses=9), card("bare"), card("fine")]
    goal = Goal(id="g", on=on(5), capability="discovery")
    (outlook,) = plan(situation(taught, *cards, goals=(goal,), suspended=frozenset({"gone"}))).goals
    assert {one.skill: one.obstacle for one in outlook.shortfalls} == {
        "gone": "suspended",
        "leech": "leech",
        "bare": "no exercise",
    }
