"""Writing practice down: reviews and attempts, each once, each whole, each in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.entries import attempt_record, rechecks_of, reviews_of, together
from reinforce.errors import ConflictError
from reinforce.journal import EventKind, Rating, Review
from reinforce.ports import Change, Meeting, ReviewRecord
from reinforce.practice import (
    Calendar,
    DrillAttempt,
    Outcome,
    QuizAttempt,
    advance,
    attempt_from,
    fold,
    follows,
    skills_shown,
)
from reinforce.practice.outcome import kept_of_review, outcome_of_review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from reinforce.engine.desk import Desk
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Card


_ID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What a sender says about one review, before anything is filled in."""

    review_id: str
    skill: str
    rating: Rating
    at: datetime | None
    source: str
    assessor: str | None
    duration: timedelta | None

    def same_as(self, prior: Review) -> bool:
        """Whether *prior* came with the same content: what the sender said, not what was filled in."""
        return (
            prior.attempt_id is None
            and (self.skill, self.rating, self.source, self.assessor, self.duration)
            == (prior.skill, prior.rating, prior.source, prior.assessor, prior.duration)
            and (prior.at_omitted if self.at is None else not prior.at_omitted and prior.at == self.at)
        )


class Recording:
    """Turns what learners and hosts send into log entries and cards."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def review(self, learner: str, sent: _Sent) -> Outcome:
        """Add one review to the log; the same one a second time changes nothing and returns the first outcome."""
        return self._desk.retrying(lambda: self._review(learner, sent))

    def record(self, attempts: Mapping[str, Attempt | Mapping[str, Any]]) -> dict[str, Outcome]:
        """Grade an attempt of each learner and add their reviews to the logs, all of them or none; once each."""
        sent = {learner: _read(attempt) for learner, attempt in attempts.items()}
        return self._desk.retrying(lambda: self._record(sent))

    def rehearse(self, learner: str, attempt: Attempt | Mapping[str, Any]) -> Outcome:
        """Grade an attempt and write nothing."""
        desk, sent = self._desk, _read(attempt)
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

    def _review(self, learner: str, sent: _Sent) -> Outcome:
        desk = self._desk
        snapshot = desk.read(learner, skills=(sent.skill,), ids=(sent.review_id,))
        prior = snapshot.prior_reviews.get(sent.review_id)
        if prior is not None:
            if not sent.same_as(prior.review):
                raise ConflictError("review", sent.review_id, "is in the log already, with other content")
            return outcome_of_review(prior.review, prior.outcome)
        if sent.review_id in snapshot.prior_attempts:
            raise ConflictError("review", sent.review_id, "has the id of an attempt")
        if sent.review_id in snapshot.prior_events:
            raise ConflictError("review", sent.review_id, "has the id of an event")
        desk.check_skill(sent.skill, snapshot)
        now = desk.now()
        at = now if sent.at is None else checks.past("at", sent.at, now=now)
        review = Review(
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
        cards, moved = self._written(learner, snapshot, [review])
        record = ReviewRecord(review=review, outcome=kept_of_review(cards[0]))
        epochs = {learner: snapshot.epoch or 0}
        desk.apply(Change(tenant=desk.tenant, cards=moved, reviews=(record,), epochs=epochs))
        return Outcome(id=review.id, at=at, day=review.day, reviews=(review,), cards=cards)

    def _record(self, attempts: Mapping[str, Attempt]) -> dict[str, Outcome]:
        decided = {learner: self._decided(learner, attempt) for learner, attempt in attempts.items()}
        changes = [change for _, change in decided.values() if change is not None]
        if changes:
            self._desk.apply(together(changes))
        return {learner: outcome for learner, (outcome, _) in decided.items()}

    def _decided(self, learner: str, attempt: Attempt) -> tuple[Outcome, Change | None]:
        """Return the outcome of an attempt, and the change that writes it unless it is in the log already."""
        desk = self._desk
        curriculum = desk.curriculum(attempt.edition)
        skills = skills_shown(attempt, curriculum)
        ids = tuple(f"{attempt.attempt_id}:{skill}" for skill in skills)
        snapshot = desk.read(learner, skills=skills, ids=(attempt.attempt_id, *ids))
        body = attempt.to_json()
        prior = snapshot.prior_attempts.get(attempt.attempt_id)
        if prior is not None:
            if prior.body != body:
                raise ConflictError("attempt", attempt.attempt_id, "is in the log already, with other content")
            return Outcome.from_json(prior.outcome), None
        graded = desk.grader(desk.policy(snapshot.policy_version)).grade(attempt, curriculum)
        _refuse_taken(attempt.attempt_id, ids, snapshot)
        now = desk.now()
        at = now if attempt.at is None else checks.past("at", attempt.at, now=now)
        day = Calendar(snapshot.calendar).day(at)
        reviews = reviews_of(learner, attempt, graded, at=at, day=day, now=now)
        cards, moved = self._written(learner, snapshot, reviews)
        outcome = Outcome(
            id=attempt.attempt_id,
            at=at,
            day=day,
            reviews=tuple(reviews),
            cards=cards,
            feedback=graded.feedback,
            over_time=graded.over_time,
        )
        return outcome, Change(
            tenant=desk.tenant,
            cards=moved,
            epochs={learner: snapshot.epoch or 0},
            reviews=tuple(ReviewRecord(review=review, outcome={}) for review in reviews),
            attempts=(attempt_record(learner, attempt, graded, outcome, now=now),),
            exposures=tuple(Meeting(learner, name, at, graded.took.get(name)) for name in graded.exercises),
            events=rechecks_of(learner, attempt.attempt_id, graded, at=at, day=day, now=now),
        )

    def _written(
        self, learner: str, snapshot: Snapshot, reviews: list[Review]
    ) -> tuple[tuple[Card, ...], tuple[tuple[Card, int], ...]]:
        """Return the cards after *reviews*, one a skill; and those that moved, with the versions they replace."""
        desk = self._desk
        policy, curriculum = desk.policy(snapshot.policy_version), desk.curriculum(snapshot.edition)
        gone = {event.target for event in snapshot.amendments if event.kind is EventKind.RETRACTION}
        overridden = {event.target for event in snapshot.amendments if event.kind is EventKind.OVERRIDE}
        cards: list[Card] = []
        moved: list[tuple[Card, int]] = []
        for review in reviews:
            held = snapshot.cards.get(review.skill)
            changes = curriculum.changes(review.skill)
            if held is None:
                before: Card | None = fold((), policy=policy, changes=changes, learner=learner, skill=review.skill)
            else:
                before = desk.current(held.card, policy=policy, curriculum=curriculum)
            if before is not None and (review.id in gone or review.attempt_id in gone):
                cards.append(before)
                continue
            if before and review.id not in overridden and follows(before, review, changes=changes):
                card = advance(before, review, policy=policy)
            else:
                card = self._refolded(learner, review)
            cards.append(card)
            moved.append((card, 0 if held is None else held.version))
        return tuple(cards), tuple(moved)

    def _refolded(self, learner: str, review: Review) -> Card:
        """Return the card of *review* from its whole log: it is late, overridden, or the card is of an older policy."""
        logged = self._desk.read(learner, skills=(review.skill,), log=True)
        return self._desk.fold(learner, review.skill, logged, review)


def _refuse_taken(attempt_id: str, ids: Iterable[str], snapshot: Snapshot) -> None:
    """Refuse an attempt whose id, or a review id derived from it, is a review that came on its own, or an event."""
    for taken in (attempt_id, *ids):
        if taken in snapshot.prior_reviews or taken in snapshot.prior_events:
            kind = "a review" if taken in snapshot.prior_reviews else "an event"
            raise ConflictError("attempt", attempt_id, f"needs the id {taken!r}, which {kind} has already")


def _read(attempt: Attempt | Mapping[str, Any]) -> Attempt:
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
) -> _Sent:
    """Return what a sender says about a review, checked; without an id it gets a new one, and is never a retry."""
    return _Sent(
        review_id=token_hex(_ID_BYTES) if review_id is None else checks.identifier("review_id", review_id),
        skill=checks.identifier("skill", skill),
        rating=Rating.of(rating),
        at=None if at is None else checks.instant("at", at),
        source=checks.identifier("source", source),
        assessor=None if assessor is None else checks.identifier("assessor", assessor),
        duration=None if duration is None else checks.duration("duration", duration),
    )
