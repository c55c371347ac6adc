"""Simulated learners: how they remember, how they rate, when they practise and how long it takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reinforce import checks
from reinforce.errors import InvalidParameterError, shown
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6
from reinforce.memory.fsrs6 import PARAMETER_BOUNDS
from reinforce.simulation.random_streams import Purpose, learner_keys, normal, uniform

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.vector.equations import Floats

_WEEK = 7
_RATINGS = 4
_MINUTE = 60_000
"""Milliseconds. Time is added up in whole ones, so that sums do not depend on their order."""

_LONGEST = 600
_MOST_SPREAD = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """
    Further practices on the same day, until a few have gone well: the learning steps of other programs.

    Attributes:
        count: how many of them, rated Good or better, end it: one less where the first practice of the day was rated so
            too. Again has them counted anew, Hard does not; Easy ends it at once.
        ratings: three rows, after Again, Hard and Good: the chances of the four ratings of the next practice. After
            Easy there is none.
        minutes: what each rating of them takes.
        most: most further practices on a day.
    """

    count: int
    ratings: tuple[tuple[float, float, float, float], ...]
    minutes: tuple[float, float, float, float]
    most: int = 5

    def __post_init__(self) -> None:
        """Check every setting."""
        checks.make_tuples(self)
        checks.whole("repeats.count", self.count, 0, 10)
        checks.whole("repeats.most", self.most, 0, 20)
        _times("repeats.minutes", self.minutes)
        if not isinstance(self.ratings, tuple) or len(self.ratings) != _RATINGS - 1:
            raise InvalidParameterError("repeats.ratings", "must be three rows", value=self.ratings)
        for index, row in enumerate(self.ratings):
            _chances(f"repeats.ratings[{index}]", row, _RATINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """
    The people of a simulation.

    Each remembers by FSRS-6 with parameters of their own, which no schedule knows. A review succeeds with the chance
    that their true retrievability says, and is then rated Hard, Good or Easy; what failed is rated Again.

    The defaults of ratings and times are those of the simulator of ``fsrs-rs``, averages over many people who learn
    from flashcards with Anki. Set your own for other practice: above all minutes.

    Attributes:
        parameters: the 21 weights of FSRS-6 of the learner in the middle.
        spread: how much learners differ: each weight of each learner is multiplied by ``exp(spread · z)``, *z* standard
            normal, then clamped to its bounds; 0 for learners who all remember alike.
        first_ratings: the chances of Again, Hard, Good and Easy at the first practice of a skill.
        recall_ratings: the chances of Hard, Good and Easy at a review that succeeds.
        attendance: the chance that a learner practises on a day; one number, or seven, Monday first.
        first_minutes: minutes that a first practice takes, by its rating.
        review_minutes: minutes that a review takes, by its rating.
        first_repeats: further practices on the day of the first; ``None`` for none.
        lapse_repeats: the same on the day of a lapse.

    Raises:
        InvalidParameterError: a setting is outside what is said here; the error names it.
    """

    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    spread: float = 0.1
    first_ratings: tuple[float, float, float, float] = (0.24, 0.094, 0.495, 0.171)
    recall_ratings: tuple[float, float, float] = (0.224, 0.631, 0.145)
    attendance: float | tuple[float, ...] = 1.0
    first_minutes: tuple[float, float, float, float] = (19.58 / 60, 18.79 / 60, 13.78 / 60, 10.71 / 60)
    review_minutes: tuple[float, float, float, float] = (19.38 / 60, 17.59 / 60, 12.38 / 60, 8.94 / 60)
    first_repeats: Repeats | None = None
    lapse_repeats: Repeats | None = None

    def __post_init__(self) -> None:
        """Check every setting; those of memory are checked by the model."""
        checks.make_tuples(self)
        Fsrs6(parameters=self.parameters)
        checks.between("spread", self.spread, 0, _MOST_SPREAD)
        _chances("first_ratings", self.first_ratings, _RATINGS)
        _chances("recall_ratings", self.recall_ratings, _RATINGS - 1)
        _times("first_minutes", self.first_minutes)
        _times("review_minutes", self.review_minutes)
        for name in ("first_repeats", "lapse_repeats"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, Repeats):
                raise InvalidParameterError(name, f"must be Repeats or None, not {shown(value)}", value=value)
        if isinstance(self.attendance, tuple):
            if len(self.attendance) != _WEEK:
                raise InvalidParameterError("attendance", "must be one number or seven", value=self.attendance)
            for index, share in enumerate(self.attendance):
                checks.between(f"attendance[{index}]", share, 0, 1)
        else:
            checks.between("attendance", self.attendance, 0, 1)

    @property
    def longest_exercise(self) -> float:
        """Minutes that one exercise takes at most, without further ones on the same day."""
        return max(*self.first_minutes, *self.review_minutes)

    def parameters_of(self, seed: int, *, learners: range) -> Floats:
        """Return the true parameters of each learner, of shape ``(learners, 21)``."""
        middle = np.array(self.parameters)
        if not self.spread:
            return np.tile(middle, (len(learners), 1))
        drawn = normal(learner_keys(seed, learners=learners), count=len(middle))
        theirs: Floats = np.clip(middle * np.exp(self.spread * drawn), *np.transpose(PARAMETER_BOUNDS))
        theirs[:, 1:4].sort(axis=1)
        return theirs

    def attending(self, keys: NDArray[np.uint64], *, day: int) -> NDArray[np.bool_]:
        """Return who of the learners with these *keys* practises on a day, of shape ``(learners,)``."""
        share = self.attendance[day % _WEEK] if isinstance(self.attendance, tuple) else self.attendance
        there: NDArray[np.bool_] = uniform(keys, day=day, purpose=Purpose.ATTENDANCE) < share
        return there


def milliseconds(minutes: tuple[float, ...]) -> NDArray[np.int64]:
    """Return times by rating as whole milliseconds; the place 0 is that of no practice, which takes none."""
    times: NDArray[np.int64] = np.rint(np.array((0.0, *minutes)) * _MINUTE).astype(np.int64)
    return times


def cumulative(chances: tuple[float, ...]) -> Floats:
    """Return where the chances of each rating but the last end, their sum being 1."""
    sums = np.cumsum(np.array(chances))
    ends: Floats = sums[:-1] / sums[-1]
    return ends


def _chances(field: str, value: object, count: int) -> None:
    if not isinstance(value, tuple) or len(value) != count:
        raise InvalidParameterError(field, f"must be {count} numbers", value=value)
    for index, chance in enumerate(value):
        checks.between(f"{field}[{index}]", chance, 0, 1)
    if abs(sum(value) - 1) > 0.01:  # noqa: PLR2004 - published figures are rounded
        raise InvalidParameterError(field, f"must add up to 1, not {sum(value)}", value=value)


def _times(field: str, value: object) -> None:
    if not isinstance(value, tuple) or len(value) != _RATINGS:
        raise InvalidParameterError(field, "must be four numbers of minutes", value=value)
    for index, minutes in enumerate(value):
        checks.between(f"{field}[{index}]", minutes, 0, _LONGEST)
