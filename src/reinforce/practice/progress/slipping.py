"""Who is slipping on what: the chance of success now with its doubt, and where too little is known to state one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from heapq import nsmallest
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import PERSON
from reinforce.practice import text
from reinforce.practice.progress.slipping_model import SlippingOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from reinforce.practice.cards.card import Card
    from reinforce.practice.progress.slipping_model import SlippingModel

_FEWEST = 3
_AT_ONCE = 1_000


class Unsure(StrEnum):
    """
    Why too little is known to say whether somebody is slipping on a skill.

    - NEVER: they made no attempt at it; it was taken for known.
    - FEW: they made fewer than three.
    - LONG: their last one is longer ago than any span after which the log has shown what people still can.
    """

    NEVER = "never"
    FEW = "few"
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlippingCard(Value):
    """
    How one learner stands with one skill that they have begun.

    Attributes:
        learner, skill: who, on what.
        chance: the chance, 0 to 1, to succeed at an exercise of it today, before any practice.
        low, high: the chance lies between these with nine chances in ten.
        attempts: how many attempts this rests on.
        misses: how many of them failed.
        last_day: the learner day of the last one; ``None`` where there was none.
        days: how many days ago that is; where there was none, since the skill was taken for known.
        unsure: why too little is known; ``None`` where enough is.
    """

    learner: str = field(metadata=PERSON)
    skill: str
    chance: float
    low: float
    high: float
    attempts: int
    misses: int
    last_day: Day | None
    days: int
    unsure: Unsure | None = None

    @property
    def last_date(self) -> date | None:
        """The date of ``last_day``."""
        return date_of(self.last_day)

    @property
    def enough(self) -> bool:
        """Whether enough is known to rank it."""
        return self.unsure is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slipping(Value):
    """
    Who is slipping on what.

    Attributes:
        cards: those of which enough is known and whose chance is below that bound, the worst first.
        order: what they are sorted by.
        below: the chance from which on a card is not slipping, and is not listed.
        ranked: how many were looked at of which enough is known, listed or not.
        unsure: those of which too little is known, the longest not practised first.
        unknown: how many of these there are, listed or not.
        answers: on how many later answers of the tenant's log the chances rest.
    """

    cards: tuple[SlippingCard, ...]
    order: SlippingOrder
    below: float
    ranked: int
    unsure: tuple[SlippingCard, ...]
    unknown: int
    answers: int

    def _repr_html_(self) -> str:
        rows = (
            (
                one.learner,
                one.skill,
                *(text.share(chance) for chance in (one.chance, one.low, one.high)),
                f"{one.misses} of {one.attempts}",
                text.on(one.last_day),
            )
            for one in self.cards
        )
        caption = (
            f"slipping: {len(self.cards)} of {self.ranked}, below {text.share(self.below)}, by {self.order}; "
            f"of {self.unknown} too little is known"
        )
        return text.table(caption, ("learner", "skill", "chance", "from", "to", "missed", "last"), rows)


def slipping_card(
    card: Card, *, day: int, retrievability: float | None, model: SlippingModel, own: float
) -> SlippingCard:
    """
    Return how a learner stands with the skill of *card*.

    Args:
        card: the card as it is now.
        day: the number of the learner day today.
        retrievability: what is left of it today.
        model: what the tenant's log says of such cards.
        own: the learner's effect, from `SlippingModel.learner`.
    """
    features = card.features
    days = 0 if card.last_day is None else max(0, day - card.last_day)
    chance, low, high = model.chance(features, skill=card.skill, retrievability=retrievability, days=days, learner=own)
    return SlippingCard(
        learner=card.learner,
        skill=card.skill,
        chance=chance,
        low=low,
        high=high,
        attempts=features.attempts,
        misses=features.failures,
        last_day=card.last_day if features.attempts else None,
        days=days,
        unsure=_unsure(features.attempts, days, longest=model.longest),
    )


def slipping(
    cards: Iterable[SlippingCard],
    *,
    model: SlippingModel,
    limit: int,
    below: float = 1.0,
    others: Mapping[tuple[str, str], float] = MappingProxyType({}),
) -> Slipping:
    """
    Return the worst of *cards*, whatever the order in which they come; no more than some hundreds of them are held.

    Args:
        cards: how learners stand with skills that they have begun.
        model: what they were judged by.
        limit: most cards in each of the two lists.
        below: the chance from which on a card is not slipping, whatever the list goes by.
        others: by learner and skill, the chance that takes its place; it may grow as the cards come.
    """
    by = _BY[model.order]
    worst: list[SlippingCard] = []
    unsure: list[SlippingCard] = []
    counts, remaining = [0, 0], iter(cards)
    while some := list(islice(remaining, _AT_ONCE)):
        enough, rest = [one for one in some if one.enough], [one for one in some if not one.enough]
        counts = [counts[0] + len(enough), counts[1] + len(rest)]
        slips = (one for one in enough if one.chance < others.get((one.learner, one.skill), below))
        worst = nsmallest(limit, [*worst, *slips], key=by)
        unsure = nsmallest(limit, [*unsure, *rest], key=_days)
    return Slipping(
        cards=tuple(worst),
        order=model.order,
        below=below,
        ranked=counts[0],
        unsure=tuple(unsure),
        unknown=counts[1],
        answers=model.answers,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlippingJudged(Value):
    """
    How good a list of some time ago was, by what came of it: the next answer at each of its skills since.

    Attributes:
        at: as of when the list was made, from what was known then.
        answers: how many cards that the list ranked were answered since; only these are looked at.
        shown: how many of these are taken from the top.
        missed: how many of the shown were missed the next time.
        by_days: how many would have been, had the list gone by days since practice.
        at_random: how many on average, had it been drawn by lot.
        best: how many at most.
        order: what the list went by.
    """

    at: datetime
    answers: int
    shown: int
    missed: int
    by_days: int
    at_random: float
    best: int
    order: SlippingOrder


def judged(
    answered: Iterable[tuple[SlippingCard, bool]], *, at: datetime, order: SlippingOrder, limit: int
) -> SlippingJudged:
    """
    Return how good a list was.

    Args:
        answered: cards as they were judged, and whether the next answer was right.
        at: when they were judged.
        order: what the list went by.
        limit: how many are taken from the top.
    """
    ranked = [(card, right) for card, right in answered if card.enough]
    wrong = sum(not right for _, right in ranked)

    def missed(by: Callable[[SlippingCard], Any]) -> int:
        return sum(not right for _, right in nsmallest(limit, ranked, key=lambda pair: by(pair[0])))

    shown = min(limit, len(ranked))
    return SlippingJudged(
        at=at,
        answers=len(ranked),
        shown=shown,
        missed=missed(_BY[order]),
        by_days=missed(_days),
        at_random=shown * wrong / len(ranked) if ranked else 0.0,
        best=min(shown, wrong),
        order=order,
    )


def _unsure(attempts: int, days: int, *, longest: int) -> Unsure | None:
    if not attempts:
        return Unsure.NEVER
    if attempts < _FEWEST:
        return Unsure.FEW
    return Unsure.LONG if days > longest else None


def _chance(card: SlippingCard) -> tuple[float, str, str]:
    return card.chance, card.learner, card.skill


def _days(card: SlippingCard) -> tuple[int, float, str, str]:
    return -card.days, card.chance, card.learner, card.skill


_BY: Mapping[SlippingOrder, Callable[[SlippingCard], Any]] = {SlippingOrder.CHANCE: _chance, SlippingOrder.DAYS: _days}
