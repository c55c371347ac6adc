"""Windows: load is levelled inside them, and what falls out of them waits in an order that forgets nobody."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.journal import Rating, Review
from reinforce.memory import fuzz_range
from reinforce.practice import Availability, Goal, Load, Obstacle, Policy, Reason, Situation, advance, plan
from tests.practice.building import (
    NOW,
    TODAY,
    card,
    curriculum,
    on,
    planned,
    priced,
    question,
    simple,
    situation,
    skill,
)
from tests.practice.drawing import situations


@given(situations(), st.integers(1, 30))
def test_what_comes_early_comes_inside_its_window(given_: Situation, days: int) -> None:
    """Nothing is practised earlier than fuzz could have drawn its due day, but what a drill covers along."""
    for placement in plan(given_, days=days).placements:
        one = given_.cards.get(placement.skill)
        if one is None or one.memory is None or one.last_day is None or placement.reason is Reason.COVERED:
            continue
        whole = given_.policy.memory.interval_days(one.memory)
        shortest, _ = fuzz_range(whole, maximum_interval=given_.policy.maximum_interval)
        assert placement.day >= min(one.due_day or 0, one.last_day + shortest)


def test_forty_cards_due_on_one_day_are_spread_over_their_windows() -> None:
    """Where windows allow it, several days take what fell due on one, and nothing is lost."""
    taught, names = simple(40)
    cards = [card(name, ago=6, due=4) for name in names]
    loads = [planned_day.items for planned_day in plan(situation(taught, *cards), days=9).days]
    assert sum(loads) == 40
    assert sum(load > 0 for load in loads) == 5
    assert max(loads) <= 25
    plain = [
        planned_day.items
        for planned_day in plan(situation(taught, *cards, policy=planned(levelling=False)), days=9).days
    ]
    assert plain == [0, 0, 0, 0, 40, 0, 0, 0, 0]


def test_an_easy_weekend_makes_no_peak_on_monday() -> None:
    """With half a Saturday and no Sunday the load goes to the other days, and to Monday no more than to them."""
    taught, names = simple(140)
    week = Availability(week=(*(Load.FULL,) * 5, Load.REDUCED, Load.NONE))
    cards = [card(name, ago=20 - place % 20, due=place % 20, stability=20) for place, name in enumerate(names)]
    days = plan(situation(taught, *cards, availability=week), days=21).days
    loads: dict[int, list[int]] = {weekday: [] for weekday in range(7)}
    for planned_day in days:
        loads[planned_day.date.weekday()].append(planned_day.items)
    assert loads[6] == [0, 0, 0]
    first_week = [loads[weekday][0] for weekday in range(6)]
    assert max(first_week[:5]) <= 1.5 * sum(first_week[:5]) / 5
    assert sum(loads[5]) <= sum(map(sum, loads.values())) / 8


def test_related_skills_stand_on_different_days() -> None:
    """Skills that build on each other are dispersed while their windows are open, though each would come first."""
    crowd = [f"s{place:02}" for place in range(40)]
    skills = [skill("a", priority=9.0), skill("b", prerequisites=["a"], priority=9.0), *map(skill, crowd)]
    taught = curriculum(skills, [question(f"q-{one.id}", one.id) for one in skills])
    made = plan(situation(taught, *[card(one.id, ago=10) for one in skills]), days=4)
    today = {placement.skill for placement in made.today.placements}
    assert len(today) > 4
    assert len(today & {"a", "b"}) == 1
    late = [card(one.id, ago=40, due=-30) for one in skills]
    assert {"a", "b"} <= {placement.skill for placement in plan(situation(taught, *late)).today.placements}


def test_what_waits_longest_gets_every_fifth_place() -> None:
    """
    A card that gains least for its time comes fifth all the same, where the order alone would leave it for ever.

    What was practised today already counts for the places.
    """
    taught, names = priced([1.0] * 30 + [3.0])
    stale = names[-1]
    cards = [card(name, ago=9, due=-4, stability=5) for name in names[:-1]]
    hopeless = card(stale, ago=900, due=-899, stability=600)
    made = plan(situation(taught, *cards, hopeless, budget=8, policy=planned(levelling=False)))
    today = [placement.skill for placement in made.today.placements]
    assert today.index(stale) == 4
    gains = {entry.skill: entry for entry in made.backlog}
    assert len(gains) == 31 - len(today)
    few = plan(situation(taught, *cards, hopeless, budget=8, spent_items=3, policy=planned(levelling=False)))
    assert [placement.skill for placement in few.today.placements].index(stale) == 1


def test_a_buried_skill_comes_tomorrow() -> None:
    """What is put off until tomorrow is named as such today, and stands on tomorrow; a goal does not change that."""
    taught, (name,) = simple(1)
    given_ = situation(taught, card(name, due=-1), buried=frozenset({name}))
    (left,) = plan(given_).backlog
    assert left.obstacle is Obstacle.BURIED
    assert plan(given_).explain(name).endswith("but is put off until tomorrow.")
    (placed,) = plan(given_, days=2).placements
    assert placed.day == TODAY + 1
    new = situation(taught, journeys=["j"], buried=frozenset({name}))
    assert [placement.day for placement in plan(new, days=3).placements] == [TODAY + 1]
    assert plan(replace(given_, ahead=5)).placements == ()
    for days, planned_on in ((1, []), (2, [TODAY + 1])):
        goal = Goal(id="g", on=on(days), still_known=0.95, skills=(name,))
        made = plan(replace(given_, goals=(goal,)), days=2)
        assert [placement.day for placement in made.placements if placement.reason is Reason.GOAL] == planned_on
        assert made.goals[0].feasible is bool(planned_on)


def test_a_suspended_skill_waits_and_a_leech_goes_to_a_coach() -> None:
    """Neither stands on a day; both are named, with the reason; after a coaching a leech is practised again."""
    taught, (a, b) = simple(2)
    leech = card(b, lapses=8)
    given_ = situation(taught, card(a), leech, suspended=frozenset({a}))
    assert [(entry.skill, entry.obstacle) for entry in plan(given_).paused] == [
        (a, Obstacle.SUSPENDED),
        (b, Obstacle.LEECH),
    ]
    assert plan(given_).placements == ()
    coached = replace(given_, coached={b: 8})
    assert [placement.skill for placement in plan(coached).placements] == [b]
    assert [entry.skill for entry in plan(coached).paused] == [a]


def test_a_confident_error_is_looked_at_again_early() -> None:
    """It comes the day after, whatever its interval; once practised since, or right at last, it is as any other."""
    taught, (name,) = simple(1)
    wrong = card(name, ago=0, due=6, rating=Rating.Again)
    given_ = situation(taught, wrong, rechecks={name: TODAY})
    (placed,) = plan(given_, days=9).placements
    assert (placed.day, placed.reason) == (TODAY + 1, Reason.RECHECK)
    later = replace(given_, policy=planned(recheck_days=3))
    assert [one.day for one in plan(later, days=9).placements] == [TODAY + 3]
    for other in (replace(given_, rechecks={}), replace(given_, cards={name: replace(wrong, last_rating=Rating.Good)})):
        assert plan(other, days=20).placements[0].reason is not Reason.RECHECK


def test_practising_ahead_takes_what_opens_soon() -> None:
    """Asked for more, a learner gets what opens within so many days, in budget, on a day off too; and no more."""
    taught, names = simple(4)
    cards = [card(name, ago=10, due=days, stability=10) for name, days in zip(names, (0, 4, 8, 30), strict=True)]
    given_ = situation(taught, *cards, policy=planned(levelling=False))

    def today(ahead: int, **fields: object) -> list[str]:
        made = plan(replace(given_, ahead=ahead, **fields))  # type: ignore[arg-type]
        assert {one.reason for one in made.today.placements} <= {Reason.DUE, Reason.AHEAD}
        return sorted(one.skill for one in made.today.placements)

    assert [today(0), today(4), today(8), today(7)] == [names[:1], names[:2], names[:3], names[:2]]
    assert len(today(8, budget=timedelta(minutes=2))) == 2
    off = Availability(week=(Load.NONE,) * 7)
    assert (today(0, availability=off), len(today(4, availability=off))) == ([], 2)


@pytest.mark.parametrize("share_missed", [0, 3])
def test_replanned_each_day_nothing_is_forgotten(share_missed: int) -> None:
    """
    Practised as planned, day after day, no card is left far behind its window, on missed days or not.

    The plan moves while it is followed; what it comes to does not.
    """
    taught, names = simple(30)
    given_ = situation(taught, *[card(name, ago=place % 10, due=10 - place % 10) for place, name in enumerate(names)])
    loads = []
    for day in range(60):
        today = plan(given_).today
        cards = dict(given_.cards)
        if not share_missed or day % share_missed:
            for placement in today.placements:
                review = Review(
                    id=f"r{day}",
                    learner="ana",
                    skill=placement.skill,
                    rating=Rating.Good,
                    at=given_.now,
                    day=given_.today,
                )
                cards[placement.skill] = advance(cards[placement.skill], review, policy=given_.policy)
            loads.append(len(today.placements))
        given_ = replace(given_, cards=cards, today=given_.today + 1, now=given_.now + timedelta(days=1))
    assert max((given_.today - (one.due_day or 0)) / 30 for one in given_.cards.values()) < 1
    assert max(loads) <= 9


def test_a_day_later_the_rest_of_the_plan_stands_as_it_stood() -> None:
    """After a day that went as planned, most of what was planned for later is still planned within a day of it."""
    taught, names = simple(60)
    cards = [card(name, ago=10 - place % 10, due=place % 10) for place, name in enumerate(names)]
    given_ = situation(taught, *cards, now=NOW)
    made = plan(given_, days=12)
    kept = dict(given_.cards)
    for placement in made.today.placements:
        review = Review(id="r", learner="ana", skill=placement.skill, rating=Rating.Good, at=NOW, day=TODAY)
        kept[placement.skill] = advance(kept[placement.skill], review, policy=Policy())
    later = plan(replace(given_, cards=kept, today=TODAY + 1, now=NOW + timedelta(days=1)), days=12)
    days = [{placement.skill: placement.day for placement in one.placements} for one in (made, later)]
    both = [name for name in days[0] if name in days[1] and days[0][name] > TODAY]
    near = sum(abs(days[0][name] - days[1][name]) <= 1 for name in both)
    assert len(both) > 30
    assert near / len(both) > 0.8
    assert all(one.day < other.day for one, other in pairwise(made.days))
