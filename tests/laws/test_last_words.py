"""What steers a plan is known without reading all that was ever said, and is what all of it amounts to."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.codec import kept
from reinforce.journal import Event, EventKind
from reinforce.ports import Change, Query, Store
from reinforce.practice import Delivery
from reinforce.practice.learner.steering import Steered, steered
from reinforce.stores.memory import MemoryStore
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = AT.toordinal()
LEARNER, TENANT = samples.LEARNER, samples.TENANT


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _body(kind: EventKind, target: str, day: int, rest: int) -> dict[str, Any]:
    """Return a body of that kind; *rest* varies what it says."""
    away = {"first": _iso(day - rest), "last": _iso(day), "policy": "spread", "id": target}
    goal = {"id": target, "on": _iso(day), "skills": ["a"], "retrievability": 0.8 + rest / 100}
    week = {"week": {("monday", "tuesday")[rest % 2]: ("none", "full")[rest % 3 % 2]}}
    bodies: dict[EventKind, dict[str, Any]] = {
        EventKind.BURIAL: {"day": day},
        EventKind.COACHING: {"lapses": rest},
        EventKind.LEAVE: away if rest else {"withdrawn": True},
        EventKind.GOAL: goal if rest else {"withdrawn": True},
        EventKind.DELIVERY: kept(Delivery(channel=f"c-{rest}")) if rest else {"withdrawn": True},
        EventKind.HOLIDAYS: {"dates": [_iso(day)]},
        EventKind.AVAILABILITY: (week, {"off": [_iso(day)]}, week | {"off": []}, {"calendars": [target]})[rest],
    }
    return bodies.get(kind, {"reason": ""})


@st.composite
def said(draw: st.DrawFn) -> list[Event]:
    """Draw what a learner, and the tenant, said about a few things, over and over."""
    kinds = st.sampled_from(
        [
            *(EventKind.SUSPENSION, EventKind.RESUMPTION, EventKind.BURIAL, EventKind.COACHING),
            *(EventKind.LEAVE, EventKind.GOAL, EventKind.HOLIDAYS, EventKind.AVAILABILITY, EventKind.DELIVERY),
        ]
    )
    each = st.tuples(kinds, st.sampled_from("ab"), st.integers(-3, 3), st.integers(0, 3), st.integers(0, 4))
    events = []
    for number, (kind, target, day, rest, later) in enumerate(draw(st.lists(each, max_size=25))):
        ours = kind is EventKind.HOLIDAYS or (kind in {EventKind.GOAL, EventKind.DELIVERY} and rest == 3)
        body = _body(kind, target, TODAY + day, rest) | ({"journey_of": "j"} if ours and kind is EventKind.GOAL else {})
        about = "" if kind in {EventKind.AVAILABILITY, EventKind.DELIVERY} else target
        at, learner = AT + timedelta(seconds=later), "" if ours else LEARNER
        events.append(Event(id=f"e-{number}", kind=kind, at=at, learner=learner, target=about, body=body))
    return events


def _from_today(all_of_it: Steered) -> Steered:
    """Return what of it matters from today on."""
    leaves = tuple(leave for leave in all_of_it.availability.leaves if leave.last.toordinal() >= TODAY)
    return replace(
        all_of_it,
        availability=replace(all_of_it.availability, leaves=leaves),
        goals=tuple(goal for goal in all_of_it.goals if goal.day >= TODAY),
    )


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
@given(events=said(), seed=st.integers(0, 99))
def test_last_words_amount_to_all_that_was_said(kind: str, events: list[Event], seed: int) -> None:
    """In whatever order events arrive, plans are steered as by the plain fold over all of them."""
    store: Store = MemoryStore() if kind == "memory" else SQLStore.open("sqlite://")
    with closing(store):
        store.apply(samples.tenant())
        for event in Random(seed).sample(events, len(events)):
            store.apply(Change(tenant=TENANT, events=(event,)))
        query = Query(tenant=TENANT, learner=LEARNER, practice=True)
        whole = steered(events, journeys=["j"], today=TODAY)
        assert steered(store.read(query).steering, journeys=["j"], today=TODAY) == whole
        since = store.read(replace(query, since_day=TODAY)).steering
        assert _from_today(steered(since, journeys=["j"], today=TODAY)) == _from_today(whole)
