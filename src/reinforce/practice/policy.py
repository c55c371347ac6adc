"""A tenant's settings for practice, immutable and versioned: memory model, desired retention, seed, grading table."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import LEFT_OUT, Value
from reinforce.errors import InvalidParameterError
from reinforce.memory import PRIOR, Fsrs6, MemoryModels, PerformanceModel
from reinforce.once import once
from reinforce.practice.arrival import Arrival, Unseen
from reinforce.practice.planning import Planning
from reinforce.practice.settings import Exceptions

if TYPE_CHECKING:
    from reinforce.memory import MemoryModel

_SEED_BITS = 63
_FOLDING = ("seed", "fuzz", "maximum_interval", "elapsed", "soften")
"""The settings that decide, besides the memory model, what a log folds to."""


class Elapsed(StrEnum):
    """
    How the time between two reviews is counted.

    LEARNER_DAY counts the learner's days, nights in between; ROLLING_24H counts whole spans of 24 hours, as py-fsrs
    does, and keeps the instant at which a card falls due. The second is there for comparison.
    """

    LEARNER_DAY = "learner-day"
    ROLLING_24H = "rolling-24h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading(Value):
    """
    The table that turns scores into ratings; every threshold of the default grader stands here.

    A score is a share from 0 to 1. For a quiz it is the share of a skill's answers that are right, for a drill the
    weighted mean of what its rubric gave for the skill. A score under ``*_hard`` is Again, under ``*_good`` Hard, under
    ``*_easy`` Good, and otherwise Easy; a threshold above 1 is never reached.

    Attributes:
        quiz_hard, quiz_good, quiz_easy: for quizzes.
        drill_hard, drill_good, drill_easy: for drills.
        low_confidence: a right answer given with less confidence than this is Hard at best.
        high_confidence: a wrong answer given with at least this confidence is a confident error.
        quick: right answers that took less than so many times the minutes planned for their question make Easy of
            Good; ``None``, the default, for never.
        slow: an answer that took more than so many times the minutes planned is Hard at best; ``None`` for never.

    Raises:
        InvalidParameterError: a threshold is not acceptable; the error names it.
    """

    quiz_hard: float = 0.6
    quiz_good: float = 1.0
    quiz_easy: float = 2.0
    drill_hard: float = 0.4
    drill_good: float = 0.6
    drill_easy: float = 0.95
    low_confidence: float = 0.5
    high_confidence: float = 0.8
    quick: float | None = None
    slow: float | None = None

    def __post_init__(self) -> None:
        """Refuse thresholds that are not numbers, or not in order."""
        for spec in fields(self):
            if spec.name in ("quick", "slow") and getattr(self, spec.name) is None:
                continue
            checks.between(f"grading.{spec.name}", getattr(self, spec.name), 0, 10)
        for kind in ("quiz", "drill"):
            hard, good, easy = (getattr(self, f"{kind}_{name}") for name in ("hard", "good", "easy"))
            if not hard <= good <= easy:
                reason = f"must be between {kind}_hard ({hard}) and {kind}_easy ({easy}), not {good}"
                raise InvalidParameterError(f"grading.{kind}_good", reason, value=good)
        if self.quick is not None and self.slow is not None and self.quick > self.slow:
            reason = f"must not be more than slow ({self.slow}): {self.quick}"
            raise InvalidParameterError("grading.quick", reason, value=self.quick)


@dataclass(frozen=True, kw_only=True)
class Policy(Value):
    """
    A tenant's settings. Change one with ``dataclasses.replace`` and adopt it; the engine numbers the versions.

    Attributes:
        version: the number under which a tenant adopted it.
        seed: decides fuzz, the order of options and ties; a whole number of at most 63 bits.
        model: the name of the memory model.
        parameters: the model's weights; where none are given, those that the model has of its own.
        desired_retention: the retrievability, between 0 and 1, at which a card falls due.
        maximum_interval: days; no interval is longer.
        learning_steps: delays of a new card before its first interval of days; by default none, since asking again
            within a session is the session's task.
        relearning_steps: the same after a lapse.
        fuzz: whether intervals are spread by seeded fuzz.
        elapsed: how the time between two reviews is counted.
        grading: the table that turns scores into ratings.
        quiz_size: most questions in one quiz.
        planning: how plans are made.
        arrival: how far back the instants that senders give are believed.
        unseen: what becomes of an answer to something that was never handed out to whoever sends it.
        soften: the share of stability that is left of a card after a content change that softens memory.
        performance: the model that says how likely success is; by default the prior, which was fitted to nobody. What
            is adopted of it names no learner: abilities are read off the cards.
        memory_models: what ``model`` may name. It is no setting: an engine that adopts the policy puts its own in its
            place, and policies that differ in nothing else are equal.
        exceptions: what settings for some say otherwise, by skill; ``None`` for nothing. It is no setting either: an
            engine knows it, and `of` goes by it.
        apart: whether it is what `of` returns for a skill of which memory is reckoned otherwise than the tenant says.

    Raises:
        InvalidParameterError: a setting is not acceptable; the error names it.
    """

    version: int = 1
    seed: int = 0
    model: str = Fsrs6.name
    parameters: tuple[float, ...] = ()
    desired_retention: float = 0.9
    maximum_interval: int = 36_500
    learning_steps: tuple[timedelta, ...] = ()
    relearning_steps: tuple[timedelta, ...] = ()
    fuzz: bool = True
    elapsed: Elapsed = Elapsed.LEARNER_DAY
    grading: Grading = field(default_factory=Grading)
    quiz_size: int = 5
    planning: Planning = field(default_factory=Planning)
    arrival: Arrival = field(default_factory=Arrival)
    unseen: Unseen = Unseen.ACCEPT
    soften: float = 0.5
    performance: PerformanceModel = PRIOR
    memory_models: MemoryModels = field(default=MemoryModels(), repr=False, compare=False, metadata=LEFT_OUT)
    exceptions: Exceptions | None = field(default=None, repr=False, hash=False, metadata=LEFT_OUT)
    apart: bool = field(default=False, repr=False, compare=False, metadata=LEFT_OUT)

    def __post_init__(self) -> None:
        """Check every setting; those of the memory model are checked by the model itself."""
        checks.make_tuples(self)
        checks.whole("version", self.version, 1, 2**31 - 1)
        checks.whole("seed", self.seed, -(2**_SEED_BITS), 2**_SEED_BITS - 1)
        checks.whole("quiz_size", self.quiz_size, 1, 100)
        checks.flag("fuzz", self.fuzz)
        checks.identifier("model", self.model)
        checks.of_kind("elapsed", self.elapsed, Elapsed)
        checks.of_kind("grading", self.grading, Grading)
        checks.of_kind("planning", self.planning, Planning)
        checks.of_kind("arrival", self.arrival, Arrival)
        object.__setattr__(self, "unseen", Unseen.of(self.unseen))
        checks.between("soften", self.soften, 0.01, 1)
        checks.of_kind("performance", self.performance, PerformanceModel)
        checks.of_kind("memory_models", self.memory_models, MemoryModels)
        object.__setattr__(self, "parameters", self.memory.parameters)

    @once
    def memory(self) -> MemoryModel:
        """The memory model with these settings."""
        return self.memory_models.make(
            self.model,
            parameters=self.parameters,
            desired_retention=self.desired_retention,
            maximum_interval=self.maximum_interval,
            learning_steps=self.learning_steps,
            relearning_steps=self.relearning_steps,
        )

    def of(self, skill: str) -> Policy:
        """
        Return the policy by which memory of *skill* is reckoned: this one, but for what settings for some say.

        Whatever is reckoned of a card asks for it: who has the policy of a learner has that of each of their cards.
        """
        return self if self.exceptions is None else self._excepted(skill, self.exceptions)

    def _excepted(self, skill: str, exceptions: Exceptions) -> Policy:
        found = self._of_skills.get(skill)
        if found is None:
            said = exceptions.memory(skill)
            key = tuple(said.items())
            found = self._of_settings.get(key)
            if found is None:
                made = replace(self, **said, exceptions=None, apart=True)
                found = self._of_settings[key] = replace(self, exceptions=None) if made.folds_like(self) else made
            self._of_skills[skill] = found
        return found

    @once
    def _of_skills(self) -> dict[str, Policy]:
        return {}

    @once
    def _of_settings(self) -> dict[tuple[tuple[str, object], ...], Policy]:
        return {}

    @once
    def stamp(self) -> str:
        """
        What a card that was folded with it says of the model: its version.

        Where memory is reckoned otherwise than the tenant says, it is followed by `folding`: then it says by itself
        what the card was folded with, whatever the policy's number.
        """
        return f"{self.memory.version}/{self.folding}" if self.apart else self.memory.version

    def folds_like(self, other: Policy) -> bool:
        """Whether cards folded with *other* are the same, but for the number of the policy in their stamp."""
        return self.folding == other.folding

    @once
    def folding(self) -> str:
        """A short hash of all settings that decide what a log folds to; equal for policies that fold alike."""
        numbers = tuple(map(float, (*self.parameters, self.desired_retention)))
        steps = self.learning_steps, self.relearning_steps
        said = (self.model, numbers, steps, *(getattr(self, name) for name in _FOLDING))
        return blake2b(repr(said).encode(), digest_size=8).hexdigest()

    def numbered(self, version: int) -> Policy:
        """Return the same settings under another *version* number, as they are adopted: for all, with nobody's name."""
        anonymous = self.performance.anonymous()
        return replace(self, version=version, performance=anonymous, exceptions=None, apart=False)
