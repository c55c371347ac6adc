"""The outcome of what a learner sent: the reviews it became, the cards it moved, and feedback on every part of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import Review
from reinforce.practice import text
from reinforce.practice.cards.card import Card


class Assurance(StrEnum):
    """
    What an answer and the confidence stated in it say together, about this answer alone.

    Each side has its threshold in `Grading`: a right answer is sure from ``low_confidence`` on, under which its rating
    is Hard at best; a wrong one from ``high_confidence`` on, since an error only half believed in needs no special
    correction. In confidence-based learning the four are also called mastery, doubt, misinformed and uninformed.

    - MASTERY: right, and sure of it.
    - UNCERTAINTY: right, but not sure: perhaps a guess.
    - MISINFORMATION: wrong, and sure of it: a confident error.
    - IGNORANCE: wrong, and not sure of it.
    """

    MASTERY = "mastery"
    UNCERTAINTY = "uncertainty"
    MISINFORMATION = "misinformation"
    IGNORANCE = "ignorance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Value):
    """
    What to tell the learner about one answer, or about one criterion of a drill.

    Attributes:
        exercise: the id of the question or drill.
        skill: the skill it shows.
        criterion: the id of the criterion; ``None`` for a question.
        right: whether the answer was right; ``None`` for a criterion.
        share: how much of it was right, 0 to 1: for a criterion the level over the highest level.
        response: what the learner answered, or the level they reached, in words.
        answer: the right answer in words, or the highest level.
        explanation: why the right answer is right; for a drill, what good looks like. Empty where the pack does
            not say.
        remarks: what the pack says about the very options that were chosen, or why the response could not be read, as
            where it is no number; it counts as wrong then.
        next_level: the descriptor of the level above the one reached; ``None`` at the highest and for questions.
        confident_error: whether it is wrong although the learner was sure: worth correcting at once.
        assurance: what being right or wrong says together with the confidence; ``None`` where none was stated, and for
            a criterion.
        pending: whether it waits to be marked: nothing is said of how good it was.
    """

    exercise: str
    skill: str
    criterion: str | None = None
    right: bool | None = None
    share: float
    response: str
    answer: str
    explanation: str
    remarks: tuple[str, ...] = ()
    next_level: str | None = None
    confident_error: bool = False
    assurance: Assurance | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Value):
    """
    What came of one attempt or one review.

    Attributes:
        id: of the attempt or review.
        at, day: when it took place, and on which learner day.
        reviews: what went into the log, at most one a skill.
        cards: those skills' cards afterwards.
        feedback: for every answer or criterion; empty for a review.
        over_time: whether the time limit of a drill or a mock exam was exceeded.
        pending: the skills of which something waits to be marked, and that have no review yet.
        score: of a mock exam, the share of its questions that were answered right, 0 to 1.
        took: of a mock exam, the time from handing it out to its answers.
    """

    id: str
    at: datetime
    day: Day
    reviews: tuple[Review, ...] = ()
    cards: tuple[Card, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    over_time: bool = False
    pending: tuple[str, ...] = ()
    score: float | None = None
    took: timedelta | None = None

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)

    def _repr_html_(self) -> str:
        due = {card.skill: card.due_day for card in self.cards}
        rows = ((review.skill, review.rating.name, text.on(due.get(review.skill))) for review in self.reviews)
        return text.table(f"{self.id}, {text.on(self.day)}", ("skill", "rating", "next due"), rows)
