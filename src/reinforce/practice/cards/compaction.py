"""Compaction: what of one learner's log goes when everything before an instant has to, and what stands in its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from reinforce.catalog.changes import chronological
from reinforce.journal import AMENDING, TO_SKILLS, Effect, Event, EventKind, Lasts, Review
from reinforce.journal.last_words import last_day, parts
from reinforce.journal.stakes import Stakes
from reinforce.practice.cards.checkpoint import checkpoint, told_apart
from reinforce.practice.cards.effective_log import EffectiveLog
from reinforce.practice.cards.fold import fold
from reinforce.practice.cards.on_record import on_record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from reinforce.catalog.changes import ContentChange
    from reinforce.journal import Entry
    from reinforce.practice.cards.card import Card
    from reinforce.practice.policy import Policy


_WAITING = frozenset((EventKind.PENDING, EventKind.MARKED))
"""Events that say of an answer whether it waits, and go with the attempt that it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """
    What becomes of one learner's log.

    Attributes:
        checkpoints: new entries, one for each card whose older entries go.
        reviews, attempts, events: ids of the entries that go.
    """

    checkpoints: tuple[Event, ...]
    reviews: frozenset[str]
    attempts: frozenset[str]
    events: frozenset[str]


def compacted(
    learner: str,
    *,
    reviews: Iterable[Review],
    attempts: Mapping[str, datetime],
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
    taken for known, are replaced by one checkpoint. Amendments of what goes have had their effect and go with it; those
    that still wait for their review stay. Of other events those stay that hold, by the traits of their kind.

    While an answer from before the cut waits to be marked, and its last day for that has not passed, everything from
    that answer on stays: its rating is then folded in at its instant, as if nothing had gone. One at practice stakes
    stays too, with what of its skills came after it, where all of that is the learner's own: it moves no cut of what
    is on record, by which others would be told of it.

    Args:
        learner: whose log.
        reviews: all of its reviews.
        attempts: the instants of all of its attempts, by id.
        events: all of its events.
        cut: what is dated at or after it stays.
        policy: the settings in force.
        changes: the content changes of a skill.
        new_id: gives a new entry its id.
        now: when the new entries are written.
    """
    reviewed, listed = list(reviews), list(events)
    taken_back = _taken_back(reviewed, listed)
    waiting = _waiting(attempts, listed, taken_back, cut)
    cut = min((cut, *(attempts[event.body["attempt"]] for event in waiting if not _is_own(event))))
    own_waiting = [(event.body["attempt"], event.body["skill"]) for event in waiting if _is_own(event)]
    amending = [event for event in listed if event.kind.traits.effect is Effect.AMENDMENT]
    own_waiting += [(one.attempt_id, one.skill) for one in reviewed if one.attempt_id in dict(own_waiting)]
    cuts = _own_cuts(reviewed, listed, [(skill, attempts[id_]) for id_, skill in own_waiting], cut)
    staying = dict(own_waiting).keys() | {
        one.attempt_id for one in reviewed if cuts.get(one.skill, cut) <= one.at < cut
    }
    gone = {id_ for id_, at in attempts.items() if at < cut and id_ not in staying}
    checkpoints: list[Event] = []
    old = _old(reviewed, listed, cuts, cut)
    for skill, (replaced, steps) in sorted(old.items()):
        gone |= {review.id for review in replaced} | {step.id for step in steps}
        gone |= {one.attempt_id for one in replaced if one.attempt_id is not None and one.attempt_id not in staying}
        counting = EffectiveLog.of((*replaced, *steps, *amending)).counting(skill)
        if counting:
            folded = partial(_folded, policy=policy, changes=changes(skill), learner=learner, skill=skill)
            own: Mapping[str, Any] = {}
            if any(map(_is_own, counting)):
                known = _on_record(counting)
                own = told_apart(folded(known) if known else None)
            checkpoints.append(checkpoint(folded(counting), id=new_id(), policy=policy, recorded_at=now, own=own))
    done = gone | {event.id for event in amending if event.target in gone}
    removed = {step.id for _, steps in old.values() for step in steps}
    removed |= {event.id for event in amending if event.target in done}
    stays = attempts.keys() - gone
    removed |= {event.id for event in listed if event.kind in _WAITING and event.body["attempt"] not in stays}
    return Compacted(
        checkpoints=tuple(checkpoints),
        reviews=frozenset(review.id for replaced, _ in old.values() for review in replaced),
        attempts=frozenset(attempts.keys() & gone),
        events=frozenset(removed | _idle(listed, taken_back, cut)),
    )


def _waiting(
    attempts: Mapping[str, datetime], events: Iterable[Event], taken_back: Collection[str], cut: datetime
) -> list[Event]:
    """Return of the answers from before *cut* those that may still be marked."""
    last = {event.target: event for event in sorted(events, key=attrgetter("order")) if event.kind in _WAITING}
    return [
        event
        for event in last.values()
        if event.kind is EventKind.PENDING
        and attempts.get(event.body["attempt"], cut) < cut
        and event.id not in taken_back
        and not _is_over(event, cut.toordinal())
    ]


def _own_cuts(
    reviews: Iterable[Review], events: Iterable[Event], waiting: Iterable[tuple[str, datetime]], cut: datetime
) -> Mapping[str, datetime]:
    """
    Return where skills are cut instead of at *cut*, since an answer at practice stakes is *waiting*.

    It is the first such answer, each a skill and an instant, after which nothing of the skill is on record: what is
    must be cut where it would be cut without the answer.
    """
    recorded: dict[str, datetime] = {}
    for entry in _on_record((*reviews, *(event for event in events if event.kind in TO_SKILLS))):
        if entry.at < cut:
            recorded[entry.skill if isinstance(entry, Review) else entry.target] = entry.at
    cuts: dict[str, datetime] = {}
    for skill, at in waiting:
        if skill not in recorded or recorded[skill] < at:
            cuts[skill] = min(at, cuts.get(skill, cut))
    return cuts


def _taken_back(reviews: Iterable[Review], events: Sequence[Event]) -> set[str]:
    """Return the ids of waiting answers and rechecks whose attempt, or the review that it became, was taken back."""
    retracted = {event.target for event in events if event.kind is EventKind.RETRACTION}
    became = {(review.attempt_id, review.skill): review.id for review in reviews}
    found = set()
    for event in events:
        if event.kind in (EventKind.PENDING, EventKind.RECHECK):
            attempt = event.body["attempt"]
            review = event.target if event.kind is EventKind.PENDING else became.get((attempt, event.target))
            if attempt in retracted or review in retracted:
                found.add(event.id)
    return found


def _folded(
    counting: Sequence[Entry], *, policy: Policy, changes: Sequence[ContentChange], learner: str, skill: str
) -> Card:
    """Return the card after entries that count, with those content changes alone that came before the last."""
    earlier = [change for change in chronological(changes) if change.at < counting[-1].at]
    return fold(counting, policy=policy, changes=earlier, learner=learner, skill=skill)


def _on_record(counting: Iterable[Entry]) -> list[Entry]:
    """Return of entries that count what is on record, in the order ``(at, id)``."""
    reviews, events = [], []
    for entry in counting:
        if isinstance(entry, Event):
            events.append(on_record(entry))
        elif entry.stakes is Stakes.RECORDED:
            reviews.append(entry)
    return sorted((*reviews, *filter(None, events)), key=attrgetter("order"))


def _is_own(entry: Entry) -> bool:
    """Whether an entry was made at practice stakes, or stands for one that was."""
    return (entry.stakes if isinstance(entry, Review) else entry.body.get("stakes")) == Stakes.PRACTICE


def _old(
    reviews: Iterable[Review], events: Iterable[Event], cuts: Mapping[str, datetime], cut: datetime
) -> Mapping[str, tuple[list[Review], list[Event]]]:
    """Return by skill the reviews and steps of the fold from before its cut, where not one checkpoint alone."""
    found: dict[str, tuple[list[Review], list[Event]]] = {}
    for review in reviews:
        if review.at < cuts.get(review.skill, cut):
            found.setdefault(review.skill, ([], []))[0].append(review)
    for event in events:
        if event.kind in TO_SKILLS and event.at < cuts.get(event.target, cut):
            found.setdefault(event.target, ([], []))[1].append(event)
    return {skill: old for skill, old in found.items() if old[0] or [e.kind for e in old[1]] != [EventKind.CHECKPOINT]}


def _idle(events: Iterable[Event], taken_back: Collection[str], cut: datetime) -> set[str]:
    """Return the ids of older events that are neither steps of a fold nor amendments, and hold no more."""
    rest = sorted((event for event in events if event.kind not in AMENDING), key=_rank)
    last = {subject: event for event in rest if event.id not in taken_back for subject in _subjects(event)}
    staying = {(event.kind.value, event.target): event for event in rest if event.kind.traits.lasting}
    first, holding = cut.toordinal(), {event.id for event in staying.values()}
    for event in last.values():  # what lifts something that stays is there for as long as that would say anything
        if not _is_over(staying.get((event.kind.traits.lifts, event.target), event), first):
            holding.add(event.id)
    return {event.id for event in rest if event.at < cut and event.id not in holding}


def _rank(event: Event) -> tuple[int, tuple[datetime, str]]:
    """Return the order in which the last event holds: that of the log, for some kinds the learner day first."""
    return event.body["day"] if event.kind.traits.lasts is Lasts.LATEST_DAY else 0, event.order


def _subjects(event: Event) -> Iterable[tuple[str, ...]]:
    """
    Return what *event* is about: of the events about one subject only the last may stay.

    What others see of a subject is by itself: no event that is the learner's own is the last word for them.
    """
    kind, traits = event.kind.value if on_record(event) else f"own {event.kind}", event.kind.traits
    match traits.lasts:
        case Lasts.NOT:
            return []
        case Lasts.LAST_OF_DAY:
            return [(kind, event.target, str(event.body["day"]))]
        case Lasts.LAST | Lasts.LATEST_DAY:
            return [(kind.replace(event.kind, traits.lifts or event.kind), event.target)]
        case Lasts.LAST_OF_PART:
            return [(kind, event.target, part) for part in parts(event)]


def _is_over(event: Event, first: int) -> bool:
    """Whether the last event about something says no more than that there is nothing, or was before day *first*."""
    last, traits = last_day(event), event.kind.traits
    if last is None or traits.shared or traits.lasts is Lasts.LATEST_DAY:
        return False
    return last + traits.late_days < first
