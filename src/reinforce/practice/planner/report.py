"""From filled days to the plan's own values: placements with their reasons, the backlog, and what becomes of goals."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reinforce.practice.planner.assignment import capacities
from reinforce.practice.planner.placements import Obstacle, Placement, PlannedDay, Reason, Unplaced
from reinforce.practice.planner.pool import MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.practice.planner.assignment import Assignment, Filled
    from reinforce.practice.planner.pool import Pool

_WEEKS = 28


def written(pool: Pool, filled: Filled, *, days: int, budget: int | None) -> dict[str, Any]:
    """Return days, backlog, waiting, paused and cleared_in of a plan over *days*."""
    last = pool.situation.today + days - 1
    return {
        "days": tuple(_day(pool, filled, place) for place in range(days)),
        "backlog": tuple(_backlog(pool, filled, last, budget)),
        "waiting": tuple(_waiting(pool, filled, last, budget)),
        "paused": tuple(_paused(pool)),
        "cleared_in": _cleared_in(pool, filled, budget),
    }


def _day(pool: Pool, filled: Filled, place: int) -> PlannedDay:
    """Return one day of the plan."""
    planning, day = pool.situation.policy.planning, pool.situation.today + place
    share = pool.situation.share(day)
    minutes, items = planning.required * share, int(planning.required_items * share)
    placements: list[Placement] = []
    if place == 0:
        minutes, items = minutes - pool.situation.spent, items - pool.situation.spent_items
    for assignment in filled.days[place]:
        must = minutes > timedelta() or items > 0
        placements += _placements(pool, assignment, day, must=must)
        minutes, items = minutes - assignment.cost * MICROSECOND, items - 1
    return PlannedDay(day=day, placements=tuple(placements), renewals=round(filled.renewals[place]) * MICROSECOND)


def _placements(pool: Pool, assignment: Assignment, day: int, *, must: bool) -> Iterator[Placement]:
    """Yield the placement of a choice, and of the skills that it covers."""
    policy = pool.situation.policy
    exercise = assignment.exercise or pool.turns(assignment.skill)[0]
    for skill in (assignment.skill, *assignment.covered):
        card, own = pool.cards.get(skill), skill == assignment.skill
        yield Placement(
            day=day,
            skill=skill,
            exercise=exercise.id,
            cost=assignment.cost * MICROSECOND if own else timedelta(),
            reason=_reason(pool, assignment, day) if own else Reason.COVERED,
            still_known=None if card is None else card.retrievability(day=day, policy=policy),
            due_day=None if card is None else card.due_day,
            required=must,
            reserved=assignment.reserved if own else "",
        )


def _reason(pool: Pool, assignment: Assignment, day: int) -> Reason:
    """Return why a choice stands on *day*."""
    card, candidate = pool.cards.get(assignment.skill), assignment.candidate
    if card is None:
        return Reason.NEW
    if assignment.reserved:
        leave = any(leave.id == assignment.reserved for leave in pool.situation.availability.leaves)
        return Reason.LEAVE if leave and not _is_goal(pool, assignment.reserved) else Reason.GOAL
    if candidate is not None and candidate.recheck:
        return Reason.RECHECK
    due = (card.due_day or day) if candidate is None else candidate.due
    if due > day:
        return Reason.AHEAD if assignment.ahead else Reason.EARLY
    return Reason.DUE if due == day else Reason.OVERDUE


def _is_goal(pool: Pool, name: str) -> bool:
    return any(goal.id == name for goal in pool.situation.goals)


def _backlog(pool: Pool, filled: Filled, last: int, budget: int | None) -> Iterator[Unplaced]:
    """Yield the cards that are due on a day up to *last* and stand on none of them, in the order of choice."""
    situation = pool.situation
    for candidate in pool.ranked:
        place = filled.placed.get(candidate.skill)
        buried = candidate.buried and last == situation.today
        if not buried and (candidate.due > last or (place is not None and situation.today + place <= last)):
            continue
        obstacle = Obstacle.NO_ROOM if budget is None or candidate.cost <= budget else Obstacle.TOO_LONG
        if place is not None:
            obstacle = Obstacle.LATER
        elif not pool.may_begin(candidate.skill):
            obstacle = Obstacle.LIMIT
        if buried:
            obstacle = Obstacle.BURIED
        yield _left(pool, candidate.skill, obstacle, last, None if place is None else situation.today + place)
    for skill, due in pool.idle.items():
        if due <= last:
            yield _left(pool, skill, Obstacle.NO_EXERCISE, last)


def _waiting(pool: Pool, filled: Filled, last: int, budget: int | None) -> Iterator[Unplaced]:
    """Yield the new skills that stand on no day up to *last*, in the order of the journeys."""
    new_skills, today = filled.new_skills, pool.situation.today
    for skill, exercise in new_skills.queue.items():
        place = filled.placed.get(skill)
        if place is not None and today + place <= last:
            continue
        if exercise is None:
            yield Unplaced(skill=skill, obstacle=Obstacle.NO_EXERCISE)
        elif place is not None:
            yield Unplaced(skill=skill, obstacle=Obstacle.LATER, planned_day=today + place)
        elif new_skills.lacking.get(skill):
            yield Unplaced(skill=skill, obstacle=Obstacle.PREREQUISITES, missing=new_skills.lacking[skill])
        elif budget is not None and pool.cost(exercise) > budget:
            yield Unplaced(skill=skill, obstacle=Obstacle.TOO_LONG)
        else:
            full = new_skills.limit is None
            yield Unplaced(skill=skill, obstacle=Obstacle.NO_ROOM if full else Obstacle.LIMIT)


def _paused(pool: Pool) -> Iterator[Unplaced]:
    for skill, obstacle in sorted(pool.paused.items()):
        if skill in pool.situation.curriculum.skills:
            yield _left(pool, skill, obstacle, pool.situation.today)


def _left(pool: Pool, skill: str, obstacle: Obstacle, day: int, planned_day: int | None = None) -> Unplaced:
    """Return a skill that stands on no day, with what is left of it on *day*."""
    card = pool.cards.get(skill)
    return Unplaced(
        skill=skill,
        obstacle=obstacle,
        still_known=None if card is None else card.retrievability(day=day, policy=pool.situation.policy),
        due_day=None if card is None else card.due_day,
        planned_day=planned_day,
    )


def _cleared_in(pool: Pool, filled: Filled, budget: int | None) -> int | None:
    """
    Return in how many days nothing is overdue any more.

    Under a budget, what a day has over the mean daily load works off what is late; without one it is
    the day after the last one that something late stands on.
    """
    today = pool.situation.today
    late = [candidate for candidate in pool.candidates.values() if candidate.ends < today]
    if not late:
        return 0
    placed = [filled.placed[candidate.skill] for candidate in late if candidate.skill in filled.placed]
    if budget is None:
        return max(placed, default=0) + 1 if len(placed) == len(late) else None
    left, mean = float(pool.late), sum(pool.expected[:_WEEKS]) / _WEEKS
    for place, (room, _) in enumerate(capacities(pool, budget)):
        left -= max(0.0, room - mean) if room else 0.0
        if left <= 0:
            return max(place + 1, max(placed, default=0) + 1 if len(placed) == len(late) else 0)
    return None
