"""Last words: what an event that holds is about, so that of all about one subject only the last matters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from reinforce.journal.event_kinds import HOLDING, EventKind, Lasts

if TYPE_CHECKING:
    from reinforce.journal.entries import Event

ENDLESS = date.max.toordinal()
"""The last learner day of what has no end."""


def subject(event: Event) -> str | None:
    """
    Return what *event* is about: of the events of one log about one subject the last in ``(at, id)`` holds.

    ``None`` for an event of a kind that holds nothing, and for a recheck: of these those count that are of the day on
    which the skill was last practised, which a later undo may change.
    """
    match event.kind.traits.lasts if event.kind in HOLDING else Lasts.NOT:
        case Lasts.LAST:
            return subject_of(event.kind, event.target)
        case Lasts.LAST_OF_DAY:
            return subject_of(event.kind, event.target) + str(event.body.get("day", ""))
        case Lasts.LAST_OF_PART:  # of two that name the same parts the last holds; what others name is left to the fold
            return subject_of(event.kind, event.target) + ",".join(sorted(parts(event)))
        case _:
            return None


def subject_of(kind: EventKind, target: str) -> str:
    """Return what the subjects of events about *target* begin with; with a line break, which no id has."""
    return f"{kind.traits.lifts or kind}\n{target}\n"


def kind_of_subjects(kind: EventKind) -> str:
    """Return what the subjects of all events of a *kind* begin with, whatever they are about."""
    return f"{kind.traits.lifts or kind}\n"


OWN_SETTINGS = subject_of(EventKind.SETTINGS, "")
"""What settings in a learner's own log are about: the learner."""


def parts(event: Event) -> list[str]:
    """Return the parts of the body that *event* names, each as a path."""
    inner = {name: part if isinstance(part, Mapping) else ("",) for name, part in event.body.items()}
    return [f"{name}.{part}" for name, named in inner.items() for part in named]


def last_day(event: Event) -> int | None:
    """
    Return the last learner day on which *event* says anything, as long as it is the last word about its subject.

    It is 0 for one that says that there is nothing, such as a withdrawn leave; `ENDLESS` for one without an end;
    the day that it is of for a recheck; and ``None`` for an event of a kind that holds nothing.
    """
    traits = event.kind.traits
    if event.kind not in HOLDING:
        return None
    if traits.lasts is Lasts.LATEST_DAY:
        day: int | None = event.body.get("day")
        return day
    if traits.lifts or is_withdrawn(event):
        return 0
    last: int | str = event.body.get(traits.until, ENDLESS)
    return last if isinstance(last, int) else date.fromisoformat(last).toordinal()


def is_withdrawn(event: Event) -> bool:
    """Whether *event* takes back what it is about."""
    return bool(event.body.get("withdrawn"))
