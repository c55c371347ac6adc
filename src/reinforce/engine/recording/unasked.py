"""What nobody asked for: no key is told of it where nothing is at stake, and a policy may have it refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reinforce.engine.reading.situation import read_situation
from reinforce.errors import InvalidParameterError
from reinforce.practice import Audience, QuizAttempt
from reinforce.practice.learner.handed_out import handed_in, subjects_near
from reinforce.practice.planner.eligibility import Eligibility

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.entry_rules import LearnerNow
    from reinforce.practice import Attempt, Feedback, Graded


def clear_keys(context: TenantContext, learner: str, attempt: Attempt, graded: Graded) -> Graded:
    """
    Return what an attempt that is not on record is worth, without keys that the learner could not have come by.

    Whoever may answer anything unseen, as often as they like, would otherwise get the whole key in one loop. What was
    answered right or wrong is still told.
    """
    if not isinstance(attempt, QuizAttempt):
        return graded
    unasked = _unasked(context, learner, {part.skill for part in graded.feedback})
    if not unasked:
        return graded
    return replace(graded, feedback=tuple(_without_key(part, unasked) for part in graded.feedback))


def refuse_unseen(context: TenantContext, attempt: Attempt, learner: LearnerNow) -> datetime:
    """
    Refuse an attempt at exercises that were never handed out to its learner, of its edition.

    Returns:
        When the last of them was handed out first: nobody can have answered before.

    Raises:
        InvalidParameterError: it is one; the error names the field of the first.
    """
    day = learner.day(learner.now if attempt.at is None else attempt.at)
    known = context.learners.read(learner.learner, subjects=subjects_near(day)).steering
    handed = handed_in(known, edition=attempt.edition, day=day)
    if isinstance(attempt, QuizAttempt):
        named = {f"answers[{index}].question": answer.question for index, answer in enumerate(attempt.answers)}
    else:
        named = {"drill": attempt.drill}
    for field, exercise in named.items():
        if exercise not in handed:
            reason = (
                f"was not handed out to this learner, of edition {attempt.edition}: {exercise!r} (the policy refuses "
                "what is unseen; practice.session(…, hand_out=True) hands out)"
            )
            raise InvalidParameterError(field, reason, value=exercise)
    return max(handed[exercise] for exercise in named.values())


def _without_key(part: Feedback, unasked: Iterable[str]) -> Feedback:
    return replace(part, answer="", explanation="", remarks=()) if part.skill in unasked else part


def _unasked(context: TenantContext, learner: str, skills: set[str]) -> set[str]:
    """
    Return those of *skills* of which no session of the learner could have held a question.

    It could have where the skill was practised on record, and where it is one of the learner's journeys or goals and
    what it builds on holds.
    """
    snapshot = context.learners.read(learner, skills=tuple(sorted(skills)), private=True)
    on_record = context.folds.cards(learner, snapshot, audience=Audience.MANAGER)
    left = skills - {skill for skill, card in on_record.items() if card.is_begun}
    if not left:
        return left
    rules = Eligibility(read_situation(context, learner))
    wanted = set(rules.wanted())
    return {skill for skill in left if skill not in wanted or rules.builds(skill)}
