"""What staff pages show of a learner: all of it as a manager may see it, and each page of few statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reinforce.journal import Event, EventKind, Rating, Review
from reinforce.practice import Audience, Obstacle, QuizAttempt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime, timedelta

    from reinforce.engine import RecordedAttempt, Tenant
    from reinforce.journal import Entry
    from reinforce.practice import Plan

_DAYS = 28
_MANAGER = Audience.MANAGER
_OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.SUSPENDED: "suspended",
    Obstacle.BURIED: "left out today",
    Obstacle.LEECH: "waits for a coach",
    Obstacle.NO_EXERCISE: "has no exercise",
}
_KINDS: Mapping[EventKind, str] = {
    EventKind.RETRACTION: "Taken back",
    EventKind.OVERRIDE: "Overridden",
    EventKind.FORGET: "Begun anew",
    EventKind.PLACEMENT: "Taken for known",
    EventKind.CHECKPOINT: "Older entries, summed up",
    EventKind.SUSPENSION: "Suspended",
    EventKind.RESUMPTION: "Resumed",
    EventKind.BURIAL: "Left out for a day",
    EventKind.COACHING: "Coached",
    EventKind.RECHECK: "To be looked at again: wrong, and sure of it",
    EventKind.AVAILABILITY: "Days for practice",
    EventKind.LEAVE: "Leave",
    EventKind.GOAL: "Goal",
    EventKind.SURVEY: "Asked how sure they feel",
    EventKind.COMPLETION: "Completed",
    EventKind.UNENROLMENT: "Left the journey",
    EventKind.COMPACTION: "Older entries removed",
    EventKind.MERGE: "Joined with another id",
}
"""What an event is called on the page; one that is not here is called as its kind is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """
    A card as the page shows it.

    Attributes:
        skill, title, capability: which, and what people call it and what it is part of.
        due: when it falls due; ``None`` where it is new.
        is_due: whether that has come.
        known: how much of it is still known, in per cent; ``None`` while new.
        reps, lapses: how often it was practised, and how often forgotten.
        state: what keeps it out of plans; empty if nothing does.
        is_suspended: whether it is that it was suspended.
    """

    skill: str
    title: str
    capability: str
    due: date | None = None
    is_due: bool = False
    known: int | None = None
    reps: int = 0
    lapses: int = 0
    state: str = ""
    is_suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """
    An entry of the log as the page shows it.

    Attributes:
        at: when it happened.
        what, about, detail: what happened, to which skill, and what else is said of it.
        reason: why, in somebody's words.
        by: the id of the person who decided or scored it; empty where that is the learner.
        is_gone: whether it was taken back.
        undo, override: the act that takes it back, and the one that overrides it; empty where there is none.
        id: of the entry.
    """

    at: datetime
    what: str
    about: str
    detail: str
    reason: str
    by: str
    is_gone: bool
    id: str
    undo: str = ""
    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """
    An attempt as the page shows it.

    Attributes:
        id: of the attempt.
        at: when it was made.
        what: a quiz of so many questions, or which drill.
        result: how many answers were right, or the levels that were reached.
        minutes: how long it took.
        by: the id of the person who scored it; empty where that is the learner.
        is_gone: whether it was taken back.
    """

    id: str
    at: datetime
    what: str
    result: str
    minutes: float
    by: str
    is_gone: bool


def cards_page(tenant: Tenant, learner: str) -> dict[str, Any]:
    """Return the cards of a learner, and what is on the learner's roster."""
    plan = tenant.practice.plan(learner, days=1, audience=_MANAGER)
    situation = plan.situation
    rows = sorted(_card_rows(plan), key=lambda row: (row.capability, row.title))
    return {
        "rows": rows,
        "due": sum(row.is_due and not row.state for row in rows),
        "timezone": situation.calendar.entries[-1].timezone,
        "day_start": situation.calendar.entries[-1].day_start,
        "journeys": [_title(situation.curriculum.journeys, journey) for journey in situation.journeys],
        "today": plan.today.date,
    }


def plan_page(tenant: Tenant, learner: str, *, budget: timedelta | None) -> dict[str, Any]:
    """Return the coming days of a learner with that *budget* a day, and what stands on none of them."""
    plan = tenant.practice.plan(learner, days=_DAYS, budget=budget, audience=_MANAGER)
    skills = plan.situation.curriculum.skills
    return {
        "days": [
            {
                "date": day.date,
                "minutes": day.minutes,
                "skills": [(_title(skills, one.skill), str(one.reason)) for one in day.placements],
            }
            for day in plan.days
            if day.placements
        ],
        "length": len(plan.days),
        "left_out": [
            (_title(skills, one.skill), _OBSTACLES.get(one.obstacle, str(one.obstacle)))
            for one in (*plan.backlog, *plan.paused)
        ],
        "waiting": len(plan.waiting),
        "goals": [(one.goal.id, one.goal.on, one.feasible) for one in plan.goals],
    }


def log_page(tenant: Tenant, learner: str, *, skill: str = "") -> list[LogRow]:
    """Return a learner's log, the latest entry first; of one *skill* alone where it is named."""
    entries = tenant.practice.log(learner, audience=_MANAGER)
    skills, gone = tenant.catalog.curriculum().skills, retracted(entries)
    about = _about(entries)
    found = (entry for entry in reversed(entries) if not skill or skill in about[entry.id])
    return [
        _log_row(entry, title=", ".join(_title(skills, one) for one in about[entry.id]), gone=gone) for entry in found
    ]


def attempts_page(tenant: Tenant, learner: str) -> list[AttemptRow]:
    """Return a learner's attempts, the latest first."""
    gone = retracted(tenant.practice.log(learner, audience=_MANAGER))
    attempts = tenant.practice.attempts(learner, audience=_MANAGER)
    drills = tenant.catalog.curriculum().drills
    return [_attempt_row(one, drills=drills, is_gone=one.id in gone) for one in reversed(attempts)]


def retracted(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the ids of what was taken back."""
    return frozenset(one.target for one in entries if isinstance(one, Event) and one.kind is EventKind.RETRACTION)


def _about(entries: Sequence[Entry]) -> Mapping[str, tuple[str, ...]]:
    """Return by id of an entry the skills that it is about, or else what it names itself."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if isinstance(entry, Review):
            found[entry.id] = (entry.skill,)
            if entry.attempt_id is not None:
                found[entry.attempt_id] = (*found.get(entry.attempt_id, ()), entry.skill)
    events = [entry for entry in entries if isinstance(entry, Event)]
    for event in sorted(events, key=lambda event: event.kind is EventKind.RETRACTION):  # which may be about the others
        found[event.id] = found.get(event.target, (event.target,) if event.target else ())
    return found


def _card_rows(plan: Plan) -> Iterable[CardRow]:
    situation = plan.situation
    curriculum, policy = situation.curriculum, situation.policy
    out = {one.skill: _OBSTACLES.get(one.obstacle, str(one.obstacle)) for one in plan.paused}
    for skill in situation.cards.keys() | situation.suspended:
        known, card = curriculum.skills.get(skill), situation.cards.get(skill)
        still = None if card is None else card.retrievability(day=situation.today, policy=policy)
        is_suspended = skill in situation.suspended
        yield CardRow(
            skill=skill,
            title=skill if known is None else known.title,
            capability="" if known is None else _title(curriculum.capabilities, known.capability),
            due=None if card is None else card.due_date,
            is_due=card is not None and card.is_due(day=situation.today, now=situation.now),
            known=None if still is None else round(100 * still),
            reps=0 if card is None else card.reps,
            lapses=0 if card is None else card.lapses,
            state=_OBSTACLES[Obstacle.SUSPENDED] if is_suspended else out.get(skill, ""),
            is_suspended=is_suspended,
        )


def _log_row(entry: Entry, *, title: str, gone: frozenset[str]) -> LogRow:
    if isinstance(entry, Review):
        is_gone = entry.id in gone or entry.attempt_id in gone
        return LogRow(
            at=entry.at,
            what="Practised",
            about=title,
            detail=f"{entry.rating.name}, {entry.source}",
            reason="",
            by=entry.assessor or "",
            is_gone=is_gone,
            id=entry.id,
            undo="" if is_gone else "undo",
            override="" if is_gone else "override",
        )
    is_standing = entry.kind is EventKind.OVERRIDE and entry.id not in gone
    return LogRow(
        at=entry.at,
        what=_KINDS.get(entry.kind, str(entry.kind)),
        about=title,
        detail=f"to {Rating(entry.body['rating']).name}" if entry.kind is EventKind.OVERRIDE else "",
        reason=str(entry.body.get("reason") or entry.body.get("note") or ""),
        by=entry.by or "",
        is_gone=entry.id in gone,
        id=entry.id,
        undo="undo_override" if is_standing else "",
    )


def _attempt_row(one: RecordedAttempt, *, drills: Mapping[str, Any], is_gone: bool) -> AttemptRow:
    feedback = one.outcome.feedback
    if isinstance(one.sent, QuizAttempt):
        judged = [part for part in feedback if part.right is not None]
        what = f"{len(feedback)} question{'' if len(feedback) == 1 else 's'}"
        result = f"{sum(bool(part.right) for part in judged)} of {len(judged)} right" if judged else "said by themself"
    else:
        what, result = (
            f"Drill: {_title(drills, one.sent.drill)}",
            ", ".join(f"level {level}" for level in one.sent.scores.values()),
        )
    return AttemptRow(
        id=one.id,
        at=one.at,
        what=what,
        result=result,
        minutes=one.duration.total_seconds() / 60,
        by=one.assessor or "",
        is_gone=is_gone,
    )


def _title(known: Mapping[str, Any], id_: str) -> str:
    """Return what people call something; its id, where an edition came since that has it no more."""
    return known[id_].title if id_ in known else id_


def persons(rows: Sequence[LogRow | AttemptRow]) -> set[str]:
    """Return the ids of those who decided or scored something in *rows*."""
    return {row.by for row in rows if row.by}
