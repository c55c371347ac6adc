"""What may be practised, begun and built on: rules that plans and the check whether practice waits have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce.journal import Rating
from reinforce.practice.cards.leeches import is_leech
from reinforce.practice.planner.placements import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.catalog import Exercise
    from reinforce.practice.cards.card import Card
    from reinforce.practice.planner.situation import Situation


@dataclass(slots=True)
class Eligibility:
    """
    Which of one learner's skills may be practised, and which may be begun.

    Attributes:
        situation: what it was made from.
        cards: by skill, the cards that have a memory and whose skill is taught, in the order of their ids.
        paused: by skill, why it is kept out of plans.
        later: skills inside learning steps that come later today.
        held: skills that are kept out of today: buried ones, and those that come later.
        introduced: the skills that were introduced today: practised for the first time, or for the first time since
            they were reset.
    """

    situation: Situation
    cards: dict[str, Card] = field(init=False)
    paused: dict[str, Obstacle] = field(init=False)
    later: frozenset[str] = field(init=False)
    held: frozenset[str] = field(init=False)
    introduced: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the cards into those that may be practised and those that are kept out."""
        situation, taught = self.situation, self.situation.curriculum.skills
        today, now = situation.today, situation.now
        self.cards = {
            skill: card
            for skill, card in sorted(situation.cards.items())
            if card.memory is not None and skill in taught
        }
        self.paused = dict(self._paused())
        self.later = frozenset(
            skill
            for skill, card in self.cards.items()
            if card.due_at is not None and card.due_at > now and (card.due_day or 0) <= today
        )
        self.held = situation.buried | self.later
        self.introduced = frozenset(
            skill for skill, card in situation.cards.items() if card.last_day == today and card.features.is_of_one_day
        )

    def holds(self, skill: str) -> bool:
        """Whether *skill* is known well enough for others to build on it: remembered, and not failed at last."""
        card = self.cards.get(skill)
        return card is not None and card.last_rating is not Rating.Again

    def builds(self, skill: str) -> bool:
        """Whether *skill* builds on something that does not hold."""
        return not all(map(self.holds, self.situation.curriculum.prerequisites(skill)))

    def most_new(self, *, today: bool) -> int | None:
        """Return how many more skills may be introduced on a day at most, whatever asks for them."""
        limit = self.situation.policy.planning.new_skills
        return None if limit is None else max(0, limit - today * len(self.introduced))

    def begun_by(self, exercise: Exercise) -> frozenset[str]:
        """Return the skills that practising *exercise* begins, whether or not anything asks for them."""
        return frozenset(skill for skill in exercise.skills if skill not in self.cards)

    def may_begin(self, skill: str, *, today: bool = False) -> bool:
        """Whether there is an exercise of *skill* that begins no more skills than may be introduced on a day."""
        most, exercises = self.most_new(today=today), self.situation.curriculum.exercises(skill)
        return any(most is None or len(self.begun_by(exercise)) <= most for exercise in exercises)

    def wanted(self) -> Iterable[str]:
        """Return the skills of journeys, which may be gone, and then of goals, each after its prerequisites."""
        situation, curriculum = self.situation, self.situation.curriculum
        goals = sorted(situation.goals, key=lambda goal: (goal.tested_day, goal.id))
        return curriculum.with_prerequisites(
            (
                *curriculum.order(name for name in situation.journeys if name in curriculum.journeys),
                *(name for goal in goals if goal.day >= situation.today for name in goal.covers(curriculum)),
            )
        )

    def new(self) -> Iterator[str]:
        """Yield the skills that may be introduced, in order: those that are wanted, then what was reset."""
        situation, curriculum = self.situation, self.situation.curriculum
        reset = (
            skill
            for skill, card in sorted(situation.cards.items())
            if card.memory is None and card.reps and skill in curriculum.skills
        )
        for skill in dict.fromkeys((*self.wanted(), *reset)):
            if skill not in self.cards and skill not in self.paused:
                yield skill

    def _paused(self) -> Iterator[tuple[str, Obstacle]]:
        """Yield the skills that are kept out of plans, and why."""
        situation = self.situation
        for skill in sorted(situation.pending - situation.suspended):
            yield skill, Obstacle.PENDING
        for skill in sorted(situation.suspended):
            yield skill, Obstacle.SUSPENDED
        for skill, card in self.cards.items():
            coached = situation.coached.get(skill)
            if skill not in situation.suspended and is_leech(card, planning=situation.policy.planning, coached=coached):
                yield skill, Obstacle.LEECH
