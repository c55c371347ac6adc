"""Goals on small cases: what could be reached at best, what naive plans reach, and what comes of following a plan."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import TypeAlias

from hypothesis import strategies as st

from reinforce.journal import Rating, Review
from reinforce.practice import Availability, Card, Goal, Policy, Situation, advance, blank, plan
from tests.practice.building import (
    card,
    on,
    priced,
    simple,
    situation,
)

Rater: TypeAlias = "Callable[[Card, int], Rating]"


def well(_card: Card, _day: int) -> Rating:
    """Rate every practice Good."""
    return Rating.Good


def left(given_: Situation, one: Card, tested: int, *, practised: int | None) -> float:
    """Return what is left of a card on the day *tested*, after a good practice on a day, or without any."""
    model = given_.policy.memory
    assert one.memory is not None
    assert one.last_day is not None
    if practised is None:
        return model.retrievability(one.memory, elapsed_days=max(0, tested - one.last_day))
    after = model.review(one.standing, Rating.Good, elapsed_days=practised - one.last_day).standing.memory
    assert after is not None
    return model.retrievability(after, elapsed_days=tested - practised)


def reached(given_: Situation, goal: Goal, days: Mapping[str, int | None]) -> float:
    """Return the objective of `Outlook`, if each skill is practised on the day that stands there, or on none."""
    shares = [
        left(given_, given_.cards[name], goal.tested_day, practised=days.get(name))
        for name in goal.covers(given_.curriculum)
    ]
    return sum(min(goal.still_known, share) for share in shares) / goal.still_known / len(shares)


def optimum(given_: Situation, goal: Goal) -> float:
    """Return the greatest objective of all assignments of a day before the date, or none, to each skill, in budget."""
    names = goal.covers(given_.curriculum)
    days = range(given_.today, max(goal.day, given_.today + 1))
    costs = [round(given_.curriculum.exercises(name)[0].minutes) for name in names]
    room = [given_.room(day) for day in days]
    whole = tuple(sum(costs) if one is None else int(one / timedelta(minutes=1)) for one in room)
    expected_gain = [
        {
            day: min(goal.still_known, left(given_, given_.cards[name], goal.tested_day, practised=day))
            for day in (None, *days)
            if day is None or day > (given_.cards[name].last_day or 0)
        }
        for name in names
    ]

    @cache
    def best(place: int, rooms: tuple[int, ...]) -> float:
        if place == len(names):
            return 0.0
        ways = [expected_gain[place][None] + best(place + 1, rooms)]
        for index, day in enumerate(days):
            if day in expected_gain[place] and costs[place] <= rooms[index]:
                after = (*rooms[:index], rooms[index] - costs[place], *rooms[index + 1 :])
                ways.append(expected_gain[place][day] + best(place + 1, after))
        return max(ways)

    return best(0, whole) / goal.still_known / len(names)


def follow(given_: Situation, days: int, *, rated: Rater = well) -> tuple[Situation, list[float]]:
    """Return the situation after so many days on each of which the plan was asked for and done, and their minutes."""
    minutes = []
    for _ in range(days):
        today = plan(given_).today
        minutes.append(today.minutes)
        cards = dict(given_.cards)
        for placement in today.placements:
            name = placement.skill
            one = cards.get(name) or blank(given_.learner, name, policy=given_.policy)
            review = Review(
                id=f"r{given_.today}",
                learner=given_.learner,
                skill=name,
                rating=rated(one, given_.today),
                at=given_.now,
                day=given_.today,
            )
            cards[name] = advance(one, review, policy=given_.policy)
        given_ = replace(given_, cards=cards, today=given_.today + 1, now=given_.now + timedelta(days=1))
    return given_, minutes


def shares(given_: Situation, goal: Goal) -> dict[str, float]:
    """Return by skill of a goal what would be there on the day it is tested, without more practice."""
    return {
        name: given_.cards[name].retrievability(day=goal.tested_day, policy=given_.policy) or 0.0
        if name in given_.cards
        else 0.0
        for name in goal.covers(given_.curriculum)
    }


STABILITIES = st.sampled_from([1, 3, 8, 20, 60])


@st.composite
def goals(draw: st.DrawFn, *, days: int = 7) -> Situation:
    """Draw a situation with up to six cards and a goal of all of them within so many days, under any budget."""
    minutes = draw(st.lists(st.sampled_from([1.0, 1.0, 1.0, 2.0, 3.0]), min_size=1, max_size=6))
    taught, names = priced(minutes)
    cards = []
    for name in names:
        stability = draw(STABILITIES)
        ago = draw(st.integers(0, 2 * stability))
        cards.append(card(name, ago=ago, stability=float(stability), due=stability - ago))
    goal = Goal(
        id="g",
        on=on(draw(st.integers(0, days))),
        still_known=draw(st.sampled_from([0.8, 0.9, 0.95])),
        lasting=timedelta(days=draw(st.sampled_from([0, 0, 7, 30]))),
        capability="discovery",
    )
    return situation(
        taught,
        *cards,
        budget=draw(st.none() | st.sampled_from([0, 1, 2, 3, 5])),
        goals=(goal,),
        availability=Availability(off=frozenset(on(day) for day in draw(st.sets(st.integers(0, 6), max_size=2)))),
        policy=Policy(fuzz=False),
    )


def fifty(*, days: int = 30, budget: float | None = None, still_known: float = 0.95) -> tuple[Situation, Goal]:
    """Return fifty cards of all ages, and the goal of having all of them so many days from now."""
    taught, names = simple(50)
    random = Random(5)
    cards = []
    for name in names:
        stability = random.choice([3, 8, 15, 30, 60])
        ago = random.randint(0, stability)
        cards.append(card(name, ago=ago, stability=float(stability), due=stability - ago))
    goal = Goal(id="g", on=on(days), still_known=still_known, capability="discovery")
    return situation(taught, *cards, budget=budget, goals=(goal,), policy=Policy(fuzz=False)), goal
