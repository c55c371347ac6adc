"""Two logs that become one: what both call alike, and is not the same, gets another id in one of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from reinforce.checks import MAX_ID_LENGTH
from reinforce.journal import Effect, EventKind, own_id
from reinforce.ports import Entries
from reinforce.practice.grading.attempts import review_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from reinforce.journal import Event
    from reinforce.ports import AttemptRecord, ReviewRecord


_OF_REVIEW = frozenset((EventKind.PENDING, EventKind.MARKED))
"""Events about a review that an attempt becomes, which may not be there yet."""
_OF_ATTEMPT = _OF_REVIEW | {EventKind.RECHECK, EventKind.EXAM_RESULT, EventKind.JUDGEMENT}
"""Events that follow from an ``attempt``, which their body names."""
_NAMED_AFTER: Mapping[EventKind, Callable[[Event], str]] = {
    EventKind.RECHECK: lambda event: event.target,
    EventKind.PENDING: lambda event: event.body["skill"],
    EventKind.MARKED: lambda event: event.body["skill"],
    EventKind.EXAM_RESULT: lambda _: "",
}
"""Those whose id follows from the attempt's, and of which skill it says so besides; empty where of none."""
_OF_EXAM = frozenset((EventKind.EXAM, EventKind.EXAM_RESULT))
"""Events whose target is the attempt at an exam, also before it came."""


def ids_of(listed: Entries) -> frozenset[str]:
    """Return the ids of all entries."""
    reviews = (record.review.id for record in listed.reviews)
    return frozenset((*reviews, *(one.id for one in listed.attempts), *(one.id for one in listed.events)))


def other_ids(listed: Entries, clashing: Collection[str], *, taken: Collection[str], mark: str) -> dict[str, str]:
    """
    Return by id another one for the *clashing* entries of a log, and for what has its id from one of them.

    Attempts and their reviews go together, and so do the retractions and rechecks that the engine names after them, and
    the exam that an attempt answers.

    Args:
        listed: the log.
        clashing: ids that other entries have.
        taken: all ids that are in use.
        mark: what the new ids end with.
    """
    exams = [event for event in listed.events if event.kind is EventKind.EXAM]
    clashing = {*clashing, *(event.target for event in exams if event.id in clashing)}
    new = {event.target: _free(event.target, taken, mark) for event in exams if event.target in clashing}
    reviews: defaultdict[str | None, list[ReviewRecord]] = defaultdict(list)
    for record in listed.reviews:
        reviews[record.review.attempt_id].append(record)
    for attempt in listed.attempts:
        shown = {record.review.id: record.review.skill for record in reviews.pop(attempt.id, ())}
        if attempt.id in clashing or not shown.keys().isdisjoint(clashing):
            new[attempt.id] = free = _free(attempt.id, taken, mark)
            new |= {id_: review_id(free, skill) for id_, skill in shown.items()}
    lone = [record.review.id for some in reviews.values() for record in some]
    for id_ in (*lone, *(event.id for event in listed.events)):
        if id_ in clashing:
            new[id_] = _free(id_, taken, mark)
    for event in listed.events:
        if event.kind is EventKind.RETRACTION and event.target in new:
            new[event.id] = own_id("undo", new[event.target])
        elif event.kind is EventKind.EXAM and event.target in new:
            new[event.id] = own_id(event.kind, new[event.target])
        elif event.kind in _NAMED_AFTER and event.body["attempt"] in new:
            of_skill = filter(None, (_NAMED_AFTER[event.kind](event),))
            new[event.id] = own_id(event.kind, new[event.body["attempt"]], *of_skill)
    return new


def with_ids(listed: Entries, new: Mapping[str, str]) -> Entries:
    """Return entries with their *new* ids, wherever they stand."""
    return Entries(
        reviews=tuple(_review(record, new) for record in listed.reviews),
        attempts=tuple(_attempt(record, new) for record in listed.attempts),
        events=tuple(_event(event, new) for event in listed.events),
    )


def _free(id_: str, taken: Collection[str], mark: str) -> str:
    """Return an id that nobody has, and that a host may send, as what can be taken back or overridden has to have."""
    ends = (f"~{mark}" if number == 0 else f"~{mark}~{number}" for number in count())
    return next(free for end in ends if (free := id_.strip()[: MAX_ID_LENGTH - len(end)] + end) not in taken)


def _review(record: ReviewRecord, new: Mapping[str, str]) -> ReviewRecord:
    review = record.review
    attempt_id = None if review.attempt_id is None else new.get(review.attempt_id, review.attempt_id)
    return replace(record, review=replace(review, id=new.get(review.id, review.id), attempt_id=attempt_id))


def _attempt(record: AttemptRecord, new: Mapping[str, str]) -> AttemptRecord:
    if record.id not in new:
        return record
    return replace(record, id=new[record.id], body={**record.body, "attempt_id": new[record.id]})


def _event(event: Event, new: Mapping[str, str]) -> Event:
    body: Mapping[str, Any] = event.body
    of_entry = event.kind.traits.effect is Effect.AMENDMENT or event.kind in _OF_EXAM
    target = new.get(event.target, event.target) if of_entry else event.target
    if event.kind in _OF_ATTEMPT:
        attempt = new.get(body["attempt"], body["attempt"])
        body = {**body, "attempt": attempt}
        target = review_id(attempt, body["skill"]) if event.kind in _OF_REVIEW else target
    return replace(event, id=new.get(event.id, event.id), target=target, body=body)
