"""What a lead can do this week, as a section of a page: from the engine's coaching tasks and everybody's plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.pictures.asked import check_asked
from reinforce.pictures.frames import percent
from reinforce.pictures.sections import Bullets, Section, Table
from reinforce.practice import plan
from reinforce.practice.text import amount, counted, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.catalog import Curriculum
    from reinforce.engine import Tenant
    from reinforce.pictures.sections import Part
    from reinforce.practice import Leave, Plan, Situation
    from reinforce.practice.cards.leeches import CoachingNeed
    from reinforce.practice.planner.placements import Outlook, Placement, Unplaced

_DAYS = 7
_AHEAD = 28
"""Days that are looked at for leave."""
_MOST_WEEKS = 12
_MOST_NAMED = 3
_MINUTE = timedelta(minutes=1)


def to_do(
    tenant: Tenant,
    *,
    names: Mapping[str, str],
    budget: timedelta | Mapping[str, timedelta] | None = None,
    heading: str = "What to do this week",
) -> Section:
    """
    Return what a lead can do this week, from each learner's today on.

    It is whom to coach on what, what falls due within seven days beside what is planned in the minutes that there are,
    dates that cannot be met and what would do, and who is away in the coming four weeks. It is asked of
    `progress.coaching`, which leaves out for a lead what was done at practice stakes, and of each learner's
    `practice.plan`.

    Args:
        tenant: whose learners they are.
        names: by learner, what the page calls them; nobody else is on it.
        budget: the time for practice on a full day, of all or by learner; who has none has no limit.
        heading: what stands above it.

    Raises:
        NotFoundError: a learner is not there.
        InvalidParameterError: *names* is empty or no mapping of ids to texts, or a budget is none.
    """
    check_asked(tenant, names=names, heading=heading)

    if isinstance(budget, Mapping):
        for learner, own in budget.items():
            checks.identifier("budget", learner)
            checks.duration(f"budget[{learner!r}]", own)

    def planned(learner: str) -> Plan:
        own = budget.get(learner) if isinstance(budget, Mapping) else budget
        return tenant.practice.plan(learner, days=_AHEAD, budget=own)

    team = _Team(
        names=names, plans={learner: planned(learner) for learner in names}, curriculum=tenant.catalog.curriculum()
    )
    return Section(
        heading=heading,
        parts=(
            Section(heading="Coach", parts=team.coaching(tenant.progress.coaching(list(names)))),
            Section(heading="Practice that falls due", parts=team.week()),
            Section(heading="Dates and leave", parts=team.dates()),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Team:
    """People with their plans."""

    names: Mapping[str, str]
    plans: Mapping[str, Plan]
    curriculum: Curriculum

    def coaching(self, needs: Iterable[CoachingNeed]) -> tuple[Part, ...]:
        """Return whom to coach on what, why, and what waits for it."""
        found = list(needs)
        if not found:
            return ("Nobody has forgotten a skill so often that a coach should look at it.",)
        said = "Forgotten so often that practice has stopped asking: work on it together, then record the coaching."
        return (said, Bullets(items=[self._coach(need) for need in found]))

    def _coach(self, need: CoachingNeed) -> tuple[str, str]:
        waiting = [one.skill for one in self.plans[need.learner].waiting if need.skill in one.missing]
        blocked = f" {self._titles(waiting)} cannot begin before that." if waiting else ""
        often = counted(need.lapses, "time")
        strong = f"{self.names[need.learner]} on {self._title(need.skill)}:"
        return strong, f"forgotten {often}, and no longer practised since {spoken(need.since)}.{blocked}"

    def dates(self) -> tuple[Part, ...]:
        """Return which dates cannot be met and what would do, which can, and who is away."""
        missed, met, away = [], [], []
        for learner, made in self.plans.items():
            for outlook in made.goals:
                strong = f"{self.names[learner]}, {self._goal(outlook)} by {spoken(outlook.goal.day)}:"
                if outlook.feasible:
                    met.append((strong, "can be met with the minutes as they are; all it takes is planned."))
                else:
                    missed.append(
                        (strong, f"cannot be met. {self._short(outlook)} {_ways_out(made.situation, outlook)}")
                    )
            away += [self._leave(learner, made, leave) for leave in _leaves(made)]
        if not (missed or met or away):
            return ("No date is set, and nobody is away in the coming four weeks.",)
        return (Bullets(items=[*missed, *met, *away]),)

    def week(self) -> tuple[Part, ...]:
        """Return what falls due in seven days beside what is planned in them, who has to wait for most first."""
        rows = sorted((self._week(learner) for learner in self.plans), key=lambda row: (-row.waits, -row.due, row.name))
        due, waits, planned = (sum(getattr(row, name) for row in rows) for name in ("due", "waits", "planned"))
        minutes, room = sum(row.minutes for row in rows), sum(row.room or 0.0 for row in rows)
        told = (
            f"Within seven days {counted(due, 'skill')} {'falls' if due == 1 else 'fall'} due. "
            f"{counted(planned, 'exercise')} of {_minutes(minutes)} in all {'is' if planned == 1 else 'are'} planned, "
            "new skills among them"
        )
        told += (
            f", in the {_minutes(room)} that there {'is' if _minutes(room) == _minutes(1) else 'are'}. "
            if room
            else ". "
        )
        late = [row.name for row in rows if row.waits]
        told += (
            f"{counted(waits, 'skill')} {'has' if waits == 1 else 'have'} to wait longer: {_listed(late)}."
            if waits
            else "Nothing has to wait longer."
        )
        columns = ("person", "due now", "due in 7 days", "planned", "minutes", "waits")
        cells = [(row.name, f"{row.now}", f"{row.due}", f"{row.planned}", row.took, f"{row.waits}") for row in rows]
        return (told, Table(columns=columns, rows=cells))

    def _week(self, learner: str) -> _Week:
        made = self.plans[learner]
        days = made.days[:_DAYS]
        today, last = days[0].day, days[-1].day
        due = {one.skill: one.due_day for one in _due(made) if one.due_day is not None and one.due_day <= last}
        in_time = {one.skill for day in days for one in day.placements}
        budget, shares = made.situation.budget, made.situation.availability.share
        return _Week(
            name=self.names[learner],
            now=sum(day <= today for day in due.values()),
            due=len(due),
            planned=sum(day.items for day in days),
            minutes=sum(day.minutes for day in days),
            room=None if budget is None else sum(shares(day.day) for day in days) * budget / _MINUTE,
            waits=len(due.keys() - in_time),
        )

    def _leave(self, learner: str, made: Plan, leave: Leave) -> tuple[str, str]:
        first, last = leave.first.toordinal(), leave.last.toordinal()
        before = [one for one in made.placements if one.reserved == leave.id and one.day < first]
        reserved = {one.skill for one in before}
        waits = [one for one in _due(made) if first <= (one.due_day or 0) <= last and one.skill not in reserved]
        told = f"away from {spoken(first)} to {spoken(last)}. "
        come = "comes" if len(before) == 1 else "come"
        told += (
            f"{counted(len(before), 'practice')} {come} before it for that" if before else "Nothing has to come before"
        )
        if waits:
            least = percent(min(one.still_known or 0.0 for one in waits))
            fall = "falls due meanwhile and waits" if len(waits) == 1 else "fall due meanwhile and wait"
            told += f"; {counted(len(waits), 'skill')} {fall}, at least {least} still known"
        return f"{self.names[learner]},", f"{told}."

    def _goal(self, outlook: Outlook) -> str:
        goal = outlook.goal
        if goal.capability is not None:
            return self.curriculum.capabilities[goal.capability].title
        return counted(len(outlook.prospects), "skill")

    def _short(self, outlook: Outlook) -> str:
        short = outlook.shortfalls
        missing = 100 * fmean(outlook.goal.still_known - one.still_known for one in short)
        return (
            f"{len(short)} of {counted(len(outlook.prospects), 'skill')} would be short of "
            f"{percent(outlook.goal.still_known)}, by {amount(missing, missing, 'point', form='.0f')} on average, "
            f"most of all {self._title(short[0].skill)} ({percent(short[0].still_known)})."
        )

    def _title(self, skill: str) -> str:
        return f"“{self.curriculum.skills[skill].title}”"

    def _titles(self, skills: list[str]) -> str:
        return _listed([self._title(skill) for skill in skills])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Week:
    """One person's seven days: skills due today or before, and within them; exercises planned; minutes; skills late."""

    name: str
    now: int
    due: int
    planned: int
    minutes: float
    room: float | None
    waits: int

    @property
    def took(self) -> str:
        """The minutes planned, of those there are."""
        return f"{self.minutes:.0f}" if self.room is None else f"{self.minutes:.0f} of {self.room:.0f}"


def _minutes(minutes: float) -> str:
    return amount(minutes, minutes, "minute", form=",.0f")


def _due(made: Plan) -> list[Placement | Unplaced]:
    """Return what falls due within the days of a plan, whether it stands on one of them or not."""
    return [*made.placements, *made.backlog]


def _leaves(made: Plan) -> Iterator[Leave]:
    """Yield the leaves that touch the days of a plan."""
    first, last = made.days[0].date, made.days[-1].date
    return (leave for leave in made.situation.availability.leaves if leave.first <= last and leave.last >= first)


def _ways_out(situation: Situation, outlook: Outlook) -> str:
    """Return what more time a day, or a later date, would do."""
    ways = []
    if outlook.least_minutes is not None:
        now = "" if situation.budget is None else f" instead of {situation.budget / _MINUTE:g}"
        ways.append(f"{counted(outlook.least_minutes, 'minute')} a day{now}")
    later = first_feasible(situation, outlook)
    if later is not None:
        ways.append(f"{spoken(later.toordinal())} with the minutes as they are")
    return (
        f"{_capital(' or '.join(ways))} would do."
        if ways
        else "No time a day and no date within twelve weeks would do."
    )


def first_feasible(situation: Situation, outlook: Outlook) -> date | None:
    """Return the first date, whole weeks later, on which the goal of *outlook* can be met; nothing is stored for it."""
    goal = outlook.goal
    for weeks in range(1, _MOST_WEEKS + 1):
        later = replace(goal, on=goal.on + timedelta(days=weeks * _DAYS))
        goals = tuple(later if one.id == goal.id else one for one in situation.goals)
        (tried,) = (one for one in plan(replace(situation, goals=goals)).goals if one.goal.id == goal.id)
        if tried.feasible:
            return later.on
    return None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(words: list[str]) -> str:
    """Return *words* as a list in a sentence, the first few of them named."""
    more = len(words) - _MOST_NAMED
    named = [*words[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
