"""The table of operations: all that is offered over HTTP, in whatever framework."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.errors import ClockSkewError, ConflictError, ErasedError, InvalidParameterError
from reinforce.practice import Delivery, DrillAttempt, QuizAttempt, Stakes, attempt_from
from reinforce.practice.progress import Activity
from reinforce.web import answers, session_views
from reinforce.web.asked import Parameter
from reinforce.web.operation import Operation
from reinforce.web.plan_view import DAYS, plan
from reinforce.web.session_values import MOST_AHEAD, MOST_DAYS, MOST_MINUTES, HandOut, NextItem, ShownSessions, Today
from reinforce.web.values import (
    Coached,
    Coaching,
    OwnDelivery,
    Recorded,
    ShownPlan,
    Standing,
)

if TYPE_CHECKING:
    from reinforce.practice.grading.attempts import Attempt
    from reinforce.web.asked import Asked, Coach


def _attempt(sent: Any, asked: Asked) -> Attempt:  # noqa: ANN401 - any JSON value
    """Return an attempt of the learner who is signed in, or of one whom a coach has seen."""
    if asked.coach is None:
        return attempt_from(sent, stakes=asked.offer.stakes)
    seen = {**sent, "kind": DrillAttempt.kind}
    read = attempt_from(seen, assessor=asked.coach.id, stakes=Stakes.RECORDED)
    return replace(read, attempt_id=_entry_id(asked.coach, "attempt_id", read.attempt_id))


def _coached(sent: Any, asked: Asked) -> Coached:  # noqa: ANN401 - any JSON value
    """Return that the coach who asks has worked on a skill."""
    read = Coached.from_json(sent)
    return read if asked.coach is None else replace(read, id=_entry_id(asked.coach, "id", read.id))


def _entry_id(coach: Coach, field: str, said: str) -> str:
    """Return the id of a *coach*'s entry; refuse one that is too long to have the coach's own before it."""
    most = checks.MAX_ID_LENGTH - len(coach.entry_id(""))
    if len(said) > most:
        raise InvalidParameterError(field, f"must have 1 to {most} characters, not {len(said)}", value=said)
    return coach.entry_id(said)


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
_DATES = (
    Parameter(name="since", says="The first day; 53 weeks ago if left out.", kind="date", example="2026-03-02"),
    Parameter(name="until", says="The last day; today if left out.", kind="date", example="2026-03-08"),
)
_LEARNER = Parameter(name="learner", says="The learner whom it is about.", example="ana")
_SAID_ONCE = Parameter(
    name="id",
    says="Made by the client; the same again changes nothing, also where something else was said since.",
    example="0198f2a0-8002",
)
_LOOKING = ("hand-out-first",)
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
        refusals=_LOOKING,
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
        refusals=_LOOKING,
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
        refusals=_LOOKING,
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
        does=answers.record,
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
        does=answers.progress,
    ),
    Operation(
        name="activity",
        method="GET",
        path="/activity",
        says="On which days the learner practised, how much, and how many days in a row.",
        more="Day by day and week by week; a day of rest breaks no streak. Practice off the record is part of it.",
        gives=Activity,
        does=answers.activity,
        parameters=_DATES,
    ),
    Operation(
        name="delivery",
        method="GET",
        path="/delivery",
        says="When and how practice may be brought to the learner.",
        more="What they said, or else the host's default.",
        gives=Delivery,
        does=answers.delivery,
    ),
    Operation(
        name="set_delivery",
        method="POST",
        path="/delivery",
        says="Say when and how practice may be brought: hours, quiet hours, weekdays, spacing and channel.",
        more="It takes the place of what was said before, as a whole. Gives what holds then.",
        gives=Delivery,
        does=answers.set_delivery,
        takes=(OwnDelivery,),
        reads=lambda sent, _: OwnDelivery.from_json(sent),
        errors=(ConflictError, ErasedError),
    ),
    Operation(
        name="withdraw_delivery",
        method="DELETE",
        path="/delivery",
        says="Take back when and how practice may be brought: the host's default holds again.",
        more="Gives what holds then.",
        gives=Delivery,
        does=answers.withdraw_delivery,
        parameters=(_SAID_ONCE,),
        errors=(ConflictError, ErasedError),
    ),
    Operation(
        name="coaching",
        method="GET",
        path="/coaching",
        says="What a coach is to work on, with whom.",
        more="Skills that were forgotten so often that a coach helps more than another repetition.",
        gives=Coaching,
        does=answers.coaching,
        for_coach=True,
    ),
    Operation(
        name="coaching_progress",
        method="GET",
        path="/coaching/{learner}/progress",
        says="What somebody holds, as a coach may see it.",
        more="Practice that was off the record is left out, as if it had never been done.",
        gives=Standing,
        does=answers.progress,
        parameters=(_LEARNER,),
        for_coach=True,
    ),
    Operation(
        name="coaching_activity",
        method="GET",
        path="/coaching/{learner}/activity",
        says="On which days somebody practised, as a coach may see it.",
        more="Practice that was off the record is left out, as if it had never been done.",
        gives=Activity,
        does=answers.activity,
        parameters=(_LEARNER, *_DATES),
        for_coach=True,
    ),
    Operation(
        name="coaching_submit",
        method="POST",
        path="/coaching/{learner}/attempts",
        says="Send a drill of somebody that the coach has scored.",
        more=(
            "It counts as seen by who is signed in. The client makes `attempt_id`; in the log, and in what comes back, "
            "the coach's own id stands before it. When a skill is due is for the learner to know."
        ),
        gives=Recorded,
        does=answers.record,
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
        does=answers.coached,
        parameters=(_LEARNER,),
        takes=(Coached,),
        reads=_coached,
        errors=(ConflictError, ErasedError),
        for_coach=True,
    ),
)
"""Each with the function over a tenant that answers it."""
