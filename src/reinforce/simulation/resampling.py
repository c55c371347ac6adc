"""How much is still known in a simulation, and what it took: of its learners, and of as many drawn among them anew."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from reinforce import checks, slips
from reinforce.errors import InvalidParameterError, shown
from reinforce.practice import text

if TYPE_CHECKING:
    from reinforce.simulation.result import Result
    from reinforce.vector.equations import Floats

Measure: TypeAlias = Literal["average", "worst", "last_day"]
"""Of the days that count: their mean, the worst of them, or the last one."""

_DRAWS = 400
_LEAST_DRAWS = 50
_AT_ONCE = 10_000_000
_NEARLY = 1e-9
_TEN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """
    What is to be still known, by how many, and when.

    Attributes:
        share: of all skills, 0 to 1.
        measure: whether it is on average over the days, on the worst of them, or on the last.
        since: the first day that counts.
        people: the share of people who are to reach it each for themselves, 0 to 1; ``None`` if their mean is.
    """

    share: float
    measure: Measure
    since: int
    people: float | None

    def check(self, *, days: int) -> None:
        """Raise InvalidParameterError, naming the argument, for what cannot be in a study of so many *days*."""
        checks.between("target", self.share, 0, 1)
        if self.people is not None:
            _check_people(self.people)
        checks.whole("since", self.since, 0, days - 1)
        if self.measure not in get_args(Measure):
            given: object = self.measure
            names = ", ".join(map(repr, get_args(Measure)))
            reason = f"must be one of {names}, not {shown(given)}{slips.name(given, get_args(Measure))}"
            raise InvalidParameterError("measure", reason, value=given)

    def spoken(self, share: float) -> str:
        """Return in words that a *share* is still known, by how many and when."""
        since = f" from day {self.since} on" if self.since else ""
        when = {
            "average": f"on average over {'the days' if since else 'all days'}{since}",
            "worst": f"on the worst day{since}",
            "last_day": "on the last day",
        }[self.measure]
        if self.people is None:
            return f"{text.share(share)} of all skills still known, {when}"
        return f"{text.share(share)} of all skills still known by {text.share(self.people)} of the people, {when}"

    def known(self, result: Result, weights: Floats) -> Floats:
        """Return the share that is known by each row of *weights*, which say how often each learner is there."""
        shares = result.remembered[:, self.since :] / result.study.skills
        if self.measure == "last_day":
            shares = shares[:, -1:]
        elif self.measure == "average":
            shares = shares.mean(axis=1, keepdims=True)
        learners = len(shares)
        if self.people is None:
            least: Floats = (weights @ shares / learners).min(axis=1)
            return least
        theirs = shares.min(axis=1)
        order = np.argsort(-theirs, kind="stable")
        enough = weights[:, order].cumsum(axis=1) >= max(1, ceil(self.people * learners - _NEARLY))
        found: Floats = theirs[order][enough.argmax(axis=1)]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """
    What came of a setting, of the learners and of each draw among them.

    Attributes:
        known: the share that is still known, 0 to 1: that of the learners first, then that of each draw.
        minutes: of a learner on all days, in the same order.
        practices: of a learner on all days, first ones among them.
    """

    known: Floats
    minutes: Floats
    practices: float

    @classmethod
    def of(cls, result: Result, *, target: Target, weights: Floats) -> Sample:
        """Return what came of a *result*."""
        return cls(
            known=target.known(result, weights),
            minutes=weights @ result.minutes.sum(axis=1) / result.study.learners,
            practices=float(result.repetitions.sum(axis=1).mean()),
        )


def _check_people(people: float) -> None:
    """Check a share of people: a small number is most likely one of ten of them, and no share in per cent."""
    if isinstance(people, int | float) and 1 < people <= _TEN:
        reason = f"must be a share from 0 to 1, not {shown(people)}: {people:g} of ten is {people / _TEN:g}"
        raise InvalidParameterError("people", reason, value=people)
    checks.between("people", people, 0, 1)


def draws(learners: int, *, seed: int) -> Floats:
    """
    Return how often each learner is there: once in the first row, and in the others as drawn with replacement.

    This is the bootstrap (Efron 1979): as the draws differ from the learners, so may these from all there could be.
    """
    count = min(_DRAWS, max(_LEAST_DRAWS, _AT_ONCE // learners))
    drawn = np.random.default_rng(seed).multinomial(learners, np.full(learners, 1 / learners), size=count)
    return np.concatenate([np.ones((1, learners)), drawn])
