"""Mock exams: timed, scored, and of no consequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.engine.context.new_ids import new_id
from reinforce.engine.recording.exams import hand_out_exam
from reinforce.errors import InvalidParameterError
from reinforce.practice.sessions.exam import ExamSaid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.practice import Exam

_MOST_QUESTIONS = 200


class Exams:
    """The part of `Practice` that hands out mock exams."""

    _context: TenantContext

    def exam(
        self,
        learner: str,
        *,
        exam_id: str | None = None,
        capability: str | None = None,
        journey: str | None = None,
        skills: Iterable[str] = (),
        questions: int = 20,
        time_limit: timedelta | None = None,
        by: str | None = None,
    ) -> Exam:
        """
        Hand out a mock exam, and return it; the same again under the same id, also after a reload or from elsewhere.

        Its questions are those of the newest edition, of each skill as many as of any other as far as there are, other
        ones for each learner and each exam; no drill, and none that learners grade themselves. Its time begins now. The
        answers come as one `QuizAttempt` under the exam's id; what comes of it has a score, the time that it took, and
        the feedback. An exam is on record, for whoever may look, and moves nothing: no card, no level, no plan.

        Args:
            learner: who takes it.
            exam_id: makes a retry harmless: with the same content the exam is handed out once.
            capability: of whose skills it is; exactly one of this and the next two.
            journey: the same.
            skills: the skills themselves.
            questions: how many at most, 1 to 200.
            time_limit: how long there is for it; what takes longer is scored all the same, and says so.
            by: the person who sets it.

        Raises:
            NotFoundError: there is no such learner, capability, journey or skill.
            InvalidParameterError: it is about nothing, or about skills without questions.
            ConflictError: the id is that of another entry, or of an exam about something else.
        """
        checks.identifier("learner", learner)
        wanted = tuple(checks.identifiers("skills", skills))
        for name, value in (("capability", capability), ("journey", journey), ("by", by)):
            if value is not None:
                checks.identifier(name, value)
        given = [
            name for name, value in (("capability", capability), ("journey", journey), ("skills", wanted)) if value
        ]
        if len(given) != 1:
            reason = f"needs exactly one of capability, journey and skills, not {' and '.join(given) or 'none'}"
            raise InvalidParameterError("exam", reason, value=given)
        said = ExamSaid(
            capability=capability,
            journey=journey,
            skills=wanted,
            questions=checks.whole("questions", questions, 1, _MOST_QUESTIONS),
            time_limit=None if time_limit is None else checks.duration("time_limit", time_limit),
        )
        id_ = new_id() if exam_id is None else checks.identifier("exam_id", exam_id)
        return hand_out_exam(self._context, learner, id_, said, by=by)
