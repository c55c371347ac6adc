"""What one entry comes to: whether it is in the log already, and the card after it. One rule, for one and for many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.errors import ConflictError
from reinforce.journal import EventKind, Review
from reinforce.practice import Calendar, Outcome, advance, fold, follows, skills_shown
from reinforce.practice.grading.outcome import outcome_of_review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from reinforce.engine.context.erased_persons import ErasedPersons
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import Event, Rating
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Card, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a sender says about one review, before anything is filled in."""

    review_id: str
    skill: str
    rating: Rating
    at: datetime | None
    source: str
    assessor: str | None
    duration: timedelta | None

    def same_as(self, prior: Review, persons: ErasedPersons) -> bool:
        """Whether *prior* came with the same content: what the sender said, not what was filled in."""
        return (
            prior.attempt_id is None
            and (self.skill, self.rating, self.source, self.duration)
            == (prior.skill, prior.rating, prior.source, prior.duration)
            and persons.same(self.assessor, prior.assessor)
            and (prior.at_omitted if self.at is None else not prior.at_omitted and prior.at == self.at)
        )


def prior_outcome(context: TenantContext, sent: Sent, snapshot: Snapshot) -> Outcome | None:
    """
    Return what the same review came to when it came first; ``None`` where it is new.

    Raises:
        ConflictError: its id is taken by another entry.
    """
    prior = snapshot.prior_reviews.get(sent.review_id)
    if prior is not None:
        if not sent.same_as(prior.review, context.erased):
            raise ConflictError("review", sent.review_id, "is in the log already, with other content")
        return outcome_of_review(prior.review, prior.outcome)
    if sent.review_id in snapshot.prior_attempts:
        raise ConflictError("review", sent.review_id, "has the id of an attempt")
    if sent.review_id in snapshot.prior_events:
        raise ConflictError("review", sent.review_id, "has the id of an event")
    return None


def review_of(context: TenantContext, learner: str, sent: Sent, snapshot: Snapshot, *, now: datetime) -> Review:
    """
    Return the log entry that a new review becomes.

    Raises:
        NotFoundError: there is no such skill.
        ClockSkewError: it lies in the future.
        ErasedError: it is dated at an instant of which the learner's log was erased.
    """
    context.check_skill(sent.skill, snapshot)
    at = now if sent.at is None else checks.past("at", sent.at, now=now)
    context.refuse_closed(learner, at, snapshot)
    return Review(
        id=sent.review_id,
        learner=learner,
        skill=sent.skill,
        rating=sent.rating,
        at=at,
        day=Calendar(snapshot.calendar).day(at),
        source=sent.source,
        assessor=sent.assessor,
        duration=sent.duration,
        at_omitted=sent.at is None,
        recorded_at=now,
    )


def prior_attempt(context: TenantContext, attempt: Attempt, snapshot: Snapshot) -> Outcome | None:
    """
    Return what the same attempt came to when it came first; ``None`` where it is new.

    Raises:
        ConflictError: its id is taken by an attempt with other content.
    """
    prior = snapshot.prior_attempts.get(attempt.attempt_id)
    if prior is None:
        return None
    if not _same_body(prior.body, attempt.to_json(), context.erased):
        raise ConflictError("attempt", attempt.attempt_id, "is in the log already, with other content")
    return Outcome.from_json(prior.outcome)


def _same_body(kept: Mapping[str, Any], sent: Mapping[str, Any], persons: ErasedPersons) -> bool:
    """Whether what is kept of an attempt is what is sent now, also where its assessor was erased meanwhile."""
    if kept == sent:
        return True
    named = kept.get("assessor")
    return persons.same(sent.get("assessor"), named) and kept == {**sent, "assessor": named}


def needed(context: TenantContext, attempt: Attempt) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Return the skills that an attempt shows, and the ids that it needs: its own, and those of its reviews.

    Raises:
        NotFoundError: there is no such edition, question or drill.
    """
    skills = skills_shown(attempt, context.curriculum(attempt.edition))
    return skills, (attempt.attempt_id, *(f"{attempt.attempt_id}:{skill}" for skill in skills))


def refuse_taken(attempt_id: str, ids: Iterable[str], snapshot: Snapshot) -> None:
    """Refuse an attempt whose id, or a review id derived from it, is a review that came on its own, or an event."""
    for taken in ids:
        if taken in snapshot.prior_reviews or taken in snapshot.prior_events:
            kind = "a review" if taken in snapshot.prior_reviews else "an event"
            raise ConflictError("attempt", attempt_id, f"needs the id {taken!r}, which {kind} has already")


def woken(moved: Iterable[tuple[Card, int]], snapshots: Mapping[str, Snapshot], *, now: datetime) -> frozenset[str]:
    """Return the learners of cards that are due today: again, in a learning step, or by a late review."""
    return frozenset(
        card.learner
        for card, _ in moved
        if card.due_day is not None and card.due_day <= Calendar(snapshots[card.learner].calendar).day(now)
    )


class NextCards:
    """How the cards of one learner follow from one review each, as far as what is stored is enough to tell."""

    def __init__(self, context: TenantContext, learner: str, snapshot: Snapshot) -> None:
        self._context, self._learner, self._snapshot = context, learner, snapshot
        self._policy: Policy = context.policy(snapshot.policy_version)
        self._curriculum = context.curriculum(snapshot.edition)
        self._gone = _targets(snapshot.amendments, EventKind.RETRACTION)
        self._overridden = _targets(snapshot.amendments, EventKind.OVERRIDE)

    def before(self, skill: str) -> Card | None:
        """Return the card before anything new, as it is under what is in force; ``None`` where it has to be folded."""
        held = self._snapshot.cards.get(skill)
        if held is not None:
            return self._context.current(held.card, policy=self._policy, curriculum=self._curriculum)
        changes = self._curriculum.changes(skill)
        return fold((), policy=self._policy, changes=changes, learner=self._learner, skill=skill)

    def counts(self, review: Review) -> bool:
        """Whether *review* has not been taken back already, by itself or with its attempt."""
        return review.id not in self._gone and review.attempt_id not in self._gone

    def after(self, before: Card, review: Review) -> Card | None:
        """Return the card after a *review* that counts; ``None`` where it has to be folded from its whole log."""
        changes = self._curriculum.changes(review.skill)
        if review.id in self._overridden or not follows(before, review, changes=changes):
            return None
        return advance(before, review, policy=self._policy)


def _targets(events: Iterable[Event], kind: EventKind) -> frozenset[str]:
    return frozenset(event.target for event in events if event.kind is kind)
