"""Plans say what they mean: in words a learner understands, and as a table."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import Curriculum
from reinforce.errors import NotFoundError
from reinforce.journal import Rating
from reinforce.practice import Availability, Goal, Order, Reason, Situation, plan
from tests.practice.building import (
    NOW,
    away,
    card,
    curriculum,
    drill,
    on,
    planned,
    question,
    simple,
    situation,
    skill,
)
from tests.practice.drawing import HALF, busy_situations

OWN_ORDER = planned(order=Order.RETRIEVABILITY, levelling=False)


def test_every_place_is_explained() -> None:
    """A plan says in words when each skill comes, and why then, wherever it stands."""
    skills = [
        *(skill(name) for name in ("due", "tight", "soon", "late", "never", "new", "step")),
        skill("x", prerequisites=["y"]),
    ]
    skills += [skill("y"), skill("bare"), skill("along"), skill("crowded")]
    taught = curriculum(
        skills,
        [
            question("q-due", "due"),
            question("q-tight", "tight"),
            question("q-soon", "soon"),
            drill("talk", "late", "along", minutes=1),
            question("q-never", "never"),
            question("q-new", "new"),
            question("q-x", "x"),
            question("q-y", "y"),
            question("q-step", "step"),
            question("q-crowded", "crowded"),
        ],
        journey=["new", "crowded", "bare", "x"],
    )
    cards = [
        card("due", due=0, stability=5),
        card("tight", due=-3, stability=90),
        card("soon", due=40),
        card("late", due=-2, stability=1),
        card("y", due=30, rating=Rating.Again),
        card("step", due_at=NOW + timedelta(minutes=5)),
    ]
    cards += [card("never", memory=None, due_day=None, reps=0)]  # its only review was taken back
    given_ = situation(taught, *cards, budget=2, journeys=["j"], policy=OWN_ORDER)
    made = plan(given_)
    said = {one.id: made.explain(one.id) for one in skills}
    assert said == {
        "late": "Today: “Late”, with the drill “Talk” (1 minute), because it fell due on 28 February 2026. "
        "About 69 % of what you knew will still be known.",
        "along": "Today: “Along”, along with the drill “Talk”. It is new to you.",
        "due": "Today: “Due”, with a question (1 minute), because it falls due on 2 March 2026. "
        "About 85 % of what you knew will still be known.",
        "tight": "“Tight” fell due on 27 February 2026, and comes on 3 March 2026.",
        "soon": "“Soon” is next due on 11 April 2026, after the days of this plan.",
        "never": "“Never” is not part of your journeys, and you have not practised it.",
        "new": "“New” is new to you, and comes on 4 March 2026.",
        "crowded": "“Crowded” is new to you, and comes on 5 March 2026.",
        "bare": "“Bare” has no exercise to practise it with.",
        "x": "“X” is new to you, and comes on 2 April 2026.",
        "y": "“Y” is next due on 1 April 2026, after the days of this plan.",
        "step": "“Step” comes up again later today.",
    }
    ahead = plan(given_, days=40)
    assert ahead.explain("new") == "On 4 March 2026: “New”, with a question (1 minute). It is new to you."
    assert ahead.explain("tight").startswith("Tomorrow: ")
    assert ahead.explain("x").endswith("It is new to you, and builds on “Y”.")
    with pytest.raises(NotFoundError):
        made.explain("nope")


def test_each_obstacle_is_explained() -> None:
    """A skill that stands on no day is said to do so, with what is in the way."""
    skills = [skill(name) for name in ("long", "full", "held", "leech", "buried", "base", "slow")]
    skills.append(skill("top", prerequisites=["base"]))
    minutes = {"long": 9.0}
    taught = curriculum(
        skills,
        [question(f"q-{one.id}", one.id, minutes=minutes.get(one.id, 1.0)) for one in skills],
        journey=["slow", "top"],
    )
    late = [card(name, due=-5, ago=9) for name in ("long", "full", "held", "buried", "base")]
    given_ = situation(
        taught,
        *late,
        card("leech", lapses=8),
        budget=3,
        journeys=["j"],
        suspended=frozenset({"held", "base"}),
        buried=frozenset({"buried"}),
        policy=planned(new_skills=0),
    )
    given_ = replace(given_, cards={**given_.cards, "base": card("base", rating=Rating.Again)})
    made = plan(given_)
    assert {name: made.explain(name) for name in ("long", "held", "leech", "buried", "top", "slow")} == {
        "long": "“Long” fell due on 25 February 2026, but practising it takes longer than all the time of a day.",
        "held": "“Held” is suspended. It comes back when it is resumed.",
        "leech": "“Leech” has slipped so often that more of the same is no help. A coach will help.",
        "buried": "“Buried” fell due on 25 February 2026, but is put off until tomorrow.",
        "top": "“Top” waits until you have “Base”.",
        "slow": "“Slow” is new to you, and waits until you have time to keep up what you have begun.",
    }
    none = plan(replace(given_, budget=timedelta(minutes=1), items=0), days=3)
    assert none.explain("full").endswith("but the time a day leaves no room for it within 3 days.")
    assert plan(replace(given_, items=0)).explain("full").endswith("but today has no room for it.")


def test_each_reason_is_explained() -> None:
    """What was moved says for what: an even load, a leave, a goal, a confident error, or more practice."""
    taught, (name,) = simple(1)
    week_off = Availability(off=frozenset(on(days) for days in range(1, 6)))
    said = {
        reason: plan(given_, days=30).explain(name)
        for reason, given_ in {
            Reason.LEAVE: situation(taught, card(name, due=7, ago=3), availability=away(5, 18)),
            Reason.GOAL: situation(
                taught,
                card(name, ago=5, due=35, stability=40),
                goals=(Goal(id="g", on=on(20), still_known=0.95, skills=(name,)),),
            ),
            Reason.RECHECK: situation(
                taught, card(name, ago=0, due=6, rating=Rating.Again), rechecks={name: NOW.toordinal()}
            ),
            Reason.AHEAD: situation(taught, card(name, ago=1, due=9), ahead=9),
            Reason.EARLY: situation(taught, card(name, ago=9, due=1), availability=week_off),
        }.items()
    }
    because = {reason: text.partition(", with a question (1 minute), ")[2] for reason, text in said.items()}
    assert {reason: clause.split(". ")[0] for reason, clause in because.items()} == {
        Reason.LEAVE: "because it falls due on 9 March 2026, while you are away",
        Reason.GOAL: "so that enough of it is there on 22 March 2026",
        Reason.RECHECK: "because you were sure of an answer that was wrong",
        Reason.AHEAD: "ahead of 11 March 2026, when it falls due, since you asked for more",
        Reason.EARLY: "a little before it falls due on 3 March 2026, so that no day gets too full",
    }


@HALF
@given(busy_situations(), st.integers(1, 9))
def test_every_skill_and_every_goal_can_be_explained(given_: Situation, days: int) -> None:
    """Whatever a plan was made from, it has a sentence for each skill and each goal ahead."""
    made = plan(given_, days=days)
    assert all(made.explain(name).endswith(".") for name in given_.curriculum.skills)
    assert all(made.explain_goal(outlook.goal.id).endswith(".") for outlook in made.goals)
    assert len(made.goals) == sum(goal.day >= given_.today for goal in given_.goals)
    with pytest.raises(NotFoundError):
        made.explain_goal("nope")


def test_a_plan_shows_itself() -> None:
    """In a notebook a plan is a table of its placements."""
    taught, names = simple(2)
    html = plan(situation(taught, card(names[0], stability=5), budget=1))._repr_html_()
    assert f"<td>2026-03-02</td><td>{names[0]}</td><td>q-{names[0]}</td><td>1</td><td>due</td><td>85 %</td>" in html


def test_what_is_due_and_kept_out_of_today_is_named_beside_what_today_brings() -> None:
    """A coach, or somebody's word, keeps it out, and nobody takes it for forgotten; what is not due is not named."""
    taught, names = simple(7)
    late = [card(name, due=-1, ago=9) for name in names]
    leech, asleep, later = names[1], names[2], names[4]
    other: dict[str, Any] = {leech: {"lapses": 99}, later: {"due_day": NOW.toordinal() + 9}}
    cards = [replace(one, **other.get(one.skill, {})) for one in late]
    whole = situation(taught, *cards, suspended=frozenset({asleep, later}), buried=frozenset({names[3]}))
    for days in (1, 30):
        said = plan(whole, days=days).explain_today()
        assert said.startswith("Today: ")
        assert f"“{taught.skills[leech].title}” has slipped so often" in said
        assert f"“{taught.skills[asleep].title}” is suspended." in said
        assert f"“{taught.skills[names[3]].title}” fell due on 1 March 2026, but is put off until tomorrow." in said
        assert f"“{taught.skills[later].title}”" not in said
    every = replace(whole, suspended=frozenset(names), buried=frozenset())
    alone = plan(every).explain_today()
    assert alone.startswith("Nothing today. ")
    assert alone.endswith(" 2 more skills are kept out.")


def test_a_day_without_practice_says_why() -> None:
    """Nobody is left with an empty list: what is next, what keeps it, or that no journey leads anywhere."""
    taught = curriculum([skill("a"), skill("bare")], [question("q-a", "a")], journey=["a"])
    said = {
        "practice": plan(situation(taught, journeys=["j"])),
        "ahead": plan(situation(taught, card("a", due=3), journeys=["j"])),
        "no exercise": plan(situation(curriculum([skill("bare")], []), journeys=["j"])),
        "no journey": plan(situation(taught)),
        "gone": plan(situation(taught, journeys=["old"])),
        "retired": plan(situation(taught, card("gone", due=-1))),
    }
    assert {name: made.explain_today() for name, made in said.items()} == {
        "practice": "Today: 1 skill in 1 minute.",
        "ahead": "Nothing today. “A” is next, due on 5 March 2026.",
        "no exercise": "Nothing today. “Bare” has no exercise to practise it with.",
        "no journey": "Nothing today: you are enrolled in no journey. There are 'j', 'p'.",
        "gone": "Nothing today: 'old', in which you are enrolled, is not there any more. There are 'j', 'p'.",
        "retired": "Nothing today: you are enrolled in no journey. There are 'j', 'p'.",
    }
    assert plan(situation(Curriculum.of([]))).explain_today().endswith("Nothing is published yet.")
