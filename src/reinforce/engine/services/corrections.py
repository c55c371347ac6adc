"""What people say about a learner's log afterwards: that an entry does not count, or counts otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.engine.context.new_ids import new_id
from reinforce.engine.log.amend import Amending
from reinforce.engine.log.drafts import draft
from reinforce.errors import InvalidParameterError
from reinforce.journal import EventKind, Rating

if TYPE_CHECKING:
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.log.amend import Amended, Undone
    from reinforce.engine.log.drafts import Draft

_STABILITIES = 0.001, 36_500
_DIFFICULTIES = 1, 10


class Corrections:
    """
    The part of `Practice` that amends the log; each call adds an event and brings the cards after it.

    A learner or skill that is not there is a `NotFoundError`, what cannot be an argument an `InvalidParameterError`, an
    id that is taken by an entry with other content or of another kind a `ConflictError`, and an ``at`` more than five
    minutes in the future a `ClockSkewError`. An ``event_id`` makes a retry harmless: the same id with the same content
    changes nothing.
    """

    def __init__(self, context: TenantContext) -> None:
        self._amending = Amending(context)

    def undo(self, learner: str, *, review_id: str, reason: str = "", by: str | None = None) -> Undone:
        """
        Take back a review, for good. One that has not arrived yet will not count when it does.

        What was taken back stays so: a second time changes nothing, and the first reason stays in the log.

        Args:
            learner: whose review.
            review_id: which one; for a skill of an attempt it is ``attempt_id:skill``.
            reason: why, in words.
            by: the person who decided, where that is not the learner.
        """
        return self._amending.undo(learner, review_id, kind="review", reason=reason, by=by)

    def undo_attempt(self, learner: str, *, attempt_id: str, reason: str = "", by: str | None = None) -> Undone:
        """Take back all reviews of an attempt, for good; otherwise as `undo`."""
        return self._amending.undo(learner, attempt_id, kind="attempt", reason=reason, by=by)

    def undo_event(self, learner: str, *, event_id: str, reason: str = "", by: str | None = None) -> Undone:
        """Take back an override, or that a skill was forgotten or taken for known, for good; otherwise as `undo`."""
        return self._amending.undo(learner, event_id, kind="event", reason=reason, by=by)

    def override(
        self,
        learner: str,
        *,
        review_id: str,
        rating: Rating | int | str,
        reason: str,
        by: str,
        event_id: str | None = None,
        at: datetime | None = None,
        may_wait: bool = False,
    ) -> Amended:
        """
        Have a review count with another rating: a person decides, and says why, in the log.

        It holds whenever the card is folded again, until another override of the review or until it is taken back by
        `undo_event`. The review itself stays as it is, and `history` brings both. Of several overrides the last holds,
        in the order of ``(at, id)``. Whoever overrides has seen the review, so that one that is not in the log is a
        `NotFoundError`, unless *may_wait* says that it may still be on its way.

        Args:
            learner: whose review.
            review_id: which one; for a skill of an attempt it is ``attempt_id:skill``.
            rating: how well it was.
            reason: why, in the person's words.
            by: the person who decided.
            event_id: see the class.
            at: when it was decided; the present by default.
            may_wait: whether the review may arrive later, as where devices pass on what they have in any order: it
                will count with the new rating then.
        """
        wanted = draft(
            EventKind.OVERRIDE,
            checks.identifier("review_id", review_id),
            body={"rating": int(Rating.of(rating)), "reason": checks.text("reason", reason, least=1)},
            by=checks.identifier("by", by),
            event_id=event_id,
            at=at,
        )
        if wanted.id == review_id:
            raise InvalidParameterError("event_id", "must not be the id of the review", value=event_id)
        return self._amending.override(learner, wanted, may_wait=may_wait)

    def forget(self, learner: str, skill: str, *, event_id: str | None = None, at: datetime | None = None) -> Amended:
        """
        Let a learner start anew with a skill: from that instant on its card is new.

        Reviews and lapses stay counted and stay in the log. The instant *at* is as for `place`.
        """
        wanted = draft(EventKind.FORGET, checks.identifier("skill", skill), event_id=event_id, at=at)
        return self._amending.restart(learner, [wanted])[0]

    def place(
        self,
        learner: str,
        skill: str,
        *,
        stability: float,
        difficulty: float | None = None,
        event_id: str | None = None,
        at: datetime | None = None,
    ) -> Amended:
        """
        Take a skill for known without a review, as after a diagnostic test: its card starts seasoned, not new.

        Args:
            learner: whose memory.
            skill: of what.
            stability: days, 0.001 to 36,500, after which retrievability will have fallen to 0.9.
            difficulty: 1 (easy) to 10 (hard); if omitted, that of a skill whose first review was rated Good.
            event_id: see the class.
            at: from when on; the present by default, and in any case after all that is in the log. May be in the past.
        """
        wanted = _placement(skill, stability=stability, difficulty=difficulty, event_id=event_id, at=at)
        return self._amending.restart(learner, [wanted])[0]

    def place_many(
        self,
        learner: str,
        known: Mapping[str, float],
        *,
        event_id: str | None = None,
        at: datetime | None = None,
    ) -> tuple[Amended, ...]:
        """
        Take several skills for known, all of them or none, and return what came of each in the order given.

        Args:
            learner: whose memory.
            known: stability in days, by skill.
            event_id: makes a retry harmless; the event of a skill has the id ``event_id:skill``.
            at: as for `place`.
        """
        if not isinstance(known, Mapping):
            raise InvalidParameterError("known", "must be a mapping from skill to stability", value=known)
        checks.identifiers("known", list(known))
        batch = new_id() if event_id is None else checks.identifier("event_id", event_id)
        wanted = [
            _placement(
                skill,
                stability=stability,
                event_id=f"{batch}:{skill}",
                at=at,
                field=f"known.{skill}",
                of=len(known),
            )
            for skill, stability in known.items()
        ]
        return self._amending.restart(learner, wanted) if wanted else ()


def _placement(
    skill: str,
    *,
    stability: float,
    event_id: str | None,
    at: datetime | None,
    difficulty: float | None = None,
    field: str = "stability",
    of: int | None = None,
) -> Draft:
    """Return the draft of a placement, checked; *of* is how many were sent together: fewer are other content."""
    body: dict[str, float | None] = {
        "stability": float(checks.between(field, stability, *_STABILITIES)),
        "difficulty": None if difficulty is None else float(checks.between("difficulty", difficulty, *_DIFFICULTIES)),
    }
    if of is not None:
        body["of"] = of
    return draft(EventKind.PLACEMENT, checks.identifier("skill", skill), body=body, event_id=event_id, at=at)
