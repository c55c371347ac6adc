"""The days of the demo: a team practises through the real engine, and what they send may come late or twice."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from examples.customer_success.answering import Respondent
from examples.customer_success.hidden_memory import Memory, Nature
from reinforce import Answer, Drill, DrillAttempt, Quiz, QuizAttempt

if TYPE_CHECKING:
    from examples.customer_success.team import Person
    from reinforce import ManualClock, Outcome, Tenant

Attempt: TypeAlias = QuizAttempt | DrillAttempt
Doing: TypeAlias = Iterator[datetime]
"""Something that goes on over time: it says when it wants to continue."""

MORNING = 9.0
"""The hour, by everybody's own clock, at which it is asked what they remember."""

_EVERYWHERE = time(12, tzinfo=UTC)
"""When it is the same day around the world: evening of it in Auckland, its start at four in Los Angeles."""

_LATE = timedelta(hours=24)
_BREATH = timedelta(seconds=20)


@dataclass(slots=True)
class Record:
    """
    What was noted along the way, beside what the engine keeps.

    Attributes:
        spent: by person and day, how long they practised; days without practice are left out.
        planned: the same, how long it should have taken.
        budgets: the same, how long they had.
        outcomes: by person, what the engine answered to each attempt, once each.
        remembered: by day, the chance to recall a skill unaided on its morning, before that day's practice: the truth,
            added up over people and skills.
        late, twice: how many submissions came a day late, and how many a second time.
        changed: how many second submissions were answered otherwise than the first; there should be none.
    """

    spent: dict[tuple[str, date], timedelta] = field(default_factory=dict)
    planned: dict[tuple[str, date], timedelta] = field(default_factory=dict)
    budgets: dict[tuple[str, date], timedelta] = field(default_factory=dict)
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    remembered: dict[date, float] = field(default_factory=dict)
    late: int = 0
    twice: int = 0
    changed: int = 0


class Simulation:
    """
    A team that practises for some days.

    Args:
        tenant: the engine's side: a published pack, and everybody enrolled.
        clock: the engine's clock, which the simulation moves.
        people: who practises.
        first_day: the first day, by everybody's own calendar.
        days: how many.
        seed: what all chance is drawn from.
    """

    def __init__(
        self,
        tenant: Tenant,
        clock: ManualClock,
        *,
        people: tuple[Person, ...],
        first_day: date,
        days: int,
        seed: int,
    ) -> None:
        self.people = people
        self.first_day = first_day
        self.days = days
        self.seed = seed
        self.record = Record()
        self._tenant = tenant
        self._clock = clock
        self._skills = tuple(tenant.catalog.curriculum().skills)
        self._natures = {person.id: Nature.drawn(person.id, seed=seed) for person in people}
        self.memories = {person.id: self.blank_memory(person) for person in people}
        self._agenda: list[tuple[datetime, int, Doing]] = []
        self._order = count()

    def blank_memory(self, person: Person) -> Memory:
        """Return the memory of *person* as it was before the first day."""
        return Memory(
            person.id,
            nature=self._natures[person.id],
            skills=self._skills,
            started_at=person.instant(self.first_day, hour=0.0),
            seed=self.seed,
        )

    def run(self, *, tick: Callable[[], object] = lambda: None) -> Record:
        """
        Let everybody practise, in the order in which things happen around the world; *tick* marks a person's day.

        Afterwards the clock stands at the hour at which the day after the last has begun for everybody.
        """
        for index, person in enumerate(self.people):
            self._begin(self._life(person, self.people[index - 1], tick))
        while self._agenda:
            at, _, doing = heapq.heappop(self._agenda)
            self._clock.move_to(at)
            self._begin(doing)
        self._clock.move_to(datetime.combine(self.first_day + timedelta(days=self.days), _EVERYWHERE))
        return self.record

    def _begin(self, doing: Doing) -> None:
        """Let *doing* go on until it next has to wait."""
        at = next(doing, None)
        if at is not None:
            heapq.heappush(self._agenda, (at.astimezone(UTC), next(self._order), doing))

    def _life(self, person: Person, colleague: Person, tick: Callable[[], object]) -> Doing:
        """Go through the days of one person; *colleague* scores their drills. On leave they are handed nothing."""
        respondent = Respondent(person.id, self.memories[person.id], seed=self.seed)
        for number in range(self.days):
            day = self.first_day + timedelta(days=number)
            self._take_note(person, day)
            chance = Random(f"{self.seed}/day/{person.id}/{number}")
            attends, offline = chance.random() < person.attendance, chance.random() < person.offline
            offline = offline and number < self.days - 1  # so that nothing is on its way when the figures are taken
            if attends and day.weekday() in person.weekdays:
                yield person.instant(day, hour=person.hour + chance.uniform(-0.5, 0.5))
                for at, attempt in self._practise(person, day, respondent, colleague):
                    yield at
                    if offline:
                        self.record.late += 1
                        self._begin(self._deliver(person, attempt, at=at + _LATE))
                    else:
                        self._send(person, attempt, twice=chance.random() < person.twice)
            tick()

    def _take_note(self, person: Person, day: date) -> None:
        """Note what *person* remembers on the morning of a *day*, before they practise."""
        memory, at = self.memories[person.id], person.instant(day, hour=MORNING)
        known = sum(memory.recall(skill, at=at) for skill in self._skills)
        self.record.remembered[day] = self.record.remembered.get(day, 0.0) + known

    def _deliver(self, person: Person, attempt: Attempt, *, at: datetime) -> Doing:
        """Send an *attempt* later than it was made."""
        yield at
        self._send(person, attempt, twice=False)

    def _send(self, person: Person, attempt: Attempt, *, twice: bool) -> None:
        outcome = self._tenant.practice.record(person.id, attempt)
        self.record.outcomes.setdefault(person.id, []).append(outcome)
        if twice:
            self.record.twice += 1
            self.record.changed += self._tenant.practice.record(person.id, attempt) != outcome

    def _practise(
        self, person: Person, day: date, respondent: Respondent, colleague: Person
    ) -> Iterator[tuple[datetime, Attempt]]:
        """Work through today's session and yield each attempt with the instant at which it is done."""
        at, key = self._clock.now(), (person.id, day)
        session = self._tenant.practice.session(person.id, budget=person.budget(day))
        for item in session:
            attempt = _attempt(item, at=at, respondent=respondent, colleague=colleague)
            spent = attempt.duration or timedelta()
            self.record.budgets[key], self.record.planned[key] = person.budget(day), session.cost
            self.record.spent[key] = self.record.spent.get(key, timedelta()) + spent
            yield at + spent, attempt
            at += spent + _BREATH


def _attempt(item: Quiz | Drill, *, at: datetime, respondent: Respondent, colleague: Person) -> Attempt:
    """Return what a person sends for one *item* of a session that they begin at the instant *at*."""
    if isinstance(item, Drill):
        return respondent.perform(item, at=at, assessor=colleague.id)
    shown = {question["id"]: question for question in item.presented()["questions"]}
    answers: list[Answer] = []
    spent = timedelta()
    for question in item.questions:
        answers.append(respondent.answer(question, shown[question.id], at=at + spent))
        spent += answers[-1].duration or timedelta()
    return QuizAttempt(attempt_id=item.id, edition=item.edition, answers=answers, at=at + spent, duration=spent)
