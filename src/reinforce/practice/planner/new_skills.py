"""New skills: in which order they are introduced, when what they build on holds, and how many a day can be carried."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce.journal import Rating
from reinforce.memory import Standing

if TYPE_CHECKING:
    from reinforce.catalog import Exercise
    from reinforce.memory import MemoryModel
    from reinforce.practice.planner.pool import Pool

_WEEKS_AHEAD = 28
"""Days over which new skills must be carried."""


@dataclass(slots=True)
class NewSkills:
    """
    The new skills of one learner, as a plan introduces them day by day.

    Attributes:
        pool: the cards they meet.
        queue: all new skills, in order, with what each would begin with; ``None`` for nothing.
        exercises: those of them that are not introduced yet.
        limit: how many may be introduced on a day; ``None`` for no limit.
        holding: skills that others can build on.
        lacking: by new skill, what it builds on that does not hold yet.
    """

    pool: Pool
    queue: dict[str, Exercise | None] = field(init=False)
    exercises: dict[str, Exercise | None] = field(init=False)
    limit: int | None = field(init=False, default=None)
    holding: set[str] = field(init=False)
    lacking: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Put the new skills into their order."""
        pool = self.pool
        self.queue = {skill: pool.exercise(skill) for skill in pool.new()}
        self.exercises = dict(self.queue)
        self.holding = {skill for skill in pool.cards if pool.holds(skill)}
        self.lacking = {skill: pool.situation.curriculum.prerequisites(skill) for skill in self.queue}
        self._look()

    def ready(self, *, today: bool) -> list[tuple[str, Exercise]]:
        """Return the new skills that can be introduced on a day, with what they begin with, in order."""
        held = self.pool.held if today else ()
        return [
            (skill, exercise)
            for skill, exercise in self.exercises.items()
            if exercise is not None and not self.lacking[skill] and skill not in held
        ]

    def left(self, *, today: bool) -> int | None:
        """Return how many more may be introduced on a day, as far as the coming weeks can carry them."""
        return None if self.limit is None else max(0, self.limit - today * len(self.pool.introduced))

    def begin(self, skill: str) -> None:
        """Note that *skill* has been introduced."""
        self.exercises.pop(skill, None)

    def end_day(self, practised: set[str]) -> None:
        """Note what was practised on a day, and is taken to have gone well."""
        if practised - self.holding:
            self.holding |= practised
            self._look()

    def _look(self) -> None:
        """See anew what each new skill still waits for: never for more than before."""
        self.lacking = {
            skill: tuple(name for name in self.lacking[skill] if name not in self.holding) for skill in self.exercises
        }


def carried(pool: Pool, new_skills: NewSkills, *, budget: int | None) -> int | None:
    """
    Return how many new skills a day the coming weeks can carry; ``None`` without a budget.

    What the budget leaves over the next 28 days, after the practice that the present cards will need if it goes well,
    is divided by what one new skill needs in its first 28 days, and spread over the working days. It is rounded up, so
    that a little room over is enough for one skill a day until it is used up.
    """
    if budget is None:
        return None
    situation = pool.situation
    days = range(situation.today, situation.today + _WEEKS_AHEAD)
    shares = [situation.share(day) for day in days]
    working = sum(share > 0 for share in shares)
    spare = budget * sum(shares) - pool.late - sum(pool.expected[:_WEEKS_AHEAD])
    costs: dict[int, tuple[MemoryModel, list[float]]] = {}
    for skill, exercise in new_skills.exercises.items():
        if exercise is not None:
            model = situation.policy.of(skill).memory
            costs.setdefault(id(model), (model, []))[1].append(pool.typical(skill))
    if not costs or not working:
        return 0
    taken = sum(first_practices(model) * sum(some) for model, some in costs.values())
    each = taken / sum(len(some) for _, some in costs.values())
    return max(0, -int(-(spare / max(each, 1)) // working))


def first_practices(model: MemoryModel) -> int:
    """Return how often a new skill is practised in its first 28 days, if all goes well."""
    standing, day, count = Standing(), 0, 0
    elapsed = 0
    while day < _WEEKS_AHEAD:
        scheduled = model.review(standing, Rating.Good, elapsed_days=elapsed)
        standing, count = scheduled.standing, count + 1
        elapsed = scheduled.interval_days or 1
        day += elapsed
    return count
