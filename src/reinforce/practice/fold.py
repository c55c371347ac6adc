"""The fold: from a card's log entries to the card, in one place, for every store and for notebooks alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from reinforce.catalog.changes import ContentChange, OnChange
from reinforce.errors import ConflictError, InvalidParameterError
from reinforce.journal import EventKind, Rating, Review
from reinforce.memory import Phase, fuzz
from reinforce.memory.fuzz import draw
from reinforce.practice.card import Card
from reinforce.practice.policy import Elapsed, Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reinforce.journal import Entry, Event
    from reinforce.memory import Scheduled


def fold(
    entries: Iterable[Entry],
    *,
    policy: Policy | None = None,
    changes: Sequence[ContentChange] = (),
    learner: str | None = None,
    skill: str | None = None,
) -> Card:
    """
    Return the card that *entries* amount to: the reviews of one learner and one skill, and retractions among them.

    The entries may come in any order and more than once; they are taken in the order of ``(at, id)``. Reviews whose id,
    or whose attempt's id, is the target of a retraction do not count. Other kinds of event change nothing.

    Args:
        entries: reviews and events; those of other learners or skills are refused.
        policy: the settings to fold with; the default policy if omitted.
        changes: the content changes of the skill, oldest first.
        learner: needed only where there is no review to take it from.
        skill: the same.

    Raises:
        InvalidParameterError: the entries are of more than one card, or of none.
        ConflictError: two reviews have the same id and differ.

    >>> from datetime import UTC, datetime
    >>> first = Review(id="r1", learner="ana", skill="roi", rating=Rating.Good, at=datetime(2026, 3, 2, tzinfo=UTC))
    >>> card = fold([first])
    >>> card.phase, card.due_day - card.last_day
    (<Phase.REVIEW: 'review'>, 2)
    """
    policy = policy or Policy()
    reviews: dict[str, Review] = {}
    retractions: list[Event] = []
    for entry in entries:
        if isinstance(entry, Review):
            _refuse_another(reviews.setdefault(entry.id, entry), entry)
        elif entry.kind is EventKind.RETRACTION:
            retractions.append(entry)
    card = blank(
        _only(
            "learner",
            learner,
            {review.learner for review in reviews.values()} | {event.learner for event in retractions},
        ),
        _only("skill", skill, {review.skill for review in reviews.values()}),
        policy=policy,
    )
    retracted = {event.target for event in retractions}
    pending = list(changes)
    for review in sorted(reviews.values(), key=attrgetter("order")):
        if review.id in retracted or review.attempt_id in retracted:
            continue
        while pending and pending[0].at < review.at:
            card = apply_change(card, pending.pop(0))
        card = advance(card, review, policy=policy)
    for change in pending:
        card = apply_change(card, change)
    return card


def blank(learner: str, skill: str, *, policy: Policy) -> Card:
    """Return the card of a skill that was never practised."""
    return Card(learner=learner, skill=skill, policy_version=policy.version, model_version=policy.memory.version)


def advance(card: Card, review: Review, *, policy: Policy) -> Card:
    """Return *card* after *review*, which must come after all that it was folded from in the order of ``(at, id)``."""
    last_day = review.day if card.last_day is None else max(card.last_day, review.day)
    scheduled = policy.memory.review(card.standing, review.rating, elapsed_days=_elapsed_days(card, review, policy))
    lapsed = card.phase is Phase.REVIEW and review.rating is Rating.Again
    days, delay = _wait(scheduled, card=card, policy=policy)
    rolling = policy.elapsed is Elapsed.ROLLING_24H
    return Card(
        learner=card.learner,
        skill=card.skill,
        phase=scheduled.standing.phase,
        step=scheduled.standing.step,
        memory=scheduled.standing.memory,
        due_day=last_day + days,
        due_at=review.at + timedelta(days=days) + delay if delay or rolling else None,
        last_at=review.at,
        last_id=review.id,
        last_day=last_day,
        last_rating=review.rating,
        reps=card.reps + 1,
        lapses=card.lapses + lapsed,
        policy_version=policy.version,
        model_version=policy.memory.version,
        content_version=card.content_version,
    )


def apply_change(card: Card, change: ContentChange) -> Card:
    """Return *card* after a content change; what was counted stays counted, what was remembered may not."""
    if change.effect is OnChange.KEEP:
        return replace(card, content_version=change.version)
    return replace(
        card,
        phase=Phase.NEW,
        step=None,
        memory=None,
        due_day=None,
        due_at=None,
        content_version=change.version,
    )


def follows(card: Card, review: Review, *, changes: Sequence[ContentChange] = ()) -> bool:
    """
    Whether *review* comes after all that *card* was folded from, so that ``advance`` needs no log.

    *changes* are the content changes of the skill; the card must have been folded with all of them.
    """
    if any(review.at <= change.at for change in changes):
        return False
    return card.last_at is None or card.last_id is None or review.order > (card.last_at, card.last_id)


def _elapsed_days(card: Card, review: Review, policy: Policy) -> int:
    if card.last_at is None or card.last_day is None or card.memory is None:
        return 0
    if policy.elapsed is Elapsed.ROLLING_24H:
        return (review.at - card.last_at).days
    return max(0, review.day - card.last_day)


def _wait(scheduled: Scheduled, *, card: Card, policy: Policy) -> tuple[int, timedelta]:
    """Return the whole days and the further delay until the card is due; one of them is zero."""
    if scheduled.interval_days is None:
        return 0, scheduled.delay or timedelta()
    if not policy.fuzz:
        return scheduled.interval_days, timedelta()
    position = draw(policy.seed, card.learner, card.skill, card.reps + 1)
    return fuzz(scheduled.interval_days, maximum_interval=policy.maximum_interval, position=position), timedelta()


def _refuse_another(first: Review, second: Review) -> None:
    """Refuse a second review with the id of the first, unless it is the same one."""
    if (first.order, first.rating, first.skill) != (second.order, second.rating, second.skill):
        raise ConflictError("review", second.id, "stands there twice, with different content")


def _only(name: str, given: str | None, seen: set[str]) -> str:
    """Return the one learner or skill that all entries are about."""
    names = seen | ({given} if given is not None else set())
    if len(names) == 1:
        return names.pop()
    reason = f"must be one, not {len(names)}: {', '.join(sorted(names)) or 'there is no review to take it from'}"
    raise InvalidParameterError(name, reason, value=sorted(names))
