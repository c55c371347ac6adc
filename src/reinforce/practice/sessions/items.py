"""What a session consists of: quizzes and drills, and how a browser gets to see them, without an answer key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from reinforce import catalog
from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import PERSON
from reinforce.practice.planner.exercises import cost
from reinforce.practice.seeded import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.catalog.questions import Item, Option

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz(Value):
    """
    Questions over several skills, to be answered together.

    Attributes:
        id: the same for the same quiz on the same day; a host may use it as the attempt's id.
        edition: the edition that it was emitted from; the attempt names it.
        questions: in the order in which to ask them.
        learner, day, seed: whose, on which learner day, and the tenant's seed; they decide the order of options.
    """

    kind: ClassVar[str] = "quiz"

    id: str
    edition: int
    questions: tuple[catalog.Question, ...]
    learner: str = field(metadata=PERSON, repr=False)
    day: Day = field(repr=False)
    seed: int = field(repr=False)

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills that it practises, in order, each once."""
        return tuple(dict.fromkeys(question.skill for question in self.questions))

    @property
    def cost(self) -> timedelta:
        """The time expected."""
        return sum((cost(question) for question in self.questions), timedelta())

    @property
    def minutes(self) -> float:
        """The time expected, in minutes."""
        return self.cost / _MINUTE

    def presented(self) -> dict[str, Any]:
        """
        Return the quiz as JSON values for a browser.

        Nothing in it depends on what is right: options and things to order are shuffled by their ids alone. The one
        exception is a question that learners grade themselves: they need its model answer, under ``reveal``, to do so.
        """
        return {
            "kind": self.kind,
            "id": self.id,
            "edition": self.edition,
            "minutes": self.minutes,
            "questions": [
                {
                    "id": question.id,
                    "kind": question.kind,
                    "skill": question.skill,
                    "facet": question.facet and str(question.facet),
                    "minutes": question.minutes,
                    "prompt": question.prompt,
                    **question.shown(partial(self._shuffled, question)),
                }
                for question in self.questions
            ],
        }

    def _shuffled(self, question: catalog.Question, parts: Iterable[Option | Item]) -> list[dict[str, str]]:
        """Return *parts* in an order that depends on seed, learner, day and ids, but not on the order they come in."""
        ranked = sorted(parts, key=lambda part: keyed_hash(self.seed, self.learner, self.day, question.id, part.id))
        return [{"id": part.id, "text": part.text} for part in ranked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill(Value):
    """
    A drill to be performed and scored.

    Attributes:
        id: the same for the same drill on the same day; a host may use it as the attempt's id.
        edition: the edition that it was emitted from; the attempt names it.
        spec: the drill as the pack defines it; ``spec.id`` is what the attempt names.
        modifiers: what makes it harder this time; none at the first meeting.
    """

    kind: ClassVar[str] = "drill"

    id: str
    edition: int
    spec: catalog.DrillSpec
    modifiers: tuple[catalog.Modifier, ...] = ()

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills that it practises, in the order of its rubric, each once."""
        return self.spec.skills

    @property
    def cost(self) -> timedelta:
        """The time expected."""
        return cost(self.spec)

    @property
    def minutes(self) -> float:
        """The time expected, in minutes."""
        return self.spec.minutes

    def presented(self) -> dict[str, Any]:
        """Return the drill as JSON values for a browser: everything but the debrief, which comes with the outcome."""
        spec = self.spec
        return {
            "kind": self.kind,
            "id": self.id,
            "edition": self.edition,
            "drill": spec.id,
            "title": spec.title,
            "facet": spec.facet and str(spec.facet),
            "format": str(spec.format),
            "minutes": spec.minutes,
            "time_limit_seconds": spec.time_limit_seconds,
            "instructions": spec.instructions,
            "constraints": list(spec.constraints),
            "modifiers": [{"id": modifier.id, "text": modifier.text} for modifier in self.modifiers],
            "evidence": [{"id": evidence.id, "text": evidence.text} for evidence in spec.evidence],
            "rubric": [
                {"id": part.id, "title": part.title, "skill": part.skill, "levels": list(part.levels)}
                for part in spec.rubric
            ],
        }


SessionItem: TypeAlias = Quiz | Drill
