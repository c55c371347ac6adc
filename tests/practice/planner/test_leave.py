"""Leave: what would be lost is practised before it or not, and what has gathered is spread after it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.practice import Leave, OnLeave, Plan, Reason, Situation, plan
from tests.practice.building import TODAY, away, card, curriculum, on, planned, question, simple, situation, skill
from tests.practice.drawing import situations

FIRST, LAST = 5, 18
SPREAD, HOLD = away(FIRST, LAST), away(FIRST, LAST, policy=OnLeave.HOLD)


def items(made: Plan, first: int, last: int) -> list[int]:
    """Return how many exercises stand on each of the days from *first* to *last* after today."""
    return [planned_day.items for planned_day in made.days[first : last + 1]]


def summer(**fields: object) -> Situation:
    """Return the situation of somebody with sixty skills, three of which fall due each day, before two weeks away."""
    taught, names = simple(60)
    cards = [card(name, ago=20 - place % 20, due=place % 20, stability=20) for place, name in enumerate(names)]
    return situation(taught, *cards, **fields)  # type: ignore[arg-type]


def test_spread_practises_before_a_leave_what_it_would_let_go() -> None:
    """What falls due during the leave comes on the last day before it; what falls due after it stays where it is."""
    taught, (weak, late) = simple(2)
    cards = [card(weak, ago=3, due=7, stability=10), card(late, ago=2, due=30, stability=32)]
    made = plan(situation(taught, *cards, availability=SPREAD), days=40)
    first, second = made.placements
    assert (first.skill, first.day, first.reason, first.reserved) == (weak, TODAY + FIRST - 1, Reason.LEAVE, "leave")
    assert second.skill == late
    assert second.day > TODAY + LAST + 1
    said = (
        "On 6 March 2026: “S00”, with a question (1 minute), because it falls due on 9 March 2026, while you are away."
    )
    assert made.explain(weak).startswith(said)


def test_before_a_leave_the_best_come_first_where_room_is_short() -> None:
    """Of what a leave would let go, what gains most by the minute, weighted by priority, gets the room there is."""
    names = [f"s{place}" for place in range(6)]
    taught = curriculum(
        [skill(name, priority=place + 1.0) for place, name in enumerate(names)],
        [question(f"q-{name}", name) for name in names],
    )
    cards = [card(name, ago=2, due=8, stability=10) for name in names]
    made = plan(situation(taught, *cards, availability=away(2, LAST), budget=2), days=2)
    assert {placement.skill for placement in made.placements} == set(names[2:])
    assert [planned_day.minutes for planned_day in made.days] == [2.0, 2.0]


def test_hold_pulls_nothing_and_lets_intervals_stretch() -> None:
    """What falls due during the leave is due on the return; the days before it are as without the leave."""
    made = plan(summer(availability=HOLD), days=40)
    assert Reason.LEAVE not in {placement.reason for placement in made.placements}
    due = {placement.skill: (placement.due_day or 0) - TODAY for placement in made.placements}
    for placement in made.placements:
        if FIRST <= due[placement.skill] <= LAST and placement.reason is not Reason.EARLY:
            assert placement.day - TODAY > LAST
    before = {name for name, day in due.items() if day < FIRST}
    assert {placement.skill for planned_day in made.days[:FIRST] for placement in planned_day.placements} >= before
    away_now = plan(summer(availability=HOLD), days=LAST)
    assert {entry.skill for entry in away_now.backlog} == set()


def test_spread_leaves_less_for_the_return_than_hold() -> None:
    """Two weeks away leave fewer practices to be caught up on, at more of them before."""
    spread, hold = plan(summer(availability=SPREAD), days=40), plan(summer(availability=HOLD), days=40)
    assert sum(items(spread, 0, FIRST - 1)) > sum(items(hold, 0, FIRST - 1))
    assert sum(items(spread, LAST + 1, LAST + 10)) < sum(items(hold, LAST + 1, LAST + 10))


@pytest.mark.parametrize("availability", [SPREAD, HOLD])
def test_what_has_gathered_is_spread_over_days(availability: object) -> None:
    """Of what falls due in two weeks away no day before or after takes more than half, and no day of the leave any."""
    made = plan(summer(availability=availability), days=40)
    read_situation = 3 * (LAST - FIRST + 1)
    assert items(made, FIRST, LAST) == [0] * (LAST - FIRST + 1)
    assert max(items(made, 0, FIRST - 1)) <= read_situation / 2
    assert max(items(made, LAST + 1, 39)) <= read_situation / 2
    assert len({placement.skill for placement in made.placements}) + len(made.backlog) == 60


@given(situations(), st.integers(0, 12), st.integers(0, 12), st.sampled_from(OnLeave))
def test_a_leave_keeps_its_days_free_and_loses_nothing(
    given_: Situation, first: int, length: int, policy: OnLeave
) -> None:
    """With a leave added no day of it holds practice, and what is on the plan or in the backlog is still on either."""
    leave = Leave(first=on(first), last=on(first + length), policy=policy)
    booked = replace(given_, availability=replace(given_.availability, leaves=(leave,)))
    made, before = plan(booked, days=40), plan(given_, days=40)
    for planned_day in made.days:
        assert not planned_day.placements or not leave.first <= planned_day.date <= leave.last
    assert _skills(made) == _skills(before)


def _skills(made: Plan) -> set[str]:
    placed = {placement.skill for placement in made.placements if placement.reason is not Reason.COVERED}
    covered = {placement.skill for placement in made.placements} - placed
    listed = placed | {entry.skill for entry in (*made.backlog, *made.waiting)}
    return {name for name in listed | covered if name in made.situation.cards and _is_due(made, name)}


def _is_due(made: Plan, name: str) -> bool:
    return (made.situation.cards[name].due_day or 0) < TODAY + 20


def test_a_leave_of_today_is_no_backlog_of_today() -> None:
    """Asked on the first day of a leave with `HOLD`, nothing is due; with `SPREAD` it is named as standing later."""
    taught, names = simple(2)
    cards = [card(name) for name in names]
    held = plan(situation(taught, *cards, availability=away(0, 9, policy=OnLeave.HOLD)))
    assert (held.placements, held.backlog) == ((), ())
    spread = plan(situation(taught, *cards, availability=away(0, 9)))
    assert spread.placements == ()
    assert {entry.planned_day for entry in spread.backlog} <= {TODAY + 10, TODAY + 11}


def test_levelled_or_not_a_leave_is_a_leave() -> None:
    """Without levelling what falls due during a leave stands on the day of return, and after it what has no room."""
    taught, names = simple(4)
    cards = [card(name, ago=90, due=6, stability=96) for name in names]
    made = plan(situation(taught, *cards, availability=HOLD, policy=planned(levelling=False), budget=3), days=40)
    assert items(made, LAST + 1, LAST + 2) == [3, 1]
