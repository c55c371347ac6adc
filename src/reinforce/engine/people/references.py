"""Entries in which a person has another name: in their own fields, and in the JSON values that they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from reinforce.journal import Event, Review
from reinforce.ports import AttemptRecord, Entries, ReviewRecord
from reinforce.practice import Card, DrillAttempt

if TYPE_CHECKING:
    from collections.abc import Callable

Record = TypeVar("Record", Review, Event, AttemptRecord)

MARKED = {
    kind: frozenset(spec.name for spec in fields(kind) if spec.metadata.get("person"))
    for kind in (Review, Event, AttemptRecord, Card, DrillAttempt)
}
"""By type, the fields that hold the id of a person."""

_KEYS = frozenset().union(*MARKED.values())
_PARTS = ("reviews", "cards")
"""Where JSON values hold further values that name persons: the outcome of an attempt or a review."""


def renamed(listed: Entries, old: str, new: str) -> Entries:
    """Return entries in which the person *old* is called *new* wherever they were named."""
    return Entries(
        reviews=tuple(
            ReviewRecord(review=_fields(record.review, old, new), outcome=in_json(record.outcome, old, new))
            for record in listed.reviews
        ),
        attempts=tuple(
            replace(
                _fields(record, old, new),
                body=in_json(record.body, old, new),
                outcome=in_json(record.outcome, old, new),
            )
            for record in listed.attempts
        ),
        events=tuple(replace(_fields(event, old, new), body=in_json(event.body, old, new)) for event in listed.events),
    )


def in_json(values: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return JSON values in which *old* is called *new* where a person is named; answers and free text stay."""
    found = {name: new if name in _KEYS and value == old else value for name, value in values.items()}
    for part in _PARTS:
        if isinstance(found.get(part), list):
            found[part] = [in_json(one, old, new) if isinstance(one, Mapping) else one for one in found[part]]
    return found


def chosen(listed: Entries, wanted: Callable[[str, str], bool]) -> Entries:
    """Return those of the entries whose learner and id are *wanted*."""
    return Entries(
        reviews=tuple(record for record in listed.reviews if wanted(record.review.learner, record.review.id)),
        attempts=tuple(record for record in listed.attempts if wanted(record.learner, record.id)),
        events=tuple(event for event in listed.events if wanted(event.learner, event.id)),
    )


def _fields(record: Record, old: str, new: str) -> Record:
    changed = {name: new for name in MARKED[type(record)] if getattr(record, name) == old}
    return replace(record, **changed) if changed else record  # type: ignore[arg-type] # the marked fields are ids
