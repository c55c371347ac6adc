"""
Equal practice, spaced and massed: the same people, skills and numbers of practices, on days that differ.

Every skill is practised equally often: when the engine's session asks for it, or all within one day, an hour apart, or
within one week, as evenly as that can be. No interval is longer than sixty days, so that a year is enough. Each
practice goes through the engine. Whether it succeeds is drawn from a hidden memory whose equations are not the engine's
(`examples.customer_success.hidden_memory`), with one draw for each learner, skill and number of the practice, whatever
the days. What is left afterwards is asked of both: the hidden memory, and the engine's own card.

It is asked at two times. After as long a rest, the days are counted from each skill's own last practice, so that
spacing gains nothing from ending later. On the same date, they are counted from the last spaced practice for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import fmean, median
from typing import TYPE_CHECKING

from examples.customer_success.hidden_memory import Memory, Nature
from examples.levelling.chance import FIRST_MEETING, rating
from examples.levelling.pack import COST, JOURNEY, pack_of
from examples.levelling.scenarios import FIRST_DAY, instant
from reinforce import Engine, ManualClock, Planning, Policy, Quiz
from reinforce.memory import fuzz_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from reinforce import Card, Tenant

RESTS = (30, 90)
"""Days after which it is looked at how much is left."""

_HOUR = timedelta(hours=1)
_LAST_OF_WEEK = 6
_LONGEST_INTERVAL = 60


class Days(StrEnum):
    """On which days a skill is practised: when the engine asks for it, all on one, or all within one week."""

    SPACED = "spaced by the engine"
    WEEK = "within one week"
    DAY = "within one day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Practised:
    """
    One skill of one learner after its practices.

    Attributes:
        card: what the engine holds of it.
        memory: what the learner really holds of it.
        last_day: the day of its last practice, counted from 0.
    """

    card: Card
    memory: Memory
    last_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """
    How much is left, each the mean over learners and skills, from 0 to 1.

    Attributes:
        days: how the practice was spread.
        practices: how many of each skill there were.
        last_day: the day of a skill's last practice, counted from 0: the median.
        rest: so many days after the last practice.
        recalled: the chance that a skill is recalled, by the hidden memory, after as long a rest.
        estimated: the same by the engine's cards: their retrievability.
        recalled_then, estimated_then: the same on the same date: so many days after the last spaced practice.
    """

    days: Days
    practices: int
    last_day: float
    rest: int
    recalled: float
    estimated: float
    recalled_then: float
    estimated_then: float


def retained(
    practices: int, *, learners: int = 20, skills: int = 20, seed: int = 7, store: str = "memory:"
) -> list[Retained]:
    """Return what is left of spaced and of massed practice, so many *practices* of each skill, after each rest."""
    people = [f"p{number:03d}" for number in range(1, learners + 1)]
    clock = ManualClock(instant(0) - _HOUR)
    durability = "normal" if store.startswith("sqlite") else "full"
    with Engine.open(store, clock=clock, durability=durability) as engine:
        planning = Planning(carrying=False, leech_lapses=0)
        policy = Policy(seed=seed, maximum_interval=_LONGEST_INTERVAL, planning=planning)
        done: dict[Days, dict[tuple[str, str], Practised]] = {}
        for days in Days:
            tenant = engine.create_tenant(days.name.lower(), policy=policy)
            tenant.catalog.publish(pack_of(skills))
            done[days] = {}
            for person in people:
                clock.move_to(instant(0) - _HOUR)
                tenant.roster.put(person)
                tenant.roster.enroll(person, journey=JOURNEY)
                course = _Course(tenant, clock, person, practices=practices, seed=seed)
                done[days] |= course.spaced() if days is Days.SPACED else course.massed(days)
        return [_left(days, rest, done, policy) for rest in RESTS for days in Days]


def _left(days: Days, rest: int, done: Mapping[Days, Mapping[tuple[str, str], Practised]], policy: Policy) -> Retained:
    """Return how much is left after a rest, and on the date on which spaced practice has rested as long."""
    ended = [(one, one.last_day + rest) for one in done[days].values()]
    then = [(one, done[Days.SPACED][key].last_day + rest) for key, one in done[days].items()]
    return Retained(
        days=days,
        practices=min(one.card.reps for one, _ in ended),
        last_day=median(one.last_day for one, _ in ended),
        rest=rest,
        recalled=fmean(one.memory.recall(one.card.skill, at=instant(day)) for one, day in ended),
        estimated=fmean(_share(one.card, day, policy) for one, day in ended),
        recalled_then=fmean(one.memory.recall(one.card.skill, at=instant(day)) for one, day in then),
        estimated_then=fmean(_share(one.card, day, policy) for one, day in then),
    )


def _share(card: Card, day: int, policy: Policy) -> float:
    return card.retrievability(day=FIRST_DAY.toordinal() + day, policy=policy) or 0.0


class _Course:
    """One learner who practises each skill of a journey equally often."""

    def __init__(self, tenant: Tenant, clock: ManualClock, learner: str, *, practices: int, seed: int) -> None:
        self._tenant, self._clock, self._learner = tenant, clock, learner
        self._practices, self._seed = practices, seed
        nature = Nature.drawn(learner, seed=seed)
        # A memory for each skill, so that what is asked of one does not depend on when others were practised.
        self._memories = {
            skill: Memory(learner, nature=nature, skills=(skill,), started_at=instant(0) - _HOUR, seed=seed)
            for skill in tenant.catalog.curriculum().order([JOURNEY])
        }
        self._done: dict[str, Practised] = {}

    def spaced(self) -> dict[tuple[str, str], Practised]:
        """Practise each day what the session asks for, until every skill has had its practices."""
        day: int | None = 0
        while day is not None:
            self._clock.move_to(instant(day))
            for skill in self._asked():
                self._practise(skill, at=instant(day), day=day)
                if self._done[skill].card.reps == self._practices:
                    self._tenant.practice.suspend(self._learner, skill)
            day = self._next(day)
        return self._named()

    def massed(self, days: Days) -> dict[tuple[str, str], Practised]:
        """Practise every skill within one day, or one week."""
        for number in range(self._practices):
            day = round(number * _LAST_OF_WEEK / max(1, self._practices - 1)) if days is Days.WEEK else 0
            self._clock.move_to(instant(day) + number * _HOUR)
            for skill in self._memories:
                self._practise(skill, at=self._clock.now(), day=day)
        return self._named()

    def _asked(self) -> Iterator[str]:
        for item in self._tenant.practice.session(self._learner):
            if isinstance(item, Quiz):
                yield from (question.skill for question in item.questions)

    def _practise(self, skill: str, *, at: datetime, day: int) -> None:
        memory, before = self._memories[skill], self._done.get(skill)
        went = rating(
            FIRST_MEETING if before is None else memory.recall(skill, at=at),
            seed=self._seed,
            learner=self._learner,
            skill=skill,
            repetition=0 if before is None else before.card.reps,
        )
        memory.practise(skill, at=at, seconds=COST.total_seconds())
        (card,) = self._tenant.practice.review(self._learner, skill, went).cards
        self._done[skill] = Practised(card=card, memory=memory, last_day=day)

    def _next(self, day: int) -> int | None:
        """Return the next day on which a session can hold anything; ``None`` once every skill has had its practices."""
        if len(self._done) < len(self._memories):
            return day + 1
        unfinished = [one for one in self._done.values() if one.card.reps < self._practices]
        return max(day + 1, min(map(self._opens, unfinished))) if unfinished else None

    def _opens(self, one: Practised) -> int:
        """Return the first day of a card's fuzz range."""
        policy, state = self._tenant.policy, one.card.memory
        interval = 0 if state is None else policy.memory.interval_days(state)
        return one.last_day + fuzz_range(interval, maximum_interval=policy.maximum_interval)[0]

    def _named(self) -> dict[tuple[str, str], Practised]:
        return {(self._learner, skill): one for skill, one in self._done.items()}


def rows(results: Sequence[Retained]) -> list[list[str]]:
    """Return a table of *results*: a head, and a row for each number of practices, rest, and way to spread them."""
    return [
        [
            "Equal practice",
            "practices",
            "last on day",
            "days of rest",
            "recalled",
            "by the cards",
            "same date: recalled",
            "same date: by the cards",
        ],
        *(
            [
                str(one.days),
                str(one.practices),
                f"{one.last_day + 1:g}",
                str(one.rest),
                *(f"{value:.3f}" for value in (one.recalled, one.estimated, one.recalled_then, one.estimated_then)),
            ]
            for one in results
        ),
    ]
