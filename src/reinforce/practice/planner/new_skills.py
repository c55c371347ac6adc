"""New skills: in which order they are introduced, when what they build on holds, and how many a day can be carried."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reinforce.journal import Rating
from reinforce.memory import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.catalog import Exercise
    from reinforce.memory import MemoryModel
    from reinforce.practice.planner.pool import Pool
    from reinforce.practice.planner.situation import Situation

WEEKS_AHEAD = 28
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
        introduced: how many were introduced today already.
        holding: skills that others can build on.
        lacking: by new skill, what it builds on that does not hold yet.
    """

    pool: Pool
    queue: dict[str, Exercise | None] = field(init=False)
    exercises: dict[str, Exercise | None] = field(init=False)
    limit: int | None = field(init=False, default=None)
    introduced: int = field(init=False)
    holding: set[str] = field(init=False)
    lacking: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Put the new skills into their order."""
        pool, situation = self.pool, self.pool.situation
        self.queue = {
            skill: pool.exercise(skill)
            for skill in wanted(situation)
            if skill not in pool.cards and skill not in pool.paused
        }
        self.exercises = dict(self.queue)
        self.holding = {skill for skill in pool.cards if pool.holds(skill)}
        self.introduced = sum(card.last_day == situation.today and card.reps == 1 for card in pool.cards.values())
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
        return None if self.limit is None else max(0, self.limit - today * self.introduced)

    def most(self, *, today: bool) -> int | None:
        """Return how many more may be introduced on a day at most, whatever asks for them."""
        limit = self.pool.situation.policy.planning.new_skills
        return None if limit is None else max(0, limit - today * self.introduced)

    def begin(self, skill: str) -> None:
        """Note that *skill* has been introduced."""
        self.exercises.pop(skill, None)

    def end_day(self, practised: set[str]) -> None:
        """Note what was practised on a day, and is taken to have gone well."""
        if practised - self.holding:
            self.holding |= practised
            self._look()

    def _look(self) -> None:
        """See anew what each new skill still waits for; a skill that was retired is waited for no more."""
        skills = self.pool.situation.curriculum.skills
        self.lacking = {
            skill: tuple(name for name in skills[skill].prerequisites if name in skills and name not in self.holding)
            for skill in self.exercises
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
    days = range(situation.today, situation.today + WEEKS_AHEAD)
    shares = [situation.share(day) for day in days]
    working = sum(share > 0 for share in shares)
    spare = budget * sum(shares) - pool.late - sum(pool.expected[:WEEKS_AHEAD])
    costs = [pool.typical(skill) for skill, exercise in new_skills.exercises.items() if exercise is not None]
    if not costs or not working:
        return 0
    each = first_practices(situation.policy.memory) * sum(costs) / len(costs)
    return max(0, -int(-(spare / max(each, 1)) // working))


def first_practices(model: MemoryModel) -> int:
    """Return how often a new skill is practised in its first 28 days, if all goes well."""
    standing, day, count = Standing(), 0, 0
    elapsed = 0
    while day < WEEKS_AHEAD:
        scheduled = model.review(standing, Rating.Good, elapsed_days=elapsed)
        standing, count = scheduled.standing, count + 1
        elapsed = scheduled.interval_days or 1
        day += elapsed
    return count


def wanted(situation: Situation) -> dict[str, None]:
    """Return, in order, the skills to be introduced if they are new: of journeys and goals, then what was reset."""
    reset = (
        skill
        for skill, card in sorted(situation.cards.items())
        if card.memory is None and card.reps and skill in situation.curriculum.skills
    )
    return dict.fromkeys((*_wanted(situation), *reset))


def _wanted(situation: Situation) -> Iterator[str]:
    """Yield the skills of journeys, which may be gone, and then of goals, in order, each after its prerequisites."""
    curriculum = situation.curriculum
    goals = sorted(situation.goals, key=lambda goal: (goal.tested_day, goal.id))
    ahead = [
        *curriculum.order(name for name in situation.journeys if name in curriculum.journeys),
        *(name for goal in goals if goal.day >= situation.today for name in goal.covers(curriculum)),
    ][::-1]
    begun: set[str] = set()
    while ahead:
        skill = ahead[-1]
        if skill in begun:
            yield ahead.pop()
            continue
        begun.add(skill)
        prerequisites = curriculum.skills[skill].prerequisites
        ahead += (name for name in prerequisites[::-1] if name in curriculum.skills and name not in begun)
