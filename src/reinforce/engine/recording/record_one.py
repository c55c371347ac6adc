"""Writing practice down: reviews and attempts, each once, each whole, each in one transaction."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.recording.entry_rules import (
    NextCards,
    Sent,
    needed,
    prior_attempt,
    prior_outcome,
    review_of,
    woken,
)
from reinforce.engine.recording.graded_attempt import graded_attempt
from reinforce.journal import Rating, Review
from reinforce.ports import Change, ReviewRecord
from reinforce.practice import Calendar, DrillAttempt, Outcome, QuizAttempt, attempt_from
from reinforce.practice.grading.outcome import kept_of_review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Card

_ID_BYTES = 16


class Recording:
    """Turns what learners and hosts send into log entries and cards."""

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def review(self, learner: str, sent: Sent) -> Outcome:
        """Add one review to the log; the same one a second time changes nothing and returns the first outcome."""
        return self._context.retrying(lambda: self._review(learner, sent))

    def record(self, learner: str, attempt: Attempt | Mapping[str, Any]) -> Outcome:
        """Grade an attempt and add its reviews to the log, all of them or none, once."""
        sent = read_attempt(attempt)
        return self._context.retrying(lambda: self._record(learner, sent))

    def rehearse(self, learner: str, attempt: Attempt | Mapping[str, Any]) -> Outcome:
        """Grade an attempt and write nothing."""
        context, sent = self._context, read_attempt(attempt)
        snapshot, now = context.read(learner), context.now()
        at = now if sent.at is None else checks.past("at", sent.at, now=now)
        graded = context.grader(context.policy(snapshot.policy_version)).grade(sent, context.curriculum(sent.edition))
        return Outcome(
            id=sent.attempt_id,
            at=at,
            day=Calendar(snapshot.calendar).day(at),
            feedback=graded.feedback,
            over_time=graded.over_time,
        )

    def _review(self, learner: str, sent: Sent) -> Outcome:
        context = self._context
        snapshot = context.read(learner, skills=(sent.skill,), ids=(sent.review_id,))
        prior = prior_outcome(context, sent, snapshot)
        if prior is not None:
            return prior
        review = review_of(context, learner, sent, snapshot, now=context.now())
        persons = context.erased.named(sent.assessor)
        cards, moved = self._written(learner, snapshot, [review])
        record = ReviewRecord(review=review, outcome=kept_of_review(cards[0]))
        epochs, waking = {learner: snapshot.epoch or 0}, woken(moved, {learner: snapshot}, now=context.now())
        context.apply(
            Change(tenant=context.tenant, cards=moved, reviews=(record,), epochs=epochs, waking=waking, persons=persons)
        )
        return Outcome(id=review.id, at=review.at, day=review.day, reviews=(review,), cards=cards)

    def _record(self, learner: str, attempt: Attempt) -> Outcome:
        context = self._context
        skills, ids = needed(context, attempt)
        snapshot = context.read(learner, skills=skills, ids=ids)
        prior = prior_attempt(context, attempt, snapshot)
        if prior is not None:
            return prior
        new = graded_attempt(context, learner, attempt, snapshot, now=context.now())
        persons = context.erased.named(new.assessor)
        cards, moved = self._written(learner, snapshot, new.reviews)
        outcome, epochs = new.outcome(cards), {learner: snapshot.epoch or 0}
        waking = woken(moved, {learner: snapshot}, now=context.now())
        rows = new.rows(outcome)
        context.apply(Change(tenant=context.tenant, cards=moved, epochs=epochs, waking=waking, persons=persons, **rows))
        return outcome

    def _written(
        self, learner: str, snapshot: Snapshot, reviews: Iterable[Review]
    ) -> tuple[tuple[Card, ...], tuple[tuple[Card, int], ...]]:
        """Return the cards after *reviews*, one a skill; and those that moved, with the versions they replace."""
        steps = NextCards(self._context, learner, snapshot)
        cards: list[Card] = []
        moved: list[tuple[Card, int]] = []
        for review in reviews:
            held, before = snapshot.cards.get(review.skill), steps.before(review.skill)
            if before is not None and not steps.counts(review):
                cards.append(before)
                continue
            after = None if before is None else steps.after(before, review)
            card = self._refolded(learner, review) if after is None else after
            cards.append(card)
            moved.append((card, 0 if held is None else held.version))
        return tuple(cards), tuple(moved)

    def _refolded(self, learner: str, review: Review) -> Card:
        """Return the card of *review* from its whole log: it is late, overridden, or the card is of an older policy."""
        logged = self._context.read(learner, skills=(review.skill,), log=True)
        return self._context.fold(learner, review.skill, logged, review)


def read_attempt(attempt: Attempt | Mapping[str, Any]) -> Attempt:
    """Return an attempt as it is, or read it from its JSON values."""
    return attempt if isinstance(attempt, QuizAttempt | DrillAttempt) else attempt_from(attempt)


def sent_review(
    skill: str,
    rating: Rating | int | str,
    *,
    review_id: str | None,
    at: datetime | None,
    source: str,
    assessor: str | None,
    duration: timedelta | None,
) -> Sent:
    """Return what a sender says about a review, checked; without an id it gets a new one, and is never a retry."""
    return Sent(
        review_id=token_hex(_ID_BYTES) if review_id is None else checks.identifier("review_id", review_id),
        skill=checks.identifier("skill", skill),
        rating=Rating.of(rating),
        at=None if at is None else checks.instant("at", at),
        source=checks.identifier("source", source),
        assessor=None if assessor is None else checks.identifier("assessor", assessor),
        duration=None if duration is None else checks.duration("duration", duration),
    )
