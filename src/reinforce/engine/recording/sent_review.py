"""A review as it was sent, and what it becomes in the log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from reinforce import checks
from reinforce.codec import Value
from reinforce.engine.context.new_ids import new_id
from reinforce.engine.recording.entry_rules import Needs, NewEntries, When
from reinforce.errors import ConflictError, InvalidParameterError
from reinforce.journal import PERSON, Rating, Review
from reinforce.ports import ReviewRecord
from reinforce.practice import Outcome
from reinforce.practice.grading.kept_outcome import kept_of_review, outcome_of_review

if TYPE_CHECKING:
    from reinforce.engine.context.erased_persons import ErasedPersons
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.entry_rules import LearnerNow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview(Value):
    """
    One review of a batch, as `review` takes it. It is checked when the batch is sent.

    Attributes:
        learner, skill: who practised what.
        rating: how well: a `Rating`, its number or its name.
        review_id: makes a retry harmless; without one, each sending is a new review.
        at: when; the present if omitted.
        source: what rated it, in the host's own word.
        assessor: the person who scored it.
        duration: how long it took.
    """

    learner: str = field(metadata=PERSON)
    skill: str
    rating: Rating | int | str
    review_id: str | None = None
    at: datetime | None = None
    source: str = "host"
    assessor: str | None = field(default=None, metadata=PERSON)
    duration: timedelta | None = None

    def __post_init__(self) -> None:
        """Take the rating for what it says, where it says one."""
        if type(self.rating) is not Rating:
            try:
                object.__setattr__(self, "rating", Rating.of(self.rating))
            except InvalidParameterError:
                return  # as it was given it is refused when it is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReview(NewReview):
    """A review as its sender says it, checked; without an id it got a new one, and is never a retry."""

    kind: ClassVar[str] = "review"

    imported: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, said: NewReview, *, imported: bool = False) -> Self:
        """
        Return what a sender says about one review; *imported* is the host's word on it, and no part of what is said.

        Raises:
            InvalidParameterError: a field is not acceptable; the first of them is named.
        """
        return cls(
            learner=checks.identifier("learner", said.learner),
            review_id=new_id() if said.review_id is None else checks.identifier("review_id", said.review_id),
            skill=checks.identifier("skill", said.skill),
            rating=Rating.of(said.rating),
            at=None if said.at is None else checks.instant("at", said.at),
            source=checks.identifier("source", said.source),
            assessor=None if said.assessor is None else checks.identifier("assessor", said.assessor),
            duration=None if said.duration is None else checks.duration("duration", said.duration),
            imported=imported,
        )

    @property
    def id(self) -> str:
        """The id of the review."""
        return self.review_id or ""

    def content(self, _needs: Needs) -> object:
        """Return what two sendings of the same review have in common."""
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
        when = learner.when(self.at, imported=self.imported)
        review = self._entry(when, learner.day(when.at), learner.now)
        outcome = partial(Outcome, id=self.id, at=when.at, day=review.day, reviews=(review,))
        return NewEntries(learner=self.learner, assessor=self.assessor, reviews=(review,), outcome=outcome, rows=_rows)

    def _entry(self, when: When, day: int, now: datetime) -> Review:
        return Review(
            id=self.id,
            learner=self.learner,
            skill=self.skill,
            rating=Rating.of(self.rating),
            at=when.at,
            day=day,
            source=self.source,
            assessor=self.assessor,
            duration=self.duration,
            at_omitted=self.at is None,
            recorded_at=now,
            late_day=when.late_day,
            said_at=when.said_at,
        )

    def _same_as(self, prior: Review, persons: ErasedPersons) -> bool:
        """Whether *prior* came with the same content: what the sender said, not what was filled in."""
        mine = self._entry(When(self.at or prior.at), prior.day, prior.at)
        return persons.same(self.assessor, prior.assessor) and mine.said == replace(prior, assessor=self.assessor).said


def _rows(outcome: Outcome) -> dict[str, tuple[Any, ...]]:
    (review,), (card,) = outcome.reviews, outcome.cards
    return {"reviews": (ReviewRecord(review=review, outcome=kept_of_review(card, review)),)}
