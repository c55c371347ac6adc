"""A review as it was sent, and what it becomes in the log."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any, ClassVar, Self

from reinforce import checks
from reinforce.engine.recording.entry_rules import Needs, NewEntries
from reinforce.errors import ConflictError
from reinforce.journal import Rating, Review
from reinforce.ports import ReviewRecord
from reinforce.practice import Outcome
from reinforce.practice.grading.kept_outcome import kept_of_review, outcome_of_review

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from reinforce.engine.context.erased_persons import ErasedPersons
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.entry_rules import LearnerNow

_ID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReview:
    """What a sender says about one review, before anything is filled in."""

    kind: ClassVar[str] = "review"

    learner: str
    id: str
    skill: str
    rating: Rating
    at: datetime | None
    source: str
    assessor: str | None
    duration: timedelta | None

    @classmethod
    def of(
        cls,
        learner: str,
        skill: str,
        rating: Rating | int | str,
        *,
        review_id: str | None,
        at: datetime | None,
        source: str,
        assessor: str | None,
        duration: timedelta | None,
    ) -> Self:
        """Return what a sender says, checked; without an id it gets a new one, and is never a retry."""
        return cls(
            learner=checks.identifier("learner", learner),
            id=token_hex(_ID_BYTES) if review_id is None else checks.identifier("review_id", review_id),
            skill=checks.identifier("skill", skill),
            rating=Rating.of(rating),
            at=None if at is None else checks.instant("at", at),
            source=checks.identifier("source", source),
            assessor=None if assessor is None else checks.identifier("assessor", assessor),
            duration=None if duration is None else checks.duration("duration", duration),
        )

    @property
    def content(self) -> object:
        """What two sendings of the same review have in common."""
        return self

    def needs(self, _context: TenantContext) -> Needs:
        """Return what has to be known to decide about it."""
        return Needs((self.skill,), (self.id,))

    def decided(self, context: TenantContext, learner: LearnerNow, _needs: Needs) -> Outcome | NewEntries:
        """
        Return what the same review came to when it came first, or what a new one becomes.

        Raises:
            ConflictError: its id is taken by another entry.
            NotFoundError: there is no such skill.
            ClockSkewError, ErasedError: it may not be dated so.
        """
        snapshot = learner.snapshot
        prior = snapshot.prior_reviews.get(self.id)
        if prior is not None:
            if not self._same_as(prior.review, context.erased):
                raise ConflictError("review", self.id, "is in the log already, with other content")
            return outcome_of_review(prior.review, prior.outcome)
        for kind, taken in (("an attempt", snapshot.prior_attempts), ("an event", snapshot.prior_events)):
            if self.id in taken:
                raise ConflictError("review", self.id, f"has the id of {kind}")
        learner.curriculum.check_skill(self.skill)
        at = learner.instant(self.at)
        review = Review(
            id=self.id,
            learner=self.learner,
            skill=self.skill,
            rating=self.rating,
            at=at,
            day=learner.day(at),
            source=self.source,
            assessor=self.assessor,
            duration=self.duration,
            at_omitted=self.at is None,
            recorded_at=learner.now,
        )
        outcome = partial(Outcome, id=self.id, at=at, day=review.day, reviews=(review,))
        return NewEntries(learner=self.learner, assessor=self.assessor, reviews=(review,), outcome=outcome, rows=_rows)

    def _same_as(self, prior: Review, persons: ErasedPersons) -> bool:
        """Whether *prior* came with the same content: what the sender said, not what was filled in."""
        return (
            prior.attempt_id is None
            and (self.skill, self.rating, self.source, self.duration)
            == (prior.skill, prior.rating, prior.source, prior.duration)
            and persons.same(self.assessor, prior.assessor)
            and (prior.at_omitted if self.at is None else not prior.at_omitted and prior.at == self.at)
        )


def _rows(outcome: Outcome) -> dict[str, tuple[Any, ...]]:
    (review,), (card,) = outcome.reviews, outcome.cards
    return {"reviews": (ReviewRecord(review=review, outcome=kept_of_review(card, review)),)}
