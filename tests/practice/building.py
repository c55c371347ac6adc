"""Small curricula, cards and situations for the tests of this folder."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

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
from reinforce.memory import Features, MemoryState, Phase
from reinforce.practice import (
    Availability,
    Calendar,
    CalendarEntry,
    Card,
    Exposure,
    Leave,
    OnLeave,
    Planning,
    Policy,
    Situation,
)

TODAY = date(2026, 3, 2).toordinal()
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UTC_CALENDAR = Calendar((CalendarEntry(effective_at=datetime(2026, 1, 1, tzinfo=UTC)),))


def skill(
    name: str,
    *,
    capability: str = "discovery",
    dimension: str = "knowledge",
    prerequisites: Sequence[str] = (),
    encompasses: Mapping[str, float] | None = None,
    priority: float = 1.0,
) -> Skill:
    """Return a skill."""
    return Skill(
        id=name,
        capability=capability,
        title=name.title(),
        dimension=Dimension(dimension),
        description=f"Has {name}.",
        prerequisites=tuple(prerequisites),
        encompasses=encompasses or {},
        priority=priority,
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
    skills: Iterable[Skill],
    exercises: Iterable[Exercise],
    *,
    journey: Sequence[str] | None = None,
    edition: int = 1,
    credit: bool = False,
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
                    credit=credit,
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
        "features": Features(successes=3, fast=1.75, slow=2.71, lately=1.0, lately_right=1.0),
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
    return priced([minutes] * count)


def priced(minutes: Sequence[float], *, priorities: Sequence[float] = ()) -> tuple[Curriculum, list[str]]:
    """Return a curriculum of skills, each with one question that takes so many minutes, and the skills' ids."""
    names = [f"s{index:02}" for index in range(len(minutes))]
    weights = priorities or [1.0] * len(names)
    return curriculum(
        [skill(name, priority=weight) for name, weight in zip(names, weights, strict=True)],
        [question(f"q-{name}", name, minutes=each) for name, each in zip(names, minutes, strict=True)],
    ), names


def planned(**settings: Any) -> Policy:  # noqa: ANN401 - any setting of planning
    """Return the default policy, with these settings of planning."""
    return Policy(planning=Planning(**settings))


def on(days: int) -> date:
    """Return the date so many days after today."""
    return date.fromordinal(TODAY + days)


def away(first: int, last: int, *, policy: OnLeave = OnLeave.SPREAD, name: str = "leave") -> Availability:
    """Return that one is on leave from *first* to *last* days after today."""
    return Availability(leaves=(Leave(id=name, first=on(first), last=on(last), policy=policy),))


def with_questions(*questions: Question) -> Curriculum:
    """Return a curriculum of the skills of *questions*."""
    return curriculum([skill(name) for name in dict.fromkeys(one.skill for one in questions)], questions)
