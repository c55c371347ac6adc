"""The plan: every card once, nothing on a day off, each order as it says, and the same for the same situation."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.memory import Ability, MemoryState, Phase
from reinforce.practice import (
    Card,
    Exposure,
    Obstacle,
    OnLeave,
    Order,
    Plan,
    Policy,
    Reason,
    Situation,
    by_urgency,
    plan,
)
from reinforce.practice.planner.gain import expected_gain
from tests.practice.building import NOW, TODAY, card, curriculum, drill, planned, question, simple, situation, skill
from tests.practice.drawing import HALF, busy_situations, situations

K = TypeVar("K")
V = TypeVar("V")
DAYS = st.integers(1, 9)
OWN_ORDER = planned(order=Order.RETRIEVABILITY, levelling=False)


def falls_due(given_: Situation, made: Plan, one: Card) -> int:
    """Return the day on which a plan takes a card to fall due: its own day, or later by credit or leave, or earlier."""
    day = (one.due_day or 0) + (made.credits[one.skill].days if one.skill in made.credits else 0)
    asked = given_.rechecks.get(one.skill)
    if asked is not None and one.last_day == asked and one.last_rating is Rating.Again:
        again = asked + given_.policy.planning.recheck_days
        if again <= day:
            return again
    for leave in given_.availability.leaves:
        if leave.policy is OnLeave.HOLD and leave.first.toordinal() <= day <= leave.last.toordinal():
            day = leave.last.toordinal() + 1
    return day


@HALF
@given(busy_situations(), DAYS)
def test_each_card_stands_on_one_day_or_in_the_backlog(given_: Situation, days: int) -> None:
    """
    What is due within the days is placed once or in the backlog, never both, and nothing stands in two places.

    Cards that are kept out of plans are named as paused, and the backlog has nothing but what is due.
    """
    made = plan(given_, days=days)
    placed = {placement.skill for placement in made.placements}
    backlog, paused = ({entry.skill for entry in part} for part in (made.backlog, made.paused))
    listed = [entry.skill for part in (made.placements, made.backlog, made.waiting, made.paused) for entry in part]
    assert max(Counter(listed).values(), default=0) <= 1
    assert paused >= given_.suspended
    for name, one in given_.cards.items():
        if name not in paused and falls_due(given_, made, one) < TODAY + days:
            assert (name in placed) is not (name in backlog)
        else:
            assert name not in backlog
    assert backlog <= given_.cards.keys()


@given(situations(), DAYS)
def test_only_cards_due_or_in_their_windows_are_placed(given_: Situation, days: int) -> None:
    """What is not due within the days stands there as covered, as new, or early, and then inside its window."""
    for placement in plan(given_, days=days).placements:
        assert (placement.reason is Reason.NEW) is (
            placement.cost > timedelta() and placement.skill not in given_.cards
        )
        if placement.reason is Reason.EARLY:
            one = given_.cards[placement.skill]
            assert placement.day < (one.due_day or 0)
            assert placement.day > TODAY or one.last_day != TODAY


@HALF
@given(busy_situations(), DAYS)
def test_a_day_off_is_a_day_off(given_: Situation, days: int) -> None:
    """Nothing stands on a weekday without load, a date off or a leave, but what somebody practises ahead today."""
    for planned_day in plan(given_, days=days).days:
        if not given_.availability.share(planned_day.day):
            assert not planned_day.placements or (planned_day.day == TODAY and given_.ahead)


@HALF
@given(busy_situations(), DAYS)
def test_what_is_kept_out_is_kept_out(given_: Situation, days: int) -> None:
    """A suspended skill stands nowhere, and a buried one not today, neither for a goal nor when practising ahead."""
    made = plan(given_, days=days)
    assert given_.suspended.isdisjoint(placement.skill for placement in made.placements)
    assert given_.buried.isdisjoint(placement.skill for placement in made.today.placements)


def turned(mapping: Mapping[K, V]) -> dict[K, V]:
    """Return the same mapping in another order."""
    return dict(list(mapping.items())[::-1])


@HALF
@given(busy_situations(), DAYS)
def test_the_plan_is_a_pure_function(given_: Situation, days: int) -> None:
    """The same situation, its mappings in any order, has the same plan; a longer plan begins with the shorter."""
    other = replace(
        given_,
        cards=turned(given_.cards),
        exposures=turned(given_.exposures),
        coached=turned(given_.coached),
        rechecks=turned(given_.rechecks),
        goals=given_.goals[::-1],
    )
    made = plan(given_, days=days)
    assert plan(other, days=days) == made == plan(given_, days=days)
    assert plan(given_, days=days + 3).days[:days] == made.days


@HALF
@given(busy_situations(), DAYS)
def test_due_cards_come_before_new_skills(given_: Situation, days: int) -> None:
    """Within a day no new skill comes before what is due, and new skills come in journey order, but for goals."""
    if given_.goals:
        return
    order = {name: place for place, name in enumerate(given_.curriculum.order(given_.journeys))}
    for planned_day in plan(given_, days=days).days:
        reasons = [placement.reason for placement in planned_day.placements]
        new = [place for place, reason in enumerate(reasons) if reason is Reason.NEW]
        due = [place for place, reason in enumerate(reasons) if reason in (Reason.DUE, Reason.OVERDUE, Reason.RECHECK)]
        assert not new or not due or max(due) < min(new)
        ranks = [order[planned_day.placements[place].skill] for place in new]
        assert ranks == sorted(ranks)


def skills_of(made: Plan, day: int = 0) -> list[str]:
    """Return the skills placed on a day of the plan."""
    return [placement.skill for placement in made.days[day].placements]


LATE = {
    "quick": card("quick", due=-3, ago=13, stability=10),
    "old": card("old", due=-30, ago=230, stability=200),
    "weak": card("weak", due=-9, ago=11, stability=1),
    "new": card("new", due=-1, ago=3, stability=1),
    "dear": card("dear", due=-1, ago=7, stability=4),
}
MINUTES = {"quick": 0.5, "old": 1.0, "weak": 1.0, "new": 1.0, "dear": 1.5}


def by_order(order: Order) -> list[str]:
    """Return five overdue skills in the order in which a day takes them."""
    taught = curriculum(
        [skill(name) for name in LATE], [question(f"q-{name}", name, minutes=MINUTES[name]) for name in LATE]
    )
    policy = planned(order=order, levelling=False)
    return skills_of(plan(situation(taught, *LATE.values(), policy=policy)))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.DUE, ["old", "weak", "quick", "dear", "new"]),
        (Order.RETRIEVABILITY, ["weak", "new", "dear", "quick", "old"]),
        (Order.OVERDUENESS, ["weak", "new", "quick", "dear", "old"]),
    ],
)
def test_each_order_is_what_it_says(order: Order, expected: list[str]) -> None:
    """What comes first is what fell due first, of which least is left, or that is late by most of its interval."""
    assert by_order(order) == expected


def test_by_default_what_gains_most_for_each_minute_comes_first() -> None:
    """The gain is the retention that a good practice is expected to add; no other order comes to the same."""
    gains = {
        name: expected_gain(one, day=TODAY, policy=Policy(), ability=Ability()).gain / MINUTES[name]
        for name, one in LATE.items()
    }
    assert by_order(Order.GAIN) == sorted(LATE, key=lambda name: -gains[name])
    assert by_order(Order.GAIN) == by_order(Policy().planning.order)
    assert len({tuple(by_order(order)) for order in Order}) == len(Order)


def test_a_random_order_follows_from_the_seed() -> None:
    """In the random order what comes first differs between seeds and learners, and is the same when asked again."""
    taught, names = simple(9)
    cards = [card(name, due=-20, ago=40) for name in names]

    def first(seed: int, learner: str) -> tuple[str, ...]:
        policy = replace(planned(order=Order.RANDOM), seed=seed)
        return tuple(skills_of(plan(situation(taught, *cards, budget=3, policy=policy, learner=learner))))

    drawn = {(seed, learner): first(seed, learner) for seed in range(5) for learner in ("ana", "ben")}
    assert len(set(drawn.values())) > 5
    assert drawn[3, "ana"] == first(3, "ana")


def test_priority_weighs_what_is_gained() -> None:
    """Of two equal cards that of the skill with the greater priority comes first."""
    taught = curriculum([skill("a"), skill("b", priority=2.0)], [question("qa", "a"), question("qb", "b")])
    assert skills_of(plan(situation(taught, card("a", due=-5), card("b", due=-5), budget=1))) == ["b"]


def test_a_drill_satisfies_all_that_it_covers() -> None:
    """Skills that a drill scores besides stand covered on its day at no cost, and nowhere else, due or new."""
    taught = curriculum([skill("a", dimension="skill"), skill("b"), skill("c")], [drill("d", "a", "b", "c", minutes=5)])
    made = plan(situation(taught, card("a", stability=1), card("b", stability=9, due=1), journeys=["j"]), days=3)
    assert [(placed.skill, placed.reason, placed.minutes) for placed in made.placements] == [
        ("a", Reason.DUE, 5.0),
        ("b", Reason.COVERED, 0.0),
        ("c", Reason.COVERED, 0.0),
    ]
    assert {placed.exercise for placed in made.placements} == {"d"}


def test_what_a_drill_covers_takes_no_more_time() -> None:
    """A skill that is covered leaves its minutes to the next one."""
    taught = curriculum(
        [skill("a", dimension="skill"), skill("b"), skill("c")],
        [drill("d", "a", "b", minutes=5), question("qb", "b"), question("qc", "c")],
    )
    cards = [card(name, stability=place + 1) for place, name in enumerate("abc")]
    assert skills_of(plan(situation(taught, *cards, budget=6, policy=OWN_ORDER))) == ["a", "b", "c"]


def test_a_drill_does_not_begin_a_skill_out_of_order() -> None:
    """An exercise that would begin a skill whose prerequisites are missing is taken only where there is no other."""
    skills = [skill("a"), skill("base"), skill("b", prerequisites=["base"])]
    both, alone = drill("both", "a", "b"), question("alone", "a")
    met = {"alone": Exposure(3, NOW)}
    chosen = plan(situation(curriculum(skills, [both, alone]), card("a"), exposures=met)).today.placements
    assert [placed.exercise for placed in chosen] == ["alone"]
    chosen = plan(situation(curriculum(skills, [both]), card("a"))).today.placements
    assert [placed.exercise for placed in chosen] == ["both", "both"]
    dear = curriculum(skills, [both, question("dear", "a", minutes=30)])
    chosen = plan(situation(dear, card("a"), budget=10)).today.placements
    assert [placed.exercise for placed in chosen] == ["both", "both"]
    chosen = plan(situation(curriculum(skills, [both, alone]), card("a"), card("base"), exposures=met)).today.placements
    assert "both" in [placed.exercise for placed in chosen]


def test_what_was_retired_is_not_planned() -> None:
    """A card of a skill, and an enrolment in a journey, that are in the curriculum no more are passed over."""
    taught, names = simple(1)
    made = plan(situation(taught, card("gone"), card(names[0]), journeys=["old"]))
    assert skills_of(made) == names
    assert made.backlog == ()


@pytest.mark.parametrize(("minutes", "today"), [(-1, 1), (0, 1), (1, 0)])
def test_a_learning_step_counts_from_its_instant_on(minutes: int, today: int) -> None:
    """A card inside learning steps is practised today once its instant is reached; else it is not due, nor backlog."""
    taught, names = simple(1)
    step = card(names[0], phase=Phase.LEARNING, step=0, due_at=NOW + timedelta(minutes=minutes))
    made = plan(situation(taught, step))
    assert len(made.placements) == today
    assert made.backlog == ()
    assert len(plan(situation(taught, step), days=2).placements) == 1


def test_a_skill_without_an_exercise_is_named() -> None:
    """What cannot be practised stands in the backlog, or waits, with the reason."""
    taught = curriculum([skill("a"), skill("b")], [])
    made = plan(situation(taught, card("a"), journeys=["j"]))
    assert [(entry.skill, entry.obstacle) for entry in (*made.backlog, *made.waiting)] == [
        ("a", Obstacle.NO_EXERCISE),
        ("b", Obstacle.NO_EXERCISE),
    ]


def test_urgency_is_retrievability_then_due_day_then_id() -> None:
    """What is least remembered comes first; ties go by due day, then id; a new card comes last."""
    cards = [
        card("b", stability=9),
        card("c", stability=2),
        card("a", stability=9),
        card("d", stability=9, due=-1),
        card("n", memory=None, due_day=None),
    ]
    assert [one.skill for one in by_urgency(cards, day=TODAY, policy=Policy())] == ["c", "d", "a", "b", "n"]


def test_memory_decides_not_the_due_day() -> None:
    """By retrievability a card long overdue whose memory is strong comes after one due today that is almost gone."""
    taught, (strong, weak) = simple(2)
    cards = [card(strong, due=-9, memory=MemoryState(400.0, 5.0)), card(weak, due=0, memory=MemoryState(0.4, 5.0))]
    assert skills_of(plan(situation(taught, *cards, budget=1, policy=OWN_ORDER))) == [weak]


def test_what_is_no_plan_is_refused() -> None:
    """A plan has at least a day, and a budget is a time of a day."""
    taught, _ = simple(1)
    for days in (0, 3_661, 1.5):
        with pytest.raises(InvalidParameterError, match="days"):
            plan(situation(taught), days=days)  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match="budget"):
        situation(taught, budget=-1)
    with pytest.raises(InvalidParameterError, match="budget"):
        situation(taught, budget=1441)
