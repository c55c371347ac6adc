"""Mock exams: what is asked in one, and what its answers come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from reinforce import catalog
from reinforce.codec import Kept, Value
from reinforce.practice.seeded import keyed_hash
from reinforce.practice.sessions.items import Quiz

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.catalog import Curriculum, Question
    from reinforce.practice.grading.outcome import Feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam(Value):
    """
    A mock exam that was handed out.

    Attributes:
        quiz: what is asked. Its id is the exam's: the answers are sent as one attempt under it.
        handed_out_at: when its time began.
        time_limit: how long there is for it; ``None`` for no limit.
        taken_at: when its answers came in; ``None`` before that.
    """

    quiz: Quiz
    handed_out_at: datetime
    time_limit: timedelta | None = None
    taken_at: datetime | None = None

    @property
    def id(self) -> str:
        """The id of the exam, and of its one attempt."""
        return self.quiz.id

    @property
    def ends_at(self) -> datetime | None:
        """When its time is over; ``None`` where there is no limit."""
        return None if self.time_limit is None else self.handed_out_at + self.time_limit

    def presented(self) -> dict[str, Any]:
        """Return the exam as JSON values for a browser, as `Quiz.presented` does, with its stakes and its end."""
        ends_at = self.ends_at
        return {
            **self.quiz.presented(),
            "kind": "exam",
            "stakes": "exam",
            "time_limit_seconds": None if self.time_limit is None else self.time_limit.total_seconds(),
            "ends_at": None if ends_at is None else ends_at.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamSaid(Kept):
    """
    What an exam is about, as the one who sets it says.

    Attributes:
        capability, journey, skills: of which skills it is; one of the three.
        questions: how many at most.
        time_limit: how long there is for it, if there is a limit.
    """

    capability: str | None = None
    journey: str | None = None
    skills: tuple[str, ...] = ()
    questions: int
    time_limit: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Kept):
    """
    What the answers to an exam come to.

    Attributes:
        right, asked: how many questions were answered right, of how many; one without an answer is not.
        took: the time from handing it out to its answers, or what its sender says where it was not handed out.
        over_time: whether that is more than its limit.
        skills: by skill, how many were answered right, of how many.
    """

    right: int
    asked: int
    took: timedelta
    over_time: bool = False
    skills: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The share of its questions that were answered right, 0 to 1."""
        return self.right / self.asked


def chosen(
    curriculum: Curriculum, skills: Iterable[str], *, count: int, seed: int, learner: str, exam: str
) -> tuple[Question, ...]:
    """
    Return at most *count* questions of *skills* for an exam: of each skill as many as of others, as far as there are.

    Which ones, and their order, follow from seed, learner and exam. Learners do not grade themselves in an exam, so
    that no recall is among them; and a drill is no question.
    """
    mark = partial(keyed_hash, seed, learner, exam)
    in_order = sorted(set(skills) & curriculum.skills.keys(), key=mark)
    columns = [sorted(_questions(curriculum, skill), key=lambda one: mark(one.id)) for skill in in_order]
    rounds = chain.from_iterable(zip_longest(*columns))
    return tuple([one for one in rounds if one is not None][:count])


def scored(
    feedback: Iterable[Feedback], asked: Mapping[str, str], *, took: timedelta, limit: timedelta | None
) -> Score:
    """Return what *feedback* on the answers comes to, where the questions *asked*, with their skills, are all."""
    right = {part.exercise for part in feedback if part.right}
    skills: dict[str, tuple[int, int]] = {}
    for question, skill in asked.items():
        good, all_ = skills.get(skill, (0, 0))
        skills[skill] = good + (question in right), all_ + 1
    over_time = limit is not None and took > limit
    return Score(right=len(right), asked=len(asked), took=took, over_time=over_time, skills=skills)


def _questions(curriculum: Curriculum, skill: str) -> list[Question]:
    return [one for one in curriculum.exercises(skill) if not isinstance(one, catalog.DrillSpec | catalog.Recall)]
