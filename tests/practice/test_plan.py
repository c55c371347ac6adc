"""Plans say what they mean: in words a learner understands, and as a table."""

from datetime import timedelta

import pytest

from reinforce.errors import NotFoundError
from reinforce.journal import Rating
from reinforce.practice import plan
from tests.practice.building import NOW, card, curriculum, drill, question, simple, situation, skill


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
    made = plan(situation(taught, *cards, budget=2, journeys=["j"]))
    said = {one.id: made.explain(one.id) for one in skills}
    assert said == {
        "late": "Today: “Late”, with the drill “Talk” (1 minute), because it fell due on 28 February 2026. "
        "About 69 % of what you knew will be left.",
        "along": "Today: “Along”, along with the drill “Talk”.",
        "due": "Today: “Due”, with a question (1 minute), because it falls due on 2 March 2026. "
        "About 85 % of what you knew will be left.",
        "tight": "“Tight” fell due on 27 February 2026, but today has no room for it.",
        "soon": "“Soon” is next due on 11 April 2026, after the days of this plan.",
        "never": "“Never” is not part of your journeys, and you have not practised it.",
        "new": "“New” is new to you, but today has no room for it.",
        "crowded": "“Crowded” is new to you, but today has no room for it.",
        "bare": "“Bare” has no exercise to practise it with.",
        "x": "“X” waits until you have “Y”.",
        "y": "“Y” is next due on 1 April 2026, after the days of this plan.",
        "step": "“Step” comes up again later today.",
    }
    ahead = plan(situation(taught, *cards, budget=2, journeys=["j"]), days=40)
    assert ahead.explain("new") == "On 4 March 2026: “New”, with a question (1 minute). It is new to you."
    assert ahead.explain("tight").startswith("Tomorrow: ")
    assert ahead.explain("x").endswith("It is new to you, and builds on “Y”.")
    short = plan(situation(taught, *cards, budget=1, journeys=["j"]), days=2)
    assert short.explain("new") == "“New” is new to you, but the time a day leaves no room for it within 2 days."
    with pytest.raises(NotFoundError):
        made.explain("nope")


def test_a_plan_shows_itself() -> None:
    """In a notebook a plan is a table of its placements."""
    taught, names = simple(2)
    html = plan(situation(taught, card(names[0], stability=5), budget=1))._repr_html_()
    assert f"<td>2026-03-02</td><td>{names[0]}</td><td>q-{names[0]}</td><td>1</td><td>due</td><td>85 %</td>" in html
