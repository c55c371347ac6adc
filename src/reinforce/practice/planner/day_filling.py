"""Filling days: which candidate and which new skill stands on which day, within the limits of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reinforce.practice.planner.assignment import ENDLESS, Assignment, Filled, FillingDay, capacities
from reinforce.practice.planner.pool import GROWTH, MICROSECOND, SPAN
from reinforce.practice.planner.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reinforce.practice.planner.candidate import Candidate
    from reinforce.practice.planner.new_skills import NewSkills
    from reinforce.practice.planner.pool import Pool
    from reinforce.practice.planner.reservations import Reservations

_LEAD = 1.25
"""How much more than its even share a day takes, so that practice comes a little before its due day, not after."""

_CATCH_UP = 3
"""Days over which what is late is worked off, where there is time for it."""

_LONGEST_WAITING = 5
"""Every so manieth place goes, where something is late, to what has waited longest, whatever it gains."""


class DayFilling:
    """One run over the days with one budget; made, run once, and thrown away."""

    def __init__(self, pool: Pool, new_skills: NewSkills, reservations: Reservations, *, budget: int | None) -> None:
        situation, planning = pool.situation, pool.situation.policy.planning
        self._pool, self._new_skills, self._reservations = pool, new_skills, reservations
        self._today = situation.today
        count = pool.last - self._today + 1
        self._shares = [situation.share(self._today + day) for day in range(count + SPAN)]
        self._caps = capacities(pool, budget)
        self._limits = None if pool.limits is None else pool.limits.anew()
        self._levelling, self._long, self._ahead = planning.levelling, planning.long_exercises, situation.ahead
        self._least = planning.required // MICROSECOND, planning.required_items
        self._spent, self._picks = situation.spent // MICROSECOND, situation.spent_items
        self._filled = Filled([[] for _ in range(count)], [0.0] * count, new_skills)
        self._due, self._open, self._waiting = Queue(pool.ranked), Queue(pool.ranked), Queue(pool.seniors)
        self._overdue, self._begun = set[str](), set[str]()
        self._behind: float = pool.late

    def run(self) -> Filled:
        """Fill every day in turn."""
        windows, reserved = self._pool.windows, self._reservations.days
        self._lapse(windows.ending.get(-1, ()))
        for place in range(len(self._filled.days)):
            for queue, coming in ((self._open, windows.opening), (self._due, windows.falling)):
                found = coming.get(place, ())
                queue.extend(one.rank for one in found if not reserved or one.card.skill not in reserved)
            if self._shares[place]:
                self._fill(place, windows.ending.get(place, ()))
            self._lapse(windows.ending.get(place, ()))
            self._behind += self._pool.expected[place] - self._filled.renewals[place]
            self._behind -= sum(assignment.cost for assignment in self._filled.days[place] if assignment.candidate)
        return self._filled

    def _lapse(self, ended: Sequence[Candidate]) -> None:
        """Count what does not stand on a day by the end of its window as late from now on."""
        placed, reserved = self._filled.placed, self._reservations.days
        late = [one for one in ended if one.card.skill not in placed and one.card.skill not in reserved]
        self._overdue.update(one.card.skill for one in late)
        self._waiting.extend(one.seniority for one in late)

    def _fill(self, place: int, ending: Sequence[Candidate]) -> None:
        """Fill one day: what is reserved, what must be, what is due up to the level, new skills, what is early."""
        room, places = self._caps[place]
        day = FillingDay(place, room, places, self._spent if place == 0 else 0)
        for assignment in self._reservations.on(place):
            self._put(day, assignment)
        claimed = self._reservations.claimed.get(place, 0)
        day.room = max(0, day.room - claimed)
        placed, reserved = self._filled.placed, self._reservations.days
        must = [one for one in ending if one.card.skill not in placed and one.card.skill not in reserved]
        fits = sum(candidate.cost for candidate in must) <= day.room and len(must) <= day.places
        level = self._level(place) if fits and self._levelling else ENDLESS
        for candidate in must if fits else ():
            self._take(day, candidate)
        self._work_off(day, level)
        if self._shares[place] < 1:
            self._shorten(day, level)
        waiting = self._introduce(day)
        if not waiting:
            self._pull_forward(day, level)
        if place == 0 and self._ahead:
            self._go_ahead(day)
        for candidate in day.aside:
            is_due = candidate.due <= self._today + place or candidate.card.skill in self._overdue
            (self._due if is_due else self._open).push(candidate.rank)
            if candidate.card.skill in self._overdue:
                self._waiting.push(candidate.seniority)
        if self._long and not day.assignments and not day.load:
            self._let_in_long(day)
        self._filled.days[place] = day.assignments
        self._new_skills.end_day(
            {skill for assignment in day.assignments for skill in (assignment.skill, *assignment.covered)}
        )

    def _level(self, place: int) -> float:
        """
        Return the time that practice should take on a day, so that no day takes more than others with its load.

        It is the mean of what is expected in the days to come, with a part of what is late, or what the days so far of
        this plan have left over or done in advance.
        """
        ahead = self._shares[place : place + SPAN]
        expected = sum(self._pool.expected[place : place + SPAN])
        before = self._spent if place == 0 else 0
        behind = self._behind * (SPAN / _CATCH_UP if self._behind > 0 else 1)
        level = _LEAD * (expected + before + behind) * self._shares[place] / max(sum(ahead), 1)
        return max(self._least[0] * self._shares[place], level - self._filled.renewals[place])

    def _work_off(self, day: FillingDay, level: float) -> None:
        """Take what is due, best first, up to the level; every fifth place goes to what has waited longest."""
        while day.places:
            longest = self._overdue and self._picks % _LONGEST_WAITING == _LONGEST_WAITING - 1
            queue = self._waiting if longest else self._due
            candidate = queue.pop(day.room, self._filled.placed)
            if candidate is None and longest:
                self._picks += 1
                continue
            if candidate is None:
                return
            if candidate.card.skill in day.refused:
                continue
            if self._is_enough(day, candidate, level) and day.load:
                day.aside.append(candidate)
                return
            if candidate.card.skill in day.relatives and candidate.card.skill not in self._overdue:
                day.aside.append(candidate)
            else:
                self._take(day, candidate)

    def _shorten(self, day: FillingDay, level: float) -> None:
        """On a day with less time, take what is due with another exercise where its turn is one that is too long."""
        whole = self._caps[day.place][0]
        for candidate in self._pool.ranked:
            if not day.places or candidate.cost <= whole or candidate.due > self._today + day.place:
                continue
            skill = candidate.card.skill
            exercise = self._pool.shorter(candidate, day.room) if skill not in self._filled.placed else None
            if exercise is not None and skill not in self._reservations.days:
                cost = self._pool.cost(exercise)
                if not day.load or day.load + cost / 2 <= level:
                    self._put(day, Assignment(skill, exercise, cost, candidate))

    def _pull_forward(self, day: FillingDay, level: float) -> None:
        """Take what may come early, best first, as far as it levels the load."""
        while day.places and self._levelling:
            candidate = self._open.pop(min(day.room, 2 * (level - day.load)), self._filled.placed)
            if candidate is None:
                return
            if candidate.card.skill in day.refused:
                continue
            if candidate.card.skill in day.relatives:
                day.aside.append(candidate)
            else:
                self._take(day, candidate)

    def _is_enough(self, day: FillingDay, candidate: Candidate, level: float) -> bool:
        """Whether a day is nearer to its level without *candidate*, and holds what is required."""
        if self._least[1] > len(day.assignments):
            return False
        return day.load + candidate.cost / 2 > level

    def _go_ahead(self, day: FillingDay) -> None:
        """Take what opens within the days to practise ahead, best first, as long as there is room."""
        for candidate in self._pool.ranked:
            skill, opens_in_time = candidate.card.skill, candidate.opens <= self._today + self._ahead
            if opens_in_time and skill not in self._pool.held:
                self._put(day, Assignment(skill, candidate.exercise, candidate.cost, candidate, ahead=True))

    def _introduce(self, day: FillingDay) -> bool:
        """Introduce what new skills the day has room for; return whether one is left that only room keeps out."""
        left = self._new_skills.left(today=day.place == 0)
        waiting = False
        for skill, exercise in self._new_skills.ready(today=day.place == 0):
            if left is not None and day.begun >= left:
                break
            if skill in self._filled.placed or skill in self._reservations.days:
                continue
            cost = self._pool.cost(exercise)
            if day.places and cost <= day.room:
                self._put(day, Assignment(skill, exercise, cost))
            else:
                waiting = True
        return waiting

    def _let_in_long(self, day: FillingDay) -> None:
        """Give a day on which nothing fits to the one exercise that comes first, though it takes longer."""
        if day.room < self._caps[day.place][0] or not day.room or not day.places:
            return
        candidate = self._due.pop(ENDLESS, self._filled.placed)
        if candidate is not None:
            self._take(day, candidate)
            return
        today = day.place == 0
        for skill, exercise in self._new_skills.ready(today=today)[: self._new_skills.left(today=today)]:
            self._put(day, Assignment(skill, exercise, self._pool.cost(exercise)), whole=True)
            return

    def _take(self, day: FillingDay, candidate: Candidate) -> None:
        self._put(day, Assignment(candidate.card.skill, candidate.exercise, candidate.cost, candidate), whole=True)

    def _put(self, day: FillingDay, assignment: Assignment, *, whole: bool = False) -> None:
        """Let *choice* stand on the day, with the other skills that its exercise covers; *whole* past any limit."""
        placed, skill = self._filled.placed, assignment.skill
        if skill in placed:
            return
        if not (whole or (assignment.cost <= day.room and day.places)) or self._new_skills.lacking.get(skill):
            if assignment.reserved:
                self._reservations.defer(assignment, day.place)
            return
        found = next((one for one in self._ways(day, assignment) if self._is_within(day, one)), None)
        if found is None:
            self._put_off(day, assignment)
            return
        assignment = found
        for name in (skill, *assignment.covered):
            placed[name] = day.place
            self._new_skills.begin(name)
            candidate = self._pool.candidates.get(name)
            if candidate is not None:
                self._overdue.discard(name)
                self._renew(day.place, candidate)
        self._begin(day, assignment)
        day.relatives |= self._pool.situation.curriculum.related(skill)
        day.assignments.append(assignment)
        day.room = max(0, day.room - assignment.cost)
        day.places -= 1
        day.load += assignment.cost
        self._picks += 1

    def _ways(self, day: FillingDay, assignment: Assignment) -> Iterator[Assignment]:
        """Yield *assignment*, and where it begins other skills, the same practice with exercises that begin fewer."""
        yield self._covering(day, assignment)
        most = len(self._begun_by(assignment))
        for exercise in self._pool.turns(assignment.skill) if most > 1 or (most and assignment.candidate) else ():
            cost = self._pool.cost(exercise)
            other = replace(assignment, exercise=exercise, cost=cost)
            if cost <= max(day.room, assignment.cost) and len(self._begun_by(other)) < most:
                yield self._covering(day, other)

    def _covering(self, day: FillingDay, assignment: Assignment) -> Assignment:
        """Return *assignment* with the other skills that it practises, as far as they stand on no day yet."""
        skills = () if assignment.exercise is None else assignment.exercise.skills
        placed, kept_out = self._filled.placed, self._pool.paused
        assignment.covered = tuple(
            name
            for name in skills
            if name != assignment.skill
            and not (name in placed or name in kept_out or (not day.place and name in self._pool.held))
        )
        return assignment

    def _begun_by(self, assignment: Assignment) -> frozenset[str]:
        """Return the skills that an exercise is the first to practise, whether or not they stand in the plan."""
        if assignment.exercise is None:
            return frozenset(() if assignment.candidate else (assignment.skill,)) - self._begun
        return self._pool.begun_by(assignment.exercise) - self._begun

    def _is_within(self, day: FillingDay, assignment: Assignment) -> bool:
        """Whether the limits of new skills, and what is set for some skills, let *assignment* stand on the day."""
        new, most = self._begun_by(assignment), self._pool.most_new(today=day.place == 0)
        if most is not None and new and day.begun + len(new) > most:
            return False
        return self._limits is None or self._limits.fits(day.place, assignment.skills, assignment.cost, new=new)

    def _put_off(self, day: FillingDay, assignment: Assignment) -> None:
        """Let what no limit leaves room for on the day wait for another."""
        assignment.covered = ()
        if assignment.reserved:
            self._reservations.defer(assignment, day.place)
        elif assignment.candidate is not None and assignment.skill not in day.refused:
            day.refused.add(assignment.skill)
            day.aside.append(assignment.candidate)

    def _begin(self, day: FillingDay, assignment: Assignment) -> None:
        """Count what *assignment* takes of the limits of new skills, and of what is set for some skills."""
        new = self._begun_by(assignment)
        if self._limits is not None:
            self._limits.take(day.place, assignment.skills, assignment.cost, new=new)
        day.begun += len(new)
        self._begun |= new

    def _renew(self, place: int, candidate: Candidate) -> None:
        """Note when the practices after the one on a day are expected."""
        interval: float = candidate.interval
        renewals, next_at = self._filled.renewals, place + candidate.interval
        while next_at < len(renewals):
            renewals[next_at] += candidate.renewal
            interval *= GROWTH
            next_at += int(interval)
