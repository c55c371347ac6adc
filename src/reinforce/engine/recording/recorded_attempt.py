"""An attempt in the log, as people and browsers get it: what was sent, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from reinforce.codec import Value
from reinforce.engine.recording.sent_attempt import first_outcome
from reinforce.journal import PERSON
from reinforce.practice import Attempt, Outcome
from reinforce.practice.grading.parsing import attempt_kept

if TYPE_CHECKING:
    from reinforce.catalog import Curriculum
    from reinforce.ports import AttemptRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAttempt(Value):
    """
    One attempt in the log.

    Attributes:
        learner: who made it.
        sent: the attempt as it was sent, which a second time changes nothing.
        outcome: what came of it when it came first; without cards where somebody else than the learner looks.
        duration: how long it took; what was planned for it where the sender did not say.
        recorded_at: when it was accepted.
        assessor: the person who scored it, if that was not the learner.
    """

    learner: str = field(metadata=PERSON)
    sent: Attempt
    outcome: Outcome
    duration: timedelta
    recorded_at: datetime
    assessor: str | None = field(default=None, metadata=PERSON)

    @property
    def id(self) -> str:
        """The attempt's id, unique for the learner."""
        return self.outcome.id

    @property
    def at(self) -> datetime:
        """When it was made."""
        return self.outcome.at

    @property
    def date(self) -> date:
        """The date of the learner day on which it was made."""
        return self.outcome.date


def recorded_attempt(record: AttemptRecord, curriculum: Curriculum, *, cards: bool) -> RecordedAttempt:
    """Return what is kept of an attempt, with what its edition says; without *cards* where they are not to be seen."""
    outcome = first_outcome(record, curriculum)
    return RecordedAttempt(
        learner=record.learner,
        sent=attempt_kept(record.body),
        outcome=outcome if cards else replace(outcome, cards=()),
        duration=record.duration,
        recorded_at=record.recorded_at,
        assessor=record.assessor,
    )
