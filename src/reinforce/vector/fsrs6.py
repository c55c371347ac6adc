"""FSRS-6 on numpy arrays: `memory.Fsrs6` for many cards at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reinforce import checks, memory
from reinforce.errors import InvalidParameterError, shown
from reinforce.journal import Rating
from reinforce.memory.fsrs6 import MAX_DIFFICULTY, MAX_ELAPSED, MAX_STABILITY, MIN_DIFFICULTY, MIN_STABILITY
from reinforce.vector.cards import LEARNING, NEW, PHASES, RELEARNING, REVIEW, CardStates, Reviewed
from reinforce.vector.equations import Weights
from reinforce.vector.replay import Replay, replay
from reinforce.vector.steps import LearningSteps

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from reinforce.vector.equations import Floats, Whole

_NEAR_TIE = 1e-9
"""Share of an interval; closer than this to a half day the model itself is asked which way it rounds."""

_EASIEST = 4


@dataclass(frozen=True, slots=True)
class Fsrs6:
    """
    The equations of a `memory.Fsrs6`, on arrays.

    States equal those of the model to 1e-9, phases, steps and delays exactly, and so do whole days: numpy's powers may
    differ from Python's in the last bit, so that an interval which lies within a billionth of a half day is rounded by
    the model itself.

    Attributes:
        model: the model, with its parameters, desired retention, maximum interval and steps.

    >>> import numpy as np
    >>> from reinforce.memory import Fsrs6 as Model
    >>> model = Fsrs6(Model())
    >>> first = model.review(CardStates.new(4), np.array([1, 2, 3, 4]), elapsed_days=0)
    >>> first.interval_days
    array([1, 1, 2, 8], dtype=int32)
    """

    model: memory.Fsrs6 = field(default_factory=memory.Fsrs6)
    weights: Weights = field(init=False, repr=False, compare=False)
    _far: float = field(init=False, repr=False, compare=False)
    _learning: LearningSteps = field(init=False, repr=False, compare=False)
    _relearning: LearningSteps = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse another model, and keep what each call would otherwise compute anew."""
        if not isinstance(self.model, memory.Fsrs6):
            raise InvalidParameterError("model", f"must be a memory.Fsrs6, not {shown(self.model)}", value=self.model)
        weights = Weights.of(self.model.parameters)
        object.__setattr__(self, "weights", weights)
        object.__setattr__(self, "_far", self.model.desired_retention ** (1 / weights.decay) - 1)
        object.__setattr__(self, "_learning", LearningSteps.of(self.model.learning_steps))
        object.__setattr__(self, "_relearning", LearningSteps.of(self.model.relearning_steps))

    def review(self, before: CardStates, rating: ArrayLike, *, elapsed_days: ArrayLike) -> Reviewed:
        """
        Return what a review of each card leads to.

        Args:
            before: *n* cards.
            rating: whole numbers from 1 (Again) to 4 (Easy), of shape ``(n,)`` or one for all.
            elapsed_days: whole days since the review before, 0 to 1,000,000, of shape ``(n,)`` or one for all.

        Raises:
            InvalidParameterError: an argument is none of these, or a card stands as no review leaves it.
        """
        count = len(before)
        ratings = whole("rating", rating, 1, _EASIEST, count)
        elapsed = whole("elapsed_days", elapsed_days, 0, MAX_ELAPSED, count)
        new = before.phase == NEW
        _check(before, new)
        stability, difficulty = self._states(before, new, ratings, elapsed)
        days = self._rounded(before, stability, difficulty, ratings, elapsed)
        learning, step, delay = self._learning.after(before.step, ratings)
        again, second, later = self._relearning.after(before.step, ratings)
        fresh, third, soon = self._relearning.entered(ratings)
        phase = np.select(
            [before.phase <= LEARNING, before.phase == RELEARNING],
            [np.where(learning, LEARNING, REVIEW), np.where(again, RELEARNING, REVIEW)],
            np.where(fresh, RELEARNING, REVIEW),
        ).astype(np.int8)
        where = [phase == REVIEW, before.phase <= LEARNING, before.phase == RELEARNING]
        waits = phase != REVIEW
        return Reviewed(
            cards=CardStates(
                phase=phase,
                step=np.select(where, [np.int8(-1), step, second], third).astype(np.int8),
                stability=stability,
                difficulty=difficulty,
            ),
            interval_days=np.where(waits, 0, days).astype(np.int32),
            delay=np.select(where, [np.timedelta64(0, "us"), delay, later], soon),
        )

    def retrievability(self, stability: ArrayLike, *, elapsed_days: ArrayLike) -> Floats:
        """
        Return what share of the memory is left after *elapsed_days* (fractions count), from 0 to 1.

        Raises:
            InvalidParameterError: *elapsed_days* is negative or not a number.
        """
        elapsed = np.asarray(elapsed_days, np.float64)
        if not (elapsed >= 0).all():
            raise InvalidParameterError("elapsed_days", "must not be negative", value=elapsed_days)
        return self.weights.left(np.asarray(stability, np.float64), elapsed)

    def interval(self, stability: ArrayLike, *, desired_retention: ArrayLike | None = None) -> Floats:
        """
        Return the days, with their fraction, after which retrievability has fallen to *desired_retention*.

        Raises:
            InvalidParameterError: *desired_retention* is not from 0.01 to 1.
        """
        if desired_retention is None:
            far: Floats | float = self._far
        else:
            target = np.asarray(desired_retention, np.float64)
            if not ((target >= 0.01) & (target <= 1)).all():  # noqa: PLR2004 - the bounds of the model
                raise InvalidParameterError("desired_retention", "must be from 0.01 to 1", value=desired_retention)
            far = np.power(target, 1.0 / self.weights.decay) - 1.0
        return np.asarray(stability, np.float64) * (far / self.weights.factor)

    def interval_days(self, stability: ArrayLike) -> NDArray[np.int32]:
        """Return the whole days, before fuzz, after which cards in review with that stability fall due."""
        days = np.rint(np.asarray(stability, np.float64) / self.weights.factor * self._far)
        return np.minimum(np.maximum(days, 1), self.model.maximum_interval).astype(np.int32)

    def replay(self, rating: ArrayLike, *, offsets: ArrayLike, elapsed_days: ArrayLike) -> Replay:
        """
        Return what a whole log leads to, review by review.

        Args:
            rating: shape ``(n,)``, 1 to 4: the reviews of the first card in their order, then those of the second, …
            offsets: shape ``(cards + 1,)``: where in *rating* each card begins, and at last *n*.
            elapsed_days: shape ``(n,)``, whole days since the review before; what it says of a first review is ignored.

        Raises:
            InvalidParameterError: an argument is none of these, or the model has steps.
        """
        for name in ("learning_steps", "relearning_steps"):
            if getattr(self.model, name):
                raise InvalidParameterError(name, "must be empty: a log is replayed without steps", value=self.model)
        return replay(self.weights, rating, offsets=offsets, elapsed_days=elapsed_days)

    def _states(
        self, before: CardStates, new: NDArray[np.bool_], rating: Whole, elapsed: Whole
    ) -> tuple[Floats, Floats]:
        # A new card has no memory; any does, since what comes of it is not used.
        stability, difficulty = np.where(new, 1.0, before.stability), np.where(new, 1.0, before.difficulty)
        left = self.weights.left(stability, elapsed)
        after = self.weights.after(stability, difficulty, rating, left=left, same_day=elapsed == 0)
        first = self.weights.first(rating)
        return np.where(new, first[0], after[0]), np.where(new, first[1], after[1])

    def _rounded(
        self, before: CardStates, stability: Floats, difficulty: Floats, rating: Whole, elapsed: Whole
    ) -> NDArray[np.int32]:
        """Return the days until due; where a last bit could decide, also the states as the model has them."""
        exact = stability / self.weights.factor * self._far
        days = self.interval_days(stability)
        near = np.abs(np.abs(exact - np.rint(exact)) - 0.5) <= _NEAR_TIE * np.maximum(exact, 1.0)
        for index in near.nonzero()[0].tolist():
            scheduled = self.model.review(
                before.standing(index), Rating(int(rating[index])), elapsed_days=int(elapsed[index])
            )
            state = scheduled.standing.memory
            if state is not None:
                stability[index], difficulty[index] = state.stability, state.difficulty
            if scheduled.interval_days is not None:
                days[index] = scheduled.interval_days
        return days


def whole(field_: str, value: ArrayLike, low: int, high: int, count: int) -> Whole:
    """Return *value* as whole numbers of shape ``(count,)``; raise InvalidParameterError where they are not."""
    given = np.asarray(value)
    if given.dtype.kind not in "iu" and given.size:
        reason = f"must be whole numbers, not {given.dtype}"
        raise InvalidParameterError(field_, reason, value=value)
    if given.shape not in ((), (count,)):
        reason = f"must have the shape ({count},), not {given.shape}"
        raise InvalidParameterError(field_, reason, value=value)
    if given.size and not (low <= given.min() and given.max() <= high):
        index = int(np.flatnonzero((given < low) | (given > high))[0]) if given.shape else 0
        checks.whole(f"{field_}[{index}]" if given.shape else field_, int(given.flat[index]), low, high)
    return np.broadcast_to(given, (count,)).astype(np.int64)


def _check(before: CardStates, new: NDArray[np.bool_]) -> None:
    """Refuse cards that no review leads to, as the model does."""
    stability, difficulty = before.stability, before.difficulty
    known = (stability >= MIN_STABILITY) & (stability <= MAX_STABILITY)
    known &= (difficulty >= MIN_DIFFICULTY) & (difficulty <= MAX_DIFFICULTY)
    for name, wrong in (
        ("phase", (before.phase < NEW) | (before.phase >= len(PHASES))),
        ("memory", ~(known | new)),
        ("step", ((before.phase == LEARNING) | (before.phase == RELEARNING)) & (before.step < 0)),
    ):
        if wrong.any():
            index = int(np.flatnonzero(wrong)[0])
            raise InvalidParameterError(f"before.{name}[{index}]", "is none that a review leads to", value=before)
