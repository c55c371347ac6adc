"""Strategies that draw situations for the properties of this folder."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from reinforce.catalog import Curriculum, Dimension, Exercise
from reinforce.journal import Rating
from reinforce.practice import (
    Availability,
    Card,
    Exposure,
    Goal,
    Leave,
    Load,
    OnLeave,
    Order,
    Planning,
    Policy,
    Situation,
)
from tests.practice.building import NOW, TODAY, card, curriculum, drill, on, question, situation, skill

HALF = settings(max_examples=settings().max_examples // 2)
"""For laws over `busy_situations`, which take long to draw: half as many examples as the profile asks for."""

MINUTES = st.sampled_from([0.1, 0.5, 1.0, 2.5, 7.0, 12.0])


class Drawn(NamedTuple):
    """What a situation is drawn over: the ids of skills, what they are taught with, and their cards."""

    names: list[str]
    taught: Curriculum
    cards: list[Card]


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Draw a situation: up to eight skills in three capabilities, questions and drills, some cards, any budget."""
    drawn = draw(_drawn())
    return situation(
        drawn.taught,
        *drawn.cards,
        budget=draw(st.none() | st.sampled_from([0.0, 0.5, 1.0, 3.0, 8.0, 15.0])),
        spent=draw(st.sampled_from([0.0, 0.0, 0.2, 4.0])),
        exposures=draw(_exposures(drawn.taught)),
        journeys=["j"] if draw(st.booleans()) else [],
    )


@st.composite
def busy_situations(draw: st.DrawFn, /, **fixed: Any) -> Situation:  # noqa: ANN401 - any field of a situation
    """
    Draw a situation with all that a plan depends on, but for the *fixed* fields.

    To that of `situations`, with up to five skills, come a week with loads, dates off and leaves of both kinds, goals,
    skills that are suspended, buried, coached or to be looked at again, items done and allowed, practice ahead, credit,
    and any planning.
    """
    drawn = draw(_drawn(most=5, credit=draw(st.booleans())))
    some = st.frozensets(st.sampled_from(drawn.names), max_size=2)
    fields: dict[str, Any] = {
        "policy": Policy(planning=draw(plannings()), fuzz=draw(st.booleans())),
        "availability": draw(availabilities()),
        "goals": tuple(draw(st.lists(_goals(drawn.names), max_size=2, unique_by=lambda goal: goal.id))),
        "suspended": draw(some),
        "buried": draw(some),
        "coached": {name: draw(st.integers(0, 8)) for name in draw(some)},
        "rechecks": {name: TODAY - draw(st.integers(0, 2)) for name in sorted(draw(some))},
        "budget": draw(st.none() | st.sampled_from([0.0, 0.5, 1.0, 3.0, 8.0, 15.0])),
        "items": draw(st.none() | st.integers(0, 5)),
        "spent": draw(st.sampled_from([0.0, 0.0, 0.2, 4.0])),
        "spent_items": draw(st.sampled_from([0, 0, 1, 3])),
        "ahead": draw(st.sampled_from([0, 0, 0, 3])),
        "exposures": draw(_exposures(drawn.taught)),
        "journeys": ["j"] if draw(st.booleans()) else [],
    }
    return situation(drawn.taught, *drawn.cards, **{**fields, **fixed})


def plannings() -> st.SearchStrategy[Planning]:
    """Return settings of planning of every kind."""
    return st.builds(
        Planning,
        required=st.sampled_from([timedelta(), timedelta(minutes=2)]),
        required_items=st.sampled_from([0, 0, 2]),
        order=st.sampled_from(Order),
        levelling=st.booleans(),
        new_skills=st.none() | st.integers(0, 2),
        carrying=st.booleans(),
        leech_lapses=st.sampled_from([0, 4, 8]),
        recheck_days=st.sampled_from([1, 3]),
        credit_floor=st.sampled_from([0.6, 0.8]),
        long_exercises=st.booleans(),
    )


def availabilities() -> st.SearchStrategy[Availability]:
    """Return weeks of any loads, with dates off and up to two leaves of both kinds."""
    leave = st.builds(
        lambda first, length, policy: (first, first + length, policy),
        st.integers(-3, 20),
        st.integers(0, 15),
        st.sampled_from(OnLeave),
    )
    return st.builds(
        lambda week, off, leaves: Availability(
            week=tuple(week),
            off=frozenset(on(days) for days in off),
            leaves=tuple(
                Leave(id=f"leave-{number}", first=on(first), last=on(last), policy=policy)
                for number, (first, last, policy) in enumerate(leaves)
            ),
        ),
        st.lists(st.sampled_from(Load), min_size=7, max_size=7) | st.just([Load.FULL] * 7),
        st.sets(st.integers(0, 12), max_size=2),
        st.lists(leave, max_size=2),
    )


def _goals(names: Sequence[str]) -> st.SearchStrategy[Goal]:
    """Return goals of one skill, some skills, a capability or the journey."""
    about = st.sampled_from([{"capability": "discovery"}, {"journey": "j"}, {"skills": (names[0],)}])
    return st.builds(
        lambda about, number, days, share, lasting: Goal(
            id=f"goal-{number}", on=on(days), still_known=share, lasting=timedelta(days=lasting), **about
        ),
        about,
        st.integers(0, 1),
        st.integers(0, 25),
        st.sampled_from([0.8, 0.9, 0.95]),
        st.sampled_from([0, 0, 10]),
    )


@st.composite
def _drawn(draw: st.DrawFn, *, most: int = 8, credit: bool = False) -> Drawn:
    names = [f"s{index}" for index in range(draw(st.integers(1, most)))]
    skills = [
        skill(
            name,
            capability=draw(st.sampled_from(["discovery", "renewal", "value"])),
            dimension=draw(st.sampled_from(list(Dimension))),
            prerequisites=draw(st.lists(st.sampled_from(names[:index]), unique=True, max_size=2)) if index else (),
            encompasses=dict.fromkeys(names[max(0, index - 1) : index], 0.5) if credit else None,
            priority=draw(st.sampled_from([1.0, 1.0, 2.0])),
        )
        for index, name in enumerate(names)
    ]
    exercises: list[Exercise] = [
        question(f"q-{name}-{number}", name, minutes=draw(MINUTES))
        for name in names
        for number in range(draw(st.integers(0, 3)))
    ]
    exercises += [
        drill(
            f"d-{number}",
            *draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)),
            minutes=draw(MINUTES),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    cards = [
        card(
            name,
            due=draw(st.integers(-20, 12)),
            ago=draw(st.integers(0, 40)),
            stability=draw(st.sampled_from([0.5, 3.0, 3.0, 40.0])),
            rating=draw(st.sampled_from(list(Rating))),
            lapses=draw(st.sampled_from([0, 0, 4, 12])),
        )
        for name in draw(st.lists(st.sampled_from(names), unique=True))
    ]
    return Drawn(names, curriculum(skills, exercises, credit=credit), cards)


@st.composite
def _exposures(draw: st.DrawFn, taught: Curriculum) -> dict[str, Exposure]:
    exercises = [*taught.questions.values(), *taught.drills.values()]
    if not exercises:
        return {}
    met = draw(st.lists(st.sampled_from(exercises), unique_by=lambda one: one.id))
    return {
        exercise.id: Exposure(draw(st.integers(1, 4)), NOW - timedelta(days=draw(st.integers(0, 30))))
        for exercise in met
    }
