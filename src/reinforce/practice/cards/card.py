"""A card: what the log says about one learner and one skill, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from reinforce.codec import OWN, Value, shown_as
from reinforce.days import Day, date_of
from reinforce.journal import PERSON, Rating
from reinforce.memory import NO_ATTEMPTS, Features, MemoryState, Phase, Standing
from reinforce.practice import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.practice.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Value):
    """
    Learner × skill: a fold over the log, never truth itself.

    Its JSON is for reading: in place of the memory state it has stability and difficulty, and it is without what the
    engine needs for itself, the features and the versions that it was folded with.

    Attributes:
        learner, skill: whose memory of what.
        phase: new, learning, review or relearning.
        step: the position inside learning steps; ``None`` outside them.
        memory: the memory state; ``None`` while new.
        due_day: the learner day on which practice falls due; ``None`` while new.
        due_at: the instant at which it falls due, inside learning steps and in the rolling-24-hour convention only.
        last_at, last_id: instant and id of the last entry that counts: a review, or an event by which the skill was
            forgotten or taken for known.
        last_day: the latest learner day among the entries that count.
        last_rating: the rating of the last review that counts; ``None`` once the skill was forgotten, until the next.
        reps: reviews that count.
        lapses: how often a card in review was rated Again.
        policy_version, model_version, content_version: what the card was folded with.
        features: what a performance model looks at, of the reviews that count since the skill was last begun anew; any
            rating but Again is a success.
    """

    learner: str = field(metadata=PERSON)
    skill: str
    phase: Phase = Phase.NEW
    step: int | None = None
    memory: MemoryState | None = field(default=None, metadata=shown_as("stability", "difficulty"))
    due_day: Day | None = None
    due_at: datetime | None = None
    last_at: datetime | None = None
    last_id: str | None = None
    last_day: Day | None = None
    last_rating: Rating | None = None
    reps: int = 0
    lapses: int = 0
    policy_version: int = field(default=1, metadata=OWN)
    model_version: str = field(default="", metadata=OWN)
    content_version: int = field(default=0, metadata=OWN)
    features: Features = field(default=NO_ATTEMPTS, metadata=OWN)

    @property
    def stability(self) -> float | None:
        """Days after which retrievability has fallen to 0.9; ``None`` while new."""
        return None if self.memory is None else self.memory.stability

    @property
    def difficulty(self) -> float | None:
        """How hard the skill is for this learner, 1 to 10; ``None`` while new."""
        return None if self.memory is None else self.memory.difficulty

    @property
    def due_date(self) -> date | None:
        """The date on which practice falls due; ``None`` while new."""
        return date_of(self.due_day)

    @property
    def last_date(self) -> date | None:
        """The date of the last entry that counts; ``None`` while new."""
        return date_of(self.last_day)

    @property
    def is_begun(self) -> bool:
        """Whether the skill was ever practised, or taken for known."""
        return bool(self.reps) or self.memory is not None

    @property
    def standing(self) -> Standing:
        """The card as the memory model sees it."""
        return Standing(self.phase, self.step, self.memory)

    def is_due(self, *, day: int, now: datetime) -> bool:
        """Whether practice is due on learner day number *day*, at the instant *now*."""
        if self.due_day is None or self.due_day > day:
            return False
        return self.due_at is None or self.due_at <= now

    def retrievability(self, *, day: int, policy: Policy) -> float | None:
        """
        Return what share of the skill is still there on learner day number *day*, from 0 to 1; ``None`` while new.

        It says how much of what was once known is left, which is not the chance to succeed at an exercise.
        """
        if self.memory is None or self.last_day is None:
            return None
        return policy.of(self.skill).memory.retrievability(self.memory, elapsed_days=max(0, day - self.last_day))


def cards_html(cards: Sequence[Card]) -> str:
    """Return an HTML table of *cards*, one row each."""
    columns = ("learner", "skill", "phase", "due", "stability", "difficulty", "reviews", "lapses")
    rows = (
        (
            card.learner,
            card.skill,
            card.phase,
            text.on(card.due_day),
            text.number(card.stability),
            text.number(card.difficulty),
            card.reps,
            card.lapses,
        )
        for card in cards
    )
    return text.table(text.counted(len(cards), "card"), columns, rows)
