"""The forgetting curve of one skill: how retrievability falls, and rises at each review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.memory import Fsrs6, Standing
from reinforce.practice import text
from reinforce.simulation.display import frame, picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    import altair as alt
    import polars as pl
    from numpy.typing import NDArray

    from reinforce.memory import MemoryModel

_MOST_DAYS = 36_500
_MOST_POINTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ForgettingCurve:
    """
    What is left of one skill over time.

    Attributes:
        day: shape ``(points,)``, days since the first practice, fractions among them. On the day of a review there are
            two points: before it and after it.
        retrievability: shape ``(points,)``, 0 to 1.
        review_day: shape ``(reviews,)``, the days of the reviews, the first at 0.
        rating: shape ``(reviews,)``, 1 to 4.
        review_retrievability: shape ``(reviews,)``, what was left right before; nan at the first.
        stability: shape ``(reviews,)``, days, right after.
    """

    day: NDArray[np.float64]
    retrievability: NDArray[np.float64]
    review_day: NDArray[np.int64]
    rating: NDArray[np.int64]
    review_retrievability: NDArray[np.float64]
    stability: NDArray[np.float64]

    def to_frame(self) -> pl.DataFrame:
        """Return the points: columns ``day`` and ``retrievability``."""
        return frame({"day": self.day, "retrievability": self.retrievability})

    def marks(self) -> pl.DataFrame:
        """Return the reviews: columns ``day``, ``rating``, ``retrievability`` (right before) and ``stability``."""
        columns = {
            "day": self.review_day,
            "rating": self.rating,
            "retrievability": self.review_retrievability,
            "stability": self.stability,
        }
        return frame(columns).fill_nan(None)

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of the curve with a mark at each review."""
        return picture(self)

    def _repr_html_(self) -> str:
        rows = [
            (int(day), Rating(int(rating)).name, text.share(None if np.isnan(left) else left), f"{stability:.2f}")
            for day, rating, left, stability in zip(
                self.review_day, self.rating, self.review_retrievability, self.stability, strict=True
            )
        ]
        return text.table("reviews", ("day", "rating", "left before", "stability after, days"), rows)


def forgetting_curve(
    reviews: Iterable[tuple[int, Rating]], *, days: int, model: MemoryModel | None = None, points_a_day: int = 4
) -> ForgettingCurve:
    """
    Return what is left of a skill that was practised as *reviews* say.

    Args:
        reviews: days, counted from the first practice on, and ratings, in order; the first day is 0.
        days: where the curve ends.
        model: how it is remembered; FSRS-6 with its defaults if omitted.
        points_a_day: how many points of the curve to reckon for each day, 1 to 1,000.

    Raises:
        InvalidParameterError: an argument is not acceptable; the error names it.

    >>> curve = forgetting_curve([(0, Rating.Good), (3, Rating.Good)], days=30)
    >>> curve.stability.round(2).tolist()
    [2.31, 13.83]
    """
    model = model or Fsrs6()
    history = list(reviews)
    checks.whole("points_a_day", points_a_day, 1, _MOST_POINTS)
    checks.whole("days", days, 1, _MOST_DAYS)
    _check(history, days)
    standing, lefts, stabilities = Standing(), [], []
    points: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    ends = [day for day, _ in history[1:]] + [days]
    for number, ((day, rating), end) in enumerate(zip(history, ends, strict=True)):
        since = day - history[number - 1][0] if number else 0
        before = standing.memory
        lefts.append(np.nan if before is None else model.retrievability(before, elapsed_days=since))
        standing = model.review(standing, rating, elapsed_days=since).standing
        memory = standing.memory
        if memory is None:
            raise InvalidParameterError("model", "must have a memory of what was reviewed", value=model)
        stabilities.append(memory.stability)
        after = np.linspace(0.0, end - day, (end - day) * points_a_day + 1)
        left = [model.retrievability(memory, elapsed_days=float(elapsed)) for elapsed in after]
        points.append((day + after, np.array(left)))
    return ForgettingCurve(
        day=np.concatenate([when for when, _ in points]),
        retrievability=np.concatenate([left for _, left in points]),
        review_day=np.array([day for day, _ in history]),
        rating=np.array([int(rating) for _, rating in history]),
        review_retrievability=np.array(lefts),
        stability=np.array(stabilities),
    )


def _check(history: list[tuple[int, Rating]], days: int) -> None:
    if not history:
        raise InvalidParameterError("reviews", "must not be empty", value=history)
    least = 0
    for index, (day, _) in enumerate(history):
        checks.whole(f"reviews[{index}][0]", day, least, days if index else 0)
        least = day
