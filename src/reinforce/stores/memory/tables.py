"""The rows of the store in memory: dictionaries by the keys that tables of a database would have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce.stores.memory.claims import ClaimRows
from reinforce.stores.memory.copies import own_body
from reinforce.stores.memory.events import EventRows

if TYPE_CHECKING:
    from datetime import datetime

    from reinforce.journal import Entry
    from reinforce.ports import AttemptRecord, EditionRecord, Exposure, Held, PolicyRecord, ReviewRecord
    from reinforce.practice.learner.calendar import CalendarEntry


@dataclass(slots=True)
class LearnerRows:
    """All rows of one learner."""

    epoch: int = 0
    closed_before: datetime | None = None
    calendar: dict[datetime, CalendarEntry] = field(default_factory=dict)
    journeys: dict[str, datetime] = field(default_factory=dict)
    cards: dict[str, Held] = field(default_factory=dict)
    reviews: dict[str, ReviewRecord] = field(default_factory=dict)
    attempts: dict[str, AttemptRecord] = field(default_factory=dict)
    events: EventRows = field(default_factory=EventRows)
    exposures: dict[str, Exposure] = field(default_factory=dict)


@dataclass(slots=True)
class TenantRows:
    """All rows of one tenant."""

    policies: dict[int, PolicyRecord] = field(default_factory=dict)
    editions: dict[int, EditionRecord] = field(default_factory=dict)
    events: EventRows = field(default_factory=EventRows)
    learners: dict[str, LearnerRows] = field(default_factory=dict)
    claims: ClaimRows = field(default_factory=ClaimRows)

    key: str = ""
    tombstones: dict[str, datetime] = field(default_factory=dict)

    def entry(self, learner: str, id_: str, *, is_review: bool) -> Entry:
        """Return an entry of the log, with a body that nobody else holds."""
        if is_review:
            return self.learners[learner].reviews[id_].review
        return own_body((self.learners[learner] if learner else self).events[id_])
