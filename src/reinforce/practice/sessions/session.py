"""A session: the plan's today for one learner, as quizzes and drills in an order that mixes skills and capabilities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from reinforce import catalog
from reinforce.codec import Value
from reinforce.practice import text
from reinforce.practice.planner.placements import Reason
from reinforce.practice.planner.plan import Plan
from reinforce.practice.planner.planner import plan_of_today
from reinforce.practice.seeded import keyed_hash
from reinforce.practice.sessions.interleave import interleaved
from reinforce.practice.sessions.items import Drill, Quiz, SessionItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reinforce.catalog import DrillSpec, Exercise, Modifier, Question
    from reinforce.practice.planner.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Value):
    """
    What one learner should practise today: iterate over it.

    Attributes:
        items: quizzes and drills, in order.
        plan: the plan of today that they come from; it explains each of them.
    """

    items: tuple[SessionItem, ...]
    plan: Plan

    def __iter__(self) -> Iterator[SessionItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def cost(self) -> timedelta:
        """The time expected of this learner; that of an item is what is planned for everybody."""
        return self.plan.today.cost

    @property
    def minutes(self) -> float:
        """The time expected, in minutes."""
        return self.cost / timedelta(minutes=1)

    def _repr_html_(self) -> str:
        rows = ((item.kind, item.id, f"{item.minutes:g}", ", ".join(item.skills)) for item in self.items)
        caption = f"{self.plan.situation.learner}, {self.plan.today.date}, {text.counted(self.minutes, 'minute')}"
        return text.table(caption, ("kind", "id", "minutes", "skills"), rows)


def session(situation: Situation) -> Session:
    """
    Return today's practice.

    The exercises of the plan's today come in the plan's order, changed only so far that no two neighbours share a skill
    where that can be avoided, and that capabilities are mixed. Questions that follow each other form quizzes of at most
    ``policy.quiz_size``, as equal in size as can be; each drill stands alone.
    """
    made = plan_of_today(situation)
    curriculum = situation.curriculum
    chosen = [
        curriculum.exercise(placement.exercise)
        for placement in made.today.placements
        if placement.reason is not Reason.COVERED
    ]
    order = interleaved(
        [frozenset(exercise.skills) for exercise in chosen],
        [frozenset(curriculum.skills[skill].capability for skill in exercise.skills) for exercise in chosen],
    )
    items: list[SessionItem] = []
    for is_drill, run in groupby(
        (chosen[place] for place in order), lambda exercise: isinstance(exercise, catalog.DrillSpec)
    ):
        exercises = list(run)
        if is_drill:
            items += (_drill(situation, spec) for spec in exercises if isinstance(spec, catalog.DrillSpec))
        else:
            questions = [question for question in exercises if not isinstance(question, catalog.DrillSpec)]
            items += (_quiz(situation, part) for part in _parts(questions, situation.policy.quiz_size))
    return Session(items=tuple(items), plan=made)


def _quiz(situation: Situation, questions: Sequence[Question]) -> Quiz:
    return Quiz(
        id=f"quiz-{_mark(situation, questions)}",
        edition=situation.curriculum.edition,
        questions=tuple(questions),
        learner=situation.learner,
        day=situation.today,
        seed=situation.policy.seed,
    )


def _drill(situation: Situation, spec: DrillSpec) -> Drill:
    return Drill(
        id=f"drill-{_mark(situation, [spec])}",
        edition=situation.curriculum.edition,
        spec=spec,
        modifiers=_modifiers(spec, _seen(situation, spec)),
    )


def _modifiers(spec: DrillSpec, seen: int) -> tuple[Modifier, ...]:
    """Return what makes a drill harder that was met *seen* times: nothing at first, then each modifier in turn."""
    if not seen or not spec.modifiers:
        return ()
    return (spec.modifiers[(seen - 1) % len(spec.modifiers)],)


def _seen(situation: Situation, exercise: Exercise) -> int:
    exposure = situation.exposures.get(exercise.id)
    return 0 if exposure is None else exposure.seen


def _mark(situation: Situation, exercises: Sequence[Exercise]) -> str:
    """Return an id's own part; how often each exercise was met is in it, so that practising anew brings a new id."""
    met = (f"{exercise.id}:{_seen(situation, exercise)}" for exercise in exercises)
    return keyed_hash(situation.policy.seed, situation.learner, situation.today, situation.curriculum.edition, *met)


def _parts(questions: Sequence[Question], most: int) -> Iterator[Sequence[Question]]:
    """Yield *questions* in parts of at most *most*, whose sizes differ by one at most."""
    count = -(-len(questions) // most)
    start = 0
    for index in range(count):
        end = start + (len(questions) - start) // (count - index)
        yield questions[start:end]
        start = end
