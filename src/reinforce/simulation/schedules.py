"""Schedules: when a skill is practised again, as small values that can be compared on the same learners."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from reinforce import checks, slips
from reinforce.errors import InvalidParameterError, shown
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6, MemoryModels
from reinforce.practice import Elapsed, Load, Planning, Policy

if TYPE_CHECKING:
    from collections.abc import Iterable

_INSTALLED = MemoryModels()
_LONGEST = 36_500
_MOST = 1_000_000
_MOST_PASSES = 30
_MINUTES = 24 * 60


class First(StrEnum):
    """
    Which review comes first where a day cannot hold all.

    - RETRIEVABILITY: that of which least is left, as the engine orders what is due.
    - DIFFICULTY: the easiest, as the simulator of ``fsrs-rs`` does.
    - DUE: what fell due first.
    """

    RETRIEVABILITY = "retrievability"
    DIFFICULTY = "difficulty"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """
    What all schedules have in common: how much a learner does on a day.

    Skills are introduced in the order of their numbers, after the day's reviews. No practice is begun once that many
    minutes are spent, so that the last one may run over. What is not done today waits for tomorrow.

    Attributes:
        new_a_day: most skills introduced on a day; ``None`` for all at once, on the first day.
        reviews_a_day: most reviews on a day, those of new skills not counted; ``None`` for no limit.
        minutes_a_day: minutes of practice on a day, after which no further exercise is begun; ``None`` for no limit.
            The last one is finished, so that a day may take up to one exercise more: any budget but 0 lets one
            through, however small the budget is.

    Raises:
        InvalidParameterError: a setting is not acceptable; the error names it.
    """

    new_a_day: int | None = None
    reviews_a_day: int | None = None
    minutes_a_day: float | None = None

    def __post_init__(self) -> None:
        """Check every setting."""
        checks.make_tuples(self)
        for name in ("new_a_day", "reviews_a_day"):
            if getattr(self, name) is not None:
                checks.whole(name, getattr(self, name), 0, _MOST)
        if self.minutes_a_day is not None:
            checks.between("minutes_a_day", self.minutes_a_day, 0, _MINUTES)
        self._check()

    def _check(self) -> None:
        """Check what only this schedule has."""

    @property
    def name(self) -> str:
        """What it is called in tables and pictures: its kind, and each setting that is not the default."""
        said = [
            f"{spec.name}={_said(getattr(self, spec.name))}"
            for spec in fields(self)
            if spec.compare and getattr(self, spec.name) != spec.default
        ]
        return f"{type(self).__name__}({', '.join(said)})" if said else type(self).__name__

    def with_(self, field: str, value: object) -> Self:
        """
        Return the schedule with another value of one setting.

        Raises:
            InvalidParameterError: there is no such setting, or that is no value for it.
        """
        changed: dict[str, Any] = {field: value}
        settings = [spec.name for spec in fields(self)]
        if field not in settings:
            guess = setting_slip(field, settings)
            reason = f"must be a setting of {type(self).__name__} ({', '.join(settings)}), not {shown(field)}{guess}"
            raise InvalidParameterError("over", reason, value=field)
        return replace(self, **changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fsrs(Schedule):
    """
    FSRS-6 at a desired retention, without learning steps: what the engine does if nothing of its planner is used.

    Attributes:
        desired_retention: the retrievability, 0.01 to 0.999, at which a skill falls due.
        parameters: what the scheduler believes of memory, the same for all learners.
        maximum_interval: days.
        first: which review comes first where a day cannot hold all.
    """

    desired_retention: float = 0.9
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    maximum_interval: int = _LONGEST
    first: First = First.RETRIEVABILITY

    def _check(self) -> None:
        _ = self.model
        checks.of_kind("first", self.first, First)

    @property
    def model(self) -> Fsrs6:
        """The memory model that the scheduler believes in."""
        return Fsrs6(
            parameters=self.parameters,
            desired_retention=self.desired_retention,
            maximum_interval=self.maximum_interval,
        )

    @classmethod
    def of(cls, policy: Policy, *, new_a_day: int | None = None, minutes_a_day: float | None = None) -> Self:
        """
        Return what a tenant's *policy* does, but for its planner and its fuzz.

        Raises:
            InvalidParameterError: the policy has another memory model, learning or relearning steps, does not count
                learner days, or says something else for some.
        """
        if policy.exceptions is not None:
            reason = "must be that of one skill, policy.of(skill): what is set for some is not simulated"
            raise InvalidParameterError("policy", reason, value=policy)
        if policy.model != Fsrs6.name:
            raise InvalidParameterError("model", f"must be {Fsrs6.name!r}; Planned has any model", value=policy.model)
        for name in ("learning_steps", "relearning_steps"):
            if getattr(policy, name):
                raise InvalidParameterError(name, "must be empty: steps are not simulated", value=policy)
        if policy.elapsed is not Elapsed.LEARNER_DAY:
            raise InvalidParameterError("elapsed", "must be learner days", value=policy.elapsed)
        return cls(
            desired_retention=policy.desired_retention,
            parameters=policy.parameters,
            maximum_interval=policy.maximum_interval,
            new_a_day=new_a_day,
            minutes_a_day=minutes_a_day,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop(Schedule):
    """
    One day on which everything is practised, and nothing afterwards; who misses it takes it on their next day.

    Attributes:
        day: on which day, counted from 0.
        repetitions: how often each skill is practised on that day, 1 to 30.
    """

    day: int = 0
    repetitions: int = 1

    def _check(self) -> None:
        checks.whole("day", self.day, 0, _LONGEST)
        checks.whole("repetitions", self.repetitions, 1, _MOST_PASSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedInterval(Schedule):
    """
    The same interval again and again: 7 for a weekly refresher, 30 for a monthly, 91 for a quarterly one.

    Attributes:
        interval: days.
        times: most practices of a skill, the first among them; ``None`` for no end.
    """

    interval: int = 7
    times: int | None = None

    def _check(self) -> None:
        checks.whole("interval", self.interval, 1, _LONGEST)
        _times(self.times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanding(Schedule):
    """
    Intervals that grow by the same factor each time, however well it goes.

    Attributes:
        interval: the first, in days.
        factor: by how much the next is longer, 1 to 100.
        times: most practices of a skill, the first among them; ``None`` for no end.
    """

    interval: int = 1
    factor: float = 2.0
    times: int | None = None

    def _check(self) -> None:
        checks.whole("interval", self.interval, 1, _LONGEST)
        checks.between("factor", self.factor, 1, 100)
        _times(self.times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leitner(Schedule):
    """
    Boxes (Leitner 1972): a success moves a skill to the next box, a failure back to the first.

    A first practice puts a skill into the first box.

    Attributes:
        boxes: the interval of each, in days.
    """

    boxes: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64)

    def with_(self, field: str, value: object) -> Self:
        """Return the schedule with another value of one setting; a number of ``boxes`` stands for the first of them."""
        if field == "boxes" and isinstance(value, int | float):
            value = self.boxes[: checks.whole("boxes", value, 1, len(self.boxes))]
        return super(Leitner, self).with_(field, value)

    def _check(self) -> None:
        if not self.boxes:
            raise InvalidParameterError("boxes", "must not be empty", value=self.boxes)
        for index, days in enumerate(self.boxes):
            checks.whole(f"boxes[{index}]", days, 1, _LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sm2(Schedule):
    """
    SM-2 (Wozniak 1990): 1 day, 6 days, then the last interval times an ease that starts at 2.5 and follows the ratings.

    Hard, Good and Easy count as qualities 3, 4 and 5. After a failure the intervals begin anew, and the ease stays.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Memorize(Schedule):
    """
    MEMORIZE (Tabibian et al. 2019, PNAS): reviews at random, at a rate of ``(1 - m) / sqrt(q)`` a day.

    *m* is the retrievability that the scheduler believes in. The rate is that of a whole day: on each day a skill is
    reviewed with the chance ``1 - exp(-rate)``. A day that is missed is not made up for.

    Attributes:
        q: how much a review costs against what is forgotten; the greater, the fewer reviews.
        parameters: what the scheduler believes of memory.
    """

    q: float = 1.0
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS

    def _check(self) -> None:
        checks.between("q", self.q, 1e-6, 1e12)
        Fsrs6(parameters=self.parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class UniformToDeadline(Schedule):
    """
    A number of practices at equal distances from a skill's introduction to a date.

    Attributes:
        deadline: the day of the test, counted from 0; no practice falls on it or after it.
        times: practices of each skill, the first among them.
    """

    deadline: int
    times: int = 5

    def _check(self) -> None:
        checks.whole("deadline", self.deadline, 1, _LONGEST)
        checks.whole("times", self.times, 1, _MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(Schedule):
    """
    The real planner: what the engine's session holds on each day, asked of an engine on a store in memory.

    This is the engine itself, day by day and learner by learner, with fuzz: hundreds of times slower than the others.
    Skills are introduced in their order, as fast as the budget can carry them. The budget counts what an exercise is
    planned to take, which is the mean of a successful review; what it does take may be more or less.

    Attributes:
        minutes_a_day: the budget of a full day.
        new_a_day: most skills introduced on a day.
        reviews_a_day: must be ``None``; the planner counts minutes.
        desired_retention: as `Fsrs` has it.
        model, parameters, memory_models: the memory model that the engine believes in, as a `reinforce.Policy` has it.
        levelling: whether load is levelled inside the windows of cards.
        week: the load of each weekday, Monday first.
    """

    desired_retention: float = 0.9
    model: str = Fsrs6.name
    parameters: tuple[float, ...] = ()
    memory_models: MemoryModels = field(default=_INSTALLED, repr=False, compare=False)
    levelling: bool = True
    week: tuple[Load, ...] = (Load.FULL,) * 7

    def _check(self) -> None:
        if self.reviews_a_day is not None:
            raise InvalidParameterError("reviews_a_day", "must be None: plans count minutes", value=self.reviews_a_day)
        if not isinstance(self.week, tuple) or [isinstance(load, Load) for load in self.week] != [True] * 7:
            raise InvalidParameterError("week", "must be seven loads", value=self.week)
        self.settings(seed=0)

    def settings(self, *, seed: int) -> Policy:
        """Return the tenant's policy."""
        return Policy(
            seed=seed,
            model=self.model,
            parameters=self.parameters,
            memory_models=self.memory_models,
            desired_retention=self.desired_retention,
            planning=Planning(
                budget=None if self.minutes_a_day is None else timedelta(minutes=self.minutes_a_day),
                new_skills=self.new_a_day,
                levelling=self.levelling,
                leech_lapses=0,
            ),
        )


def schedule_of(field: str, value: object) -> Schedule:
    """
    Return *value* if it is a schedule.

    Raises:
        InvalidParameterError: it is not; of a kind of schedule the error says how to make one.
    """
    if isinstance(value, Schedule):
        return value
    given = shown(value)
    if isinstance(value, type) and issubclass(value, Schedule):
        given = f"the class {value.__name__}: {value.__name__}() makes one"
    raise InvalidParameterError(field, f"must be a schedule, not {given}", value=value)


def _times(times: int | None) -> None:
    if times is not None:
        checks.whole("times", times, 1, _MOST)


def _said(value: object) -> str:
    if isinstance(value, tuple) and len(value) == len(DEFAULT_PARAMETERS):
        return "…"
    return str(value) if isinstance(value, StrEnum) else f"{value}"


def setting_slip(setting: object, known: Iterable[str]) -> str:
    """Return the end of a message on a *setting* that a schedule has not: which have it, or what was likely meant."""
    kinds = (Fsrs, FixedInterval, Expanding, Workshop, Leitner, Memorize, UniformToDeadline)
    found = [kind.__name__ for kind in kinds if setting in [spec.name for spec in fields(kind)]]
    return f": it is one of {', '.join(found)}" if found else slips.name(setting, known)
