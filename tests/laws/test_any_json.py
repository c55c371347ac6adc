"""Whatever JSON is given to whatever is public: it is taken, or refused by an error of ours that says what is wrong."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import closing
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import Engine, ManualClock, Tenant
from reinforce.errors import ReinforceError
from reinforce.practice import Settings
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.support.any_json import ANY_JSON, Arguments
from tests.test_codec import ELEMENTS, VALUES

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SERVICES = ("catalog", "roster", "goals", "practice", "progress", "policies", "outbox", "privacy")
ROOMS = ("", ".catalog", ".journal", ".memory", ".practice", ".practice.progress", ".ports", ".engine")

FOR_VALUES = {
    *("advance", "apply_change", "blank", "by_urgency", "cards_html", "follows", "preview", "skills_shown", "steered"),
    *("application", "capabilities", "evidence_of", "expected", "focus", "gaps", "mastery", "practice_curve", "ranked"),
    *("check_ids", "check_successor", "compare", "content_changes", "digest", "history_after", "practised_score"),
    *("activity", "learner_activity", "judged", "later_attempts", "slipping", "slipping_card", "succeeded"),
    *("reached", "survival", "to_body", "visible", "one_tenant", "draw", "fuzz", "fuzz_range", "own_id"),
}
"""Functions between rooms: they take values of ours, which were checked where they came in, and never JSON."""

FITTING: dict[str, Any] = {
    "learner": "ana",
    "learners": ["ana"],
    "skill": SKILLS[0],
    "skills": [SKILLS[0]],
    "journey": JOURNEY,
    "rating": 3,
    "reason": "heard",
    "by": "zoe",
    "review_id": "r1",
    "stability": 3.0,
    "course": "intro",
    "days": 3,
    "confidence": {SKILLS[0]: 0.5},
    "name": "acme",
    "settings": Settings(desired_retention=0.8),
}
"""Arguments that are taken, by their names: with one of them right, the others are looked at too."""


@cache
def _prepared() -> dict[str, Any]:
    """Return what a store in memory holds of a tenant with a pack, a learner, and a review."""
    store = MemoryStore()
    tenant = Engine.over(store, clock=ManualClock(NOON)).create_tenant("acme", seed=7)
    tenant.catalog.publish(small_pack())
    tenant.roster.put("ana")
    tenant.roster.enroll("ana", journey=JOURNEY)
    tenant.practice.review("ana", SKILLS[0], 3, review_id="r1")
    held: dict[str, Any] = store.__dict__["_tenants"]
    return held


def _tenant() -> Tenant:
    """Return such a tenant, of an engine and a store of its own."""
    store = MemoryStore()
    store.__dict__["_tenants"] = deepcopy(_prepared())
    return Engine.over(store, clock=ManualClock(NOON)).tenant("acme")


def _public(service: object) -> Iterator[str]:
    return (name for name, _ in inspect.getmembers(service, callable) if not name.startswith("_"))


METHODS = [(service, name) for service in SERVICES for name in _public(getattr(_tenant(), service))]


def _functions() -> Iterator[Callable[..., Any]]:
    """Yield the public functions of all rooms but those that are given values of ours."""
    rooms = [import_module(f"reinforce{room}") for room in ROOMS]
    named = {name: getattr(room, name) for room in rooms for name in room.__all__}
    yield from (one for name, one in named.items() if inspect.isfunction(one) and name not in FOR_VALUES)


@st.composite
def arguments(draw: st.DrawFn, function: Callable[..., Any]) -> Arguments:
    """Draw JSON for each argument without a default and some of those with one; what a host calls us by is code."""
    drawn = Arguments()
    for each in inspect.signature(function).parameters.values():
        by_name = each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
        is_code = "Callable" in str(each.annotation)
        if by_name and not is_code and (each.default is each.empty or draw(st.booleans())):
            fitting = each.name in FITTING and draw(st.booleans())
            drawn[each.name] = FITTING[each.name] if fitting else draw(ANY_JSON)
    return drawn


def _holds(call: Callable[..., Any], **given_: Any) -> None:  # noqa: ANN401 - JSON
    """Make a call that may be refused; the message of the error can be written down, on lines of its own and short."""
    try:
        call(**given_)
    except ReinforceError as error:
        said = str(error)
        assert said.encode()
        assert "\x1b" not in said
        assert len(said) < 10_000


@pytest.mark.parametrize(("service", "name"), METHODS, ids=lambda part: part)
@settings(max_examples=max(50, settings().max_examples))
@given(data=st.data())
def test_no_service_raises_another_error(service: str, name: str, data: st.DataObject) -> None:
    """Every public method of every service, found by what is there."""
    method = getattr(getattr(_tenant(), service), name)
    _holds(method, **data.draw(arguments(method)))


@pytest.mark.parametrize("name", ["create_tenant", "tenant"])
@given(data=st.data())
def test_no_method_of_the_engine_raises_another_error(name: str, data: st.DataObject) -> None:
    """A tenant's name and policy are whatever a form sent."""
    with closing(Engine.open("memory:")) as engine:
        _holds(getattr(engine, name), **data.draw(arguments(getattr(engine, name))))


@pytest.mark.parametrize("function", sorted(_functions(), key=str), ids=lambda one: one.__name__)
@given(data=st.data())
def test_no_function_raises_another_error(function: Callable[..., Any], data: st.DataObject) -> None:
    """Every public function that is not between rooms."""
    _holds(function, **data.draw(arguments(function)))


@pytest.mark.parametrize("kind", [*VALUES, *ELEMENTS], ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
@settings(max_examples=20)
@given(values=ANY_JSON.map(lambda values: Arguments(values=values)))
def test_no_value_is_read_with_another_error(kind: Any, values: Arguments) -> None:  # noqa: ANN401 - a class
    """``from_json`` of every public value, given what is none of it; `tests/test_codec.py` gives what nearly is."""
    _holds(kind.from_json, **values)


def test_what_is_left_aside_is_there() -> None:
    """Functions that are given values of ours are named only as long as they exist."""
    rooms = [import_module(f"reinforce{room}") for room in ROOMS]
    there = {name for room in rooms for name in room.__all__}
    assert there >= FOR_VALUES
