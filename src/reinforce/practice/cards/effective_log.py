"""The log of one card as it counts: what was retracted is gone, what was overridden has its last rating."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.errors import ConflictError
from reinforce.journal import AMENDING, TO_SKILLS, Event, EventKind, Rating, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.journal import Entry

_RATING = frozenset((EventKind.OVERRIDE, EventKind.JUDGEMENT))
"""Events that say with what rating a review counts; of several about one the last holds."""


@dataclass(slots=True)
class EffectiveLog:
    """
    Entries of one learner, sorted by what they do; each id once.

    Attributes:
        reviews: by id.
        amending: overrides, and the events that are steps of the fold as reviews are, by id.
        retracted: the ids that retractions name.
        learners: whom the entries are about.
    """

    reviews: dict[str, Review] = field(default_factory=dict)
    amending: dict[str, Event] = field(default_factory=dict)
    retracted: set[str] = field(default_factory=set)
    learners: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> EffectiveLog:
        """
        Return *entries* sorted; other events than `journal.AMENDING` are left out.

        Raises:
            ConflictError: two entries have the same id and differ.
        """
        log = cls()
        for entry in entries:
            if isinstance(entry, Review):
                _refuse_other_review(log.reviews.setdefault(entry.id, entry), entry)
            elif checks.of_kind("entries", entry, Event).kind is EventKind.RETRACTION:
                log.retracted.add(entry.target)
            elif entry.kind in AMENDING:
                _refuse_other_event(log.amending.setdefault(entry.id, entry), entry)
            else:
                continue
            log.learners.add(entry.learner)
        return log

    @property
    def reviewed(self) -> set[str]:
        """The skills of the reviews."""
        return {review.skill for review in self.reviews.values()}

    @property
    def skills(self) -> set[str]:
        """The skills of the reviews; where there are none, those that were forgotten or placed."""
        return self.reviewed or {event.target for event in self.amending.values() if event.kind in TO_SKILLS}

    def counting(self, skill: str) -> list[Entry]:
        """Return what counts for the card of *skill*, in the order of ``(at, id)``."""
        events = [event for event in self._standing() if event.kind in TO_SKILLS and event.target == skill]
        return sorted((*self._reviews(), *events), key=attrgetter("order"))

    def _standing(self) -> Iterator[Event]:
        return (event for event in self.amending.values() if event.id not in self.retracted)

    def _reviews(self) -> Iterator[Review]:
        """Yield the reviews that count, each with the rating that it counts with."""
        ratings: dict[str, Rating] = {}
        overrides = [event for event in self._standing() if event.kind in _RATING]
        for event in sorted(overrides, key=attrgetter("order")):
            ratings[event.target] = Rating(event.body["rating"])
        for review in self.reviews.values():
            if review.id not in self.retracted and review.attempt_id not in self.retracted:
                rating = ratings.get(review.id, review.rating)
                yield review if rating is review.rating else replace(review, rating=rating)


def concerning(skill: str, reviews: Iterable[Review], events: Iterable[Event]) -> list[Event]:
    """Return those of a learner's amending *events* that say something about the card of *skill*, in their order."""
    listed = list(events)
    about = {id_ for review in reviews for id_ in (review.id, review.attempt_id)}
    about |= {
        event.id
        for event in listed
        if (event.kind in TO_SKILLS and event.target == skill) or (event.kind in _RATING and event.target in about)
    }
    return [
        event for event in listed if event.id in about or (event.kind is EventKind.RETRACTION and event.target in about)
    ]


def _refuse_other_review(first: Review, second: Review) -> None:
    """Refuse a second review with the id of the first, unless it is the same one."""
    if (first.order, first.rating, first.skill) != (second.order, second.rating, second.skill):
        raise ConflictError("review", second.id, "stands there twice, with different content")


def _refuse_other_event(first: Event, second: Event) -> None:
    """Refuse a second event with the id of the first, unless it is the same one."""
    if first is not second and (first.order, first.kind, first.target, first.body) != (
        second.order,
        second.kind,
        second.target,
        second.body,
    ):
        raise ConflictError(second.kind, second.id, "stands there twice, with different content")
