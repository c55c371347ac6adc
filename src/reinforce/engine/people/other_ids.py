"""Two logs that become one: what both call alike, and is not the same, gets another id in one of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from reinforce.checks import MAX_ID_LENGTH
from reinforce.journal import Effect, EventKind, own_id
from reinforce.journal.last_words import is_withdrawn, subject_of
from reinforce.ports import Entries
from reinforce.practice.grading.attempts import review_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from reinforce.journal import Event
    from reinforce.ports import AttemptRecord, ReviewRecord


_AMENDMENTS = frozenset(kind for kind in EventKind if kind.traits.effect is Effect.AMENDMENT)
_OF_REVIEW = frozenset((EventKind.PENDING, EventKind.MARKED, EventKind.JUDGEMENT))
"""Events about the review that an ``attempt`` becomes for its ``skill``, which may not be there yet."""
_OF_ATTEMPT = _OF_REVIEW | {EventKind.RECHECK, EventKind.EXAM_RESULT}
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
_OF_SUBJECT = frozenset((EventKind.LEAVE, EventKind.GOAL))
"""Events whose target is an id that somebody gave to what they say, of which the last word holds."""


def ids_of(listed: Entries) -> frozenset[str]:
    """Return the ids of all entries."""
    reviews = (record.review.id for record in listed.reviews)
    return frozenset((*reviews, *(one.id for one in listed.attempts), *(one.id for one in listed.events)))


def marked_reviews(listed: Entries) -> dict[str, tuple[str, str]]:
    """Return by id the reviews that answers become once they are marked, or became: of which skill and attempt."""
    about = (event for event in listed.events if event.kind in _OF_REVIEW)
    return {event.target: (event.body["skill"], event.body["attempt"]) for event in about}


def ids_of_others(mine: Entries, theirs: Entries) -> set[str]:
    """
    Return the ids of one log that would stand for something else in another, whatever the entries with them say.

    An amendment that waits for an entry of its own log waits on: it is not about what has that id in the other. And
    what was handed out as an exam in one of them only is no exam in the other.
    """
    (my_names, my_exams, my_waiting), (names, exams, waiting) = _names(mine), _names(theirs)
    return (my_names & waiting) | (my_waiting & names) | ((my_exams ^ exams) & my_names & names)


def own_subjects(mine: Entries, theirs: Entries) -> dict[str, EventKind]:
    """Return by subject the kind of what both logs have under one id and say different things of, such as leaves."""
    said, known = _said(mine), _said(theirs)
    return {about: said[about].kind for about in said.keys() & known.keys() if said[about].said != known[about].said}


def other_ids(
    listed: Entries, clashing: Collection[str], *, subjects: Collection[str] = (), there: Collection[str], mark: str
) -> dict[str, str]:
    """
    Return by id another one for what is *clashing* in a log, and for what has its id from that.

    Attempts and their reviews go together, also reviews that answers become when they are marked, and the exam that an
    attempt answers; and what the engine names after any of these. What is about one of them is another entry than that
    which has its id elsewhere, even where both say the same.

    Args:
        listed: the log.
        clashing: ids that stand for something else elsewhere, those that entries of the log wait for among them.
        subjects: what events say something else of elsewhere (`journal.last_words`).
        there: the ids of the entries elsewhere.
        mark: what the new ids end with.
    """
    taken = {*there, *ids_of(listed), *clashing}

    def free(id_: str) -> str:
        taken.add(found := _free(id_, taken, mark))
        return found

    exams = [event for event in listed.events if event.kind is EventKind.EXAM]
    clashing = {*clashing, *(event.target for event in exams if event.id in clashing)}
    new = {event.target: free(event.target) for event in exams if event.target in clashing}
    for attempt, shown in _reviews_of(listed).items():
        if attempt in clashing or not shown.keys().isdisjoint(clashing):
            new[attempt] = new.get(attempt) or free(attempt)
            new |= {id_: review_id(new[attempt], skill) for id_, skill in shown.items()}
    new |= {about: free(about.split("\n")[1]) for about in sorted(subjects)}
    new |= {id_: free(id_) for id_ in sorted(clashing - new.keys())}
    for event in sorted(listed.events, key=lambda event: event.kind is EventKind.RETRACTION):  # also of other events
        if (id_ := _named(event, new)) is not None:
            new[event.id] = id_
        elif event.id in there and event.id not in new and _target(event, new) != event.target:
            new[event.id] = free(event.id)
    return new


def _names(listed: Entries) -> tuple[set[str], set[str], set[str]]:
    """Return the ids that stand for something in a log, those of exams among them, and those that it waits for."""
    exams = {event.target for event in listed.events if event.kind is EventKind.EXAM}
    names = {*ids_of(listed), *marked_reviews(listed), *exams}
    return names, exams, {event.target for event in listed.events if event.kind in _AMENDMENTS} - names


def _said(listed: Entries) -> dict[str, Event]:
    """Return by subject the last event that says what it is; of what is only known to be withdrawn, that."""
    last: dict[str, Event] = {}
    for event in sorted(listed.events, key=lambda event: (not is_withdrawn(event), event.order)):
        if event.kind in _OF_SUBJECT:
            last[subject_of(event.kind, event.target)] = event
    return last


def _reviews_of(listed: Entries) -> Mapping[str, Mapping[str, str]]:
    """Return by attempt the ids of its reviews, also of those to come, each with its skill."""
    shown: dict[str, dict[str, str]] = {one.id: {} for one in listed.attempts}
    reviews = ((one.review.id, one.review.skill, one.review.attempt_id) for one in listed.reviews)
    for id_, skill, attempt in (*reviews, *((id_, *of) for id_, of in marked_reviews(listed).items())):
        if attempt in shown:
            shown[attempt][id_] = skill
    return shown


def _named(event: Event, new: Mapping[str, str]) -> str | None:
    """Return the id of an event that the engine names after something that has a new one; ``None`` of any other."""
    if event.kind is EventKind.RETRACTION and event.target in new:
        return own_id("undo", new[event.target])
    if event.kind is EventKind.EXAM and event.target in new:
        return own_id(event.kind, new[event.target])
    if event.kind in _NAMED_AFTER and event.body["attempt"] in new:
        return own_id(event.kind, new[event.body["attempt"]], *filter(None, (_NAMED_AFTER[event.kind](event),)))
    return None


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
    if event.kind in _OF_ATTEMPT:
        body = {**body, "attempt": new.get(body["attempt"], body["attempt"])}
    target = _target(event, new)
    if event.kind in _OF_SUBJECT and "id" in body:
        body = {**body, "id": target}
    return replace(event, id=new.get(event.id, event.id), target=target, body=body)


def _target(event: Event, new: Mapping[str, str]) -> str:
    """Return what an event is about, under its new id."""
    if event.kind in _OF_SUBJECT:
        return new.get(subject_of(event.kind, event.target), event.target)
    of_entry = event.kind in _AMENDMENTS or event.kind in _OF_REVIEW or event.kind in _OF_EXAM
    return new.get(event.target, event.target) if of_entry else event.target
