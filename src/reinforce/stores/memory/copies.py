"""Copies: values whose JSON nobody else holds, so that what is kept changes only by what is written."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from reinforce.stores.shared.json import finite, from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.journal import Event
    from reinforce.ports import AttemptRecord, Change, EditionRecord, Entries, PolicyRecord, ReviewRecord

    WithBody = TypeVar("WithBody", PolicyRecord, EditionRecord, AttemptRecord, Event)


def own_change(change: Change) -> Change:
    """Return *change* with JSON values that nobody else holds; raise InvalidParameterError for what JSON cannot say."""
    for card, _ in change.cards:
        if card.memory is not None:
            finite("memory", card.memory)
    return replace(
        change,
        policies=tuple(map(own_body, change.policies)),
        editions=tuple(map(own_edition, change.editions)),
        events=tuple(map(own_body, change.events)),
        reviews=tuple(map(own_review, change.reviews)),
        attempts=tuple(map(own_attempt, change.attempts)),
        rewriting=replace(change.rewriting, replaced=own_entries(change.rewriting.replaced)),
    )


def own_body(record: WithBody) -> WithBody:
    """Return a record or event with a body with JSON values that nobody else holds."""
    return replace(record, body=from_text(to_text("body", record.body)))


def own_edition(record: EditionRecord) -> EditionRecord:
    """Return an edition with JSON values that nobody else holds."""
    own = {name: from_text(to_text(name, getattr(record, name))) for name in ("newest", "history")}
    return replace(own_body(record), **own)


def own_review(record: ReviewRecord) -> ReviewRecord:
    """Return a review with JSON values that nobody else holds."""
    return replace(record, outcome=from_text(to_text("outcome", record.outcome)))


def own_attempt(record: AttemptRecord) -> AttemptRecord:
    """Return an attempt with JSON values that nobody else holds."""
    return replace(own_body(record), outcome=from_text(to_text("outcome", record.outcome)))


def own_entries(listed: Entries) -> Entries:
    """Return entries with JSON values that nobody else holds."""
    return replace(
        listed,
        reviews=tuple(map(own_review, listed.reviews)),
        attempts=tuple(map(own_attempt, listed.attempts)),
        events=tuple(map(own_body, listed.events)),
    )


def own_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events in the order ``(at, id)``, with bodies that nobody else holds."""
    return tuple(map(own_body, sorted(events, key=attrgetter("at", "id", "learner"))))
