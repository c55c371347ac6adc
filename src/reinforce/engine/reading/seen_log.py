"""The whole log of one learner, as an audience may see it."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from reinforce.journal import Effect
from reinforce.practice import Audience, visible
from reinforce.practice.grading.stakes import seen, seen_events

if TYPE_CHECKING:
    from reinforce.journal import Entry, Event
    from reinforce.ports import Entries


def log_as_seen(found: Entries, audience: Audience) -> tuple[Entry, ...]:
    """
    Return reviews and events in the order ``(at, id)``, as *audience* may see them.

    An event that amends an entry is seen by whoever sees that entry. One whose entry has not arrived yet might amend
    what is the learner's own, so that the learner alone sees it.
    """
    reviews = seen((record.review for record in found.reviews), audience)
    events = seen_events(found.events, audience)
    if audience is not Audience.LEARNER:
        known = {review.id for review in reviews} | {attempt.id for attempt in visible(found.attempts, audience)}
        events = _amending_what_is(known, events)
    return tuple(sorted((*reviews, *events), key=attrgetter("order")))


def _amending_what_is(known: set[str], events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return *events* without those that amend something else than *known* entries and each other."""
    amends = {event.id for event in events if event.kind.traits.effect is Effect.AMENDMENT}
    known = known | {event.id for event in events if event.id not in amends or event.target in known}
    return tuple(event for event in events if event.id not in amends or event.target in known)
