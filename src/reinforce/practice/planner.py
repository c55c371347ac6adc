"""The planner: from a situation to a plan, as a pure function. This one is simple: day by day, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.journal import Rating
from reinforce.practice.plan import Obstacle, Placement, Plan, PlannedDay, Reason, Unplaced
from reinforce.practice.rotation import cost, rotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.catalog import Exercise
    from reinforce.practice.card import Card
    from reinforce.practice.policy import Policy
    from reinforce.practice.situation import Situation

MOST_DAYS = 3_660


def plan(situation: Situation, *, days: int = 1) -> Plan:
    """
    Return what to practise on today and the days after it.

    For each day in turn: cards that are due, most urgent first (`by_urgency`), then new skills in the order of the
    journeys, each when its prerequisites hold, as far as the day's budget goes.

    - The budget is the day's: what was practised today already counts.
    - What does not fit into the time left is passed over, and what comes after it may fit. Where nothing fits into a
      day on which nothing was practised yet, the first is placed all the same, unless the budget is zero.
    - A drill practises all the skills of its rubric; those not yet placed stand there as covered, at no further cost.
    - A prerequisite holds when its skill is remembered and was not rated Again at last. What the plan places is assumed
      to go well, so that it holds from the day after. One that no journey has comes before the skill that needs it.
    - A card inside learning steps counts today only from its instant on.
    - A skill that is in the curriculum no more is not planned; one that was reset counts as new.

    Raises:
        InvalidParameterError: *days* is not a whole number from 1 to 3660.
    """
    checks.whole("days", days, 1, MOST_DAYS)
    work = _Work(situation)
    last = situation.today + days - 1
    planned = tuple(work.fill(day) for day in range(situation.today, last + 1))
    return Plan(
        days=planned,
        backlog=tuple(work.backlog(last)),
        waiting=tuple(work.waiting()),
        situation=situation,
    )


def by_urgency(cards: Iterable[Card], *, day: int, policy: Policy) -> list[Card]:
    """Return *cards* most urgent first: by retrievability on learner day number *day*, then due day, then skill id."""

    def key(card: Card) -> tuple[float, int, str]:
        left = card.retrievability(day=day, policy=policy)
        return 1.0 if left is None else left, card.due_day or 0, card.skill

    return sorted(cards, key=key)


@dataclass(slots=True)
class _Work:
    """
    What is known while a plan is being made.

    Attributes:
        cards: what is remembered, by skill.
        fresh: new skills, in the order in which to begin them.
        holding: skills that hold as prerequisites.
        placed: skills that stand on a day.
        called: cards that were due on one of the days so far.
        lacking: by new skill not placed, the prerequisites that did not hold on the last of these days.
        turns: exercises by skill, in the order of their turns.
    """

    situation: Situation
    cards: dict[str, Card] = field(init=False)
    fresh: list[str] = field(init=False)
    holding: set[str] = field(init=False)
    placed: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    lacking: dict[str, tuple[str, ...]] = field(default_factory=dict)
    turns: dict[str, tuple[Exercise, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the skills of the curriculum into remembered and new."""
        situation, skills = self.situation, self.situation.curriculum.skills
        practised = {skill: card for skill, card in sorted(situation.cards.items()) if skill in skills}
        self.cards = {skill: card for skill, card in practised.items() if card.memory is not None}
        reset = [skill for skill, card in practised.items() if card.memory is None and card.reps]
        wanted = dict.fromkeys((*_wanted(situation), *reset))
        self.fresh = [skill for skill in wanted if skill not in self.cards]
        self.holding = {skill for skill, card in self.cards.items() if card.last_rating is not Rating.Again}

    def fill(self, day: int) -> PlannedDay:
        """Place what is practised on *day*."""
        situation = self.situation
        due = by_urgency(self._due(day), day=day, policy=situation.policy)
        self.called.update(card.skill for card in due)
        self.lacking = {skill: self.missing(skill) for skill in self.fresh if skill not in self.placed}
        queue = (*(card.skill for card in due), *(skill for skill, missing in self.lacking.items() if not missing))
        chosen = [(skill, exercise) for skill in queue if (exercise := self._exercise(skill)) is not None]
        room = situation.room(day)
        placements: list[Placement] = []
        for skill, exercise in chosen:
            if skill not in self.placed and (room is None or cost(exercise) <= room):
                placements += self._place(day, skill, exercise)
                room = None if room is None else room - cost(exercise)
        untouched = day > situation.today or not situation.spent
        if not placements and chosen and untouched and room:
            placements += self._place(day, *chosen[0])
        self.holding |= {placement.skill for placement in placements}
        return PlannedDay(day=day, placements=tuple(placements))

    def missing(self, skill: str) -> tuple[str, ...]:
        """Return the prerequisites of *skill* that do not hold; one that was retired is none."""
        skills = self.situation.curriculum.skills
        return tuple(name for name in skills[skill].prerequisites if name in skills and name not in self.holding)

    def backlog(self, last: int) -> Iterator[Unplaced]:
        """Yield the cards that were due on a day up to *last* and placed on none."""
        policy = self.situation.policy
        left = [card for skill, card in self.cards.items() if skill in self.called - self.placed]
        for card in by_urgency(left, day=last, policy=policy):
            yield Unplaced(
                skill=card.skill,
                obstacle=Obstacle.NO_ROOM if self._turns(card.skill) else Obstacle.NO_EXERCISE,
                retrievability=card.retrievability(day=last, policy=policy),
                due_day=card.due_day,
            )

    def waiting(self) -> Iterator[Unplaced]:
        """Yield the new skills that were placed on no day."""
        for skill, missing in self.lacking.items():
            if skill in self.placed:
                continue
            if not self._turns(skill):
                yield Unplaced(skill=skill, obstacle=Obstacle.NO_EXERCISE)
            elif missing:
                yield Unplaced(skill=skill, obstacle=Obstacle.PREREQUISITES, missing=missing)
            else:
                yield Unplaced(skill=skill, obstacle=Obstacle.NO_ROOM)

    def _due(self, day: int) -> Iterator[Card]:
        """Yield the cards that are due on *day* and not placed yet."""
        for skill, card in self.cards.items():
            if skill in self.placed or card.due_day is None or card.due_day > day:
                continue
            if day > self.situation.today or card.is_due(day=day, now=self.situation.now):
                yield card

    def _turns(self, skill: str) -> tuple[Exercise, ...]:
        if skill not in self.turns:
            self.turns[skill] = rotation(self.situation, skill)
        return self.turns[skill]

    def _exercise(self, skill: str) -> Exercise | None:
        """Return the exercise whose turn it is; one that begins a skill out of order only where there is no other."""
        turns, budget = self._turns(skill), self.situation.budget
        fitting = [exercise for exercise in turns if budget is None or cost(exercise) <= budget] or turns
        for exercise in fitting:
            if all(other in self.cards or not self.missing(other) for other in exercise.skills if other != skill):
                return exercise
        return fitting[0] if fitting else None

    def _place(self, day: int, skill: str, exercise: Exercise) -> Iterator[Placement]:
        """Yield the placement of *skill*, and of what its exercise covers besides."""
        for name in (skill, *exercise.skills):
            if name in self.placed:
                continue
            self.placed.add(name)
            card = self.cards.get(name)
            yield Placement(
                day=day,
                skill=name,
                exercise=exercise.id,
                cost=cost(exercise) if name == skill else timedelta(),
                reason=_reason(card, day) if name == skill else Reason.COVERED,
                retrievability=None if card is None else card.retrievability(day=day, policy=self.situation.policy),
                due_day=None if card is None else card.due_day,
            )


def _wanted(situation: Situation) -> Iterator[str]:
    """Yield the skills of the learner's journeys in order, each after its prerequisites; a journey may be gone."""
    curriculum = situation.curriculum
    ahead = list(curriculum.order(name for name in situation.journeys if name in curriculum.journeys))[::-1]
    begun: set[str] = set()
    while ahead:
        skill = ahead[-1]
        if skill in begun:
            yield ahead.pop()
            continue
        begun.add(skill)
        prerequisites = curriculum.skills[skill].prerequisites
        ahead += (name for name in prerequisites[::-1] if name in curriculum.skills and name not in begun)


def _reason(card: Card | None, day: int) -> Reason:
    if card is None or card.due_day is None:
        return Reason.NEW
    return Reason.OVERDUE if card.due_day < day else Reason.DUE
