"""What is held about a person as JSON values that a person can read: the same for every store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from reinforce.codec.forms import body_written
from reinforce.days import Day
from reinforce.errors import InvalidParameterError
from reinforce.journal import EventKind, Rating
from reinforce.journal.entries import BODY_TYPES
from reinforce.journal.persons import roles
from reinforce.memory import Features, MemoryState
from reinforce.ports import ReviewRecord
from reinforce.practice.grading.parsing import attempt_kept
from reinforce.stores.shared.json import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reinforce.ports import Entries

_OF_CARD: Mapping[str, Any] = {
    "memory": MemoryState,
    "due_day": Day,
    "last_day": Day,
    "last_rating": Rating,
    "features": Features,
}
"""The fields of a card that are kept in another form than people get."""
_BODIES = {**BODY_TYPES, EventKind.CHECKPOINT: {**_OF_CARD, "on_record": _OF_CARD}}
_RATINGS: Mapping[int, str] = {int(rating): rating.name for rating in Rating}
_SPANS = frozenset(("duration", "took"))


def named_in(named: Entries, person: str) -> Iterator[dict[str, Any]]:
    """Yield where entries that name a person do so, those of the person's own log left out."""
    for table in ("attempts", "events", "reviews"):
        for record in getattr(named, table):
            entry = record.review if isinstance(record, ReviewRecord) else record
            if entry.learner != person:
                for role in sorted({role for role, who in roles(entry) if who == person}):
                    yield {"table": table, "id": entry.id, "role": role, "at": entry.at.isoformat()}


def readable(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return a row as people get values in JSON: instants and days in ISO 8601, durations in seconds, ratings by name.

    So are bodies and outcomes, in which hosts' own fields stay as they were sent.

    Args:
        table: what the row is kept in.
        row: by the names of its fields; a whole number in one that is called a day is the number of a day.
    """
    made = {f"{name}_seconds" if name in _SPANS else name: _value(name, value) for name, value in row.items()}
    if "outcome" in made:
        made["outcome"] = _shown(_outcome, made["outcome"])
    if table == "events":
        types = _BODIES.get(made["kind"], {})
        made["body"] = _shown(lambda body: body_written(body, types), made["body"])
    if table == "attempts":
        made["body"] = _shown(lambda body: attempt_kept(body).to_json(), made["body"])
    return made


def _shown(show: Callable[[Any], Any], kept: Any) -> Any:  # noqa: ANN401 - JSON values
    """Return what is *kept* as people get it; what cannot be read is theirs to see as well, as it is."""
    try:
        return show(kept)
    except (InvalidParameterError, TypeError, ValueError):
        return kept


def _outcome(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of an outcome (`practice.grading.kept_outcome`) with a name for each of its parts."""
    made = body_written(kept, {"card": _OF_CARD, "late_day": Day, "took": timedelta})
    if "skills" in made:
        made["skills"] = {
            skill: body_written(
                {"rating": rating, "facets": facets, "card": card}, {"rating": Rating, "card": _OF_CARD}
            )
            for skill, (rating, facets, card) in made["skills"].items()
        }
    return cast("dict[str, Any]", made)


def _value(name: str, value: object) -> Any:  # noqa: ANN401 - a JSON value
    """Return what a field of that name holds as a JSON value."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _number(name, value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return from_text(to_text(name, value))
    return list(value) if isinstance(value, tuple) else value


def _number(name: str, value: int) -> str | int | None:
    """Return the name of a rating, the date of a learner day, any other number as it is."""
    if name == "rating" or name.endswith("_rating"):
        return _RATINGS.get(value, value)
    if name == "day" or name.endswith("_day"):
        return date.fromordinal(value).isoformat() if value > 0 else None
    return value
