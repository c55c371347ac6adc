"""Compaction: what of one learner's log goes when everything before an instant has to, and what stands in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from reinforce.catalog.changes import chronological
from reinforce.journal import STEERING, TO_SKILLS, EventKind
from reinforce.practice.cards.checkpoint import checkpoint
from reinforce.practice.cards.effective_log import EffectiveLog
from reinforce.practice.cards.fold import fold
from reinforce.practice.learner.steering import is_withdrawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from reinforce.catalog.changes import ContentChange
    from reinforce.journal import Event, Review
    from reinforce.practice.policy import Policy

_RULED_BY_LAST = (EventKind.LEAVE, EventKind.GOAL, EventKind.COACHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """
    What becomes of one learner's log.

    Attributes:
        checkpoints: new entries, one for each card whose older entries go.
        reviews, events: ids of the entries that go.
    """

    checkpoints: tuple[Event, ...]
    reviews: frozenset[str]
    events: frozenset[str]


def compacted(
    learner: str,
    *,
    reviews: Iterable[Review],
    events: Iterable[Event],
    cut: datetime,
    policy: Policy,
    changes: Callable[[str], Sequence[ContentChange]],
    new_id: Callable[[], str],
    now: datetime,
) -> Compacted:
    """
    Return what goes of a log so that nothing dated before *cut* is left that does not matter any more.

    Every card folds to the same as before: the older reviews of a skill, with the events by which it was forgotten or
    taken for known, are replaced by one checkpoint. Retractions and overrides of what goes have had their effect and go
    with it; those that still wait for their review stay. Events that steer plans stay as long as they hold.

    Args:
        learner: whose log.
        reviews: all of its reviews.
        events: all of its events.
        cut: what is dated at or after it stays.
        policy: the settings in force.
        changes: the content changes of a skill.
        new_id: gives a new entry its id.
        now: when the new entries are written.
    """
    listed = list(events)
    amending = [event for event in listed if event.kind in (EventKind.RETRACTION, EventKind.OVERRIDE)]
    gone: set[str] = set()
    attempts: set[str] = set()
    checkpoints: list[Event] = []
    old = _old(reviews, listed, cut)
    for skill, (replaced, steps) in sorted(old.items()):
        gone |= {review.id for review in replaced} | {step.id for step in steps}
        attempts |= {review.attempt_id for review in replaced if review.attempt_id is not None}
        counting = EffectiveLog.of((*replaced, *steps, *amending)).counting(skill)
        if counting:
            last = counting[-1]
            earlier = [change for change in chronological(changes(skill)) if change.at < last.at]
            card = fold(counting, policy=policy, changes=earlier, learner=learner, skill=skill)
            checkpoints.append(checkpoint(card, id=new_id(), policy=policy, recorded_at=now))
    overrides = {event.id for event in amending if event.kind is EventKind.OVERRIDE and event.target in gone}
    done = gone | attempts | overrides
    removed = {step.id for _, steps in old.values() for step in steps} | overrides
    removed |= {event.id for event in amending if event.kind is EventKind.RETRACTION and event.target in done}
    removed |= _idle(listed, cut)
    return Compacted(
        checkpoints=tuple(checkpoints),
        reviews=frozenset(review.id for replaced, _ in old.values() for review in replaced),
        events=frozenset(removed),
    )


def _old(
    reviews: Iterable[Review], events: Iterable[Event], cut: datetime
) -> Mapping[str, tuple[list[Review], list[Event]]]:
    """Return by skill the reviews and steps of the fold dated before *cut*, where they are not one checkpoint alone."""
    found: dict[str, tuple[list[Review], list[Event]]] = {}
    for review in reviews:
        if review.at < cut:
            found.setdefault(review.skill, ([], []))[0].append(review)
    for event in events:
        if event.at < cut and event.kind in TO_SKILLS:
            found.setdefault(event.target, ([], []))[1].append(event)
    return {skill: old for skill, old in found.items() if old[0] or [e.kind for e in old[1]] != [EventKind.CHECKPOINT]}


def _idle(events: Iterable[Event], cut: datetime) -> set[str]:
    """Return the ids of older events that are no part of a fold and hold no more."""
    ordered = sorted(events, key=attrgetter("order"))
    holding = _holding(ordered, cut.date())
    waiting = (EventKind.RETRACTION, EventKind.OVERRIDE)
    return {
        event.id
        for event in ordered
        if event.at < cut
        and event.kind not in TO_SKILLS
        and event.kind not in waiting
        and event.kind is not EventKind.COMPACTION
        and (event.kind not in STEERING or event.id not in holding)
    }


def _holding(ordered: Iterable[Event], first: date) -> set[str]:
    """Return the ids of the steering events that still decide something on or after the date *first*."""
    last: dict[tuple[str, ...], Event] = {}
    rechecks: dict[str, Event] = {}
    for event in ordered:
        match event.kind:
            case EventKind.SUSPENSION | EventKind.RESUMPTION:
                last["suspended", event.target] = event
            case EventKind.AVAILABILITY:
                parts = (*(f"week.{day}" for day in event.body.get("week", {})), *(event.body.keys() - {"week"}))
                last |= {("availability", part): event for part in parts}
            case EventKind.RECHECK:
                known = rechecks.get(event.target)
                if known is None or event.body["day"] >= known.body["day"]:
                    rechecks[event.target] = event
            case kind if kind in _RULED_BY_LAST:
                last[kind, event.target] = event
            case EventKind.BURIAL if event.body["day"] >= first.toordinal():
                last["buried", event.id] = event
            case _:
                pass
    return {event.id for event in (*last.values(), *rechecks.values()) if not _is_over(event, first)}


def _is_over(event: Event, first: date) -> bool:
    """Whether the last event about something says no more than that there is nothing, or was before *first*."""
    if event.kind is EventKind.LEAVE:
        return is_withdrawn(event) or date.fromisoformat(event.body["last"]) < first
    return event.kind is EventKind.RESUMPTION  # a goal stays: it may take the place of one of the whole tenant
