"""A run through the real engine: each day's practice is the session that its planner makes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from reinforce.catalog import plain_pack
from reinforce.engine import Engine
from reinforce.journal import Rating
from reinforce.ports import ManualClock
from reinforce.practice import Answer, Quiz, QuizAttempt
from reinforce.simulation.array_schedulers import PlannedScheduler
from reinforce.simulation.log import START, ids
from reinforce.simulation.runner import Run
from reinforce.simulation.schedules import Planned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from reinforce.practice import Card
    from reinforce.simulation.study import Job

_JOURNEY = "all"
_MORNING = datetime(START.year, START.month, START.day, 9, tzinfo=UTC)


class EngineRun(Run):
    """A run in which an engine says what is practised; truth, ratings and times are as in any other."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        if not isinstance(job.schedule, Planned) or not isinstance(self._scheduler, PlannedScheduler):
            raise TypeError(job.schedule)
        self._planned = self._scheduler
        self._skills = ids("s", job.study.skills)
        self._numbers = {skill: place for place, skill in enumerate(self._skills)}
        # A learner's id, which decides fuzz, must not depend on how many there are.
        self._people = [f"l{number + 1:07}" for number in job.shard]
        self._clock = ManualClock(_MORNING - timedelta(hours=1))
        engine = Engine.open("memory:", clock=self._clock, memory_models=job.schedule.memory_models)
        self._tenant = engine.create_tenant("simulated", policy=job.schedule.settings(seed=job.study.seed))
        self._tenant.catalog.publish(plain_pack(self._skills, pack=_JOURNEY, minutes=self._minutes()))
        for person in self._people:
            self._tenant.roster.put(person)
            self._tenant.roster.set_availability(person, week=job.schedule.week)
        self._tenant.roster.enroll_many(self._people, journey=_JOURNEY)

    def live(self, day: int) -> None:
        """Let a day pass: everybody who is there practises their session."""
        arrays, sums = self._arrays, self._sums
        self._clock.move_to(_MORNING + timedelta(days=day))
        here = self._job.study.population.attending(arrays.people, day=day)
        spent = np.zeros(arrays.learners, np.int64)
        for learner in here.nonzero()[0]:
            self._practise(int(learner), day, spent)
        self._close(day)
        sums.backlog[day] = self._counted(self._scheduler.waiting(day))
        sums.attended[day] = here
        sums.minutes[day] = spent
        self._measure(day)

    def _practise(self, learner: int, day: int, spent: NDArray[np.int64]) -> None:
        """Practise one learner's session, and let the engine know how it went."""
        quizzes = [item for item in self._tenant.practice.session(self._people[learner]) if isinstance(item, Quiz)]
        skills = [question.skill for quiz in quizzes for question in quiz.questions]
        if not skills:
            return
        cards = np.array([learner * self._arrays.skills + self._numbers[skill] for skill in skills])
        known = self._arrays.repetitions[cards] > 0
        reviews, news = self._behaviour.review(cards[known], day), self._behaviour.meet(cards[~known], day)
        ratings = dict(zip(cards[known].tolist(), reviews.rating.tolist(), strict=True))
        ratings |= dict(zip(cards[~known].tolist(), news.rating.tolist(), strict=True))
        self._record(
            learner, quizzes, {skill: Rating(ratings[card]) for skill, card in zip(skills, cards, strict=True)}
        )
        if known.any():
            self._settle(reviews, day, spent)
        if not known.all():
            self._settle_new(news, day, spent)

    def _record(self, learner: int, quizzes: list[Quiz], ratings: Mapping[str, Rating]) -> None:
        for quiz in quizzes:
            answers = [Answer(question.id, ratings[question.skill]) for question in quiz.questions]
            attempt = QuizAttempt(attempt_id=quiz.id, edition=quiz.edition, answers=answers)
            for card in self._tenant.practice.record(self._people[learner], attempt).cards:
                self._believe(learner, card)

    def _believe(self, learner: int, card: Card) -> None:
        """Take from the engine's card what the scheduler believes."""
        if card.memory is None or card.due_day is None:  # pragma: no cover - a reviewed card has both
            return
        place = learner * self._arrays.skills + self._numbers[card.skill]
        self._planned.memories.keep(place, card.memory)
        self._planned.next_due[place] = card.due_day - START.toordinal()

    def _minutes(self) -> float:
        people = self._job.study.population
        takes = sum(
            chance * minutes for chance, minutes in zip(people.recall_ratings, people.review_minutes[1:], strict=True)
        )
        return max(float(takes / sum(people.recall_ratings)), 1e-3)
