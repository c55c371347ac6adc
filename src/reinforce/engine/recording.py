"""Writing practice down: reviews and attempts, each once, each whole, each in one transaction."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.deciding import Sent, Steps, needed, prior_attempt, prior_outcome, review_of, woken
from reinforce.engine.entries import judged
from reinforce.journal import Rating, Review
from reinforce.ports import Change, ReviewRecord
from reinforce.practice import Calendar, DrillAttempt, Outcome, QuizAttempt, attempt_from
from reinforce.practice.outcome import kept_of_review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from reinforce.engine.desk import Desk
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Card

_ID_BYTES = 16


class Recording:
    """Turns what learners and hosts send into log entries and cards."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def review(self, learner: str, sent: Sent) -> Outcome:
        """Add one review to the log; the same one a second time changes nothing and returns the first outcome."""
        return self._desk.retrying(lambda: self._review(learner, sent))

    def record(self, learner: str, attempt: Attempt | Mapping[str, Any]) -> Outcome:
        """Grade an attempt and add its reviews to the log, all of them or none, once."""
        sent = read_attempt(attempt)
        return self._desk.retrying(lambda: self._record(learner, sent))

    def rehearse(self, learner: str, attempt: Attempt | Mapping[str, Any]) -> Outcome:
        """Grade an attempt and write nothing."""
        desk, sent = self._desk, read_attempt(attempt)
        snapshot, now = desk.read(learner), desk.now()
        at = now if sent.at is None else checks.past("at", sent.at, now=now)
        graded = desk.grader(desk.policy(snapshot.policy_version)).grade(sent, desk.curriculum(sent.edition))
        return Outcome(
            id=sent.attempt_id,
            at=at,
            day=Calendar(snapshot.calendar).day(at),
            feedback=graded.feedback,
            over_time=graded.over_time,
        )

    def _review(self, learner: str, sent: Sent) -> Outcome:
        desk = self._desk
        snapshot = desk.read(learner, skills=(sent.skill,), ids=(sent.review_id,))
        prior = prior_outcome(desk, sent, snapshot)
        if prior is not None:
            return prior
        review = review_of(desk, learner, sent, snapshot, now=desk.now())
        persons = desk.persons.named(sent.assessor)
        cards, moved = self._written(learner, snapshot, [review])
        record = ReviewRecord(review=review, outcome=kept_of_review(cards[0]))
        epochs, waking = {learner: snapshot.epoch or 0}, woken(moved, {learner: snapshot}, now=desk.now())
        desk.apply(
            Change(tenant=desk.tenant, cards=moved, reviews=(record,), epochs=epochs, waking=waking, persons=persons)
        )
        return Outcome(id=review.id, at=review.at, day=review.day, reviews=(review,), cards=cards)

    def _record(self, learner: str, attempt: Attempt) -> Outcome:
        desk = self._desk
        skills, ids = needed(desk, attempt)
        snapshot = desk.read(learner, skills=skills, ids=ids)
        prior = prior_attempt(desk, attempt, snapshot)
        if prior is not None:
            return prior
        new = judged(desk, learner, attempt, snapshot, now=desk.now())
        persons = desk.persons.named(new.assessor)
        cards, moved = self._written(learner, snapshot, new.reviews)
        outcome, epochs = new.outcome(cards), {learner: snapshot.epoch or 0}
        waking = woken(moved, {learner: snapshot}, now=desk.now())
        rows = new.rows(outcome)
        desk.apply(Change(tenant=desk.tenant, cards=moved, epochs=epochs, waking=waking, persons=persons, **rows))
        return outcome

    def _written(
        self, learner: str, snapshot: Snapshot, reviews: Iterable[Review]
    ) -> tuple[tuple[Card, ...], tuple[tuple[Card, int], ...]]:
        """Return the cards after *reviews*, one a skill; and those that moved, with the versions they replace."""
        steps = Steps(self._desk, learner, snapshot)
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
        logged = self._desk.read(learner, skills=(review.skill,), log=True)
        return self._desk.fold(learner, review.skill, logged, review)


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
