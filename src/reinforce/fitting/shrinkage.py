"""Weights from few reviews, drawn towards those from many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.errors import InvalidParameterError, shown
from reinforce.fitting.metrics import log_loss
from reinforce.fitting.optimizer import fitted_to
from reinforce.fitting.prediction import fsrs6
from reinforce.memory.bounds import nearest_parameters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reinforce.exchange.histories import Histories

LEAST = 1_000
"""Reviews to learn from there must be in all."""

SHRINK = 1_000
"""Reviews that weigh as much as the weights that theirs are drawn towards."""

_SHOWN = 5
_LEAST_GROUP = 128
"""Reviews to learn from that a group must have: with fewer the optimizer moves no more than the first stabilities."""


def shrunk(
    known: Histories, rows: NDArray[np.bool_], *, larger: tuple[float, ...], shrink: float, least: int
) -> tuple[tuple[float, ...], float, tuple[float, ...]]:
    """
    Return the weights fitted to *rows* alone, their share, and what comes of them and those of the larger group.

    Weights that fit what they were fitted to no better than those of the larger group get no share.

    Raises:
        InvalidParameterError: there are fewer than *least* reviews to learn from.
    """
    own = fitted_to(known, rows, least=least)
    learned = rows & known.predicted
    # The optimizer begins with the first stabilities, and few first intervals can lead it astray.
    if loss(known, learned, own) >= loss(known, learned, larger):
        return own, 0.0, larger
    size = int(learned.sum())
    weight = size / (size + shrink)
    mixed = (weight * mine + (1 - weight) * theirs for mine, theirs in zip(own, larger, strict=True))
    return own, weight, nearest_parameters(tuple(mixed))


def group_shrunk(
    known: Histories, rows: NDArray[np.bool_], *, larger: tuple[float, ...], shrink: float
) -> tuple[tuple[float, ...] | None, float, tuple[float, ...]]:
    """Return the same for a group, which has the larger one's weights where it is too small for its own."""
    try:
        return shrunk(known, rows, larger=larger, shrink=shrink, least=_LEAST_GROUP)
    except InvalidParameterError:
        return None, 0.0, larger


def loss(known: Histories, rows: NDArray[np.bool_], parameters: tuple[float, ...]) -> float:
    """Return the log loss of those rows with these weights; not a number where there are none."""
    if not rows.any():
        return float("nan")
    chance, _ = fsrs6(known, parameters)
    return log_loss(known.succeeded[rows], chance[rows])


def learners_of(groups: str | Mapping[str, str], known: Histories) -> dict[str, tuple[str, ...]]:
    """Return the learners of each group, sorted."""
    learners = sorted(known.frame["learner"].unique())
    if isinstance(groups, Mapping):
        known_here = set(learners)
        strangers = [repr(name) for name in groups if name not in known_here]
        if strangers:
            some = ", ".join(strangers[:_SHOWN])
            reason = f"names {len(strangers):,} who have no review in the log to learn from: {some}"
            raise InvalidParameterError("groups", reason, value=some)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for learner in learners:
            if learner in groups:
                found[checks.identifier("groups", groups[learner])].append(learner)
        return {name: tuple(members) for name, members in found.items()}
    if groups not in ("all", "learner"):
        raise InvalidParameterError(
            "groups", f"must be 'all', 'learner' or a cohort by learner, not {shown(groups)}", value=groups
        )
    return {learner: (learner,) for learner in learners} if groups == "learner" else {}
