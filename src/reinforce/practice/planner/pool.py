"""The pool of a plan: cards for the coming days, each with its window, its cost and what practising it gains."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import catalog
from reinforce.practice.cards.fold import due_range
from reinforce.practice.cards.success import ability
from reinforce.practice.learner.availability import OnLeave
from reinforce.practice.planner.candidate import Candidate
from reinforce.practice.planner.credit import credited
from reinforce.practice.planner.eligibility import Eligibility
from reinforce.practice.planner.exercises import rotation
from reinforce.practice.planner.gain import expected_gain
from reinforce.practice.planner.pace import Pace
from reinforce.practice.planner.subject_limits import SubjectLimits
from reinforce.practice.planner.windows import Windows
from reinforce.practice.planning import Order
from reinforce.practice.seeded import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reinforce.catalog import Exercise
    from reinforce.memory import Ability
    from reinforce.practice.cards.card import Card
    from reinforce.practice.planner.credit import Credit

SPAN = 10
"""Days over which load is levelled."""

GROWTH = 2.5
"""By how much intervals are taken to grow from one good practice to the next, beyond the first that is known."""

MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True)
class Pool(Eligibility):
    """
    All that is there to be planned.

    Attributes:
        last: the last day that is looked at.
        candidates: those of them that may be practised up to the last day, by skill, in the order of their ids.
        ranked, seniors: the candidates in the order in which practice is chosen, and by how long they have waited.
        windows: the candidates by the days on which their windows open, on which they fall due, and so on.
        idle: skills of cards that have no exercise, with the day on which each falls due.
        credits: by skill, what practice of others does for it.
        expected: for each day from today on, the time, in microseconds, that practice would take if each card were
            practised on its due day and went well: next practices and those after them, without what is late.
        late: the time, in microseconds, of what is late today.
        limits: what is set for some of the skills, before anything is planned; ``None`` where nothing is.
        ability: what the learner's cards show today.
        pace: expected times.
    """

    last: int
    candidates: dict[str, Candidate] = field(init=False, default_factory=dict)
    ranked: list[Candidate] = field(init=False)
    seniors: list[Candidate] = field(init=False)
    windows: Windows = field(init=False)
    idle: dict[str, int] = field(init=False, default_factory=dict)
    credits: dict[str, Credit] = field(init=False)
    expected: list[float] = field(init=False)
    late: int = field(init=False, default=0)
    pace: Pace = field(init=False)
    ability: Ability = field(init=False)
    limits: SubjectLimits | None = field(init=False, default=None)
    _turns: dict[str, tuple[Exercise, ...]] = field(init=False, default_factory=dict)
    _nexts: dict[str, Exercise | None] = field(init=False, default_factory=dict)
    _typical: dict[str, float] = field(init=False, default_factory=dict)
    _costs: tuple[int, int] | None = field(init=False, default=None)
    _levelling: bool = field(init=False)

    def __post_init__(self) -> None:
        """Sort the cards into those that are planned, those that are kept out, and those that come later."""
        Eligibility.__post_init__(self)
        situation = self.situation
        self.pace, self._levelling = Pace(situation), situation.policy.planning.levelling
        self.ability = ability(situation.cards.values(), day=situation.today, policy=situation.policy)
        self.credits = credited(situation)
        self.expected = [0.0] * (self.last - situation.today + 1 + SPAN)
        for skill, card in self.cards.items():
            if skill not in self.paused:
                self._add(skill, card)
        exceptions = situation.policy.exceptions
        if exceptions is not None and exceptions.has_limits:
            self.limits = SubjectLimits(situation, exceptions, tick=MICROSECOND, done=self._done())
        self._rank()
        self.windows = Windows()
        shares = [situation.share(day) for day in range(situation.today, self.last + 1 + SPAN)]
        for candidate in self.ranked:
            self.windows.add(candidate, situation.today, shares)

    def turns(self, skill: str) -> tuple[Exercise, ...]:
        """Return the exercises of *skill* in the order of their turns."""
        if skill not in self._turns:
            self._turns[skill] = rotation(self.situation, skill, expected=self.pace.expected)
        return self._turns[skill]

    def exercise(self, skill: str) -> Exercise | None:
        """Return the exercise whose turn it is; one that begins a skill out of order only where there is no other."""
        if skill not in self._nexts:
            self._nexts[skill] = self._next(skill)
        return self._nexts[skill]

    def _next(self, skill: str) -> Exercise | None:
        turns, budget = self.turns(skill), self.situation.budget
        if not turns:
            return None
        fitting = [exercise for exercise in turns if budget is None or self.pace.expected(exercise) <= budget] or turns
        for exercise in fitting:
            if all(other in self.cards or not self.builds(other) for other in exercise.skills if other != skill):
                return exercise
        return fitting[0]

    def cost(self, exercise: Exercise) -> int:
        """Return the time that *exercise* is expected to take, in microseconds."""
        return self.pace.expected(exercise) // MICROSECOND

    def costs(self) -> tuple[int, int]:
        """Return the times of the shortest and of the longest exercise that there is to be met, in microseconds."""
        if self._costs is None:
            exercises = self.situation.curriculum.exercises
            found = {self.cost(one) for skill in dict.fromkeys((*self.cards, *self.new())) for one in exercises(skill)}
            self._costs = min(found, default=0), max(found, default=0)
        return self._costs

    def typical(self, skill: str) -> float:
        """Return the mean time of the exercises of *skill*, in microseconds: what a practice some time hence takes."""
        if skill not in self._typical:
            exercises = self.situation.curriculum.exercises(skill)
            self._typical[skill] = sum(map(self.cost, exercises)) / max(1, len(exercises))
        return self._typical[skill]

    def shorter(self, candidate: Candidate, room: int) -> Exercise | None:
        """Return the next of a candidate's exercises that takes at most *room*."""
        return next((turn for turn in self.turns(candidate.card.skill) if self.cost(turn) <= room), None)

    def _add(self, skill: str, card: Card) -> None:
        """Make a candidate of *card* if its window opens in time, and add it to what is expected."""
        due, last_day = card.due_day, card.last_day
        if due is None or last_day is None:
            return
        opens, due, ends, recheck = self._window(skill, card, due, last_day)
        falls, buried = due, skill in self.situation.buried and due <= self.situation.today
        if skill in self.held:
            opens = max(opens, self.situation.today + 1)
            due, ends = max(due, opens), max(ends, opens)
        if opens > self.last:
            return
        exercises, exercise = self.situation.curriculum.exercises(skill), None
        if not exercises:
            self.idle[skill] = falls
            return
        if len(exercises) == 1 or self.pace.factor is not None or not _alike(exercises):
            exercise = self.exercise(skill)
        cost = self.cost(exercise or exercises[0])
        today, weight = self.situation.today, self.situation.curriculum.skills[skill].priority
        at = max(today, due)
        value = expected_gain(card, day=at, policy=self.situation.policy, ability=self.ability)
        lateness = (today - last_day) / max(1, due - last_day)
        self.candidates[skill] = Candidate(
            card, exercise, cost, opens, due, ends, weight, weight * value.gain, value.interval, lateness
        )
        self.candidates[skill].recheck, self.candidates[skill].buried = recheck, buried
        if ends < today:
            self.late += cost
        else:
            self._expect(at - today, cost)
        self.candidates[skill].renewal = cost if exercise is None else self.typical(skill)
        self._expect(at - today + value.interval, self.candidates[skill].renewal, interval=value.interval)

    def _expect(self, place: int, cost: float, *, interval: float = 0) -> None:
        """Add a practice to what is expected on a day and, with an *interval*, those after it, farther and farther."""
        expected = self.expected
        while place < len(expected):
            expected[place] += cost
            if not interval:
                return
            interval *= GROWTH
            place += int(interval)

    def _done(self) -> Iterator[tuple[str, int, bool]]:
        """Yield the skills that were practised today, what each took, and whether it was introduced."""
        for skill, card in self.cards.items():
            if card.last_day == self.situation.today:
                yield skill, int(self.typical(skill)), skill in self.introduced

    def _window(self, skill: str, card: Card, due: int, last_day: int) -> tuple[int, int, int, bool]:
        """
        Return first day, due day and last day of a card's window, and whether it is there for a recheck.

        The window is the range that fuzz could have drawn the due day from. Credit moves it on; while a learner is on
        leave with `OnLeave.HOLD` it waits, and then stays open long enough to be levelled.
        """
        situation, opens, ends = self.situation, due, due
        drawn = due_range(card, policy=situation.policy) if self._levelling else None
        if drawn is not None:
            opens, ends = min(due, last_day + drawn[0]), max(due, last_day + drawn[1])
        if skill in self.credits:
            credit = self.credits[skill]
            opens, due = opens + credit.days, due + credit.days
            ends = max(due, min(ends + credit.days, credit.latest_day))
        early = situation.recheck_day(card)
        if early is not None and early <= due:
            return early, early, early, True
        for leave in situation.availability.leaves:
            first, back = leave.first.toordinal(), leave.last.toordinal() + 1
            if leave.policy is OnLeave.HOLD and first <= due < back:
                opens, due, ends = back, back, max(ends, back + SPAN)
        return opens, due, ends, False

    def _rank(self) -> None:
        """Number the candidates in the order in which practice is chosen, and by how long they have waited."""
        found = self.candidates.values()
        self.ranked = sorted(found, key=self._key)
        for rank, candidate in enumerate(self.ranked):
            candidate.rank = rank
        self.seniors = sorted(self.ranked, key=lambda candidate: -candidate.lateness)
        for seniority, candidate in enumerate(self.seniors):
            candidate.seniority = seniority

    def _key(self, candidate: Candidate) -> tuple[float | str, str]:
        situation, skill = self.situation, candidate.skill
        match situation.policy.planning.order:
            case Order.GAIN:
                return -candidate.gain / max(candidate.cost, 1), skill
            case Order.DUE:
                return candidate.due, skill
            case Order.RETRIEVABILITY:
                left = candidate.card.retrievability(day=situation.today, policy=situation.policy)
                return left or 0.0, skill
            case Order.OVERDUENESS:
                return -candidate.lateness, skill
            case Order.RANDOM:
                return keyed_hash(situation.policy.seed, situation.learner, skill), skill


def _alike(exercises: Sequence[Exercise]) -> bool:
    """Whether it makes no difference to a plan which of *exercises* comes next: same time, and no other skill."""
    minutes = exercises[0].minutes
    return all(exercise.minutes == minutes and not isinstance(exercise, catalog.DrillSpec) for exercise in exercises)
