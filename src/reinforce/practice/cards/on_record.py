"""What of an entry is on record: what follows from practice may hold both that and what is the learner's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reinforce.journal import EventKind
from reinforce.practice.cards.checkpoint import recorded_part

if TYPE_CHECKING:
    from reinforce.journal import Event

_FOLLOWING = frozenset(
    (
        EventKind.CHECKPOINT,
        EventKind.COACHING,
        EventKind.COMPACTION,
        EventKind.RECHECK,
        EventKind.PENDING,
        EventKind.MARKED,
    )
)
_COUNTS = frozenset(("removed", "checkpoints"))
"""Events that follow from practice, and say at what ``stakes`` where any of it was the learner's own."""


def on_record(event: Event) -> Event | None:
    """Return *event* without what it says of practice at practice stakes; ``None`` where that is all."""
    if event.kind is EventKind.COMPACTION and "stakes" not in event.body:  # counts entries whatever their stakes
        return replace(event, body={name: value for name, value in event.body.items() if name not in _COUNTS})
    if event.kind is EventKind.HAND_OUT:  # what the learner is to practise next, whatever it follows from
        return None
    if event.kind not in _FOLLOWING or "stakes" not in event.body:
        return event
    if event.kind is EventKind.COACHING:
        said = {name: value for name, value in event.body.items() if name not in ("stakes", "on_record")}
        return replace(event, body={**said, "lapses": event.body["on_record"]})
    return recorded_part(event) if event.kind is EventKind.CHECKPOINT else None
