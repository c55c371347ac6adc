"""Leeches: skills that were forgotten so often that a coach helps more than another repetition."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import PERSON, Review
from reinforce.practice.cards.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from reinforce.catalog import ContentChange
    from reinforce.journal import Entry
    from reinforce.practice.cards.card import Card
    from reinforce.practice.planning import Planning
    from reinforce.practice.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingNeed(Value):
    """
    A leech, as something for a coach to do: work on the skill with the learner.

    Attributes:
        learner, skill: with whom, on what.
        lapses: how often it was forgotten.
        coached: its lapses when a coach last worked on it; ``None`` if none ever did.
        since: the learner day on which it became a task; where what made it one was removed from the log, the last day
            of that.
    """

    learner: str = field(metadata=PERSON)
    skill: str
    lapses: int
    coached: int | None
    since: Day

    @property
    def since_date(self) -> date:
        """The date of ``since``."""
        return date_of(self.since)


def is_leech(card: Card, *, planning: Planning, coached: int | None = None) -> bool:
    """
    Whether *card* has lapsed so often that it is not drilled on but is a task for a coach.

    As in Anki, a skill becomes a leech at the threshold, and after it was worked on, again at every half of it.

    Args:
        card: the card as it is now.
        planning: has the threshold, ``leech_lapses``; 0 means that nothing ever is a leech.
        coached: the card's lapses when a coach last worked on it with the learner; ``None`` if none ever did.
    """
    return planning.leech_lapses > 0 and card.lapses >= _enough(planning, coached)


def coaching_need(
    card: Card,
    entries: Iterable[Entry],
    *,
    policy: Policy,
    changes: Sequence[ContentChange] = (),
    coached: int | None = None,
) -> CoachingNeed | None:
    """
    Return what a coach is to do about *card*; ``None`` if it is no leech.

    Args:
        card: the card as it is now.
        entries: its log, which says since when it is one.
        policy: the settings that it was folded with.
        changes: the content changes that it was folded with.
        coached: as in `is_leech`.
    """
    if not is_leech(card, planning=policy.planning, coached=coached):
        return None
    listed = list(entries)
    events = [entry for entry in listed if not isinstance(entry, Review)]
    reviews = sorted((entry for entry in listed if isinstance(entry, Review)), key=lambda review: review.order)

    def after(count: int) -> Card:
        """Return the card after the first *count* reviews; more reviews never have fewer lapses."""
        some: tuple[Entry, ...] = (*reviews[:count], *events)
        return fold(some, policy=policy, changes=changes, learner=card.learner, skill=card.skill)

    first = bisect_left(range(len(reviews)), _enough(policy.planning, coached), key=lambda count: after(count).lapses)
    known = reviews[first - 1].day if first else after(0).last_day
    return CoachingNeed(
        learner=card.learner,
        skill=card.skill,
        lapses=card.lapses,
        coached=coached,
        since=card.last_day or 0 if known is None else known,
    )


def _enough(planning: Planning, coached: int | None) -> int:
    """Return how many lapses make a leech."""
    return planning.leech_lapses if coached is None else coached + max(1, planning.leech_lapses // 2)
