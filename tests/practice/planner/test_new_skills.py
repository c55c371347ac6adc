"""New skills: in order, on what holds, and no faster than they are allowed and can be carried."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from reinforce.journal import Rating
from reinforce.memory import Features, Phase
from reinforce.practice import Goal, Obstacle, Plan, Policy, Reason, Situation, plan
from reinforce.practice.planner.new_skills import first_practices
from tests.practice.building import TODAY, card, curriculum, drill, on, planned, question, simple, situation, skill
from tests.practice.drawing import HALF, busy_situations

DAYS = st.integers(1, 9)


def skills_of(made: Plan, day: int = 0) -> list[str]:
    """Return the skills placed on a day of the plan."""
    return [placement.skill for placement in made.days[day].placements]


@HALF
@given(busy_situations(), DAYS)
def test_every_new_skill_of_a_journey_is_placed_or_waits(given_: Situation, days: int) -> None:
    """A new skill is never lost sight of."""
    made = plan(given_, days=days)
    new = set(given_.curriculum.order(given_.journeys)) - given_.cards.keys()
    unplaced = {entry.skill for entry in (*made.waiting, *made.paused)}
    assert new <= {placement.skill for placement in made.placements} | unplaced


@HALF
@given(busy_situations(), DAYS)
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


@HALF
@given(busy_situations(), DAYS)
def test_no_day_introduces_more_skills_than_it_may(given_: Situation, days: int) -> None:
    """The limit on new skills holds each day, for goals too; only what a drill brings along can go beyond it."""
    limit = given_.policy.planning.new_skills
    if limit is None:
        return
    for planned_day in plan(given_, days=days).days:
        assert sum(placement.reason is Reason.NEW for placement in planned_day.placements) <= limit


def test_what_was_introduced_today_counts() -> None:
    """With two new skills a day and one begun today already, one more comes today and two tomorrow."""
    taught, names = simple(9)
    begun = card(names[0], ago=0, due=3, reps=1, features=Features().after(correct=True))
    given_ = situation(taught, begun, journeys=["j"], policy=planned(new_skills=2))
    made = plan(given_, days=3)
    assert [len(skills_of(made, day)) for day in range(2)] == [1, 2]
    assert {entry.obstacle for entry in made.waiting} == {Obstacle.LATER}
    none = plan(situation(taught, journeys=["j"], policy=planned(new_skills=0)), days=3)
    assert none.placements == ()
    assert {entry.obstacle for entry in none.waiting} == {Obstacle.LIMIT}


def test_a_goal_does_not_break_the_limit() -> None:
    """New skills that a goal needs are introduced no faster than the limit says, and what does not fit falls short."""
    taught, _ = simple(9)
    goal = Goal(id="g", on=on(4), journey="j")
    made = plan(situation(taught, goals=(goal,), journeys=["j"], policy=planned(new_skills=2)), days=5)
    assert [len(skills_of(made, day)) for day in range(4)] == [2, 2, 2, 2]
    (outlook,) = made.goals
    assert len(outlook.shortfalls) == 1


def test_skills_are_introduced_only_as_fast_as_the_coming_weeks_can_carry() -> None:
    """What a small budget can keep up decides how many come a day, and not what has room today."""
    taught, _ = simple(60)
    counts = {}
    for carrying in (True, False):
        given_ = situation(taught, budget=10, journeys=["j"], policy=planned(carrying=carrying))
        counts[carrying] = len(skills_of(plan(given_)))
    each = first_practices(Policy().memory)
    assert counts[False] == 10
    assert counts[True] == -(-10 // each) < 10
    full = [card(f"s{place:02}", due=place % 28, ago=20, stability=20) for place in range(40)]
    busy = plan(situation(taught, *full, budget=1, journeys=["j"]))
    assert Reason.NEW not in {placement.reason for placement in busy.placements}
    assert {entry.obstacle for entry in busy.waiting} == {Obstacle.LIMIT}


def test_under_a_small_budget_early_practice_takes_no_room_from_new_skills() -> None:
    """What may come early is pulled forward only where no new skill waits for room."""
    early, new = [f"early-{place:02}" for place in range(40)], ["new-1", "new-2"]
    minutes = dict.fromkeys(new, 2.0)
    taught = curriculum(
        [skill(name) for name in (*early, *new)],
        [question(f"q-{name}", name, minutes=minutes.get(name, 1.0)) for name in (*early, *new)],
        journey=new,
    )
    cards = [card(name, ago=9, due=1) for name in early]
    policy = planned(carrying=False)
    assert skills_of(plan(situation(taught, *cards, budget=3, journeys=["j"], policy=policy))) == new[:1]
    assert len(skills_of(plan(situation(taught, *cards, budget=3, policy=policy)))) == 3
    both = skills_of(plan(situation(taught, *cards, budget=5, journeys=["j"], policy=policy)))
    assert (both[:2], len(both)) == (new, 3)


def test_prerequisites_are_met_day_by_day() -> None:
    """In a chain each skill is begun the day after the one before it; after Again it must be practised first."""
    skills = [skill("a"), skill("b", prerequisites=["a"]), skill("c", prerequisites=["b"])]
    taught = curriculum(skills, [question(f"q-{one.id}", one.id) for one in skills])
    made = plan(situation(taught, journeys=["j"]), days=2)
    assert [skills_of(made, day) for day in range(2)] == [["a"], ["b"]]
    assert [(entry.skill, entry.obstacle, entry.planned_day) for entry in made.waiting] == [
        ("c", Obstacle.LATER, TODAY + 2)
    ]
    made = plan(situation(taught, journeys=["j"]), days=3)
    assert [skills_of(made, day) for day in range(3)] == [["a"], ["b"], ["c"]]
    lapsed = situation(taught, card("a", rating=Rating.Again, due=1, stability=1.0, ago=0), journeys=["j"])
    assert [skills_of(plan(lapsed, days=3), day) for day in range(3)] == [[], ["a"], ["b"]]


def test_what_builds_on_a_skill_that_is_kept_out_waits_for_it() -> None:
    """A skill whose prerequisite does not hold and is suspended waits, and says for what."""
    skills = [skill("a"), skill("b", prerequisites=["a"])]
    taught = curriculum(skills, [question(f"q-{one.id}", one.id) for one in skills])
    made = plan(situation(taught, journeys=["j"], suspended=frozenset({"a"})), days=9)
    assert [(entry.skill, entry.obstacle, entry.missing) for entry in made.waiting] == [
        ("b", Obstacle.PREREQUISITES, ("a",))
    ]


def test_a_prerequisite_outside_the_journeys_comes_first() -> None:
    """A journey that builds on skills of another brings them along, so that nobody waits for ever."""
    skills = [skill("base"), skill("more", prerequisites=["base"]), skill("top", prerequisites=["more"]), skill("easy")]
    taught = curriculum(skills, [question(f"q-{one.id}", one.id) for one in skills], journey=["top", "easy"])
    made = plan(situation(taught, journeys=["j"]), days=3)
    assert [skills_of(made, day) for day in range(3)] == [["base", "easy"], ["more"], ["top"]]


def test_a_reset_card_is_new_again() -> None:
    """A skill whose memory a new edition reset is introduced again, in a journey or not."""
    taught, names = simple(1)
    reset = card(names[0], phase=Phase.NEW, memory=None, due_day=None)
    made = plan(situation(taught, reset))
    assert [(placed.skill, placed.reason) for placed in made.today.placements] == [(names[0], Reason.NEW)]
    never = card(names[0], phase=Phase.NEW, memory=None, due_day=None, reps=0)
    assert skills_of(plan(situation(taught, never))) == []


def test_what_a_drill_brings_along_counts_as_introduced() -> None:
    """A drill that begins three skills at once uses up a limit of three; under one of two it waits, and says so."""
    names = ["a", "b", "c", "d"]
    taught = curriculum([skill(name) for name in names], [drill("talk", "a", "b", "c"), question("q-d", "d")])
    few = plan(situation(taught, journeys=["j"], policy=planned(new_skills=2)), days=2)
    assert [skills_of(few, day) for day in range(2)] == [["d"], []]
    assert {(one.skill, one.obstacle) for one in few.waiting} == {(name, Obstacle.LIMIT) for name in "abc"}
    made = plan(situation(taught, journeys=["j"], policy=planned(new_skills=3)), days=2)
    assert [skills_of(made, day) for day in range(2)] == [["a", "b", "c"], ["d"]]
    assert made.today.cost == timedelta(minutes=5)
