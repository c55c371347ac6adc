"""What is held about a person as JSON values that a person can read: the same for every store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from reinforce.journal.persons import roles
from reinforce.ports import ReviewRecord
from reinforce.stores.shared.json import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.ports import Entries


def named_in(named: Entries, person: str) -> Iterator[dict[str, Any]]:
    """Yield where entries that name a person do so, those of the person's own log left out."""
    for table in ("attempts", "events", "reviews"):
        for record in getattr(named, table):
            entry = record.review if isinstance(record, ReviewRecord) else record
            if entry.learner != person:
                for role in sorted({role for role, who in roles(entry) if who == person}):
                    yield {"table": table, "id": entry.id, "role": role, "at": entry.at.isoformat()}


def readable(name: str, value: object) -> Any:  # noqa: ANN401 - a JSON value
    """
    Return a value as JSON has it: instants in ISO 8601, durations in seconds, learner days as dates.

    Args:
        name: of the field that holds the value; a whole number in one that is called a day is the number of a day.
        value: what it holds.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, int) and (name == "day" or name.endswith("_day")):
        return date.fromordinal(value).isoformat() if value > 0 else None
    if isinstance(value, Mapping):
        return from_text(to_text(name, value))
    return list(value) if isinstance(value, tuple) else value
