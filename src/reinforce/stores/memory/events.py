"""The events of one log, with what is asked for again and again at hand: amendments, last words by subject."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from reinforce.journal import AMENDING, STEERING, EventKind, Rating
from reinforce.journal.last_words import last_day, subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reinforce.journal import Event
    from reinforce.ports import Held, Query


class EventRows(dict[str, "Event"]):
    """
    Events by id.

    Attributes:
        amending: those of the kinds `journal.AMENDING`, by target and id.
        last_words: by subject, the last event about it.
        of_day: events that matter on one learner day alone, by target and day.
    """

    def __init__(self) -> None:
        super().__init__()
        self._begin()

    def _begin(self) -> None:
        self.amending: defaultdict[str, dict[str, Event]] = defaultdict(dict)
        self.last_words: dict[str, Event] = {}
        self.of_day: defaultdict[tuple[str, int], dict[str, Event]] = defaultdict(dict)

    def __setitem__(self, id_: str, event: Event) -> None:
        if id_ in self and self[id_].target != event.target:  # a merge: nothing remembers what it was about
            self.pop(id_)
        super().__setitem__(id_, event)
        about, day = subject(event), last_day(event)
        if event.kind in AMENDING:
            self.amending[event.target][id_] = event
        elif about is not None:
            last = self.last_words.get(about, event)
            if last.id == id_ or last.order < event.order:
                self.last_words[about] = event
        elif event.kind in STEERING and day is not None:
            self.of_day[event.target, day][id_] = event

    def setdefault(self, id_: str, event: Event) -> Event:
        """Keep *event* unless its id is taken, and return what is kept under that id."""
        if id_ not in self:
            self[id_] = event
        return self[id_]

    def pop(self, id_: str, default: Any = None) -> Any:  # noqa: ANN401 - as a dict does
        """Take an event out and return it; *default* where it is not there."""
        event = super().pop(id_, None)
        if event is None:
            return default
        rest = list(self.values())
        self.clear()
        self._begin()  # rare: what stands in a log goes by erasure and compaction alone
        for one in rest:
            self[one.id] = one
        return event

    def amendments(self, targets: Iterable[str] | None) -> Iterator[Event]:
        """Return the amending events about *targets*, or about anything."""
        about = self.amending.values() if targets is None else (self.amending.get(one, {}) for one in targets)
        return chain.from_iterable(some.values() for some in about)


def steering(ours: EventRows, mine: EventRows, cards: Mapping[str, Held], query: Query) -> Iterator[Event]:
    """Yield what *query* wants of what steers plans: of the tenant's events and of the learner's."""
    if not query.practice:
        for about in query.subjects:
            words = chain(ours.last_words.items(), mine.last_words.items())
            yield from (event for begins, event in words if begins.startswith(about))
        return
    held = {
        about
        for about, event in ours.last_words.items()
        if event.kind in STEERING and (last_day(event) or 0) >= query.since_day
    }
    yield from (ours.last_words[about] for about in held)
    waiting = [one.card.due_day for one in cards.values() if one.card.due_day is not None]
    oldest = min((query.since_day, *waiting))
    for about, event in mine.last_words.items():
        first = oldest if event.kind is EventKind.LEAVE else query.since_day
        if event.kind not in STEERING:
            continue
        if (last_day(event) or 0) >= first or (event.kind.traits.shared and about in held):
            yield event
    for skill, one in cards.items():
        if one.card.last_rating is Rating.Again and one.card.last_day is not None:
            yield from mine.of_day.get((skill, one.card.last_day), {}).values()
