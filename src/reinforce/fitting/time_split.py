"""The judged reviews, cut by time: each part predicted by what was learned from all before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reinforce.errors import InvalidParameterError
from reinforce.fitting.prediction import fsrs6
from reinforce.fitting.shrinkage import group_shrunk, learners_of, shrunk
from reinforce.memory import DEFAULT_PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from reinforce.exchange.histories import Histories


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSplit:
    """
    The judged reviews, cut by time.

    Attributes:
        places: of the reviews that are predicted, in the order of time.
        split: of each of them, from 0.
        since: by split, the place in the order of time of its first review.
        before: by split, the places of the judged reviews before it.
    """

    places: NDArray[np.int64]
    split: NDArray[np.int64]
    since: tuple[int, ...]
    before: tuple[NDArray[np.int64], ...]

    @classmethod
    def of(cls, known: Histories, places: NDArray[np.int64], *, splits: int) -> TimeSplit:
        """Cut the reviews at *places*, which are in the order of time."""
        from sklearn.model_selection import TimeSeriesSplit  # noqa: PLC0415 - slow to import

        parts = list(TimeSeriesSplit(n_splits=splits).split(places))
        return cls(
            places=np.concatenate([places[test] for _, test in parts]),
            split=np.concatenate([np.full(len(test), number) for number, (_, test) in enumerate(parts)]),
            since=tuple(int(known.order[places[test[0]]]) for _, test in parts),
            before=tuple(places[train] for train, _ in parts),
        )

    def constant(self, known: Histories) -> NDArray[np.float64]:
        """Return for each review the share of success before its split."""
        rates = np.array([known.succeeded[before].mean() for before in self.before])
        return np.asarray(rates[self.split])

    def fitted(
        self, known: Histories, *, groups: str | Mapping[str, str], least: int, shrink: float
    ) -> tuple[dict[str, NDArray[np.float64]], list[bool]]:
        """Return for each review the chances by weights fitted to all before its split, and where that was possible."""
        size = len(self.places)
        found, done = {"optimizer": np.empty(size), "fitted": np.empty(size)}, []
        for number, since in enumerate(self.since):
            rows, wanted = known.order < since, self.split == number
            try:
                own, _, larger = shrunk(known, rows, larger=DEFAULT_PARAMETERS, shrink=shrink, least=least)
            except InvalidParameterError:
                own = larger = DEFAULT_PARAMETERS
            done.append(own is not DEFAULT_PARAMETERS)
            there = self.places[wanted]
            found["optimizer"][wanted] = fsrs6(known, own)[0][there]
            found["fitted"][wanted] = self._grouped(known, rows, larger, groups=groups, shrink=shrink)[there]
        return found, done

    @staticmethod
    def _grouped(
        known: Histories,
        rows: NDArray[np.bool_],
        larger: tuple[float, ...],
        *,
        groups: str | Mapping[str, str],
        shrink: float,
    ) -> NDArray[np.float64]:
        chance = fsrs6(known, larger)[0].copy()
        learners = known.frame["learner"].to_numpy()
        for members in learners_of(groups, known).values():
            theirs = np.isin(learners, members)
            group = known.only(theirs)
            _, weight, weights = group_shrunk(group, rows[theirs], larger=larger, shrink=shrink)
            if weight:
                chance[theirs] = fsrs6(group, weights)[0]
        return chance
