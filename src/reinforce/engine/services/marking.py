"""Answers that no key decides: what waits to be marked, and marking it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.engine.context.new_ids import new_id
from reinforce.engine.reading.pending_answers import pending_attempts
from reinforce.engine.recording.mark import Marking, Marks
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.practice import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.reading.pending_answers import PendingAttempt
    from reinforce.engine.recording.mark import Marked


class PendingAnswers:
    """The part of `Practice` about answers that a person, or a model outside, marks later."""

    _context: TenantContext

    def pending(
        self, *, learners: str | Iterable[str] | None = None, audience: Audience = Audience.MANAGER
    ) -> tuple[PendingAttempt, ...]:
        """
        Return the attempts of which something waits to be marked, by learner and instant.

        What was taken back waits no more. Whatever was sent at practice stakes is there for the learner alone.

        Args:
            learners: one id, several, or all of the tenant.
            audience: who looks: a manager by default, as whoever marks is one.
        """
        return tuple(pending_attempts(self._context, learners, audience=audience))

    def mark(
        self,
        learner: str,
        *,
        attempt_id: str,
        by: str,
        marks: Mapping[str, Rating | int | str] | None = None,
        scores: Mapping[str, int] | None = None,
        confidence: float | None = None,
        provenance: str = "",
        note: str = "",
        event_id: str | None = None,
        at: datetime | None = None,
    ) -> Marked:
        """
        Mark what waits in an attempt: it becomes a review of each skill, at the instant of the attempt.

        Marked again, by whomever, the last marking holds, in the order of the instants at which they were made; the log
        keeps all of them. A marking is final: who finds it wrong marks again, or takes the attempt back.

        Args:
            learner: whose attempt.
            attempt_id: which one; it has to be in the log.
            by: who marks: the id of a person, or what the host calls its model.
            marks: of a quiz, by question, a rating or its name; of each skill that it is about, all that waits.
            scores: of a drill, by criterion, the level that was reached.
            confidence: how sure the marker is, 0 to 1.
            provenance: what marked, such as the model with its version.
            note: in the marker's words.
            event_id: makes a retry harmless; the entry of a skill has the id ``event_id:skill``.
            at: when it was marked; the present by default.

        Raises:
            NotFoundError: there is no such learner or attempt.
            InvalidParameterError: marks or scores do not fit what waits.
            ConflictError: nothing of it waited, or the id is that of another entry.
        """
        said = {
            "confidence": None if confidence is None else float(checks.between("confidence", confidence, 0, 1)),
            "provenance": checks.text("provenance", provenance),
            "note": checks.text("note", note),
        }
        wanted = Marks(
            attempt_id=checks.identifier("attempt_id", attempt_id),
            by=checks.identifier("by", by),
            marks=None if marks is None else _ratings(marks),
            scores=None if scores is None else _scores(scores),
            said=said,
            id=new_id() if event_id is None else checks.identifier("event_id", event_id),
            named=event_id is not None,
            at=None if at is None else checks.instant("at", at),
        )
        return Marking(self._context).mark(checks.identifier("learner", learner), wanted)


def _ratings(marks: Mapping[str, Rating | int | str]) -> dict[str, Rating]:
    if not isinstance(marks, Mapping) or not marks:
        raise InvalidParameterError("marks", "must be a mapping from question to rating, of one at least", value=marks)
    return {
        checks.identifier("marks (a key)", name): Rating.of(mark, field=f"marks.{name}") for name, mark in marks.items()
    }


def _scores(scores: Mapping[str, int]) -> dict[str, int]:
    if not isinstance(scores, Mapping):
        raise InvalidParameterError("scores", "must be a mapping from criterion to level", value=scores)
    return {
        checks.identifier("scores (a key)", name): checks.whole(f"scores.{name}", level, 0, 1_000)
        for name, level in scores.items()
    }
