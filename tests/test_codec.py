"""The codec: public values become JSON that people read, and come back; what does not fit is refused by its path."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum
from importlib import import_module
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import Learner, NewReview
from reinforce.catalog import Curriculum, Pack
from reinforce.catalog.fields import Element
from reinforce.codec import LEARNER_DAY, Kept, Value, from_kept, kept
from reinforce.engine import LogPage, ObservedCall
from reinforce.errors import InvalidParameterError
from reinforce.journal import Event, EventKind, EventTraits, Rating, Review
from reinforce.memory import (
    PRIOR,
    Ability,
    Coefficients,
    Features,
    Fsrs6,
    MemoryModels,
    MemoryState,
    PerformanceModel,
    SkillCount,
)
from reinforce.practice import (
    Answer,
    Availability,
    Calendar,
    CalendarEntry,
    Card,
    Delivery,
    DrillAttempt,
    Elapsed,
    Feedback,
    Goal,
    Grading,
    Hours,
    Leave,
    Order,
    Plan,
    Planning,
    Policy,
    QuizAttempt,
    Session,
    Settings,
    Situation,
    plan,
    session,
)
from reinforce.practice.progress import Demand, LaterAttempt, Mastering, SlippingModel, Wait
from tests.catalog.packs import pack
from tests.catalog.strategies import packs
from tests.practice.building import simple, situation
from tests.practice.drawing import availabilities, busy_situations, plannings

ROOMS = ("", ".catalog", ".journal", ".memory", ".practice", ".practice.progress", ".engine", ".ports")

NOT_WRITTEN = {
    EventTraits: "is what the code says of a kind of event",
    LaterAttempt: "is what a model is fitted to, on the way",
    SlippingModel: "is fitted anew whenever it is asked",
    Curriculum: "is made of packs, which are written, and of the log; half of it is what was worked out of them",
    MemoryModels: "holds classes, which a process brings along",
    ObservedCall: "is told to the host as a call ends, and kept by nobody",
}
"""The public dataclasses that have no form in which they are kept, each with the reason."""


def public_values() -> Iterator[type[Any]]:
    """Yield the dataclasses and elements of packs that hosts can name."""
    rooms = [import_module(f"reinforce{room}") for room in ROOMS]
    named = (getattr(room, name) for room in rooms for name in room.__all__)
    kinds = dict.fromkeys(one for one in named if isinstance(one, type))
    yield from (kind for kind in kinds if is_dataclass(kind) or issubclass(kind, Element))


KEPT = [kind for kind in public_values() if is_dataclass(kind) and kind not in NOT_WRITTEN]
VALUES = [kind for kind in KEPT if issubclass(kind, Value)]
ELEMENTS = [kind for kind in public_values() if issubclass(kind, Element)]

IDS = st.text("abcxyz-019", min_size=1, max_size=6)
NUMBERS = st.integers(0, 9)
SHARES = st.floats(0, 1)
DATES = st.dates(date(2020, 1, 1), date(2030, 1, 1))
INSTANTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - bounds, which hypothesis wants without a zone
    datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda at: at.replace(fold=0))
SPANS = st.timedeltas(timedelta(), timedelta(days=1))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(["2026-03-02", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
FINITE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
BODIES = st.dictionaries(IDS, FINITE | st.lists(FINITE, max_size=2), max_size=2)

DAY: Any = Annotated[int, LEARNER_DAY]
CONVERTERS: dict[Any, st.SearchStrategy[Any]] = {
    DAY: DATES.map(date.toordinal),
    Any: FINITE,
    NoneType: st.none(),
    str: IDS,
    int: NUMBERS,
    float: SHARES,
    bool: st.booleans(),
    datetime: INSTANTS,
    date: DATES,
    time: st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    timedelta: SPANS,
}
STEPS = st.lists(SPANS.filter(lambda span: span > timedelta(seconds=1)), max_size=2).map(
    lambda steps: tuple(step / 3 for step in sorted(steps))
)
COUNTS = st.builds(lambda few, more: SkillCount(successes=few, attempts=few + more), SHARES, SHARES)
MEMORY = {"desired_retention": st.floats(0.5, 0.99), "maximum_interval": st.integers(1, 999), "learning_steps": STEPS}
SUBMITTED = {"edition": st.integers(1, 99), "at": st.none() | INSTANTS, "duration": st.none() | SPANS}
MADE: dict[type[Any], st.SearchStrategy[Any]] = {
    Answer: st.builds(
        Answer,
        IDS,
        IDS | st.integers() | SHARES | st.dictionaries(IDS, IDS) | st.lists(IDS).map(tuple),
        confidence=st.none() | SHARES,
        duration=st.none() | SPANS,
    ),
    Availability: availabilities(),
    Calendar: st.builds(
        lambda entries: Calendar(tuple(entries)),
        st.lists(st.deferred(lambda: MADE[CalendarEntry]), min_size=1, max_size=2),
    ),
    CalendarEntry: st.builds(
        CalendarEntry, effective_at=INSTANTS, timezone=st.sampled_from(["UTC", "Asia/Tokyo"]), day_start=NUMBERS
    ),
    Delivery: st.builds(
        Delivery,
        preferred=st.lists(st.deferred(lambda: MADE[Hours]), max_size=2),
        weekdays=st.lists(st.sampled_from(["monday", "sunday"])),
        spacing=SPANS,
        channel=st.none() | IDS,
    ),
    Demand: st.builds(Demand, successes=st.integers(1, 9), delay=st.integers(1, 9), held=SHARES),
    DrillAttempt: st.builds(
        DrillAttempt,
        attempt_id=IDS,
        drill=IDS,
        scores=st.dictionaries(IDS, NUMBERS),
        evidence=st.dictionaries(IDS, st.just("urn:call:7")),
        modifiers=st.lists(IDS, unique=True),
        **SUBMITTED,
    ),
    Fsrs6: st.builds(Fsrs6, **MEMORY),
    Goal: st.builds(
        lambda which, **other: Goal(**other, **which),
        st.fixed_dictionaries({"capability": IDS}) | st.fixed_dictionaries({"skills": st.just(("a", "b"))}),
        id=IDS,
        on=DATES,
        still_known=st.floats(0.5, 0.99),
        lasting=st.builds(timedelta, NUMBERS),
    ),
    Grading: st.builds(Grading, quiz_hard=SHARES, quiz_good=st.just(1.0), quick=st.none() | SHARES),
    Hours: st.builds(Hours, start=st.builds(time, NUMBERS), end=st.builds(time, st.integers(10, 23))),
    Learner: st.builds(Learner, id=IDS, timezone=st.none() | st.just("Asia/Tokyo"), journeys=st.just(("a", "b"))),
    Leave: st.builds(lambda first, days: Leave(first=first, last=first + timedelta(days=days)), DATES, NUMBERS),
    Mastering: st.builds(Mastering, success=st.sampled_from(Rating), growth=st.floats(0.01, 0.99)),
    NewReview: st.builds(
        NewReview,
        learner=IDS,
        skill=IDS,
        rating=st.sampled_from(Rating) | st.sampled_from([3, "3", "Good", "good"]),
        at=st.none() | INSTANTS,
        duration=st.none() | SPANS,
    ),
    PerformanceModel: st.builds(
        PerformanceModel,
        coefficients=st.builds(Coefficients, **{spec.name: SHARES for spec in fields(Coefficients)}),
        skills=st.dictionaries(IDS, COUNTS, max_size=2),
        seen=COUNTS,
    ),
    Planning: plannings(),
    Policy: st.builds(
        Policy,
        seed=st.integers(-9, 9),
        elapsed=st.sampled_from(Elapsed),
        fuzz=st.booleans(),
        quiz_size=st.just(9),
        **MEMORY,
    ),
    QuizAttempt: st.builds(
        QuizAttempt,
        attempt_id=IDS,
        answers=st.lists(st.deferred(lambda: MADE[Answer]), min_size=1, max_size=3, unique_by=lambda one: one.question),
        **SUBMITTED,
    ),
    Review: st.builds(
        Review, id=IDS, learner=IDS, skill=IDS, rating=st.sampled_from(Rating), at=INSTANTS, duration=st.none() | SPANS
    ),
    Settings: st.builds(
        Settings,
        desired_retention=st.none() | st.floats(0.5, 0.99),
        parameters=st.just(()) | st.just((1.0, 2.0)),
        budget=st.none() | st.just(timedelta(minutes=5)),
        items=st.integers(0, 99),
    ),
    Situation: busy_situations(),
    Plan: busy_situations().map(plan),
    Session: busy_situations().map(session),
    Wait: st.builds(Wait, days=NUMBERS, happened=st.booleans()),
}
"""Values of the classes whose fields have to go together."""


def of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401, PLR0911 - any type; one line for each sort of them
    """Return values of a type."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind in CONVERTERS:
        return CONVERTERS[kind]
    if kind in MADE:
        return MADE[kind]
    if origin in (Union, UnionType):
        return st.one_of(*map(of, parts))
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple and parts[-1] is not Ellipsis:
        return st.tuples(*map(of, parts))
    if origin is not None and issubclass(origin, Mapping):
        return BODIES if parts[1] is Any else st.dictionaries(IDS, of(parts[1]), max_size=2)
    if origin is not None:
        return st.lists(of(parts[0]), max_size=2).map(frozenset if origin is frozenset else tuple)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    if issubclass(kind, Element):
        return st.sampled_from(BAKED[kind])
    hints = get_type_hints(kind, include_extras=True)
    made = {spec.name: of(hints[spec.name]) for spec in fields(kind) if spec.init}
    return st.builds(kind, **made)


def parts_of(value: object) -> Iterator[Element]:
    """Yield an element with all that are inside it."""
    if isinstance(value, Element):
        yield value
        for name in type(value).model_fields:
            yield from parts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from parts_of(part)


BAKED: dict[type[Element], list[Element]] = {}
for part in parts_of(pack()):
    BAKED.setdefault(type(part), []).append(part)


def left_out(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any value
    """Return what a value does not write, and needs to be read again."""
    held = {"situation": getattr(getattr(value, "plan", value), "situation", None)}
    return {name: one for name, one in {**held, "curriculum": getattr(value, "curriculum", None)}.items() if one}


def as_clients_know(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return a value without what is only kept of it, at any depth: each such field has its default."""
    if isinstance(value, tuple):
        return tuple(map(as_clients_know, value))
    if isinstance(value, Mapping):
        return {name: as_clients_know(part) for name, part in value.items()}
    if not isinstance(value, Value):
        return value
    changed = {
        spec.name: spec.default if spec.metadata.get("own") else as_clients_know(getattr(value, spec.name))
        for spec in fields(value)  # type: ignore[arg-type] # each of them is a dataclass
        if spec.init
    }
    if isinstance(value, Card) and value.memory is not None:
        changed["memory"] = replace(value.memory, extra=())
    made: Any = value
    return replace(made, **changed)


def again(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return *value* through the text of its JSON values."""
    text = json.dumps(value.to_json(), allow_nan=False)
    return type(value).from_json(json.loads(text), **left_out(value))


def test_every_public_value_is_written_and_read() -> None:
    """Each public dataclass and each element of a pack can be kept, but for those listed with their reason."""
    assert {kind for kind in public_values() if not issubclass(kind, Kept | Element)} == set(NOT_WRITTEN)
    assert len(VALUES) > 60
    assert len(KEPT) > len(VALUES)
    assert set(ELEMENTS) <= set(BAKED)


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}-{kind.__name__}")
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_a_value_comes_back_as_it_was(kind: type[Any], data: st.DataObject) -> None:
    """What is read of the JSON text of a value equals it, to the last bit, but for what is kept only."""
    value = data.draw(of(kind))
    read = again(value)
    assert read == as_clients_know(value)
    assert read.to_json() == value.to_json()


@pytest.mark.parametrize("kind", KEPT, ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}-{kind.__name__}")
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_what_is_kept_is_whole(kind: type[Any], data: st.DataObject) -> None:
    """What is read of the text that was kept of a value equals it, to the last bit and in its type."""
    value = data.draw(of(kind))
    text = json.dumps(kept(value), allow_nan=False)
    read = from_kept(kind, json.loads(text), **left_out(value))
    assert read == value
    assert kept(read) == kept(value)


@given(packs())
def test_an_element_of_a_pack_comes_back_as_it_was(pack: Pack) -> None:
    """A pack, and every part of it by itself, equals what is read of its JSON text."""
    for part in parts_of(pack):
        assert again(part) == part


@pytest.mark.parametrize(
    "kind", [*VALUES, *ELEMENTS], ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}-{kind.__name__}"
)
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_no_json_value_gets_another_error_out(kind: type[Any], data: st.DataObject) -> None:
    """Whatever stands anywhere in the JSON of a value, it is read, or refused with the name of what is wrong."""
    value = data.draw(st.sampled_from(BAKED[kind]) if kind in BAKED else of(kind))
    body = {"": value.to_json()}
    holder: Any = body
    key: Any = ""
    while isinstance(inner := holder[key], dict | list) and inner and data.draw(st.booleans()):
        holder, key = inner, data.draw(st.sampled_from(list(inner) if isinstance(inner, dict) else range(len(inner))))
    holder[key] = data.draw(JSON)
    try:
        kind.from_json(body[""], **left_out(value))
    except InvalidParameterError as error:
        assert error.field  # noqa: PT017 - most of what is drawn is refused, and some is not


AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CARD = Card(learner="ana", skill="s")
GOAL = Goal(id="g", on=AT.date(), skills=("roi",))
REVIEW = Review(id="r", learner="ana", skill="s", rating=Rating.Good, at=AT)
FEEDBACK = Feedback(exercise="q", skill="s", right=False, share=0.0, response="a", answer="b", explanation="!")


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [
        (
            Policy,
            {"planning": {"budget_seconds": "1h"}},
            "planning.budget_seconds must be a number of seconds, not '1h'",
        ),
        (
            Policy,
            {"planning": {"budget_seconds": 1e300}},
            "planning.budget_seconds must be a number of seconds, not 1e+300",
        ),
        (
            Policy,
            {"planning": {"budget_seconds": 90_000}},
            "planning.budget_seconds must be from 0 to 86400 seconds, not",
        ),
        (Policy, {"planning": {"order": "fifo"}}, "planning.order must be one of gain, due, "),
        (Policy, {"planning": {"levelling": 1}}, "planning.levelling must be True or False, not 1"),
        (Policy, {"planning": []}, "planning must be an object, not []"),
        (Policy, {"grading": {"quiz_good": 0.5}}, "grading.quiz_good must be between quiz_hard (0.6) and"),
        (Policy, {"parameters": [1.0, "2"]}, "parameters[1] must be a number, not '2': as a number it is 2"),
        (
            Policy,
            {"learning_steps_seconds": [60, -1]},
            "learning_steps_seconds[1] must be from 0 to 86400 seconds, not",
        ),
        (Policy, {"desired_retention": math.nan}, "desired_retention must be a finite number, not nan"),
        (Policy, {"seed": 1.5}, "seed must be a whole number, not 1.5"),
        (Policy, {"pace": 1}, "pace is not one of"),
        (
            Policy,
            {"performance": {"coefficients": {"intercept": True}}},
            "performance.coefficients.intercept must be a",
        ),
        (Policy, {"performance": {"skills": {"roi": {"successes": 1}}}}, "performance.skills.roi.attempts is missing"),
        (
            Policy,
            {"performance": {"skills": {"roi": [1, 2, 3]}}},
            "performance.skills.roi must be an object, not [",
        ),
        (Goal, {"on": "2 March"}, "on must be a date in ISO 8601, not '2 March'"),
        (Goal, {"skills": "roi"}, "skills must be a list, not 'roi'"),
        (Card, {"learner": None}, "learner is missing"),
        (Card, {"reps": True}, "reps must be a whole number, not True"),
        (
            Card,
            {"due_at": "2026-03-02"},
            "due_at must be an instant, with time and zone, as 2026-03-02T09:00:00+00:00 is, not the date '2026-03-02'",
        ),
        (Card, {"due_at": "2026-03-02T09:00"}, "due_at must have a time zone, and 2026-03-02T09:00:00 has none"),
        (Card, {"last_rating": 5}, "last_rating must be one of 1 (Again), 2 (Hard), 3 (Good), 4 (Easy), not 5"),
        (Card, {"due_day": 739677}, "due_day must be a date in ISO 8601, not 739677"),
        (Card, {"due_day": "tomorrow"}, "due_day must be a date in ISO 8601, not 'tomorrow'"),
        (Card, {"stability": 3.0}, "difficulty is missing"),
        (Card, {"features": [1]}, "features is not one of"),
        (LogPage, {"entries": [{"id": "e"}]}, "entries[0] must be Review or Event, not {'id': 'e'}"),
        (LogPage, {"entries": [{**REVIEW.to_json(), "at": 3}]}, "entries[0].at must be an instant in ISO 8601, not 3"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_path(kind: type[Any], change: dict[str, Any], message: str) -> None:
    """An error names the field with its path, and what is wrong with it, as it does when the value is made by hand."""
    whole = {Policy: Policy(), Goal: GOAL, Card: CARD, LogPage: LogPage(entries=(), cursor="", lag=timedelta())}
    with pytest.raises(InvalidParameterError) as caught:
        kind.from_json(merged(whole[kind].to_json(), change))
    assert str(caught.value).startswith(message)


def merged(values: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Return *values* with a change to some of them, at any depth."""
    both = {name: merged(values[name], one) for name, one in change.items() if isinstance(one, dict) and name in values}
    return {**values, **change, **both}


def test_only_an_object_is_a_value() -> None:
    """Anything but an object is refused, with the name of what it should have been."""
    with pytest.raises(InvalidParameterError, match=r"^Policy must be an object, not \[.*\]$"):
        Policy.from_json([])  # type: ignore[arg-type]
    with pytest.raises(
        InvalidParameterError, match=r"^MemoryState must be a list of stability, difficulty, extra, not"
    ):
        from_kept(MemoryState, {})


def test_an_instant_is_written_in_utc_and_read_in_any_zone() -> None:
    """The zone of an instant is no content: it is written as UTC, and whatever zone it comes in, it is kept in UTC."""
    there = AT.astimezone(timezone(timedelta(hours=9)))
    card = replace(CARD, due_at=there)
    assert card.to_json()["due_at"] == "2026-03-02T09:00:00+00:00"
    read = Card.from_json({**card.to_json(), "due_at": there.isoformat()})
    assert read == card
    assert read.due_at is not None
    assert read.due_at.tzinfo is UTC


def test_what_is_left_out_or_null_has_its_default() -> None:
    """A setting that nobody named is the default; null is a value only where a field may be without one."""
    assert Policy.from_json({"quiz_size": 9, "planning": {"order": "due"}, "fuzz": None}) == Policy(
        quiz_size=9, planning=Planning(order=Order.DUE)
    )
    assert Feedback.from_json({**FEEDBACK.to_json(), "assurance": None}) == FEEDBACK


def test_rows_are_short() -> None:
    """What each review keeps many times is a list of numbers, in which what goes without saying is not said."""
    assert kept(MemoryState(2.5, 5.0)) == [2.5, 5.0]
    assert kept(MemoryState(2.5, 5.0, (1.0,))) == [2.5, 5.0, [1.0]]
    assert kept(Features(successes=2, slow=1.9)) == [2, 0, 0.0, 1.9]
    assert kept(Features()) == []


def test_sets_are_written_in_order() -> None:
    """Equal values give equal text, in whatever order their sets were filled."""
    days = [date(2026, 3, number) for number in range(1, 20)]
    assert Availability(off=frozenset(days)).to_json()["off"] == [day.isoformat() for day in days]


def test_a_model_that_is_written_names_nobody() -> None:
    """The learners of a performance model are not in its JSON, and are given back by hand or not at all."""
    model = replace(PRIOR, learners={"ana": Ability(excess=1.0)})
    assert "ana" not in json.dumps(model.to_json())
    assert PerformanceModel.from_json(model.to_json()) == PRIOR
    assert PerformanceModel.from_json(model.to_json(), learners=model.learners) == model


def test_a_plan_is_read_with_its_situation() -> None:
    """A plan does not write what it was made from; without that it is refused."""
    made = plan(situation(simple(2)[0]))
    assert Plan.from_json(made.to_json(), situation=made.situation) == made
    with pytest.raises(InvalidParameterError, match=r"^situation is missing$"):
        Plan.from_json(made.to_json())


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}-{kind.__name__}")
@settings(max_examples=10)
@given(data=st.data())
def test_beside_the_number_of_a_day_stands_its_date(kind: type[Any], data: st.DataObject) -> None:
    """Nobody who reads a value in Python has to turn a number into a date; the names follow one rule."""
    value = data.draw(of(kind))
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if hint in (DAY, DAY | None):
            said = "date" if name == "day" else f"{name.removesuffix('_day')}_date"
            day = getattr(value, name)
            assert getattr(value, said) == (None if day is None else date.fromordinal(day)), name


EARLIER: dict[Any, dict[str, Any]] = {
    Goal(id="g", on=date(2026, 3, 2), skills=("roi",), still_known=0.8, lasting=timedelta(days=2)): {
        "id": "g",
        "on": "2026-03-02",
        "retrievability": 0.8,
        "lasting": 172800.0,
        "capability": None,
        "journey": None,
        "skills": ["roi"],
    },
    Leave(id="l", first=date(2026, 3, 2), last=date(2026, 3, 3)): {
        "first": "2026-03-02",
        "last": "2026-03-03",
        "policy": "spread",
        "id": "l",
    },
    QuizAttempt(attempt_id="a", edition=1, answers=[Answer("q", 3)], at=AT, duration=timedelta(seconds=90)): {
        "kind": "quiz",
        "attempt_id": "a",
        "edition": 1,
        "answers": [{"question": "q", "response": 3, "confidence": None, "duration": None}],
        "at": "2026-03-02T09:00:00+00:00",
        "duration": 90.0,
        "stakes": "recorded",
    },
    replace(
        CARD, memory=MemoryState(2.5, 5.0), due_day=739_680, last_rating=Rating.Good, features=Features(successes=2)
    ): {
        "learner": "ana",
        "skill": "s",
        "phase": "new",
        "step": None,
        "memory": [2.5, 5.0],
        "due_day": 739680,
        "due_at": None,
        "last_at": None,
        "last_id": None,
        "last_day": None,
        "last_rating": 3,
        "reps": 0,
        "lapses": 0,
        "policy_version": 1,
        "model_version": "",
        "content_version": 0,
        "features": [2],
    },
}
"""Values, and what was kept of them when their JSON was another: in databases that there are."""


@pytest.mark.parametrize("value", EARLIER, ids=lambda value: type(value).__name__)
def test_what_was_kept_earlier_is_kept_so_today(value: Any) -> None:  # noqa: ANN401 - any value
    """A better name for people changes nothing in databases: they hold what they held, and it is read."""
    assert kept(value) == EARLIER[value]
    assert from_kept(type(value), EARLIER[value]) == value


@pytest.mark.parametrize(
    ("kind", "body", "shown"),
    [
        ("override", {"rating": 2, "reason": "!"}, {"rating": "Hard", "reason": "!"}),
        ("placement", {"stability": 3.0, "day": 739_680}, {"stability": 3.0, "day": "2026-03-05"}),
        ("recheck", {"day": 739_680, "attempt": "a"}, {"day": "2026-03-05", "attempt": "a"}),
        ("goal", {"lasting": 60.0, "retrievability": 0.8}, {"lasting_seconds": 60, "still_known": 0.8}),
        ("goal", {"withdrawn": True}, {"withdrawn": True}),
        (
            "checkpoint",
            {"last_day": 739_680, "last_rating": 3, "on_record": {"due_day": 739_680}},
            {"last_day": "2026-03-05", "last_rating": "Good", "on_record": {"due_day": "2026-03-05"}},
        ),
        ("checkpoint", {"due_day": None, "on_record": None}, {"due_day": None, "on_record": None}),
    ],
)
def test_the_body_of_an_event_is_shown_as_all_else(kind: str, body: dict[str, Any], shown: dict[str, Any]) -> None:
    """What is kept as a number goes out as a date, a name or with its unit, and comes back as it was."""
    event = Event(id="e", kind=EventKind(kind), at=AT, body=body)
    assert event.to_json()["body"] == shown
    assert Event.from_json(event.to_json()) == event
    with pytest.raises(InvalidParameterError, match=r"^body\.day must be a date in ISO 8601"):
        Event.from_json({**event.to_json(), "kind": "burial", "body": {"day": 739_680}})


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        (Policy, {"planning": {"order": "DUE"}}, "did you mean 'due'?"),
        (
            QuizAttempt,
            {"attempt_id": "a", "edition": 1, "answers": [], "stakes": "practise"},
            "did you mean 'practice'?",
        ),
        (NewReview, {"learner": "ana", "skill": "terms", "rating": "goood"}, "did you mean 'Good'?"),
    ],
)
def test_a_name_that_is_nearly_one_is_told_with_the_one_that_was_meant(
    kind: type[Value], given: dict[str, Any], told: str
) -> None:
    """Of every enumeration, in whatever case."""
    with pytest.raises(InvalidParameterError) as caught:
        kind.from_json(given)
    assert str(caught.value).endswith(told)


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        (
            QuizAttempt,
            {"attempt_id": "a", "edition": 1, "answers": [], "duration_seconds": -1},
            "duration_seconds must be from 0 to 86400 seconds, not -1 second",
        ),
        (
            Goal,
            {"id": "g", "on": "2026-06-01", "skills": ["terms"], "lasting_seconds": 1.5},
            "lasting_seconds must be whole days, not 1.5 seconds",
        ),
        (
            Policy,
            {"planning": {"budget_seconds": 90_000}},
            "planning.budget_seconds must be from 0 to 86400 seconds, not 90000 seconds",
        ),
    ],
)
def test_a_span_of_time_in_json_is_answered_in_its_seconds(kind: type[Value], given: dict[str, Any], told: str) -> None:
    """Whoever sent seconds reads seconds."""
    with pytest.raises(InvalidParameterError) as caught:
        kind.from_json(given)
    assert str(caught.value) == told
