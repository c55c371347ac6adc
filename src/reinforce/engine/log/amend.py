"""Amending the log: taking entries back, overriding ratings, and having a skill forgotten or taken for known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import Value
from reinforce.engine.context.learners import refuse_closed
from reinforce.engine.context.meetings import undone
from reinforce.engine.log.drafts import prior_entry
from reinforce.errors import ConflictError, NotFoundError, StaleError
from reinforce.journal import AMENDING, TO_SKILLS, Event, EventKind, retraction
from reinforce.journal.persons import roles
from reinforce.ports import Change
from reinforce.practice import Calendar, Card
from reinforce.practice.grading.kept_outcome import ratings_kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.log.drafts import Draft
    from reinforce.ports import ReviewRecord, Snapshot, Unmeeting

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Value):
    """
    What taking back an entry came to.

    Attributes:
        target: the id of the review, attempt or event.
        waiting: whether it has not arrived yet; it will not count when it does.
        cards: the cards it was about, as they are without it.
    """

    target: str
    waiting: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended(Value):
    """
    What an override, or having a skill forgotten or taken for known, came to.

    Attributes:
        id: of the event; `undo_event` takes it back.
        at: when it holds from.
        target: the review, or the skill.
        waiting: whether the review has not arrived yet; it will count with the new rating when it does.
        cards: the cards it is about, as they are now.
    """

    id: str
    at: datetime
    target: str
    waiting: bool
    cards: tuple[Card, ...]


class Amending:
    """Writes events that change what a learner's reviews fold to, each with the cards that it changes."""

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def undo(self, learner: str, target: str, *, kind: str, reason: str, by: str | None) -> Undone:
        """Take back a review, an attempt or an event (the *kind*), for good; what has not arrived yet is waited for."""
        checks.identifier(f"{kind}_id", target)
        why, decided = checks.text("reason", reason), None if by is None else checks.identifier("by", by)
        return self._context.writing.retrying(lambda: self._undo(learner, target, kind=kind, reason=why, by=decided))

    def override(self, learner: str, wanted: Draft, *, may_wait: bool) -> Amended:
        """Have a review count with another rating; one that has not arrived is waited for, or is an error."""
        return self._context.writing.retrying(lambda: self._override(learner, wanted, may_wait=may_wait))

    def restart(self, learner: str, wanted: Sequence[Draft]) -> tuple[Amended, ...]:
        """Have skills forgotten or taken for known, a skill a draft: all of them, or none."""
        return self._context.writing.retrying(lambda: self._restart(learner, wanted))

    def _undo(self, learner: str, target: str, *, kind: str, reason: str, by: str | None) -> Undone:
        context = self._context
        found = context.learners.read(learner, ids=(target,))
        _refuse_another_kind(target, found, kind=kind)
        skills, missing = self._concerned(learner, target, found)
        is_attempt = target in found.prior_attempts
        snapshot = context.learners.read(learner, skills=skills, ids=(target,), log=True, attempts=is_attempt)
        event = retraction(learner, target, at=context.clock.now(), reason=reason, by=by)
        cards = tuple(context.folds.fold(learner, skill, snapshot, event) for skill in skills)
        if all(known.id != event.id for known in snapshot.amendments):
            off = undone(target, snapshot, versions=context.versions)
            self._write(learner, found, snapshot, events=[event], cards=cards, missing=missing, unmet=off)
        return Undone(target=target, waiting=target in missing, cards=cards)

    def _override(self, learner: str, wanted: Draft, *, may_wait: bool) -> Amended:
        context, target = self._context, wanted.target
        found = context.learners.read(learner, ids=(wanted.id, target))
        prior = prior_entry(wanted, found, context.erased)
        _refuse_another_kind(target, found, kind="review")
        skills, missing = self._concerned(learner, target, found)
        if missing and prior is None and not may_wait:
            raise NotFoundError("review", target)
        snapshot = context.learners.read(learner, skills=skills, ids=(wanted.id, target), log=True)
        if prior is None and wanted.id in snapshot.prior_events:
            raise StaleError("event", wanted.id, "is there by now")
        event = prior or self._made(learner, wanted, snapshot)
        cards = tuple(context.folds.fold(learner, skill, snapshot, event) for skill in skills)
        if prior is None:
            free = (wanted.id,) if wanted.named else ()
            self._write(learner, found, snapshot, events=[event], cards=cards, missing=(*missing, *free))
        return Amended(id=event.id, at=event.at, target=target, waiting=target in missing, cards=cards)

    def _restart(self, learner: str, wanted: Sequence[Draft]) -> tuple[Amended, ...]:
        context = self._context
        skills = tuple(one.target for one in wanted)
        found = context.learners.read(learner, skills=skills, ids=tuple(one.id for one in wanted), log=True)
        priors = [prior_entry(one, found, context.erased) for one in wanted]
        for one, prior in zip(wanted, priors, strict=True):
            if prior is None and any(priors):
                raise ConflictError("event", one.id, "is not in the log, although others sent with it are")
            context.versions.check_skill(one.target, found)
        events = [prior or self._made(learner, one, found) for one, prior in zip(wanted, priors, strict=True)]
        cards = [context.folds.fold(learner, event.target, found, event) for event in events]
        if not any(priors):
            free = tuple(one.id for one in wanted if one.named)
            self._write(learner, found, found, events=events, cards=cards, missing=free, new=True)
        return tuple(
            Amended(id=event.id, at=event.at, target=event.target, waiting=False, cards=(card,))
            for event, card in zip(events, cards, strict=True)
        )

    def _made(self, learner: str, wanted: Draft, snapshot: Snapshot) -> Event:
        """
        Return the event of *wanted*.

        Without an instant it happens now, and in any case after all that is in the log about its target, so that it
        is the last word even where the clock stands still.
        """
        now = self._context.clock.now()
        if wanted.at is None:
            before = [event.at for event in snapshot.amendments if event.target == wanted.target]
            before += [review.at for review in snapshot.reviews.get(wanted.target, ())]
            at = max((now, *(each + _TICK for each in before)))
        else:
            at = checks.past("at", wanted.at, now=now)
        refuse_closed(learner, at, snapshot)
        body = wanted.said
        if wanted.kind is EventKind.PLACEMENT:
            body["day"] = Calendar(snapshot.calendar).day(at)
        return Event(
            id=wanted.id,
            kind=wanted.kind,
            at=at,
            learner=learner,
            target=wanted.target,
            body=body,
            by=wanted.by,
        )

    def _concerned(self, learner: str, target: str, found: Snapshot) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the skills whose cards the entry *target* is part of, and the ids that had to be there to tell."""
        if target in found.prior_reviews:
            return (found.prior_reviews[target].review.skill,), ()
        if target in found.prior_attempts:
            outcome = found.prior_attempts[target].outcome
            return tuple(sorted({*ratings_kept(outcome), *outcome.get("pending", ())})), ()
        event = found.prior_events.get(target)
        if event is None:
            return (), (target,)
        if event.kind in TO_SKILLS:
            return (event.target,), ()
        found = self._context.learners.read(learner, ids=(event.target,))
        if event.target in found.prior_reviews:
            return (found.prior_reviews[event.target].review.skill,), ()
        return (), () if event.target in found.prior_attempts else (event.target,)

    def _write(
        self,
        learner: str,
        found: Snapshot,
        snapshot: Snapshot,
        *,
        events: Sequence[Event],
        cards: Sequence[Card],
        missing: Sequence[str],
        new: bool = False,
        unmet: tuple[Unmeeting, ...] = (),
        reviews: tuple[ReviewRecord, ...] = (),
    ) -> None:
        """
        Write *events* and the *cards* that change with them, as long as nothing has changed since *found* was read.

        The learner's epoch turns, so that of two who amend at once the second looks again, and so does whoever is
        writing a review. Reviews do not turn it: those that were *missing* must still be so. Only where *new* is set
        are cards written that have no row yet.
        """
        context, held = self._context, snapshot.cards
        now = context.clock.now()
        versions = [(card, held[card.skill].version if card.skill in held else 0) for card in cards]
        context.writing.apply(
            Change(
                tenant=context.tenant,
                events=tuple(replace(event, recorded_at=now) for event in events),
                cards=tuple((card, version) for card, version in versions if version or new),
                unmet=unmet,
                reviews=reviews,
                epochs={learner: found.epoch or 0},
                turning=frozenset({learner}),
                waking=frozenset({learner}),
                absent=tuple((learner, id_) for id_ in missing),
                persons=context.erased.named(*(person for event in events for _, person in roles(event))),
            )
        )


_HINTS = {
    "review": "undo takes back reviews",
    "attempt": "undo_attempt takes back attempts",
    "event": "undo_event takes back overrides, forgetting and placements",
}


def _refuse_another_kind(target: str, found: Snapshot, *, kind: str) -> None:
    """Refuse an id that is in the log, but as something else than *kind*."""
    event = found.prior_events.get(target)
    actual = _kind_of(target, found)
    if actual and actual != kind:
        raise ConflictError(actual, target, f"is no {kind}; {_HINTS[actual]}")
    if event is not None and not event.kind.traits.undoable:
        if event.kind is EventKind.SETTINGS:
            raise ConflictError(event.kind, target, "is what was set; policies.withdraw_for takes that back")
        reason = "is final" if event.kind in AMENDING else "changes no card"
        raise ConflictError(event.kind, target, f"{reason}; {_HINTS['event']}")


def _kind_of(target: str, found: Snapshot) -> str:
    """Return what sort of entry the id *target* is in the log; empty if it is not there."""
    if target in found.prior_reviews:
        return "review"
    if target in found.prior_attempts:
        return "attempt"
    return "event" if target in found.prior_events else ""
