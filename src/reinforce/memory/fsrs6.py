"""FSRS-6 through the ``fsrs`` package: the only module that imports it, and keeps out what is unsafe in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from math import exp, expm1
from typing import Any, ClassVar, NoReturn

from fsrs.card import Card as _FsrsCard
from fsrs.rating import Rating as _FsrsRating
from fsrs.scheduler import DEFAULT_PARAMETERS as _FSRS_PARAMETERS
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from fsrs.scheduler import Scheduler as _FsrsScheduler
from fsrs.state import State as _FsrsState

from reinforce import checks
from reinforce.codec import Kept
from reinforce.errors import InvalidParameterError, shown
from reinforce.journal import Rating
from reinforce.memory.model import MemoryState, Phase, Scheduled, Standing
from reinforce.memory.steps import check_steps

DEFAULT_PARAMETERS: tuple[float, ...] = _FSRS_PARAMETERS
"""The weights that FSRS-6 was published with, fitted to many people's logs."""

PARAMETER_BOUNDS: tuple[tuple[float, float], ...] = tuple(
    zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
)
"""The least and the greatest value of each weight."""

MIN_STABILITY = 0.001
MAX_STABILITY = 36_500.0
"""Days; the package sets no upper bound, other implementations of FSRS clamp here."""

MIN_DIFFICULTY = 1.0
MAX_DIFFICULTY = 10.0

MAX_INTERVAL = 36_500
MAX_ELAPSED = 1_000_000
"""Days; longer than any two instants of ours lie apart, and short enough for the package's calendar."""

_ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
_CARD_ID = 1  # the package's own default sleeps, and collides across threads
_RATINGS = {int(rating): rating for rating in _FsrsRating}
# Members of an enumeration are looked up slowly; these are needed at every review.
_NEW, _REVIEW = Phase.NEW, Phase.REVIEW
_FSRS_LEARNING, _FSRS_REVIEW = _FsrsState.Learning, _FsrsState.Review
_TO_FSRS = {
    Phase.LEARNING: _FSRS_LEARNING,
    Phase.REVIEW: _FSRS_REVIEW,
    Phase.RELEARNING: _FsrsState.Relearning,
}
_FROM_FSRS = {state: phase for phase, state in _TO_FSRS.items()}


class _OwnCard(_FsrsCard):
    """A card made for one call: the copy that the package takes of its argument would protect nobody."""

    def __copy__(self) -> _OwnCard:
        return self


@cache
def _version() -> str:
    from importlib import metadata  # noqa: PLC0415 - slow to import, and needed when the first card is folded

    return f"{Fsrs6.name}/{metadata.version('fsrs')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fsrs6(Kept):
    """
    The sixth version of the Free Spaced Repetition Scheduler, as a `MemoryModel`.

    Attributes:
        parameters: the 21 weights of FSRS-6, each within the bounds that the ``fsrs`` package sets, the first
            stabilities of Hard, Good and Easy in that order.
        desired_retention: the retrievability, from 0.01 to 0.999, at which a card falls due.
        maximum_interval: days, from 1 to 36,500; no interval is longer.
        learning_steps: delays of a new card before its first interval of days, none shorter than the one before it,
            together shorter than a day; a single one is at most 16 hours, since Hard waits half as long again.
        relearning_steps: the same after a lapse.

    Raises:
        InvalidParameterError: a setting is outside what is said here.

    The equations are those of the FSRS wiki, "The Algorithm", section FSRS-6; the ``fsrs`` package computes the states.
    Whatever the settings, the answers to one card keep the order Hard, Good, Easy: none waits longer than the next.

    >>> Fsrs6().retrievability(MemoryState(stability=10.0, difficulty=5.0), elapsed_days=10)
    0.9
    """

    name: ClassVar[str] = "fsrs-6"
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    desired_retention: float = 0.9
    maximum_interval: int = MAX_INTERVAL
    learning_steps: tuple[timedelta, ...] = ()
    relearning_steps: tuple[timedelta, ...] = ()
    _scheduler: _FsrsScheduler = field(init=False, repr=False, compare=False)
    _decay: float = field(init=False, repr=False, compare=False)
    _factor: float = field(init=False, repr=False, compare=False)
    _reach: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check every setting, then keep what each call would otherwise compute anew."""
        checks.make_tuples(self)
        check_parameters(self.parameters)
        checks.between("desired_retention", self.desired_retention, 0.01, 0.999)
        checks.whole("maximum_interval", self.maximum_interval, 1, MAX_INTERVAL)
        check_steps("learning_steps", self.learning_steps)
        check_steps("relearning_steps", self.relearning_steps)
        scheduler = _FsrsScheduler(
            parameters=self.parameters,
            desired_retention=self.desired_retention,
            learning_steps=self.learning_steps,
            relearning_steps=self.relearning_steps,
            maximum_interval=self.maximum_interval,
            enable_fuzzing=False,
        )
        decay, factor = forgetting(self.parameters[20])
        object.__setattr__(self, "_scheduler", scheduler)
        object.__setattr__(self, "_decay", decay)
        object.__setattr__(self, "_factor", factor)
        object.__setattr__(self, "_reach", (self.desired_retention ** (1 / decay) - 1) / factor)

    @property
    def version(self) -> str:
        """The model's name and the version of the package that computes it: patch releases have changed numbers."""
        return _version()

    def review(self, before: Standing, rating: Rating, *, elapsed_days: int) -> Scheduled:
        """
        Return what a review with *rating*, *elapsed_days* whole days after the one before it, leads to.

        Raises:
            InvalidParameterError: *elapsed_days* is not a whole number from 0 to 1,000,000, *rating* is none of the
                four, or *before* is not a standing that a review can lead to.
        """
        if type(elapsed_days) is not int or not 0 <= elapsed_days <= MAX_ELAPSED:
            checks.whole("elapsed_days", elapsed_days, 0, MAX_ELAPSED)
        theirs = _RATINGS.get(rating)
        if theirs is None:
            raise InvalidParameterError("rating", f"must be from 1 to 4, not {shown(rating)}", value=rating)
        now = _ORIGIN + timedelta(elapsed_days)
        after, _ = self._scheduler.review_card(_card(before), theirs, now)
        if after.stability is None or after.difficulty is None:  # pragma: no cover - a reviewed card has both
            message = "fsrs returned a card without a memory state"
            raise RuntimeError(message)
        capped = after.stability > MAX_STABILITY
        memory = MemoryState(MAX_STABILITY if capped else after.stability, after.difficulty)
        standing = Standing(_FROM_FSRS[after.state], after.step, memory)
        if after.state is not _FSRS_REVIEW:
            return Scheduled(standing, None, after.due - now)
        # The package's interval follows from the stability before it was capped.
        return Scheduled(standing, self.interval_days(memory) if capped else (after.due - now).days, None)

    def retrievability(self, memory: MemoryState, *, elapsed_days: float) -> float:
        """
        Return what share of the memory is left after *elapsed_days* (fractions count).

        The forgetting curve of FSRS-6: ``(1 + factor · t / S) ** decay``; see `forgetting`.

        Raises:
            InvalidParameterError: *elapsed_days* is negative or not a number.
        """
        if type(elapsed_days) is not int or elapsed_days < 0:
            checks.between("elapsed_days", elapsed_days, 0, float("inf"))
        curve: float = (1 + self._factor * elapsed_days / memory.stability) ** self._decay
        return curve

    def interval(self, memory: MemoryState, *, desired_retention: float | None = None) -> float:
        """
        Return the days, with their fraction, after which retrievability has fallen to *desired_retention*.

        The forgetting curve solved for time: ``S / factor · (r ** (-1 / w20) - 1)``. What `review` schedules is this
        number for the model's own desired retention, rounded to whole days, at least one, at most the maximum interval.
        Arguments and errors are those of `MemoryModel.interval`.

        >>> Fsrs6().interval(MemoryState(stability=10.0, difficulty=5.0), desired_retention=0.9)
        10.0
        """
        target = self.desired_retention if desired_retention is None else desired_retention
        checks.between("desired_retention", target, 0.01, 1)
        days: float = memory.stability * ((target ** (1 / self._decay) - 1) / self._factor)
        return days

    def from_sm2(self, *, ease: float, interval: float, retention: float = 0.9) -> MemoryState:
        """
        Return the memory state that explains a card of SM-2 or of Anki's older scheduler, whose reviews are not known.

        Stability is the one with which retrievability falls to *retention* in *interval* days. Difficulty is the one
        with which a review rated Good at that moment would multiply stability by *ease*. Both are then clamped to their
        bounds. Source: the conversion in ``fsrs-rs``, ``memory_state_from_sm2``.

        Args:
            ease: the ease factor, from 1 to 100 (SM-2 starts at 2.5 and goes no lower than 1.3).
            interval: days between the last review and the next, from 0 to 36,500; less than 0.001 counts as 0.001.
            retention: the share of reviews that succeeded under the old scheduler, from 0.01 to 0.999.

        Raises:
            InvalidParameterError: an argument is outside these bounds.
        """
        checks.between("ease", ease, 1, 100)
        checks.between("interval", interval, 0, MAX_INTERVAL)
        checks.between("retention", retention, 0.01, 0.999)
        days = max(interval, MIN_STABILITY)
        stability = days * self._factor / (retention ** (1 / self._decay) - 1)
        weights = self.parameters
        growth = exp(weights[8]) * stability ** -weights[9] * expm1((1 - retention) * weights[10])
        difficulty = 11 - (ease - 1) / growth
        return _clamped(stability, difficulty)

    def interval_days(self, memory: MemoryState) -> int:
        """Return the whole days, before fuzz, after which a card in review with that memory falls due."""
        return min(max(round(memory.stability * self._reach), 1), self.maximum_interval)

    def recalled(self, memory: MemoryState, *, elapsed_days: int) -> MemoryState:
        """
        Return the memory state that `review` would lead to with Good for a card in review, *elapsed_days* (≥ 1) later.

        Planning asks this of thousands of cards at once, so that it is the equation itself: with retrievability R,
        ``S' = S · (1 + exp(w8) · (11 - D) · S ** -w9 · (exp(w10 · (1 - R)) - 1))``, and ``D`` drawn by the share ``w7``
        towards the difficulty of a first Easy. Source: the FSRS wiki, "The Algorithm", section FSRS-6.
        """
        weights, stability, difficulty = self.parameters, memory.stability, memory.difficulty
        left = self.retrievability(memory, elapsed_days=elapsed_days)
        growth = exp(weights[8]) * (11 - difficulty) * stability ** -weights[9] * expm1(weights[10] * (1 - left))
        easy = weights[4] - exp(weights[5] * 3) + 1
        return _clamped(stability * (1 + growth), weights[7] * easy + (1 - weights[7]) * difficulty)

    def placed(self, *, stability: float, difficulty: float | None = None) -> MemoryState:
        """
        Return the memory state of a skill that is taken for known without a review.

        Args:
            stability: days after which retrievability will have fallen to 0.9; clamped to 0.001 to 36,500.
            difficulty: clamped to 1 to 10; if omitted, that of a skill whose first review was rated Good.

        Raises:
            InvalidParameterError: an argument is not a number.
        """
        checks.between("stability", stability, float("-inf"), float("inf"))
        if difficulty is None:
            first = self.review(Standing(), Rating.Good, elapsed_days=0).standing.memory
            difficulty = MIN_DIFFICULTY if first is None else first.difficulty
        checks.between("difficulty", difficulty, float("-inf"), float("inf"))
        return _clamped(stability, difficulty)

    def softened(self, memory: MemoryState, *, share: float) -> MemoryState:
        """
        Return the memory state of which that *share* of stability is left, from 0 to 1; difficulty stays.

        Raises:
            InvalidParameterError: *share* is outside these bounds.
        """
        return _clamped(memory.stability * checks.between("share", share, 0, 1), memory.difficulty)


def forgetting(weight: Any) -> tuple[Any, Any]:  # noqa: ANN401 - a number, or an array of them
    """Return decay and factor of the forgetting curve, of w20 or of many: ``-w20`` and ``0.9 ** (-1 / w20) - 1``."""
    return -weight, 0.9 ** (-1 / weight) - 1


def _clamped(stability: float, difficulty: float) -> MemoryState:
    return MemoryState(
        float(min(max(stability, MIN_STABILITY), MAX_STABILITY)),
        float(min(max(difficulty, MIN_DIFFICULTY), MAX_DIFFICULTY)),
    )


def _card(before: Standing) -> _OwnCard:
    """
    Return the package's card for *before*, last reviewed at the origin.

    What the package only asserts, and would accept where assertions are off, is refused here.
    """
    phase, step, memory = before.phase, before.step, before.memory
    if phase is _NEW:
        if memory is not None:
            _refuse(before, "memory", "must be None while the phase is new")
        return _OwnCard(_CARD_ID, _FSRS_LEARNING, 0, None, None, _ORIGIN, None)
    if memory is None:
        _refuse(before, "memory", f"must be a MemoryState in the phase {phase}")
    stability, difficulty = memory.stability, memory.difficulty
    if not (MIN_STABILITY <= stability <= MAX_STABILITY and MIN_DIFFICULTY <= difficulty <= MAX_DIFFICULTY):
        _refuse(before, "memory", f"must have a stability from 0.001 to 36500 and a difficulty from 1 to 10: {memory}")
    if phase is not _REVIEW and (type(step) is not int or step < 0):
        _refuse(before, "step", f"must be a whole number, 0 or more, in the phase {phase}")
    return _OwnCard(_CARD_ID, _TO_FSRS[phase], step, stability, difficulty, _ORIGIN, _ORIGIN)


def _refuse(before: Standing, name: str, reason: str) -> NoReturn:
    raise InvalidParameterError(f"before.{name}", reason, value=before)


def check_parameters(parameters: tuple[float, ...]) -> None:
    """
    Raise InvalidParameterError unless *parameters* are 21 numbers within the bounds of FSRS-6, and in order.

    The bounds allow a first stability of Good above that of Easy. Then the better answer would bring the earlier day.
    Raising the interval instead would have it disagree with the memory state, here and wherever the equations are
    computed again; so that such parameters are refused once, when they are set. No other parameter can turn the order.
    """
    expected = len(PARAMETER_BOUNDS)
    if len(parameters) != expected:
        reason = f"must be {expected} numbers, not {len(parameters)}"
        raise InvalidParameterError("parameters", reason, value=parameters)
    for index, (value, (low, high)) in enumerate(zip(parameters, PARAMETER_BOUNDS, strict=True)):
        checks.between(f"parameters[{index}]", value, low, high)
    for index in (2, 3):
        if parameters[index] < parameters[index - 1]:
            reason = f"must not be less than parameters[{index - 1}]: a better first answer would come back earlier"
            raise InvalidParameterError(f"parameters[{index}]", reason, value=parameters[index])
