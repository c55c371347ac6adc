"""The table of operations: all that is offered over HTTP, in whatever framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reinforce.errors import ClockSkewError, ConflictError, ErasedError
from reinforce.practice import Audience, DrillAttempt, QuizAttempt, Stakes, attempt_from
from reinforce.web import session_views
from reinforce.web.asked import Parameter
from reinforce.web.operation import Operation
from reinforce.web.plan_view import DAYS, plan
from reinforce.web.session_values import MOST_AHEAD, MOST_DAYS, MOST_MINUTES, HandOut, NextItem, ShownSessions, Today
from reinforce.web.session_views import titles
from reinforce.web.standing import standing
from reinforce.web.values import (
    Coached,
    Coaching,
    PractisedSkill,
    Recorded,
    ShownPlan,
    Standing,
)

if TYPE_CHECKING:
    from reinforce import Tenant
    from reinforce.practice.grading.attempts import Attempt
    from reinforce.web.asked import Asked


def _record(tenant: Tenant, asked: Asked) -> Recorded:
    outcome = tenant.practice.record(asked.learner, asked.sent)
    named = titles(tenant, (card.skill for card in outcome.cards))
    return Recorded(
        attempt_id=outcome.id,
        at=outcome.at,
        date=outcome.date,
        feedback=outcome.feedback,
        over_time=outcome.over_time,
        skills=tuple(
            PractisedSkill(skill=card.skill, title=named[card.skill], due_date=card.due_date) for card in outcome.cards
        ),
    )


def _progress(tenant: Tenant, asked: Asked) -> Standing:
    audience = Audience.LEARNER if asked.coach is None else Audience.MANAGER
    report = tenant.progress.mastery(asked.learner, audience=audience)
    return standing(report, tenant.catalog.curriculum())


def _coaching(tenant: Tenant, asked: Asked) -> Coaching:
    about = asked.learner or (None if asked.coach is None else asked.coach.learners)
    needs = tenant.progress.coaching(about)
    return Coaching(needs=needs, titles=titles(tenant, (need.skill for need in needs)))


def _coached(tenant: Tenant, asked: Asked) -> Coaching:
    by, said = "" if asked.coach is None else asked.coach.id, asked.sent
    tenant.practice.record_coaching(asked.learner, said.skill, by=by, note=said.note, event_id=said.id)
    return _coaching(tenant, asked)


def _attempt(sent: Any, asked: Asked) -> Attempt:  # noqa: ANN401 - any JSON value
    """Return an attempt of the learner who is signed in, or of one whom a coach has seen."""
    if asked.coach is None:
        return attempt_from(sent, stakes=asked.offer.stakes)
    return attempt_from(sent, assessor=asked.coach.id, stakes=Stakes.RECORDED)


def _hand_out(sent: Any, _: Asked) -> HandOut:  # noqa: ANN401 - any JSON value
    return HandOut.from_json(sent)


_MINUTES = Parameter(
    name="minutes",
    says="The time that the learner has on a full day, at most what the host allows.",
    kind="number",
    least=0,
    most=MOST_MINUTES,
    example=10,
)
_AHEAD = Parameter(
    name="ahead",
    says="How many days before its window opens a skill may be practised today.",
    kind="integer",
    most=MOST_AHEAD,
    example=2,
)
_HORIZON = Parameter(
    name="days",
    says=f"How many days to look at, today among them; {DAYS} if left out.",
    kind="integer",
    least=1,
    most=366,
    example=3,
)
_AHEAD_DAYS = Parameter(
    name="days",
    says="For how many days, today among them; for today alone if left out.",
    kind="integer",
    least=1,
    most=MOST_DAYS,
    example=2,
)
_LEARNER = Parameter(name="learner", says="The learner whom it is about.", example="ana")
_SENDING = (ConflictError, ErasedError, ClockSkewError)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="session",
        method="GET",
        path="/session",
        says="Today's practice, whole.",
        more="Quizzes and drills, in order. Nothing is written: asked again, it is what is left for today.",
        gives=Today,
        does=session_views.today,
        parameters=(_MINUTES, _AHEAD),
    ),
    Operation(
        name="next",
        method="GET",
        path="/session/next",
        says="The next question or drill, alone.",
        more="For who wants feedback after each: send the attempt, then ask for the next, until there is none.",
        gives=NextItem,
        does=session_views.next_item,
        parameters=(_MINUTES, _AHEAD),
    ),
    Operation(
        name="sessions",
        method="GET",
        path="/sessions",
        says="The practice of the coming days, as the plan says it now.",
        more="With all items. Nothing is written, and tomorrow the plan may say otherwise.",
        gives=ShownSessions,
        does=session_views.sessions,
        parameters=(_AHEAD_DAYS, _MINUTES),
    ),
    Operation(
        name="hand_out",
        method="POST",
        path="/sessions",
        says="Hand out the practice of today, or of the coming days.",
        more=(
            "The log keeps it: whoever asks so again on such a day, from whatever device, gets the same, less what was "
            "done meanwhile. For a session that survives a reload, and for a phone that will be offline."
        ),
        gives=ShownSessions,
        does=session_views.handed_out,
        takes=(HandOut,),
        reads=_hand_out,
        errors=(ErasedError,),
    ),
    Operation(
        name="hand_out_next",
        method="POST",
        path="/session/next",
        says="Hand out practice, and get the next question or drill of today's alone.",
        more=(
            "As `POST /sessions`, for who wants feedback after each: send the attempt, then ask for the next, until "
            "there is none. After a reload, and on another device, it goes on where the attempts ended."
        ),
        gives=NextItem,
        does=session_views.next_handed_out,
        takes=(HandOut,),
        reads=_hand_out,
        errors=(ErasedError,),
    ),
    Operation(
        name="submit",
        method="POST",
        path="/attempts",
        says="Send an attempt, and get feedback.",
        more=(
            "The client makes `attempt_id` once, and keeps it with the answers before it sends them: the same again "
            "changes nothing and gets the same. A device that was offline says `at`. Who practised, and who saw it, is "
            "not for a client to say."
        ),
        gives=Recorded,
        does=_record,
        takes=(QuizAttempt, DrillAttempt),
        reads=_attempt,
        errors=_SENDING,
    ),
    Operation(
        name="plan",
        method="GET",
        path="/plan",
        says="The coming days.",
        more="What would be practised when, and why, as far as can be said today; made anew whenever asked.",
        gives=ShownPlan,
        does=plan,
        parameters=(_HORIZON, _MINUTES),
    ),
    Operation(
        name="progress",
        method="GET",
        path="/progress",
        says="What the learner holds, and how well.",
        more="Practice that was off the record is part of it, since it is the learner who asks.",
        gives=Standing,
        does=_progress,
    ),
    Operation(
        name="coaching",
        method="GET",
        path="/coaching",
        says="What a coach is to work on, with whom.",
        more="Skills that were forgotten so often that a coach helps more than another repetition.",
        gives=Coaching,
        does=_coaching,
        for_coach=True,
    ),
    Operation(
        name="coaching_progress",
        method="GET",
        path="/coaching/{learner}/progress",
        says="What somebody holds, as a coach may see it.",
        more="Practice that was off the record is left out, as if it had never been done.",
        gives=Standing,
        does=_progress,
        parameters=(_LEARNER,),
        for_coach=True,
    ),
    Operation(
        name="coaching_submit",
        method="POST",
        path="/coaching/{learner}/attempts",
        says="Send a drill of somebody that the coach has scored.",
        more="It counts as seen by who is signed in. The client makes `attempt_id`, as for an attempt of its own.",
        gives=Recorded,
        does=_record,
        parameters=(_LEARNER,),
        takes=(DrillAttempt,),
        reads=_attempt,
        errors=_SENDING,
        for_coach=True,
    ),
    Operation(
        name="coached",
        method="POST",
        path="/coaching/{learner}/coached",
        says="Say that the coach has worked on a skill with somebody.",
        more="It is gone from what is to be worked on then, and is practised again.",
        gives=Coaching,
        does=_coached,
        parameters=(_LEARNER,),
        takes=(Coached,),
        reads=lambda sent, _: Coached.from_json(sent),
        errors=(ConflictError, ErasedError),
        for_coach=True,
    ),
)
"""Each with the function over a tenant that answers it."""
