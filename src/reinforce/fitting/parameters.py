"""Fitting the weights of FSRS-6 to a review log: of everybody, and of groups that lean on everybody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.fitting.measures import log_loss
from reinforce.fitting.optimizing import fitted_to
from reinforce.fitting.prediction import fsrs6
from reinforce.fitting.sequences import Histories, histories
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6
from reinforce.memory.bounds import nearest_parameters
from reinforce.practice import Elapsed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.exchange import ReviewLog

LEAST = 1_000
SHRINK = 1_000
LEAST_GROUP = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFit:
    """
    The weights of one learner or cohort.

    Attributes:
        parameters: the 21 weights of FSRS-6, drawn towards everybody's.
        own: those that were fitted to the group alone; ``None`` where it is too small for that.
        weight: how much of ``parameters`` is its own, 0 to 1.
        learners: who is in it.
        predicted: how many of its reviews could be learned from.
        log_loss: of these reviews with ``parameters``; they were learned from, so that this flatters.
        larger_log_loss: of the same reviews with everybody's weights.
    """

    parameters: tuple[float, ...]
    own: tuple[float, ...] | None
    weight: float
    learners: tuple[str, ...]
    predicted: int
    log_loss: float
    larger_log_loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """
    Weights of FSRS-6 fitted to a review log.

    Attributes:
        parameters: everybody's, 21 numbers within the bounds of FSRS-6.
        groups: those of the learners or cohorts asked for, by name.
        reviews: how many reviews the log has.
        predicted: how many of them could be learned from: those at least a day after the card's review before.
        left_out: how many could not, since their memory comes from a placement, a checkpoint or a softening.
        learners: how many people they are of.
        log_loss: of the predicted reviews with ``parameters``; they were learned from, so that this flatters. See
            `evaluate` for reviews that were not.
        default_log_loss: of the same reviews with the default weights.
        elapsed: how days were counted.
        seconds: how long fitting took.
    """

    parameters: tuple[float, ...]
    groups: Mapping[str, GroupFit]
    reviews: int
    predicted: int
    left_out: int
    learners: int
    log_loss: float
    default_log_loss: float
    elapsed: Elapsed
    seconds: float

    def of(self, group: str | None = None) -> tuple[float, ...]:
        """Return the weights of a *group*, or everybody's; NotFoundError where there is no such group."""
        if group is None:
            return self.parameters
        if group not in self.groups:
            raise checks.missing("group", group, self.groups)
        return self.groups[group].parameters

    def for_learner(self, learner: str) -> tuple[float, ...]:
        """Return the weights of the group that *learner* is in; everybody's for somebody who is in none."""
        found = (fit.parameters for fit in self.groups.values() if learner in fit.learners)
        return next(found, self.parameters)

    def model(self, group: str | None = None, *, desired_retention: float = 0.9) -> Fsrs6:
        """Return the memory model with these weights."""
        return Fsrs6(parameters=self.of(group), desired_retention=desired_retention)

    def to_frame(self) -> pl.DataFrame:
        """Return a row for everybody (``group`` is null) and one for each group, with ``w0`` to ``w20`` at the end."""
        everybody = (None, self.learners, self.predicted, 1.0, self.log_loss, self.default_log_loss, self.parameters)
        rows = [everybody] + [
            (name, len(fit.learners), fit.predicted, fit.weight, fit.log_loss, fit.larger_log_loss, fit.parameters)
            for name, fit in self.groups.items()
        ]
        names = ("group", "learners", "predicted", "weight", "log_loss", "larger_log_loss")
        return pl.DataFrame(
            [{**dict(zip(names, row[:-1], strict=True)), **_weights(row[-1])} for row in rows],
            schema_overrides={"group": pl.String},
        )

    def summary(self) -> str:
        """Return what was fitted to what, in a few lines."""
        lines = [
            f"weights of FSRS-6 from {self.predicted:,} of {self.reviews:,} reviews, {self.learners:,} learners, "
            f"in {self.seconds:.2f} s",
            f"log loss of what was learned from: {self.default_log_loss:.4f} with the default weights, "
            f"{self.log_loss:.4f} with these",
        ]
        lines += [
            f"  {name}: {fit.predicted:,} reviews, {fit.weight:.0%} its own; {fit.larger_log_loss:.4f} with everybody's, "
            f"{fit.log_loss:.4f} with these"
            for name, fit in self.groups.items()
        ]
        return "\n".join(lines)


def fit(
    log: ReviewLog | pl.DataFrame,
    *,
    by: str | Mapping[str, str] = "all",
    elapsed: Elapsed = Elapsed.LEARNER_DAY,
    least: int = LEAST,
    shrink: float = SHRINK,
) -> Fitted:
    """
    Return weights of FSRS-6 that make the reviews in *log* likely, by the optimizer of ``fsrs-rs``.

    The same log gives the same weights. A review is learned from if it comes at least a day after the card's review
    before; of one card no more than 256 reviews are.

    A group's own weights are drawn towards everybody's: with n reviews to learn from and k = *shrink* they are
    ``n / (n + k) · own + k / (n + k) · everybody's``, which stays within the bounds and in order. A group with fewer than
    128 has everybody's: with so few the optimizer moves no more than the first stabilities.

    Args:
        log: a review log, or a frame of one.
        by: ``all`` for one set of weights; ``learner`` for one of each learner besides; or the cohort of each learner,
            those that are not named being in none.
        elapsed: how days are counted; the same as in the policy that the weights are meant for.
        least: how many reviews to learn from there must be. With fewer than a thousand of a real log, the weights
            predicted its later reviews worse than the default ones did, on the average of parts that were tried.
        shrink: how many reviews of a group weigh as much as everybody's weights; 0 for none of them.

    Raises:
        InvalidParameterError: there are fewer reviews to learn from than *least* (the error says how many there are, and
            how many are needed), or an argument is not acceptable.
    """
    checks.whole("least", least, 1, 10**9)
    checks.between("shrink", shrink, 0, 1e12)
    start = perf_counter()
    known = histories(log, elapsed=elapsed)
    everybody = np.ones(len(known.rating), dtype=np.bool_)
    parameters = fitted_to(known, everybody, least=least)
    rows = everybody & known.predicted
    named = known.frame["learner"].to_numpy()
    groups = {
        name: _group(known, np.isin(named, list(members)), members, larger=parameters, shrink=shrink)
        for name, members in sorted(members_of(by, known).items())
    }
    return Fitted(
        parameters=parameters,
        groups=groups,
        reviews=len(known.rating) + known.left_out,
        predicted=int(rows.sum()),
        left_out=known.left_out,
        learners=known.frame["learner"].n_unique(),
        log_loss=_loss(known, rows, parameters),
        default_log_loss=_loss(known, rows, DEFAULT_PARAMETERS),
        elapsed=elapsed,
        seconds=perf_counter() - start,
    )


def members_of(by: str | Mapping[str, str], known: Histories) -> dict[str, tuple[str, ...]]:
    """Return the learners of each group, sorted."""
    learners = sorted(known.frame["learner"].unique())
    if isinstance(by, Mapping):
        found: defaultdict[str, list[str]] = defaultdict(list)
        for learner in learners:
            if learner in by:
                found[checks.identifier("by", by[learner])].append(learner)
        return {name: tuple(members) for name, members in found.items()}
    if by not in ("all", "learner"):
        raise InvalidParameterError("by", f"must be 'all', 'learner' or a cohort by learner, not {by!r}", value=by)
    return {learner: (learner,) for learner in learners} if by == "learner" else {}


def _group(
    known: Histories,
    rows: NDArray[np.bool_],
    members: tuple[str, ...],
    *,
    larger: tuple[float, ...],
    shrink: float,
) -> GroupFit:
    learned = rows & known.predicted
    own, weight, parameters = drawn(known, rows, larger=larger, shrink=shrink)
    return GroupFit(
        parameters=parameters,
        own=own,
        weight=weight,
        learners=members,
        predicted=int(learned.sum()),
        log_loss=_loss(known, learned, parameters),
        larger_log_loss=_loss(known, learned, larger),
    )


def drawn(
    known: Histories, rows: NDArray[np.bool_], *, larger: tuple[float, ...], shrink: float
) -> tuple[tuple[float, ...] | None, float, tuple[float, ...]]:
    """Return the weights of a group alone, their share, and what comes of them and the weights of the larger one."""
    size = int((rows & known.predicted).sum())
    try:
        own = fitted_to(known, rows, least=LEAST_GROUP)
    except InvalidParameterError:
        return None, 0.0, larger
    weight = size / (size + shrink)
    mixed = (weight * mine + (1 - weight) * theirs for mine, theirs in zip(own, larger, strict=True))
    return own, weight, nearest_parameters(tuple(mixed))


def _loss(known: Histories, rows: NDArray[np.bool_], parameters: tuple[float, ...]) -> float:
    if not rows.any():
        return float("nan")
    chance, _ = fsrs6(known, parameters)
    return log_loss(known.succeeded[rows], chance[rows])


def _weights(parameters: tuple[float, ...]) -> dict[str, float]:
    return {f"w{number}": value for number, value in enumerate(parameters)}
