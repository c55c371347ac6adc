"""Sessions as they are shown: today's whole or one thing of it, and those of coming days, looked at or handed out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reinforce.practice import Quiz, Unseen
from reinforce.web.problems import RefusedError
from reinforce.web.session_values import NextItem, ShownSession, ShownSessions, Today
from reinforce.web.shown import shown_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reinforce import Tenant
    from reinforce.practice import Drill, Session
    from reinforce.web.asked import Asked

_HAND_OUT_FIRST = (
    "answers are taken here to what was handed out alone: POST /sessions hands out whole days, POST /session/next one "
    "thing at a time"
)


def today(tenant: Tenant, asked: Asked) -> Today:
    """Return today's practice as the plan says it now."""
    session = _read(tenant, asked)
    _refuse_unanswerable(session)
    return Today(
        date=session.date,
        minutes=session.minutes,
        items=tuple(map(shown_item, session)),
        titles=_titles(tenant, session),
        explanation=session.plan.explain_today(),
    )


def next_item(tenant: Tenant, asked: Asked) -> NextItem:
    """Return the first thing of today's practice as the plan says it now."""
    session = _read(tenant, asked)
    _refuse_unanswerable(session)
    return _next(tenant, session)


def sessions(tenant: Tenant, asked: Asked) -> ShownSessions:
    """Return the practice of the coming days as the plan says it now."""
    found = tenant.practice.sessions(asked.learner, days=asked.values.get("days", 1), budget=asked.budget)
    _refuse_unanswerable(found[0])
    return _shown(tenant, found)


def handed_out(tenant: Tenant, asked: Asked) -> ShownSessions:
    """Hand out the practice of the coming days, and return what of it is left."""
    return _shown(tenant, _hand_out(tenant, asked))


def next_handed_out(tenant: Tenant, asked: Asked) -> NextItem:
    """Hand out the practice of the coming days, and return the first thing that is left of today's."""
    return _next(tenant, _hand_out(tenant, asked)[0])


def titles(tenant: Tenant, skills: Iterable[str]) -> Mapping[str, str]:
    """Return what people call *skills*: their ids, where an edition came since that has them no more."""
    known = tenant.catalog.curriculum().skills
    return {skill: known[skill].title if skill in known else skill for skill in dict.fromkeys(skills)}


def _read(tenant: Tenant, asked: Asked) -> Session:
    return tenant.practice.session(asked.learner, budget=asked.budget, ahead=asked.values.get("ahead", 0))


def _refuse_unanswerable(session: Session) -> None:
    """
    Refuse to show what nobody may answer, since it was never handed out: a phone would throw the answers away.

    Raises:
        RefusedError: the learner's policy refuses such answers.
    """
    if session.plan.situation.policy.unseen is Unseen.REFUSE:
        raise RefusedError("hand-out-first", _HAND_OUT_FIRST)


def _hand_out(tenant: Tenant, asked: Asked) -> tuple[Session, ...]:
    said = asked.sent
    budget = asked.offer.budget_of(said.minutes)
    return tenant.practice.sessions(asked.learner, days=said.days, budget=budget, ahead=said.ahead, hand_out=True)


def _shown(tenant: Tenant, sessions: tuple[Session, ...]) -> ShownSessions:
    return ShownSessions(
        now=sessions[0].plan.situation.now,
        sessions=tuple(
            ShownSession(
                date=one.date,
                minutes=one.minutes,
                items=tuple(map(shown_item, one)),
                handed_out_at=one.handed_out_at,
                done=one.done,
            )
            for one in sessions
        ),
        titles=_titles(tenant, *sessions),
        explanation=sessions[0].plan.explain_today(),
    )


def _next(tenant: Tenant, session: Session) -> NextItem:
    item = next(map(_alone, session), None)
    return NextItem(
        date=session.date,
        item=None if item is None else shown_item(item),
        left=sum(len(one.questions) if isinstance(one, Quiz) else 1 for one in session),
        titles=titles(tenant, () if item is None else item.skills),
        explanation=session.plan.explain_today(),
    )


def _alone(item: Quiz | Drill) -> Quiz | Drill:
    """Return the first question of a quiz, as a quiz of its own; a drill stands alone."""
    if not isinstance(item, Quiz):
        return item
    question = item.questions[0]
    return replace(item, id=f"{item.id}-{question.id}", questions=(question,))


def _titles(tenant: Tenant, *sessions: Session) -> Mapping[str, str]:
    return titles(tenant, (skill for session in sessions for item in session for skill in item.skills))
