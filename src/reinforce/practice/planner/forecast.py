"""Looking ahead: how much practice the coming days would bring, and what each rating would do to a card."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce import days as learner_days
from reinforce.catalog.changes import chronological
from reinforce.codec import Value
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating, Review
from reinforce.practice import text
from reinforce.practice.cards.fold import advance, apply_change
from reinforce.practice.cards.success import ability, chance
from reinforce.practice.planner.eligibility import Eligibility
from reinforce.practice.planner.exercises import cost
from reinforce.practice.planner.planner import MOST_DAYS
from reinforce.practice.planner.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from reinforce.catalog import ContentChange
    from reinforce.practice.cards.card import Card
    from reinforce.practice.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastDay(Value):
    """
    One day of a forecast.

    Attributes:
        day: the learner day.
        reviews: how many practices fall on it.
        cost: the time they take.
        successes: how many of the practices can be expected to succeed, as the performance model says.
        still_known: the mean share, 0 to 1, of what today's cards hold that would be left without any practice;
            ``None`` where there are no cards.
    """

    day: learner_days.Day
    reviews: int
    cost: timedelta
    successes: float
    still_known: float | None

    @property
    def date(self) -> date:
        """Its date."""
        return learner_days.date_of(self.day)

    @property
    def minutes(self) -> float:
        """The time that its practices take, in minutes."""
        return self.cost / timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast(Value):
    """
    What the coming days would bring, under the assumptions of `forecast`.

    Attributes:
        days: one after the other; the first is today.
    """

    days: tuple[ForecastDay, ...]

    @property
    def reviews(self) -> int:
        """How many practices fall on all days together."""
        return sum(ahead.reviews for ahead in self.days)

    @property
    def successes(self) -> float:
        """How many of them can be expected to succeed."""
        return math.fsum(ahead.successes for ahead in self.days)

    @property
    def cost(self) -> timedelta:
        """The time that all of them take."""
        return sum((ahead.cost for ahead in self.days), timedelta())

    @property
    def minutes(self) -> float:
        """The time that all of them take, in minutes."""
        return self.cost / timedelta(minutes=1)

    def _repr_html_(self) -> str:
        rows = (
            (
                ahead.date,
                ahead.reviews,
                f"{ahead.minutes:.1f}",
                f"{ahead.successes:.1f}",
                text.share(ahead.still_known),
            )
            for ahead in self.days
        )
        caption = f"{text.counted(self.reviews, 'review')} in {text.counted(len(self.days), 'day')}"
        return text.table(
            caption, ("day", "reviews", "minutes", "expected successes", "still known without practice"), rows
        )


def forecast(situation: Situation, *, days: int) -> Forecast:
    """
    Return how much practice the coming *days* bring, today among them.

    It assumes that everything overdue is practised today and everything else on its due day, whatever the budget; that
    each practice goes well (Good), so that a card comes back after its next interval, as often as it does within these
    days; that a practice costs the mean of its skill's exercises, and each skill is practised on its own; and that no
    new skill is begun. Lapses would bring more practice, drills that cover several skills less. What success to expect
    is told beside it, for a learner as able as the cards show today.

    Raises:
        InvalidParameterError: *days* is not a whole number from 1 to 3660.
    """
    checks.whole("days", days, 1, MOST_DAYS)
    checks.of_kind("situation", situation, Situation)
    first, last = situation.today, situation.today + days - 1
    cards = tuple(Eligibility(situation).cards.values())
    shown = ability(situation.cards.values(), day=first, policy=situation.policy)
    reviews: Counter[int] = Counter()
    successes: dict[int, float] = {}
    costs: dict[int, timedelta] = {}
    for card in cards:
        each = _mean_cost(situation, card.skill)
        for day, met in _practised(situation, card, last):
            reviews[day] += 1
            likely = chance(met, day=day, policy=situation.policy, ability=shown)
            successes[day] = successes.get(day, 0.0) + likely
            costs[day] = costs.get(day, timedelta()) + each
    return Forecast(
        days=tuple(
            ForecastDay(
                day=day,
                reviews=reviews[day],
                cost=costs.get(day, timedelta()),
                successes=successes.get(day, 0.0),
                still_known=_mean_known(cards, day, policy=situation.policy),
            )
            for day in range(first, last + 1)
        )
    )


def preview(
    card: Card, *, at: datetime, day: int, policy: Policy, changes: Sequence[ContentChange] = ()
) -> dict[Rating, Card]:
    """
    Return the card that each of the four ratings would lead to, at the instant *at* on learner day number *day*.

    *changes* are the content changes of the skill; those that the card has not met yet are applied.
    Nothing is touched, and a review with the rating leads to that card exactly, but for its id. All four draw the same
    fuzz, so that Hard is never due after Good, nor Good after Easy.

    Raises:
        InvalidParameterError: *at* is earlier than the card's last review by more than clocks may disagree.
    """
    met = card
    for change in chronological(changes):
        if change.version > met.content_version and change.at < at:
            met = apply_change(met, change, policy=policy)
    if met.last_at is not None and at < met.last_at:
        if met.last_at - at > checks.MAX_SKEW:
            raise InvalidParameterError("at", f"must be after the last review ({met.last_at}), not {at}", value=at)
        at = met.last_at
    reviews = {
        rating: Review(id="preview", learner=card.learner, skill=card.skill, rating=rating, at=at, day=day)
        for rating in Rating
    }
    return {rating: advance(met, review, policy=policy) for rating, review in reviews.items()}


def _practised(situation: Situation, card: Card, last: int) -> Iterator[tuple[int, Card]]:
    """Yield the days up to *last* on which *card* is practised, and the card before; each practice is a good one."""
    while card.due_day is not None:
        day = max(card.due_day, situation.today)
        at = max(card.due_at or _start(situation, day), situation.now, card.last_at or situation.now)
        if card.due_at is not None:
            day = max(day, situation.calendar.day(at))
        if day > last:
            return
        yield day, card
        review = Review(id="", learner=card.learner, skill=card.skill, rating=Rating.Good, at=at, day=day)
        card = advance(card, review, policy=situation.policy)


def _start(situation: Situation, day: int) -> datetime:
    """Return the instant at which learner day number *day* starts, in the zone that is in force now."""
    entry = situation.calendar.at(situation.now)
    return learner_days.day_start_at(day, timezone=entry.timezone, day_start=entry.day_start)


def _mean_cost(situation: Situation, skill: str) -> timedelta:
    exercises = situation.curriculum.exercises(skill)
    return sum((cost(exercise) for exercise in exercises), timedelta()) / max(1, len(exercises))


def _mean_known(cards: Sequence[Card], day: int, *, policy: Policy) -> float | None:
    shares = [share for card in cards if (share := card.retrievability(day=day, policy=policy)) is not None]
    return math.fsum(shares) / len(shares) if shares else None
