"""
The log's value types: what happened, to whom, when.

Everything else is a fold over these. They are immutable. What a kind of event does, how long it holds and where it
names persons stands in its traits, once, and whoever handles events reads it there.
"""

from reinforce.journal.entries import PERSON, Entry, Event, Rating, Review, own_id, retraction
from reinforce.journal.event_kinds import AMENDING, HOLDING, STEERING, TO_SKILLS, Effect, EventKind, EventTraits, Lasts

__all__ = [
    "AMENDING",
    "HOLDING",
    "PERSON",
    "STEERING",
    "TO_SKILLS",
    "Effect",
    "Entry",
    "Event",
    "EventKind",
    "EventTraits",
    "Lasts",
    "Rating",
    "Review",
    "own_id",
    "retraction",
]
