"""Days reserved in advance: for goals, and for what a leave would let go before it could be practised again."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce.practice.cards.success import chance
from reinforce.practice.learner.availability import OnLeave
from reinforce.practice.planner.assignment import ENDLESS, Assignment
from reinforce.practice.planner.gain import practised
from reinforce.practice.planner.pool import SPAN

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from reinforce.practice.learner.availability import Leave
    from reinforce.practice.planner.candidate import Candidate
    from reinforce.practice.planner.pool import Pool
    from reinforce.practice.planner.subject_limits import SubjectLimits

LOSS = 0.05
"""What practice before a leave must gain, in retrievability on the day of return, to be worth a place there."""

_MOST_LOAD = 2
"""Without a budget, the days before a leave take up to so many times the load of a mean day."""


@dataclass(slots=True)
class Reservations:
    """
    What is reserved on which day, counted from today.

    Attributes:
        room: time and places left on each day.
        shortest: the time of the shortest exercise; a day with less left is not looked at any more.
        limits: what is set for some of the skills, less what is reserved; ``None`` where nothing is.
        days: by skill, the day that its next practice is reserved on.
        claimed: by day, the time, in microseconds, that practices after the next are reserved for.
    """

    room: list[tuple[int, int]]
    shortest: int
    limits: SubjectLimits | None = None
    days: dict[str, int] = field(default_factory=dict)
    claimed: dict[int, int] = field(default_factory=dict)
    _assignments: dict[int, list[Assignment]] = field(default_factory=dict)
    _taken: dict[int, int] = field(default_factory=dict)
    _open: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._open = [place for place, (room, places) in enumerate(self.room) if room >= self.shortest and places > 0]

    def on(self, place: int) -> list[Assignment]:
        """Return what is reserved on a day."""
        return self._assignments.get(place, [])

    def fits(self, place: int, cost: int, *, skill: str, most: int = ENDLESS, new: Container[str] = ()) -> bool:
        """Whether a day has room for practice of *skill*, which may be *new*, with at most *most* reserved on it."""
        room, places = self.room[place]
        if cost > room or places <= 0:
            return False
        if self.limits is not None and not self.limits.fits(place, (skill,), cost, new=new):
            return False
        return self._taken.get(place, 0) + cost <= most

    def open(self, first: int, last: int) -> list[int]:
        """Return the days from *first* to *last* that have room for the shortest exercise, in order."""
        return self._open[bisect_left(self._open, first) : bisect_left(self._open, last + 1)]

    def put(self, place: int, assignment: Assignment, *, new: Container[str] = ()) -> None:
        """Reserve a day for the next practice of a skill, which may be *new*."""
        self._use(place, assignment.cost, assignment.skill, new)
        self._taken[place] = self._taken.get(place, 0) + assignment.cost
        self.days[assignment.skill] = place
        self._assignments.setdefault(place, []).append(assignment)

    def claim(self, place: int, cost: int, *, skill: str) -> None:
        """Reserve a day for a practice after the next."""
        self._use(place, cost, skill)
        self._taken[place] = self._taken.get(place, 0) + cost
        self.claimed[place] = self.claimed.get(place, 0) + cost

    def expect(self, place: int, cost: int, *, skill: str) -> None:
        """Leave room on a day for a practice that comes there by itself."""
        self._use(place, cost, skill)

    def defer(self, assignment: Assignment, place: int) -> None:
        """Let what cannot stand on a day, since what it builds on does not hold yet, try the next."""
        if place + 1 < len(self.room):
            self._assignments.setdefault(place + 1, []).append(assignment)

    def _use(self, place: int, cost: int, skill: str, new: Container[str] = ()) -> None:
        if self.limits is not None:
            self.limits.take(place, (skill,), cost, new=new)
        room, places = self.room[place]
        self.room[place] = room - cost, places - 1
        if (room - cost < self.shortest or places <= 1) and room >= self.shortest and places > 0:
            del self._open[bisect_left(self._open, place)]


def before_leaves(pool: Pool, reservations: Reservations) -> None:
    """
    Reserve days before each leave with `OnLeave.SPREAD` for what it would let go.

    Of the cards that fall due during the leave, those are practised before it that gain at least `LOSS` of retention,
    as it would be on the day of return, best first by the gain for each minute, each on the latest day with room among
    the ten before the leave. The others wait for the return, where what is late is spread over several days.
    """
    for leave in pool.situation.availability.leaves:
        if leave.policy is OnLeave.SPREAD and leave.first.toordinal() > pool.situation.today:
            _before(pool, reservations, leave)


def _before(pool: Pool, reservations: Reservations, leave: Leave) -> None:
    today, first, back = pool.situation.today, leave.first.toordinal(), leave.last.toordinal() + 1
    eve, most = (
        first - 1,
        ENDLESS if pool.situation.budget is not None else int(_MOST_LOAD * sum(pool.expected[:SPAN]) / SPAN),
    )
    if eve > pool.last:
        return
    ranked: list[tuple[float, str, Candidate]] = []
    for skill, candidate in _falling(pool, reservations, first, back):
        gain = _saved(pool, candidate, eve, back)
        if gain >= LOSS:
            ranked.append((-gain * candidate.weight / candidate.cost, skill, candidate))
    for _, skill, candidate in sorted(ranked, key=lambda one: one[:2]):
        soonest = max(today + (skill in pool.held), first - SPAN, (candidate.card.last_day or 0) + 1)
        for day in range(eve, soonest - 1, -1):
            if reservations.fits(day - today, candidate.cost, skill=skill, most=max(most, candidate.cost)):
                assignment = Assignment(skill, candidate.exercise, candidate.cost, candidate, reserved=leave.id)
                reservations.put(day - today, assignment)
                break


def _falling(pool: Pool, reservations: Reservations, first: int, back: int) -> Iterable[tuple[str, Candidate]]:
    """Return the candidates that fall due during a leave and cannot wait for its end."""
    return (
        (skill, candidate)
        for skill, candidate in pool.candidates.items()
        if first <= candidate.due < back and candidate.ends < back and skill not in reservations.days
    )


def _saved(pool: Pool, candidate: Candidate, eve: int, back: int) -> float:
    """Return how much more would be left on the day of return with a good practice on the eve, as expected."""
    model, card = pool.situation.policy.of(candidate.skill).memory, candidate.card
    if card.memory is None or card.last_day is None:
        return 0.0
    policy, shown = pool.situation.policy, pool.ability
    memory, _ = practised(card, day=eve, policy=policy)
    likely = chance(card, day=eve, policy=policy, ability=shown)
    after = model.retrievability(memory, elapsed_days=back - eve)
    return likely * (after - model.retrievability(card.memory, elapsed_days=back - card.last_day))
