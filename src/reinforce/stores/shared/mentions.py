"""Where a text stands in what others sent: alike for every store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.stores.shared.json import to_text

if TYPE_CHECKING:
    from reinforce.journal import Event
    from reinforce.ports import AttemptRecord, ReviewRecord

MOST_MENTIONS = 1000
"""How many attempts, and how many events, are found at most."""


def as_stored(text: str) -> str:
    """Return *text* as it stands in the middle of a text of JSON that is stored."""
    return to_text("text", [text])[2:-2]


def mentions(record: ReviewRecord | AttemptRecord | Event, text: str) -> bool:
    """Whether *text* stands in the body of an entry, whatever the case of ASCII letters; reviews have none."""
    body = getattr(record, "body", None)
    return body is not None and as_stored(text).lower() in to_text("body", body).lower()
