"""The situation: all that a plan depends on, gathered once, so that planning needs no store and no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from reinforce import checks
from reinforce.catalog import Curriculum
from reinforce.codec import LEFT_OUT
from reinforce.days import Day, date_of
from reinforce.journal import PERSON, Rating
from reinforce.practice.cards.card import Card
from reinforce.practice.learner.calendar import Calendar
from reinforce.practice.learner.exposure import Exposure
from reinforce.practice.learner.steering import Steered
from reinforce.practice.planning import LONGEST_DAY, MOST_ITEMS
from reinforce.practice.policy import Policy


def is_open(card: Card | None, day: int) -> bool:
    """Whether a skill that was answered wrong with confidence on learner day *day* was not practised since."""
    return card is not None and card.last_day == day and card.last_rating is Rating.Again


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Steered):
    """
    One learner on one day: everything that decides what to practise, and nothing else.

    Two equal situations have the same plan, wherever they were read from. What a plan will depend on later becomes a
    further field here, with a default. What the log says about when and what to practise stands in `Steered`.

    Attributes:
        learner: who.
        now: the present instant.
        today: the learner day that ``now`` belongs to.
        calendar: the learner's zones and day starts.
        policy: the tenant's settings.
        curriculum: what can be practised now; a skill that is not in it is retired and is not planned.
        cards: by skill; a skill that was never practised has none.
        journeys: the journeys that the learner is enrolled in, oldest enrolment first.
        exposures: by exercise; one that was never met has none.
        spent: what was practised today already; it counts against the budget of today.
        spent_items: how many exercises were practised today already.
        budget: time for practice on a full day; ``None`` for no limit, zero for no practice.
        items: exercises on a full day; ``None`` for no limit.
        ahead: how many days before its window opens a card may be practised today: practising ahead.

    Raises:
        InvalidParameterError: a limit is negative, or more than fits into a day.
    """

    learner: str = field(metadata=PERSON)
    now: datetime
    today: Day
    calendar: Calendar
    policy: Policy
    curriculum: Curriculum = field(metadata=LEFT_OUT)
    cards: Mapping[str, Card] = field(default_factory=dict)
    journeys: tuple[str, ...] = ()
    exposures: Mapping[str, Exposure] = field(default_factory=dict)
    spent: timedelta = timedelta()
    spent_items: int = 0
    budget: timedelta | None = None
    items: int | None = None
    ahead: int = 0

    @property
    def today_date(self) -> date:
        """The date of ``today``."""
        return date_of(self.today)

    def __post_init__(self) -> None:
        """Refuse limits that no day has."""
        if self.budget is not None:
            checks.duration("budget", self.budget, most=LONGEST_DAY)
        if self.items is not None:
            checks.whole("items", self.items, 0, MOST_ITEMS)
        checks.whole("ahead", self.ahead, 0, MOST_ITEMS)
        checks.whole("spent_items", self.spent_items, 0, 2**31)

    def share(self, day: int) -> float:
        """Return what share of a full day's practice *day* takes; who practises ahead does so on a day off too."""
        share = self.availability.share(day)
        return 1.0 if self.ahead and not share and day == self.today else share

    def recheck_day(self, card: Card) -> int | None:
        """Return the learner day to look at *card* again after an error made with confidence; ``None`` for none."""
        asked = self.rechecks.get(card.skill)
        if asked is None or not is_open(card, asked):
            return None
        return asked + self.policy.planning.recheck_days

    def room(self, day: int) -> timedelta | None:
        """Return the time left for practice on learner day number *day*; ``None`` for no limit."""
        share = self.share(day)
        if not share:
            return timedelta()
        if self.budget is None:
            return None
        whole = self.budget * share
        return max(timedelta(), whole - self.spent) if day == self.today else whole

    def room_for_items(self, day: int) -> int | None:
        """Return how many more exercises learner day number *day* may hold; ``None`` for no limit."""
        share = self.share(day)
        if not share:
            return 0
        if self.items is None:
            return None
        whole = int(self.items * share)
        return max(0, whole - self.spent_items) if day == self.today else whole
