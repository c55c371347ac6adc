"""Fitting the weights of FSRS-6 to a review log: of everybody, and of groups that lean on everybody's."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from reinforce import checks
from reinforce.exchange.histories import Histories, histories
from reinforce.fitting.fitted_parameters import FittedParameters, GroupFit
from reinforce.fitting.shrinkage import LEAST, SHRINK, group_shrunk, learners_of, loss, shrunk
from reinforce.memory import DEFAULT_PARAMETERS
from reinforce.practice import Elapsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from reinforce.exchange import ReviewLog


def fit(
    log: ReviewLog | pl.DataFrame,
    *,
    groups: str | Mapping[str, str] = "all",
    elapsed: Elapsed = Elapsed.LEARNER_DAY,
    least: int = LEAST,
    shrink: float = SHRINK,
) -> FittedParameters:
    """
    Return weights of FSRS-6 that make the reviews in *log* likely, by the optimizer of ``fsrs-rs``.

    The same log gives the same weights. A review is learned from if it comes at least a day after the card's review
    before; of one card no more than 256 reviews are. A card whose beginning the log does not have is left out whole, as
    the optimizer of FSRS leaves it out: its first review here says nothing of the stability after a first review.

    What comes from few reviews is drawn towards what came from many. With n reviews to learn from and k = *shrink*, the
    weights are ``n / (n + k) · own + k / (n + k) · larger``: a group's are shrunk towards everybody's, and everybody's
    towards the default weights, which were fitted to very many people's logs. That keeps them within their bounds and
    in order. A group has everybody's weights where it has fewer than 128 reviews to learn from (with so few the
    optimizer moves no more than the first stabilities), or where its own fit these very reviews no better.

    Args:
        log: a review log, or a frame of one.
        groups: ``all`` for one set of weights; ``learner`` for one of each learner besides; or the cohort of each
            learner of the log, those that are not named being in none.
        elapsed: how days are counted; the same as in the policy that the weights are meant for.
        least: how many reviews to learn from there must be in all. In trials on a real log, weights fitted to parts of
            fewer than a thousand predicted its later reviews no better than the default weights.
        shrink: how many reviews weigh as much as what they are drawn towards; 0 for the optimizer's own weights. On the
            same log a thousand predicted better than none.

    Raises:
        InvalidParameterError: there are fewer reviews to learn from than *least* (the error says how many there are,
            and how many are needed), or an argument is not acceptable.
    """
    checks.whole("least", least, 1, 10**9)
    checks.between("shrink", shrink, 0, 1e12)
    start = perf_counter()
    known = histories(log, elapsed=elapsed)
    named = learners_of(groups, known)
    everybody = np.ones(len(known.rating), dtype=np.bool_)
    own, weight, parameters = shrunk(known, everybody, larger=DEFAULT_PARAMETERS, shrink=shrink, least=least)
    learners = known.frame["learner"].to_numpy()
    fits = {
        name: _group(known.only(np.isin(learners, members)), members, larger=parameters, shrink=shrink)
        for name, members in sorted(named.items())
    }
    return FittedParameters(
        parameters=parameters,
        own=own,
        weight=weight,
        groups=fits,
        reviews=len(known.rating) + known.left_out,
        predicted=int(known.predicted.sum()),
        left_out=known.left_out,
        learners=known.frame["learner"].n_unique(),
        log_loss=loss(known, known.predicted, parameters),
        default_log_loss=loss(known, known.predicted, DEFAULT_PARAMETERS),
        elapsed=elapsed,
        seconds=perf_counter() - start,
    )


def _group(known: Histories, members: tuple[str, ...], *, larger: tuple[float, ...], shrink: float) -> GroupFit:
    rows = np.ones(len(known.rating), dtype=np.bool_)
    own, weight, parameters = group_shrunk(known, rows, larger=larger, shrink=shrink)
    return GroupFit(
        parameters=parameters,
        own=own,
        weight=weight,
        learners=members,
        predicted=int(known.predicted.sum()),
        log_loss=loss(known, known.predicted, parameters),
        larger_log_loss=loss(known, known.predicted, larger),
    )
