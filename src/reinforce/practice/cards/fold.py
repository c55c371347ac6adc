"""The fold: from a card's log entries to the card, in one place, for every store and for notebooks alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.catalog.changes import ContentChange, OnChange, chronological
from reinforce.errors import InvalidParameterError
from reinforce.journal import EventKind, Rating, Review
from reinforce.memory import NO_ATTEMPTS, Phase, fuzz, fuzz_range
from reinforce.memory.fuzz import draw
from reinforce.practice.cards.card import Card
from reinforce.practice.cards.checkpoint import restored
from reinforce.practice.cards.effective_log import EffectiveLog
from reinforce.practice.policy import Elapsed, Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
    Return the card that *entries* amount to: the reviews of one learner and one skill, and what amends them.

    The entries may come in any order and more than once; reviews, and the events by which the skill was forgotten or
    taken for known, are taken in the order of ``(at, id)``. So is a checkpoint, which
    stands for entries that were removed. What is the target of a retraction does not count: neither
    a review, by its own id or by its attempt's, nor an event. A review that was overridden counts with the rating of
    the last override, in the order of ``(at, id)``. Other kinds of event, and those of other skills, change nothing.

    Args:
        entries: reviews and events; reviews of other learners or skills, and events of other learners, are refused.
        policy: the settings to fold with; the default policy if omitted.
        changes: the content changes of the skill; each takes effect no sooner than those of older versions.
        learner: needed only where there is no entry to take it from.
        skill: the same.

    Raises:
        InvalidParameterError: the entries are of more than one card, or of none.
        ConflictError: two entries have the same id and differ.

    >>> from datetime import UTC, datetime
    >>> first = Review(id="r1", learner="ana", skill="roi", rating=Rating.Good, at=datetime(2026, 3, 2, tzinfo=UTC))
    >>> card = fold([first])
    >>> card.phase, card.due_day - card.last_day
    (<Phase.REVIEW: 'review'>, 2)
    """
    policy = Policy() if policy is None else checks.of_kind("policy", policy, Policy)
    log = EffectiveLog.of(checks.several("entries", entries))
    card = blank(
        _only("learner", learner, log.learners),
        _only("skill", skill, log.skills if skill is None else log.reviewed),
        policy=policy,
    )
    policy, pending = policy.of(card.skill), list(chronological(changes))
    for entry in log.counting(card.skill):
        card = _after(_met(card, pending, entry, policy=policy), entry, policy=policy)
    for change in pending:
        card = apply_change(card, change, policy=policy)
    return card


def reviewed(
    entries: Iterable[Entry], *, learner: str, skill: str, policy: Policy, changes: Sequence[ContentChange] = ()
) -> Iterator[tuple[Card, Review]]:
    """Yield each review that counts, in order, with the card as it was just before; the arguments are as in `fold`."""
    card, pending, policy = blank(learner, skill, policy=policy), list(chronological(changes)), policy.of(skill)
    for entry in EffectiveLog.of(entries).counting(skill):
        card = _met(card, pending, entry, policy=policy)
        if isinstance(entry, Review):
            yield card, entry
        card = _after(card, entry, policy=policy)


def blank(learner: str, skill: str, *, policy: Policy) -> Card:
    """Return the card of a skill that was never practised."""
    stamp = policy.of(skill).stamp
    return Card(learner=learner, skill=skill, policy_version=policy.version, model_version=stamp)


def advance(card: Card, review: Review, *, policy: Policy) -> Card:
    """
    Return *card* after *review*, which must come after all that it was folded from in the order of ``(at, id)``.

    The review counts with the rating that it has.
    """
    policy = policy.of(card.skill)
    last_day = review.day if card.last_day is None else max(card.last_day, review.day)
    elapsed = _elapsed_days(card, review, policy)
    scheduled = policy.memory.review(card.standing, review.rating, elapsed_days=elapsed)
    lapsed = card.phase is Phase.REVIEW and review.rating is Rating.Again
    kept = 0 if review.rating is Rating.Again else _kept(card, elapsed)
    days, delay = _wait(scheduled, card=card, policy=policy, kept=kept)
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
        model_version=policy.stamp,
        content_version=card.content_version,
        features=card.features.after(review.rating is not Rating.Again, elapsed_days=_since(card, last_day)),
    )


def apply_change(card: Card, change: ContentChange, *, policy: Policy) -> Card:
    """
    Return *card* after a content change; what was counted stays counted, what was remembered may not.

    A change that softens leaves ``policy.soften`` of stability and reckons the due day anew, from the day of the last
    entry that counts; inside learning steps the card falls due as before. A change that resets makes the card new, and
    what was practised before says nothing of the chance to succeed any more.
    """
    policy = policy.of(card.skill)
    met = replace(card, content_version=change.version)
    if change.effect is OnChange.RESET:
        return _as_new(met)
    if change.effect is not OnChange.SOFTEN or met.memory is None or met.last_day is None:
        return met
    softer = replace(met, memory=policy.memory.softened(met.memory, share=policy.soften))
    return _due_anew(softer, policy=policy) if met.phase is Phase.REVIEW else softer


def _met(card: Card, pending: list[ContentChange], entry: Entry, *, policy: Policy) -> Card:
    """Return *card* after those of the *pending* changes that came before *entry*; they are pending no more."""
    while pending and pending[0].at < entry.at:
        card = apply_change(card, pending.pop(0), policy=policy)
    return card


def _forget(card: Card, event: Event) -> Card:
    """
    Return *card* after the learner starts anew with its skill.

    Reviews and lapses stay counted. The features of the performance model start anew as well: the learner says that
    what was practised before does not speak for them any more.
    """
    return replace(_as_new(card), last_at=event.at, last_id=event.id, last_rating=None)


def _place(card: Card, event: Event, *, policy: Policy) -> Card:
    """Return *card* after its skill is taken for known, as well as *event* says."""
    body = event.body
    day: int = body["day"]
    placed = replace(
        card,
        phase=Phase.REVIEW,
        step=None,
        memory=policy.memory.placed(stability=body["stability"], difficulty=body.get("difficulty")),
        last_at=event.at,
        last_id=event.id,
        last_day=(last_day := day if card.last_day is None else max(card.last_day, day)),
        features=card.features.faded(_since(card, last_day)),
    )
    return _due_anew(placed, policy=policy)


def _resume(card: Card, event: Event, *, policy: Policy) -> Card:
    """
    Return the card that the checkpoint *event* says, from which the fold goes on.

    Where it was made under settings that fold otherwise, memory is taken as it was and only the due day is reckoned
    anew: what it came from is gone. Another memory model makes of it a state of its own, as of a skill that is taken
    for known. What *card* counted before, as after a merge of two logs, stays counted.
    """
    held = restored(card, event, policy=policy)
    alike = event.body["folding"] == policy.folding
    return held if alike or held.phase is not Phase.REVIEW else _due_anew(held, policy=policy)


def follows(card: Card, review: Review, *, changes: Sequence[ContentChange] = ()) -> bool:
    """
    Whether *review* comes after all that *card* was folded from, so that ``advance`` needs no log.

    *changes* are the content changes of the skill; the card must have been folded with all of them.
    """
    if any(review.at <= change.at for change in changes):
        return False
    return card.last_at is None or card.last_id is None or review.order > (card.last_at, card.last_id)


def _after(card: Card, entry: Entry, *, policy: Policy) -> Card:
    if isinstance(entry, Review):
        return advance(card, entry, policy=policy)
    if entry.kind is EventKind.CHECKPOINT:
        return _resume(card, entry, policy=policy)
    return _place(card, entry, policy=policy) if entry.kind is EventKind.PLACEMENT else _forget(card, entry)


def _as_new(card: Card) -> Card:
    return replace(card, phase=Phase.NEW, step=None, memory=None, due_day=None, due_at=None, features=NO_ATTEMPTS)


def _since(card: Card, day: int) -> int:
    """Return the days from the last entry that counts to learner day number *day*, whatever the convention."""
    return 0 if card.last_day is None else day - card.last_day


def _due_anew(card: Card, *, policy: Policy) -> Card:
    """Return a card in review whose memory changed without a review: due by what its memory says now."""
    if card.memory is None or card.last_day is None or card.last_at is None:  # pragma: no cover - the callers see to it
        return card
    days = _spread(policy.memory.interval_days(card.memory), card=card, repetition=card.reps, policy=policy)
    rolling = policy.elapsed is Elapsed.ROLLING_24H
    return replace(card, due_day=card.last_day + days, due_at=card.last_at + timedelta(days=days) if rolling else None)


def _elapsed_days(card: Card, review: Review, policy: Policy) -> int:
    if card.last_at is None or card.last_day is None or card.memory is None:
        return 0
    if policy.elapsed is Elapsed.ROLLING_24H:
        return (review.at - card.last_at).days
    return max(0, review.day - card.last_day)


def _kept(card: Card, elapsed_days: int) -> int:
    """
    Return how much of its last interval a card waited for its review, in days: all of it on the due day and later.

    What comes later than due keeps no more than was asked for, since memory was let fade further than is desired.
    """
    if card.phase is not Phase.REVIEW or card.due_day is None or card.last_day is None:
        return 0
    return min(card.due_day - card.last_day, elapsed_days)


def _wait(scheduled: Scheduled, *, card: Card, policy: Policy, kept: int) -> tuple[int, timedelta]:
    """Return the whole days and the further delay until the card is due; one of them is zero."""
    if scheduled.interval_days is None:
        return 0, scheduled.delay or timedelta()
    days = _spread(scheduled.interval_days, card=card, repetition=card.reps + 1, policy=policy, kept=kept)
    return days, timedelta()


def _spread(interval_days: int, *, card: Card, repetition: int, policy: Policy, kept: int = 0) -> int:
    """Return the interval with the card's own fuzz."""
    if not policy.fuzz:
        return interval_days
    position = draw(policy.seed, card.learner, card.skill, repetition)
    return fuzz(interval_days, maximum_interval=policy.maximum_interval, position=position, kept=kept)


def due_range(card: Card, *, policy: Policy) -> tuple[int, int] | None:
    """
    Return the shortest and the longest interval, in days, that fuzz could have drawn for a card that is due on a day.

    ``None`` is returned for a card that is new, or due at an instant.
    """
    if card.due_at is not None or card.memory is None:
        return None
    memory = policy.of(card.skill).memory
    return fuzz_range(memory.interval_days(card.memory), maximum_interval=policy.maximum_interval)


def _only(name: str, given: str | None, seen: set[str]) -> str:
    """Return the one learner or skill that all entries are about."""
    names = seen if given is None else seen | {checks.identifier(name, given)}
    if len(names) == 1:
        return next(iter(names))
    reason = f"must be one, not {len(names)}: {', '.join(sorted(names)) or 'there is no entry to take it from'}"
    raise InvalidParameterError(name, reason, value=sorted(names))
