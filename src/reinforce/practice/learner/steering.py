"""Steering: what learners, coaches and hosts have said about when and what to practise, folded from the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reinforce import checks, slips
from reinforce.codec import Kept, from_kept
from reinforce.days import Day
from reinforce.errors import InvalidParameterError, shown
from reinforce.journal import EventKind
from reinforce.journal.last_words import is_withdrawn, last_day
from reinforce.practice.learner.availability import WEEKDAYS, Availability, Leave, Load, calendar_date
from reinforce.practice.learner.delivery import Delivery
from reinforce.practice.learner.goals import Goal
from reinforce.practice.learner.handed_out import HandedOut

if TYPE_CHECKING:
    from reinforce.journal import Event


WITHDRAWN: Mapping[str, Any] = MappingProxyType({"withdrawn": True})
"""The body of an event that takes back the leave or the goal it is about."""

_MOST_DATES = 3_660


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered(Kept):
    """
    What the log says about when and what a learner practises.

    Attributes:
        availability: how much the learner can practise on which day.
        goals: what must be remembered by when, in the order of date and id.
        suspended: skills that are kept out of plans.
        buried: skills that are kept out of today's plan.
        coached: by skill, its lapses when a coach last worked on it with the learner.
        rechecks: by skill, the last learner day on which it was answered wrong with confidence.
        pending: skills of which an answer waits to be marked, and that are not asked for meanwhile.
        handed_out: the sessions that were handed out, of today, coming days and perhaps the last, in their order.
        delivery: when and how practice may be brought to the learner.
        exams: by question, the mock exam that asks it and that still waits for its answers.
    """

    availability: Availability = field(default_factory=Availability)
    goals: tuple[Goal, ...] = ()
    suspended: frozenset[str] = frozenset()
    buried: frozenset[str] = frozenset()
    coached: Mapping[str, int] = field(default_factory=dict)
    rechecks: Mapping[str, Day] = field(default_factory=dict)
    pending: frozenset[str] = frozenset()
    handed_out: tuple[HandedOut, ...] = ()
    delivery: Delivery = field(default_factory=Delivery)
    exams: Mapping[str, str] = field(default_factory=dict)


def steered(
    events: Iterable[Event], *, journeys: Iterable[str] = (), today: int, left_out: Collection[str] = ()
) -> Steered:
    """
    Return what *events* amount to for one learner. The order they come in does not matter.

    They are taken in the order ``(at, id)``, and of those about the same thing the last one holds. A goal of a journey
    and a goal of the learner with the same id are the same thing, so that a learner can be let off a goal of all; once
    that of the journey has ended, it stands in place of the learner's own no more.

    Args:
        events: of the kinds `journal.STEERING`, the learner's and those that concern the whole tenant.
        journeys: the journeys that the learner is enrolled in.
        today: the number of the learner's present day.
        left_out: the ids of rechecks and pending answers that count no more, since what they rest on was taken back.
    """
    ordered = sorted(events, key=attrgetter("at", "id", "learner"))
    states = _last(ordered, EventKind.SUSPENSION, EventKind.RESUMPTION)
    rechecks: dict[str, int] = {}
    for event in _of(ordered, EventKind.RECHECK):
        if event.id not in left_out:
            rechecks[event.target] = max(event.body["day"], rechecks.get(event.target, 0))
    return Steered(
        availability=_availability(ordered),
        goals=_goals(ordered, frozenset(journeys), today),
        suspended=frozenset(skill for skill, event in states.items() if event.kind is EventKind.SUSPENSION),
        buried=frozenset(event.target for event in _of(ordered, EventKind.BURIAL) if event.body["day"] == today),
        coached={skill: event.body["lapses"] for skill, event in _last(ordered, EventKind.COACHING).items()},
        rechecks=rechecks,
        pending=frozenset(
            event.body["skill"]
            for event in _last(ordered, EventKind.PENDING, EventKind.MARKED).values()
            if event.kind is EventKind.PENDING and event.body["until"] >= today and event.id not in left_out
        ),
        handed_out=tuple(HandedOut.of(event) for event in _last(ordered, EventKind.HAND_OUT).values()),
        delivery=_delivery(ordered),
        exams={
            question: event.target
            for event in _last(ordered, EventKind.EXAM, EventKind.EXAM_RESULT).values()
            if event.kind is EventKind.EXAM and event.body["until"] >= today
            for question in event.body["asked"]
        },
    )


def availability_body(
    *,
    week: Mapping[str, Load | str] | Iterable[Load | str] | None = None,
    off: Iterable[date] | None = None,
    calendars: Iterable[str] | None = None,
) -> dict[str, Any]:
    """
    Return the body of an AVAILABILITY event, with only what is given: the rest stays as earlier events left it.

    Args:
        week: the load of weekdays by their English names, or of all seven, Monday first.
        off: all dates without practice.
        calendars: the calendars of public holidays that hold for the learner.

    Raises:
        InvalidParameterError: nothing is given, or a weekday, a load, a date or a name is none.
    """
    body: dict[str, Any] = {}
    if week is not None:
        body["week"] = _week(week)
    if off is not None:
        body["off"] = iso_dates("off", off)
    if calendars is not None:
        body["calendars"] = sorted(set(checks.identifiers("calendars", calendars)))
    if not body:
        raise InvalidParameterError("availability", "needs a week, dates off or calendars of holidays")
    return body


def iso_dates(field: str, values: Iterable[date]) -> list[str]:
    """Return dates as JSON values, sorted, each once; raise InvalidParameterError for what is none."""
    found = sorted({calendar_date(field, value) for value in checks.several(field, values)})
    if len(found) > _MOST_DATES:
        raise InvalidParameterError(field, f"must be at most {_MOST_DATES} dates, not {len(found)}", value=len(found))
    return [day.isoformat() for day in found]


def _week(week: Mapping[str, Load | str] | Iterable[Load | str]) -> dict[str, str]:
    """Return the loads by weekday as JSON values."""
    if not isinstance(week, Mapping):
        loads = checks.several("week", week)
        if len(loads) != len(WEEKDAYS):
            reason = f"must be seven loads, Monday first, or loads by weekday, not {len(loads)} loads"
            raise InvalidParameterError("week", reason, value=week)
        week = dict(zip(WEEKDAYS, loads, strict=True))
    for weekday, load in week.items():
        if weekday not in WEEKDAYS:
            reason = f"must name {', '.join(WEEKDAYS)}, not {shown(weekday)}{slips.name(weekday, WEEKDAYS)}"
            raise InvalidParameterError("week", reason, value=weekday)
        if load not in tuple(Load):
            reason = f"must be {', '.join(Load)}, not {shown(load)}{slips.name(load, Load)}"
            raise InvalidParameterError(f"week.{weekday}", reason, value=load)
    return {weekday: str(week[weekday]) for weekday in WEEKDAYS if weekday in week}


def _availability(ordered: list[Event]) -> Availability:
    """Return when the learner can practise; of each weekday, of the dates and of the calendars the last word holds."""
    week: dict[str, str] = {}
    off: list[str] = []
    holidays = {name: event.body["dates"] for name, event in _last(ordered, EventKind.HOLIDAYS).items()}
    calendars: Iterable[str] = holidays
    for event in _of(ordered, EventKind.AVAILABILITY):
        week |= event.body.get("week", {})
        off = event.body.get("off", off)
        calendars = event.body.get("calendars", calendars)
    leaves = _last(ordered, EventKind.LEAVE).values()
    return Availability(
        week=tuple(Load(week.get(weekday, Load.FULL)) for weekday in WEEKDAYS),
        off=frozenset(
            date.fromisoformat(day)
            for days in (off, *(holidays[name] for name in calendars if name in holidays))
            for day in days
        ),
        leaves=tuple(
            sorted(
                (from_kept(Leave, event.body) for event in leaves if not is_withdrawn(event)),
                key=attrgetter("first", "last", "id"),
            )
        ),
    )


def _delivery(ordered: list[Event]) -> Delivery:
    """Return the learner's own preferences; the tenant's where they have none, and none where nobody has any."""
    for is_own in (True, False):
        said = [one for one in _of(ordered, EventKind.DELIVERY) if bool(one.learner) is is_own]
        if said and not is_withdrawn(said[-1]):
            return from_kept(Delivery, said[-1].body)
    return Delivery()


def _goals(ordered: list[Event], journeys: frozenset[str], today: int) -> tuple[Goal, ...]:
    """Return the goals that hold: the learner's own, and those of everybody enrolled in one of *journeys*."""
    own = _last((event for event in ordered if event.learner), EventKind.GOAL)
    shared = _last((event for event in ordered if not event.learner), EventKind.GOAL)
    mine = [event for event in shared.values() if event.body.get("journey_of") in journeys]
    mine = [event for event in mine if event.target not in own or (last_day(event) or 0) >= today]
    held = _last(sorted((*mine, *own.values()), key=attrgetter("at", "id", "learner")), EventKind.GOAL)
    bodies = [dict(event.body) for event in held.values() if not is_withdrawn(event)]
    goals = (from_kept(Goal, {name: value for name, value in body.items() if name != "journey_of"}) for body in bodies)
    return tuple(sorted(goals, key=attrgetter("on", "id")))


def _of(ordered: Iterable[Event], *kinds: EventKind) -> Iterable[Event]:
    """Return the events of those kinds."""
    return (event for event in ordered if event.kind in kinds)


def _last(ordered: Iterable[Event], *kinds: EventKind) -> dict[str, Event]:
    """Return by target the last of the events of those kinds."""
    return {event.target: event for event in _of(ordered, *kinds)}
