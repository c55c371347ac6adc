"""How a day's practices go: ratings, times, and the further practices of the same day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reinforce.simulation.population import cumulative, milliseconds
from reinforce.simulation.random_streams import Purpose, uniform
from reinforce.simulation.same_day_repeats import SameDayRepeats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.simulation.card_arrays import CardArrays
    from reinforce.simulation.memory_arrays import Cards, Ratings
    from reinforce.simulation.population import Population
    from reinforce.vector.equations import Floats

    Times = NDArray[np.int64]

AGAIN = 1
_RECALLED = np.array([2, 3, 4, AGAIN])
"""The rating by the place of a draw among the ends of the chances of Hard, Good and Easy; beyond them it failed."""


@dataclass(slots=True)
class Trial:
    """
    How practising some cards on a day would go.

    Attributes:
        cards, who: the cards, and whose they are.
        rating: of the first practice of the day.
        cost: milliseconds, of all practices of the day together.
        elapsed, left: days since the last practice, and the true retrievability; ``None`` of first practices.
        course: which course further practices take; ``None`` where there are none.
    """

    cards: Cards
    who: Cards
    rating: Ratings
    cost: Times
    elapsed: Floats | None = None
    left: Floats | None = None
    course: Cards | None = None

    def only(self, kept: NDArray[np.bool_]) -> Trial:
        """Return the trial of some rows."""
        if kept.all():
            return self
        rows = kept.nonzero()[0]
        return Trial(
            self.cards[rows],
            self.who[rows],
            self.rating[rows],
            self.cost[rows],
            None if self.elapsed is None else self.elapsed[rows],
            None if self.left is None else self.left[rows],
            None if self.course is None else self.course[rows],
        )


@dataclass(slots=True)
class Further:
    """
    One round of further practices on the same day.

    Attributes:
        rows: which practices of the day it follows.
        rating: how it was rated.
        cost: milliseconds.
        stability: in truth, afterwards.
    """

    rows: Cards
    rating: Ratings
    cost: Times
    stability: Floats


@dataclass(slots=True)
class TrialOutcome:
    """
    What came of a trial.

    Attributes:
        trial: how it went.
        alone: milliseconds of the first practice of the day.
        first: stability in truth, after the first practice of the day.
        stability, difficulty: in truth, at the end of the day.
        further: the rounds of further practices, where somebody needs them one by one.
        more: how many further practices there were of each card; ``None`` for none of any.
    """

    trial: Trial
    alone: Times
    first: Floats
    stability: Floats
    difficulty: Floats
    further: list[Further] = field(default_factory=list)
    more: NDArray[np.int64] | None = None


class Behaviour:
    """
    How the people of a *population* practise the cards in *arrays*.

    *passes* is how often a skill is practised on the day of its introduction, whatever comes of it; *told* whether
    somebody needs the further practices of a day one by one.
    """

    def __init__(self, population: Population, arrays: CardArrays, *, passes: int, told: bool) -> None:
        self._arrays, self._passes, self._told = arrays, passes, told
        self._first_ends = cumulative(population.first_ratings)
        self._first_begins = np.append(0.0, self._first_ends)
        self._first_shares = np.diff(self._first_begins, append=1.0)
        self._recall_ends = np.append(cumulative(population.recall_ratings), 1.0)
        self._first_costs = milliseconds(population.first_minutes)
        self._review_costs = milliseconds(population.review_minutes)
        self._after_first = SameDayRepeats.of(population.first_repeats) if passes == 1 else None
        self._after_lapse = SameDayRepeats.of(population.lapse_repeats)
        self._lines: dict[int, tuple[Floats, Floats, Floats, Floats]] = {}
        self._ends = self._first_days()
        self.least_first = int(self._first_costs[1:].min())
        self.least_review = int(self._review_costs[1:].min())
        self.most_review = int(self._review_costs.max()) + _most(self._after_lapse)

    def review(self, cards: Cards, day: int) -> Trial:
        """Return how reviews of *cards* would go."""
        arrays = self._arrays
        who, elapsed = arrays.owner[cards], np.subtract(day, arrays.last[cards], dtype=np.float64)
        left = arrays.truth.left(cards, elapsed, who)
        drawn = uniform(arrays.keys[cards], day=day, purpose=Purpose.RATING)
        rating = self._rated(drawn / left)
        cost = self._review_costs[rating]
        trial = Trial(cards, who, rating, cost, elapsed, left)
        if self._after_lapse is not None:
            lapsed = (rating == AGAIN).nonzero()[0]
            # Where a draw lies between the chance of success and 1 is as good as a draw of its own.
            rest = (drawn[lapsed] - left[lapsed]) / (1.0 - left[lapsed])
            trial.course = np.zeros(len(cards), np.intp)
            trial.course[lapsed] = self._after_lapse.drawn(AGAIN, rest)
            trial.cost[lapsed] += self._after_lapse.cost[trial.course[lapsed]]
        return trial

    def meet(self, cards: Cards, day: int) -> Trial:
        """Return how first practices of *cards* would go."""
        arrays = self._arrays
        drawn = uniform(arrays.keys[cards], day=day, purpose=Purpose.RATING)
        rating = self._first_ends.searchsorted(drawn, side="right") + 1
        trial = Trial(cards, arrays.owner[cards], rating, self._first_costs[rating])
        for number in range(1, self._passes):
            trial.cost += self._review_costs[self._passed(cards, number, day)]
        if self._after_first is not None:
            place = rating - 1
            rest = (drawn - self._first_begins[place]) / self._first_shares[place]
            trial.course = self._after_first.drawn(rating, rest)
            trial.cost += self._after_first.cost[trial.course]
        return trial

    def reviewed(self, trial: Trial, again: Cards) -> TrialOutcome:
        """Return what came of reviews, of which the rows *again* failed."""
        truth, cost = self._arrays.truth, self._review_costs[trial.rating]
        if trial.left is None:  # pragma: no cover - a review has it
            raise ValueError(trial)
        stability, difficulty = truth.reviewed(trial.cards, trial.rating, trial.left, trial.who)
        out = TrialOutcome(trial, cost, stability, difficulty=difficulty, stability=stability)
        if self._after_lapse is not None and trial.course is not None:
            self._follow(out, self._after_lapse, again, trial.course)
        return out

    def met(self, trial: Trial, day: int) -> TrialOutcome:
        """Return what came of first practices."""
        truth, cost = self._arrays.truth, self._first_costs[trial.rating]
        stability, difficulty = truth.met(trial.rating, trial.who)
        out = TrialOutcome(trial, cost, stability, stability, difficulty)
        for number in range(1, self._passes):
            rating = self._passed(trial.cards, number, day)
            out.stability, out.difficulty = truth.repeated(out.stability, out.difficulty, rating, trial.who)
            every = np.arange(len(rating))
            out.further.append(Further(every, rating, self._review_costs[rating], out.stability))
            out.more = np.full(len(rating), number)
        if self._after_first is not None and trial.course is not None:
            if self._ends is not None:
                out.stability, out.difficulty = self._ends[0][trial.course], self._ends[1][trial.course]
                out.more = self._after_first.length[trial.course]
            else:
                self._follow(out, self._after_first, np.arange(len(trial.rating)), trial.course)
        return out

    def _passed(self, cards: Cards, number: int, day: int) -> Ratings:
        """Return the ratings of one more practice of all cards on the same day, when everything is remembered."""
        return self._rated(uniform(self._arrays.keys[cards], day=day, purpose=Purpose.RATING + number))

    def _rated(self, share: Floats) -> Ratings:
        """Return the ratings of reviews: a draw, over the chance of success, says whether it succeeds and how well."""
        return _RECALLED[self._recall_ends.searchsorted(share, side="right")]

    def _follow(self, out: TrialOutcome, repeats: SameDayRepeats, rows: Cards, course: Cards) -> None:
        """Let *rows* be practised further on the same day, as their courses say."""
        courses, who, stability = course[rows], out.trial.who[rows], out.stability[rows]
        for rating in repeats.follow(courses, stability, who, self._arrays.truth):
            if self._told:
                some = rating.nonzero()[0]
                done = rating[some]
                out.further.append(Further(rows[some], done, repeats.costs[done], stability[some]))
        out.stability = out.stability.copy()
        out.stability[rows] = stability
        out.difficulty[rows] = self._harder(repeats, courses, out.difficulty[rows], who)
        out.more = np.zeros(len(out.stability), np.int64)
        out.more[rows] = repeats.length[courses]

    def _harder(self, repeats: SameDayRepeats, courses: Cards, difficulty: Floats, who: Cards) -> Floats:
        """Return the difficulty after courses of further practices."""
        lines = self._lines.get(id(repeats))
        if lines is None:
            lines = self._lines[id(repeats)] = repeats.harder(self._arrays.truth.weights)
        slope, lift, low, high = (line[courses] if line.ndim == 1 else line[courses, who] for line in lines)
        return np.minimum(np.maximum(slope * difficulty + lift, low), high)

    def _first_days(self) -> tuple[Floats, Floats] | None:
        """
        Return stability and difficulty at the end of each course of a first day.

        ``None`` where learners differ, or somebody needs the practices one by one.
        """
        repeats, truth = self._after_first, self._arrays.truth
        if repeats is None or self._told or self._arrays.alike is None:
            return None
        nobody, courses = np.zeros(len(repeats.before), np.intp), np.arange(len(repeats.before))
        stability, difficulty = truth.met(repeats.before, nobody)
        for _ in repeats.follow(courses, stability, nobody, truth):
            pass
        return stability, self._harder(repeats, courses, difficulty, nobody)


def _most(repeats: SameDayRepeats | None) -> int:
    return 0 if repeats is None else int(repeats.cost.max())
