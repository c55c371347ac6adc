"""A session: a day of a plan for one learner, as quizzes and drills in an order that mixes skills and capabilities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from reinforce import catalog
from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.practice import text
from reinforce.practice.planner.pace import Pace
from reinforce.practice.planner.placements import Reason
from reinforce.practice.planner.plan import Plan
from reinforce.practice.planner.planner import plan_of_sessions
from reinforce.practice.seeded import keyed_hash
from reinforce.practice.sessions.interleave import interleaved
from reinforce.practice.sessions.items import Drill, Quiz, SessionItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reinforce.catalog import DrillSpec, Exercise, Modifier, Question
    from reinforce.practice.planner.placements import PlannedDay
    from reinforce.practice.planner.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Value):
    """
    What one learner should practise on one day: iterate over it.

    Attributes:
        items: quizzes and drills, in order; of a session that was handed out, those that are left.
        plan: the plan of now, which explains each item of a session that was not handed out.
        day: the learner day that it is for.
        cost: the time expected of this learner; that of an item is what is planned for everybody.
        handed_out_at: when it was handed out; ``None`` for what is read off the plan.
        done: of a session that was handed out, the ids of the exercises that were answered since, in its order.
    """

    items: tuple[SessionItem, ...]
    plan: Plan
    day: Day
    cost: timedelta
    handed_out_at: datetime | None = None
    done: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[SessionItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)

    @property
    def minutes(self) -> float:
        """The time expected, in minutes."""
        return self.cost / timedelta(minutes=1)

    def _repr_html_(self) -> str:
        rows = ((item.kind, item.id, f"{item.minutes:g}", ", ".join(item.skills)) for item in self.items)
        caption = f"{self.plan.situation.learner}, {self.date}, {text.counted(self.minutes, 'minute')}"
        return text.table(caption, ("kind", "id", "minutes", "skills"), rows)


def session(situation: Situation) -> Session:
    """
    Return today's practice.

    The exercises of the plan's today come in the plan's order, changed only so far that no two neighbours share a skill
    where that can be avoided, and that capabilities are mixed. Questions that follow each other form quizzes of at most
    ``policy.quiz_size``, as equal in size as can be; each drill stands alone.
    """
    return sessions(situation)[0]


def sessions(situation: Situation, *, days: int = 1) -> tuple[Session, ...]:
    """
    Return the practice of today and of the days after it, as many *days* as are asked for, one after the other.

    That of a coming day is what would come if all that is planned before it is done, and goes well.
    """
    made = plan_of_sessions(situation, days=days)
    pace = Pace(situation)
    return tuple(session_of(made, planned.day, _chosen(situation, planned), pace=pace) for planned in made.days)


def session_of(plan: Plan, day: int, chosen: Sequence[Exercise], *, pace: Pace) -> Session:
    """Return the session of learner *day* with the *chosen* exercises, put into order and made into quizzes."""
    situation = plan.situation
    curriculum = situation.curriculum
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
            items += (_drill(situation, spec, day) for spec in exercises if isinstance(spec, catalog.DrillSpec))
        else:
            questions = [question for question in exercises if not isinstance(question, catalog.DrillSpec)]
            items += (_quiz(situation, part, day) for part in _parts(questions, situation.policy.quiz_size))
    cost = sum(map(pace.expected, chosen), timedelta())
    return Session(items=tuple(items), plan=plan, day=day, cost=cost)


def _chosen(situation: Situation, planned: PlannedDay) -> list[Exercise]:
    """Return the exercises of a day of a plan, in its order."""
    curriculum = situation.curriculum
    placements = (one for one in planned.placements if one.reason is not Reason.COVERED)
    return [curriculum.exercise(placement.exercise) for placement in placements]


def _quiz(situation: Situation, questions: Sequence[Question], day: int) -> Quiz:
    return Quiz(
        id=f"quiz-{_mark(situation, questions, day)}",
        edition=situation.curriculum.edition,
        questions=tuple(questions),
        learner=situation.learner,
        day=day,
        seed=situation.policy.seed,
    )


def _drill(situation: Situation, spec: DrillSpec, day: int) -> Drill:
    return Drill(
        id=f"drill-{_mark(situation, [spec], day)}",
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


def _mark(situation: Situation, exercises: Sequence[Exercise], day: int) -> str:
    """Return an id's own part; how often each exercise was met is in it, so that practising anew brings a new id."""
    met = (f"{exercise.id}:{_seen(situation, exercise)}" for exercise in exercises)
    return keyed_hash(situation.policy.seed, situation.learner, day, situation.curriculum.edition, *met)


def _parts(questions: Sequence[Question], most: int) -> Iterator[Sequence[Question]]:
    """Yield *questions* in parts of at most *most*, whose sizes differ by one at most."""
    count = -(-len(questions) // most)
    start = 0
    for index in range(count):
        end = start + (len(questions) - start) // (count - index)
        yield questions[start:end]
        start = end
