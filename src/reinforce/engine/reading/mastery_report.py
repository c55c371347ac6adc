"""Judging a look back: levels, drift, use at work and waits of one learner, from what the log said at an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.journal import Review
from reinforce.practice.cards.success import ability
from reinforce.practice.progress import (
    Evidence,
    Feeling,
    Level,
    MasteryReport,
    SkillDrift,
    Wait,
    application,
    capabilities,
    expected,
    mastery,
    reached,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from reinforce.engine.reading.past_state import PastState
    from reinforce.practice.progress import Application, SkillMastery


def report(past: PastState, *, at: datetime) -> MasteryReport:
    """Return what the learner held at the instant *at*."""
    day = past.calendar.day(at)
    begun = past.touched(at=at)
    practised = {skill: past.card(skill, at=at) for skill in begun}
    shown = ability(practised.values(), day=day, policy=past.policy)
    skills: dict[str, SkillMastery] = {}
    began: dict[str, datetime] = {}
    for skill in expected(past.curriculum, journeys=past.journeys, begun=begun):
        passages = past.passages(skill, at=at)
        skills[skill] = mastery(
            past.curriculum.skills[skill],
            passages[-1].evidence if passages else Evidence(),
            card=practised[skill] if skill in practised else past.card(skill, at=at),
            day=day,
            policy=past.policy,
            ability=shown,
        )
        for passage in passages:
            if passage.showing is not None:
                began.setdefault(skill, passage.showing.review.at)
    return MasteryReport(
        learner=past.learner,
        day=day,
        audience=past.audience,
        skills=skills,
        capabilities=capabilities(skills, introduced=past.curriculum.introduced, began=began),
    )


def drifted(past: PastState, skill: str, *, since: datetime, until: datetime) -> SkillDrift:
    """Return how what was left of one skill moved between two instants."""
    practices = (entry for entry in past.counting(skill, at=until) if isinstance(entry, Review))
    return SkillDrift(
        skill=skill,
        before=past.left(skill, at=since),
        after=past.left(skill, at=until),
        practices=sum(review.at > since for review in practices),
    )


def applied(past: PastState, skill: str, *, at: datetime) -> Application | None:
    """Return how one skill came to be used at work; ``None`` where it was never practised, or nobody asks."""
    within_days = past.curriculum.skills[skill].apply_within_days
    found = application(
        (entry for entry in past.counting(skill, at=at) if isinstance(entry, Review)),
        learner=past.learner,
        skill=skill,
        within_days=within_days,
        today=past.calendar.day(at),
    )
    return None if found is None or (found.apply_by is None and not found.times) else found


def wait(past: PastState, skill: str, *, level: Level, at: datetime) -> Wait | None:
    """Return how long it took from first practice until the skill was held at *level*; ``None`` if it never began."""
    dimension = past.curriculum.skills[skill].dimension
    first: int | None = None
    for passage in past.passages(skill, at=at):
        if passage.showing is None:
            continue
        day = passage.showing.review.day
        first = day if first is None else first
        if reached(passage.evidence, dimension=dimension) >= level:
            return Wait(max(0, day - first), happened=True)
    return None if first is None else Wait(max(0, past.calendar.day(at) - first), happened=False)


def waits(pasts: Iterable[PastState], skills: Iterable[str], *, level: Level, at: datetime) -> Iterator[Wait]:
    """Yield for each learner and skill that was begun the wait for *level*."""
    wanted = tuple(skills)
    for past in pasts:
        found = (wait(past, skill, level=level, at=at) for skill in wanted)
        yield from (one for one in found if one is not None)


def feelings(past: PastState, *, at: datetime) -> Iterator[Feeling]:
    """Yield the learner's last word on how sure they feel of each skill, and what was left of it then."""
    said = {
        skill: (event, confidence)
        for event in past.surveys
        if past.happened(event.at, by=at)
        for skill, confidence in event.body["confidence"].items()
    }
    for skill, (event, confidence) in said.items():
        yield Feeling(
            learner=past.learner,
            skill=skill,
            day=past.calendar.day(event.at),
            confidence=confidence,
            still_known=past.left(skill, at=event.at),
        )
