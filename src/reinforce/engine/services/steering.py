"""What people say about what to practise: plans follow it, and no card is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.log.append_event import append
from reinforce.journal import EventKind
from reinforce.journal.stakes import Stakes
from reinforce.practice import Audience, Calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot


class Steering:
    """
    The part of `Practice` that steers plans; each call adds one event to the log.

    An ``event_id`` makes a retry harmless: the same id with the same content changes nothing, with other content it is
    a `ConflictError`. A learner or skill that is not there is a `NotFoundError`, what cannot be an argument an
    `InvalidParameterError`.
    """

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def suspend(
        self, learner: str, skill: str, *, reason: str = "", by: str | None = None, event_id: str | None = None
    ) -> None:
        """
        Keep a skill out of the learner's plans until it is resumed.

        Args:
            learner: whose plans.
            skill: which skill.
            reason: why, in words.
            by: the person who decided, where that is not the learner.
            event_id: see the class.
        """
        self._pause(learner, EventKind.SUSPENSION, skill, reason=reason, by=by, event_id=event_id)

    def resume(
        self, learner: str, skill: str, *, reason: str = "", by: str | None = None, event_id: str | None = None
    ) -> None:
        """Let a suspended skill into the learner's plans again; otherwise as `suspend`."""
        self._pause(learner, EventKind.RESUMPTION, skill, reason=reason, by=by, event_id=event_id)

    def bury(self, learner: str, skill: str, *, event_id: str | None = None) -> None:
        """Keep a skill out of the learner's plan of today; otherwise as `suspend`."""
        self._steer(learner, EventKind.BURIAL, skill, {}, event_id=event_id)

    def record_coaching(
        self, learner: str, skill: str, *, by: str, note: str = "", event_id: str | None = None
    ) -> None:
        """
        Note that a coach has worked with the learner on a skill that would not stick: it may be drilled on again.

        Args:
            learner: with whom.
            skill: on what.
            by: the coach.
            note: in the coach's words.
            event_id: see the class.
        """
        by, body = checks.identifier("by", by), {"note": checks.text("note", note)}
        self._steer(learner, EventKind.COACHING, skill, body, by=by, event_id=event_id)

    def complete(self, learner: str, course: str, *, event_id: str | None = None) -> None:
        """Note that the learner got to the end of a course, of any name, which proves nothing and changes nothing."""
        who, target = checks.identifier("learner", learner), checks.identifier("course", course)
        append(self._context, [who], kind=EventKind.COMPLETION, target=target, body={}, event_id=event_id)

    def _pause(
        self, learner: str, kind: EventKind, skill: str, *, reason: str, by: str | None, event_id: str | None
    ) -> None:
        decided = None if by is None else checks.identifier("by", by)
        self._steer(learner, kind, skill, {"reason": checks.text("reason", reason)}, by=decided, event_id=event_id)

    def _steer(
        self,
        learner: str,
        kind: EventKind,
        skill: str,
        body: Mapping[str, Any],
        *,
        by: str | None = None,
        event_id: str | None = None,
    ) -> None:
        snapshot = self._read(learner, skill, private=kind is EventKind.COACHING)
        append(
            self._context,
            [learner],
            kind=kind,
            target=skill,
            body={**body, **self._stamp(learner, kind, skill, snapshot)},
            by=by,
            event_id=event_id,
        )

    def _read(self, learner: str, skill: str, **wanted: bool) -> Snapshot:
        """Return what is held of one learner and one skill, both of which must be there."""
        snapshot = self._context.learners.read(learner, skills=(checks.identifier("skill", skill),), **wanted)
        self._context.versions.check_skill(skill, snapshot)
        return snapshot

    def _stamp(self, learner: str, kind: EventKind, skill: str, snapshot: Snapshot) -> dict[str, Any]:
        """Return what the engine adds to the body of an event: the day, or how often the skill had lapsed."""
        if kind is EventKind.BURIAL:
            return {"day": Calendar(snapshot.calendar).day(self._context.clock.now())}
        if kind is EventKind.COACHING:
            folds = self._context.folds
            all_, on_record = (
                cards[skill].lapses if skill in cards else 0
                for cards in (folds.cards(learner, snapshot, audience=audience) for audience in Audience)
            )
            own = {} if all_ == on_record else {"stakes": Stakes.PRACTICE.value, "on_record": on_record}
            return {"lapses": all_, **own}
        return {}
