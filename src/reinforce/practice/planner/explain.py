"""Plans in words that a learner understands: when a skill comes, why then, and what becomes of a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from reinforce import catalog
from reinforce.errors import listed
from reinforce.practice import text
from reinforce.practice.planner.placements import Obstacle, Reason, Unplaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reinforce.practice.planner.credit import Credit
    from reinforce.practice.planner.placements import Outlook, Placement, PlannedDay
    from reinforce.practice.planner.situation import Situation

_MOST_NAMED = 3


class Explained(Protocol):
    """What has to be known of a plan to say it in words; `Plan` is one."""

    @property
    def days(self) -> tuple[PlannedDay, ...]: ...  # noqa: D102 - as Plan has them, all of these
    @property
    def today(self) -> PlannedDay: ...  # noqa: D102
    @property
    def placements(self) -> tuple[Placement, ...]: ...  # noqa: D102
    @property
    def backlog(self) -> tuple[Unplaced, ...]: ...  # noqa: D102
    @property
    def waiting(self) -> tuple[Unplaced, ...]: ...  # noqa: D102
    @property
    def paused(self) -> tuple[Unplaced, ...]: ...  # noqa: D102
    @property
    def goals(self) -> tuple[Outlook, ...]: ...  # noqa: D102
    @property
    def credits(self) -> Mapping[str, Credit]: ...  # noqa: D102
    @property
    def situation(self) -> Situation: ...  # noqa: D102
    @property
    def horizon(self) -> int: ...  # noqa: D102


def explain(plan: Explained, skill: str) -> str:
    """Return when *skill* is next practised, and why then."""
    for placement in plan.placements:
        if placement.skill == skill:
            return _placed(plan, placement)
    for entry in (*plan.backlog, *plan.waiting, *plan.paused):
        if entry.skill == skill:
            return _unplaced(plan, entry)
    card, title = plan.situation.cards.get(skill), _title(plan, skill)
    if card is None or card.due_day is None:
        return f"{title} is not part of your journeys, and you have not practised it."
    if card.due_day <= plan.today.day:
        return f"{title} comes up again later today."
    return f"{title} is next due on {text.spoken(card.due_day)}, after the days of this plan."


def explain_today(plan: Explained) -> str:
    """Return what today brings, and what is due and kept out of it; where that is nothing, why, and what would help."""
    withheld = list(_withheld(plan))
    if placed := plan.today.placements:
        minutes = text.counted(plan.today.cost.total_seconds() / 60, "minute")
        return f"Today: {text.counted(len(placed), 'skill')} in {minutes}.{_kept_out(plan, withheld)}"
    for entry in (*plan.backlog, *plan.waiting, *plan.paused, *withheld):
        others = [one for one in withheld if one.skill != entry.skill]
        return f"Nothing today. {_unplaced(plan, entry)}{_kept_out(plan, others)}"
    return _nothing(plan)


def _nothing(plan: Explained) -> str:
    """Return why today brings nothing where nothing stands back either."""
    situation, known = plan.situation, plan.situation.curriculum.journeys
    ahead = [(card.due_day, skill) for skill, card in sorted(situation.cards.items()) if card.due_day is not None]
    ahead = [(day, skill) for day, skill in ahead if skill in situation.curriculum.skills]
    if ahead:
        day, skill = min(ahead)
        return f"Nothing today. {_title(plan, skill)} is next, due on {text.spoken(day)}."
    if any(journey in known for journey in situation.journeys):
        return "Nothing today: your journeys have nothing that you have not begun."
    there = f"There {'is' if len(known) == 1 else 'are'} {listed(known)}." if known else "Nothing is published yet."
    if situation.journeys:
        return f"Nothing today: {listed(situation.journeys)}, in which you are enrolled, is not there any more. {there}"
    return f"Nothing today: you are enrolled in no journey. {there}"


def _withheld(plan: Explained) -> Iterator[Unplaced]:
    """Yield the skills that are due and are no part of today's practice, whatever time there is."""
    today, situation = plan.today.day, plan.situation
    yield from (entry for entry in plan.paused if entry.due_day is not None and entry.due_day <= today)
    there = situation.curriculum.skills.keys() - {entry.skill for entry in plan.paused}
    for skill in sorted(situation.buried & there):
        card = situation.cards.get(skill)
        if card is not None and card.due_day is not None and card.due_day <= today:
            yield Unplaced(skill=skill, obstacle=Obstacle.BURIED, due_day=card.due_day)


def _kept_out(plan: Explained, withheld: list[Unplaced]) -> str:
    """Return a sentence for each of the first few skills that are due and kept out of today, and how many more."""
    said = "".join(f" {_unplaced(plan, entry)}" for entry in withheld[:_MOST_NAMED])
    more = len(withheld) - _MOST_NAMED
    return f"{said} {text.counted(more, 'more skill')} {'is' if more == 1 else 'are'} kept out." if more > 0 else said


def explain_goal(plan: Explained, outlook: Outlook) -> str:
    """Return whether a goal can be met and, if not, what is missing and what would do."""
    goal, count = outlook.goal, len(outlook.prospects)
    asked = f"{text.share(goal.still_known)} of {text.counted(count, 'skill')} on {text.spoken(goal.tested_day)}"
    if outlook.feasible:
        needed = sum(bool(one.days) for one in outlook.prospects)
        opening = f"You can have {asked}."
        if not needed:
            return f"{opening} Nothing needs to be done for it."
        ahead = text.counted(sum(len(one.days) for one in outlook.prospects), "practice")
        return f"{opening} It takes {ahead} until {text.spoken(goal.day)}, all of them in your plan."
    short = outlook.shortfalls
    named = [f"{_title(plan, one.skill)} ({int(100 * one.still_known)} %)" for one in short[:_MOST_NAMED]]
    rest = f" and {len(short) - _MOST_NAMED} more" if len(short) > _MOST_NAMED else ""
    missing = f"{len(short)} of them would fall short: {', '.join(named)}{rest}."
    paused = [one for one in short if one.skill in {entry.skill for entry in plan.paused}]
    if paused:
        kept = " and ".join(_title(plan, one.skill) for one in paused[:_MOST_NAMED])
        return f"You cannot have {asked} as things are. {missing} {kept} must first be taken up again, with a coach."
    if outlook.least_minutes is None:
        return f"You cannot have {asked}, however much you practise: {missing} A later date would help."
    budget = plan.situation.budget
    now = "" if budget is None else f" instead of {text.counted(budget.total_seconds() / 60, 'minute')}"
    return (
        f"You cannot have {asked} as things are. {missing} "
        f"{text.counted(outlook.least_minutes, 'minute')} on a full day{now} would do."
    )


def _placed(plan: Explained, placement: Placement) -> str:
    opening = f"{_when(plan, placement.day)}: {_title(plan, placement.skill)}, {_means(plan, placement)}"
    if placement.reason is Reason.NEW or placement.due_day is None:
        return f"{opening}. It is new to you{_foundations(plan, placement.skill)}{_for_goal(plan, placement)}."
    left = ""
    if placement.still_known is not None:
        left = f" About {text.share(placement.still_known)} of what you knew will still be known."
    if placement.reason is Reason.COVERED:
        return f"{opening}.{left}"
    return f"{opening}, {_because(plan, placement)}.{left}"


def _because(plan: Explained, placement: Placement) -> str:
    """Return why a placement stands where it stands, as a clause."""
    due = placement.due_day or placement.day
    on, credit = text.spoken(due), plan.credits.get(placement.skill)
    fell = f"it {'falls' if due >= plan.today.day else 'fell'} due on {on}"
    kept = "" if credit is None else f", and practising {_title(plan, credit.source)} has kept it alive since"
    tested = (one.goal.tested_day for one in plan.goals if one.goal.id == placement.reserved)
    said = {
        Reason.GOAL: f"so that enough of it is there on {text.spoken(next(tested, due))}",
        Reason.LEAVE: f"because {fell}, while you are away",
        Reason.RECHECK: "because you were sure of an answer that was wrong",
        Reason.AHEAD: f"ahead of {on}, when it falls due, since you asked for more",
        Reason.EARLY: f"a little before it falls due on {on}, so that no day gets too full",
    }
    return said.get(placement.reason, f"because {fell}{kept}")


def _unplaced(plan: Explained, entry: Unplaced) -> str:
    """Return why a skill stands on no day."""
    title, missing = _title(plan, entry.skill), " and ".join(_title(plan, name) for name in entry.missing)
    alone = {
        Obstacle.NO_EXERCISE: f"{title} has no exercise to practise it with.",
        Obstacle.PREREQUISITES: f"{title} waits until you have {missing}.",
        Obstacle.PENDING: f"Your answer to {title} waits to be marked.",
        Obstacle.SUSPENDED: f"{title} is suspended. It comes back when it is resumed.",
        Obstacle.LEECH: f"{title} has slipped so often that more of the same is no help. A coach will help.",
    }
    if entry.obstacle in alone:
        return alone[entry.obstacle]
    days = len(plan.days)
    room = f"the time a day leaves no room for it within {days} days" if days > 1 else "today has no room for it"
    clauses = {
        Obstacle.LATER: f"and comes on {text.spoken(entry.planned_day or plan.horizon)}",
        Obstacle.LIMIT: "and waits until you have time to keep up what you have begun",
        Obstacle.TOO_LONG: "but practising it takes longer than all the time of a day",
        Obstacle.BURIED: "but is put off until tomorrow",
    }
    opening = f"{title} is new to you"
    if entry.due_day is not None:
        fell = "falls" if entry.due_day >= plan.today.day else "fell"
        opening = f"{title} {fell} due on {text.spoken(entry.due_day)}"
    return f"{opening}, {clauses.get(entry.obstacle, f'but {room}')}."


def _when(plan: Explained, day: int) -> str:
    ahead = day - plan.today.day
    return ("Today", "Tomorrow")[ahead] if ahead < len(("Today", "Tomorrow")) else f"On {text.spoken(day)}"


def _means(plan: Explained, placement: Placement) -> str:
    """Return with what a placement is practised, and how long that takes."""
    exercise = plan.situation.curriculum.exercise(placement.exercise)
    drill = f"the drill “{exercise.title}”" if isinstance(exercise, catalog.DrillSpec) else ""
    if placement.reason is Reason.COVERED:
        return f"along with {drill}"
    return f"with {drill or 'a question'} ({text.counted(placement.minutes, 'minute')})"


def _foundations(plan: Explained, skill: str) -> str:
    """Return what a skill builds on, as a clause."""
    names = [_title(plan, name) for name in plan.situation.curriculum.prerequisites(skill)]
    return f", and builds on {' and '.join(names)}" if names else ""


def _for_goal(plan: Explained, placement: Placement) -> str:
    for outlook in plan.goals:
        if outlook.goal.id == placement.reserved:
            return f", and needed on {text.spoken(outlook.goal.tested_day)}"
    return ""


def _title(plan: Explained, skill: str) -> str:
    return f"“{plan.situation.curriculum.skills[skill].title}”"
