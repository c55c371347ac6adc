"""What the log says about when and what to practise."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import Event, InvalidParameterError
from reinforce.codec import kept
from reinforce.journal import STEERING, EventKind
from reinforce.practice import Availability, Delivery, Goal, Leave, Load, Steered, steered
from reinforce.practice.learner.availability import WEEKDAYS
from reinforce.practice.learner.steering import WITHDRAWN, availability_body, iso_dates

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = AT.date().toordinal()
GOAL = Goal(id="g", on=date(2026, 6, 1), skills=("terms",))
LEAVE = Leave(id="spring", first=date(2026, 4, 6), last=date(2026, 4, 17))
_minutes = count()


def _event(
    kind: EventKind, target: str = "", body: Mapping[str, Any] | None = None, *, learner: str = "ana", id_: str = ""
) -> Event:
    """Return an event that happened after those made before it."""
    minute = next(_minutes)
    return Event(
        id=id_ or f"e-{minute}",
        kind=kind,
        at=AT + timedelta(minutes=minute),
        learner=learner,
        target=target,
        body=body or {},
    )


def _week(**loads: str) -> Event:
    return _event(EventKind.AVAILABILITY, body=availability_body(week=loads))


def _goal(goal: Goal = GOAL, *, of: str | None = None) -> Event:
    """Return that goal as the learner's own, or as that of everybody in a journey."""
    if of is None:
        return _event(EventKind.GOAL, goal.id, kept(goal))
    return _event(EventKind.GOAL, goal.id, {**kept(goal), "journey_of": of}, learner="")


def test_without_events_everything_is_open() -> None:
    """Every day takes a full load, and nothing is kept back."""
    assert steered((), today=TODAY) == Steered(availability=Availability())


bodies: Mapping[EventKind, st.SearchStrategy[Mapping[str, Any]]] = {
    EventKind.SUSPENSION: st.just({"reason": ""}),
    EventKind.RESUMPTION: st.just({"reason": ""}),
    EventKind.BURIAL: st.builds(lambda day: {"day": day}, st.integers(TODAY - 1, TODAY + 1)),
    EventKind.PENDING: st.builds(
        lambda day: {"attempt": "a", "skill": "terms", "until": day}, st.integers(TODAY - 1, TODAY + 1)
    ),
    EventKind.MARKED: st.just({"attempt": "a", "skill": "terms"}),
    EventKind.HAND_OUT: st.just({"day": TODAY, "edition": 1, "policy": 1, "items": [], "seen": {}}),
    EventKind.EXAM: st.builds(lambda day: {"until": day, "asked": ["q"]}, st.integers(TODAY - 1, TODAY + 1)),
    EventKind.EXAM_RESULT: st.just({"attempt": "one", "score": 1.0}),
    EventKind.COACHING: st.builds(lambda lapses: {"lapses": lapses}, st.integers(0, 9)),
    EventKind.RECHECK: st.builds(lambda day: {"day": day}, st.integers(TODAY - 9, TODAY)),
    EventKind.AVAILABILITY: st.builds(
        lambda weekday, load: availability_body(week={weekday: load}), st.sampled_from(WEEKDAYS), st.sampled_from(Load)
    ),
    EventKind.LEAVE: st.sampled_from([kept(LEAVE), WITHDRAWN]),
    EventKind.HOLIDAYS: st.builds(lambda day: {"dates": [f"2026-03-0{day}"]}, st.integers(1, 9)),
    EventKind.DELIVERY: st.sampled_from([kept(Delivery(channel="mail")), kept(Delivery(weekdays=[])), WITHDRAWN]),
    EventKind.GOAL: st.sampled_from([kept(GOAL), {**kept(GOAL), "journey_of": "start"}, WITHDRAWN]),
}


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """Draw events of a few kinds that steer plans, most at the same instant, about one thing or two."""
    few = draw(st.lists(st.sampled_from(sorted(bodies)), min_size=1, max_size=3))
    kinds = draw(st.lists(st.sampled_from(few), max_size=8))
    return [
        Event(
            id=f"e-{number}",
            kind=kind,
            at=AT + timedelta(minutes=draw(st.integers(0, 1))),
            learner="" if kind is EventKind.HOLIDAYS else draw(st.sampled_from(["", "ana"])),
            target=draw(st.sampled_from(["one", "two"])),
            body=draw(bodies[kind]),
        )
        for number, kind in enumerate(kinds)
    ]


@given(st.data())
def test_the_order_in_which_events_arrive_does_not_matter(data: st.DataObject) -> None:
    """The same set of events steers in the same way, in any order and however often each is delivered."""
    events = data.draw(logs())
    delivered = data.draw(st.permutations([*events, *events[:3]]))
    expected = steered(events, journeys=["start"], today=TODAY)
    assert steered(delivered, journeys=["start"], today=TODAY) == expected


def test_every_kind_that_steers_is_known_here() -> None:
    """The kinds of the journal that steer plans, and the kinds of these tests, are the same."""
    assert bodies.keys() == STEERING


def test_of_each_weekday_the_last_word_holds() -> None:
    """What a later event does not speak of stays as it was: the week, the dates off, and the calendars."""
    off = date(2026, 3, 17)
    events = [
        _week(saturday="none", sunday="none", friday="reduced"),
        _event(EventKind.AVAILABILITY, body=availability_body(off=[off])),
        _week(friday="full", saturday="reduced"),
    ]
    week = (*(Load.FULL,) * 5, Load.REDUCED, Load.NONE)
    assert steered(events, today=TODAY).availability == Availability(week=week, off=frozenset({off}))


def test_seven_loads_are_a_week() -> None:
    """A week can be given as seven loads, Monday first."""
    loads = ["full", Load.FULL, "reduced", "full", "none", "none", "none"]
    (event,) = [_event(EventKind.AVAILABILITY, body=availability_body(week=loads))]
    assert list(steered([event], today=TODAY).availability.week) == loads


def test_public_holidays_hold_for_those_who_keep_the_calendar() -> None:
    """All calendars hold for who never chose; of each the last event holds; own dates off stand beside them."""
    own, irish, late, japanese = (date(2026, month, day) for month, day in ((1, 2), (3, 17), (5, 4), (5, 5)))
    holidays = [
        _event(EventKind.HOLIDAYS, "ie", {"dates": iso_dates("dates", [own])}, learner=""),
        _event(EventKind.HOLIDAYS, "jp", {"dates": iso_dates("dates", [japanese])}, learner=""),
        _event(EventKind.HOLIDAYS, "ie", {"dates": iso_dates("dates", [late, irish])}, learner=""),
    ]
    assert steered(holidays, today=TODAY).availability.off == {irish, late, japanese}
    chosen = _event(EventKind.AVAILABILITY, body=availability_body(calendars=["ie"], off=[own]))
    assert steered([*holidays, chosen], today=TODAY).availability.off == {irish, late, own}
    none = _event(EventKind.AVAILABILITY, body=availability_body(calendars=[]))
    assert steered([*holidays, chosen, none], today=TODAY).availability.off == {own}


def test_a_leave_can_be_changed_and_taken_back() -> None:
    """Of what is said about a leave the last holds; other leaves are not concerned."""
    longer, other = (
        Leave(id="spring", first=LEAVE.first, last=date(2026, 4, 24)),
        Leave(id="one day", first=date(2026, 3, 9), last=date(2026, 3, 9)),
    )
    events = [_event(EventKind.LEAVE, leave.id, kept(leave)) for leave in (LEAVE, longer, other)]
    assert steered(events, today=TODAY).availability.leaves == (other, longer)
    events.append(_event(EventKind.LEAVE, "spring", WITHDRAWN))
    assert steered(events, today=TODAY).availability.leaves == (other,)


def test_a_goal_of_a_journey_is_the_goal_of_those_enrolled_in_it() -> None:
    """Who is in the journey has the goal, who is not has not; goals come by date."""
    sooner = Goal(id="h", on=date(2026, 5, 1), capability="talking")
    events = [_goal(of="start"), _goal(sooner)]
    assert steered(events, journeys=["other", "start"], today=TODAY).goals == (sooner, GOAL)
    assert steered(events, journeys=["other"], today=TODAY).goals == (sooner,)


def test_a_learner_can_be_let_off_a_goal_of_all() -> None:
    """Withdrawn for one learner it is gone for that learner, until it is set anew for all."""
    events = [_goal(of="start"), _event(EventKind.GOAL, "g", WITHDRAWN)]
    assert steered(events, journeys=["start"], today=TODAY).goals == ()
    assert steered([*events, _goal(of="start")], journeys=["start"], today=TODAY).goals == (GOAL,)


def test_a_goal_of_a_journey_that_has_ended_leaves_the_learners_own() -> None:
    """Until then the later word holds; from the day after, what is read from today on has no word of it."""
    sooner = replace(GOAL, on=AT.date() + timedelta(days=3))
    events = [_goal(), _goal(sooner, of="start")]
    last = sooner.on.toordinal()
    assert steered(events, journeys=["start"], today=last).goals == (sooner,)
    assert steered(events, journeys=["start"], today=last + 1).goals == (GOAL,)


def test_a_goal_of_another_journey_leaves_ones_own_as_it_is() -> None:
    """A goal of all that does not concern a learner, or is withdrawn, takes nothing from the learner's own."""
    events = [_goal(), _goal(of="other"), _event(EventKind.GOAL, "g", WITHDRAWN, learner="")]
    assert steered(events[:2], journeys=["start"], today=TODAY).goals == (GOAL,)
    assert steered(events, journeys=["start"], today=TODAY).goals == (GOAL,)


def test_a_suspension_holds_until_a_resumption() -> None:
    """Of suspensions and resumptions of a skill the last one holds."""
    events = [
        _event(EventKind.SUSPENSION, "terms"),
        _event(EventKind.RESUMPTION, "terms"),
        _event(EventKind.SUSPENSION, "questions"),
    ]
    assert steered(events, today=TODAY).suspended == {"questions"}
    assert steered([*events, _event(EventKind.SUSPENSION, "terms")], today=TODAY).suspended == {"questions", "terms"}


def test_a_burial_holds_on_its_day_alone() -> None:
    """On the day it names a skill is buried; on the day before and after it is not."""
    events = [_event(EventKind.BURIAL, "terms", {"day": TODAY})]
    assert [steered(events, today=TODAY + ahead).buried for ahead in (-1, 0, 1)] == [set(), {"terms"}, set()]


def test_the_last_coaching_and_the_latest_recheck_count() -> None:
    """Of coaching the last one holds; of confident errors the latest learner day, in whatever order they came."""
    events = [
        _event(EventKind.COACHING, "terms", {"lapses": 8}),
        _event(EventKind.COACHING, "terms", {"lapses": 12}),
        _event(EventKind.RECHECK, "terms", {"day": TODAY}),
        _event(EventKind.RECHECK, "terms", {"day": TODAY - 3}),
    ]
    found = steered(events, today=TODAY)
    assert (found.coached, found.rechecks) == ({"terms": 12}, {"terms": TODAY})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "availability"),
        ({"week": {"someday": Load.FULL}}, "week"),
        ({"week": {"monday": "half"}}, "week.monday"),
        ({"week": ["full"] * 6}, "week"),
        ({"week": 7}, "week"),
        ({"off": ["2026-03-02"]}, "off"),
        ({"off": "2026-03-02"}, "off"),
        ({"off": (date(2026, 1, 1) + timedelta(days=day) for day in range(3_661))}, "off"),
        ({"calendars": "ie"}, "calendars"),
        ({"calendars": [""]}, "calendars[0]"),
    ],
)
def test_what_says_nothing_about_availability_is_refused(given: dict[str, Any], field: str) -> None:
    """A weekday, a load, a date or a calendar that is none is refused, and so is saying nothing."""
    with pytest.raises(InvalidParameterError) as refused:
        availability_body(**given)
    assert refused.value.field == field
