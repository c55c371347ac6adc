"""What goals need: the practices each skill still needs so that enough of it is there on the date, and on which day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce.memory import Standing
from reinforce.practice.planner.assignment import ENDLESS, Assignment
from reinforce.practice.planner.course import Course
from reinforce.practice.planner.placements import Prospect

if TYPE_CHECKING:
    from reinforce.catalog import Exercise
    from reinforce.practice.learner.goals import Goal
    from reinforce.practice.planner.candidate import Candidate
    from reinforce.practice.planner.new_skills import NewSkills
    from reinforce.practice.planner.pool import Pool
    from reinforce.practice.planner.reservations import Reservations

RETRIES = 2
"""Days left, where there are as many, between the last practice for a goal and its date: some of them fail."""

_PATIENCE = 7
"""Where time is limited, practice that is due so many days before one would hold to the date waits for it."""

_MOST_PRACTICES = 40
_EVENNESS = 1.5
"""By how much a day may take more for a goal than the mean of the days on which its practices hold."""

_INTRODUCTION = 0.6
"""New skills of a goal are introduced within this share of the days that are left."""


@dataclass(slots=True)
class _Path:
    """One skill on its way to a goal: its memory so far, when its next practice may come, and those that led there."""

    skill: str
    exercise: Exercise
    cost: int
    later: int
    course: Course
    natural: int
    ends: int
    candidate: Candidate | None = None
    days: list[int] = field(default_factory=list)


class GoalPlanning:
    """
    Plans the goals of one learner, in the order of their dates, into a `Reservations`.

    For each skill the practices up to the date are followed, each on its due day and each a good one. Where not enough
    would be left on the date, one more is put as late as it can be, with `RETRIES` days to spare where there are, and
    not earlier than from where its success holds to the date.
    """

    def __init__(
        self, pool: Pool, new_skills: NewSkills, reservations: Reservations, courses: dict[str, Course]
    ) -> None:
        self._pool, self._new_skills, self._reservations, self._courses = pool, new_skills, reservations, courses
        self._today = pool.situation.today
        self._introduced: dict[str, int] = {}
        self._begun = Counter[int]()
        limited = pool.situation.budget is not None or pool.situation.items is not None
        self._patience = _PATIENCE if limited else 0

    def plan(self) -> list[tuple[Goal, tuple[Prospect, ...]]]:
        """Reserve what all goals need, and return what becomes of their skills."""
        goals = sorted(self._pool.situation.goals, key=lambda goal: (goal.tested_day, goal.id))
        return [(goal, self._aim(goal)) for goal in goals if goal.day >= self._today]

    def _aim(self, goal: Goal) -> tuple[Prospect, ...]:
        latest = min(max(self._today, goal.day - 1), self._pool.last)
        wanted = goal.covers(self._pool.situation.curriculum)
        self._introduce(goal, wanted, latest)
        found: dict[str, Prospect] = {}
        short: list[tuple[bool, int, float, str, _Path]] = []
        for skill in wanted:
            path = self._path(skill)
            if path is None:
                found[skill] = self._without(skill, goal)
                continue
            from_day = self._follow(path, goal, latest)
            if from_day is None:
                found[skill] = self._prospect(path, goal)
            else:
                weight = self._pool.situation.curriculum.skills[skill].priority
                in_vain = self._holds_from(path, goal, latest) is None
                short.append((in_vain, -from_day, -weight, skill, path))
        level = self._level(short, latest)
        for _, opens, _, skill, path in sorted(short, key=lambda one: one[:4]):
            met = self._finish(path, goal, -opens, latest, level=level)
            found[skill] = self._prospect(path, goal, "" if met else "no room")
        return tuple(found[skill] for skill in wanted)

    def _path(self, skill: str) -> _Path | None:
        """Return where *skill* stands; ``None`` if it is kept out of plans, or cannot be begun."""
        pool = self._pool
        if skill in pool.paused:
            return None
        card = pool.cards.get(skill)
        if card is not None and card.last_day is not None and card.due_day is not None:
            exercise = pool.exercise(skill)
            if exercise is None:
                return None
            candidate = pool.candidates.get(skill)
            due, ends = (card.due_day, card.due_day) if candidate is None else (candidate.due, candidate.ends)
            cost, later = pool.cost(exercise), int(pool.typical(skill))
            course = self._course(skill, card.standing, card.last_day)
            return _Path(skill, exercise, cost, later, course, due, ends, candidate)
        begun, exercise = self._introduced.get(skill), self._new_skills.exercises.get(skill)
        if begun is None or exercise is None:
            return None
        cost, later = pool.cost(exercise), int(pool.typical(skill))
        path = _Path(skill, exercise, cost, later, self._course(skill, Standing(), self._today), begun, begun)
        self._practise(path, begun)
        return path

    def _course(self, skill: str, standing: Standing, last: int) -> Course:
        """Return the course of a skill from now on; one for all new ones, under no name, whose memory is alike."""
        policy = self._pool.situation.policy
        name = "" if standing.memory is None and policy.exceptions is None else skill
        if name not in self._courses:
            self._courses[name] = Course(policy.of(skill).memory, standing, last=last, due=last)
        return self._courses[name]

    def _without(self, skill: str, goal: Goal) -> Prospect:
        """Return what becomes of a skill that is on no path to its goal: what is left of it without any practice."""
        pool, card = self._pool, self._pool.cards.get(skill)
        left = 0.0 if card is None else card.retrievability(day=goal.tested_day, policy=pool.situation.policy) or 0.0
        obstacle = "no room" if pool.turns(skill) else "no exercise"
        return Prospect(
            skill=skill,
            still_known=left,
            obstacle=pool.paused[skill].value if skill in pool.paused else obstacle,
        )

    def _follow(self, path: _Path, goal: Goal, latest: int) -> int | None:
        """
        Follow the practices of *path* on their due days; return the day from which one more would hold to the date.

        ``None`` if no more is needed.
        """
        for _ in range(_MOST_PRACTICES):
            if path.course.left(goal.tested_day) >= goal.still_known:
                return None
            day = max(path.natural, self._today)
            holds = self._holds_from(path, goal, latest)
            if day > latest or (holds is not None and holds <= day + self._patience):
                return max(holds or latest, self._today, path.course.last + 1)
            if not self._claim(path, day, latest):
                break
        return max(latest, path.course.last + 1)

    def _holds_from(self, path: _Path, goal: Goal, latest: int) -> int | None:
        """Return the first day on which a good practice would hold to the date; ``None`` if none does."""
        return path.course.holds_from(self._today, latest, tested=goal.tested_day, least=goal.still_known)

    def _level(self, short: list[tuple[bool, int, float, str, _Path]], latest: int) -> int:
        """Return the time that a day should take at most, so that what a goal needs does not come all on one day."""
        if not short:
            return 0
        first = min(-opens for _, opens, *_ in short)
        share = self._pool.situation.share
        days = sum(share(day) > 0 for day in range(first, max(first, latest - RETRIES) + 1))
        return int(_EVENNESS * sum(path.cost for *_, path in short) / max(1, days))

    def _finish(self, path: _Path, goal: Goal, opens: int, latest: int, *, level: int) -> bool:
        """Put the practice that holds to the date, from *opens* on; return whether the goal is met with it."""
        due_by = min(latest, max(path.ends, opens)) if path.natural <= latest else latest
        spare = max(opens, due_by - (RETRIES if due_by == latest else 0))
        today, first, last = self._today, path.course.last + 1, min(spare, latest)
        first = max(first, today + (path.skill in self._pool.held))
        holding = self._reservations.open(max(first, opens) - today, last - today)[::-1]
        late = self._reservations.open(max(first, last + 1) - today, latest - today)
        early = self._reservations.open(first - today, min(opens - 1, latest) - today)[::-1]
        for places, most in ((holding, max(level, path.cost)), ((*holding, *late, *early), ENDLESS)):
            for place in places:
                if self._reservations.fits(place, path.cost, skill=path.skill, most=most):
                    self._put(path, today + place, goal)
                    return path.course.left(goal.tested_day) >= goal.still_known
        return False

    def _may_stand(self, skill: str, day: int, latest: int) -> bool:
        """Whether a day is one of those that are left, and not one that *skill* is kept out of."""
        return self._today + (skill in self._pool.held) <= day <= latest

    def _claim(self, path: _Path, day: int, latest: int) -> bool:
        """
        Let a practice take place on its due day, or on the next with room; return whether there is one.

        For the next practice of a card nothing is reserved: it has its place in the plan anyway.
        """
        for place in self._reservations.open(day - self._today, latest - self._today):
            if self._reservations.fits(place, path.cost, skill=path.skill):
                if path.candidate is None or path.days:
                    self._reservations.claim(place, path.cost, skill=path.skill)
                else:
                    self._reservations.expect(place, path.cost, skill=path.skill)
                self._practise(path, place + self._today)
                return True
        return False

    def _put(self, path: _Path, day: int, goal: Goal) -> None:
        """Reserve *day* for the next practice of *path*, or for one after it."""
        place = day - self._today
        if path.candidate is not None and not path.days and path.skill not in self._reservations.days:
            assignment = Assignment(path.skill, path.exercise, path.cost, path.candidate, reserved=goal.id)
            self._reservations.put(place, assignment)
        elif not path.days and path.skill in self._pool.cards and path.skill not in self._reservations.days:
            self._reservations.put(place, Assignment(path.skill, path.exercise, path.cost, reserved=goal.id))
        else:
            self._reservations.claim(place, path.cost, skill=path.skill)
        self._practise(path, day)

    def _practise(self, path: _Path, day: int) -> None:
        """Follow *path* over a good practice on *day*."""
        path.course = path.course.after(day)
        path.natural = path.ends = path.course.due
        path.days.append(day)
        path.cost = path.later

    def _prospect(self, path: _Path, goal: Goal, obstacle: str = "") -> Prospect:
        return Prospect(
            skill=path.skill,
            still_known=path.course.left(goal.tested_day),
            days=tuple(path.days),
            obstacle=obstacle,
        )

    def _introduce(self, goal: Goal, wanted: tuple[str, ...], latest: int) -> None:
        """Spread the introduction of the new skills of a goal, and of what they build on, over the first days left."""
        new = self._new_skills.exercises.keys() - self._introduced.keys()
        fresh = self._pool.situation.curriculum.with_prerequisites(wanted, among=new)
        if not fresh:
            return
        days = max(1, int((latest - self._today + 1) * _INTRODUCTION))
        for index, skill in enumerate(fresh):
            exercise = self._new_skills.exercises[skill]
            if exercise is None or skill in self._introduced:
                continue
            begun = self._pool.begun_by(exercise) - self._introduced.keys()
            cost = self._pool.cost(exercise)
            skills = self._pool.situation.curriculum.skills
            after = [self._introduced[name] + 1 for name in skills[skill].prerequisites if name in self._introduced]
            first = max((self._today + index * days // len(fresh), *after))
            for day in range(first, latest + 1):
                most = self._pool.most_new(today=day == self._today)
                if most is not None and self._begun[day] + len(begun) > most:
                    continue
                fits = self._reservations.fits(day - self._today, cost, skill=skill, new=begun)
                if self._may_stand(skill, day, latest) and fits:
                    assignment = Assignment(skill, exercise, cost, reserved=goal.id)
                    self._reservations.put(day - self._today, assignment, new=begun)
                    self._introduced |= dict.fromkeys(begun, day)
                    self._begun[day] += len(begun)
                    break
