"""Sessions: the plan's today as quizzes and drills, neighbours apart, the same when asked again."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby, pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import Exercise, Modifier
from reinforce.practice import Drill, Exposure, Policy, Quiz, Reason, Session, Situation, plan, session
from tests.practice.building import NOW, card, curriculum, drill, planned, question, simple, situation, skill
from tests.practice.drawing import situations


def flat(made: Session) -> list[Exercise]:
    """Return the exercises of a session, one after the other."""
    return [exercise for item in made for exercise in (item.questions if isinstance(item, Quiz) else (item.spec,))]


def clashes(exercises: Sequence[Exercise]) -> int:
    """Return how many neighbours share a skill."""
    return sum(not set(one.skills).isdisjoint(other.skills) for one, other in pairwise(exercises))


@given(situations())
def test_a_session_is_the_plans_today(given_: Situation) -> None:
    """Every exercise placed today is in it, once and nothing else, for the same time."""
    made, today = session(given_), plan(given_).today
    chosen = [placement.exercise for placement in today.placements if placement.reason is not Reason.COVERED]
    assert sorted(exercise.id for exercise in flat(made)) == sorted(chosen)
    assert made.cost == today.cost
    assert made.minutes == pytest.approx(sum(item.minutes for item in made))
    assert {name for item in made for name in item.skills} == {placement.skill for placement in today.placements} | {
        name for exercise in flat(made) for name in exercise.skills
    }


@given(situations())
def test_neighbours_share_a_skill_only_where_they_must(given_: Situation) -> None:
    """No order of the session's exercises has fewer neighbours that share a skill."""
    exercises = flat(session(given_))
    fewest = clashes(exercises)
    if fewest:
        assert fewest == min(clashes(order) for order in permutations(exercises))


@given(situations(), st.integers(1, 4))
def test_quizzes_keep_their_size(given_: Situation, most: int) -> None:
    """No quiz is larger than the policy says, or split further than it need be, and its parts are even."""
    made = session(replace(given_, policy=Policy(quiz_size=most)))
    for is_quiz, run in groupby(made, lambda item: isinstance(item, Quiz)):
        if is_quiz:
            sizes = [len(item.questions) for item in run if isinstance(item, Quiz)]
            assert max(sizes) <= most
            assert len(sizes) == -(-sum(sizes) // most)
            assert max(sizes) - min(sizes) <= 1


@given(situations())
def test_the_same_situation_has_the_same_session(given_: Situation) -> None:
    """Asked again, a session has the same items with the same ids, each id once, and all of it is JSON."""
    made = session(given_)
    again = session(replace(given_, cards=dict(list(given_.cards.items())[::-1])))
    assert [item.presented() for item in again] == [item.presented() for item in made]
    assert len({item.id for item in made}) == len(made)
    assert json.loads(json.dumps([item.presented() for item in made])) == [item.presented() for item in made]


def test_ids_differ_by_learner_day_edition_and_meeting() -> None:
    """An id comes again only while the same thing is asked of the same learner on the same day."""
    taught, (name,) = simple(1)
    later = curriculum([skill(name)], [question(f"q-{name}", name)], edition=2)
    here = situation(taught, card(name))
    there = [
        here,
        replace(here, learner="bob"),
        replace(here, today=here.today + 1, now=here.now + timedelta(days=1)),
        replace(here, curriculum=later),
        replace(here, exposures={f"q-{name}": Exposure(1, NOW)}),
        replace(here, policy=Policy(seed=1)),
    ]
    assert len({item.id for one in there for item in session(one)}) == len(there)


def test_capabilities_alternate_and_urgency_is_otherwise_kept() -> None:
    """Four due skills of two capabilities come in turns, the most urgent first."""
    names = ["a", "b", "c", "d"]
    taught = curriculum(
        [skill(name, capability="one" if name in "ab" else "two") for name in names],
        [question(f"q-{name}", name) for name in names],
    )
    cards = [card(name, stability=place + 1) for place, name in enumerate(names)]
    assert [exercise.skills[0] for exercise in flat(session(situation(taught, *cards)))] == ["a", "c", "b", "d"]


def test_questions_that_follow_each_other_form_quizzes() -> None:
    """Six questions in fives are two quizzes of three; a drill stands alone."""
    taught, names = simple(6)
    cards = [card(name, stability=place + 1) for place, name in enumerate(names)]
    made = session(situation(taught, *cards))
    assert [item.skills for item in made] == [tuple(names[:3]), tuple(names[3:])]
    assert [item.edition for item in made] == [1, 1]
    assert len(made) == 2


def test_modifiers_come_after_the_first_time_and_rotate() -> None:
    """A drill comes plain at first, then under each of its modifiers in turn."""
    harder = [Modifier(id=name, text=name, difficulty=0.5) for name in ("m1", "m2")]
    taught = curriculum([skill("s")], [drill("d", "s", modifiers=harder)])
    met = []
    for seen in range(5):
        exposures = {"d": Exposure(seen, NOW)} if seen else {}
        (item,) = session(situation(taught, card("s"), exposures=exposures))
        assert isinstance(item, Drill)
        met.append([modifier.id for modifier in item.modifiers])
    assert met == [[], ["m1"], ["m2"], ["m1"], ["m2"]]


def test_nothing_to_practise_is_an_empty_session() -> None:
    """A learner without anything due or new has a session without items."""
    taught, _ = simple(2)
    made = session(situation(taught))
    assert (len(made), list(made), made.minutes) == (0, [], 0.0)


def test_a_session_shows_itself() -> None:
    """In a notebook a session is a table of its items."""
    taught, names = simple(2)
    made = session(situation(taught, *[card(name) for name in names], policy=planned(levelling=False)))
    assert f"<td>quiz</td><td>{made.items[0].id}</td><td>2</td><td>s00, s01</td>" in made._repr_html_()
