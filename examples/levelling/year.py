"""One learner's year through the engine: what they practised on which day, and what they had left of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from examples.levelling.chance import FIRST_MEETING, draw, rating
from examples.levelling.pack import COST, JOURNEY, pack_of
from examples.levelling.picker import Picker
from examples.levelling.scenarios import FIRST_DAY, NEW_SKILLS, SETTLED, Arm, instant
from reinforce import Answer, Engine, Load, ManualClock, OnLeave, Planning, Policy, Quiz, QuizAttempt
from reinforce.memory import fuzz_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examples.levelling.scenarios import Scenario
    from reinforce import Card, Rating, Tenant

_SAMPLED = 5
"""Every so manieth day it is looked at how much is left of all cards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """
    What is the same for all lives of a comparison.

    Attributes:
        learners: how many people are simulated.
        skills: how many skills there are to remember.
        days: how long.
        seed: what all chance is drawn from; the same for each way to choose days.
        store: where the engine keeps what happens; by default each life has a store in memory of its own.
    """

    learners: int = 20
    skills: int = 200
    days: int = 365
    seed: int = 7
    store: str = "memory:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Whose year it is: one learner, in one scenario, whose days are chosen in one way."""

    scenario: Scenario
    arm: Arm
    learner: str
    setting: Setting


@dataclass(slots=True, kw_only=True)
class Year:
    """
    What was noted in one life, day by day.

    Attributes:
        minutes: the time that was practised.
        present: whether the learner was there to practise.
        introduced: the days on which new skills were introduced, from 1 on, one for each skill.
        late: how many cards had the last day of their fuzz range behind them in the morning.
        at_review: after the first days, the retrievability of each card when it was practised, 0 to 1.
        retained: after the first days, every fifth evening, the mean retrievability of all cards, 0 to 1.
    """

    minutes: list[float] = field(default_factory=list)
    present: list[bool] = field(default_factory=list)
    introduced: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    at_review: list[float] = field(default_factory=list)
    retained: list[float] = field(default_factory=list)


def live(life: Life) -> Year:
    """Return what comes of a *life*, through an engine; its tenant must not be in the store yet."""
    clock = ManualClock(instant(0) - timedelta(hours=1))
    setting, arm = life.setting, life.arm
    planning = Planning(
        budget=life.scenario.budget if arm in (Arm.PLANNED, Arm.HELD) else None,
        levelling=arm is not Arm.DUE,
        new_skills=NEW_SKILLS,
        carrying=False,
        leech_lapses=0,
    )
    # What is made anew each time may lose its last commits when the power fails.
    durability = "normal" if setting.store.startswith("sqlite") else "full"
    with Engine.open(setting.store, clock=clock, durability=durability) as engine:
        name = f"{life.scenario.id}-{arm.name.lower()}-{life.learner}"
        tenant = engine.create_tenant(name, policy=Policy(seed=setting.seed, planning=planning))
        tenant.catalog.publish(pack_of(setting.skills))
        tenant.roster.put(life.learner)
        tenant.roster.enroll(life.learner, journey=JOURNEY)
        if arm is not Arm.PICKED:
            tenant.roster.set_availability(life.learner, week=life.scenario.week)
        return _Living(life, tenant, clock).run()


class _Living:
    """A life while it goes on."""

    def __init__(self, life: Life, tenant: Tenant, clock: ManualClock) -> None:
        self._life, self._tenant, self._clock = life, tenant, clock
        self._policy, self._learner, self._seed = tenant.policy, life.learner, life.setting.seed
        self._picker = Picker(self._policy, week=life.scenario.week, seed=self._seed)
        self._unmet = list(tenant.catalog.curriculum().order([JOURNEY]))[::-1]
        self._cards: dict[str, Card] = {}
        self._ends: dict[str, int] = {}
        self._year = Year()

    def run(self) -> Year:
        """Go through the days."""
        year, scenario = self._year, self._life.scenario
        for day in range(self._life.setting.days):
            self._clock.move_to(instant(day))
            if scenario.leave and day == scenario.announced:
                self._announce()
            today = FIRST_DAY.toordinal() + day
            year.late.append(sum(end < today for end in self._ends.values()))
            year.present.append(self._is_there(day))
            practised = sum(1 for _ in self._practise(day, today)) if year.present[-1] else 0
            year.minutes.append(practised * COST / timedelta(minutes=1))
            if day >= SETTLED and day % _SAMPLED == 0:
                year.retained.append(fmean(self._left(card, today) for card in self._cards.values()))
        return year

    def _announce(self) -> None:
        """Tell the engine of the leave, if it plans."""
        policy = {Arm.PLANNED: OnLeave.SPREAD, Arm.HELD: OnLeave.HOLD}.get(self._life.arm)
        if policy is not None:
            self._tenant.roster.put_leave(self._learner, self._life.scenario.absence(policy))

    def _is_there(self, day: int) -> bool:
        scenario = self._life.scenario
        misses = draw(self._seed, "missed", self._learner, day) < scenario.missed
        return day not in scenario.leave and not misses

    def _practise(self, day: int, today: int) -> Iterator[Card]:
        """Practise what the day holds, and yield each card as it is afterwards."""
        cards = self._pick(day, today) if self._life.arm is Arm.PICKED else self._follow(day, today)
        for card in cards:
            self._cards[card.skill] = card
            if card.memory is not None:
                interval = self._policy.memory.interval_days(card.memory)
                self._ends[card.skill] = today + fuzz_range(interval, maximum_interval=self._policy.maximum_interval)[1]
            yield card

    def _follow(self, day: int, today: int) -> Iterator[Card]:
        """Practise the engine's session."""
        for item in self._tenant.practice.session(self._learner):
            if isinstance(item, Quiz):
                answers = [Answer(question.id, self._rate(question.skill, day, today)) for question in item.questions]
                attempt = QuizAttempt(attempt_id=item.id, edition=item.edition, answers=answers)
                yield from self._tenant.practice.record(self._learner, attempt).cards

    def _pick(self, day: int, today: int) -> Iterator[Card]:
        """Practise what has picked this day, and then new skills; none on a day that takes no practice."""
        rests = self._life.scenario.load(day) is Load.NONE
        skills = self._picker.due(today)
        skills += (self._unmet.pop() for _ in range(0 if rests else min(NEW_SKILLS, len(self._unmet))))
        for skill in skills:
            outcome = self._tenant.practice.review(
                self._learner, skill, self._rate(skill, day, today), review_id=f"{day}-{skill}"
            )
            for card in outcome.cards:
                self._picker.answered(card, day=today)
                yield card

    def _rate(self, skill: str, day: int, today: int) -> Rating:
        """Return how practice of *skill* goes: as well as its own retrievability says."""
        card = self._cards.get(skill)
        share = FIRST_MEETING if card is None else self._left(card, today)
        if card is None:
            self._year.introduced.append(day + 1)
        elif day >= SETTLED:
            self._year.at_review.append(share)
        reps = 0 if card is None else card.reps
        return rating(share, seed=self._seed, learner=self._learner, skill=skill, repetition=reps)

    def _left(self, card: Card, today: int) -> float:
        return card.retrievability(day=today, policy=self._policy) or 0.0
