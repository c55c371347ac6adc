"""How a day's practices go: ratings, times, and the further practices of the same day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reinforce.simulation.draws import Purpose, uniform
from reinforce.simulation.population import cumulative, milliseconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.simulation.deck import Deck
    from reinforce.simulation.memories import Cards, Ratings
    from reinforce.simulation.population import Population, Repeats
    from reinforce.vector.equations import Floats

AGAIN = 1
_GOOD, _EASY = 3, 4


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
    cost: NDArray[np.int64]
    stability: Floats


@dataclass(slots=True)
class Outcomes:
    """
    What would come of practising some cards on a day.

    Attributes:
        cards, who: the cards, and whose they are.
        elapsed, left: days since the last practice, and the true retrievability; nan at a first practice.
        rating: of the first practice of the day.
        cost: milliseconds, of all practices of the day together.
        alone: milliseconds of the first practice of the day.
        first_stability: in truth, after the first practice of the day.
        stability, difficulty: in truth, at the end of the day.
        further: the rounds of further practices.
    """

    cards: Cards
    who: Cards
    elapsed: Floats
    left: Floats
    rating: Ratings
    cost: NDArray[np.int64]
    stability: Floats
    difficulty: Floats
    alone: NDArray[np.int64] = field(init=False)
    first_stability: Floats = field(init=False)
    further: list[Further] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Keep what the first practice of the day took and led to."""
        self.alone, self.first_stability = self.cost, self.stability

    def only(self, kept: NDArray[np.bool_]) -> Outcomes:
        """Return those of some rows."""
        if kept.all():
            return self
        places = np.cumsum(kept) - 1
        fewer = Outcomes(
            self.cards[kept],
            self.who[kept],
            self.elapsed[kept],
            self.left[kept],
            self.rating[kept],
            self.cost[kept],
            self.stability[kept],
            self.difficulty[kept],
        )
        fewer.alone, fewer.first_stability = self.alone[kept], self.first_stability[kept]
        for round_ in self.further:
            here = kept[round_.rows]
            fewer.further.append(
                Further(places[round_.rows[here]], round_.rating[here], round_.cost[here], round_.stability[here])
            )
        return fewer


class Behaviour:
    """How the people of a *population* practise the cards of a *deck*."""

    def __init__(self, population: Population, deck: Deck) -> None:
        self._deck = deck
        self._first_ends = cumulative(population.first_ratings)
        self._recall_ends = cumulative(population.recall_ratings)
        self._first_costs = milliseconds(population.first_minutes)
        self._review_costs = milliseconds(population.review_minutes)
        self._first_repeats = _Chain.of(population.first_repeats)
        self._lapse_repeats = _Chain.of(population.lapse_repeats)
        self.least_first = int(self._first_costs.min())
        self.least_review = int(self._review_costs.min())
        self.most_review = int(self._review_costs.max()) + _most(self._lapse_repeats)

    def review(self, cards: Cards, day: int) -> Outcomes:
        """Return what would come of reviewing *cards*."""
        deck, truth = self._deck, self._deck.truth
        who, elapsed = deck.owner[cards], day - deck.last[cards]
        left = truth.left(cards, elapsed, who)
        rating = self._rated(uniform(deck.keys[cards], day=day, purpose=Purpose.RATING), left)
        stability, difficulty = truth.reviewed(cards, rating, left, who)
        out = Outcomes(cards, who, elapsed, left, rating, self._review_costs[rating - 1], stability, difficulty)
        if self._lapse_repeats is not None:
            self._repeat(out, self._lapse_repeats, np.flatnonzero(rating == AGAIN), day)
        return out

    def meet(self, cards: Cards, day: int, *, passes: int) -> Outcomes:
        """Return what would come of first practices of *cards*, and of further *passes* over all of them."""
        deck = self._deck
        who = deck.owner[cards]
        drawn = uniform(deck.keys[cards], day=day, purpose=Purpose.RATING)
        rating = np.searchsorted(self._first_ends, drawn, side="right") + 1
        stability, difficulty = deck.truth.met(rating, who)
        nothing = np.full(len(cards), np.nan)
        out = Outcomes(cards, who, nothing, nothing, rating, self._first_costs[rating - 1], stability, difficulty)
        for number in range(1, passes):
            self._pass(out, number, day)
        if self._first_repeats is not None and passes == 1:
            self._repeat(out, self._first_repeats, np.arange(len(cards)), day)
        return out

    def _rated(self, drawn: Floats, left: Floats) -> Ratings:
        """Return the ratings of reviews: one draw decides whether it succeeds and, where it does, how well."""
        rating = np.where(drawn < left, 2, AGAIN)
        for end in self._recall_ends:
            rating += (drawn >= left * end) & (drawn < left)
        return rating

    def _pass(self, out: Outcomes, number: int, day: int) -> None:
        """Let all cards be practised once more on the same day, where everything is remembered."""
        drawn = uniform(self._deck.keys[out.cards], day=day, purpose=Purpose.RATING + number)
        rating = self._rated(drawn, np.ones(len(drawn)))
        self._follow(out, np.arange(len(drawn)), rating, self._review_costs[rating - 1])

    def _repeat(self, out: Outcomes, chain: _Chain, rows: Cards, day: int) -> None:
        """Let *rows* be practised further on the same day until enough in a row have gone well."""
        before = out.rating[rows]
        wanted = np.where(before >= _GOOD, chain.count - 1, chain.count)
        row = np.zeros(len(rows), np.int64)
        for number in range(1, chain.most + 1):
            on = (row < wanted) & (before < _EASY)
            rows, before, wanted, row = rows[on], before[on], wanted[on], row[on]
            if not rows.size:
                break
            drawn = uniform(self._deck.keys[out.cards[rows]], day=day, purpose=Purpose.RATING + number)
            before = 1 + (drawn[:, None] >= chain.ends[before - 1]).sum(axis=1)
            self._follow(out, rows, before, chain.costs[before - 1])
            row = np.where(before >= _GOOD, row + 1, np.where(before == AGAIN, 0, row))

    def _follow(self, out: Outcomes, rows: Cards, rating: Ratings, cost: NDArray[np.int64]) -> None:
        """Add one round of further practices to the outcomes."""
        if not out.further:
            out.cost, out.stability = out.cost.copy(), out.stability.copy()
        stability, difficulty = self._deck.truth.repeated(
            out.stability[rows], out.difficulty[rows], rating, out.who[rows]
        )
        out.stability[rows], out.difficulty[rows] = stability, difficulty
        out.cost[rows] += cost
        out.further.append(Further(rows, rating, cost, stability))


@dataclass(frozen=True, slots=True)
class _Chain:
    """`Repeats` as arrays."""

    count: int
    most: int
    ends: Floats
    costs: NDArray[np.int64]

    @classmethod
    def of(cls, repeats: Repeats | None) -> _Chain | None:
        if repeats is None or not repeats.count:
            return None
        ends = np.stack([cumulative(row) for row in repeats.ratings])
        return cls(repeats.count, repeats.most, ends, milliseconds(repeats.minutes))


def _most(chain: _Chain | None) -> int:
    return 0 if chain is None else chain.most * int(chain.costs.max())
