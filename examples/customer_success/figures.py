"""What a lead wants to know after the simulated days, as numbers; how it is worded is the report's business."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from statistics import fmean, median
from typing import TYPE_CHECKING

from examples.customer_success.simulation import MORNING
from examples.customer_success.workshop import workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from examples.customer_success.simulation import Record, Simulation
    from examples.customer_success.team import Person
    from reinforce import Card, Tenant
    from reinforce.practice.progress import SlippingCard

_MINUTE = timedelta(minutes=1)
_ALL = 10_000

SLIPPING_BELOW = 0.7
"""Somebody is slipping on a skill, in truth, if the chance that they recall it is less than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """
    How much of some skills a team remembers, each a mean over people and skills, 0 to 1.

    Attributes:
        title: of what.
        skills: how many.
        before: on the morning of the first day.
        now: on the morning after the last day; the hidden truth.
        estimate: what the engine makes of it, from the answers alone.
        workshop: the truth on the same morning had all the practice of each skill been done in a row on the first day.
        rested: the truth as many days later as the simulation had, if nobody practised in between.
    """

    title: str
    skills: int
    before: float
    now: float
    estimate: float
    workshop: float
    rested: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """
    Minutes practised on those days on which somebody did, against the minutes they had.

    Attributes:
        title: which days.
        days: how many.
        median, p95, most: of what was practised.
        budget: the least and the most that they had.
        over: on how many days more was planned than they had.
    """

    title: str
    days: int
    median: float
    p95: float
    most: float
    budget: str
    over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlippingRow:
    """
    A skill that a person has begun, as the engine judges it, beside the hidden truth.

    Attributes:
        person: who.
        card: what the engine says: skill, chance, low, high, attempts, misses, last_day, days, enough, unsure.
        truth: the chance, 0 to 1, that they recall it.
    """

    person: Person
    card: SlippingCard
    truth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SlippingHits:
    """
    How many of those at the top of a list are slipping in truth.

    Attributes:
        shown: how many stand at the top.
        chance, days, retrievability: how many of them are right where the list goes by the chance of success, by days
            since practice, by what memory says is left.
        best: how many could be.
        luck: how many would be on average if the list were drawn by lot.
    """

    shown: int
    chance: int
    days: int
    retrievability: int
    best: int
    luck: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A question, how often it was answered, missed, and missed by somebody who was sure."""

    question: str
    answered: int
    wrong: int
    confident: int


class Figures:
    """
    The figures of one run, taken on the morning after the last day, in everybody's own time zone.

    Args:
        tenant: the engine's side.
        simulation: the people's side, already run.
    """

    def __init__(self, tenant: Tenant, simulation: Simulation) -> None:
        self.tenant = tenant
        self.curriculum, self.policy = tenant.catalog.curriculum(), tenant.policy
        self.simulation = simulation
        self.people = simulation.people
        self.day: date = simulation.first_day + timedelta(days=simulation.days)
        cards = tenant.practice.cards(learners=[person.id for person in self.people])
        self.cards: Mapping[tuple[str, str], Card] = {(card.learner, card.skill): card for card in cards}
        self.judged = tenant.progress.slipping(below=1, limit=_ALL)
        self.blank = {person.id: simulation.blank_memory(person) for person in self.people}
        self.workshops = {person.id: workshop(simulation, person) for person in self.people}

    @property
    def record(self) -> Record:
        """What was noted along the way."""
        return self.simulation.record

    def morning(self, person: Person, day: date | None = None) -> datetime:
        """Return the instant of nine in the morning, by the person's clock, of *day*; of the day after by default."""
        return person.instant(day or self.day, hour=MORNING)

    def truth(self, person: Person, skill: str) -> float:
        """Return the hidden probability, 0 to 1, that the person recalls the skill now."""
        return self.simulation.memories[person.id].recall(skill, at=self.morning(person))

    def kept(self, day: date, *, workshop: bool = False) -> float:
        """
        Return the chance, 0 to 1, to recall a skill on the morning of *day*, the mean over people and skills.

        After the last day it is the hidden truth if nobody practises from then on; with *workshop* that of people who
        had all their practice on the first day, at any day after it.
        """
        memories = self.workshops if workshop else self.simulation.memories
        return fmean(
            memories[person.id].recall(skill, at=self.morning(person, day))
            for person in self.people
            for skill in self.curriculum.skills
        )

    def kept_of_rounds(self) -> float:
        """Return the chance now, 0 to 1, to recall a skill, had the workshop gone round all skills time after time."""
        return fmean(
            memory.recall(skill, at=self.morning(person))
            for person in self.people
            for memory in (workshop(self.simulation, person, rounds=True),)
            for skill in self.curriculum.skills
        )

    def estimate(self, person: Person, skill: str) -> float:
        """Return the engine's retrievability, 0 to 1; 0 for a skill that was never practised."""
        card = self.cards.get((person.id, skill))
        share = None if card is None else card.retrievability(day=self.day.toordinal(), policy=self.policy)
        return share or 0.0

    def capabilities(self) -> list[Remembered]:
        """Return what is remembered of each capability, and of all together last."""
        rows = []
        for capability in self.curriculum.capabilities.values():
            skills = [skill.id for skill in self.curriculum.skills.values() if skill.capability == capability.id]
            rows.append(self._remembered(capability.title, skills))
        return [*rows, self._remembered("All together", list(self.curriculum.skills))]

    def error(self) -> tuple[float, float]:
        """Return the engine's mean error and mean absolute error over every person and skill that was practised."""
        people = {person.id: person for person in self.people}
        errors = [
            self.estimate(people[learner], skill) - self.truth(people[learner], skill) for learner, skill in self.cards
        ]
        return (fmean(errors), fmean(map(abs, errors))) if errors else (0.0, 0.0)

    def workshop_hours(self) -> float:
        """Return how long the workshop would have been, the mean over people."""
        return fmean(
            sum(sum(seconds) for seconds in memory.practised.values()) / 3600 for memory in self.workshops.values()
        )

    def minutes(self) -> list[Minutes]:
        """Return minutes a day on ordinary days, on long ones, and on all."""
        people = {person.id: person for person in self.people}
        kept = self.record.spent
        long = {(name, day) for name, day in kept if day.weekday() == people[name].long_day}
        return [
            self._minutes("ordinary days", [key for key in kept if key not in long]),
            self._minutes("the long day of the week", [key for key in kept if key in long]),
            self._minutes("all days", list(kept)),
        ]

    def longer(self) -> list[float]:
        """Return by how many minutes practice took longer than there was time, on the days on which it did."""
        record = self.record
        over = ((spent - record.budgets[key]) / _MINUTE for key, spent in record.spent.items())
        return [minutes for minutes in over if minutes > 0]

    def slipping(self) -> list[SlippingRow]:
        """Return every skill that somebody has begun and of which the engine knows enough, the worst first."""
        return self._rows(self.judged.cards)

    def unsure(self) -> list[SlippingRow]:
        """Return the rest, of which it says that it knows too little, the longest not practised first."""
        return self._rows(self.judged.unsure)

    def slipping_hits(self, shown: int) -> SlippingHits:
        """Return how many of the *shown* first are slipping in truth, sorted as the engine does and otherwise."""
        rows = self.slipping()
        most = min(shown, len(rows))

        def right(key: Callable[[SlippingRow], float]) -> int:
            listed = sorted(rows, key=lambda row: (key(row), row.person.id, row.card.skill))[:most]
            return sum(row.truth < SLIPPING_BELOW for row in listed)

        slipping = sum(row.truth < SLIPPING_BELOW for row in rows)
        return SlippingHits(
            shown=most,
            chance=right(lambda row: row.card.chance),
            days=right(lambda row: -row.card.days),
            retrievability=right(lambda row: self.estimate(row.person, row.card.skill)),
            best=min(most, slipping),
            luck=most * slipping / len(rows) if rows else 0.0,
        )

    def missed(self) -> list[Missed]:
        """Return the questions by how often they were missed, most first."""
        answered: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        confident: Counter[str] = Counter()
        for outcomes in self.record.outcomes.values():
            for part in (part for outcome in outcomes for part in outcome.feedback if part.right is not None):
                answered[part.exercise] += 1
                wrong[part.exercise] += not part.right
                confident[part.exercise] += part.confident_error
        found = [
            Missed(question=name, answered=answered[name], wrong=wrong[name], confident=confident[name])
            for name in answered
            if wrong[name]
        ]
        return sorted(found, key=lambda row: (-row.wrong, -row.confident, row.question))

    def _rows(self, cards: Iterable[SlippingCard]) -> list[SlippingRow]:
        people = {person.id: person for person in self.people}
        return [
            SlippingRow(person=people[card.learner], card=card, truth=self.truth(people[card.learner], card.skill))
            for card in cards
        ]

    def _remembered(self, title: str, skills: list[str]) -> Remembered:
        simulation, later = self.simulation, timedelta(days=self.simulation.days)
        first = simulation.first_day

        def mean(recalled: Callable[[Person, str], float]) -> float:
            return fmean(recalled(person, skill) for person in self.people for skill in skills)

        return Remembered(
            title=title,
            skills=len(skills),
            before=mean(lambda person, skill: self.blank[person.id].recall(skill, at=self.morning(person, first))),
            now=mean(self.truth),
            estimate=mean(self.estimate),
            workshop=mean(lambda person, skill: self.workshops[person.id].recall(skill, at=self.morning(person))),
            rested=mean(
                lambda person, skill: simulation.memories[person.id].recall(skill, at=self.morning(person) + later)
            ),
        )

    def _minutes(self, title: str, keys: Iterable[tuple[str, date]]) -> Minutes:
        chosen = list(keys)
        spent = sorted(self.record.spent[key] / _MINUTE for key in chosen)
        budgets = sorted({self.record.budgets[key] / _MINUTE for key in chosen})
        return Minutes(
            title=title,
            days=len(spent),
            median=median(spent) if spent else 0.0,
            p95=spent[ceil(0.95 * len(spent)) - 1] if spent else 0.0,
            most=spent[-1] if spent else 0.0,
            budget="-".join(f"{minutes:g}" for minutes in dict.fromkeys(budgets[:1] + budgets[-1:])),
            over=sum(self.record.planned[key] > self.record.budgets[key] for key in chosen),
        )
