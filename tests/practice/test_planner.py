"""The plan: in budget, most urgent first, every card once, and the same for the same situation."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.memory import MemoryState, Phase
from reinforce.practice import Exposure, Obstacle, Plan, Policy, Reason, Situation, by_urgency, plan
from tests.practice.building import (
    NOW,
    TODAY,
    card,
    curriculum,
    drill,
    question,
    simple,
    situation,
    situations,
    skill,
)

DAYS = st.integers(1, 9)


@given(situations(), DAYS)
def test_the_budget_holds(given_: Situation, days: int) -> None:
    """No day exceeds its budget, less what was spent; but for one item alone on a day without other practice."""
    for planned in plan(given_, days=days).days:
        room = given_.room(planned.day)
        if room is None or planned.cost <= room:
            continue
        assert sum(placement.cost > timedelta() for placement in planned.placements) == 1
        assert given_.budget
        assert planned.day > TODAY or not given_.spent


@given(situations(), DAYS)
def test_each_card_stands_on_one_day_or_in_the_backlog(given_: Situation, days: int) -> None:
    """What is due within the days is placed once or in the backlog, never both; all else only if covered or new."""
    made = plan(given_, days=days)
    placed = [placement.skill for placement in made.placements]
    left = [entry.skill for entry in (*made.backlog, *made.waiting)]
    assert len({*placed, *left}) == len(placed) + len(left)
    due = {name for name, one in given_.cards.items() if one.due_day is not None and one.due_day < TODAY + days}
    assert due <= {*placed, *(entry.skill for entry in made.backlog)}
    assert {entry.skill for entry in made.backlog} <= due
    for placement in made.placements:
        assert (placement.reason is Reason.NEW) is (
            placement.cost > timedelta() and placement.skill not in given_.cards
        )
        assert placement.skill in due or placement.reason in (Reason.NEW, Reason.COVERED)


@given(situations(), DAYS)
def test_every_new_skill_of_a_journey_is_placed_or_waits(given_: Situation, days: int) -> None:
    """A new skill is never lost sight of."""
    made = plan(given_, days=days)
    new = set(given_.curriculum.order(given_.journeys)) - given_.cards.keys()
    assert new <= {placement.skill for placement in made.placements} | {entry.skill for entry in made.waiting}


@given(situations(), DAYS)
def test_a_new_skill_comes_when_its_prerequisites_hold(given_: Situation, days: int) -> None:
    """It is begun only on a day before which each prerequisite was placed, or is remembered and not rated Again."""
    made = plan(given_, days=days)
    day = {placement.skill: placement.day for placement in made.placements}
    for placement in made.placements:
        if placement.reason is not Reason.NEW:
            continue
        for name in given_.curriculum.skills[placement.skill].prerequisites:
            held = name in given_.cards and given_.cards[name].last_rating is not Rating.Again
            assert held or day[name] < placement.day


@given(situations(), DAYS)
def test_due_cards_come_most_urgent_first_and_before_new_skills(given_: Situation, days: int) -> None:
    """Within a day what is due comes by retrievability, due day and id; new skills come after it, in journey order."""
    order = list(given_.curriculum.order(given_.journeys))
    for planned in plan(given_, days=days).days:
        chosen = [placement for placement in planned.placements if placement.reason is not Reason.COVERED]
        due = [given_.cards[placement.skill] for placement in chosen if placement.reason is not Reason.NEW]
        assert due == by_urgency(due, day=planned.day, policy=given_.policy)
        assert all(placement.reason is Reason.NEW for placement in chosen[len(due) :])
        new = [order.index(placement.skill) for placement in chosen[len(due) :]]
        assert new == sorted(new)


@given(situations(), DAYS)
def test_the_plan_is_a_pure_function(given_: Situation, days: int) -> None:
    """The same situation, its mappings in any order, has the same plan; a longer plan begins with the shorter."""
    turned = replace(
        given_,
        cards=dict(list(given_.cards.items())[::-1]),
        exposures=dict(list(given_.exposures.items())[::-1]),
    )
    made = plan(given_, days=days)
    assert plan(turned, days=days) == made == plan(given_, days=days)
    assert plan(given_, days=days + 3).days[:days] == made.days


@given(situations())
def test_a_second_ask_grants_no_second_share(given_: Situation) -> None:
    """Practising what is asked, asking again, and so on until nothing more is asked, stays within the day's budget."""
    spent, asks = given_.spent, 0
    while (today := plan(replace(given_, spent=spent)).today).placements and asks < 20:
        gone = {placement.skill for placement in today.placements}
        given_ = replace(
            given_, cards={name: one for name, one in given_.cards.items() if name not in gone}, journeys=()
        )
        first, spent, asks = spent, spent + today.cost, asks + 1
        assert given_.budget is None or spent <= given_.budget or (not first and asks == 1)
    assert asks <= (20 if given_.budget is None else 2 + len(given_.curriculum.skills))


def skills_of(made: Plan, day: int = 0) -> list[str]:
    """Return the skills placed on a day of the plan."""
    return [placement.skill for placement in made.days[day].placements]


def test_what_does_not_fit_is_passed_over_not_waited_for() -> None:
    """A dear item waits; a cheaper one behind it is taken; what is left over is the backlog."""
    names = ["a", "b", "c"]
    taught = curriculum(
        [skill(name) for name in names],
        [question("qa", "a", minutes=3), question("qb", "b", minutes=3), question("qc", "c", minutes=1)],
    )
    cards = [card("a", stability=1), card("b", stability=2), card("c", stability=3)]
    made = plan(situation(taught, *cards, budget=4))
    assert skills_of(made) == ["a", "c"]
    assert [(entry.skill, entry.obstacle) for entry in made.backlog] == [("b", Obstacle.NO_ROOM)]
    later = plan(situation(taught, *cards, budget=4), days=2)
    assert (skills_of(later), skills_of(later, 1), later.backlog) == (["a", "c"], ["b"], ())
    assert later.days[1].placements[0].reason is Reason.OVERDUE


def test_one_item_is_always_allowed_on_an_untouched_day() -> None:
    """What is dearer than a whole day comes alone, once nothing that fits is left; but not after other practice."""
    taught = curriculum([skill("a"), skill("b")], [question("qa", "a", minutes=9), question("qb", "b", minutes=1)])
    dear, cheap = card("a", stability=1), card("b", stability=9)
    assert skills_of(plan(situation(taught, dear, budget=2))) == ["a"]
    assert skills_of(plan(situation(taught, dear, budget=2, spent=0.1))) == []
    assert skills_of(plan(situation(taught, dear, budget=0))) == []
    both = plan(situation(taught, dear, cheap, budget=2), days=2)
    assert (skills_of(both), skills_of(both, 1)) == (["b"], ["a"])


def test_a_day_is_full_to_the_second() -> None:
    """Ten times six seconds are a minute: costs add up exactly."""
    taught, names = simple(11, minutes=0.1)
    made = plan(situation(taught, *[card(name) for name in names], budget=1))
    assert made.today.cost == timedelta(minutes=1)
    assert made.today.minutes == 1.0
    assert len(made.backlog) == 1


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
    assert skills_of(plan(situation(taught, *cards, budget=6))) == ["a", "b", "c"]


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


def test_prerequisites_are_met_day_by_day() -> None:
    """In a chain each skill is begun the day after the one before it; after Again it must be practised first."""
    skills = [skill("a"), skill("b", prerequisites=["a"]), skill("c", prerequisites=["b"])]
    taught = curriculum(skills, [question(f"q-{one.id}", one.id) for one in skills])
    made = plan(situation(taught, journeys=["j"]), days=2)
    assert [skills_of(made, day) for day in range(2)] == [["a"], ["b"]]
    assert [(entry.skill, entry.obstacle, entry.missing) for entry in made.waiting] == [
        ("c", Obstacle.PREREQUISITES, ("b",))
    ]
    assert [skills_of(plan(situation(taught, journeys=["j"]), days=3), day) for day in range(3)] == [
        ["a"],
        ["b"],
        ["c"],
    ]
    lapsed = situation(taught, card("a", rating=Rating.Again, due=1), journeys=["j"])
    assert [skills_of(plan(lapsed, days=3), day) for day in range(3)] == [[], ["a"], ["b"]]
    assert plan(lapsed).waiting[0].missing == ("a",)


def test_a_prerequisite_outside_the_journeys_comes_first() -> None:
    """A journey that builds on skills of another brings them along, so that nobody waits for ever."""
    skills = [skill("base"), skill("more", prerequisites=["base"]), skill("top", prerequisites=["more"]), skill("easy")]
    taught = curriculum(skills, [question(f"q-{one.id}", one.id) for one in skills], journey=["top", "easy"])
    made = plan(situation(taught, journeys=["j"]), days=3)
    assert [skills_of(made, day) for day in range(3)] == [["base", "easy"], ["more"], ["top"]]


def test_what_was_retired_is_not_planned() -> None:
    """A card of a skill, and an enrolment in a journey, that are in the curriculum no more are passed over."""
    taught, names = simple(1)
    made = plan(situation(taught, card("gone"), card(names[0]), journeys=["old"]))
    assert skills_of(made) == names
    assert made.backlog == ()


def test_a_reset_card_is_new_again() -> None:
    """A skill whose memory a new edition reset is introduced again, in a journey or not."""
    taught, names = simple(1)
    reset = card(names[0], phase=Phase.NEW, memory=None, due_day=None)
    made = plan(situation(taught, reset))
    assert [(placed.skill, placed.reason) for placed in made.today.placements] == [(names[0], Reason.NEW)]
    never = card(names[0], phase=Phase.NEW, memory=None, due_day=None, reps=0)
    assert skills_of(plan(situation(taught, never))) == []


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


def test_memory_decides_not_the_due_day() -> None:
    """A card long overdue whose memory is strong comes after one due today that is almost gone."""
    taught, (strong, weak) = simple(2)
    cards = [card(strong, due=-9, memory=MemoryState(400.0, 5.0)), card(weak, due=0, memory=MemoryState(0.4, 5.0))]
    assert skills_of(plan(situation(taught, *cards, budget=1))) == [weak]
