"""Entries in which a person has another name: in their own fields, and in the JSON values that they carry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reinforce.journal.persons import called, called_in
from reinforce.ports import Entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.ports import AttemptRecord

_IN_BODY = ("assessor",)
_IN_OUTCOME = ("reviews.*.learner", "reviews.*.assessor", "cards.*.learner")
"""Where the JSON values of an attempt repeat whose it is and who scored it; answers and free text name nobody."""


def renamed(listed: Entries, old: str, new: str) -> Entries:
    """Return entries in which the person *old* is called *new* wherever they were named."""

    def name(person: str) -> str:
        return new if person == old else person

    return Entries(
        reviews=tuple(replace(record, review=called(record.review, name)) for record in listed.reviews),
        attempts=tuple(_attempt(record, name) for record in listed.attempts),
        events=tuple(called(event, name) for event in listed.events),
    )


def chosen(listed: Entries, wanted: Callable[[str, str], bool]) -> Entries:
    """Return those of the entries whose learner and id are *wanted*."""
    return Entries(
        reviews=tuple(record for record in listed.reviews if wanted(record.review.learner, record.review.id)),
        attempts=tuple(record for record in listed.attempts if wanted(record.learner, record.id)),
        events=tuple(event for event in listed.events if wanted(event.learner, event.id)),
    )


def _attempt(record: AttemptRecord, name: Callable[[str], str]) -> AttemptRecord:
    body, outcome = called_in(record.body, _IN_BODY, name), called_in(record.outcome, _IN_OUTCOME, name)
    return replace(called(record, name), body=body, outcome=outcome)
