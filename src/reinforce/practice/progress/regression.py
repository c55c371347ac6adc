"""Logistic regression in plain Python, for a handful of terms and some thousands of rows."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, log
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDS = 25
_STILL = 1e-8


@dataclass(frozen=True, slots=True)
class Regression:
    """
    What a regression came to.

    Attributes:
        weights: what each term adds to the log-odds.
        covariance: how unsure they are, row by row; zero for a term that was left out.
    """

    weights: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    def odds(self, terms: Sequence[float]) -> float:
        """Return the log-odds of a row with these *terms*."""
        return fsum(map(mul, self.weights, terms))

    def variance(self, terms: Sequence[float]) -> float:
        """Return how unsure these log-odds are on account of the weights."""
        return fsum(one * fsum(map(mul, row, terms)) for one, row in zip(terms, self.covariance, strict=True))


def chance_of(odds: float) -> float:
    """Return the chance with these log-odds."""
    return 1 / (1 + exp(-min(max(odds, -30.0), 30.0)))


def regression(
    rows: Sequence[Sequence[float]], right: Sequence[bool], *, prior: Sequence[float], firmness: Sequence[float]
) -> Regression:
    """
    Return the weights that *rows* of terms and what came of them show, no weight but the first below zero.

    It is the posterior mode under a normal prior (ridge regression towards the prior), by Newton's method, and the
    covariance of the normal curve that fits there. A term whose weight would be below zero is left out: the terms are
    such that more of each makes success likelier, so that a log that says otherwise has too little to say.

    Args:
        rows: the terms, of which the first is always 1.
        right: which rows succeeded.
        prior: the weights expected beforehand.
        firmness: how firmly, each as one over its variance.
    """
    kept = list(range(len(prior)))
    while True:
        some = [[row[i] for i in kept] for row in rows]
        weights, inverse = _newton(some, right, [prior[i] for i in kept], [firmness[i] for i in kept])
        below = [i for i, weight in zip(kept, weights, strict=True) if i and weight < 0]
        if not below:
            break
        kept = [i for i in kept if i not in below]
    place = {term: position for position, term in enumerate(kept)}
    every = range(len(prior))
    return Regression(
        tuple(weights[place[i]] if i in place else 0.0 for i in every),
        tuple(tuple(inverse[place[i]][place[j]] if i in place and j in place else 0.0 for j in every) for i in every),
    )


def log_loss(model: Regression, rows: Sequence[Sequence[float]], right: Sequence[bool]) -> float:
    """Return how badly *model* foretells *rows*: minus the mean logarithm of the chance of what came."""
    told = (chance_of(model.odds(row)) for row in rows)
    return -fsum(log(chance if came else 1 - chance) for chance, came in zip(told, right, strict=True)) / len(rows)


def _newton(
    rows: list[list[float]], right: Sequence[bool], prior: list[float], firmness: list[float]
) -> tuple[list[float], list[list[float]]]:
    """Return the mode, and the inverse of the curvature there."""
    weights, places = list(prior), range(len(prior))
    for _ in range(_ROUNDS):
        slope = [-firm * (weight - before) for firm, weight, before in zip(firmness, weights, prior, strict=True)]
        curve = [[firmness[i] if i == j else 0.0 for j in places] for i in places]
        for row, came in zip(rows, right, strict=True):
            chance = chance_of(sum(map(mul, weights, row)))
            off, spread = came - chance, chance * (1 - chance)
            for i in places:
                slope[i] += off * row[i]
                weighted, line = spread * row[i], curve[i]
                for j in range(i + 1):
                    line[j] += weighted * row[j]
        for i in places:
            for j in range(i):
                curve[j][i] = curve[i][j]
        inverse = _inverse(curve)
        step = [fsum(map(mul, line, slope)) for line in inverse]
        weights = [weight + moved for weight, moved in zip(weights, step, strict=True)]
        if max(map(abs, step)) < _STILL:
            break
    return weights, inverse


def _inverse(matrix: list[list[float]]) -> list[list[float]]:
    """Return the inverse of a symmetric positive definite matrix, by Gauss and Jordan."""
    size = len(matrix)
    work = [[*line, *(1.0 if i == j else 0.0 for j in range(size))] for i, line in enumerate(matrix)]
    for i in range(size):
        pivot = work[i][i]
        work[i] = [value / pivot for value in work[i]]
        for j in range(size):
            if j != i:
                factor = work[j][i]
                work[j] = [value - factor * other for value, other in zip(work[j], work[i], strict=True)]
    return [line[size:] for line in work]
