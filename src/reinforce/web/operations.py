"""The table of operations: all that is offered over HTTP, in whatever framework."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reinforce.errors import ClockSkewError, ConflictError, ErasedError
from reinforce.practice import Audience, DrillAttempt, Quiz, QuizAttempt, Stakes, attempt_from
from reinforce.web.asked import Parameter
from reinforce.web.operation import Operation
from reinforce.web.shown import shown_item
from reinforce.web.standing import standing
from reinforce.web.values import (
    Coached,
    Coaching,
    LeftOut,
    NextItem,
    PlanDay,
    PlannedGoal,
    PlannedSkill,
    PractisedSkill,
    Recorded,
    ShownPlan,
    Standing,
    Today,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reinforce import Tenant
    from reinforce.practice import Plan, Session, Unplaced
    from reinforce.practice.grading.attempts import Attempt
    from reinforce.web.asked import Asked

_DAYS = 28


def _today(tenant: Tenant, asked: Asked) -> Today:
    session = _session(tenant, asked)
    return Today(
        date=session.plan.today.date,
        minutes=session.minutes,
        items=tuple(map(shown_item, session)),
        titles=_titles(tenant, (skill for item in session for skill in item.skills)),
        explanation=session.plan.explain_today(),
    )


def _next(tenant: Tenant, asked: Asked) -> NextItem:
    session = _session(tenant, asked)
    item = next(iter(session), None)
    if isinstance(item, Quiz):
        question = item.questions[0]
        item = replace(item, id=f"{item.id}-{question.id}", questions=(question,))
    return NextItem(
        date=session.plan.today.date,
        item=None if item is None else shown_item(item),
        left=sum(len(one.questions) if isinstance(one, Quiz) else 1 for one in session),
        titles=_titles(tenant, () if item is None else item.skills),
        explanation=session.plan.explain_today(),
    )


def _session(tenant: Tenant, asked: Asked) -> Session:
    return tenant.practice.session(asked.learner, budget=asked.budget, ahead=asked.values.get("ahead", 0))


def _record(tenant: Tenant, asked: Asked) -> Recorded:
    outcome = tenant.practice.record(asked.learner, asked.sent)
    titles = _titles(tenant, (card.skill for card in outcome.cards))
    return Recorded(
        attempt_id=outcome.id,
        at=outcome.at,
        date=outcome.date,
        feedback=outcome.feedback,
        over_time=outcome.over_time,
        skills=tuple(
            PractisedSkill(skill=card.skill, title=titles[card.skill], due_date=card.due_date) for card in outcome.cards
        ),
    )


def _plan(tenant: Tenant, asked: Asked) -> ShownPlan:
    plan = tenant.practice.plan(asked.learner, days=asked.values.get("days", _DAYS), budget=asked.budget)
    days = tuple(
        PlanDay(
            date=day.date,
            minutes=day.minutes,
            skills=tuple(
                PlannedSkill(
                    skill=one.skill,
                    minutes=one.minutes,
                    reason=one.reason,
                    required=one.required,
                    still_known=one.still_known,
                )
                for one in day.placements
            ),
        )
        for day in plan.days
    )
    named = [*(one.skill for one in plan.placements), *(one.skill for one in (*plan.backlog, *plan.paused))]
    return ShownPlan(
        days=days,
        next_date=next((day.date for day in days[1:] if day.skills), None),
        backlog=_left_out(plan.backlog),
        paused=_left_out(plan.paused),
        goals=tuple(_goals(plan)),
        titles=_titles(tenant, named),
        explanation=plan.explain_today(),
    )


def _left_out(unplaced: Iterable[Unplaced]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(skill=one.skill, obstacle=one.obstacle) for one in unplaced)


def _goals(plan: Plan) -> Iterable[PlannedGoal]:
    for one in plan.goals:
        words = plan.explain_goal(one.goal.id)
        yield PlannedGoal(goal=one.goal.id, on=one.goal.on, feasible=one.feasible, explanation=words)


def _progress(tenant: Tenant, asked: Asked) -> Standing:
    audience = Audience.LEARNER if asked.coach is None else Audience.MANAGER
    report = tenant.progress.mastery(asked.learner, audience=audience)
    return standing(report, tenant.catalog.curriculum())


def _coaching(tenant: Tenant, asked: Asked) -> Coaching:
    about = asked.learner or (None if asked.coach is None else asked.coach.learners)
    needs = tenant.progress.coaching(about)
    return Coaching(needs=needs, titles=_titles(tenant, (need.skill for need in needs)))


def _coached(tenant: Tenant, asked: Asked) -> Coaching:
    by, said = "" if asked.coach is None else asked.coach.id, asked.sent
    tenant.practice.record_coaching(asked.learner, said.skill, by=by, note=said.note, event_id=said.id)
    return _coaching(tenant, asked)


def _titles(tenant: Tenant, skills: Iterable[str]) -> Mapping[str, str]:
    """Return what people call *skills*: their ids, where an edition came since that has them no more."""
    known = tenant.catalog.curriculum().skills
    return {skill: known[skill].title if skill in known else skill for skill in dict.fromkeys(skills)}


def _attempt(sent: Any, asked: Asked) -> Attempt:  # noqa: ANN401 - any JSON value
    """Return an attempt of the learner who is signed in, or of one whom a coach has seen."""
    if asked.coach is None:
        return attempt_from(sent, stakes=asked.offer.stakes)
    return attempt_from(sent, assessor=asked.coach.id, stakes=Stakes.RECORDED)


_MINUTES = Parameter(
    name="minutes",
    says="The time that the learner has on a full day, at most what the host allows.",
    kind="number",
    least=0,
    most=1440,
    example=10,
)
_AHEAD = Parameter(
    name="ahead",
    says="How many days before its window opens a skill may be practised today.",
    kind="integer",
    most=60,
    example=2,
)
_HORIZON = Parameter(
    name="days",
    says=f"How many days to look at, today among them; {_DAYS} if left out.",
    kind="integer",
    least=1,
    most=366,
    example=3,
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
        does=_today,
        parameters=(_MINUTES, _AHEAD),
    ),
    Operation(
        name="next",
        method="GET",
        path="/session/next",
        says="The next question or drill, alone.",
        more="For who wants feedback after each: send the attempt, then ask for the next, until there is none.",
        gives=NextItem,
        does=_next,
        parameters=(_MINUTES, _AHEAD),
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
        does=_plan,
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
