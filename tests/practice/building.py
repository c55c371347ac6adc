"""Small curricula, cards and situations for the tests of this folder."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from reinforce.catalog import (
    Capability,
    Criterion,
    Curriculum,
    Dimension,
    DrillSpec,
    Exercise,
    Facet,
    Journey,
    Modifier,
    Option,
    Pack,
    Question,
    SingleChoice,
    Skill,
    Stage,
)
from reinforce.journal import Rating
from reinforce.memory import MemoryState, Phase
from reinforce.practice import Calendar, CalendarEntry, Card, Exposure, Policy, Situation

TODAY = date(2026, 3, 2).toordinal()
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UTC_CALENDAR = Calendar((CalendarEntry(effective_at=datetime(2026, 1, 1, tzinfo=UTC)),))


def skill(
    name: str, *, capability: str = "discovery", dimension: str = "knowledge", prerequisites: Sequence[str] = ()
) -> Skill:
    """Return a skill."""
    return Skill(
        id=name,
        capability=capability,
        title=name.title(),
        dimension=Dimension(dimension),
        description=f"Has {name}.",
        prerequisites=tuple(prerequisites),
    )


def question(name: str, of: str, *, minutes: float = 1.0) -> SingleChoice:
    """Return a question with the options a (wrong), b (right) and c (wrong)."""
    return SingleChoice(
        id=name,
        skill=of,
        facet=Facet.WHAT,
        minutes=minutes,
        prompt=f"What about {name}?",
        options=(
            Option(id="a", text="first", feedback="Not that one."),
            Option(id="b", text="second", correct=True),
            Option(id="c", text="third"),
        ),
        explanation="Because.",
    )


def drill(name: str, *skills: str, minutes: float = 5.0, modifiers: Sequence[Modifier] = ()) -> DrillSpec:
    """Return a drill with one criterion of three levels for each of *skills*."""
    return DrillSpec(
        id=name,
        title=name.title(),
        facet=Facet.HOW,
        instructions="Do it.",
        minutes=minutes,
        modifiers=tuple(modifiers),
        rubric=tuple(
            Criterion(id=f"on-{of}", title=f"On {of}", skill=of, levels=("poor", "fair", "good")) for of in skills
        ),
        debrief="This is good.",
    )


def variants(of: str, *, questions: int, drills: int) -> list[Exercise]:
    """Return so many questions and drills of one skill."""
    return [
        *(question(f"question-{number}", of) for number in range(questions)),
        *(drill(f"drill-{number}", of) for number in range(drills)),
    ]


def curriculum(
    skills: Iterable[Skill], exercises: Iterable[Exercise], *, journey: Sequence[str] | None = None, edition: int = 1
) -> Curriculum:
    """Return a curriculum with one journey, ``j``, through all skills in order, or through those named."""
    listed, given = tuple(skills), tuple(exercises)
    return Curriculum.of(
        [
            (
                edition,
                Pack(
                    pack="p",
                    title="P",
                    capabilities=tuple(
                        Capability(id=name, title=name, method="m", measurement="m", early_warning="w")
                        for name in dict.fromkeys(one.capability for one in listed)
                    ),
                    skills=listed,
                    questions=tuple(one for one in given if not isinstance(one, DrillSpec)),
                    drills=tuple(one for one in given if isinstance(one, DrillSpec)),
                    journeys=(
                        Journey(
                            id="j",
                            title="J",
                            stages=(Stage(id="s", title="S", skills=tuple(journey or [one.id for one in listed])),),
                        ),
                    ),
                ),
            )
        ]
    )


def card(
    of: str,
    *,
    due: int = 0,
    ago: int = 10,
    stability: float = 10.0,
    rating: Rating = Rating.Good,
    **other: Any,  # noqa: ANN401 - any field of a card
) -> Card:
    """Return a card in review: due *due* days after today (before it, if negative), practised *ago* days ago."""
    given: dict[str, Any] = {
        "learner": "ana",
        "skill": of,
        "phase": Phase.REVIEW,
        "memory": MemoryState(stability, 5.0),
        "due_day": TODAY + due,
        "last_at": NOW - timedelta(days=ago),
        "last_id": "r",
        "last_day": TODAY - ago,
        "last_rating": rating,
        "reps": 3,
    }
    return Card(**{**given, **other})


def situation(
    taught: Curriculum,
    *cards: Card,
    budget: float | None = None,
    spent: float = 0,
    exposures: Mapping[str, Exposure] | None = None,
    journeys: Sequence[str] = (),
    **other: Any,  # noqa: ANN401 - any field of a situation
) -> Situation:
    """Return Ana's situation today; *budget* and *spent* are minutes."""
    given: dict[str, Any] = {"learner": "ana", "now": NOW, "today": TODAY, "calendar": UTC_CALENDAR, "policy": Policy()}
    return Situation(
        curriculum=taught,
        cards={one.skill: one for one in cards},
        journeys=tuple(journeys),
        exposures=exposures or {},
        spent=timedelta(minutes=spent),
        budget=None if budget is None else timedelta(minutes=budget),
        **{**given, **other},
    )


def simple(count: int, *, minutes: float = 1.0) -> tuple[Curriculum, list[str]]:
    """Return a curriculum of *count* skills, each with one question, and the skills' ids."""
    names = [f"s{index:02}" for index in range(count)]
    return curriculum(
        [skill(name) for name in names], [question(f"q-{name}", name, minutes=minutes) for name in names]
    ), names


def with_questions(*questions: Question) -> Curriculum:
    """Return a curriculum of the skills of *questions*."""
    return curriculum([skill(name) for name in dict.fromkeys(one.skill for one in questions)], questions)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Draw a situation: up to eight skills in three capabilities, questions and drills, some cards, any budget."""
    names = [f"s{index}" for index in range(draw(st.integers(1, 8)))]
    skills = [
        skill(
            name,
            capability=draw(st.sampled_from(["discovery", "renewal", "value"])),
            dimension=draw(st.sampled_from(list(Dimension))),
            prerequisites=draw(st.lists(st.sampled_from(names[:index]), unique=True, max_size=2)) if index else (),
        )
        for index, name in enumerate(names)
    ]
    minutes = st.sampled_from([0.1, 0.5, 1.0, 2.5, 7.0, 12.0])
    exercises: list[Exercise] = [
        question(f"q-{name}-{number}", name, minutes=draw(minutes))
        for name in names
        for number in range(draw(st.integers(0, 3)))
    ]
    exercises += [
        drill(
            f"d-{number}",
            *draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)),
            minutes=draw(minutes),
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
        )
        for name in draw(st.lists(st.sampled_from(names), unique=True))
    ]
    exposures = (
        {
            exercise.id: Exposure(draw(st.integers(1, 4)), NOW - timedelta(days=draw(st.integers(0, 30))))
            for exercise in draw(st.lists(st.sampled_from(exercises), unique_by=lambda one: one.id))
        }
        if exercises
        else {}
    )
    return situation(
        curriculum(skills, exercises),
        *cards,
        budget=draw(st.none() | st.sampled_from([0.0, 0.5, 1.0, 3.0, 8.0, 15.0])),
        spent=draw(st.sampled_from([0.0, 0.0, 0.2, 4.0])),
        exposures=exposures,
        journeys=["j"] if draw(st.booleans()) else [],
    )
